"""Turns polygons of pixels into polygons of the map: simplified, if wanted right-angled, always valid.

Tolerances are metres on the ground. Each polygon is shaped in a plane in metres around its own centre, so
that degrees, Web Mercator, oblong pixels and rotated rasters are all treated alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from affine import Affine

from .contours import Floats
from .measuring import Measure
from .nesting import Shapes
from .regularize import right_angled
from .simplifying import simplified

# A distance of some pixels: far enough to measure precisely, near enough to be straight on the ground.
STEP_PX = 16
SHORTEST_EDGE_PX = 2.0


@dataclass(frozen=True)
class Shaper:
    """Shapes polygons of one raster.

    Args:
        transform: Pixel to map, of the whole raster.
        measure: Measures in the raster's CRS.
        simplify_m: Points are left out as long as the outline moves by less than this; 0 keeps all.
        right_angles: Whether outlines follow two directions at right angles where that fits them.
    """

    transform: Affine
    measure: Measure
    simplify_m: float
    right_angles: bool

    def pixel_area_m2(self, x_px: Floats, y_px: Floats) -> Floats:
        """Returns the ground area of a pixel at each of the places, float64 [n]."""
        area: Floats = np.abs(np.linalg.det(self._metres_per_px(x_px, y_px)))
        return area

    def to_map(self, polygons: Shapes) -> Shapes:
        """Returns the polygons, given in pixels, shaped and in map coordinates, with exteriors leftwards."""
        if not len(polygons):
            return polygons
        left, top, right, bottom = shapely.bounds(polygons).T
        centre = np.column_stack([(left + right) / 2, (top + bottom) / 2])
        axes = self._metres_per_px(centre[:, 0], centre[:, 1])
        shaped = polygons.copy()
        # Beyond the poles, and outside of what a projection can map, a pixel has no size in metres.
        has_size = np.asarray(np.isfinite(axes).all(axis=(1, 2)))
        has_size &= np.abs(np.linalg.det(np.where(has_size[:, None, None], axes, 0))) > 0
        if has_size.any() and (self.simplify_m > 0 or self.right_angles):
            axes, centre = axes[has_size], centre[has_size]
            in_metres = self._shaped(_moved(polygons[has_size], axes, -centre), axes)
            # The inverse counts from the raster's corner again when the centre, in metres, is added before.
            centre_m = np.einsum("nij,nj->ni", axes, centre)
            shaped[has_size] = _moved(in_metres, np.linalg.inv(axes).astype(np.float64), centre_m)
        mapped = self._mapped(shaped)
        broken = ~shapely.is_valid(mapped)
        mapped[broken] = shapely.make_valid(
            self._mapped(polygons[broken]), method="structure", keep_collapsed=False
        )
        oriented: Shapes = np.asarray(shapely.orient_polygons(mapped), object)
        return oriented

    def _shaped(self, polygons: Shapes, axes: Floats) -> Shapes:
        """Returns polygons in local metres, shaped as far as they allow."""
        shaped = simplified(polygons, self.simplify_m) if self.simplify_m > 0 else polygons.copy()
        if self.right_angles:
            shortest_m = SHORTEST_EDGE_PX * np.sqrt(np.abs(np.linalg.det(axes)))
            for i, polygon in enumerate(shaped):
                shaped[i] = right_angled(polygon, max(self.simplify_m, float(shortest_m[i])))
        return shaped

    def _mapped(self, polygons: Shapes) -> Shapes:
        mapped: Shapes = np.array(shapely.transform(polygons, self._to_map, interleaved=False), object)
        return mapped

    def _to_map(self, x_px: Floats, y_px: Floats) -> tuple[Floats, Floats]:
        t = self.transform
        return t.a * x_px + t.b * y_px + t.c, t.d * x_px + t.e * y_px + t.f

    def _metres_per_px(self, x_px: Floats, y_px: Floats) -> Floats:
        """Returns float64 [n, 2, 2]: `[i] @ (columns, rows)` is (metres east, metres north)."""
        t = self.transform
        linear = np.array([[t.a, t.b], [t.d, t.e]])
        x, y = self._to_map(x_px, y_px)
        step = STEP_PX * float(np.sqrt(np.abs(np.linalg.det(linear))))
        axes: Floats = self.measure.metres_per_unit(x, y, step) @ linear
        return axes


def _moved(polygons: Shapes, linear: npt.NDArray[np.float64], offset: Floats) -> Shapes:
    """Returns each polygon i as `linear[i] @ (point + offset[i])`."""
    points, owner = shapely.get_coordinates(polygons, return_index=True)
    moved = np.einsum("nij,nj->ni", linear[owner], points + offset[owner])
    shapes: Shapes = np.asarray(shapely.set_coordinates(polygons.copy(), moved), object)
    return shapes
