"""Divides a scene into zones of land use and lays streets and blocks into them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from .geometry import Frame, Points, box
from .networks import line_into
from .noise import cloud
from .site import Site

Range = tuple[float, float]


@dataclass(frozen=True)
class Block:
    """Describes land to fill: a frame in its middle, its extents in metres, and its zone."""

    frame: Frame
    length_m: float
    width_m: float
    zone: int
    use: str


@dataclass(frozen=True)
class Use:
    """Describes a land use: its ground, and the grid of its streets; no block sizes means no streets."""

    ground: tuple[str, ...]
    block_length_m: Range | None = None
    block_width_m: Range = (60.0, 90.0)
    street_m: Range = (5.5, 8.0)
    wobble: float = 0.05


USES: Mapping[str, Use] = {
    "old town": Use(("paving", "brick paving", "concrete", "dirt"), (45, 90), (40, 75), (3.5, 6.5), 0.16),
    "settlement": Use(("dirt", "dirt", "concrete", "scrub"), (50, 120), (35, 70), (3, 7), 0.25),
    "town": Use(("lawn", "paving", "concrete"), (70, 130), (55, 90), (7, 12), 0.03),
    "suburb": Use(("lawn", "grass", "lawn"), (90, 190), (48, 66), (5.5, 8), 0.12),
    "villas": Use(("lawn", "dry grass", "grass"), (90, 180), (60, 84), (5, 7), 0.16),
    "slabs": Use(("lawn", "grass", "paving"), (120, 220), (90, 150), (6, 9), 0.05),
    "industry": Use(("concrete", "asphalt", "dirt", "gravel"), (110, 220), (80, 150), (8, 12), 0.02),
    "tanks": Use(("gravel", "dirt", "concrete", "grass"), (120, 220), (90, 160), (6, 8), 0.0),
    "car park": Use(("asphalt", "dark asphalt", "concrete"), (110, 200), (80, 140), (7, 10), 0.0),
    "farmland": Use(("meadow", "grass", "dry grass")),
    "wood": Use(("forest floor", "forest floor", "meadow")),
    "scrub": Use(("scrub", "dry grass", "meadow")),
    "bare": Use(("dirt", "sand", "soil", "gravel")),
    "park": Use(("lawn", "grass")),
    "sports": Use(("lawn", "grass"), (150, 260), (110, 180), (5, 7), 0.03),
    "airport": Use(("grass", "dry grass", "concrete")),
    "harbour": Use(("concrete", "asphalt", "paving"), (120, 240), (70, 120), (8, 11), 0.0),
    "solar park": Use(("meadow", "dry grass", "grass", "gravel")),
}
THEMES: Mapping[str, Mapping[str, float]] = {
    "unplanned": {"settlement": 6, "old town": 1, "bare": 0.6, "farmland": 0.8, "park": 0.3},
    "city": {"old town": 3, "town": 5, "slabs": 3, "park": 1, "car park": 1, "sports": 0.7},
    "suburbs": {"suburb": 5, "villas": 5, "park": 1, "sports": 1.2, "slabs": 1},
    "industry": {"industry": 5, "tanks": 4, "car park": 2, "bare": 1, "solar park": 0.8},
    "country": {"farmland": 6, "wood": 2, "scrub": 1, "suburb": 1, "solar park": 1},
    "harbour": {"harbour": 5, "industry": 2, "tanks": 2, "town": 1},
    "airport": {"airport": 1},
    "mixed": {name: 1 for name in USES if name not in ("airport", "harbour")},
    "sparse": {"bare": 3, "scrub": 3, "farmland": 2, "wood": 1, "park": 1},
    "parking": {"car park": 4, "town": 1, "slabs": 1},
    "sports": {"sports": 4, "park": 1, "suburb": 1},
    "solar": {"solar park": 3, "farmland": 2, "industry": 1},
}
THEME_SHARES: Mapping[str, float] = {
    "city": 14, "unplanned": 9, "suburbs": 15, "industry": 12, "country": 9, "harbour": 10, "airport": 10,
    "mixed": 8, "sparse": 4,
    "parking": 4, "sports": 8, "solar": 3,
}  # fmt: skip


def draw_zones(site: Site) -> list[tuple[int, Frame, float]]:
    """Divides the canvas into warped cells; returns number, frame and reach in metres of each."""
    canvas, rng = site.canvas, site.rng
    cell_m = float(np.exp(rng.uniform(math.log(110), math.log(420)))) + 110 * canvas.gsd_m
    pitch_px = cell_m / canvas.gsd_m
    count = max(1, math.ceil(canvas.size_px / pitch_px)) + 1
    seeds = np.ones((canvas.size_px, canvas.size_px), np.uint8)
    shift = rng.uniform(0, 1, 2)
    for row in range(-1, count):
        for column in range(-1, count):
            x, y = ((np.array([column, row]) + shift + rng.uniform(-0.35, 0.35, 2)) * pitch_px).astype(int)
            if 0 <= x < canvas.size_px and 0 <= y < canvas.size_px:
                seeds[y, x] = 0
    if seeds.all():
        seeds[canvas.size_px // 2, canvas.size_px // 2] = 0
    _, labels = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    site.zones = _warped(site, np.asarray(labels, np.int32), pitch_px)
    base = rng.uniform(0, math.pi)
    zones = []
    places = {int(labels[y, x]): (int(y), int(x)) for y, x in np.argwhere(seeds == 0)}
    for number in np.unique(site.zones).tolist():
        y, x = places[number]
        turn = base if rng.random() < 0.5 else rng.uniform(0, math.pi)
        zones.append((number, Frame(x * canvas.gsd_m, y * canvas.gsd_m, turn), cell_m * 1.75))
    return zones


def _warped(site: Site, labels: NDArray[np.int32], pitch_px: float) -> NDArray[np.int32]:
    """Returns the cells with borders that wind a little."""
    size = site.canvas.size_px
    reach = np.float32(site.rng.uniform(0.0, 0.1) * pitch_px)
    axis = np.arange(size, dtype=np.float32)
    columns = axis[None, :] + reach * cloud(site.rng, size, pitch_px * 0.7)
    rows = axis[:, None] + reach * cloud(site.rng, size, pitch_px * 0.7)
    px = [np.clip(np.round(part), 0, size - 1).astype(np.int32) for part in (rows, columns)]
    return np.asarray(labels[px[0], px[1]], np.int32)


def zone_bounds(site: Site, frame: Frame, reach_m: float) -> tuple[slice, slice]:
    """Returns rows and columns that hold a zone."""
    gsd_m, size = site.canvas.gsd_m, site.canvas.size_px
    reach = int(reach_m / gsd_m) + 1
    x, y = int(frame.x_m / gsd_m), int(frame.y_m / gsd_m)
    return slice(max(0, y - reach), min(size, y + reach)), slice(max(0, x - reach), min(size, x + reach))


def ring_roads(site: Site, numbers: set[int]) -> None:
    """Draws roads along the borders of some zones, so that their streets do not end at nothing."""
    zones, rng = site.zones, site.rng
    urban = np.isin(zones, list(numbers))
    border = np.zeros(zones.shape, np.uint8)
    for axis in (0, 1):
        count = zones.shape[axis]
        near, far = (slice(0, count - 1), slice(1, count))
        low, high = (
            ((near, slice(None)), (far, slice(None)))
            if axis == 0
            else ((slice(None), near), (slice(None), far))
        )
        border[low][(zones[low] != zones[high]) & (urban[low] | urban[high])] = 255
    width_px = max(3.0, rng.uniform(7, 13) / site.canvas.gsd_m)
    side = int(width_px) | 1
    wide = cv2.dilate(border, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    smooth = np.asarray(cv2.GaussianBlur(wide, (0, 0), max(0.6, width_px / 4)), np.float32)
    np.maximum(site.roads, np.clip((smooth - 127) * 4 + 127, 0, 255).astype(np.uint8), out=site.roads)


def lay_streets(site: Site, zone: tuple[int, Frame, float], use: str) -> list[Block]:
    """Draws a zone's streets into the road mask and returns the blocks between them."""
    number, frame, reach = zone
    plan, rng = USES[use], site.rng
    if plan.block_length_m is None:
        return [Block(frame, 2 * reach, 2 * reach, number, use)]
    rows, columns = zone_bounds(site, frame, reach)
    width = rng.uniform(*plan.street_m)
    lines_u = _stations(rng, reach, plan.block_length_m, width)
    lines_v = _stations(rng, reach, plan.block_width_m, width)
    bend = _Bend(rng, plan.wobble)
    fine = np.arange(-reach, reach + 1, 8.0)
    corner_m = np.array([columns.start, rows.start]) * site.canvas.gsd_m
    mask = np.zeros(site.roads[rows, columns].shape, np.uint8)
    paths = [
        frame.place(bend(np.stack([np.full_like(fine, u), fine], 1))) for u in lines_u if rng.random() < 0.92
    ]
    paths += [
        frame.place(bend(np.stack([fine, np.full_like(fine, v)], 1))) for v in lines_v if rng.random() < 0.95
    ]
    for path in paths:
        line_into(mask, path - corner_m, width, site.canvas.gsd_m)
        site.streets.append((path[in_zone(site, path, number)], width))
    inside = site.zones[rows, columns] == number
    part = site.roads[rows, columns]
    np.maximum(part, np.where(inside, mask, np.uint8(0)), out=part)
    return _blocks(frame, bend, lines_u, lines_v, width, number, use)


def in_zone(site: Site, path: Points, zone: int) -> NDArray[np.bool_]:
    """Returns which points of a path lie in a zone (bool, one per point)."""
    px = np.floor(path / site.canvas.gsd_m).astype(int)
    seen = ((px >= 0) & (px < site.canvas.size_px)).all(axis=1)
    held = px.clip(0, site.canvas.size_px - 1)
    return np.asarray(seen & (site.zones[held[:, 1], held[:, 0]] == zone), np.bool_)


class _Bend:
    """Bends a straight street grid by two slow waves of a given steepness."""

    def __init__(self, rng: np.random.Generator, steepness: float) -> None:
        self._waves = rng.uniform(90, 260, 2) / (2 * math.pi)
        self._steepness = steepness * rng.uniform(0.0, 1.3)
        self._phases = rng.uniform(0, 2 * math.pi, 2)

    def __call__(self, points: Points) -> Points:
        shift = self._steepness * self._waves * np.sin(points[:, ::-1] / self._waves + self._phases)
        return points + shift


def _stations(rng: np.random.Generator, reach: float, gap: Range, width: float) -> list[float]:
    stations, at = [], -reach + rng.uniform(0, gap[1])
    while at < reach:
        stations.append(at)
        at += rng.uniform(*gap) + width
    return stations


def _blocks(
    frame: Frame, bend: _Bend, lines_u: list[float], lines_v: list[float], width: float, number: int, use: str
) -> list[Block]:
    blocks = []
    for u0, u1 in pairwise(lines_u):
        for v0, v1 in pairwise(lines_v):
            middle = np.array([[(u0 + u1) / 2, (v0 + v1) / 2]])
            ends = bend(middle + np.array([[0.0, 0], [4.0, 0]]))
            turn = math.atan2(*(ends[1] - ends[0])[::-1])
            place = frame.at(float(ends[0, 0]), float(ends[0, 1]), turn)
            margin = width + 4.5
            blocks.append(Block(place, u1 - u0 - margin, v1 - v0 - margin, number, use))
    return blocks


def spot_in(site: Site, block: Block, share: float = 1.0, turn_rad: float = 0.0) -> Frame:
    """Returns a frame at a random place of a block, within the given share of its extents."""
    x, y = site.rng.uniform(-share / 2, share / 2, 2)
    return block.frame.at(float(x) * block.length_m, float(y) * block.width_m, turn_rad)


def right_angle(site: Site) -> float:
    """Returns 0 or a quarter turn."""
    return math.pi / 2 if site.rng.random() < 0.5 else 0.0


def block_is_seen(site: Site, block: Block) -> bool:
    """Tells whether a block can show on the canvas."""
    corners = block.frame.place(box(block.length_m, block.width_m))
    return site.canvas.bounds_px(corners) is not None
