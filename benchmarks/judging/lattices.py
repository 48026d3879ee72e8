"""Says which ways of laying views and tiles over a raster are compared, and how two answers agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from georefer.inference import referring
from georefer.inference.geo.tiling import TileGrid
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from .matching import Counts, greedy_pairs

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class Lattice:
    """Is one way of running.

    Attributes:
        tile_size_px: Side of a tile.
        overlap_px: Shared pixels of neighbouring views.
        origin_px: Column and row by which the lattice of views is shifted.
        inner: Whether only the middle of the raster is asked for, as an extent.
    """

    tile_size_px: int = 512
    overlap_px: int = 64
    origin_px: tuple[int, int] = (0, 0)
    inner: bool = False

    @property
    def name(self) -> str:
        """Returns the words for tables."""
        shift = f" origin {self.origin_px[0]},{self.origin_px[1]}" if any(self.origin_px) else ""
        return f"tile {self.tile_size_px} overlap {self.overlap_px}{shift}{' inner extent' * self.inner}"


LATTICES: tuple[Lattice, ...] = (
    Lattice(),
    Lattice(tile_size_px=384),
    Lattice(tile_size_px=256),
    Lattice(overlap_px=96),
    Lattice(overlap_px=128),
    Lattice(origin_px=(64, 64)),
    Lattice(origin_px=(96, 32)),
    Lattice(origin_px=(17, 131)),
    Lattice(inner=True),
)


def difference(first: Lattice, second: Lattice) -> str:
    """Returns what alone differs: `tile`, `overlap`, `origin` or `extent`; else `several`."""
    parts = {
        "tile": first.tile_size_px != second.tile_size_px,
        "overlap": first.overlap_px != second.overlap_px,
        "origin": first.origin_px != second.origin_px,
        "extent": first.inner != second.inner,
    }
    different = [name for name, differs in parts.items() if differs]
    return different[0] if len(different) == 1 else "several"


@contextmanager
def shifted(origin_px: tuple[int, int]) -> Iterator[None]:
    """Makes the engine lay its views from another origin, which no person can ask for."""
    before = referring.TileGrid
    referring.TileGrid = partial(TileGrid, origin_px=origin_px)  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        referring.TileGrid = before  # type: ignore[misc]


def agreement(
    first: Sequence[BaseGeometry], second: Sequence[BaseGeometry], least_iou: float = 0.9
) -> Counts:
    """Returns how many objects of two answers are the same; it does not matter which one is the truth."""
    tree = STRtree(second)
    ious = []
    for number, geometry in enumerate(first):
        for other in tree.query(geometry, predicate="intersects").tolist():
            shared = geometry.intersection(second[other]).area
            union = geometry.area + second[other].area - shared
            if union:
                ious.append((float(shared / union), number, other))
    matched = len(greedy_pairs(ious, least_iou))
    return Counts(matched, len(second) - matched, len(first) - matched)


def inside(geometries: Sequence[BaseGeometry], box: Extent) -> list[BaseGeometry]:
    """Returns the geometries whose centre lies in a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    return [one for one in geometries if left <= one.centroid.x <= right and top <= one.centroid.y <= bottom]
