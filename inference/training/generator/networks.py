"""Draws what crosses a scene: water, roads, railways, and the bridges where they meet."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import NETWORK, WATER
from .geometry import Points, blob, crossing_path
from .ground import pave
from .noise import cloud
from .palette import Rgb, hsv
from .site import Site


def line_into(mask: NDArray[np.uint8], path: Points, width_m: float, gsd_m: float) -> None:
    """Draws a path of a width into a uint8 mask of the whole canvas."""
    fixed = np.round((path / gsd_m - 0.5) * 16).astype(np.int32)
    cv2.polylines(mask, [fixed], False, (255,), max(1, round(width_m / gsd_m)), cv2.LINE_AA, 4)


def river(site: Site, width_m: float) -> None:
    """Adds a river or canal to the water mask."""
    path = crossing_path(site.rng, site.canvas.extent_m, site.rng.uniform(0.0, 0.3))
    line_into(site.water, path, width_m, site.canvas.gsd_m)


def sea(site: Site, straight: bool) -> None:
    """Adds open water on one side of the scene: a natural shore, or a straight quay."""
    rng, canvas = site.rng, site.canvas
    size = canvas.size_px
    angle = rng.uniform(0, 2 * np.pi)
    axis = (np.arange(size, dtype=np.float32) - size / 2) * np.float32(canvas.gsd_m)
    distance = np.float32(np.cos(angle)) * axis[None, :] + np.float32(np.sin(angle)) * axis[:, None]
    distance += np.float32(rng.uniform(-0.3, 0.2) * canvas.extent_m)
    if not straight:
        distance += np.float32(0.06 * canvas.extent_m) * cloud(rng, size, size / 3)
        distance += np.float32(2.5) * cloud(rng, size, max(6.0, 15 / canvas.gsd_m))
    np.maximum(site.water, np.where(distance > 0, np.uint8(255), np.uint8(0)), out=site.water)


def pond(site: Site, x_m: float, y_m: float, radius_m: float) -> None:
    """Adds a pond or lake to the water mask."""
    outline = blob(site.rng, radius_m, 0.45, 28) + np.array([x_m, y_m])
    fixed = np.round((outline / site.canvas.gsd_m - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(site.water, [fixed], (255,), cv2.LINE_AA, 4)


def paint_water(site: Site) -> None:
    """Paints the water mask and lists each connected piece."""
    canvas, rng = site.canvas, site.rng
    if not site.water.any():
        return
    shallow, deep = (np.array(rgb, np.float32) for rgb in _water_colours(site))
    shore = cv2.GaussianBlur(site.water, (0, 0), max(1.0, min(30.0, 5 / canvas.gsd_m)))
    angle = rng.uniform(0, np.pi)
    for row in range(0, canvas.size_px, 512):
        part = site.water[row : row + 512]
        if not part.any():
            continue
        rows, columns = part.shape
        depth = np.clip((shore[row : row + 512].astype(np.float32) - 140) / 115, 0, 1)
        depth += np.float32(0.1) * canvas.noise.fractal(rows, columns, 128, 3)
        rgb = shallow + depth[:, :, None] * (deep - shallow)
        ripple = canvas.noise.fractal(rows, columns, max(2.0, 3 / canvas.gsd_m), 3)
        wave = np.sin((np.arange(columns) * np.cos(angle))[None, :] * 0.9 + ripple * 2.0).astype(np.float32)
        rgb *= (1 + np.float32(rng.uniform(0.01, 0.05)) * ripple + np.float32(rng.uniform(0, 0.02)) * wave)[
            :, :, None
        ]
        glint = np.float32(rng.uniform(0, 0.12)) * np.clip(
            canvas.noise.cut(rows, columns, 2) - np.float32(2.3), 0, 1
        )
        alpha = part.astype(np.float32)[:, :, None] * np.float32(1 / 255)
        patch = canvas.image[row : row + 512]
        patch += alpha * (rgb + glint[:, :, None] - patch)
    list_pieces(site, site.water, "water")
    canvas.occupied[site.water > 127] |= WATER


def _water_colours(site: Site) -> tuple[Rgb, Rgb]:
    rng = site.rng
    kind = rng.choice(["blue", "green", "brown", "dark"], p=[0.34, 0.3, 0.16, 0.2])
    hue, saturation, value = {
        "blue": (rng.uniform(195, 222), rng.uniform(0.3, 0.6), rng.uniform(0.25, 0.55)),
        "green": (rng.uniform(120, 175), rng.uniform(0.18, 0.42), rng.uniform(0.22, 0.45)),
        "brown": (rng.uniform(32, 55), rng.uniform(0.2, 0.38), rng.uniform(0.32, 0.5)),
        "dark": (rng.uniform(150, 215), rng.uniform(0.15, 0.4), rng.uniform(0.1, 0.2)),
    }[str(kind)]
    near = hsv(hue - rng.uniform(0, 20), saturation * 0.75, min(1.0, value * rng.uniform(1.05, 1.4)))
    return near, hsv(hue, saturation, value)


def paint_railways(site: Site, paths: list[Points]) -> None:
    """Paints ballast, sleepers and rails along paths, and lists each connected piece."""
    canvas = site.canvas
    if not site.rails.any():
        return
    pave(site, "ballast", site.rails)
    list_pieces(site, site.rails, "railway")
    steel: Rgb = (0.62, 0.6, 0.6) if site.chance(0.6) else (0.3, 0.26, 0.24)
    for path in paths:
        aside = beside(path)
        for sleepers, offset, width, rgb in (
            (True, 0.0, 2.5, (0.36, 0.33, 0.31)),
            (False, -0.75, 0.16, steel),
            (False, 0.75, 0.16, steel),
        ):
            share = min(1.0, width / canvas.gsd_m) * (0.45 if sleepers else 0.8)
            _stroke(site, path + aside * offset, width, rgb, share)
    canvas.occupied[site.rails > 60] |= NETWORK


def paint_roads(site: Site, kerbs: bool) -> None:
    """Paints pavements and asphalt through the road mask and lists each connected piece."""
    canvas = site.canvas
    if not site.roads.any():
        return
    if kerbs:
        reach = round(2.0 / canvas.gsd_m)
        if reach >= 1:
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
            walk = np.asarray(cv2.dilate(site.roads, kernel), np.uint8)
            walk[site.water > 127] = 0
            pave(site, "concrete" if site.chance(0.6) else "paving", walk)
            canvas.occupied[walk > 127] |= NETWORK
    surface = str(site.rng.choice(["asphalt", "dark asphalt", "concrete", "dirt"], p=[0.5, 0.3, 0.12, 0.08]))
    land = np.where(site.water > 127, np.uint8(0), site.roads)
    pave(site, surface, land)
    list_pieces(site, land, "road")
    canvas.occupied[land > 60] |= NETWORK


def paint_bridges(site: Site, over: NDArray[np.uint8], ways: NDArray[np.uint8], height_m: float) -> None:
    """Turns crossings into bridges with parapets along their ways (uint8 masks), each piece one object."""
    canvas = site.canvas
    if not over.any():
        return
    pave(site, "concrete" if site.chance(0.6) else "asphalt", over)
    count, pieces, boxes, _ = cv2.connectedComponentsWithStats((over > 127).astype(np.uint8), connectivity=8)
    rim_px = max(1, round(0.5 / canvas.gsd_m))
    for piece in range(1, count):
        x, y, width, height = (int(v) for v in boxes[piece][:4])
        window = (slice(y, y + height), slice(x, x + width))
        inside = pieces[window] == piece
        object_id = canvas.add("bridge")
        canvas.ids[window][inside] = object_id
        canvas.ground_ids[window][inside] = object_id
        canvas.height_m[window][inside] = height_m
        inner = cv2.erode(ways[window], np.ones((2 * rim_px + 1,) * 2, np.uint8), borderValue=255)
        rim = inside & (inner < 127)
        if rim_px * canvas.gsd_m < 1.0:
            canvas.image[window][rim] = np.float32(0.78)
    canvas.occupied[over > 60] |= NETWORK


def list_pieces(site: Site, mask: NDArray[np.uint8], category: str) -> None:
    """Lists every connected piece of a mask as one object of the ground."""
    canvas = site.canvas
    count, pieces = cv2.connectedComponents((mask > 127).astype(np.uint8), connectivity=8)
    ids = np.zeros(count, np.int32)
    for piece in range(1, count):
        ids[piece] = canvas.add(category)
    inside = pieces > 0
    canvas.ids[inside] = ids[pieces[inside]]
    canvas.ground_ids[inside] = canvas.ids[inside]


def mark_lanes(site: Site, path: Points, width_m: float) -> None:
    """Paints centre dashes and edge lines along a road."""
    canvas = site.canvas
    if canvas.gsd_m > 0.6 or width_m < 6:
        return
    aside = beside(path)
    white: Rgb = (0.88, 0.88, 0.86)
    share = min(1.0, 0.15 / canvas.gsd_m)
    if width_m > 8:
        for side in (-1, 1):
            _stroke(site, path + aside * side * (width_m / 2 - 0.5), 0.15, white, share, only=site.roads)
    steps = np.hypot(*np.diff(path, axis=0).T)
    stride = max(1, round(4.5 / max(float(steps.mean()), 0.1)))
    for start in range(0, len(path) - stride, stride * 2):
        _stroke(site, path[start : start + stride + 1], 0.15, white, share, only=site.roads)


def beside(path: Points) -> Points:
    """Returns the unit vectors to the right of a path, one per point."""
    forward = np.gradient(path, axis=0)
    forward /= np.maximum(np.hypot(forward[:, 0], forward[:, 1]), 1e-9)[:, None]
    return np.stack([-forward[:, 1], forward[:, 0]], axis=1)


def _stroke(
    site: Site, path: Points, width_m: float, rgb: Rgb, opacity: float, only: NDArray[np.uint8] | None = None
) -> None:
    canvas = site.canvas
    bounds = canvas.bounds_px(path, 2)
    if bounds is None:
        return
    x0, y0, x1, y1 = bounds
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    fixed = np.round((path / canvas.gsd_m - (x0, y0) - 0.5) * 16).astype(np.int32)
    cv2.polylines(mask, [fixed], False, (255,), max(1, round(width_m / canvas.gsd_m)), cv2.LINE_AA, 4)
    if only is not None:
        mask[only[y0:y1, x0:x1] < 127] = 0
    patch = canvas.image[y0:y1, x0:x1]
    where = mask > 0
    share = mask[where].astype(np.float32)[:, None] * np.float32(opacity / 255)
    patch[where] += share * (np.array(rgb, np.float32) - patch[where])
