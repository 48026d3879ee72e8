"""Two QGIS share a cache: each run is offered once, and carried out by one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from georefer.inference.protocol import SegmentRequest
from georefer.plugin.results.autosave import Autosave
from georefer.plugin.results.failures import ResultsError
from georefer.plugin.results.unfinished import RemoveUnfinishedTask, unfinished_runs
from georefer.tests.plugin.results_factory import UTM, run_task, tile_found
from georefer.tests.plugin.test_results_crashes import kept_run, start
from qgis.core import QgsCoordinateReferenceSystem


@pytest.fixture
def crs(qgis_app):
    return QgsCoordinateReferenceSystem(UTM)


@pytest.fixture
def request_of_both(tmp_path):
    """Returns the run that the other process carries out."""
    return SegmentRequest("scene.tif", "red building", str(tmp_path / "out.gpkg"), layers=(("A", "a"),))


def leave_one(qtbot, folder, crs, run, tiles=1) -> None:
    kept_run(qtbot, folder, [tile_found(n, range(3 * n, 3 * n + 3)) for n in range(tiles)], crs, run)


def test_a_run_that_another_qgis_goes_on_with_is_not_offered(qtbot, tmp_path, crs, request_of_both) -> None:
    leave_one(qtbot, tmp_path, crs, request_of_both)
    (listed,) = unfinished_runs(tmp_path)
    other = start("keep", tmp_path)
    try:
        other.stdout.readline()
        assert unfinished_runs(tmp_path) == []
        # Who was offered it before cannot take it up any more; the file of the earlier time stays.
        with pytest.raises(ResultsError, match="Another QGIS"):
            Autosave(tmp_path).begin(replace(request_of_both, resume=True), crs)
        assert listed.path.exists()
    finally:
        other.kill()
        other.communicate()

    (run,) = unfinished_runs(tmp_path)
    assert run.request.output == request_of_both.output
    mine = Autosave(tmp_path)
    mine.begin(replace(request_of_both, resume=True), crs)
    mine.close()


def test_one_that_is_gone_on_with_here_is_not_offered_here(qtbot, tmp_path, crs, request_of_both) -> None:
    leave_one(qtbot, tmp_path, crs, request_of_both)
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(replace(request_of_both, resume=True), crs)

    assert unfinished_runs(tmp_path) == []
    autosave.close()
    assert len(unfinished_runs(tmp_path)) == 1


def test_another_run_is_none_of_its_business(qtbot, tmp_path, crs, request_of_both) -> None:
    other_run = replace(request_of_both, phrase="tanks", output=str(tmp_path / "other.gpkg"))
    leave_one(qtbot, tmp_path, crs, other_run)
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(request_of_both, crs)

    assert [run.phrase for run in unfinished_runs(tmp_path)] == ["tanks"]
    autosave.close()


def test_a_run_that_was_gone_on_with_is_listed_once(qtbot, tmp_path, crs, request_of_both) -> None:
    leave_one(qtbot, tmp_path, crs, request_of_both, tiles=4)
    leave_one(qtbot, tmp_path, crs, replace(request_of_both, resume=True), tiles=2)
    assert len(list(tmp_path.glob("*.unfinished.gpkg"))) == 2

    assert [run.polygons for run in unfinished_runs(tmp_path)] == [12]
    assert run_task(qtbot, RemoveUnfinishedTask(tmp_path, request_of_both.output)) == ("succeeded", 2)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_beside_a_run_that_is_done(qtbot, tmp_path, crs, request_of_both) -> None:
    autosave = Autosave(tmp_path, every_ms=20)
    autosave.begin(request_of_both, crs)
    assert list(tmp_path.glob("*.lock"))
    autosave.discard()
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=60_000)


def test_two_that_look_at_once_see_the_same(qtbot, tmp_path, crs, request_of_both) -> None:
    from threading import Thread

    leave_one(qtbot, tmp_path, crs, request_of_both)
    seen = []
    looking = [Thread(target=lambda: seen.append(len(unfinished_runs(tmp_path)))) for _ in range(4)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
    assert seen == [1, 1, 1, 1]
