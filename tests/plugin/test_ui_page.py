"""The page of the dock: layer and place, model, engine, running, saving."""

from __future__ import annotations

from functools import partial

import pytest
from georefer.tests.plugin.shown_dock import DISTANT, READY, heard, open_dock
from georefer.ui.values import (
    EngineState,
    Notice,
    RunSettings,
)
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt


@pytest.fixture
def make_dock(qgis_new_project, qtbot):
    return partial(open_dock, qtbot)


@pytest.fixture
def page(make_dock):
    dock = make_dock()
    yield dock.page
    dock.close()


@pytest.fixture
def raster(qgis_new_project):
    def draw(name: str, bands: int = 3) -> QgsRasterLayer:
        path = f"/vsimem/{name}.tif"
        dataset = gdal.GetDriverByName("GTiff").Create(path, 8, 8, bands)
        dataset.SetGeoTransform((0, 1, 0, 8, 0, -1))
        del dataset
        layer = QgsRasterLayer(path, name)
        QgsProject.instance().addMapLayer(layer)
        return layer

    return draw


def test_the_dock_has_its_name_and_is_narrow(make_dock) -> None:
    dock = make_dock()
    assert dock.objectName() == "GeoReferDock"
    assert dock.minimumSizeHint().width() <= 300


def test_only_raster_layers_can_be_chosen(page, raster) -> None:
    told = heard(page.layer_chosen)
    assert page.layer() is None
    assert page.input.places._empty.isVisible()
    QgsProject.instance().addMapLayer(QgsVectorLayer("Polygon", "fields", "memory"))
    assert page.layer() is None
    first = raster("first")
    assert told == [first]
    second = raster("second")
    page.set_layer(second)
    assert page.layer() is second
    assert told == [first], "what is set is not told back"
    assert not page.input.places._empty.isVisible()
    box = page.findChild(QgsMapLayerComboBox)
    box.setLayer(first)
    assert told == [first, first]
    QgsProject.instance().clear()
    assert told[-1] is None
    assert page.layer() is None


def test_a_drawn_place_asks_for_the_drawing(page, qtbot) -> None:
    places, draws = heard(page.place_chosen), heard(page.draw_requested)
    assert page.place() == "layer"
    box = page.input.places.place_box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert (page.place(), places, len(draws)) == ("drawn", ["drawn"], 1)
    qtbot.mouseClick(page.input.places.draw_button, Qt.MouseButton.LeftButton)
    assert len(draws) == 2
    page.set_place("canvas")
    assert (page.place(), places) == ("canvas", ["drawn"])
    assert not page.input.places.draw_button.isVisible()
    page.set_place_note("2000 x 1500 px")
    assert page.input.places.note() == "2000 x 1500 px"


def test_the_chosen_model_stays_when_the_list_changes(page, qtbot) -> None:
    told, adds = heard(page.model_chosen), heard(page.add_model_requested)
    assert page.model_id() == ""
    page.set_models([READY, DISTANT])
    assert page.model_id() == "tiny"
    qtbot.keyClick(page.input.models.box, Qt.Key.Key_Down)
    assert told == ["big"]
    page.set_models([DISTANT, READY])
    assert (page.model_id(), told) == ("big", ["big"])
    page.set_models([READY])
    page.set_model_id("unknown")
    assert (page.model_id(), told) == ("tiny", ["big"])
    qtbot.mouseClick(page.input.models.add_button, Qt.MouseButton.LeftButton)
    assert len(adds) == 1


@pytest.mark.parametrize(
    "settings",
    [
        RunSettings(),
        RunSettings((4, 2, 1), 1024, 128, 0.35, 0.0, True, False),
        RunSettings((2, 2, 2), 256, 0, 0.9, 12.5),
    ],
)
def test_settings_come_back_as_they_were_set(page, settings) -> None:
    page.set_band_count(4, (3, 2, 1))
    page.set_settings(settings)
    assert page.settings() == settings


def test_bands_follow_the_raster(page) -> None:
    bands = page.input.options.bands
    page.set_band_count(4, (3, 2, 1))
    assert "3, 2, 1" in bands.mode.itemText(0)
    page.set_settings(RunSettings(bands=(4, 2, 1)))
    page.set_band_count(4, None)
    assert page.settings().bands == (4, 2, 1), "the same raster: nothing was changed"
    page.set_band_count(1, None)
    assert page.settings().bands is None
    page.set_band_count(2, None)
    page.set_settings(RunSettings(bands=(2,)))
    assert page.settings().bands == (2,)
    page.set_settings(RunSettings(bands=(5,)))
    assert page.settings().bands is None
    page.set_band_count(0, None)
    assert page.settings() == RunSettings()


def test_the_overlap_stays_below_half_a_tile(page) -> None:
    page.set_settings(RunSettings(tile_size_px=256, overlap_px=999))
    assert page.settings().overlap_px == 128


@pytest.mark.parametrize(
    ("kind", "buttons", "has_bar"),
    [
        ("missing", {"install", "options"}, False),
        ("installing", {"cancel"}, True),
        ("starting", set(), True),
        ("failed", {"install", "options", "diagnostics"}, False),
    ],
)
def test_the_engine_says_how_it_is_and_what_helps(page, qtbot, kind, buttons, has_bar) -> None:
    engine = page.input.engine
    page.show_engine(EngineState(kind, share=0.4 if kind == "installing" else None))
    assert engine.isVisible()
    assert engine.text.text()
    shown = {
        name
        for name in ("install", "cancel", "options", "diagnostics")
        if getattr(engine, f"{name}_button").isVisible()
    }
    assert shown == buttons
    assert engine.bar.isVisible() == has_bar
    signals = {
        "install": page.install_requested,
        "cancel": page.cancel_install_requested,
        "options": page.options_requested,
        "diagnostics": page.diagnostics_requested,
    }
    for name in buttons:
        told = heard(signals[name])
        qtbot.mouseClick(getattr(engine, f"{name}_button"), Qt.MouseButton.LeftButton)
        assert len(told) == 1, name
    page.show_engine(EngineState("ready"))
    assert not engine.isVisible()


def test_a_run_locks_what_it_has_taken_and_escape_stops_it(page, qtbot) -> None:
    stops = heard(page.stop_requested)
    page.set_models([READY])
    page.set_can_run(True)
    page.set_running(True)
    side = page.input
    locked = (side.places.layer_box, side.places.place_box, side.models.box, side.options, side.run_button)
    assert not any(widget.isEnabled() for widget in locked)
    assert side.line.isEnabled()
    page.show_progress(132, 410, 260, 42.0, "")
    assert side.progress.text.text() == "132 of 410 tiles, 260 skipped, 0:42 left"
    assert (side.progress.bar.value(), side.progress.bar.maximum()) == (132, 410)
    page.focus_phrase()
    qtbot.keyClick(side.line, Qt.Key.Key_Escape)
    qtbot.keyClick(side.line, Qt.Key.Key_Escape)
    assert len(stops) == 1, "once is enough"
    page.set_running(False)
    assert all(widget.isEnabled() for widget in locked)
    assert not side.progress.isVisible()
    qtbot.keyClick(side.line, Qt.Key.Key_Escape)
    assert len(stops) == 1


def test_saving_adding_and_taking_back(page, qtbot) -> None:
    saving = page.output.saving
    assert not saving.save_button.isEnabled()
    assert not saving.recent_button.isEnabled()
    page.set_can_save(True)
    page.set_can_undo(True)
    page.set_recent(["/data/r&d/tanks.gpkg", "/data/roads.gpkg"])
    pairs = (
        (saving.save_button, page.save_requested),
        (saving.add_button, page.add_to_layer_requested),
        (saving.undo_button, page.undo_requested),
    )
    for button, signal in pairs:
        told = heard(signal)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert len(told) == 1
    recent = heard(page.recent_requested)
    assert [action.text() for action in saving.recent_menu.actions()] == ["tanks.gpkg", "roads.gpkg"]
    saving.recent_menu.actions()[0].trigger()
    assert recent == ["/data/r&d/tanks.gpkg"]
    options, diagnostics = heard(page.options_requested), heard(page.diagnostics_requested)
    saving.options_action.trigger()
    saving.diagnostics_action.trigger()
    assert (len(options), len(diagnostics)) == (1, 1)
    page.set_can_undo(False)
    assert not saving.undo_button.isVisible()


def test_the_summary_leads_to_the_report(page, qtbot) -> None:
    told = heard(page.report_requested)
    page.show_summary("7 objects in 0:42")
    qtbot.mouseClick(page.output.summary.report_button, Qt.MouseButton.LeftButton)
    assert len(told) == 1
    page.set_running(True)
    assert not page.output.summary.isVisible(), "a new run has no summary yet"


def test_a_notice_is_seen_pressed_and_closed(make_dock, qtbot) -> None:
    dock = make_dock(300, 300)
    page, bar = dock.page, dock.page.input.notice
    told = heard(page.notice_clicked)
    dock._scroll.verticalScrollBar().setValue(10_000)
    page.show_notice(Notice("The disk is full; free some room", "error", "Try again", "save"))
    qtbot.waitUntil(lambda: not bar.visibleRegion().isEmpty(), timeout=2_000)
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert told == ["save"]
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    page.show_notice(Notice("Saved"))
    assert not bar.button.isVisible()
