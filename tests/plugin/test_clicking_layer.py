"""Accepted objects in a layer: its own or a chosen one, each a step of editing."""

from __future__ import annotations

import pytest
from georefer.inference.click_messages import Clicked
from georefer.plugin.clicking.clicked_layer import CLICKED_PROPERTY, AcceptedObject, ClickedLayer
from georefer.tests.plugin.drawn_rasters import UTM
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)

PATIENCE_MS = 20_000
METRIC, NONE = QgsCoordinateReferenceSystem(UTM), QgsCoordinateReferenceSystem()


@pytest.fixture
def project(qgis_new_project, tmp_path):
    QgsSettings().setValue("georefer/cache_folder", str(tmp_path / "cache"))
    yield QgsProject.instance()
    QgsProject.instance().clear()
    QgsSettings().remove("georefer/cache_folder")


@pytest.fixture
def clicked(project):
    clicked = ClickedLayer(project)
    clicked.failures = []
    clicked.failed.connect(clicked.failures.append)
    yield clicked
    clicked.close()
    clicked.deleteLater()


def accepted(left=500_010.0, crs=METRIC, side=6.0):
    shape = QgsGeometry.fromRect(QgsRectangle(left, 3_999_950.0, left + side, 3_999_950.0 + side))
    wkb = bytes(shape.asWkb()).hex()
    return AcceptedObject(Clicked(wkb, 0.91, side**2, 4 * side, model="m", weights="abc"), "a.tif", crs)


def add(clicked, qtbot, *objects):
    for one in objects:
        clicked.add(one)
    qtbot.waitUntil(lambda: not clicked.is_busy, timeout=PATIENCE_MS)


def own_layers(project):
    return [one for one in project.mapLayers().values() if one.customProperty(CLICKED_PROPERTY)]


def test_the_first_object_makes_the_layer_and_the_others_join_it(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted(500_010.0), accepted(500_030.0), accepted(500_050.0))
    assert clicked.failures == []
    [layer] = own_layers(project)
    assert clicked.last is layer
    assert layer.isEditable()
    assert layer.crs() == METRIC
    rows = list(layer.getFeatures())
    assert [row["object_id"] for row in rows] == [1, 2, 3]
    assert {(row["target"], row["score"], row["model"], row["weights"], row["source"]) for row in rows} == {
        ("click", 0.91, "m", "abc", "a.tif")
    }
    assert rows[0].geometry().area() == pytest.approx(36)
    assert [row["area_m2"] for row in rows] == [36.0] * 3


def test_objects_are_taken_back_one_by_one(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted(500_010.0), accepted(500_030.0))
    [layer] = own_layers(project)
    assert layer.undoStack().count() == 2
    assert clicked.undo()
    assert [row["object_id"] for row in layer.getFeatures()] == [1]
    assert clicked.undo()
    assert layer.featureCount() == 0
    assert not clicked.undo()


def test_what_the_person_did_since_stays_when_an_object_is_taken_back(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted(500_010.0), accepted(500_030.0))
    [layer] = own_layers(project)
    first = next(layer.getFeatures()).id()
    layer.beginEditCommand("by hand")
    layer.changeAttributeValue(first, layer.fields().lookupField("phrase"), "mine")
    layer.endEditCommand()
    assert clicked.undo()
    assert [row["phrase"] for row in layer.getFeatures()] == ["mine"]


def test_saved_objects_stay(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted())
    [layer] = own_layers(project)
    assert layer.commitChanges(False)
    assert not clicked.can_undo()
    file = layer.source().split("|")[0]
    again = QgsVectorLayer(f"{file}|layername=objects", "", "ogr")
    assert [row["target"] for row in again.getFeatures()] == ["click"]
    add(clicked, qtbot, accepted(500_050.0))
    assert layer.featureCount() == 2


def test_a_chosen_layer_takes_the_object_in_its_own_crs(clicked, project, qtbot) -> None:
    mine = QgsVectorLayer("Polygon?crs=EPSG:3857&field=score:double&field=name:string", "mine", "memory")
    project.addMapLayer(mine)
    clicked.choose(mine)
    add(clicked, qtbot, accepted())
    assert own_layers(project) == []
    [row] = mine.getFeatures()
    assert row["score"] == 0.91
    assert row.geometry().boundingBox().xMinimum() == pytest.approx(1_669_805, abs=20)
    clicked.choose(None)
    add(clicked, qtbot, accepted())
    assert len(own_layers(project)) == 1


def test_objects_with_and_without_crs_get_a_layer_each(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted(), accepted(crs=NONE), accepted(500_050.0))
    assert clicked.failures == []
    counts = {layer.crs().isValid(): layer.featureCount() for layer in own_layers(project)}
    assert counts == {True: 2, False: 1}


def test_a_layer_that_was_removed_is_made_anew(clicked, project, qtbot) -> None:
    add(clicked, qtbot, accepted())
    [layer] = own_layers(project)
    layer.rollBack()
    project.removeMapLayer(layer.id())
    assert clicked.last is None
    assert not clicked.can_undo()
    add(clicked, qtbot, accepted())
    assert [layer.featureCount() for layer in own_layers(project)] == [1]


def test_a_cache_that_cannot_be_written_is_told(clicked, project, qtbot, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    QgsSettings().setValue("georefer/cache_folder", str(tmp_path / "file"))
    add(clicked, qtbot, accepted())
    [failure] = clicked.failures
    assert failure.code == "output"
