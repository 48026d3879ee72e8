"""Fills blocks of work and traffic: sheds, tank farms, car parks, airports, harbours, solar parks."""

from __future__ import annotations

import math

import numpy as np

from . import clutter
from .buildings import building, random_shape
from .canvas import BUILT, NETWORK, PARKED
from .craft import airplane, ship
from .geometry import Frame, box, disc
from .ground import pave_polygon
from .layout import Block, right_angle, spot_in
from .lots import car_rows
from .site import Site
from .structures import solar_array, tank
from .vegetation import CrownBank, row
from .vehicles import park


def industry(site: Site, crowns: CrownBank, block: Block) -> None:
    """Sets sheds into a yard with trucks, containers, tanks and parked cars."""
    rng = site.rng
    columns = max(1, round(block.length_m / rng.uniform(40, 95)))
    rows = max(1, round(block.width_m / rng.uniform(40, 90)))
    cell = (block.length_m / columns, block.width_m / rows)
    for column in range(columns):
        for line in range(rows):
            place = block.frame.at((column - columns / 2 + 0.5) * cell[0], (line - rows / 2 + 0.5) * cell[1])
            if not site.within(place.place(box(cell[0] * 0.8, cell[1] * 0.8)), block.zone):
                continue
            if rng.random() < 0.18:
                _yard(site, place, cell)
                continue
            size = (cell[0] * rng.uniform(0.55, 0.86), cell[1] * rng.uniform(0.5, 0.8))
            shape = "box" if rng.random() < 0.7 else random_shape(rng, *size)
            roof = str(rng.choice(["striped", "flat", "pitched"], p=[0.62, 0.28, 0.1]))
            building(site, place, size, habit="shed", height_m=rng.uniform(6, 14), roof=roof, shape=shape)
            _dock(site, place, size)
    for _ in range(int(rng.poisson(block.length_m * block.width_m / 900))):
        _loose(site, block)
    _edge_trees(site, crowns, block)


def _dock(site: Site, frame: Frame, size_m: tuple[float, float]) -> None:
    """Backs trucks to one long side of a shed."""
    rng = site.rng
    side = rng.choice([-1, 1])
    if rng.random() < 0.5:
        for x in np.arange(-size_m[0] * 0.4, size_m[0] * 0.4, rng.uniform(4, 7)):
            if rng.random() < 0.45:
                park(site, frame.at(float(x), side * (size_m[1] / 2 + 9.3), side * math.pi / 2), "truck", 0.3)
    else:
        for x in np.arange(-size_m[0] * 0.45, size_m[0] * 0.45, 2.8):
            if rng.random() < 0.5:
                park(site, frame.at(float(x), side * (size_m[1] / 2 + 3.6), math.pi / 2))


def _yard(site: Site, frame: Frame, cell: tuple[float, float]) -> None:
    rng = site.rng
    kind = rng.integers(4)
    if kind == 0:
        for x in np.arange(-cell[0] * 0.35, cell[0] * 0.3, 16):
            clutter.containers(site, frame.at(float(x), 0), 2, int(rng.integers(2, 9)))
    elif kind == 1:
        for x in np.arange(-cell[0] * 0.4, cell[0] * 0.4, 3.8):
            for y in (-10, 10):
                if rng.random() < 0.7:
                    park(site, frame.at(float(x), y, math.pi / 2), str(rng.choice(["truck", "truck", "bus"])))
    elif kind == 2:
        radius = rng.uniform(2, 7)
        for x in np.arange(-cell[0] * 0.35, cell[0] * 0.35, radius * 2.5):
            tank(site, frame.at(float(x), 0), radius)
    else:
        clutter.rubble(site, frame, min(cell) * 0.3)


def _loose(site: Site, block: Block) -> None:
    rng = site.rng
    spot = spot_in(site, block, 1.0, right_angle(site) + rng.normal(0, 0.05))
    if site.zone_at(spot.x_m, spot.y_m) != block.zone:
        return
    kind = rng.random()
    if kind < 0.35:
        park(site, spot)
    elif kind < 0.65:
        park(site, spot, "truck", 0.5)
    elif kind < 0.75:
        clutter.containers(site, spot, 1, int(rng.integers(1, 5)))
    elif kind < 0.85:
        tank(site, spot, rng.uniform(1.5, 5))
    else:
        clutter.garden(site, spot, block.zone)


def _edge_trees(site: Site, crowns: CrownBank, block: Block) -> None:
    if site.chance(0.4):
        xs = np.arange(-block.length_m / 2, block.length_m / 2, site.rng.uniform(6, 12))
        frames = [block.frame.at(float(x), -block.width_m / 2 + 1) for x in xs]
        row(site, crowns, [f for f in frames if site.zone_at(f.x_m, f.y_m) == block.zone], 2.8)


def tanks(site: Site, crowns: CrownBank, block: Block) -> None:
    """Sets storage tanks of a few sizes into bunds, with pipes between."""
    rng = site.rng
    radius = float(np.exp(rng.uniform(math.log(4), math.log(24))))
    pitch = radius * rng.uniform(2.6, 3.6)
    if rng.random() < 0.5:
        pave_polygon(
            site,
            str(rng.choice(["concrete", "gravel", "sand"])),
            block.frame.place(box(block.length_m, block.width_m)),
        )
    for x in np.arange(-block.length_m / 2 + pitch / 2, block.length_m / 2 - radius, pitch):
        for y in np.arange(-block.width_m / 2 + pitch / 2, block.width_m / 2 - radius, pitch):
            place = block.frame.at(float(x), float(y))
            if rng.random() < 0.15 or not site.within(place.place(disc(radius, corners=8)), block.zone):
                continue
            if rng.random() < 0.3:
                clutter.wall(site, place.place(box(pitch * 0.96, pitch * 0.96)), (0.6, 0.57, 0.5), 0.8)
            tank(site, place, radius * rng.choice([1.0, 1.0, 1.0, 0.6]))
    whole = site.within(block.frame.place(box(block.length_m, block.width_m)), block.zone)
    for y in np.arange(-block.width_m / 2, block.width_m / 2, pitch) if whole else ():
        clutter.patch(site, block.frame, box(block.length_m * 0.9, 0.7, 0, float(y)), (0.66, 0.66, 0.64))
    for _ in range(int(rng.poisson(block.length_m * block.width_m / 2500))):
        _loose(site, block)
    small = block.frame.at(block.length_m * 0.4, block.width_m * 0.4)
    building(site, small, (14, 10), habit="shed", height_m=5, roof="flat")
    _edge_trees(site, crowns, block)


def car_park(site: Site, crowns: CrownBank, block: Block) -> None:
    """Fills a block with bays, beside a large shop or station."""
    rng = site.rng
    shop = rng.random() < 0.6
    share = rng.uniform(0.25, 0.45) if shop else 0.0
    if shop:
        depth = block.width_m * share
        place = block.frame.at(0, (block.width_m - depth) / 2)
        size = (block.length_m * rng.uniform(0.6, 0.95), depth * 0.9)
        if site.within(place.place(box(*size)), block.zone):
            roof = str(rng.choice(["flat", "striped"]))
            building(
                site,
                place,
                size,
                habit="shed",
                height_m=rng.uniform(6, 11),
                roof=roof,
                shape=random_shape(rng, *size),
            )
    kind = str(rng.choice(["car", "bus", "truck"], p=[0.82, 0.1, 0.08]))
    depth = block.width_m * (1 - share) - 4
    pitch = 16.2 if kind == "car" else 44.0
    rows = max(1, int(depth / pitch))
    lot = block.frame.at(0, -block.width_m * share / 2)
    if rng.random() < 0.35:
        pitch_m = rng.uniform(10, 20)
        for y in range(rows + 1):
            frames = [
                lot.at(float(x), (y - rows / 2) * pitch)
                for x in np.arange(-block.length_m / 2, block.length_m / 2, pitch_m)
            ]
            row(site, crowns, [f for f in frames if site.zone_at(f.x_m, f.y_m) == block.zone], 2.0)
    car_rows(site, lot, block.length_m - 8, rows, block.zone, kind=kind)


def airport(site: Site, crowns: CrownBank, block: Block) -> None:
    """Lays an apron with airplanes in rows, a terminal, a taxiway and service vehicles."""
    rng, frame = site.rng, block.frame
    small = rng.random() < 0.35 or site.canvas.gsd_m < 0.13
    length = rng.uniform(9, 15) if small else rng.uniform(24, 62)
    span = length * 1.25 + 4
    reach = min(block.length_m, 1200.0)
    pave_polygon(
        site, "concrete" if rng.random() < 0.7 else "asphalt", frame.place(box(reach, span * 3.4, 0, span))
    )
    pave_polygon(site, "asphalt", frame.place(box(reach * 2, 45, 0, span * 2.9 + 70)))
    clutter.patch(site, frame, box(reach * 2, 0.8, 0, span * 1.6), (0.85, 0.72, 0.2))
    for line in range(2 if rng.random() < 0.6 else 1):
        for x in np.arange(-reach / 2 + span / 2, reach / 2, span):
            if rng.random() < 0.72:
                turn = math.pi / 2 * (-1 if line == 0 else 1) + rng.normal(0, 0.04)
                size = length * rng.uniform(0.85, 1.15)
                airplane(site, frame.at(float(x), span * (0.62 + 1.3 * line), turn), size)
    hall = -14 if small else -26
    for x in np.arange(-reach / 2 + 30, reach / 2, rng.uniform(60, 130)):
        hall_m = (rng.uniform(25, 55), rng.uniform(18, 34))
        place = frame.at(float(x), hall)
        building(
            site,
            place,
            hall_m,
            habit="shed",
            height_m=rng.uniform(7, 14),
            roof=str(rng.choice(["striped", "flat"])),
        )
    for x in np.arange(-reach / 2, reach / 2, rng.uniform(12, 30)):
        kind = str(rng.choice(["car", "truck", "bus", "truck"]))
        park(
            site,
            frame.at(float(x), rng.uniform(0.0, 0.14) * span, rng.choice([0, 0.3, math.pi / 2])),
            kind,
            0.5,
        )
    car_rows(site, frame.at(0, hall - 62), reach * 0.7, 2, block.zone, paved=True)


def harbour(site: Site, crowns: CrownBank, block: Block) -> None:
    """Fills quays like industry, with more containers."""
    for x in np.arange(-block.length_m / 2 + 10, block.length_m / 2 - 8, 15):
        if site.chance(0.35):
            spot = block.frame.at(float(x), 0)
            if site.zone_at(spot.x_m, spot.y_m) == block.zone:
                clutter.containers(site, spot, 2, int(site.rng.integers(3, 12)))
    industry(site, crowns, block)


def solar_park(site: Site, crowns: CrownBank, block: Block) -> None:
    """Lays long rows of panel tables."""
    rng = site.rng
    depth, gap = rng.uniform(2.2, 4.6), rng.uniform(2.2, 5.5)
    table = rng.uniform(15, 60)
    frame = Frame(
        block.frame.x_m, block.frame.y_m, rng.normal(0, 0.1) if rng.random() < 0.6 else block.frame.angle_rad
    )
    half = min(block.length_m / 2, 220.0)
    for y in np.arange(-half, half, depth + gap):
        for x in np.arange(-half, half, table + rng.uniform(0.6, 3)):
            place = frame.at(float(x), float(y))
            if site.within(place.place(box(table + 8, depth + 8)), block.zone) and rng.random() < 0.97:
                solar_array(site, place, table, depth, 1.8, ground=True)
    hut = frame.at(rng.uniform(-30, 30), rng.uniform(-30, 30))
    building(site, hut, (6, 3), habit="shed", height_m=3, roof="flat")


def shipping(site: Site) -> None:
    """Puts ships and boats on open water, by its area."""
    rng, canvas = site.rng, site.canvas
    area = float((site.water > 127).sum()) * canvas.gsd_m**2
    if area < 600:
        return
    busy = rng.uniform(0.3, 3.5)
    for length, density in (((60, 190), 1 / 40000), ((18, 60), 1 / 12000), ((5, 16), 1 / 2500)):
        for _ in range(int(min(4000, 1 + rng.poisson(area * density * busy)))):
            x, y = rng.uniform(-length[0] / 2, canvas.extent_m + length[0] / 2, 2)
            turn = rng.uniform(0, 2 * math.pi)
            ship(site, Frame(float(x), float(y), turn), rng.uniform(*length), rng.random() < 0.35)
    for _ in range(int(min(400, rng.poisson(area / 15000 * busy)))):
        _jetty(site)


def _jetty(site: Site) -> None:
    """Moors boats side by side along a walkway."""
    rng, canvas = site.rng, site.canvas
    x, y = rng.uniform(0, canvas.extent_m, 2)
    frame = Frame(float(x), float(y), rng.uniform(0, 2 * math.pi))
    reach = rng.uniform(20, 70)
    walk = frame.place(box(reach, 2.0))
    px = np.floor(walk / canvas.gsd_m).astype(int).clip(0, canvas.size_px - 1)
    if not (site.water[px[:, 1], px[:, 0]] > 127).all() or not canvas.is_free(
        frame.place(box(reach, 26)), kinds=BUILT | PARKED | NETWORK
    ):
        return
    clutter.patch(site, frame, box(reach, 2.0), (0.62, 0.56, 0.48), 0.6, 0)
    size = rng.uniform(6, 13)
    for at in np.arange(-reach / 2, reach / 2, size * 0.48):
        for side in (-1, 1):
            if rng.random() < 0.75:
                ship(
                    site,
                    frame.at(float(at), side * (size / 2 + 1.4), math.pi / 2 * rng.choice([-1, 1])),
                    size * rng.uniform(0.8, 1.05),
                )
