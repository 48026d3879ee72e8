"""What lies beside the result: the journal goes with it, and nothing half is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from georefer.inference.errors import ExtentError, OutputError
from georefer.inference.referring import SegmentResult, segment
from georefer.inference.scale.journal import journal_path
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.test_referring import (  # noqa: F401 (fixtures)
    expected,
    raster,
    request_for,
    run,
)


def test_the_journal_goes_when_the_result_is_delivered(raster: str) -> None:  # noqa: F811
    request = request_for(raster)
    journal = journal_path(Path(request.output))

    def fail(_: SegmentResult) -> None:
        assert journal.exists()
        raise OutputError("The disk is full")

    with pytest.raises(OutputError, match="full"):
        segment(request, FakePhraseModel(), "test", deliver=fail)
    assert journal.exists()
    segment(replace(request, resume=True), FakePhraseModel(), "test", deliver=lambda _: None)
    assert [entry.name for entry in Path(raster).parent.iterdir()] == ["scene.tif"]


def test_a_second_run_for_the_same_output_is_refused(raster: str) -> None:  # noqa: F811
    request = request_for(raster)

    def meanwhile(result: SegmentResult) -> None:
        with pytest.raises(OutputError, match="Another run"):
            run(request)
        assert len(result.polygons) == len(expected("red"))

    segment(request, FakePhraseModel(), "test", deliver=meanwhile)


def test_a_wrong_extent_leaves_nothing_behind(raster: str) -> None:  # noqa: F811
    with pytest.raises(ExtentError):
        run(request_for(raster, extent=(0.0, 0.0, 1.0, 1.0)))
    assert [entry.name for entry in Path(raster).parent.iterdir()] == ["scene.tif"]


def test_the_drafts_of_a_killed_run_are_removed(raster: str) -> None:  # noqa: F811
    folder = Path(raster).parent
    for name in (".out.gpkg.probability.tif", ".out.gpkg.probability.tif.x.part", ".out.0123abcd.gpkg-wal"):
        (folder / name).write_bytes(b"")
    (folder / ".other.0123abcd.gpkg").write_bytes(b"")
    segment(request_for(raster), FakePhraseModel(), "test", deliver=lambda _: None)
    assert sorted(entry.name for entry in folder.iterdir()) == [".other.0123abcd.gpkg", "scene.tif"]
