"""Plans which part of the scene is searched first, so that a position word saves work.

Only positions prune. The first step is the zone and a margin around it for objects that reach out of it; each
further step grows the zone, and the last is the whole scene. After a step `is_settled` says whether more
searching could change the selection:

- every one is wanted: the objects whose centroid lies in the zone have to be complete. An object that is cut
  by the searched region's border and reaches into the zone may not be: then the next step is needed.
- a number is wanted: the same, and where the zone holds nothing, all up to the gap of the nearest objects has
  to be complete, since `selection.select` then takes the nearest.

So a run that stops when settled selects what the unpruned run selects. One exception is known: an object that
surrounds the searched region without entering the zone (a ring road) and has its centroid in the zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .frame import Box, Scene, gap, zone_box
from .model import Expression, Position
from .selection import Scored

_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
_GROWTHS = (0.0, 1 / 6, 1 / 3)


@dataclass(frozen=True)
class Step:
    """Names a part of the scene to search.

    Attributes:
        region: u_min, v_min, u_max, v_max as shares of the extent in the image frame (v downwards).
        growth: How far the zone has been grown in it, as a share of the extent.
    """

    region: Box
    growth: float

    @property
    def is_whole(self) -> bool:
        """Returns True when the step searches the whole scene."""
        return self.region == _WHOLE


@dataclass(frozen=True)
class Plan:
    """Holds the steps in order; each contains the one before, the last is the whole scene."""

    steps: tuple[Step, ...]


def plan(expression: Expression, scene: Scene, margin: float = 0.2) -> Plan:
    """Returns the steps to search.

    Args:
        expression: What the phrase means.
        scene: The chosen extent.
        margin: Largest expected reach of an object beyond its centroid, as a share of the extent; a larger
            object costs a further step, never a wrong answer.
    """
    positions = _positions(expression)
    steps: list[Step] = []
    for growth in _GROWTHS:
        region = _region(positions, scene, growth, margin)
        if region is None or region == _WHOLE:
            break
        steps.append(Step(region, growth))
    return Plan((*steps, Step(_WHOLE, 1.0)))


def is_settled(
    step: Step, expression: Expression, objects: Sequence[Scored], scene: Scene, tolerance: float = 0.001
) -> bool:
    """Returns True when searching more than this step cannot change the selection.

    Args:
        step: The step that has been searched.
        expression: What the phrase means.
        objects: What was found in the step's region; cut off at its border.
        scene: The chosen extent.
        tolerance: Distance from the region's border, as a share of the extent, that counts as touching it:
            about two pixels.
    """
    if step.is_whole:
        return True
    positions = _positions(expression)
    reach = 0.0
    if expression.count is not None:
        gaps = sorted(_gap(found, positions, scene) for found in objects)
        wanted = min(expression.count, len(gaps))
        if not gaps or (gaps[0] > 1e-9 and wanted < expression.count):
            return False
        reach = 0.0 if gaps[0] <= 1e-9 else gaps[wanted - 1]
    if reach > step.growth:
        return False
    zone = _region(positions, scene, reach, tolerance)
    if zone is None:
        return False
    boxes = [_image_box(found, scene) for found in objects]
    return not any(_is_cut(box, step.region, tolerance) and _meet(box, zone) for box in boxes)


def _positions(expression: Expression) -> list[Position]:
    return [predicate for predicate in expression.where if isinstance(predicate, Position)]


def _region(positions: Sequence[Position], scene: Scene, growth: float, margin: float) -> Box | None:
    """Returns the image-frame box of all zones grown; None where it is no single box or empty."""
    region = _WHOLE
    for position in positions:
        zone = zone_box(position)
        if zone is None:
            continue
        u_min, v_min, u_max, v_max = scene.image_box(
            (zone[0] - growth, zone[1] - growth, zone[2] + growth, zone[3] + growth), position.frame
        )
        grown = (u_min - margin, v_min - margin, u_max + margin, v_max + margin)
        region = (
            max(region[0], grown[0]),
            max(region[1], grown[1]),
            min(region[2], grown[2]),
            min(region[3], grown[3]),
        )
    if region[0] >= region[2] or region[1] >= region[3]:
        return None
    return region


def _gap(found: Scored, positions: Sequence[Position], scene: Scene) -> float:
    """Returns how far an object's centroid lies outside the zones."""
    center = found.geometry.centroid
    return max(
        (gap(position, *scene.place(center.x, center.y, position.frame)) for position in positions),
        default=0.0,
    )


def _image_box(found: Scored, scene: Scene) -> Box:
    """Returns the bounding box of an object in the image frame."""
    x_min, y_min, x_max, y_max = found.geometry.bounds
    corners = [scene.place(x, y) for x in (x_min, x_max) for y in (y_min, y_max)]
    us, vs = [u for u, _ in corners], [v for _, v in corners]
    return min(us), min(vs), max(us), max(vs)


def _is_cut(box: Box, region: Box, tolerance: float) -> bool:
    """Returns True when a box touches a border of the region that is not the scene's own."""
    low = any(region[k] > 0 and box[k] <= region[k] + tolerance for k in (0, 1))
    high = any(region[k] < 1 and box[k] >= region[k] - tolerance for k in (2, 3))
    return low or high


def _meet(first: Box, second: Box) -> bool:
    """Returns True when two boxes overlap or touch."""
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]
