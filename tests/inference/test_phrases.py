"""Several phrases over one raster: each is answered as if it were alone, at one look."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from georefer.inference import cli, running
from georefer.inference.answers import Hooks, SegmentResult
from georefer.inference.errors import Cancelled, OutputError, PhraseError
from georefer.inference.protocol import SegmentRequest
from georefer.inference.referring import segment
from georefer.inference.running import run_segment
from georefer.inference.scale.journal import journal_path
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster

BOXES = [
    ((5, 6, 20, 14), "red"),
    ((50, 50, 30, 25), "red"),
    ((100, 20, 150, 90), "red"),
    ((290, 295, 30, 25), "red"),
    ((150, 180, 40, 40), "blue"),
    ((10, 120, 25, 25), "green"),
    ((230, 240, 25, 25), "green"),
]
PHRASES = (
    "red building top-left",
    "the largest red building",
    "blue tanks",
    "green car near a blue tank",
    "the northernmost green car",
    "red buildings",
)


class FinerCars(FakePhraseModel):
    """Sees cars at another ground sample distance than everything else."""

    def __init__(self) -> None:
        super().__init__(best_gsd_m=0.5)
        object.__setattr__(self._card, "target_gsd_m", {"car": 0.25})
        object.__setattr__(self._card, "max_upsample", 2.0)


@pytest.fixture
def raster(tmp_path: Path) -> str:
    return write_raster(tmp_path / "scene.tif", picture(320, BOXES))


def request_for(raster: str, *phrases: str, **values: Any) -> SegmentRequest:
    output = str(Path(raster).with_name("out.gpkg"))
    usual: dict[str, Any] = {"tile_size_px": 128, "overlap_px": 16, "more_phrases": phrases[1:]}
    return SegmentRequest(raster, phrases[0], output, **{**usual, **values})


def run(request: SegmentRequest, model: FakePhraseModel | None = None, **hooks: Any) -> SegmentResult:
    return segment(request, model or FakePhraseModel(), "test", Hooks(**hooks))


def outlines(result: SegmentResult) -> list[bytes]:
    return [one.geometry.wkb for one in result.polygons]


@pytest.mark.parametrize("prune", [True, False])
@pytest.mark.parametrize("kind", [FakePhraseModel, FinerCars])
def test_each_phrase_is_answered_as_if_it_were_alone(raster: str, prune: bool, kind: Any) -> None:
    together = run(request_for(raster, *PHRASES, prune=prune), kind())
    alone = [run(request_for(raster, phrase, prune=prune), kind()) for phrase in PHRASES]
    assert [one.report.phrase for one in together.every] == list(PHRASES)
    assert [outlines(one) for one in together.every] == [outlines(one) for one in alone]
    assert sum(len(one.polygons) for one in alone) > len(PHRASES)


def test_no_view_is_read_seen_or_embedded_twice_for_several_phrases(raster: str) -> None:
    many, one = FakePhraseModel(), FakePhraseModel()
    phrases = ("red buildings", "red buildings top-left", "the largest red building", "blue tanks")
    run(request_for(raster, *phrases), many)
    run(request_for(raster, "red buildings"), one)
    assert many.views_seen == one.views_seen
    assert many.views_embedded <= one.views_embedded + 4


def test_tiles_are_counted_for_each_phrase(raster: str) -> None:
    everywhere, corner = run(request_for(raster, "red buildings", "blue tanks top-left")).every
    assert everywhere.report.tiles.pruned == 0
    assert corner.report.tiles.pruned > 0
    assert corner.report.tiles == run(request_for(raster, "blue tanks top-left")).report.tiles


def test_a_bad_phrase_is_named_and_the_others_go_on(raster: str) -> None:
    result = run(request_for(raster, "dragon", "red buildings", "cars near [Railway]", "blue tanks"))
    assert [one.report.phrase for one in result.every] == ["red buildings", "blue tanks"]
    assert [one.phrase_number for one in result.every] == [1, 3]
    refused = result.report.refused
    assert [one.phrase for one in refused] == ["dragon", "cars near [Railway]"]
    assert "dragon" in refused[0].message
    assert "Railway" in refused[1].message


def test_only_bad_phrases_are_the_error_of_the_first(raster: str) -> None:
    with pytest.raises(PhraseError, match="dragon"):
        run(request_for(raster, "dragon", "unicorn"))


def test_the_same_phrase_twice_is_one(raster: str) -> None:
    assert run(request_for(raster, "red buildings", "red buildings", " red  buildings ")).others == ()


@pytest.mark.parametrize("kind", [FakePhraseModel, FinerCars])
def test_a_stopped_run_goes_on(raster: str, kind: Any) -> None:
    phrases = ("red buildings", "green cars")
    undisturbed = run(request_for(raster, *phrases), kind())
    for tiles in (2, 5, 40):
        left = iter(range(tiles))
        request = request_for(raster, *phrases, tile_size_px=64, resume=True)
        try:
            run(request, kind(), is_cancelled=lambda left=left: next(left, None) is None)
        except Cancelled:
            assert journal_path(Path(request.output)).exists()
    model = kind()
    resumed = run(request_for(raster, *phrases, tile_size_px=64, resume=True), model)
    assert [outlines(one) for one in resumed.every] == [outlines(one) for one in undisturbed.every]
    assert resumed.report.tiles.cached > 0
    with pytest.raises(Exception, match=r"target|working grid"):
        run(request_for(raster, "blue tanks", "red buildings", resume=True), kind())


def test_journals_of_all_grids_go_with_the_output(raster: str) -> None:
    request = request_for(raster, "red buildings", "green cars")
    run(request, FinerCars())
    folder = Path(raster).parent
    assert len(list(folder.glob(".out.gpkg.georefer-run*"))) == 2
    run_segment(request, model=FinerCars())
    assert sorted(entry.name for entry in folder.iterdir()) == ["out.gpkg", "scene.tif"]


def test_a_new_run_takes_the_journals_of_a_broken_one_away(raster: str) -> None:
    run(request_for(raster, "red buildings", "green cars"), FinerCars())
    run_segment(request_for(raster, "red buildings"), model=FinerCars())
    assert sorted(entry.name for entry in Path(raster).parent.iterdir()) == ["out.gpkg", "scene.tif"]


def test_one_geopackage_holds_every_phrase_and_a_run_for_each(raster: str) -> None:
    request = request_for(raster, "red buildings", "blue tanks", "green cars top-left")
    report = run_segment(request, model=FakePhraseModel())
    table = pyogrio.read_dataframe(request.output, layer="objects")
    assert table.groupby("phrase").size().to_dict() == {
        one.phrase: one.polygons for one in (report, *report.others) if one.polygons
    }
    assert sorted(table["object_id"]) == list(range(1, len(table) + 1))
    with closing(sqlite3.connect(request.output)) as database:
        rows = database.execute("SELECT run_id, phrase, parameters FROM georefer_runs").fetchall()
    assert [row[1] for row in rows] == list(request.phrases)
    assert set(table["run_id"]) <= {row[0] for row in rows}
    for _, phrase, text in rows:
        kept = json.loads(text)
        assert kept["phrase"] == phrase
        assert set(kept["together_with"]) == set(request.phrases) - {phrase}
        assert kept["seconds"]["total"] > 0


def test_nothing_is_written_of_one_phrase_alone(raster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_for(raster, "red buildings", "blue tanks")
    run_segment(request, model=FakePhraseModel())
    before = Path(request.output).read_bytes()
    calls = iter([None])

    def full(*_: object) -> None:
        if next(calls, "full"):
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("georefer.inference.geo.geopackage.add_run", full)
    with pytest.raises(OutputError, match="room"):
        run_segment(request, model=FakePhraseModel())
    assert Path(request.output).read_bytes() == before


def test_the_command_line_takes_several(
    raster: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "load_model", lambda *_: FakePhraseModel())
    options = ("-o", str(Path(raster).with_name("out.gpkg")), "--overlap-px", "16")
    assert cli.main(["segment", raster, "red buildings", "blue tanks", *options]) == 0
    said = capsys.readouterr().out
    assert "4 object(s)" in said
    assert "1 object(s)" in said
    assert cli.main(["segment", raster, "red buildings", "dragon", *options, "--json"]) == 3
    said, complaint = capsys.readouterr()
    report = json.loads(said)
    assert (report["phrase"], report["refused"][0]["phrase"]) == ("red buildings", "dragon")
    assert complaint.count("\n") == 1
    assert '"dragon" was left out' in complaint
