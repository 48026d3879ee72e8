"""Makes the ruler with which phrases are measured: on the ground, in metres, around the middle of a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from numpy.polynomial import polynomial

from .expression.frame import Scene
from .expression.outlines import Measuring
from .geo.measuring import Measure

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]
Project = Callable[[Floats], Floats]

# A polynomial stands in for the projection where it is nowhere farther off than this.
_HAIR_M = 1e-3
_DEGREES = (2, 3, 4, 5)
_NODES = 16
# What lies this much of the scene outside of it is still near enough for the polynomial.
_MARGIN = 0.5


def ground_measuring(measure: Measure, scene: Scene) -> Measuring:
    """Returns how to measure objects of a scene.

    Areas and perimeters are geodesic. Distances are those of one plane that touches the ground in the middle
    of the scene: right to one part in a thousand within 500 km of it.

    Args:
        measure: Measures in the CRS of the objects.
        scene: The scene in that CRS.
    """
    x, y = (scene.origin[axis] + (scene.right[axis] + scene.down[axis]) / 2 for axis in (0, 1))
    plane = measure.plane_at(x, y)
    project = _quick(plane.project, _bounds(scene))

    def in_plane(shapes: Shapes) -> Shapes:
        moved: Shapes = shapely.transform(shapes, project)
        return moved

    return Measuring(
        area_m2=measure.area_m2,
        to_metric=measure.to_local_metric,
        area_unit="m2" if measure.on_ground else "square units",
        areas_m2=measure.areas_m2,
        perimeters_m=measure.lengths_m,
        to_plane=in_plane,
    )


@dataclass(frozen=True)
class _StandIn:
    """Is a polynomial in place of a projection, many times quicker where there are very many points."""

    center: Floats
    half: Floats
    coefficients: Floats  # [2, degree + 1, degree + 1]

    def __call__(self, points: Floats) -> Floats:
        """Returns projected points, float64 [n, 2]."""
        s, t = ((points - self.center) / self.half).T
        return np.column_stack([polynomial.polyval2d(s, t, one) for one in self.coefficients])


def _quick(project: Project, bounds: tuple[float, float, float, float]) -> Project:
    """Returns the projection, computed by a polynomial within the bounds where that is as good."""
    low, high = np.array(bounds[:2]), np.array(bounds[2:])
    if not np.isfinite(bounds).all() or (high <= low).any():
        return project
    center, half = (low + high) / 2, (high - low) / 2
    nodes = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    grid = _grid(nodes)
    wanted = project(grid * half + center)
    proof = _grid(np.linspace(-1, 1, 2 * _NODES + 1)) * half + center
    truth = project(proof)
    for degree in _DEGREES:
        terms = polynomial.polyvander2d(grid[:, 0], grid[:, 1], (degree, degree))
        fitted, *_ = np.linalg.lstsq(terms, wanted, rcond=None)
        stand_in = _StandIn(center, half, fitted.T.reshape(2, degree + 1, degree + 1))
        if np.abs(stand_in(proof) - truth).max() <= _HAIR_M:
            return _within(low, high, stand_in, project)
    return project


def _within(low: Floats, high: Floats, stand_in: Project, project: Project) -> Project:
    """Returns the stand-in between the corners, and the projection outside of them."""

    def project_quickly(points: Floats) -> Floats:
        inside = ((points >= low) & (points <= high)).all(axis=1)
        if inside.all():
            return stand_in(points)
        projected = np.empty_like(points)
        projected[inside] = stand_in(points[inside])
        projected[~inside] = project(points[~inside])
        return projected

    return project_quickly


def _grid(nodes: Floats) -> Floats:
    """Returns all pairs of nodes, float64 [n * n, 2]."""
    return np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)


def _bounds(scene: Scene) -> tuple[float, float, float, float]:
    """Returns x_min, y_min, x_max, y_max of the scene with a margin."""
    corners = np.array([(u, v) for u in (-_MARGIN, 1 + _MARGIN) for v in (-_MARGIN, 1 + _MARGIN)])
    points = np.array(scene.origin) + corners @ np.array([scene.right, scene.down])
    (x_min, y_min), (x_max, y_max) = points.min(axis=0), points.max(axis=0)
    return float(x_min), float(y_min), float(x_max), float(y_max)
