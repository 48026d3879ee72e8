"""Fills planned blocks where people live: town blocks, suburbs, villas, slabs of flats."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from . import clutter
from .buildings import building, random_shape
from .geometry import Frame, box
from .ground import pave_polygon
from .layout import Block, right_angle, spot_in
from .lots import car_rows
from .palette import surface
from .site import Site
from .structures import pool
from .vegetation import CrownBank, bush, grove, tree
from .vehicles import park


def town(site: Site, crowns: CrownBank, block: Block) -> None:
    """Lines a block with tall houses around a yard, or sets big buildings into it."""
    rng = site.rng
    if rng.random() < 0.6:
        court = str(rng.choice(["lawn", "concrete", "asphalt", "paving", "grass"]))
        pave_polygon(site, court, block.frame.place(box(block.length_m, block.width_m)))
        _perimeter(site, block)
        inner = Block(block.frame, block.length_m - 34, block.width_m - 34, block.zone, block.use)
        _scatter(site, crowns, inner, 0.008, 0.006)
        return
    columns, rows = max(1, round(block.length_m / 45)), max(1, round(block.width_m / 45))
    for column in range(columns):
        for row in range(rows):
            cell = (block.length_m / columns, block.width_m / rows)
            place = block.frame.at((column - columns / 2 + 0.5) * cell[0], (row - rows / 2 + 0.5) * cell[1])
            size = (cell[0] * rng.uniform(0.5, 0.85), cell[1] * rng.uniform(0.5, 0.85))
            if site.within(place.place(box(*size)), block.zone) and rng.random() < 0.9:
                tall = float(np.exp(rng.uniform(math.log(8), math.log(45))))
                shape = random_shape(rng, *size)
                building(site, place, size, habit="block", height_m=tall, roof="flat", shape=shape)
    _scatter(site, crowns, block, 0.004, 0.004)


def _perimeter(site: Site, block: Block) -> None:
    rng = site.rng
    depth = rng.uniform(10, 14)
    roof = str(rng.choice(["pitched", "flat", "hipped"]))
    for side in range(4):
        along, across = (block.length_m, block.width_m) if side % 2 == 0 else (block.width_m, block.length_m)
        at = -along / 2 + (depth if side % 2 else 0)
        end = along / 2 - (depth if side % 2 else 0)
        while at < end - 8:
            width = min(rng.uniform(10, 26), end - at)
            place = block.frame.at(0, 0, side * math.pi / 2).at(at + width / 2, -across / 2 + depth / 2)
            at += width
            if rng.random() < 0.06 or not site.within(place.place(box(width, depth)), block.zone):
                continue
            look = roof if rng.random() < 0.8 else "flat"
            size, tall = (width - rng.uniform(0, 0.5), depth * rng.uniform(0.85, 1.05)), rng.uniform(9, 22)
            building(
                site,
                place,
                size,
                habit="block" if look == "flat" else "old",
                height_m=tall,
                roof=look,
                share_taken=0.06,
            )


def suburb(site: Site, crowns: CrownBank, block: Block) -> None:
    """Sets houses with gardens, drives and sheds along the two long sides of a block."""
    _homes(site, crowns, block, plot=(15, 24), house=(9, 14), pools=0.16, trees=site.rng.uniform(0.5, 5))


def villas(site: Site, crowns: CrownBank, block: Block) -> None:
    """Sets large houses with pools and many trees along the two long sides of a block."""
    _homes(site, crowns, block, plot=(26, 40), house=(14, 22), pools=0.6, trees=site.rng.uniform(2, 10))


def _homes(
    site: Site,
    crowns: CrownBank,
    block: Block,
    plot: tuple[float, float],
    house: tuple[float, float],
    pools: float,
    trees: float,
) -> None:
    rng = site.rng
    depth = block.width_m / 2
    for side in (0, 1):
        at = -block.length_m / 2
        while at < block.length_m / 2 - plot[0]:
            width = min(rng.uniform(*plot), block.length_m / 2 - at)
            home = block.frame.at(0, 0, side * math.pi).at(at + width / 2, -depth / 2)
            at += width
            if site.within(home.place(box(width, depth)), block.zone):
                _plot(site, crowns, Block(home, width, depth, block.zone, block.use), house, pools, trees)


def _plot(
    site: Site, crowns: CrownBank, plot: Block, house: tuple[float, float], pools: float, trees: float
) -> None:
    rng, width, depth = site.rng, plot.length_m, plot.width_m
    if site.canvas.gsd_m < 0.9 and rng.random() < 0.6:
        ground = str(
            rng.choice(
                ["lawn", "grass", "dry grass", "paving", "dirt", "meadow"], p=[0.4, 0.22, 0.1, 0.1, 0.08, 0.1]
            )
        )
        pave_polygon(site, ground, plot.frame.place(box(width - 0.4, depth)))
    size = (min(rng.uniform(*house), width - 3), min(rng.uniform(*house) * 0.8, depth * 0.5))
    setback = -depth / 2 + size[1] / 2 + rng.uniform(3, 6)
    place = plot.frame.at(rng.uniform(-0.5, 0.5) * (width - size[0] - 2), setback, rng.normal(0, 0.03))
    roof = str(rng.choice(["pitched", "hipped", "flat"], p=[0.45, 0.42, 0.13]))
    shape = random_shape(rng, *size)
    drive = plot.frame.at(rng.choice([-1, 1]) * (width / 2 - 1.8), -depth / 2 + 4)
    if rng.random() < 0.94:
        building(site, place, size, habit="house", height_m=rng.uniform(3, 7), roof=roof, shape=shape)
    if rng.random() < 0.6:
        clutter.patch(site, drive, box(2.8, 9), surface(rng, str(rng.choice(["grey", "grey", "brown"]))))
        if rng.random() < 0.6:
            park(site, drive.at(0, rng.uniform(-1.5, 1.5), math.pi / 2))
    back = plot.frame.at(0, depth * 0.22)
    if rng.random() < pools:
        pool(
            site,
            back.at(rng.uniform(-0.25, 0.25) * width, 0, rng.choice([0, math.pi / 2])),
            rng.uniform(6, 13),
        )
    if rng.random() < 0.35:
        shed = back.at(rng.choice([-0.38, 0.38]) * width, depth * 0.2)
        building(site, shed, (rng.uniform(3, 6), rng.uniform(2.5, 4)), habit="house", height_m=2.4)
    if rng.random() < 0.55:
        clutter.garden(
            site,
            spot_in(site, replace(plot, frame=back, width_m=depth / 2), 0.6, rng.uniform(0, 3)),
            plot.zone,
        )
    if rng.random() < 0.5:
        _fence(site, plot)
    for _ in range(int(rng.poisson(trees))):
        spot = spot_in(site, plot, 0.96)
        _plant(site, crowns, spot, rng.uniform(1.2, 4.5))


def _fence(site: Site, plot: Block) -> None:
    side, depth = plot.length_m / 2, plot.width_m / 2
    line = plot.frame.place(np.array([[-side, -depth], [-side, depth], [side, depth]]))
    hedge = site.chance(0.5)
    tint = (0.26, 0.34, 0.2) if hedge else (0.62, 0.58, 0.52)
    clutter.wall(site, line, tint, 1.0 if hedge else 0.25)


def _plant(site: Site, crowns: CrownBank, spot: Frame, radius_m: float) -> None:
    if site.canvas.is_free(spot.place(box(radius_m, radius_m)), 0.1):
        if radius_m < 1.5:
            bush(site, crowns, spot.x_m, spot.y_m, radius_m * 0.6)
        elif site.chance(0.25):
            grove(site, crowns, spot, radius_m)
        else:
            tree(site, crowns, spot.x_m, spot.y_m, radius_m, site.chance(0.15))


def slabs(site: Site, crowns: CrownBank, block: Block) -> None:
    """Sets parallel blocks of flats into lawns with car parks."""
    rng = site.rng
    depth, gap = rng.uniform(11, 15), rng.uniform(26, 42)
    turned = rng.random() < 0.4
    along, across = (block.width_m, block.length_m) if turned else (block.length_m, block.width_m)
    frame = block.frame.at(0, 0, math.pi / 2 if turned else 0)
    tall = rng.uniform(10, 40)
    for y in np.arange(-across / 2 + depth, across / 2 - depth / 2, depth + gap):
        parts = max(1, int(along / 75))
        for part in range(parts):
            length = along / parts * rng.uniform(0.55, 0.88)
            place = frame.at((part - parts / 2 + 0.5) * along / parts, float(y))
            if not site.within(place.place(box(length, depth)), block.zone):
                continue
            shape = "box" if rng.random() < 0.75 else str(rng.choice(["L", "U", "T", "round"]))
            size = (length, depth) if shape == "box" else (min(length, 45), depth * 2.2)
            size = (size[1], size[1]) if shape == "round" else size
            roof = "flat" if rng.random() < 0.8 else "hipped"
            building(site, place, size, habit="block", height_m=tall, roof=roof, shape=shape)
        if rng.random() < 0.6:
            car_rows(site, frame.at(0, float(y) + depth / 2 + 9), along * 0.6, 1, block.zone, paved=True)
    _scatter(site, crowns, block, 0.007, 0.0015)


def _scatter(site: Site, crowns: CrownBank, block: Block, trees_m2: float, cars_m2: float) -> None:
    """Scatters trees, cars and clutter over the free ground of a block; densities per square metre."""
    rng = site.rng
    area = max(0.0, block.length_m) * max(0.0, block.width_m)
    for density, kind in (
        (trees_m2 * rng.uniform(0.2, 1.8), "tree"),
        (cars_m2 * rng.uniform(0.2, 1.5), "car"),
        (0.001, ""),
    ):
        for _ in range(int(rng.poisson(area * density))):
            spot = spot_in(site, block, 1.0, right_angle(site) + rng.normal(0, 0.03))
            if site.zone_at(spot.x_m, spot.y_m) != block.zone:
                continue
            if kind == "tree":
                _plant(site, crowns, spot, rng.uniform(1.4, 4.5))
            elif kind == "car":
                park(site, spot)
            else:
                clutter.garden(site, spot, block.zone)
