"""Holds phrases with their agreed reading; written before the reader."""

from __future__ import annotations

from dataclasses import dataclass, replace

from georefer.inference.expression.lexicon_reader import canonical_category
from georefer.inference.expression.model import (
    Area,
    Column,
    Expression,
    Frame,
    LayerName,
    Measure,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    RelationKind,
    Row,
    Shape,
    Size,
    Unread,
)
from georefer.inference.expression.quantities import Quantity, Unit
from georefer.inference.expression.target import Head, Target


@dataclass(frozen=True)
class Case:
    """One phrase and what it means; ``wording`` is given where it differs from ``text``."""

    phrase: str
    text: str
    count: int | None
    where: tuple[Predicate, ...] = ()
    rank: Rank | None = None
    unread: tuple[str, ...] = ()
    wording: str | None = None


def at(
    row: Row | None = None, column: Column | None = None, area: Area = "zone", frame: Frame = "image"
) -> tuple[Position, ...]:
    return (Position(row, column, area, frame),)


def grid(row: Row | None = None, column: Column | None = None, area: Area = "zone") -> tuple[Position, ...]:
    return at(row, column, area, "compass")


def one(
    noun: str, colour: str = "", where: tuple[Predicate, ...] = (), rank: Rank | None = None
) -> Expression:
    """Makes the other thing of a relation, one of it."""
    head = Head(noun, canonical_category(noun), (colour,) if colour else ())
    return Expression(Target((head,)), 1, where, rank)


def every(*nouns: str, colour: str = "", where: tuple[Predicate, ...] = ()) -> Expression:
    """Makes the other things of a relation, all of them."""
    heads = [Head(noun, canonical_category(noun), (colour,) if colour else ()) for noun in nouns]
    return Expression(Target(tuple(heads)), None, where)


def to(kind: RelationKind, *others: Reference | str) -> Relation:
    """Makes a relation; a text stands for one thing of that noun."""
    return Relation(kind, tuple(one(other) if isinstance(other, str) else other for other in others))


def side(
    other: Reference | str, row: Row | None = None, column: Column | None = None, frame: Frame = "image"
) -> Relation:
    """Makes the relation of lying on a side of something."""
    return Relation(
        "side", (one(other) if isinstance(other, str) else other,), None, Position(row, column, "zone", frame)
    )


def away(kind: RelationKind, value: float, unit: Unit, other: Reference | str) -> Relation:
    """Makes a distance from something."""
    return Relation(kind, (one(other) if isinstance(other, str) else other,), Quantity(value, unit))


LARGEST = Rank("area")
LONG, ROUND, SQUARE = (Shape("long"),), (Shape("round"),), (Shape("square"),)

SHARED_CASES = (
    Case(
        "the long blue roof on the west side of the school courtyard",
        "blue building",
        1,
        (*LONG, side("school courtyard", column="left", frame="compass")),
        wording="blue roof",
    ),
    Case(
        "the large rusty-brown gabled roof on the right edge",
        "brown building",
        1,
        (Size("large"), *at(column="right", area="edge")),
        unread=("gabled",),
        wording="brown gabled roof",
    ),
    Case(
        "the long red roof on the south side of the courtyard",
        "red building",
        1,
        (*LONG, side("courtyard", row="bottom", frame="compass")),
        wording="red roof",
    ),
    Case(
        "the red-tiled villa in the top left corner next to the fountain",
        "red building",
        1,
        (*at("top", "left", "corner"), to("near", "fountain")),
        wording="red villa",
    ),
    Case(
        "the square bright red roof in the left part",
        "red building",
        1,
        (*SQUARE, *at(column="left")),
        wording="red roof",
    ),
    Case(
        "the long grey and brown striped roof at the top centre",
        "grey and brown building",
        1,
        (*LONG, *at("top", "center")),
        unread=("striped",),
        wording="grey and brown striped roof",
    ),
    Case(
        "the large blue roof in the upper right",
        "blue building",
        1,
        (Size("large"), *at("top", "right")),
        wording="blue roof",
    ),
    Case(
        "the L-shaped red roof on the north side of the courtyard",
        "red building",
        1,
        (Shape("l-shaped"), side("courtyard", row="top", frame="compass")),
        wording="red roof",
    ),
    Case("the white bus on the highway", "white bus", 1, (to("on", "highway"),)),
    Case(
        "the big green tree at the roadside in the lower right part",
        "green tree",
        1,
        (Size("large"), to("near", one("roadside", where=at("bottom", "right")))),
    ),
    Case(
        "the round planter in the school courtyard", "planter", 1, (*ROUND, to("inside", "school courtyard"))
    ),
    Case(
        "the row of parked dump trucks",
        "truck",
        None,
        unread=("parked", "row of"),
        wording="parked dump truck",
    ),
    Case(
        "the dump truck loaded with orange material in the middle of the row",
        "truck",
        1,
        (to("inside", "row"),),
        unread=("loaded with orange material",),
        wording="dump truck",
    ),
    Case("blue roofs", "blue building", None, wording="blue roof"),
    Case("the airplane", "airplane", 1),
    Case("the blue car", "blue car", 1),
    Case("parked cars", "car", None, unread=("parked",), wording="parked car"),
    Case(
        "the silver car crossing the intersection diagonally",
        "grey car",
        1,
        (to("on", replace(one("intersection"), unread=(Unread("diagonally", "word"),))),),
    ),
    Case(
        "the dark car turning at the crossing", "black car", 1, (to("near", "crossing"),), unread=("turning",)
    ),
    Case("the dark car entering from the left", "black car", 1, unread=("entering from the left",)),
)

POSITION_CASES = (
    Case("red building top-left", "red building", 1, at("top", "left")),
    Case("red building, top left", "red building", 1, at("top", "left")),
    Case("Top-Left Red Building", "red building", 1, at("top", "left")),
    Case("top left: red building", "red building", 1, at("top", "left")),
    Case("red buildings top-left", "red building", None, at("top", "left")),
    Case("all red buildings in the top left", "red building", None, at("top", "left")),
    Case("the upper-right blue roof", "blue building", 1, at("top", "right"), wording="blue roof"),
    Case("building in the upper right corner", "building", 1, at("top", "right", "corner")),
    Case("house in the corner", "building", 1, at(area="corner"), wording="house"),
    Case("the corner building", "building", 1, at(area="corner")),
    Case("ships at the edge of the image", "ship", None, at(area="edge")),
    Case("the tank on the west side", "tank", 1, grid(column="left")),
    Case("north-western field", "field", 1, grid("top", "left")),
    Case("fields in the north west", "field", None, grid("top", "left")),
    Case("the pool in the SW corner", "pool", 1, grid("bottom", "left", "corner")),
    Case("trees along the southern edge of the map", "tree", None, grid("bottom", area="edge")),
    Case("buildings in the northern half", "building", None, grid("top", area="half")),
    Case("cars in the left half of the picture", "car", None, at(column="left", area="half")),
    Case("cars in the bottom right quarter", "car", None, at("bottom", "right", "quarter")),
    Case("the court in the center", "court", 1, at("middle", "center")),
    Case("the court in the middle of the image", "court", 1, at("middle", "center")),
    Case("central tennis court", "court", 1, at("middle", "center"), wording="tennis court"),
    Case("the bridge at the centre left", "bridge", 1, at("middle", "left")),
    Case("a ship to the left", "ship", 1, at(column="left")),
    Case("the building on the far left", "building", 1, at(column="left", area="edge")),
    Case("the plane on the left-hand side", "airplane", 1, at(column="left"), wording="plane"),
    Case("the south-eastern storage tank", "tank", 1, grid("bottom", "right"), wording="storage tank"),
    Case("the lower left part of the scene has a bus", "bus", 1, at("bottom", "left")),
    Case("the truck that is located in the bottom middle", "truck", 1, at("bottom", "center")),
    Case("the car left of the tree", "car", 1, (side("tree", column="left"),)),
    Case("the car to the right of the bus", "car", 1, (side("bus", column="right"),)),
    Case("cars north of the railway", "car", None, (side("railway", row="top", frame="compass"),)),
    Case("the car at the top next to the pool", "car", 1, (*at("top"), to("near", "pool"))),
    Case("the car next to the pool at the top", "car", 1, (to("near", one("pool", where=at("top"))),)),
    Case("the car next to the pool, at the top", "car", 1, (*at("top"), to("near", "pool"))),
    Case("water in the east", "water", None, grid(column="right")),
)

RANK_CASES = (
    Case("the largest building", "building", 1, rank=LARGEST),
    Case(
        "biggest red roof in the north-east",
        "red building",
        1,
        grid("top", "right"),
        LARGEST,
        wording="red roof",
    ),
    Case("smallest pool", "pool", 1, rank=Rank("area", descending=False)),
    Case("the second largest tank", "tank", 1, rank=Rank("area", ordinal=2)),
    Case("the 3rd-smallest tank", "tank", 1, rank=Rank("area", False, 3)),
    Case("the two largest tanks", "tank", 2, rank=LARGEST),
    Case("the largest two tanks", "tank", 2, rank=LARGEST),
    Case("3 longest roads", "road", 3, rank=Rank("length")),
    Case("the longest bridge", "bridge", 1, rank=Rank("length")),
    Case("shortest bridge", "bridge", 1, rank=Rank("length", False)),
    Case("northernmost house", "building", 1, rank=Rank("north"), wording="house"),
    Case("the southernmost of the houses", "building", 1, rank=Rank("south"), wording="house"),
    Case("the easternmost plane", "airplane", 1, rank=Rank("east"), wording="plane"),
    Case("the leftmost white car", "white car", 1, rank=Rank("left")),
    Case("the topmost ship", "ship", 1, rank=Rank("top")),
    Case("the lowest ship", "ship", 1, rank=Rank("bottom")),
    Case("third car from the left", "car", 1, rank=Rank("left", ordinal=3)),
    Case("the third from the left car", "car", 1, rank=Rank("left", ordinal=3)),
    Case(
        "the second building from the top in the left half",
        "building",
        1,
        at(column="left", area="half"),
        Rank("top", ordinal=2),
    ),
    Case("the second leftmost truck", "truck", 1, rank=Rank("left", ordinal=2)),
    Case("the most northern lake", "water", 1, rank=Rank("north"), wording="lake"),
    Case("the largest buildings", "building", None, (Size("large"),)),
    Case("the northernmost buildings", "building", None, grid("top", area="edge")),
    Case(
        "the two largest tanks within 200 m of the railway",
        "tank",
        2,
        (away("within", 200, "m", "railway"),),
        LARGEST,
    ),
    Case("the tank closest to the river", "tank", 1, rank=Rank("distance", False, 1, one("river"))),
    Case("the second building", "building", 1, unread=("second",)),
)

COUNT_CASES = (
    Case("red building", "red building", None),
    Case("the red building", "red building", 1),
    Case("a red building", "red building", 1),
    Case("every red building", "red building", None),
    Case("all building", "building", None),
    Case("the buildings", "building", None),
    Case("two cars", "car", 2),
    Case("the 2 cars on the left", "car", 2, at(column="left")),
    Case("both ships", "ship", 2),
    Case("a couple of boats", "ship", 2, wording="boat"),
    Case("the only bridge", "bridge", 1),
    Case("aircraft", "airplane", None, wording="aircraft"),
    Case("the aircraft on the right", "airplane", 1, at(column="right"), wording="aircraft"),
    Case("all aircraft on the right", "airplane", None, at(column="right"), wording="aircraft"),
    Case("the vegetation", "vegetation", None),
    Case("large building", "building", None, (Size("large"),)),
    Case("small round tanks", "tank", None, (*ROUND, Size("small"))),
)

TARGET_CASES = (
    Case("please show me all of the solar panels", "solar panel", None),
    Case("where is the swimming pool?", "pool", 1, wording="swimming pool"),
    Case("SWIMMING POOLS", "pool", None, wording="swimming pool"),
    Case("red-roofed houses", "red building", None, wording="red house"),
    Case("buildings with red roofs", "red building", None),
    Case("building with a dark blue roof", "blue building", None),
    Case("cars that are red", "red car", None),
    Case("dark green trees", "green tree", None),
    Case("light brown fields", "brown field", None),
    Case("dark field", "field", None, unread=("dark",), wording="dark field"),
    Case("purple roof", "building", None, unread=("purple",), wording="purple roof"),
    Case("red or blue roofs", "red building or blue building", None, wording="red roof or blue roof"),
    Case("white and grey cars", "white car or grey car", None),
    Case("cars and trucks", "car or truck", None),
    Case("red cars and blue trucks in the east", "red car or blue truck", None, grid(column="right")),
    Case("cars, trucks and buses", "car or truck or bus", None),
    Case("vehicles", "vehicle", None),
    Case("railway tracks", "railway", None, wording="railway track"),
    Case("bodies of water", "water", None, wording="body of water"),
    Case("water tower", "water tower", None),
    Case("the car park", "car park", 1),
    Case("house roofs", "building", None, wording="roof"),
    Case("the bank building", "building", 1, unread=("bank",), wording="bank building"),
    Case("the two-storey house", "building", 1, unread=("two-storey",), wording="two-storey house"),
    Case("the red one on the left", "red", 1, at(column="left")),
    Case("buildings without a pool", "building", None, (Not(to("with", every("pool"))),)),
    Case("buildings not in the top left", "building", None, (Not(*at("top", "left")),)),
    Case("buildings that are not red", "building", None, (Not(to("is", every("building", colour="red"))),)),
    Case("tanks near [Rivers 2024]", "tank", None, (to("near", LayerName("Rivers 2024")),)),
    Case("buildings larger than 500 m2", "building", None, (Measure("area", Quantity(500, "m2")),)),
    Case("unicorn", "unicorn", None),
    Case("red building 🚗", "red building", None, unread=("🚗",)),
)

EMPTY_CASES = (
    "",
    "   ",
    "the",
    "in the top left",
    "of the",
    "?!",
    "all",
    "please",
    "the largest",
    "\u200f\u200e",
    "[[[]]]",
    "🚗🚗",
)

FOUND_BY_TRYING = (
    Case("roof top left", "building", 1, at("top", "left"), wording="roof"),
    Case("the car furthest to the left", "car", 1, rank=Rank("left")),
    Case("trees on the left and on the right", "tree", None, at(column="left"), unread=("and on the right",)),
    Case("the railway running north to south", "railway", 1, unread=("running north to south",)),
    Case("the biggest of the three tanks", "tank", 1, rank=LARGEST),
    Case("the town square", "town square", 1),
    Case("an image of a red car", "red car", 1),
    Case("a red car or a white truck", "red car or white truck", None),
    Case("the car or the truck", "car or truck", 1),
    Case(
        "all white cars and the bus in the center",
        "white car",
        None,
        at("middle", "center"),
        unread=("and the bus",),
    ),
    Case("blue-green roof", "blue and green building", None, wording="blue and green roof"),
)

ALL_CASES = (*FOUND_BY_TRYING, *SHARED_CASES, *POSITION_CASES, *RANK_CASES, *COUNT_CASES, *TARGET_CASES)
