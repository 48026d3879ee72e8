"""Where a person means to search, brought into the CRS of the raster layer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from georefer.plugin.imagery.failures import PlaceError
from georefer.plugin.imagery.places import MOST_SELECTED, Place, find_place
from georefer.tests.plugin.drawn_rasters import UTM, draw
from georefer.tests.plugin.map_service import MapService
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

WHOLE = (500_000.0, 3_999_900.0, 500_120.0, 4_000_000.0)


@pytest.fixture
def canvas(qgis_app):
    canvas = QgsMapCanvas()
    canvas.resize(600, 500)
    show(canvas, WHOLE)
    yield canvas
    canvas.deleteLater()


@pytest.fixture
def scene(qgis_app, tmp_path):
    return draw("plain", tmp_path)


def show(canvas, extent, crs=UTM) -> None:
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs) if crs else QgsCoordinateReferenceSystem())
    canvas.setExtent(QgsRectangle(*extent))


def seen_by(canvas) -> tuple[float, ...]:
    """Returns what the canvas shows, which fills its window."""
    extent = canvas.extent()
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()


def moved(extent, source, target) -> tuple[float, ...]:
    """Returns the bounds of an extent in another CRS, by many points along its edges."""
    left, bottom, right, top = extent
    way = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(source), QgsCoordinateReferenceSystem(target), QgsProject.instance()
    )
    shares = np.linspace(0, 1, 2001)
    points = [(left + (right - left) * s, y) for s in shares for y in (bottom, top)]
    points += [(x, bottom + (top - bottom) * s) for s in shares for x in (left, right)]
    there = [way.transform(QgsPointXY(*point)) for point in points]
    xs, ys = [p.x() for p in there], [p.y() for p in there]
    return min(xs), min(ys), max(xs), max(ys)


def polygons_layer(wkts, crs=UTM) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "Fields", "memory")
    for wkt in wkts:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    return layer


def square(x, y, side) -> str:
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + side, y + side)).asWkt()


def area_of(place: Place) -> QgsGeometry:
    geometry = QgsGeometry()
    geometry.fromWkb(bytes.fromhex(place.area_wkb))
    return geometry


def drawn(extent, crs=UTM):
    return QgsRectangle(*extent), QgsCoordinateReferenceSystem(crs)


def test_the_layer_is_all_of_it(canvas, scene) -> None:
    assert find_place("layer", scene, canvas) == Place()


def test_the_canvas_in_the_same_crs_is_exact(canvas, scene) -> None:
    show(canvas, (500_040.0, 3_999_940.0, 500_070.0, 3_999_960.0))
    place = find_place("canvas", scene, canvas)

    np.testing.assert_allclose(place.extent, seen_by(canvas), rtol=0, atol=1e-6)
    assert place.area_wkb == ""


def test_a_canvas_that_shows_more_than_the_layer_is_the_layer(canvas, scene) -> None:
    show(canvas, (499_000.0, 3_999_000.0, 501_000.0, 4_001_000.0))

    assert find_place("canvas", scene, canvas).extent is None


def test_only_the_part_on_the_layer_counts(canvas, scene) -> None:
    show(canvas, (500_060.0, 3_999_950.0, 500_180.0, 4_000_050.0))

    extent = find_place("canvas", scene, canvas).extent
    left, bottom, _, _ = seen_by(canvas)
    np.testing.assert_allclose(extent, (left, bottom, 500_120.0, 4_000_000.0), rtol=0, atol=1e-6)


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4326", "EPSG:32634", "EPSG:3035"])
def test_a_place_in_another_crs_holds_all_of_it(canvas, scene, crs) -> None:
    wished = (500_030.0, 3_999_920.0, 500_090.0, 3_999_970.0)
    there = moved(wished, UTM, crs)
    extent = find_place("drawn", scene, canvas, drawn=drawn(there, crs)).extent

    back = moved(there, crs, UTM)
    limited = np.maximum(back[:2], WHOLE[:2]).tolist() + np.minimum(back[2:], WHOLE[2:]).tolist()
    np.testing.assert_allclose(extent, limited, rtol=0, atol=0.01)


def test_bent_edges_are_followed(canvas, qgis_app, tmp_path) -> None:
    """A degree rectangle over Scandinavia is far from a rectangle in metres: its upper edge is an arc."""
    layer = QgsRasterLayer(_wide(tmp_path), "wide", "gdal")
    lonlat = (5.0, 58.0, 25.0, 64.0)
    extent = find_place("drawn", layer, canvas, drawn=drawn(lonlat, "EPSG:4326")).extent

    np.testing.assert_allclose(extent, moved(lonlat, "EPSG:4326", UTM), rtol=0, atol=300)
    corners = [moved((x, y, x, y), "EPSG:4326", UTM) for x in (5.0, 25.0) for y in (58.0, 64.0)]
    assert extent[1] < min(corner[1] for corner in corners) - 10_000


def _wide(folder) -> str:
    from georefer.tests.plugin.drawn_rasters import colours, write

    write(folder / "wide.tif", colours(), (-1e6, 12_500.0, 0.0, 8e6, 0.0, -15_000.0))
    return str(folder / "wide.tif")


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4326", "EPSG:3035"])
def test_a_canvas_of_the_whole_world_is_the_layer(canvas, scene, crs) -> None:
    world = {
        "EPSG:3857": (-20e6, -20e6, 20e6, 20e6),
        "EPSG:4326": (-180.0, -90.0, 180.0, 90.0),
        "EPSG:3035": (-1e7, -1e7, 2e7, 2e7),
    }[crs]
    place = find_place("drawn", scene, canvas, drawn=drawn(world, crs))

    assert place.extent is None or np.allclose(place.extent, WHOLE, rtol=0, atol=0.01)


def test_a_layer_of_the_whole_world_takes_the_canvas(canvas) -> None:
    service = MapService()
    tiles = QgsRasterLayer(service.xyz(), "tiles", "wms")
    show(canvas, WHOLE)
    extent = find_place("canvas", tiles, canvas).extent
    service.shutdown()
    service.server_close()

    np.testing.assert_allclose(extent, moved(seen_by(canvas), UTM, "EPSG:3857"), rtol=0, atol=0.05)


def test_a_turned_canvas_is_searched_where_it_can_be_seen(canvas, scene) -> None:
    show(canvas, (500_040.0, 3_999_930.0, 500_076.0, 3_999_960.0))
    canvas.setRotation(30)
    place = find_place("canvas", scene, canvas)

    area = area_of(place)
    seen = QgsGeometry.fromPolygonXY([[QgsPointXY(one) for one in canvas.mapSettings().visiblePolygon()]])
    assert math.isclose(area.area(), seen.area(), rel_tol=1e-6)
    assert area.intersection(seen).area() / seen.area() > 0.999999
    box = seen.boundingBox()
    expected = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    np.testing.assert_allclose(place.extent, expected, rtol=0, atol=1e-6)


def test_selected_polygons_are_the_area(canvas, scene) -> None:
    squares = [(500_010, 3_999_950, 20), (500_020, 3_999_960, 20), (500_100, 3_999_910, 50)]
    layer = polygons_layer([square(*one) for one in squares])
    layer.selectByIds([1, 2, 3])
    place = find_place("selection", scene, canvas, layer)

    np.testing.assert_allclose(place.extent, (500_010, 3_999_910, 500_120, 3_999_980), rtol=0, atol=1e-6)
    # Two overlap and are counted once; of the third only a part lies on the layer.
    assert math.isclose(area_of(place).area(), 400 + 400 - 100 + 20 * 50, rel_tol=1e-9)
    assert area_of(place).isGeosValid()


def test_polygons_of_another_crs_and_dimension_are_flat_and_in_place(canvas, scene) -> None:
    there = moved((500_030, 3_999_930, 500_060, 3_999_960), UTM, "EPSG:4326")
    wkt = QgsGeometry.fromRect(QgsRectangle(*there)).asWkt(12)
    layer = QgsVectorLayer("PolygonZ?crs=EPSG:4326", "Heights", "memory")
    feature = QgsFeature()
    geometry = QgsGeometry.fromWkt(wkt)
    geometry.get().addZValue(5.0)
    feature.setGeometry(geometry)
    layer.dataProvider().addFeature(feature)
    layer.selectAll()
    area = area_of(find_place("selection", scene, canvas, layer))

    assert not area.get().is3D()
    box = area.boundingBox()
    expected = moved(there, "EPSG:4326", UTM)
    np.testing.assert_allclose(
        (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), expected, rtol=0, atol=0.01
    )


def test_a_crossed_polygon_is_repaired(canvas, scene) -> None:
    wkt = "Polygon((500010 3999910, 500050 3999950, 500050 3999910, 500010 3999950, 500010 3999910))"
    layer = polygons_layer([wkt])
    layer.selectAll()

    assert area_of(find_place("selection", scene, canvas, layer)).isGeosValid()


@pytest.mark.parametrize("kind", ["without_crs", "without_anything"])
def test_a_layer_without_crs_lies_where_it_is_drawn(canvas, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    whole = layer.extent()
    part = (whole.xMinimum() + 10, whole.yMinimum() + 10, whole.xMinimum() + 40, whole.yMinimum() + 30)
    for crs in (UTM, "EPSG:3857", None):
        show(canvas, part, crs)
        place = find_place("drawn", layer, canvas, drawn=drawn(part, crs or ""))
        np.testing.assert_allclose(place.extent, part, rtol=0, atol=1e-6)
    # A rectangle of another CRS lies there where the map shows it.
    show(canvas, part, UTM)
    if kind == "without_crs":
        there = moved(part, UTM, "EPSG:4326")
        extent = find_place("drawn", layer, canvas, drawn=drawn(there, "EPSG:4326")).extent
        np.testing.assert_allclose(extent, part, rtol=0, atol=0.01)


def test_a_layer_without_crs_elsewhere_is_told_with_its_remedy(canvas, tmp_path) -> None:
    show(canvas, (0.0, 0.0, 1.0, 1.0), "EPSG:4326")

    with pytest.raises(PlaceError, match="CRS of the layer"):
        find_place("canvas", draw("without_crs", tmp_path), canvas)


def test_nothing_there_is_told(canvas, scene) -> None:
    show(canvas, (600_000.0, 3_000_000.0, 600_100.0, 3_000_100.0))
    with pytest.raises(PlaceError, match="outside of the layer") as error:
        find_place("canvas", scene, canvas)
    assert error.value.failure.remedy
    with pytest.raises(PlaceError, match="outside"):
        find_place("drawn", scene, canvas, drawn=drawn((-170.0, -80.0, -160.0, -70.0), "EPSG:4326"))


def test_what_is_missing_is_told(canvas, scene) -> None:
    lines = QgsVectorLayer("LineString?crs=EPSG:32633", "Roads", "memory")
    empty = polygons_layer(["Polygon EMPTY"])
    empty.selectAll()
    for polygons in (None, lines, polygons_layer([square(500_000, 3_999_900, 9)]), empty):
        with pytest.raises(PlaceError):
            find_place("selection", scene, canvas, polygons)
    for rectangle in (None, drawn((500_000.0, 3_999_900.0, 500_000.0, 3_999_900.0))):
        with pytest.raises(PlaceError, match="Draw one"):
            find_place("drawn", scene, canvas, drawn=rectangle)
    for layer in (None, QgsRasterLayer("nowhere.tif", "gone", "gdal")):
        with pytest.raises(PlaceError, match="no raster layer"):
            find_place("layer", layer, canvas)


def test_more_polygons_than_the_window_has_time_for_are_refused(canvas, scene) -> None:
    wkts = [square(500_000 + 5 * (n % 20), 3_999_900 + 4 * (n // 20), 4) for n in range(MOST_SELECTED)]
    layer = polygons_layer(wkts)
    layer.selectAll()

    assert find_place("selection", scene, canvas, layer).area_wkb
    more = polygons_layer([*wkts, square(500_000, 3_999_900, 1)])
    more.selectAll()
    with pytest.raises(PlaceError, match="at most"):
        find_place("selection", scene, canvas, more)


@pytest.mark.parametrize("kind", ["rotated", "south_up", "geographic", "control_points"])
def test_the_canvas_on_a_hostile_raster_is_where_qgis_shows_it(canvas, tmp_path, kind) -> None:
    layer = draw(kind, tmp_path)
    whole = layer.extent()
    middle = whole.center()
    w, h = whole.width() / 4, whole.height() / 4
    part = (middle.x() - w, middle.y() - h, middle.x() + w, middle.y() + h)
    place = find_place("drawn", layer, canvas, drawn=(QgsRectangle(*part), layer.crs()))

    np.testing.assert_allclose(place.extent, part, rtol=1e-9)
