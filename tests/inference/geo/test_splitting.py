"""Tests that touching objects are cut apart where the model is less sure, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from georefer.inference.geo import vectorize as vectorizing
from georefer.inference.geo.measuring import Measure
from georefer.inference.geo.splitting import bodies_of, split_touching
from georefer.inference.geo.vectorize import FoundPolygon, vectorize
from georefer.inference.models.interface import ModelCard
from numpy.typing import NDArray

CRS = "EPSG:32633"
PIXEL_M = 0.5
SURE, UNSURE, NOTHING = 250, 150, 10


def painted(*boxes: tuple[int, int, int, int, int]) -> NDArray[np.uint8]:
    """Returns 200 x 240 pixels with boxes of a value: top, left, bottom, right, value."""
    picture = np.full((200, 240), NOTHING, np.uint8)
    for top, left, bottom, right, value in boxes:
        picture[top:bottom, left:right] = value
    return picture


TWO_ROOFS = painted((40, 20, 80, 60, SURE), (40, 60, 80, 66, UNSURE), (40, 66, 80, 106, SURE))


def split(picture: NDArray[np.uint8], folder: Path) -> tuple[list[FoundPolygon], list[FoundPolygon]]:
    """Returns the objects of a picture, as they are and cut apart."""
    path = folder / "probability.tif"
    profile = {"driver": "GTiff", "count": 1, "dtype": "uint8", "crs": CRS}
    transform = Affine(PIXEL_M, 0, 500_000, 0, -PIXEL_M, 6_000_000)
    height, width = picture.shape
    with rasterio.open(path, "w", width=width, height=height, transform=transform, **profile) as raster:
        raster.write(picture, 1)
    measure = Measure(CRS)
    found = vectorize(path, threshold=0.5, min_area_m2=5, simplify_m=0.3, right_angles=False, measure=measure)
    return found, split_touching(found, bodies_of(path, 0.5, 20), measure)


def test_two_roofs_that_came_out_as_one_become_two(tmp_path: Path) -> None:
    (whole,), pieces = split(TWO_ROOFS, tmp_path)

    left, right = sorted(pieces, key=lambda piece: piece.geometry.bounds[0])
    assert left.geometry.bounds[2] == pytest.approx(500_000 + 63 * PIXEL_M, abs=0.2)
    assert left.geometry.intersection(right.geometry).area == pytest.approx(0, abs=1e-6)
    assert shapely.union(left.geometry, right.geometry).symmetric_difference(whole.geometry).area < 1e-3
    assert left.area_m2 + right.area_m2 == pytest.approx(whole.area_m2, rel=1e-6)
    assert left.score == right.score == whole.score


def test_a_row_is_cut_between_each(tmp_path: Path) -> None:
    row = [(40, 10 + 45 * i, 80, 50 + 45 * i, SURE) for i in range(5)]
    found, pieces = split(painted((42, 10, 78, 230, UNSURE), *row), tmp_path)

    assert len(found) == 1
    assert len(pieces) == 5


def test_what_falls_apart_at_different_levels_is_cut_at_each(tmp_path: Path) -> None:
    picture = painted(
        (40, 20, 80, 180, 150), (40, 20, 80, 66, 200), (40, 20, 80, 40, 250), (40, 46, 80, 66, 250),
        (40, 80, 80, 180, 250),
    )  # fmt: skip
    _, pieces = split(picture, tmp_path)

    assert len(pieces) == 3


@pytest.mark.parametrize(
    "picture",
    [
        painted((40, 20, 80, 106, SURE)),
        painted((40, 20, 80, 106, UNSURE), (50, 30, 56, 36, SURE), (50, 60, 70, 90, SURE)),
        painted((40, 20, 140, 120, SURE), (60, 40, 120, 100, NOTHING)),
    ],
    ids=["equally sure", "a spot", "a court"],
)
def test_one_object_stays_one(picture: NDArray[np.uint8], tmp_path: Path) -> None:
    found, pieces = split(picture, tmp_path)

    assert pieces == found
    assert len(found) == 1


def test_blocks_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, pieces = split(TWO_ROOFS, tmp_path)
    monkeypatch.setattr(vectorizing, "BLOCK_ROWS", 17)
    _, others = split(TWO_ROOFS, tmp_path)

    assert [piece.geometry.wkb for piece in pieces] == [other.geometry.wkb for other in others]


def test_only_what_the_card_names_is_cut_apart() -> None:
    card = ModelCard("m", "M", "0", 256, split_targets=frozenset({"building", "car"}))

    assert card.splits({"car"})
    assert card.splits({"car", "building"})
    assert not card.splits({"car", "road"})
    assert not card.splits({None})
    assert not ModelCard("m", "M", "0", 256).splits({"car"})
