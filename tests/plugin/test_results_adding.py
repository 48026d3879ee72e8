"""Objects in the edit buffer of a layer that a person edits: one step, taken back by one click."""

from __future__ import annotations

import pytest
from georefer.plugin.results.adding import LayerAdder
from georefer.plugin.results.run_file import loaded
from georefer.plugin.results.run_layer import PHRASE_PROPERTY
from georefer.tests.plugin.results_factory import UTM, square, written_run
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QElapsedTimer, QTimer

PATIENCE_MS = 60_000


@pytest.fixture
def adder(qgis_new_project):
    return LayerAdder(QgsProject.instance())


@pytest.fixture
def make_objects(tmp_path, qgis_app):
    def make(count, crs=UTM):
        path = tmp_path / f"run-{count}.gpkg"
        written_run(path, count, crs=crs)
        layer = loaded(path)
        layer.setCustomProperty(PHRASE_PROPERTY, "red building")
        return layer

    return make


def polygons(fields="", kind="Polygon", crs=UTM) -> QgsVectorLayer:
    return QgsVectorLayer(f"{kind}?crs={crs}{fields}", "My houses", "memory")


def add(qtbot, adder, objects, layer, expression=""):
    """Adds and returns the number of objects, or the failure."""
    ends = []
    told = adder.added.connect(lambda _, count: ends.append(count)), adder.failed.connect(ends.append)
    adder.add(objects, expression, layer)
    qtbot.waitUntil(lambda: bool(ends), timeout=PATIENCE_MS)
    adder.added.disconnect(told[0])
    adder.failed.disconnect(told[1])
    return ends[0]


def test_objects_come_as_one_step_named_after_the_phrase(qtbot, adder, make_objects):
    layer = polygons("&field=score:double&field=Phrase:string&field=other:int")
    objects = make_objects(5)

    assert add(qtbot, adder, objects, layer, '"score" > 0.55') == 4
    assert layer.isEditable()
    assert layer.undoStack().count() == 1
    assert "red building" in layer.undoStack().undoText()
    first = min(layer.getFeatures(), key=lambda one: one["score"])
    assert first["score"] == pytest.approx(0.6)
    assert first["Phrase"] == "red building"
    assert first.geometry().boundingBox() == square(1)


def test_one_click_takes_them_back(qtbot, adder, make_objects):
    layer = polygons()
    assert not adder.can_undo(layer)
    add(qtbot, adder, make_objects(5), layer)
    assert adder.can_undo(layer)

    assert adder.undo(layer)
    assert layer.featureCount() == 0
    assert not adder.can_undo(layer)
    assert not adder.undo(layer)
    # The person's own redo brings them back, as after any step.
    layer.undoStack().redo()
    assert layer.featureCount() == 5


def test_what_the_person_did_since_stays(qtbot, adder, make_objects):
    layer = polygons()
    add(qtbot, adder, make_objects(5), layer)
    own = QgsFeature(layer.fields())
    own.setGeometry(QgsGeometry.fromRect(square(50)))
    layer.beginEditCommand("own")
    layer.addFeature(own)
    layer.endEditCommand()

    assert adder.undo(layer)
    (left,) = layer.getFeatures()
    assert left.geometry().boundingBox() == square(50)


def test_what_the_person_took_back_is_not_taken_back_again(qtbot, adder, make_objects):
    layer = polygons()
    add(qtbot, adder, make_objects(5), layer)
    layer.undoStack().undo()

    assert not adder.can_undo(layer)
    assert not adder.undo(layer)


def test_saved_edits_are_beyond_undo(qtbot, adder, make_objects):
    layer = polygons()
    add(qtbot, adder, make_objects(5), layer)
    layer.commitChanges()

    assert not adder.can_undo(layer)
    assert not adder.undo(layer)
    assert layer.featureCount() == 5


def test_another_crs_and_another_kind_are_obeyed(qtbot, adder, make_objects):
    layer = polygons(kind="MultiPolygonZ", crs="EPSG:4326")
    assert add(qtbot, adder, make_objects(1), layer) == 1

    onwards = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(UTM), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    (feature,) = layer.getFeatures()
    expected = onwards.transform(square(0).center())
    centre = feature.geometry().centroid().asPoint()
    assert (centre.x(), centre.y()) == pytest.approx((expected.x(), expected.y()), abs=1e-8)


def test_values_that_do_not_fit_are_left_out(qtbot, adder, make_objects):
    layer = polygons("&field=score:date&field=phrase:string(3)&field=weights:int")
    assert add(qtbot, adder, make_objects(1), layer) == 1

    (feature,) = layer.getFeatures()
    assert feature["phrase"] == "red"
    assert not feature["score"]
    assert not feature["weights"]


def test_a_layer_without_crs_is_told(qtbot, adder, make_objects):
    layer = QgsVectorLayer("Polygon", "Nowhere", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem())
    failure = add(qtbot, adder, make_objects(1), layer)

    assert "Nowhere" in failure.message
    assert failure.remedy
    assert layer.featureCount() == 0


def test_a_layer_that_takes_no_polygons_is_told(qtbot, adder, make_objects):
    failure = add(qtbot, adder, make_objects(1), QgsVectorLayer("Point?crs=EPSG:4326", "Wells", "memory"))
    assert "Wells" in failure.message

    closed = polygons()
    closed.setReadOnly(True)
    assert "My houses" in add(qtbot, adder, make_objects(1), closed).message


def test_a_layer_closed_meanwhile_is_told(qtbot, adder, make_objects):
    layer, failures = polygons(), []
    adder.failed.connect(failures.append)
    adder.add(make_objects(3000), "", layer)
    QTimer.singleShot(30, lambda: layer.rollBack())
    qtbot.waitUntil(lambda: bool(failures), timeout=PATIENCE_MS)

    assert "closed" in failures[0].message
    assert layer.featureCount() == 0
    assert not adder.is_busy


def test_ten_thousand_objects_are_added_in_slices(qtbot, adder, make_objects, record_property):
    """Measures, and asserts no time: how busy the machine is decides that."""
    objects, layer = make_objects(10_000), polygons("&field=score:double&field=phrase:string")
    gaps_ms, clock, ticks = [], QElapsedTimer(), QTimer()
    ticks.timeout.connect(lambda: gaps_ms.append(clock.restart()))
    clock.start()
    ticks.start(10)
    assert add(qtbot, adder, objects, layer) == 10_000
    ticks.stop()
    record_property("longest gap", max(gaps_ms))
    record_property("seconds", round(sum(gaps_ms) / 1000, 2))
    assert layer.undoStack().count() == 1
