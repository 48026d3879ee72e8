"""The layers that a phrase names, as files for the engine."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from georefer.plugin.imagery.named_layers import (
    NamedLayersTask,
    direct_pairs,
    find_layers,
    ogr_name,
    vector_file_name,
)
from osgeo import ogr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QElapsedTimer, QTimer

PATIENCE_S = 60


def lines(name="Railway", count=3) -> QgsVectorLayer:
    layer = QgsVectorLayer("LineString?crs=EPSG:32633&field=kind:string", name, "memory")
    features = []
    for number in range(count):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(f"LineString({number} 0, {number} 9)"))
        feature.setAttributes([f"k{number % 2}"])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def saved(folder, kind="GPKG", ending="gpkg", tables=("rails",)) -> str:
    path = str(folder / f"stored.{ending}")
    for number, table in enumerate(tables):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = kind, table
        if number:
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        context = QgsProject.instance().transformContext()
        result = QgsVectorFileWriter.writeAsVectorFormatV3(lines(), path, context, options)
        assert result[0] == QgsVectorFileWriter.WriterError.NoError, result
    return path


def follow(task, meanwhile=None):
    """Runs a task as QGIS does; returns how it ended and the longest wait of the window."""
    ends, gaps_ms, clock = [], [0], QElapsedTimer()
    task.written.connect(ends.append)
    task.failed.connect(ends.append)
    task.stopped.connect(lambda: ends.append("stopped"))
    timer = QTimer()
    timer.timeout.connect(lambda: gaps_ms.append(clock.restart()))
    clock.start()
    timer.start(10)
    QgsApplication.taskManager().addTask(task)
    until_s = time.monotonic() + PATIENCE_S
    while not ends and time.monotonic() < until_s:
        QCoreApplication.processEvents()
        if meanwhile is not None:
            meanwhile(task)
        time.sleep(0.002)
    timer.stop()
    assert len(ends) == 1
    return ends[0], max(gaps_ms)


def shapes(name) -> list[str]:
    path, _, table = name.partition("|layername=")
    source = ogr.Open(path)
    layer = source.GetLayerByName(table) if table else source.GetLayer(0)
    return sorted(feature.GetGeometryRef().ExportToWkt() for feature in layer)


@pytest.fixture
def project(qgis_app):
    project = QgsProject()
    yield project
    project.clear()


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("GPKG", "gpkg"), ("ESRI Shapefile", "shp"), ("GeoJSON", "geojson"), ("FlatGeobuf", "fgb")],
)
def test_a_file_is_taken_as_it_is(qgis_app, tmp_path, kind, ending) -> None:
    path = saved(tmp_path, kind, ending)
    name = vector_file_name(QgsVectorLayer(path, "Railway", "ogr"))

    assert name.partition("|")[0] == path
    assert len(shapes(name)) == 3


def test_one_table_of_several_is_named(qgis_app, tmp_path) -> None:
    path = saved(tmp_path, tables=("rails", "roads"))

    layer = QgsVectorLayer(f"{path}|layername=roads", "Roads", "ogr")
    assert vector_file_name(layer) == f"{path}|layername=roads"


def test_what_differs_from_its_file_is_no_file(qgis_app, tmp_path) -> None:
    path = saved(tmp_path)
    filtered = QgsVectorLayer(f"{path}|layername=rails", "filtered", "ogr")
    filtered.setSubsetString("\"kind\" = 'k1'")
    edited = QgsVectorLayer(f"{path}|layername=rails", "edited", "ogr")
    edited.startEditing()
    assert vector_file_name(edited) is not None
    edited.deleteFeature(1)
    renamed = QgsVectorLayer(f"{path}|layername=rails", "renamed", "ogr")
    renamed.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))

    for layer in (filtered, edited, renamed, lines()):
        assert vector_file_name(layer) is None
        assert direct_pairs([("one", layer)]) is None
    edited.rollBack()


def test_what_a_layer_shows_is_written(qgis_app, tmp_path) -> None:
    path = saved(tmp_path)
    filtered = QgsVectorLayer(f"{path}|layername=rails", "filtered", "ogr")
    filtered.setSubsetString("\"kind\" = 'k1'")
    edited = QgsVectorLayer(f"{path}|layername=rails", "edited", "ogr")
    edited.startEditing()
    edited.deleteFeature(1)
    plain = QgsVectorLayer(f"{path}|layername=rails", "plain", "ogr")
    named = [("Filtered", filtered), ("Edited", edited), ("Plain", plain), ("Scratch", lines())]
    pairs, longest_ms = follow(NamedLayersTask(named, str(tmp_path / "cache")))
    edited.rollBack()

    assert [name for name, _ in pairs] == ["Filtered", "Edited", "Plain", "Scratch"]
    assert [len(shapes(file)) for _, file in pairs] == [1, 2, 3, 3]
    assert pairs[2][1] == f"{path}|layername=rails"
    assert longest_ms < 200


def test_layers_that_are_files_need_no_writing(qgis_app, tmp_path) -> None:
    path = saved(tmp_path)
    layer = QgsVectorLayer(f"{path}|layername=rails", "Railway", "ogr")

    assert direct_pairs([("Railway", layer)]) == (("Railway", f"{path}|layername=rails"),)
    assert direct_pairs([]) == ()


def test_many_shapes_do_not_hold_the_window_up(qgis_app, tmp_path) -> None:
    pairs, longest_ms = follow(NamedLayersTask([("Many", lines(count=10_000))], str(tmp_path)))

    assert len(shapes(pairs[0][1])) == 10_000
    assert longest_ms < 200


def test_cancel_leaves_nothing(qgis_app, tmp_path) -> None:
    task = NamedLayersTask([("Many", lines(count=20_000))], str(tmp_path))
    end, _ = follow(task, lambda task: task.cancel())

    assert end == "stopped"
    until_s = time.monotonic() + 5
    while list(tmp_path.rglob("*.gpkg")) and time.monotonic() < until_s:
        QCoreApplication.processEvents()
    assert list(tmp_path.rglob("*.gpkg")) == []


def test_a_folder_that_cannot_be_made_is_told(qgis_app, tmp_path) -> None:
    (tmp_path / "file").write_text("no folder")
    failure, _ = follow(NamedLayersTask([("Railway", lines())], str(tmp_path / "file" / "cache")))

    assert "cannot be written" in failure.message
    assert failure.remedy


def test_a_folder_that_vanishes_is_told(qgis_app, tmp_path) -> None:
    task = NamedLayersTask([("Railway", lines())], str(tmp_path))
    (folder,) = Path(tmp_path).iterdir()
    folder.rmdir()
    folder.write_text("in the way")
    failure, _ = follow(task)

    assert "cannot be written" in failure.message
    assert "Railway" in failure.detail


def test_layers_are_found_by_their_names(project) -> None:
    railway, road = lines("Railway"), lines("Old Road ")
    project.addMapLayers([railway, road, lines("Other")])

    found = find_layers(["railWAY", "old road", "Missing"], project)
    assert found == (("Railway", railway), ("Old Road ", road))


def test_of_two_layers_of_one_name_the_upper_one_counts(project) -> None:
    lower, upper = lines("Railway"), lines("Railway")
    for layer in (lower, upper):
        project.addMapLayer(layer, False)
        project.layerTreeRoot().insertLayer(0, layer)

    assert find_layers(["Railway"], project) == (("Railway", upper),)


def test_processing_gets_its_files_too(qgis_app, qgis_processing, tmp_path) -> None:
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    path = saved(tmp_path)

    stored = QgsVectorLayer(f"{path}|layername=rails", "Railway", "ogr")
    assert ogr_name(stored, context, feedback) == f"{path}|layername=rails"
    assert len(shapes(ogr_name(lines(), context, feedback))) == 3
