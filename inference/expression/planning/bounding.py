"""Derives from the predicates of an expression where its objects can lie at all.

Bounded are positions, between, and every relation that asks for nearness in some way. Unbounded are the side
of something, far from it and beyond a distance of it, and what is denied, unless that is itself far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..frame import Scene, zone_box
from ..model import Expression, Frame, Not, Position, Rank, Reference, Relation
from ..outlines import Shapes
from ..selecting.others import FAR_FACTOR, NEAR_SCENE_SHARE, NEAR_STEPS_M, near_distances_m
from ..selecting.relating import TOUCHING_MOST_M, WITH_FACTOR
from ..selecting.subdividing import filled
from ..wording import reads_as
from .lattice import Lattice
from .parts import Reach, Zone, zone_of, zone_of_plane

# A zone goes on this far beyond a border of the scene that it reaches, in shares of the scene.
_BEYOND = 1000.0
# A zone is a hair larger than it is, so that rounding shuts nothing out.
_HAIR = 1e-6
# Where something lies between two things it is off their common box by at most 0.29 of the box's diagonal.
_BETWEEN_SHARE = 0.3
_AHEAD: dict[str, tuple[int, int, Frame]] = {
    "left": (0, -1, "image"),
    "right": (0, 1, "image"),
    "top": (1, -1, "image"),
    "bottom": (1, 1, "image"),
    "west": (0, -1, "compass"),
    "east": (0, 1, "compass"),
    "north": (1, -1, "compass"),
    "south": (1, 1, "compass"),
}
_NEAR_FACTORS = {"near": 1.0, "along": 1.0, "with": WITH_FACTOR, "far": FAR_FACTOR, "surrounded": FAR_FACTOR}


def positions_of(expression: Expression) -> list[Position]:
    """Returns the positions that an object has to have."""
    return [predicate for predicate in expression.where if isinstance(predicate, Position)]


def direction_of(rank: Rank | None) -> tuple[int, int, Frame] | None:
    """Returns the axis (0 is u), the sign and the frame of a rank by direction; None for other ranks."""
    return None if rank is None else _AHEAD.get(rank.by)


def zone_by_position(expression: Expression, scene: Scene, lattice: Lattice, growth: float) -> Zone | None:
    """Returns where centroids lie up to `growth` outside of all positions; None where that is everywhere.

    Args:
        expression: What the phrase means.
        scene: The chosen extent.
        lattice: Its cells.
        growth: As a share of the extent.
    """
    areas = [_area(position, growth, scene) for position in positions_of(expression)]
    return _zone_in_all([area for area in areas if area is not None], lattice, _said(expression))


def zone_by_rank(expression: Expression, scene: Scene, lattice: Lattice, share: float) -> Zone | None:
    """Returns the positions' zone as far as the first `share` of the scene in the direction of the rank."""
    rank, direction = expression.rank, direction_of(expression.rank)
    assert rank is not None  # nosec B101
    assert direction is not None  # nosec B101
    areas = [_area(position, 0.0, scene) for position in positions_of(expression)]
    areas.append(_band(direction, share, scene))
    words = ", ".join(filter(None, (_said(expression), f"the first {share:.0%} from the {rank.by}")))
    return _zone_in_all([area for area in areas if area is not None], lattice, words)


def zones_by_relation(
    expression: Expression, things: Mapping[Reference, Shapes], lattice: Lattice
) -> list[Zone]:
    """Returns the zones of relations that ask where the centroid lies; things are in the metric plane."""
    zones = []
    for predicate in expression.where:
        if isinstance(predicate, Relation) and predicate.kind == "between":
            known = [things[other] for other in predicate.others if other in things]
            if len(known) == len(predicate.others):
                zone = _between(np.concatenate(known), lattice, reads_as(predicate))
                zones += [] if zone is None else [zone]
    return zones


def reaches_of(
    expression: Expression, things: Mapping[Reference, Shapes], scene_side_m: float
) -> list[Reach]:
    """Returns the reaches of all relations whose things are known, in the metric plane."""
    reaches = []
    for predicate in expression.where:
        relation = predicate.predicate if isinstance(predicate, Not) else predicate
        if isinstance(relation, Relation) and relation.others[0] in things:
            found = _reach(relation, predicate is not relation, things[relation.others[0]], scene_side_m)
            if found is not None:
                reaches.append(Reach(*found, reads_as(predicate)))
    return reaches


def is_bound_by(expression: Expression, reference: Reference) -> bool:
    """Says whether knowing what a reference stands for would bound the search."""
    nothing = np.empty(0, dtype=object)
    rank = expression.rank
    if rank is not None and rank.by == "distance" and not rank.descending and rank.other == reference:
        return True
    for predicate in expression.where:
        relation = predicate.predicate if isinstance(predicate, Not) else predicate
        if isinstance(relation, Relation) and reference in relation.others:
            if predicate is relation and relation.kind == "between":
                return True
            if _reach(relation, predicate is not relation, nothing, 0.0) is not None:
                return True
    return False


def local_reach_m(expression: Expression, reference: Reference, scene_side_m: float) -> float | None:
    """Returns how far from an object things decide about all relations to a reference.

    None: things anywhere may decide, or how well an object fits is compared by what they all are.
    """
    rank = expression.rank
    if rank is not None and rank.other == reference:
        return None
    farthest_m = 0.0
    for predicate in expression.where:
        relation = predicate.predicate if isinstance(predicate, Not) else predicate
        if not isinstance(relation, Relation) or reference not in relation.others:
            continue
        limit_m = _local_m(relation, scene_side_m)
        is_compared = expression.count is not None and rank is None and predicate is relation
        if limit_m is None or (is_compared and relation.kind in ("near", "with", "along")):
            return None
        farthest_m = max(farthest_m, limit_m)
    return farthest_m


def _local_m(relation: Relation, scene_side_m: float) -> float | None:
    if relation.kind in ("within", "beyond"):
        return 0.0 if relation.distance is None else relation.distance.si
    if relation.kind in ("near", "along", "with", "far"):
        most_m = min(NEAR_STEPS_M[-1], NEAR_SCENE_SHARE * scene_side_m)
        return _NEAR_FACTORS[relation.kind] * most_m
    return TOUCHING_MOST_M if relation.kind == "touching" else None


def _reach(
    relation: Relation, is_denied: bool, things: Shapes, scene_side_m: float
) -> tuple[Shapes, np.ndarray] | None:
    """Returns the things an object has to come near to, and how near in metres; None where it need not."""
    kind = relation.kind
    if is_denied:
        kinds = {"beyond": "within", "far": "far", "outside": "inside"}
        if kind not in kinds:
            return None
        kind = kinds[kind]  # type: ignore[assignment]
    elif kind == "far":
        return None
    if kind in _NEAR_FACTORS:
        places = filled(things) if kind == "surrounded" else things
        return places, _NEAR_FACTORS[kind] * near_distances_m(things, scene_side_m)
    if kind == "within":
        limit_m = relation.distance.si if relation.distance is not None else 0.0
        return things, np.full(len(things), limit_m)
    if kind in ("touching", "on"):
        return (filled(things) if kind == "on" else things), np.full(len(things), TOUCHING_MOST_M)
    if kind == "inside":
        return filled(things), np.zeros(len(things))
    return None


def _between(things: Shapes, lattice: Lattice, words: str) -> Zone | None:
    """Returns the box in the metric plane that holds the centroid of whatever lies between any two things."""
    if not len(things):
        return zone_of_plane(shapely.Polygon(), lattice, words)
    left, bottom, right, top = shapely.total_bounds(things)
    off = _BETWEEN_SHARE * float(np.hypot(right - left, top - bottom))
    return zone_of_plane(shapely.box(left - off, bottom - off, right + off, top + off), lattice, words)


def _area(position: Position, growth: float, scene: Scene) -> BaseGeometry | None:
    """Returns a position's zone, grown, in the objects' coordinates; None for "an edge" and "a corner"."""
    box = zone_box(position)
    if box is None:
        return None
    growth += _HAIR
    low = [-_BEYOND if box[k] - growth <= 0 else box[k] - growth for k in (0, 1)]
    high = [1 + _BEYOND if box[k] + growth >= 1 else box[k] + growth for k in (2, 3)]
    return _polygon((low[0], low[1], high[0], high[1]), position.frame, scene)


def _band(direction: tuple[int, int, Frame], share: float, scene: Scene) -> BaseGeometry:
    """Returns the first share of the scene in a direction, in the objects' coordinates."""
    axis, sign, frame = direction
    box = [-_BEYOND, -_BEYOND, 1 + _BEYOND, 1 + _BEYOND]
    box[axis + 2 if sign < 0 else axis] = share if sign < 0 else 1 - share
    return _polygon((box[0], box[1], box[2], box[3]), frame, scene)


def _polygon(box: tuple[float, float, float, float], frame: Frame, scene: Scene) -> BaseGeometry:
    """Returns a box of a frame as a polygon in the objects' coordinates."""
    x, y = scene.origin
    corners = np.array([[x, y], np.add((x, y), scene.right), np.add((x, y), scene.down)])
    # The place in a frame is an affine function of the coordinates, so three points tell its inverse.
    places = np.array([scene.place(x, y, frame) for x, y in corners.tolist()])
    forth = np.linalg.solve((places[1:] - places[0]), corners[1:] - corners[0])
    wanted = np.array([[box[i], box[j]] for i, j in ((0, 1), (2, 1), (2, 3), (0, 3))])
    return shapely.Polygon(corners[0] + (wanted - places[0]) @ forth)


def _zone_in_all(areas: Sequence[BaseGeometry], lattice: Lattice, words: str) -> Zone | None:
    if not areas:
        return None
    return zone_of(shapely.intersection_all(areas), lattice, words)


def _said(expression: Expression) -> str:
    return ", ".join(reads_as(position) for position in positions_of(expression))
