"""The command line: what is wrong is one line and exit code 2; older files stay as they are."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from georefer.inference import cli, ground, overlay, running
from georefer.inference.cli_progress import ProgressBar
from georefer.inference.errors import OutputError, RasterError
from georefer.inference.geo import geopackage
from georefer.inference.geo.raster import SceneRaster, TilePixels
from georefer.inference.geo.tiling import Window
from georefer.inference.models.catalog import load_model
from georefer.inference.protocol import Progress
from georefer.inference.scale.journal import Journal, ViewRecord, journal_path
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster

BOXES = [((5, 6, 20, 14), "red"), ((60, 60, 40, 40), "red"), ((120, 20, 30, 30), "blue")]


@dataclass
class Desk:
    """A folder with a raster in it, an old output, and a command line.

    Attributes:
        folder: Holds everything.
        raster: A scene of 160 px.
        output: Where the result goes.
        model: The model that the command line gets.
    """

    folder: Path
    raster: Path
    output: Path
    model: FakePhraseModel
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Runs the command line and returns exit code, stdout and stderr."""
        try:
            code = cli.main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = self.capture.readouterr()
        return code, out, err

    def segment(self, *options: str, phrase: str = "red buildings") -> tuple[int, str, str]:
        small = ("--tile-size-px", "64", "--overlap-px", "16")
        return self.run("segment", str(self.raster), phrase, "-o", str(self.output), *small, *options)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    model = FakePhraseModel()
    monkeypatch.setattr(running, "load_model", lambda *_: model)
    monkeypatch.setattr("georefer.inference.writing.BUSY_S", 0.1)
    monkeypatch.setattr(geopackage, "BUSY_S", 0.1)
    raster = Path(write_raster(tmp_path / "scene.tif", picture(160, BOXES)))
    return Desk(tmp_path, raster, tmp_path / "out.gpkg", model, capsys)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(folder: Path) -> dict[str, str]:
    return {entry.name: digest(entry) for entry in folder.iterdir() if entry.is_file()}


def assert_one_line(err: str) -> str:
    assert err.count("\n") == 1, err
    assert err.startswith("georefer: ")
    assert "Traceback" not in err
    return err


Setup = Callable[[Desk], list[str]]


def with_raster(name: str, content: bytes | None) -> Setup:
    def prepare(desk: Desk) -> list[str]:
        desk.raster = desk.folder / name
        if content is not None:
            desk.raster.write_bytes(content)
        return []

    return prepare


def with_options(*options: str) -> Setup:
    return lambda _: list(options)


def with_output(name: str) -> Setup:
    def prepare(desk: Desk) -> list[str]:
        desk.output = desk.folder / name
        return []

    return prepare


def with_text_as_output(desk: Desk) -> list[str]:
    desk.output.write_text("my thesis, the only copy\n" * 100)
    return []


def with_folder_as_output(desk: Desk) -> list[str]:
    desk.output.mkdir()
    return []


def with_folder_as_raster(desk: Desk) -> list[str]:
    desk.raster = desk.folder
    return []


def with_raster_as_overlay(desk: Desk) -> list[str]:
    desk.raster = desk.raster.rename(desk.folder / "scene.png")
    return ["--overlay", str(desk.raster)]


def with_raster_as_output(desk: Desk) -> list[str]:
    desk.output = desk.folder / "scene.gpkg"
    shutil.copy(desk.raster, desk.output)
    desk.raster = desk.output
    return []


BAD_INPUT: dict[str, tuple[Setup, str]] = {
    "missing raster": (with_raster("none.tif", None), "does not exist"),
    "folder": (with_folder_as_raster, "is a folder"),
    "empty file": (with_raster("empty.tif", b""), "is an empty file"),
    "text": (with_raster("text.tif", b"hello"), "is no raster"),
    "vectors": (with_raster("a.geojson", b'{"type": "FeatureCollection", "features": []}'), "a.geojson"),
    "band out of range": (with_options("--bands", "1,2,9"), "9"),
    "two bands": (with_options("--bands", "1,2"), "one or three"),
    "band 0": (with_options("--bands", "0"), "counted from 1"),
    "no band numbers": (with_options("--bands", "red"), "such as 4,3,2"),
    "extent outside": (with_options("--extent", "0,0,1,1"), "outside"),
    "extent outside, negative": (with_options("--extent", "-9,-9,-1,-1"), "outside"),
    "extent malformed": (with_options("--extent", "1,2,3"), "four numbers"),
    "extent inverted": (with_options("--extent", "9,0,1,1"), "left < right"),
    "extent not finite": (with_options("--extent", "nan,0,1,1"), "left < right"),
    "extent without value": (with_options("--extent"), "--extent"),
    "device": (with_options("--device", "abacus"), "no device"),
    "overlap": (with_options("--overlap-px", "64"), "more than half"),
    "overlap negative": (with_options("--overlap-px=-1"), "at least 0"),
    "tile of nothing": (with_options("--tile-size-px", "0"), "from 1 to"),
    "tile too large": (with_options("--tile-size-px", "1e9"), "from 1 to"),
    "tile infinite": (with_options("--tile-size-px", "inf"), "from 1 to"),
    "tile nan": (with_options("--tile-size-px", "nan"), "from 1 to"),
    "threshold": (with_options("--threshold", "1.5"), "between 0 and 1"),
    "score": (with_options("--min-score", "many"), "no number"),
    "area": (with_options("--min-area-m2", "-4"), "positive"),
    "gsd": (with_options("--gsd-m", "0"), "positive"),
    "unknown option": (with_options("--colour", "red"), "--colour"),
    "output without .gpkg": (with_output("out.shp"), ".gpkg"),
    "output in no folder": (with_output("none/out.gpkg"), "does not exist"),
    "output with an endless name": (with_output("x" * 300 + ".gpkg"), ""),
    "output is a folder": (with_folder_as_output, "is a folder"),
    "output is no database": (with_text_as_output, "is no GeoPackage"),
    "output is the raster": (with_raster_as_output, "is the raster itself"),
    "overlay is the raster": (with_raster_as_overlay, "is the raster itself"),
    "overlay is no png": (with_options("--overlay", "out.jpg"), ".png"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_line_and_changes_nothing(desk: Desk, name: str) -> None:
    prepare, sign = BAD_INPUT[name]
    options = prepare(desk)
    before = files(desk.folder)
    code, out, err = desk.segment(*options)
    assert code == cli.EXIT_WRONG_INPUT
    assert sign in assert_one_line(err)
    assert out == ""
    assert files(desk.folder) == before


@pytest.mark.parametrize(
    ("phrase", "sign"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("the", "names nothing"),
        ("top-left", "names nothing"),
        ("wombats", "never seen"),
        ("\udcff building", "broken"),
        ("?!", "names nothing"),
    ],
)
def test_a_phrase_that_names_nothing_is_one_line(desk: Desk, phrase: str, sign: str) -> None:
    code, _, err = desk.segment(phrase=phrase)
    assert code == cli.EXIT_WRONG_INPUT
    assert sign in assert_one_line(err)
    assert not desk.output.exists()


def test_the_phrase_is_never_part_of_a_second_line(desk: Desk) -> None:
    code, _, err = desk.segment(phrase="wombats\nand\nwombats " * 30)
    assert code == cli.EXIT_WRONG_INPUT
    assert_one_line(err)


@pytest.mark.parametrize("arguments", [[], ["segment"], ["segment", "a.tif"], ["dance"], ["explain"]])
def test_missing_arguments_are_one_line(desk: Desk, arguments: list[str]) -> None:
    code, out, err = desk.run(*arguments)
    assert code == cli.EXIT_WRONG_INPUT
    assert_one_line(err)
    assert out == ""


def test_an_extent_may_begin_with_a_minus(desk: Desk) -> None:
    code, _, _ = desk.segment("--extent", "-500000,3999920,500080,4000000")
    assert code == 0


@pytest.fixture
def old_output(desk: Desk) -> Iterator[str]:
    """Writes an output and yields its digest, which must not change."""
    assert desk.segment()[0] == 0
    before = digest(desk.output)
    yield before
    assert digest(desk.output) == before
    assert [entry.name for entry in desk.folder.iterdir() if entry.suffix == ".part"] == []


def test_an_output_that_is_being_written_to_is_refused(desk: Desk, old_output: str) -> None:
    with closing(sqlite3.connect(desk.output, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _, err = desk.segment()
        other.execute("ROLLBACK")
    assert code == cli.EXIT_WRONG_INPUT
    assert "in use" in assert_one_line(err)


def test_an_output_that_is_locked_in_mid_run_is_kept_for_resume(desk: Desk, old_output: str) -> None:
    with closing(sqlite3.connect(desk.output, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM gpkg_contents").fetchone()
        code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    assert "--resume" in assert_one_line(err)
    assert journal_path(desk.output).exists()


def test_a_run_that_waited_for_the_lock_resumes_without_the_model(desk: Desk) -> None:
    assert desk.segment()[0] == 0
    with closing(sqlite3.connect(desk.output, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM gpkg_contents").fetchone()
        assert desk.segment()[0] == cli.EXIT_WRONG_INPUT
    seen = desk.model.views_seen
    assert desk.segment("--resume")[0] == 0
    assert desk.model.views_seen == seen
    assert not journal_path(desk.output).exists()


def test_another_run_on_the_same_output_is_refused(desk: Desk, old_output: str) -> None:
    with closing(Journal(journal_path(desk.output), {}, resume=False)):
        code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    assert "Another run" in assert_one_line(err)


def test_a_full_disk_while_tiles_are_kept(
    desk: Desk, old_output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullCursor:
        def __init__(self, real: sqlite3.Connection) -> None:
            self._real = real

        def executemany(self, *_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    locked = Journal._locked
    monkeypatch.setattr(Journal, "_locked", lambda self: FullCursor(locked(self)))
    code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    assert "is full" in assert_one_line(err)


def test_a_full_disk_while_stitching(desk: Desk, old_output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OutputError("The probability raster cannot be written", "Make room on the disk")

    monkeypatch.setattr(ground, "stitch", fail)
    code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    assert "Make room" in assert_one_line(err)
    assert journal_path(desk.output).exists()


def test_a_full_disk_while_the_geopackage_is_written(
    desk: Desk, old_output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(geopackage, "add_objects", fail)
    code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    line = assert_one_line(err)
    assert "no room" in line
    assert "--resume" in line
    monkeypatch.undo()
    assert sorted(entry.name for entry in desk.folder.iterdir() if entry.suffix == ".gpkg") == ["out.gpkg"]


def test_an_overlay_that_cannot_be_drawn_costs_only_itself(desk: Desk) -> None:
    code, out, err = desk.segment("--overlay", str(desk.folder / "none" / "a.png"), "--json")
    assert code == cli.EXIT_INCOMPLETE
    line = assert_one_line(err)
    assert "overlay" in line
    assert "the GeoPackage was written" in line
    assert json.loads(out)["overlay_problem"]
    assert pyogrio.read_info(desk.output, layer="objects")["features"] == 2


def test_a_disk_that_fills_up_under_the_overlay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(overlay.Image.Image, "save", fail)
    code, _, err = desk.segment("--overlay", str(desk.folder / "a.png"))
    assert code == cli.EXIT_INCOMPLETE
    assert_one_line(err)
    assert not list(desk.folder.glob("*.png*")) + list(desk.folder.glob(".*.part"))


def unreadable(monkeypatch: pytest.MonkeyPatch, is_bad: Callable[[Window], bool]) -> None:
    read = SceneRaster.read

    def broken(self: SceneRaster, window: Window) -> TilePixels:
        if is_bad(window):
            raise RasterError("A part of scene.tif cannot be read", "Copy it again")
        return read(self, window)

    monkeypatch.setattr(SceneRaster, "read", broken)


def test_a_tile_that_cannot_be_read_is_a_gap_with_its_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable(monkeypatch, lambda window: window.col_off < 20 and window.row_off < 20)
    code, out, err = desk.segment("--json")
    assert code == cli.EXIT_INCOMPLETE
    assert err == ""
    report = json.loads(out)
    assert report["tiles"]["failed"] == 1
    (reason,) = report["failed_tiles"]
    assert "tile 0 at column 0, row 0" in reason
    assert "cannot be read" in reason
    assert pyogrio.read_info(desk.output, layer="objects")["features"] == 1


def test_a_failed_tile_does_not_cost_the_overlay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    unreadable(monkeypatch, lambda window: window.width > 100 or window.col_off < 20)
    code, _, err = desk.segment("--overlay", str(desk.folder / "a.png"))
    assert code == cli.EXIT_INCOMPLETE
    assert err == ""
    assert (desk.folder / "a.png").exists()


def test_where_no_tile_can_be_read_nothing_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    unreadable(monkeypatch, lambda _: True)
    before = files(desk.folder)
    code, _, err = desk.segment()
    assert code == cli.EXIT_WRONG_INPUT
    assert "No tile of scene.tif can be read" in assert_one_line(err)
    assert files(desk.folder) == before


def test_resuming_with_another_setting_names_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(2, monkeypatch)
    assert desk.segment()[0] == cli.EXIT_STOPPED
    monkeypatch.undo()
    monkeypatch.setattr(running, "load_model", lambda *_: desk.model)
    for options, name in [(["--overlap-px", "8"], "overlap"), (["--bands", "3,2,1"], "bands")]:
        code, _, err = desk.segment("--resume", *options)
        assert code == cli.EXIT_WRONG_INPUT
        assert f"another {name}" in assert_one_line(err)
    code, _, err = desk.segment("--resume", phrase="blue buildings")
    assert "another target" in assert_one_line(err)
    code, out, _ = desk.segment("--resume", "--json")
    assert code == 0
    assert json.loads(out)["tiles"]["cached"] == 2


def stop_after(tiles: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the person press Ctrl-C after a number of tiles."""
    kept: list[int] = []
    keep = Journal.keep

    def counted(self: Journal, records: list[ViewRecord]) -> None:
        if len(kept) == tiles:
            raise KeyboardInterrupt
        keep(self, records)
        kept.append(len(records))

    monkeypatch.setattr(Journal, "keep", counted)


def test_ctrl_c_keeps_finished_tiles(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(3, monkeypatch)
    code, out, err = desk.segment()
    assert code == cli.EXIT_STOPPED
    assert "--resume" in assert_one_line(err)
    assert out == ""
    assert not desk.output.exists()
    assert journal_path(desk.output).exists()


@pytest.mark.parametrize("name", ["atlas", "none/atlas", "", "."])
def test_an_unknown_model_is_one_line(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "load_model", load_model)
    monkeypatch.chdir(desk.folder)
    code, _, err = desk.segment("--model", name)
    assert code == cli.EXIT_WRONG_INPUT
    assert_one_line(err)


def test_nothing_found_is_an_empty_layer(desk: Desk) -> None:
    code, out, err = desk.segment("--overlay", str(desk.folder / "a.png"), phrase="white buildings")
    assert code == 0
    assert "Nothing was found" in out
    assert err == ""
    info = pyogrio.read_info(desk.output, layer="objects")
    assert info["features"] == 0
    assert info["crs"] == "EPSG:32633"
    assert (desk.folder / "a.png").exists()


def test_the_report_says_everything(desk: Desk) -> None:
    code, out, err = desk.segment("--json", phrase="red buildings or ships")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report["polygons"] == 2
    assert sum(report["tiles"].values()) == 2 * report["tiles"]["total"] == 18
    assert {"load", "open", "read", "model", "stitch", "vectorize", "write", "total"} <= report[
        "seconds"
    ].keys()
    assert report["peak_memory_mb"] > 0
    assert report["model"] == "fake"
    assert report["weights"] == "0" * 64
    assert report["unknown_words"] == ["ship"]
    with closing(sqlite3.connect(desk.output)) as connection:
        ((parameters,),) = connection.execute("SELECT parameters FROM georefer_runs").fetchall()
    assert json.loads(parameters)["run_id"] == report["run_id"]


def test_the_report_for_people_names_what_was_not_understood(desk: Desk) -> None:
    _, out, _ = desk.segment(phrase="red buildings or wombats")
    assert "wombat" in out
    assert "9 in all" in out


def test_appending_keeps_older_objects(desk: Desk) -> None:
    assert desk.segment()[0] == 0
    assert desk.segment("--append", phrase="blue buildings")[0] == 0
    assert pyogrio.read_info(desk.output, layer="objects")["features"] == 3
    assert desk.segment(phrase="blue buildings")[0] == 0
    assert pyogrio.read_info(desk.output, layer="objects")["features"] == 1


def test_a_pipe_gets_no_progress_bar(desk: Desk) -> None:
    _, _, err = desk.segment()
    assert err == ""


class Terminal(io.StringIO):
    """Is a text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_progress_bar_that_never_runs_back(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with ProgressBar() as bar:
        for done, total in [(0, 4), (1, 4), (4, 4), (4, 9), (6, 9), (9, 9)]:
            bar.show(Progress(done, total))
        bar.show(Progress(0, 1, "polygons"))
    assert "9/9" in screen.getvalue()
    assert "polygons" in screen.getvalue()


def test_explain_prints_the_reading(desk: Desk) -> None:
    code, out, _ = desk.run("explain", "red building top-left")
    assert code == 0
    assert "red building" in out
    code, out, _ = desk.run("explain", "red building top-left", "--json")
    assert code == 0
    assert json.loads(out)
    assert desk.run("explain", "")[0] in (0, 2)


ROAD = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}},
    "features": [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": [[500_000, 3_999_994], [500_020, 3_999_994]]},
        }
    ],
}


@pytest.fixture
def road(desk: Desk) -> str:
    path = desk.folder / "road.geojson"
    path.write_text(json.dumps(ROAD), encoding="utf-8")
    return f"[Road]={path}"


def test_a_layer_is_part_of_the_phrase(desk: Desk, road: str) -> None:
    code, out, err = desk.segment("--layer", road, "--json", phrase="red buildings within 5 m of [road]")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report["polygons"] == 1
    assert report["parameters"]["layers"] == [["Road", road.partition("=")[2]]]
    (step,) = report["plan"]
    assert step["tiles"] < step["total"] == report["tiles"]["total"]
    _, text, _ = desk.segment("--layer", road, phrase="red buildings within 5 m of [Road]")
    assert f"red building: within 5 m of [Road], {step['tiles']} of 9 tiles" in text


@pytest.mark.parametrize(
    ("layer", "sign"),
    [
        ("Rail=none.gpkg", 'No layer "Road"'),
        ("Road=none.gpkg", "does not exist"),
        ("Road=scene.tif", "is no vector layer"),
        ("Road", "NAME=FILE"),
    ],
)
def test_a_layer_that_cannot_be_used_is_one_line(desk: Desk, layer: str, sign: str) -> None:
    layer = layer.replace("scene.tif", str(desk.raster))
    code, out, err = desk.segment("--layer", layer, phrase="red buildings near [Road]")
    assert (code, out) == (cli.EXIT_WRONG_INPUT, "")
    assert_one_line(err)
    assert sign in err
    assert not desk.output.exists()


def test_explain_shows_the_plan_and_its_tiles(desk: Desk, road: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("georefer.inference.models.catalog.load_model", lambda *_: desk.model)
    small = ("--tile-size-px", "64", "--overlap-px", "16", "--layer", road)
    phrase = "the red building nearest to the blue building within 5 m of [Road]"
    code, out, _ = desk.run("explain", phrase, "--raster", str(desk.raster), *small)
    assert code == 0
    assert "9 in the scene" in out
    assert "around the blue building within 5 m of [Road], at most 9 tiles" in out
    _, out, _ = desk.run("explain", phrase, "--raster", str(desk.raster), *small, "--json")
    plan = json.loads(out)["plan"]
    assert plan["tiles"] == 9
    first, *_ = plan["steps"]
    assert (first["target"], first["at_most"], first["if_needed"]) == ("blue building", False, False)
    assert first["tiles"] < 9


def test_every_hostile_raster_gives_polygons_or_one_line(desk: Desk, shared_data: Path) -> None:
    desk.model = FakePhraseModel(input_size_px=128)
    index = json.loads((shared_data / "hostile_index.json").read_text())
    codes: dict[int, int] = {}
    for name in index:
        desk.raster = shared_data / name
        code, out, err = desk.segment("--tile-size-px", "512", "--json", "--gsd-m", "2")
        codes[code] = codes.get(code, 0) + 1
        if code == 0:
            assert err == "", name
            assert np.isfinite(json.loads(out)["polygons"])
        else:
            assert code == cli.EXIT_WRONG_INPUT, name
            assert_one_line(err)
    assert codes[0] > 60
    assert codes.get(cli.EXIT_WRONG_INPUT, 0) < 8
