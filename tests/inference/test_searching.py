"""A region is searched view by view, none twice, and every tile is counted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from georefer.inference import searching
from georefer.inference.errors import Cancelled, RasterError
from georefer.inference.geo.raster import SceneRaster, TilePixels, open_scene
from georefer.inference.geo.tiling import TileGrid, Window
from georefer.inference.protocol import Progress
from georefer.inference.scale.journal import Journal
from georefer.inference.searching import Search
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster

SIDE_PX = 208  # 4 x 4 views of 64 px at 48 px


@pytest.fixture
def model() -> FakePhraseModel:
    return FakePhraseModel()


@pytest.fixture
def search(tmp_path: Path, model: FakePhraseModel) -> Iterator[Search]:
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, [((10, 10, 30, 30), "red")]))
    journal = Journal(tmp_path / "journal", {}, resume=False)
    with open_scene(raster) as scene:
        grid = TileGrid(scene.width_px, scene.height_px, 64, 16, views_per_side=2)
        text = model.embed_text(["red building"])
        yield Search(scene, grid, model, (text,), journal, lambda _: None, lambda: False)
    journal.close()


def look(search: Search, region: Window, *targets: int) -> None:
    search.run(dict.fromkeys(targets or (0,), search.grid.positions(region)))


def test_no_view_is_done_twice(search: Search, model: FakePhraseModel) -> None:
    look(search, Window(0, 0, 100, 100))
    first = model.views_seen
    assert 0 < first < 16
    look(search, search.scene.window)
    assert model.views_seen == 16
    look(search, search.scene.window)
    assert model.views_seen == 16


def test_a_tile_of_two_steps_is_counted_once(search: Search) -> None:
    look(search, Window(0, 0, 20, 20))
    counts = search.counts(search.scene.window)
    assert (counts.total, counts.run, counts.pruned) == (4, 1, 3)
    look(search, search.scene.window)
    counts = search.counts(search.scene.window)
    assert (counts.total, counts.run, counts.gated, counts.pruned, counts.cached) == (4, 1, 3, 0, 0)


def test_only_relevant_views_reach_the_expensive_encoder(search: Search, model: FakePhraseModel) -> None:
    look(search, search.scene.window)
    assert model.views_embedded == 1
    assert [record.place for record in search.journal.ran()] == [(0, 0)]


def test_progress_tells_how_many_tiles_were_skipped(search: Search) -> None:
    seen: list[Progress] = []
    search.on_progress = seen.append
    look(search, search.scene.window)
    assert [one.skipped for one in seen] == sorted(one.skipped for one in seen)
    assert seen[-1].skipped == search.counts(search.scene.window).gated == 3


def test_the_model_is_given_a_bounded_batch(
    search: Search, model: FakePhraseModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "BATCH_VIEWS", 3)
    look(search, search.scene.window)
    assert model.views_seen == 16
    assert model.calls["look"] == 8  # four tiles of four views


def test_a_failed_tile_stays_failed_and_is_named_once(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = SceneRaster.read

    def broken(self: SceneRaster, window: Window) -> TilePixels:
        if (window.col_off, window.row_off) == (0, 0):
            raise RasterError("This part cannot be read", "Copy the file again")
        return read(self, window)

    monkeypatch.setattr(SceneRaster, "read", broken)
    look(search, Window(0, 0, 20, 20))
    look(search, search.scene.window)
    counts = search.counts(search.scene.window)
    assert counts.failed == 1
    assert len(search.failures) == 1
    assert "This part cannot be read" in search.failures[0]
    assert counts.gated + counts.run + counts.failed == counts.total


def test_a_blank_tile_costs_the_model_nothing(tmp_path: Path, model: FakePhraseModel) -> None:
    values = np.zeros((3, SIDE_PX, SIDE_PX), dtype=np.uint8)
    raster = write_raster(tmp_path / "blank.tif", values, nodata=0)
    journal = Journal(tmp_path / "journal", {}, resume=False)
    with open_scene(raster) as scene:
        grid = TileGrid(scene.width_px, scene.height_px, 64, 16, views_per_side=4)
        text = model.embed_text(["red building"])
        search = Search(scene, grid, model, (text,), journal, lambda _: None, lambda: False)
        look(search, scene.window)
        assert model.views_seen == 0
        assert search.counts(scene.window).gated == 1
        assert set(journal.finished().values()) == {"blank"}
    journal.close()


def test_cancelling_keeps_what_is_finished(search: Search) -> None:
    seen: list[Progress] = []
    search.on_progress = seen.append
    search.is_cancelled = lambda: len(seen) == 3
    with pytest.raises(Cancelled, match="--resume"):
        look(search, search.scene.window)
    assert len(search.journal.finished()) == 8
    assert [(one.done, one.total) for one in seen] == [(0, 4), (1, 4), (2, 4)]


def test_cancelling_does_not_wait_for_a_large_tile(
    search: Search, model: FakePhraseModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "BATCH_VIEWS", 1)
    search.is_cancelled = lambda: model.views_seen == 2
    with pytest.raises(Cancelled):
        look(search, search.scene.window)
    assert model.views_seen == 2
    assert not search.journal.finished()
