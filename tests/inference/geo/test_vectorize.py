"""Tests how a probability raster becomes polygons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from georefer.inference.errors import RasterError
from georefer.inference.geo import vectorize as module
from georefer.inference.geo.measuring import Measure
from georefer.inference.geo.regularize import right_angled
from georefer.inference.geo.vectorize import FoundPolygon, vectorize
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from rasterio.features import shapes as pixel_shapes

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
relaxed = settings(deadline=None, max_examples=40)
PIXELS = Affine(1, 0, 0, 0, 1, 0)
UTM = Affine(0.5, 0, 500000, 0, -0.5, 6000000)
probabilities = arrays(
    np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=24), elements=st.integers(0, 255)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectorize")


@pytest.fixture(autouse=True)
def usual_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_ROWS", 16)


def write(probability: np.ndarray, folder: Path, transform: Affine = PIXELS, crs: str | None = None) -> Path:
    path = folder / "probability.tif"
    height, width = probability.shape
    profile = {"driver": "GTiff", "width": width, "height": height, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", **profile, transform=transform, crs=crs) as raster:
        raster.write(probability, 1)
    return path


def find(
    probability: np.ndarray,
    folder: Path,
    transform: Affine = PIXELS,
    crs: str | None = None,
    **changes: object,
) -> list[FoundPolygon]:
    options = {"threshold": 0.5, "min_area_m2": 0, "simplify_m": 0, "right_angles": False, **changes}
    return vectorize(write(probability, folder, transform, crs), measure=Measure(crs), **options)


def canvas(*boxes: tuple[int, int, int, int], size: int = 100, value: int = 255) -> np.ndarray:
    """Returns a probability of 0 with boxes (left, top, right, bottom) of the value."""
    probability = np.zeros((size, size), np.uint8)
    for left, top, right, bottom in boxes:
        probability[top:bottom, left:right] = value
    return probability


def disk(radius_px: float, size: int = 100) -> np.ndarray:
    """Returns the smooth probability of a disk in the middle."""
    rows, cols = np.mgrid[:size, :size] + 0.5
    distance = radius_px - np.hypot(rows - size / 2, cols - size / 2)
    return (255 / (1 + np.exp(-distance))).astype(np.uint8)


@relaxed
@given(probabilities, st.sampled_from([0.02, 0.3, 0.5, 0.9, 1.0]))
def test_polygons_hold_the_pixels_that_reach_the_threshold(
    folder: Path, probability: np.ndarray, threshold: float
) -> None:
    found = find(probability, folder, threshold=threshold)
    inside = probability / 255 >= threshold
    rows, cols = np.indices(probability.shape)
    held = sum(shapely.contains_xy(polygon.geometry, cols + 0.5, rows + 0.5).astype(int) for polygon in found)
    assert (np.broadcast_to(held, inside.shape) == inside).all()
    objects = pixel_shapes(inside.astype(np.uint8), mask=inside, connectivity=4)
    assert len(found) == len(list(objects))
    assert all(polygon.geometry.is_valid for polygon in found)
    bounds = shapely.box(0, 0, probability.shape[1], probability.shape[0])
    assert all(bounds.covers(polygon.geometry) for polygon in found)


@relaxed
@given(probabilities, st.integers(1, 25), st.sampled_from([0.0, 0.7, 3.0]))
def test_the_height_of_a_block_leaves_no_trace(
    folder: Path, probability: np.ndarray, block_rows: int, simplify_m: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK_ROWS", 100)
        whole = find(probability, folder, simplify_m=simplify_m)
        patch.setattr(module, "BLOCK_ROWS", block_rows)
        assert find(probability, folder, simplify_m=simplify_m) == whole


@relaxed
@given(probabilities, st.sampled_from([0.5, 2.0, 10.0]), st.booleans())
def test_shaping_keeps_polygons_valid_and_whole(
    folder: Path, probability: np.ndarray, simplify_m: float, right_angles: bool
) -> None:
    plain = find(probability, folder)
    shaped = find(probability, folder, simplify_m=simplify_m, right_angles=right_angles)
    assert len(shaped) == len(plain)
    assert all(polygon.geometry.is_valid and polygon.area_m2 > 0 for polygon in shaped)
    assert [polygon.score for polygon in shaped] == [polygon.score for polygon in plain]


@relaxed
@given(probabilities)
def test_the_score_is_the_mean_probability_inside(folder: Path, probability: np.ndarray) -> None:
    rows, cols = np.indices(probability.shape)
    for polygon in find(probability, folder):
        held = shapely.contains_xy(polygon.geometry, cols + 0.5, rows + 0.5)
        assert polygon.score == pytest.approx(probability[held].mean() / 255)


def test_a_smooth_edge_comes_out_smooth_and_in_its_place(folder: Path) -> None:
    (found,) = find(disk(30), folder)
    assert found.area_m2 == pytest.approx(np.pi * 30**2, rel=0.003)
    assert found.perimeter_m == pytest.approx(2 * np.pi * 30, rel=0.003)
    centre = shapely.Point(50, 50)
    distances = [centre.distance(shapely.Point(point)) for point in found.geometry.exterior.coords]
    assert np.ptp(distances) < 0.1


def test_simplifying_saves_points_and_keeps_the_place(folder: Path) -> None:
    (plain,) = find(disk(30), folder)
    (simple,) = find(disk(30), folder, simplify_m=0.7)
    assert len(simple.geometry.exterior.coords) < 0.25 * len(plain.geometry.exterior.coords)
    assert simple.geometry.hausdorff_distance(plain.geometry) < 0.9
    assert simple.area_m2 == pytest.approx(plain.area_m2, rel=0.001)


def test_a_sharp_box_keeps_its_edges(folder: Path) -> None:
    (found,) = find(canvas((10, 20, 60, 50)), folder, simplify_m=0.5)
    assert found.geometry.bounds == pytest.approx((10, 20, 60, 50), abs=0.51)
    assert found.area_m2 == pytest.approx(1500, rel=0.001)


def test_holes_and_islands_in_them_are_kept(folder: Path) -> None:
    probability = canvas((10, 10, 90, 90))
    probability[20:80, 20:80] = 0
    probability[30:70, 30:70] = 255
    probability[40:60, 40:60] = 0
    probability[12:14, 12:14] = 0
    outer, inner = find(probability, folder)
    assert (len(outer.geometry.interiors), len(inner.geometry.interiors)) == (2, 1)
    assert outer.area_m2 == pytest.approx(80**2 - 60**2 - 4, abs=2)
    assert inner.area_m2 == pytest.approx(40**2 - 20**2, abs=2)
    assert not outer.geometry.intersects(inner.geometry)


def test_pixels_that_meet_at_a_corner_are_two_objects(folder: Path) -> None:
    assert len(find(canvas((10, 10, 20, 20), (20, 20, 30, 30)), folder)) == 2
    assert len(find(canvas((10, 10, 20, 20), (20, 19, 30, 30)), folder)) == 1


def test_an_object_over_the_whole_raster_reaches_its_edge(folder: Path) -> None:
    (found,) = find(np.full((40, 70), 200, np.uint8), folder)
    assert found.geometry.bounds == (0, 0, 70, 40)
    assert found.area_m2 == pytest.approx(2800, abs=1)


def test_objects_come_from_the_top_left(folder: Path) -> None:
    found = find(canvas((50, 40, 60, 50), (70, 10, 80, 20), (10, 10, 20, 20)), folder)
    assert [polygon.geometry.bounds[:2] for polygon in found] == [(10, 10), (70, 10), (50, 40)]


def test_small_objects_are_left_out_by_their_ground_area(folder: Path) -> None:
    probability = canvas((10, 10, 20, 20), (40, 40, 60, 60))
    assert len(find(probability, folder, UTM, "EPSG:32633", min_area_m2=20)) == 2
    (found,) = find(probability, folder, UTM, "EPSG:32633", min_area_m2=30)
    assert found.area_m2 == pytest.approx(100, rel=0.01)


def test_nothing_found_is_a_normal_answer(folder: Path) -> None:
    assert find(canvas(), folder) == []
    assert find(canvas((5, 5, 50, 50), value=127), folder) == []


@pytest.mark.parametrize(
    ("transform", "crs"),
    [
        (Affine(0.5 / 55_800, 0, 15, 0, -0.5 / 111_412, 60), "EPSG:4326"),
        (Affine(1, 0, 1.67e6, 0, -1, 8.4e6), "EPSG:3857"),
        (Affine(0.4, 0.3, 5e5, 0.3, -0.4, 6e6), "EPSG:32633"),
        (Affine(0.5, 0, 5e5, 0, 0.5, 6e6), "EPSG:32633"),
    ],
    ids=["degrees", "mercator", "rotated", "south-up"],
)
def test_any_transform_gives_the_right_place_and_metres(folder: Path, transform: Affine, crs: str) -> None:
    (found,) = find(disk(30), folder, transform, crs, simplify_m=0.2, min_area_m2=600)
    assert found.area_m2 == pytest.approx(np.pi * 15**2, rel=0.02)
    a, b, c, d, e, f = transform[:6]
    centre = (a * 50 + b * 50 + c, d * 50 + e * 50 + f)
    away = shapely.Point(centre).distance(found.geometry.centroid)
    assert away < 0.1 * np.hypot(a, d)
    assert 12 < len(found.geometry.exterior.coords) < 60
    assert found.geometry.exterior.is_ccw


def test_a_damaged_raster_is_an_error_with_a_remedy(folder: Path) -> None:
    path = folder / "damaged.tif"
    path.write_bytes(b"no raster")
    with pytest.raises(RasterError) as caught:
        vectorize(path, threshold=0.5, min_area_m2=0, simplify_m=0, right_angles=False, measure=Measure(None))
    assert caught.value.remedy


@pytest.mark.parametrize("degrees", [0, 20, 45, 80])
def test_a_blurred_building_gets_right_angles(folder: Path, degrees: float) -> None:
    shape = shapely.Polygon([(20, 30), (80, 30), (80, 50), (55, 50), (55, 75), (20, 75)])
    truth = shapely.affinity.rotate(shape, degrees)
    rows, cols = np.indices((100, 100)) + 0.5
    points = shapely.points(cols, rows)
    distance = shapely.distance(points, truth.exterior) * np.where(truth.contains(points), 1, -1)
    (found,) = find((255 / (1 + np.exp(-distance))).astype(np.uint8), folder, simplify_m=1, right_angles=True)
    assert len(found.geometry.exterior.coords) == 7
    assert shapely.intersection(found.geometry, truth).area > 0.97 * truth.area
    corners = np.array(found.geometry.exterior.coords)
    edges = np.diff(corners, axis=0)
    crosswise = (edges * np.roll(edges, 1, axis=0)).sum(axis=1)
    assert np.abs(crosswise).max() < 1e-6


def test_a_round_tank_stays_round() -> None:
    tank = shapely.Point(3, 4).buffer(10).simplify(0.3)
    assert right_angled(tank, 1.0) is tank


def test_a_courtyard_keeps_right_angles_too() -> None:
    outline = [(0, 0), (30, 0.6), (30, 20), (0, 20)]
    house = shapely.Polygon(outline, [[(10, 5), (20, 5.4), (20, 15), (10, 15)]])
    squared = right_angled(house, 1.0)
    assert squared is not house
    assert len(squared.interiors) == 1
    assert squared.area == pytest.approx(house.area, rel=0.02)
