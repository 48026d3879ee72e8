"""A person opens an orthophoto, types a phrase, watches polygons come, checks and saves them."""

import json
import time
from pathlib import Path

import person
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QFileDialog
from qgis.utils import iface

PHRASE = "red building top-left"


def true_things(category, colour=None):
    things = json.loads(Path(person.told("GEOREFER_TRUTH")).read_text(encoding="utf-8"))
    return [one for one in things if one["category"] == category and colour in (None, one["colour"])]


def overlap(box, bounds):
    """Returns the intersection over union of a QgsRectangle and (left, bottom, right, top)."""
    left, bottom = max(box.xMinimum(), bounds[0]), max(box.yMinimum(), bounds[1])
    right, top = min(box.xMaximum(), bounds[2]), min(box.yMaximum(), bounds[3])
    shared = max(0.0, right - left) * max(0.0, top - bottom)
    other = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
    return shared / (box.width() * box.height() + other - shared)


def test_from_a_phrase_to_a_geopackage(monkeypatch):
    raster = person.open_raster(person.told("GEOREFER_SCENE"))
    started = time.perf_counter()
    desk = person.open_dock()
    person.note("dock_opens_s", time.perf_counter() - started)
    page = desk.dock.page
    person.wait_for_engine(desk)
    assert page.layer() is raster

    person.type_phrase(desk, PHRASE)
    person.wait_until(lambda: len(page.input.reading.chips()) > 1, "the reading")
    person.take_shot("dock-reading", desk.dock)
    pulse = person.Pulse()
    person.press_enter(desk)
    person.wait_until(lambda: desk.run.is_running, "the run")
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    person.note("longest_block_ms", pulse.stop())

    layer = desk.results.layer
    [found] = layer.getFeatures()
    box = found.geometry().boundingBox()
    assert max(overlap(box, one["bounds"]) for one in true_things("building", "red")) > 0.5
    extent = raster.extent()
    assert box.center().x() < extent.center().x()
    assert box.center().y() > extent.center().y()
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert group.name() == PHRASE
    assert layer.metadata().abstract()
    person.take_shot("dock-result")

    target = f"{person.told('GEOREFER_FOLDER')}/saved.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **more: (target, ""))
    person.click(page.output.saving.save_button)
    person.wait_until(lambda: desk.page.input.notice.notice() is not None, "the note on saving")
    saved = QgsVectorLayer(f"{target}|layername=objects", "saved", "ogr")
    assert saved.isValid()
    assert saved.featureCount() == 1
    assert [one["phrase"] for one in saved.getFeatures()] == [PHRASE]
    assert page.output.saving.recent_menu.actions()[0].toolTip() == target


def test_many_are_checked_by_score_and_by_hand(monkeypatch):
    desk = person.open_dock() if person.desk() is None else person.desk()
    page = desk.dock.page
    person.type_phrase(desk, "buildings")
    person.press_enter(desk)
    person.wait_until(lambda: desk.run.is_running, "the run")
    person.wait_for_run(desk)
    person.wait_until(lambda: desk.results.layer is not None, "the layer")
    rows = page.output.results.tree.table.rows
    assert len(rows) > 5
    best = max(row.score for row in rows)
    before = desk.results.filter.expression()
    page.output.results.score_row.slider.setValue(round(100 * (best - 0.02)))
    person.wait_until(lambda: desk.results.filter.expression() != before, "the filter")
    shown = page.output.results.tree.shown.rowCount()
    assert 0 < shown < len(rows)
    person.take_shot("dock-many")
    page.output.results.score_row.slider.setValue(60)

    tree = page.output.results.tree
    tree.setFocus()
    tree.setCurrentIndex(tree.model().index(0, 0))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    person.wait_until(lambda: iface.mapCanvas().extent().width() < 200, "the zoom")
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    person.wait_until(lambda: len(desk.results.filter.dropped) == 1, "the dropped object")
