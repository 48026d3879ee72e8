"""Draws what each relation means into docs/images/relations, with what the real selection keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import shapely
from georefer.inference.expression.frame import Scene
from georefer.inference.expression.model import Reference
from georefer.inference.expression.outlines import Measuring
from georefer.inference.expression.reading import read
from georefer.inference.expression.selecting.others import near_distances_m
from georefer.inference.expression.selecting.selection import select
from shapely import LineString, Point, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

FOLDER = Path(__file__).parent / "images" / "relations"
WIDTH, HEIGHT = 420, 260
# The drawing shows the middle of a scene so large that its size does not limit what is near.
SCENE = Scene.of_bounds((-5000, -5000, 5000, 5000))
MEASURING = Measuring(area_unit="m2")
GROUND, THING, OTHER_THING, KEPT, LEFT_OUT, INK = (
    "#f6f4ee",
    "#9db4c8",
    "#b9c9a3",
    "#e07a3f",
    "#ffffff",
    "#3c3c3c",
)


@dataclass(frozen=True)
class Found:
    """Is an object to choose from."""

    geometry: BaseGeometry
    score: float = 0.8


@dataclass(frozen=True)
class Drawing:
    """Is one picture.

    Attributes:
        name: Name of the file.
        phrase: What is asked; the other things are map layers in it.
        layers: The layers, in the order in which the phrase speaks of them.
        objects: What is chosen from.
        reach_m: Draws a line at so many metres from the things; NaN draws it where "near" ends.
        on_top: Whether the things are drawn over the objects.
    """

    name: str
    phrase: str
    layers: tuple[Sequence[BaseGeometry], ...]
    objects: Sequence[BaseGeometry]
    reach_m: float | None = None
    on_top: bool = False


def house(x: float, y: float, width: float = 24, height: float = 18, turn: float = 0) -> BaseGeometry:
    """Returns a rectangle around a point."""
    shape = box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return affinity.rotate(shape, turn)


ROAD = LineString([(-20, 90), (120, 110), (260, 150), (440, 150)]).buffer(4)
RIVER = LineString([(-20, 40), (110, 70), (210, 140), (300, 190), (440, 215)]).buffer(13)
FAR_TANK = Point(245, 130).buffer(22)
TANK, SMALL_TANK = Point(210, 130).buffer(22), Point(330, 60).buffer(10)
SPREAD = [house(x, y) for x in (45, 125, 205, 285, 365) for y in (35, 95, 165, 225)]
PARK = Polygon(box(120, 50, 320, 210).exterior, [box(190, 100, 250, 150).exterior])
TREES = [
    Point(210 + 48 * math.cos(turn), 130 + 44 * math.sin(turn)).buffer(16)
    for turn in (0, 0.7, 1.4, 2.1, 2.8, 3.5, 4.2, 5.3)
]

DRAWINGS = (
    Drawing("within", "buildings within 40 m of [Road]", ([ROAD],), SPREAD, 40),
    Drawing("beyond", "buildings more than 60 m away from [Road]", ([ROAD],), SPREAD, 60),
    Drawing("near", "buildings near [Tanks]", ([TANK, SMALL_TANK],), SPREAD, math.nan),
    Drawing("far", "buildings far from [Tanks]", ([SMALL_TANK],), SPREAD, 120),
    Drawing("side-river", "buildings north of [River]", ([RIVER],), SPREAD),
    Drawing(
        "side-tank", "buildings on the upper left of [Tank]", ([affinity.translate(TANK, 35, 0)],), SPREAD
    ),
    Drawing(
        "inside",
        "buildings inside [Park]",
        ([PARK],),
        [house(60, 60), house(150, 80), house(220, 125), house(316, 160), house(326, 100), house(370, 220)],
    ),
    Drawing(
        "outside",
        "buildings outside [Park]",
        ([PARK],),
        [house(60, 60), house(150, 80), house(220, 125), house(316, 160), house(326, 100), house(370, 220)],
    ),
    Drawing(
        "on",
        "ships on [River]",
        ([RIVER.difference(house(265, 172, 24, 9, 28))],),
        [
            house(60, 58, 26, 9, 13),
            house(265, 172, 24, 9, 28),
            house(160, 105, 14, 90, 40),
            house(345, 225, 24, 12, 12),
            house(120, 30, 26, 9, 10),
        ],
    ),
    Drawing(
        "along",
        "buildings along [Road]",
        ([ROAD],),
        [
            house(70, 122, 80, 16, 9),
            house(190, 52, 16, 120, 15),
            house(225, 165, 20, 16),
            house(340, 172, 90, 14),
            house(320, 30),
        ],
        math.nan,
    ),
    Drawing(
        "between-two",
        "buildings between [Tanks]",
        ([Point(70, 130).buffer(26), Point(350, 130).buffer(26)],),
        SPREAD,
    ),
    Drawing(
        "between-kinds",
        "buildings between [Road] and [River]",
        (
            [affinity.translate(RIVER, 0, -12)],
            [affinity.translate(RIVER, 20, 95)],
        ),
        SPREAD,
    ),
    Drawing(
        "surrounded",
        "buildings surrounded by [Trees]",
        (TREES,),
        [house(210, 130), house(330, 130), house(80, 60)],
    ),
    Drawing(
        "touching",
        "buildings touching [Hall]",
        ([box(150, 80, 270, 180)],),
        [box(270, 100, 310, 130), box(110, 140, 149, 165), box(200, 190, 240, 215), house(60, 60)],
    ),
    Drawing(
        "with",
        "buildings with [Pool]",
        ([house(100, 130, 14, 9), house(222, 97, 14, 9)],),
        [house(100, 130, 60, 44), house(210, 130, 60, 44), house(320, 130, 60, 44)],
        math.nan,
        on_top=True,
    ),
    Drawing(
        "except",
        "buildings except [Halls]",
        ([house(122, 128, 60, 44), house(330, 90, 40, 30)],),
        [house(120, 130, 60, 44), house(220, 130, 60, 44), house(330, 175, 60, 44)],
        on_top=True,
    ),
    Drawing(
        "nearest",
        "the building nearest to [Tank]",
        ([TANK],),
        [house(80, 60), house(120, 160), house(300, 190), house(370, 70)],
    ),
)


def drawn(drawing: Drawing) -> str:
    """Returns a drawing as SVG."""
    expression = read(drawing.phrase)
    references: dict[Reference, Sequence[BaseGeometry]] = dict(
        zip(expression.references, drawing.layers, strict=True)
    )
    found = [Found(shape) for shape in drawing.objects]
    kept = set(select(found, expression, SCENE, MEASURING, references).indexes)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + 30}" width="{WIDTH}"'
        f' height="{HEIGHT + 30}" font-family="sans-serif" font-size="14">',
        f"<title>{escape(drawing.phrase)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT + 30}" fill="{GROUND}"/>',
    ]
    things = [
        _path(shape, fill, "none", 'fill-opacity="0.75"' if drawing.on_top else "")
        for layer, fill in zip(drawing.layers, (THING, OTHER_THING), strict=False)
        for shape in layer
    ]
    lines += [] if drawing.on_top else things
    if drawing.reach_m is not None:
        lines.append(_path(_reach(drawing), "none", INK, 'stroke-dasharray="4 4" stroke-opacity="0.6"'))
    for index, shape in enumerate(drawing.objects):
        lines.append(_path(shape, KEPT if index in kept else LEFT_OUT, INK))
    lines += [
        *(things if drawing.on_top else []),
        f'<text x="10" y="{HEIGHT + 20}" fill="{INK}">{escape(drawing.phrase)}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _reach(drawing: Drawing) -> BaseGeometry:
    """Returns what lies within the reach of the things."""
    things = [shape for layer in drawing.layers for shape in layer]
    factor = 0.5 if drawing.name == "with" else 1.0
    near_m = near_distances_m(shapely.from_wkt(shapely.to_wkt(things)), 10_000) * factor
    reaches = near_m if math.isnan(drawing.reach_m or 0) else [drawing.reach_m] * len(things)
    return shapely.union_all([shape.buffer(reach) for shape, reach in zip(things, reaches, strict=True)])


def _path(shape: BaseGeometry, fill: str, stroke: str, more: str = "") -> str:
    """Returns the part of a shape that lies on the map as an SVG path, the north at the top."""
    steps = []
    for polygon in shapely.get_parts(shapely.intersection(shape, box(0, 0, WIDTH, HEIGHT))):
        for ring in shapely.get_rings(polygon):
            points = [f"{x:.1f},{HEIGHT - y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]]
            steps.append(f"M{' '.join(points)}Z")
    path = "".join(steps)
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" fill-rule="evenodd" {more}/>'


def main() -> None:
    """Draws everything."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for drawing in DRAWINGS:
        (FOLDER / f"{drawing.name}.svg").write_text(drawn(drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
