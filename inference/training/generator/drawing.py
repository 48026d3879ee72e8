"""Draws one procedural scene from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from ..scene import CATEGORIES, Scene
from . import networks, open_land, quarters, settlements, works
from .canvas import Canvas
from .geometry import Frame, Points, crossing_path
from .ground import pave
from .layout import (
    THEME_SHARES,
    THEMES,
    USES,
    Block,
    block_is_seen,
    draw_zones,
    lay_streets,
    ring_roads,
    zone_bounds,
)
from .light import cast_shadows
from .palette import pick
from .sensor import photograph
from .site import Site, draw_habits, draw_lean, draw_sun
from .streets import line_streets, traffic
from .vegetation import CrownBank

Filler = Callable[[Site, CrownBank, Block], None]
FILLERS: Mapping[str, Filler] = {
    "old town": settlements.old_town,
    "settlement": settlements.settlement,
    "town": quarters.town,
    "suburb": quarters.suburb,
    "villas": quarters.villas,
    "slabs": quarters.slabs,
    "industry": works.industry,
    "tanks": works.tanks,
    "car park": works.car_park,
    "farmland": open_land.farmland,
    "wood": open_land.woodland,
    "scrub": open_land.scrub,
    "bare": open_land.bare,
    "park": open_land.leisure,
    "sports": open_land.sports,
    "airport": works.airport,
    "harbour": works.harbour,
    "solar park": works.solar_park,
}


def draw_scene(seed: int, size_px: int, gsd_m: float | None = None) -> Scene:
    """Returns a scene with its truth; the same arguments give the same scene.

    Args:
        seed: Any non-negative number.
        size_px: Width and height of the scene.
        gsd_m: Ground sample distance in metres; None draws one between 0.1 and 2.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn_gsd_m = draw_gsd_m(rng)
    gsd_m = drawn_gsd_m if gsd_m is None else gsd_m
    canvas = Canvas(size_px, gsd_m, rng)
    site = _empty_site(canvas)
    theme = pick(rng, THEME_SHARES)
    blocks = _lay_out(site, theme)
    crowns = CrownBank(site)
    line_streets(site, crowns, urban=theme not in ("country", "sparse", "solar"))
    for block in blocks:
        if block_is_seen(site, block):
            FILLERS[block.use](site, crowns, block)
    works.shipping(site)
    traffic(site)
    cast_shadows(site)
    instances, objects = canvas.finish()
    return Scene(photograph(canvas.image, rng), instances, objects, gsd_m, frozenset(CATEGORIES))


def draw_gsd_m(rng: np.random.Generator) -> float:
    """Returns a ground sample distance: log-uniform 0.1 to 2 m, with most of its mass in 0.15 to 0.6."""
    low, high = (0.15, 0.6) if rng.random() < 0.72 else (0.1, 2.0)
    return float(np.exp(rng.uniform(math.log(low), math.log(high))))


def _empty_site(canvas: Canvas) -> Site:
    rng = canvas.rng
    shape = (canvas.size_px, canvas.size_px)
    zones = np.ones(shape, np.int32)
    greenness = float(np.clip(rng.beta(2.2, 1.0), 0.05, 1))
    return Site(
        canvas,
        rng,
        draw_sun(rng),
        zones,
        roads=np.zeros(shape, np.uint8),
        rails=np.zeros(shape, np.uint8),
        water=np.zeros(shape, np.uint8),
        bridges=np.zeros(shape, np.uint8),
        greenness=greenness,
        habits=draw_habits(rng),
        lean=draw_lean(rng),
    )


def _lay_out(site: Site, theme: str) -> list[Block]:
    """Paints grounds, fields, water, roads and railways; returns the blocks to fill."""
    rng = site.rng
    _add_water(site, theme)
    zones = draw_zones(site)
    blocks: list[Block] = []
    base = pick(rng, dict.fromkeys(USES[pick(rng, THEMES[theme])].ground, 1.0))
    pave(site, base, np.full(site.zones.shape, 255, np.uint8))
    if theme == "airport":
        zones = zones[:1]
        site.zones[:] = zones[0][0]
    uses = _uses(site, theme, zones)
    for zone, use in zip(zones, uses, strict=True):
        rows, columns = zone_bounds(site, zone[1], zone[2] * 1.5)
        inside = np.where(site.zones[rows, columns] == zone[0], np.uint8(255), np.uint8(0))
        pave(site, str(rng.choice(USES[use].ground)), inside, (columns.start, rows.start))
        blocks += lay_streets(site, zone, use)
        if use == "farmland":
            open_land.draw_fields(site, blocks[-1])
    streets = [zone for zone, use in zip(zones, uses, strict=True) if USES[use].block_length_m is not None]
    if streets and rng.random() < 0.8:
        ring_roads(site, {number for number, _, _ in streets})
    _add_networks(site, theme)
    return blocks


def _uses(site: Site, theme: str, zones: list[tuple[int, Frame, float]]) -> list[str]:
    """Returns the land use of each zone; wide scenes have further themes around further centres."""
    rng, extent = site.rng, site.canvas.extent_m
    themes, centres = [theme], [rng.uniform(0, extent, 2)]
    for _ in range(0 if theme == "airport" else int(extent / 600)):
        themes.append(pick(rng, {name: share for name, share in THEME_SHARES.items() if name != "airport"}))
        centres.append(rng.uniform(0, extent, 2))
    uses = []
    for _, frame, _ in zones:
        away = [float(np.hypot(frame.x_m - x, frame.y_m - y)) for x, y in centres]
        uses.append(pick(rng, THEMES[themes[int(np.argmin(away))]]))
    return uses


def _add_water(site: Site, theme: str) -> None:
    rng, extent = site.rng, site.canvas.extent_m
    if theme == "harbour":
        networks.sea(site, straight=rng.random() < 0.75)
    elif theme == "airport":
        return
    elif rng.random() < 0.2:
        networks.river(site, float(np.clip(np.exp(rng.uniform(math.log(5), math.log(90))), 4, extent * 0.4)))
    elif rng.random() < 0.06:
        networks.sea(site, straight=False)
    for _ in range(int(rng.poisson(0.12 + extent**2 / 4e6))):
        radius = min(rng.uniform(6, 60), extent * 0.3)
        networks.pond(site, rng.uniform(0, extent), rng.uniform(0, extent), radius)


def _add_networks(site: Site, theme: str) -> None:
    canvas = site.canvas
    site.roads[site.water > 60] = 0
    main = _main_roads(site, theme)
    rails = _railways(site, theme)
    networks.paint_water(site)
    networks.paint_roads(site, kerbs=theme not in ("country", "sparse", "solar"))
    for path, width in site.streets:
        if site.chance(0.6) and len(path) > 3:
            networks.mark_lanes(site, path, width)
    networks.paint_railways(site, rails)
    carried = np.zeros_like(site.roads)
    for path, width in main:
        networks.line_into(carried, path, width + 1.6, canvas.gsd_m)
    crossing = np.where((site.water > 60) | (site.rails > 60), carried, np.uint8(0))
    rail_over = np.where(site.water > 60, site.rails, np.uint8(0))
    over = np.maximum(_longer(crossing, 5 / canvas.gsd_m, carried), rail_over)
    networks.paint_bridges(site, over, np.maximum(carried, rail_over), 5.0)
    site.bridges = np.maximum(crossing, rail_over)


def _longer(crossing: NDArray[np.uint8], reach_px: float, carried: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns crossings stretched a little along what they carry, onto both banks."""
    side = 2 * max(1, round(reach_px)) + 1
    wide = cv2.dilate(crossing, np.ones((side, side), np.uint8))
    return np.asarray(np.minimum(wide, carried), np.uint8)


def _main_roads(site: Site, theme: str) -> list[tuple[Points, float]]:
    rng, canvas = site.rng, site.canvas
    expected = 0.5 if theme not in ("sparse", "airport") else 0.3
    main = []
    for _ in range(int(rng.poisson(expected + canvas.extent_m / 1500))):
        path = crossing_path(rng, canvas.extent_m, rng.choice([0.0, 0.06, 0.15]))
        width = float(rng.choice([4.0, 6.5, 8.0, 11.0, 15.0, 22.0]))
        networks.line_into(site.roads, path, width, canvas.gsd_m)
        main.append((path, width))
        site.streets.append((path, width))
    return main


def _railways(site: Site, theme: str) -> list[Points]:
    rng, canvas = site.rng, site.canvas
    if rng.random() > (0.35 if theme == "industry" else 0.16):
        return []
    path = crossing_path(rng, canvas.extent_m, 0.03)
    aside = networks.beside(path)
    count = int(rng.choice([1, 2, 2, 3, 6]))
    paths = [path + aside * (track - (count - 1) / 2) * 4.6 for track in range(count)]
    for track in paths:
        networks.line_into(site.rails, track, 4.9, canvas.gsd_m)
    return paths
