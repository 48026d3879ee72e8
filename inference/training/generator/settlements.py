"""Fills blocks of old or unplanned towns, where small houses stand wall to wall."""

from __future__ import annotations

from collections.abc import Iterator

from . import clutter
from .buildings import building, random_shape
from .geometry import Frame, blob, box
from .ground import pave_polygon
from .layout import Block, right_angle, spot_in
from .site import Site
from .vegetation import CrownBank, bush, grove, tree
from .vehicles import park


def old_town(site: Site, crowns: CrownBank, block: Block) -> None:
    """Packs a block with tiled houses that touch, leaving yards."""
    rng = site.rng
    for place, length, width in _cells(site, block, 10, 24, 0.04):
        if rng.random() < 0.1:
            _yard(site, crowns, place, min(length, width), block.zone)
            continue
        gap = rng.uniform(0.3, 1.6)
        shape = random_shape(rng, length, width) if rng.random() < 0.3 else "box"
        roof = str(rng.choice(["pitched", "hipped", "flat"], p=[0.5, 0.3, 0.2]))
        size = (length - gap, width - gap)
        tall = rng.uniform(5, 13)
        building(site, place, size, habit="old", height_m=tall, roof=roof, shape=shape, share_taken=0.05)


def settlement(site: Site, crowns: CrownBank, block: Block) -> None:
    """Packs a block with concrete houses and tin sheds among dirt yards and wild green."""
    rng = site.rng
    empty = rng.uniform(0.08, 0.35)
    flat = rng.uniform(0.25, 0.85)
    for place, length, width in _cells(site, block, 7, 17, 0.07):
        if rng.random() < empty:
            _wild(site, crowns, place, length, width)
            continue
        tin = rng.random() > flat
        size = (length - rng.uniform(0.2, 2.2), width - rng.uniform(0.2, 2.2))
        roof = str(rng.choice(["striped", "pitched"], p=[0.7, 0.3])) if tin else "flat"
        shape = "box" if tin or rng.random() < 0.7 else random_shape(rng, *size)
        tall = rng.uniform(2.5, 5) if tin else rng.uniform(3, 14)
        habit = "tin" if tin else "concrete"
        if building(site, place, size, habit=habit, height_m=tall, roof=roof, shape=shape, share_taken=0.06):
            _lean_to(site, place, size)
    for _ in range(int(rng.poisson(block.length_m * block.width_m / 900))):
        spot = spot_in(site, block, 1.0, right_angle(site))
        if site.zone_at(spot.x_m, spot.y_m) != block.zone:
            continue
        if rng.random() < 0.4:
            park(site, spot, str(rng.choice(["car", "car", "truck"])))
        elif site.canvas.is_free(spot.place(box(2, 2))):
            tree(site, crowns, spot.x_m, spot.y_m, rng.uniform(1.5, 4.5))


def _cells(
    site: Site, block: Block, low_m: float, high_m: float, crooked_rad: float
) -> Iterator[tuple[Frame, float, float]]:
    """Yields frame, length and width of the pieces of a block that was halved again and again."""
    rng = site.rng
    stack = [(0.0, 0.0, block.length_m, block.width_m)]
    while stack:
        x, y, length, width = stack.pop()
        share = rng.uniform(0.38, 0.62)
        if max(length, width) <= rng.uniform(low_m, high_m):
            place = block.frame.at(x, y, rng.normal(0, crooked_rad))
            if min(length, width) >= 3.5 and site.within(place.place(box(length, width)), block.zone):
                yield place, length, width
        elif length > width:
            stack += [(x - length * (1 - share) / 2, y, length * share, width)]
            stack += [(x + length * share / 2, y, length * (1 - share), width)]
        else:
            stack += [(x, y - width * (1 - share) / 2, length, width * share)]
            stack += [(x, y + width * share / 2, length, width * (1 - share))]


def _lean_to(site: Site, place: Frame, size_m: tuple[float, float]) -> None:
    """Adds a tin shed to a house, now and then."""
    rng = site.rng
    if rng.random() < 0.25:
        size = (rng.uniform(2, 5), rng.uniform(2, 4))
        at = place.at(rng.uniform(-0.5, 0.5) * size_m[0], (size_m[1] + size[1]) / 2 * rng.choice([-1, 1]))
        building(site, at, size, habit="tin", height_m=2.3, roof="striped", share_taken=0.1)


def _wild(site: Site, crowns: CrownBank, place: Frame, length: float, width: float) -> None:
    """Leaves a plot to weeds, rubble, a vegetable patch or a few trees."""
    rng = site.rng
    ground = str(rng.choice(["grass", "scrub", "dirt", "meadow"]))
    pave_polygon(site, ground, place.place(blob(rng, min(length, width) * 0.6, 0.4)))
    for _ in range(int(rng.poisson(length * width / 25))):
        spot = place.at(rng.uniform(-0.5, 0.5) * length, rng.uniform(-0.5, 0.5) * width)
        if site.canvas.is_free(spot.place(box(1, 1))):
            bush(site, crowns, spot.x_m, spot.y_m, rng.uniform(0.4, 1.1))
    if rng.random() < 0.4:
        grove(site, crowns, place, rng.uniform(1.8, 4))
    elif rng.random() < 0.4:
        clutter.rubble(site, place, min(length, width) * 0.3)


def _yard(site: Site, crowns: CrownBank, frame: Frame, side_m: float, zone: int) -> None:
    if site.chance(0.6):
        tree(site, crowns, frame.x_m, frame.y_m, min(4.0, side_m * 0.35))
    elif site.chance(0.5):
        park(site, frame.at(0, 0, site.rng.uniform(0, 3)))
    else:
        clutter.garden(site, frame, zone)
