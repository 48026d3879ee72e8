"""The desk behind the dock, with a real worker whose model knows colours only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from georefer.plugin import notices
from georefer.plugin.controllers import engine_controller
from georefer.plugin.desk import Desk
from georefer.plugin.options import history
from georefer.plugin.results.run_layer import run_layers
from georefer.plugin.worker.client import WorkerClient
from georefer.plugin.worker.engine import Command, Engine
from georefer.tests.plugin.test_algorithms import PAINTED, engine_python, scene  # noqa: F401 (a fixture)
from georefer.ui.values import ModelChoice, RunSettings
from qgis.core import QgsProject, QgsRasterLayer, QgsSettings, QgsVectorLayer

PATIENCE_MS = 60_000


@pytest.fixture
def desk(desktop, tmp_path, monkeypatch, qgis_new_project, qtbot):
    QgsSettings().setValue("georefer/cache_folder", str(tmp_path / "cache"))
    QgsSettings().remove(history.KEY)
    python = engine_python()
    monkeypatch.setattr(engine_controller, "find_engine", lambda: Engine(python, "settings"))
    client = WorkerClient(lambda: Command(python, ("-I", "-X", "utf8", str(PAINTED))))
    desk = Desk(desktop, client)
    desktop.window.show()
    yield desk
    desk.close()
    QgsSettings().remove("georefer/cache_folder")


@pytest.fixture
def ortho(desk, desktop, scene):  # noqa: F811
    layer = QgsRasterLayer(str(scene), "ortho")
    QgsProject.instance().addMapLayer(layer)
    desktop.setActiveLayer(layer)
    return layer


def read(desk, qtbot, phrase):
    """Types a phrase and waits for its reading."""
    desk.page.set_phrase(phrase)
    with qtbot.waitSignal(desk.client.explained, timeout=PATIENCE_MS):
        desk.reading.read(phrase)


def chips(desk):
    return [chip.text() for chip in desk.page.input.reading.chips()]


def choose_model(desk, model_id):
    """Chooses a painted model: seconds a view, and the side of a view."""
    desk.page.set_models([ModelChoice(model_id, "Painted", "ready", True)])
    desk.page.set_model_id(model_id)


def run(desk, qtbot):
    choose_model(desk, "0.0@128")
    ends = []
    desk.run.finished.connect(lambda done, objects: ends.append(""))
    desk.run.failed.connect(lambda failure, can_go_on: ends.append(str(failure)))
    desk.run_phrase()
    qtbot.waitUntil(lambda: bool(ends), timeout=PATIENCE_MS)
    assert ends == [""]
    qtbot.waitUntil(lambda: desk.results.layer is not None, timeout=PATIENCE_MS)


def test_without_a_layer_nothing_can_be_run(desk, qtbot) -> None:
    qtbot.waitUntil(lambda: desk.engine.device is not None, timeout=PATIENCE_MS)
    read(desk, qtbot, "red building")
    assert not desk.page.input.run_button.isEnabled()


def test_the_active_raster_layer_is_searched(desk, ortho) -> None:
    assert desk.scene.layer is ortho
    assert desk.page.layer() is ortho


def test_a_phrase_becomes_a_layer_a_list_and_a_file(desk, ortho, qtbot, tmp_path) -> None:
    read(desk, qtbot, "red buildings")
    assert desk.page.input.run_button.isEnabled()
    run(desk, qtbot)
    assert desk.results.layer.featureCount() == 4
    assert len(desk.page.output.results.tree.table.rows) == 4
    assert not desk.run.is_running
    assert history.phrases() == ["red buildings"]

    desk.page.output.results.tree.selectAll()
    desk.results.filter.set_kept([1], False)
    saved = tmp_path / "saved.gpkg"
    with qtbot.waitSignal(desk.results.noticed, timeout=PATIENCE_MS):
        desk.results.save(str(saved))
    assert QgsVectorLayer(f"{saved}|layername=objects", "", "ogr").featureCount() == 3
    with qtbot.waitSignal(desk.results.noticed, timeout=PATIENCE_MS):
        desk.results.save(str(saved))
    assert QgsVectorLayer(f"{saved}|layername=objects", "", "ogr").featureCount() == 6


def test_a_part_that_is_switched_off_does_not_count(desk, ortho, qtbot) -> None:
    phrase = "red building top-left"
    read(desk, qtbot, phrase)
    run(desk, qtbot)
    assert desk.results.layer.featureCount() == 1
    with qtbot.waitSignal(desk.client.explained, timeout=PATIENCE_MS):
        desk.page.count_flipped.emit()
    place = next(n for n, part in enumerate(["target", "where"]) if part == "where")
    with qtbot.waitSignal(desk.client.explained, timeout=PATIENCE_MS):
        desk.page.part_switched.emit(place, False)
    assert "top" not in desk.reading.effective_phrase
    run(desk, qtbot)
    assert desk.results.layer.featureCount() == 4


def test_another_phrase_begins_with_all_parts_on(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red building top-left")
    with qtbot.waitSignal(desk.client.explained, timeout=PATIENCE_MS):
        desk.page.part_switched.emit(1, False)
    read(desk, qtbot, "red building top-right")
    assert desk.reading.effective_phrase == "red building top-right"


def test_a_layer_that_is_not_there_is_named(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings near [Railway]")
    assert "[Railway]" in desk.page.input.reading.warning_text()
    layer = QgsVectorLayer("LineString?crs=EPSG:32645", "railway", "memory")
    QgsProject.instance().addMapLayer(layer)
    qtbot.waitUntil(lambda: "[Railway]" not in desk.page.input.reading.warning_text())


def test_objects_go_into_a_layer_and_out_again(desk, ortho, desktop, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    run(desk, qtbot)
    target = QgsVectorLayer("Polygon?crs=EPSG:32645&field=phrase:string", "mine", "memory")
    target.setCrs(desk.results.layer.crs())
    QgsProject.instance().addMapLayer(target)
    desktop.setActiveLayer(target)
    with qtbot.waitSignal(desk.results.noticed, timeout=PATIENCE_MS):
        desk.page.add_to_layer_requested.emit()
    assert target.featureCount() == 4
    desk.page.undo_requested.emit()
    assert target.featureCount() == 0
    assert not desk.page.output.saving.undo_button.isVisible()


def test_adding_without_a_polygon_layer_is_one_sentence(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    run(desk, qtbot)
    desk.page.add_to_layer_requested.emit()
    assert "no polygon layer" in desk.page.input.notice.notice().text


def test_a_selection_that_is_not_there_is_one_sentence(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    desk.page.set_place("selection")
    desk.run_phrase()
    notice = desk.page.input.notice.notice()
    assert "polygon" in notice.text
    assert not desk.run.is_running


def test_the_raster_is_gone_and_the_person_is_told(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    Path(ortho.source()).unlink()
    choose_model(desk, "0.0@128")
    with qtbot.waitSignal(desk.run.failed, timeout=PATIENCE_MS):
        desk.run_phrase()
    assert "scene.tif" in desk.page.input.notice.notice().text
    assert not desk.run.is_running


def test_a_worker_that_dies_twice_leaves_a_way_to_go_on(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    choose_model(desk, "0.5@128")
    pids = []

    def kill(job, progress):
        if desk.client.process_id and desk.client.process_id not in pids and len(pids) < 2:
            pids.append(desk.client.process_id)
            os.kill(pids[-1], 9)

    desk.client.progressed.connect(kill)
    with qtbot.waitSignal(desk.run.failed, timeout=PATIENCE_MS):
        desk.run_phrase()
    desk.client.progressed.disconnect(kill)
    assert desk.page.input.notice.notice().action == notices.GO_ON
    with qtbot.waitSignal(desk.run.finished, timeout=PATIENCE_MS):
        desk.page.notice_clicked.emit(notices.GO_ON)


def test_without_an_engine_the_dock_says_so(desktop, monkeypatch, qgis_new_project, qtbot) -> None:
    monkeypatch.setattr(engine_controller, "find_engine", lambda: None)
    desk = Desk(desktop, WorkerClient(lambda: None))
    qtbot.waitUntil(lambda: desk.page.input.engine.state.kind == "missing")
    assert "not installed" in desk.page.input.engine.state.text
    desk.close()


def test_the_report_names_no_phrase(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    assert "red buildings" not in desk.report()


def test_a_stopped_run_can_be_kept_as_a_layer_and_goes_on_when_run_again(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    choose_model(desk, "0.5@128")
    desk.page.set_settings(RunSettings(tile_size_px=128, overlap_px=32))
    kept = []
    desk.run.autosave.kept.connect(kept.append)
    desk.run_phrase()
    qtbot.waitUntil(lambda: any(kept), timeout=PATIENCE_MS)
    with qtbot.waitSignal(desk.run.stopped, timeout=PATIENCE_MS):
        desk.run.stop()
    assert desk.page.input.notice.notice().action == notices.KEEP
    broken = desk.run.broken
    desk.page.notice_clicked.emit(notices.KEEP)
    qtbot.waitUntil(lambda: len(run_layers(QgsProject.instance())) == 1, timeout=PATIENCE_MS)
    with qtbot.waitSignal(desk.run.finished, timeout=PATIENCE_MS) as finished:
        desk.run_phrase()
    assert finished.args[0].report["output"] == broken.output


def test_enter_right_after_typing_waits_for_the_reading(desk, ortho, qtbot) -> None:
    choose_model(desk, "0.0@128")
    layer = QgsVectorLayer("Point?crs=EPSG:32645", "Mast", "memory")
    QgsProject.instance().addMapLayer(layer)
    requests = []
    desk.run.begun.connect(requests.append)
    desk.page.set_phrase("red buildings within 5 km of [Mast]")
    desk.reading.read(desk.page.phrase())
    desk.run_phrase()
    qtbot.waitUntil(lambda: bool(requests), timeout=PATIENCE_MS)
    assert requests[0].named_layers == ("Mast",)
    qtbot.waitUntil(lambda: not desk.run.is_running, timeout=PATIENCE_MS)


def test_another_project_begins_empty(desk, ortho, qtbot) -> None:
    read(desk, qtbot, "red buildings")
    run(desk, qtbot)
    QgsProject.instance().clear()
    assert desk.page.output.results.tree.table.rows == []
    assert desk.run.live.count == 0
    assert desk.results.layer is None
