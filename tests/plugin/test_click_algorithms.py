"""The algorithms that begin with points, in real Processing, by an engine whose model knows colours."""

from __future__ import annotations

import json

import numpy as np
import pytest
from georefer.tests.plugin.moving_frames import CAR_PX, COUNT, GSD_M, car_center, draw_frames
from georefer.tests.plugin.test_algorithms import (
    PAINTED,
    SQUARES,
    Feedback,
    failure_of,
    painted,
    provider,
    run,
    scene,
    workers,
)
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

__all__ = ["painted", "provider", "scene"]

UTM, DEGREES = "EPSG:32633", "EPSG:4326"


def middle_of(number: int) -> tuple[float, float]:
    column, row, side = SQUARES[number]
    return 500_000 + (column + side / 2) / 2, 4_000_000 - (row + side / 2) / 2


def points(places, fields="", crs=UTM) -> QgsVectorLayer:
    """Returns a layer of points, each (x, y, attributes...)."""
    layer = QgsVectorLayer(f"Point?crs={crs}{fields}", "Points", "memory")
    target = QgsCoordinateReferenceSystem(crs)
    to_crs = QgsCoordinateTransform(QgsCoordinateReferenceSystem(UTM), target, QgsProject.instance())
    for x, y, *attributes in places:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(to_crs.transform(QgsPointXY(x, y))))
        feature.setAttributes(attributes)
        assert layer.dataProvider().addFeature(feature)
    return layer


@pytest.mark.parametrize("crs", [UTM, DEGREES])
def test_each_point_becomes_an_object(painted, scene, crs) -> None:
    layer = points([middle_of(0), middle_of(2)], crs=crs)
    feedback = Feedback()
    results, found, _context = run(
        "clickobjects", {"INPUT": scene, "POINTS": layer, "OUTPUT": "memory:"}, feedback
    )
    assert results["COUNT"] == found.featureCount() == 2
    assert found.crs().authid() == UTM
    areas = sorted(feature["area_m2"] for feature in found.getFeatures())
    np.testing.assert_allclose(areas, [24 * 24 / 4, 30 * 30 / 4], rtol=0.1)
    for feature in found.getFeatures():
        centre = feature.geometry().centroid().asPoint()
        assert any(np.hypot(centre.x() - x, centre.y() - y) < 1 for x, y in map(middle_of, (0, 2)))
    assert json.loads(results["REPORT"])["method"] == "click"
    assert any("2 of 2" in line for line in feedback.lines)
    assert workers(PAINTED) == []


def test_fields_say_what_belongs_together_and_what_does_not(painted, scene, tmp_path) -> None:
    one, other = middle_of(0), middle_of(3)
    layer = points(
        [(*one, 5, 1), (*other, 5, 1), (*other, 6, 1), (0.0, 0.0, 7, 1)],
        "&field=thing:integer&field=on:integer",
    )
    boxes = QgsVectorLayer(f"Polygon?crs={UTM}&field=thing:integer", "Boxes", "memory")
    x, y = middle_of(1)
    feature = QgsFeature(boxes.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x - 7, y - 7, x + 7, y + 7)))
    feature.setAttributes([9])
    boxes.dataProvider().addFeature(feature)
    parameters = {
        "INPUT": scene,
        "POINTS": layer,
        "BOXES": boxes,
        "OBJECT_FIELD": "thing",
        "SIGN_FIELD": "on",
        "BOX_FIELD": "thing",
        "OUTPUT": str(tmp_path / "out.gpkg"),
    }
    feedback = Feedback()
    _results, found, _context = run("clickobjects", parameters, feedback)
    by_number = {feature["object_id"]: feature for feature in found.getFeatures()}
    assert set(by_number) == {5, 6, 9}
    assert by_number[5].geometry().constGet().numGeometries() == 2
    assert by_number[9].geometry().contains(QgsPointXY(x, y))
    assert any("Object 7" in line for line in feedback.lines)


def test_points_that_point_at_nothing_are_told(painted, scene) -> None:
    parameters = {"INPUT": scene, "OUTPUT": "memory:"}
    assert "Nothing points" in failure_of("clickobjects", parameters)
    assert "outside" in failure_of("clickobjects", {**parameters, "POINTS": points([(0.0, 0.0)])})


def track(parameters, feedback=None):
    """Runs the algorithm; returns its outputs and both layers."""
    context, feedback = QgsProcessingContext(), feedback or Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("georefer:trackobjects")
    results, is_well = algorithm.run(
        {"OBJECTS": "memory:", "TRACKS": "memory:", **parameters}, context, feedback
    )
    assert is_well, feedback.lines
    layers = [QgsProcessingUtils.mapLayerFromString(results[name], context) for name in ("OBJECTS", "TRACKS")]
    return results, *layers, context


def test_a_point_is_followed_through_the_frames(painted, tmp_path) -> None:
    frames = [str(path) for path in draw_frames(tmp_path / "frames")]
    x, y = car_center(1)
    layer = points([(x, y, 1)], "&field=frame:integer")
    feedback = Feedback()
    parameters = {"FRAMES": frames, "POINTS": layer, "FRAME_FIELD": "frame", "FPS": 2.0}
    results, objects, tracks, _context = track(parameters, feedback)
    assert results["COUNT"] == tracks.featureCount() == 1
    assert objects.crs().authid() == tracks.crs().authid() == UTM
    places = {feature["frame"]: feature.geometry().centroid().asPoint() for feature in objects.getFeatures()}
    assert set(places) == set(range(COUNT))
    for frame, place in places.items():
        x, y = car_center(frame)
        assert abs(place.x() - x) < CAR_PX[0] * GSD_M / 2
        assert abs(place.y() - y) < CAR_PX[1] * GSD_M / 2
    (way,) = tracks.getFeatures()
    (x0, y0), (x1, y1) = car_center(0), car_center(1)
    assert way["mean_speed_m_s"] == pytest.approx(2 * np.hypot(x1 - x0, y1 - y0), rel=0.1)
    assert json.loads(results["REPORT"])["model"] == "coloured"
    assert max(feedback.shares) > 45
    assert workers(PAINTED) == []


def test_movers_are_found_and_wrong_wishes_told(painted, tmp_path) -> None:
    frames = [str(path) for path in draw_frames(tmp_path / "frames")]
    results, _objects, tracks, _context = track({"FRAMES": frames, "FIND_MOVERS": True})
    assert results["COUNT"] == tracks.featureCount() == 2
    wrong = {"FRAMES": frames, "OBJECTS": "memory:", "TRACKS": "memory:"}
    assert "Give points" in failure_of("trackobjects", wrong)
    assert "only one frame" in failure_of(
        "trackobjects", {**wrong, "FRAMES": frames[:1], "FIND_MOVERS": True}
    )
