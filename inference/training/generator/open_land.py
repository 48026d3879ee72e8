"""Fills land that is mostly open: fields, woods, scrub, bare ground, parks, sports grounds."""

from __future__ import annotations

import math

import numpy as np

from . import clutter
from .buildings import building
from .geometry import Frame, blob, box
from .ground import crop_field, pave_polygon
from .layout import Block, right_angle, spot_in
from .lots import car_rows
from .site import Site
from .structures import court, pitch
from .vegetation import CrownBank, bush, grove, row, tree, wood
from .vehicles import park


def draw_fields(site: Site, block: Block) -> None:
    """Divides a block into parcels and draws them; comes before roads, which lie on top."""
    rng = site.rng
    smallest = float(np.exp(rng.uniform(math.log(30), math.log(130))))
    stack = [(0.0, 0.0, block.length_m, block.width_m)]
    while stack:
        x, y, length, width = stack.pop()
        if max(length, width) > smallest * rng.uniform(1.4, 3.2):
            share = rng.uniform(0.35, 0.65)
            if length > width:
                stack += [(x - length * (1 - share) / 2, y, length * share, width)]
                stack += [(x + length * share / 2, y, length * (1 - share), width)]
            else:
                stack += [(x, y - width * (1 - share) / 2, length, width * share)]
                stack += [(x, y + width * share / 2, length, width * (1 - share))]
            continue
        margin = rng.uniform(0.6, 4)
        outline = box(length - margin, width - margin) + rng.normal(0, 0.8, (4, 2))
        place = block.frame.at(x, y, 0 if length > width else math.pi / 2)
        turned = outline if length > width else outline @ np.array([[0, -1], [1, 0]])
        if rng.random() < 0.9:
            crop_field(site, place.place(turned), place)


def farmland(site: Site, crowns: CrownBank, block: Block) -> None:
    """Adds farmsteads, hedges and single trees to fields."""
    rng = site.rng
    area = block.length_m * block.width_m
    for _ in range(int(rng.poisson(area / 60000))):
        farm = spot_in(site, block, 1.0, right_angle(site))
        if site.within(farm.place(box(50, 50)), block.zone):
            _farmstead(site, crowns, farm)
    for _ in range(int(rng.poisson(area / 9000))):
        spot = spot_in(site, block, 1.0, right_angle(site))
        if site.zone_at(spot.x_m, spot.y_m) != block.zone:
            continue
        if rng.random() < 0.4:
            frames = [spot.at(float(at), 0) for at in np.arange(0, rng.uniform(20, 90), rng.uniform(4, 9))]
            row(
                site,
                crowns,
                [f for f in frames if site.zone_at(f.x_m, f.y_m) == block.zone],
                rng.uniform(2, 4),
            )
        else:
            tree(site, crowns, spot.x_m, spot.y_m, rng.uniform(2, 5))


def _farmstead(site: Site, crowns: CrownBank, frame: Frame) -> None:
    rng = site.rng
    pave_polygon(site, str(rng.choice(["dirt", "gravel", "grass"])), frame.place(blob(rng, 28, 0.3)))
    for _ in range(int(rng.integers(2, 6))):
        size = (rng.uniform(10, 32), rng.uniform(8, 16))
        place = _near(site, frame, 22, right_angle(site))
        roof = str(rng.choice(["pitched", "hipped", "striped"]))
        building(
            site,
            place,
            size,
            habit="house" if roof != "striped" else "shed",
            height_m=rng.uniform(3, 7),
            roof=roof,
        )
    for _ in range(4):
        park(site, _near(site, frame, 20, rng.uniform(0, 6)), str(rng.choice(["car", "truck"])))
    for _ in range(8):
        spot = _near(site, frame, 30)
        if site.canvas.is_free(spot.place(box(3, 3))):
            tree(site, crowns, spot.x_m, spot.y_m, rng.uniform(2, 5))


def _near(site: Site, frame: Frame, reach_m: float, turn_rad: float = 0.0) -> Frame:
    x, y = site.rng.uniform(-reach_m, reach_m, 2)
    return frame.at(float(x), float(y), turn_rad)


def woodland(site: Site, crowns: CrownBank, block: Block) -> None:
    """Covers a zone with a wood, or with several copses."""
    rng = site.rng
    if rng.random() < 0.5:
        wood(site, crowns, block.frame.place(box(block.length_m, block.width_m)), block.zone)
        return
    for _ in range(int(rng.integers(2, 7))):
        spot = spot_in(site, block, 0.6)
        wood(site, crowns, spot.place(blob(rng, rng.uniform(12, 60), 0.5)), block.zone)
    _sprinkle(site, crowns, block, 1 / 400, 1 / 500)


def scrub(site: Site, crowns: CrownBank, block: Block) -> None:
    """Scatters shrubs and a few trees."""
    _sprinkle(site, crowns, block, site.rng.uniform(0, 1 / 500), 1 / site.rng.uniform(40, 200))


def bare(site: Site, crowns: CrownBank, block: Block) -> None:
    """Scatters heaps, tracks, a few huts and vehicles over bare ground."""
    rng = site.rng
    area = block.length_m * block.width_m
    for _ in range(int(rng.poisson(area / 7000))):
        spot = spot_in(site, block, 1.0, rng.uniform(0, 3))
        if site.zone_at(spot.x_m, spot.y_m) != block.zone:
            continue
        kind = rng.random()
        if kind < 0.5:
            clutter.rubble(site, spot, rng.uniform(2, 10))
        elif kind < 0.7:
            park(site, spot, "truck")
        elif kind < 0.8:
            building(
                site, spot, (rng.uniform(4, 12), rng.uniform(4, 9)), habit="shed", height_m=3, roof="flat"
            )
        else:
            park(site, spot)
    _sprinkle(site, crowns, block, 0, 1 / rng.uniform(150, 900))


def leisure(site: Site, crowns: CrownBank, block: Block) -> None:
    """Plants a park: groups of trees, paths, a playground."""
    rng = site.rng
    for _ in range(int(rng.integers(1, 4))):
        frame = spot_in(site, block, 0.6, rng.uniform(0, 3))
        pave_polygon(
            site, str(rng.choice(["gravel", "sand", "paving"])), frame.place(box(block.length_m, 2.5))
        )
    for _ in range(int(rng.poisson(3))):
        spot = spot_in(site, block, 0.6)
        wood(site, crowns, spot.place(blob(rng, rng.uniform(8, 30), 0.5)), block.zone)
    for _ in range(6):
        clutter.garden(site, spot_in(site, block, 0.6), block.zone)
    _sprinkle(site, crowns, block, 1 / rng.uniform(120, 600), 1 / 800)


def sports(site: Site, crowns: CrownBank, block: Block) -> None:
    """Lays pitches and courts, a clubhouse and a car park."""
    rng = site.rng
    turn = math.pi / 2 if block.width_m > block.length_m else 0.0
    battery = (site.colour("court"), rng.random() < 0.6)
    if rng.random() < 0.6:
        ground = block.frame.at(-block.length_m * 0.12, 0, turn)
        length = min(rng.uniform(60, 105), block.length_m * 0.55)
        if site.within(ground.place(box(length, length * 0.6)), block.zone):
            pitch(site, ground, length)
    for x in np.arange(-block.length_m / 2 + 18, block.length_m / 2 - 12, rng.uniform(18, 24)):
        for y in np.arange(-block.width_m / 2 + 20, block.width_m / 2 - 15, rng.uniform(38, 44)):
            place = block.frame.at(float(x), float(y), math.pi / 2)
            if rng.random() < 0.5 and site.within(place.place(box(26, 16)), block.zone):
                name, tennis = battery if rng.random() < 0.8 else (site.colour("court"), rng.random() < 0.5)
                court(site, place, name, tennis)
    club = block.frame.at(block.length_m * 0.4, block.width_m * 0.38)
    building(site, club, (rng.uniform(12, 30), rng.uniform(9, 15)), habit="block", height_m=5, roof="flat")
    car_rows(site, block.frame.at(0, -block.width_m * 0.42), block.length_m * 0.5, 1, block.zone, paved=True)
    _sprinkle(site, crowns, block, 1 / rng.uniform(200, 500), 1 / 1500)


def _sprinkle(site: Site, crowns: CrownBank, block: Block, trees_m2: float, bushes_m2: float) -> None:
    rng = site.rng
    area = block.length_m * block.width_m
    for density, is_tree in ((trees_m2, True), (bushes_m2, False)):
        for _ in range(int(rng.poisson(area * density))):
            spot = spot_in(site, block)
            if site.zone_at(spot.x_m, spot.y_m) != block.zone:
                continue
            if not site.canvas.is_free(spot.place(box(1.5, 1.5))):
                continue
            if is_tree:
                if rng.random() < 0.2:
                    grove(site, crowns, spot, rng.uniform(2, 4.5))
                else:
                    tree(site, crowns, spot.x_m, spot.y_m, rng.uniform(1.6, 5), site.chance(0.15))
            else:
                bush(site, crowns, spot.x_m, spot.y_m, rng.uniform(0.4, 1.3))
