"""Decides which objects lie on a side of other things: north of the river, left of the tanks.

The things are one group. An object is compared with that part of the group that lies abreast of it: for
"north of", with what has the same eastings as the object, so that the river right below it decides and not
one that has long bent away. Where nothing lies abreast, it is compared with the middle of the whole group.
"""

from __future__ import annotations

import numpy as np
import shapely

from ..frame import Floats, Scene
from ..model import Frame, LayerName, Position, Relation
from ..outlines import Shapes
from .candidates import Candidates, Marks, Rows
from .others import Others, same_things

# The outlines of the group are walked in about this many steps.
_STEPS = 100_000


def is_beside(relation: Relation, rows: Rows, table: Candidates, others: Others) -> Marks:
    """Returns which objects lie on the relation's side of the others, bool [k].

    Args:
        relation: Of the kind "side", with its direction.
        rows: The objects asked about, int64 [k].
        table: All objects.
        others: The things.
    """
    direction = relation.direction or Position()
    if not len(others) or not len(rows):
        return np.zeros(len(rows), bool)
    frame = direction.frame
    bounds = _placed_bounds(table.shapes[rows], table.scene, frame)
    centers = table.places(frame)[rows]
    things = _placed(others.own, table.scene, frame)
    middles, weights, step = _outline_steps(things)
    center = shapely.centroid(shapely.geometrycollections(list(things)))
    marks = np.ones(len(rows), bool)
    for axis, name in ((1, direction.row), (0, direction.column)):
        if name not in ("top", "bottom", "left", "right"):
            continue
        ranges = bounds[:, [1 - axis, 3 - axis]]
        level = _abreast(middles[:, [1 - axis, axis]], weights, ranges, step / 2)
        level = np.where(np.isnan(level), (center.x, center.y)[axis], level)
        ahead = level - centers[:, axis] if name in ("top", "left") else centers[:, axis] - level
        marks &= ahead > 1e-9
    if len(others) == 1 and not isinstance(relation.others[0], LayerName):
        marks[same_things(table.plane(rows), others).objects] = False
    return marks


def _placed(shapes: Shapes, scene: Scene, frame: Frame) -> Shapes:
    """Returns shapes as shares of the scene: u to the right or east, v down or south."""
    moved: Shapes = shapely.transform(shapes, lambda points: scene.places(points, frame))
    return moved


def _placed_bounds(shapes: Shapes, scene: Scene, frame: Frame) -> Floats:
    """Returns u_min, v_min, u_max, v_max of each shape, float64 [n, 4]."""
    bounds: Floats = shapely.bounds(_placed(shapes, scene, frame))
    return bounds


def _outline_steps(shapes: Shapes) -> tuple[Floats, Floats, float]:
    """Returns the middles of short steps along all outlines, their lengths, and the longest step.

    Returns:
        float64 [m, 2], float64 [m], and one number; a point counts as a step as long as the longest.
    """
    spacing = float(shapely.length(shapes).sum()) / _STEPS
    dimensions = shapely.get_dimensions(shapes)
    lines = np.where(dimensions == 2, shapely.boundary(shapes), shapes)[dimensions > 0]
    parts = shapely.get_parts(shapely.get_parts(lines))
    fine = shapely.segmentize(parts, spacing) if spacing > 0 else parts
    ends, owner = shapely.get_coordinates(fine, return_index=True)
    joined = owner[1:] == owner[:-1]
    steps = (ends[1:] - ends[:-1])[joined]
    middles = ((ends[1:] + ends[:-1]) / 2)[joined]
    points = shapely.get_coordinates(shapes[dimensions == 0])
    weights = np.concatenate((np.hypot(steps[:, 0], steps[:, 1]), np.full(len(points), spacing or 1.0)))
    return np.concatenate((middles, points)), weights, spacing


def _abreast(line: Floats, weights: Floats, ranges: Floats, slack: float) -> Floats:
    """Returns the mean place along one axis of the steps within each range of the other, NaN without any.

    Args:
        line: Place across and place along of each step, float64 [m, 2].
        weights: Lengths of the steps, float64 [m].
        ranges: Lowest and highest place across of each object, float64 [n, 2].
        slack: How far each range is widened, so that no thin object slips between two steps.
    """
    order = np.argsort(line[:, 0], kind="stable")
    across, along, weights = line[order, 0], line[order, 1], weights[order]
    sums = np.concatenate(([0.0], np.cumsum(along * weights)))
    totals = np.concatenate(([0.0], np.cumsum(weights)))
    first = np.searchsorted(across, ranges[:, 0] - slack, side="left")
    last = np.searchsorted(across, ranges[:, 1] + slack, side="right")
    total = totals[last] - totals[first]
    means: Floats = np.full(len(ranges), np.nan)
    np.divide(sums[last] - sums[first], total, out=means, where=total > 0)
    return means
