"""Brings streets to life: kerbside cars, street trees, traffic, crossings, manholes."""

from __future__ import annotations

import math

from .clutter import patch, zebra
from .geometry import Frame, disc, walk
from .site import Site
from .vegetation import CrownBank, tree
from .vehicles import drive


def line_streets(site: Site, crowns: CrownBank, urban: bool) -> None:
    """Plants trees and parks cars along some streets."""
    rng = site.rng
    for path, width in site.streets:
        if len(path) < 3:
            continue
        if rng.random() < (0.35 if urban else 0.15):
            radius = rng.uniform(1.8, 4)
            for side in (-1, 1):
                for frame in walk(path, radius * rng.uniform(2.2, 5)):
                    _street_tree(site, crowns, frame.at(0, side * (width / 2 + 1.3)), radius)
        if urban and width > 5.4 and rng.random() < 0.42:
            _kerbside(site, path_frames=list(walk(path, rng.uniform(5.6, 7.0))), width_m=width)


def _street_tree(site: Site, crowns: CrownBank, frame: Frame, radius_m: float) -> None:
    canvas = site.canvas
    column, row = int(frame.x_m / canvas.gsd_m), int(frame.y_m / canvas.gsd_m)
    if not (0 <= column < canvas.size_px and 0 <= row < canvas.size_px) or site.chance(0.15):
        return
    if site.roads[row, column] < 127 and site.water[row, column] < 127 and site.rails[row, column] < 127:
        tree(site, crowns, frame.x_m, frame.y_m, radius_m * site.rng.uniform(0.75, 1.2))


def _kerbside(site: Site, path_frames: list[Frame], width_m: float) -> None:
    rng = site.rng
    sides = [side for side in (-1, 1) if rng.random() < 0.75]
    filled = rng.uniform(0.2, 0.9)
    for frame in path_frames:
        for side in sides:
            if rng.random() < filled:
                turn = (0 if side > 0 else math.pi) + rng.normal(0, 0.02)
                place = frame.at(rng.normal(0, 0.2), side * (width_m / 2 - 1.15), turn)
                if _on_road(site, place):
                    drive(site, place, "car" if rng.random() < 0.97 else "truck")


def traffic(site: Site) -> None:
    """Puts moving vehicles, zebra crossings and manholes on the roads."""
    rng = site.rng
    gap = rng.uniform(12, 90)
    for path, width in site.streets:
        if len(path) < 3:
            continue
        for frame in walk(path, rng.uniform(60, 140), rng.uniform(0, 60)):
            if _on_road(site, frame):
                if rng.random() < 0.3:
                    zebra(site, frame, width)
                elif site.canvas.gsd_m < 0.25:
                    patch(site, frame, disc(0.35, corners=8), (0.2, 0.2, 0.2), avoid=0)
        for lane in (-1, 1) if width > 5 else (1,):
            offset = lane * width * (0.2 if width < 14 else float(rng.choice([0.12, 0.33])))
            for frame in walk(path, gap, rng.uniform(0, gap)):
                place = frame.at(rng.uniform(-5, 5), offset, 0 if lane > 0 else math.pi)
                if rng.random() < 0.6 and _on_road(site, place):
                    drive(site, place, str(rng.choice(["car", "truck", "bus"], p=[0.86, 0.09, 0.05])))


def _on_road(site: Site, frame: Frame) -> bool:
    size, gsd_m = site.canvas.size_px, site.canvas.gsd_m
    for x in (-4.0, 0.0, 4.0):
        at = frame.at(x, 0)
        column, row = int(at.x_m / gsd_m), int(at.y_m / gsd_m)
        if not (0 <= column < size and 0 <= row < size) or site.roads[row, column] < 127:
            return False
        over = site.bridges[row, column] > 127
        if (site.water[row, column] > 127 or site.rails[row, column] > 127) and not over:
            return False
    return True
