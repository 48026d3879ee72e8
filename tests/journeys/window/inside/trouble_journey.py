"""What can go wrong in mid-run: the worker dies, the person stops, the layer goes, the project goes."""

import os
import signal

import person
import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest


@pytest.fixture
def desk():
    QgsProject.instance().clear()
    person.open_raster(person.told("GEOREFER_SCENE"))
    desk = person.desk() or person.open_dock()
    person.wait_for_engine(desk)
    return desk


def finished_count(desk):
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    return desk.results.layer.featureCount()


def test_a_run_that_nothing_disturbs(desk):
    person.begin_run(desk)
    assert finished_count(desk) > 5


def test_a_killed_worker_is_replaced_and_the_run_goes_on(desk):
    undisturbed = desk.results.layer
    person.begin_run(desk)
    first = desk.client.process_id
    os.kill(first, signal.SIGKILL)
    person.wait_until(lambda: desk.client.process_id not in (0, first), "another worker")
    count = finished_count(desk)
    assert desk.page.input.notice.notice() is None
    assert undisturbed is None or count > 5


def test_esc_stops_and_keeps_what_was_found(desk):
    person.begin_run(desk)
    QTest.keyClick(desk.page.input.line, Qt.Key.Key_Escape)
    person.wait_for_run(desk)
    assert desk.run.live.count > 0
    assert desk.client.is_running


def test_a_layer_that_goes_in_mid_run_costs_nothing(desk):
    person.begin_run(desk)
    QgsProject.instance().removeMapLayer(desk.scene.layer.id())
    assert finished_count(desk) > 5
    assert not desk.page.input.run_button.isEnabled()


def test_a_project_that_goes_in_mid_run_leaves_an_unfinished_run(desk):
    person.begin_run(desk)
    QgsProject.instance().clear()
    person.wait_for_run(desk)
    person.wait_until(lambda: person.kept_files(desk), "the kept polygons")


def test_an_empty_phrase_cannot_be_run(desk):
    person.type_phrase(desk, " ")
    person.wait_until(lambda: not desk.page.input.run_button.isEnabled(), "the button to be off")


def test_a_missing_raster_is_one_sentence(desk, tmp_path):
    import shutil

    copy = tmp_path / "gone.tif"
    shutil.copy(person.told("GEOREFER_SCENE"), copy)
    person.open_raster(copy, "gone")
    copy.unlink()
    person.type_phrase(desk, "buildings")
    person.press_enter(desk)
    person.wait_until(lambda: desk.page.input.notice.notice() is not None, "the notice")
    assert "gone.tif" in desk.page.input.notice.notice().text
    assert not desk.run.is_running
