"""Holds phrases with relations, measures, negations and layers, with their agreed reading."""

from __future__ import annotations

from dataclasses import replace

from georefer.inference.expression.model import LayerName, Measure, MeasureKey, Not, Rank, Shape, Size
from georefer.inference.expression.quantities import Quantity

from .phrase_table import LARGEST, Case, at, away, every, grid, one, side, to

RAILWAY = LayerName("Railway")
WATER = every("water")

RELATION_CASES = (
    Case("tanks near [Railway]", "tank", None, (to("near", RAILWAY),)),
    Case("tanks next to the [ Railway ]", "tank", None, (to("near", RAILWAY),)),
    Case("houses by a lake", "building", None, (to("near", every("lake")),), wording="house"),
    Case("houses beside lakes", "building", None, (to("near", every("lake")),), wording="house"),
    Case("cars adjacent to two buses", "car", None, (to("near", replace(every("bus"), count=2)),)),
    Case("pool attached to the house", "pool", None, (to("touching", "house"),)),
    Case("buildings far from the road", "building", None, (to("far", "road"),)),
    Case("ships in the water", "ship", None, (to("on", WATER),)),
    Case("cars inside [Railway]", "car", None, (to("inside", RAILWAY),)),
    Case("cars outside the car park", "car", None, (to("outside", "car park"),)),
    Case("an overpass over the railway", "bridge", 1, (to("on", "railway"),), wording="overpass"),
    Case("The bridge that crosses the river", "bridge", 1, (to("on", "river"),)),
    Case("trees along the road", "tree", None, (to("along", "road"),)),
    Case("trees between the road and the river", "tree", None, (to("between", "road", "river"),)),
    Case("trees between buildings", "tree", None, (to("between", every("building")),)),
    Case("house surrounded by trees", "building", None, (to("surrounded", every("tree")),), wording="house"),
    Case("houses with a pool", "building", None, (to("with", every("pool")),), wording="house"),
    Case(
        "houses with a pool in the north",
        "building",
        None,
        (*grid("top"), to("with", every("pool"))),
        wording="house",
    ),
    Case(
        "the house with the pool in the north",
        "building",
        1,
        (to("with", one("pool", where=grid("top"))),),
        wording="house",
    ),
    Case(
        "houses that have a pool and a tree",
        "building",
        None,
        (to("with", every("pool")), to("with", every("tree"))),
        wording="house",
    ),
    Case("cars near roads and rivers", "car", None, (to("near", every("road", "river")),)),
    Case("cars near the road or the river", "car", None, (to("near", every("road", "river")),)),
    Case("cars near the road and the river", "car", None, (to("near", "road"), to("near", "river"))),
    Case("cars near the road and on a bridge", "car", None, (to("near", "road"), to("on", every("bridge")))),
    Case(
        "cars near the red building near the river",
        "car",
        None,
        (to("near", one("building", "red", (to("near", "river"),))),),
    ),
    Case(
        "cars near (the red building near the river) and on the bridge",
        "car",
        None,
        (to("near", one("building", "red", (to("near", "river"),))), to("on", "bridge")),
    ),
    Case(
        "the ship to the left of the white one",
        "ship",
        1,
        (side(one("ship", "white"), column="left"),),
    ),
    Case("the tank above the road", "tank", 1, (side("road", row="top"),)),
    Case("the tank below the bridge", "tank", 1, (side("bridge", row="bottom"),)),
    Case("tanks north-east of [Railway]", "tank", None, (side(RAILWAY, "top", "right", "compass"),)),
    Case("the house at the edge of the field", "building", 1, (to("near", "field"),), wording="house"),
    Case(
        "south of [Railway]: the largest tank",
        "tank",
        1,
        (side(RAILWAY, "bottom", None, "compass"),),
        LARGEST,
    ),
    Case("near the river, tanks", "tank", None, (to("near", "river"),)),
)

DISTANCE_CASES = (
    Case("tanks within 200 m of [Railway]", "tank", None, (away("within", 200, "m", RAILWAY),)),
    Case("tanks within 0.5km of the road", "tank", None, (away("within", 0.5, "km", "road"),)),
    Case("tanks within two hundred metres of the road", "tank", None, (away("within", 200, "m", "road"),)),
    Case("tanks within half a mile of the road", "tank", None, (away("within", 0.5, "mi", "road"),)),
    Case("tanks in a radius of 300 ft around the road", "tank", None, (away("within", 300, "ft", "road"),)),
    Case("tanks within a 100 m buffer of the road", "tank", None, (away("within", 100, "m", "road"),)),
    Case("tanks less than 1,500 m from the road", "tank", None, (away("within", 1500, "m", "road"),)),
    Case("tanks at most 20 yards away from the road", "tank", None, (away("within", 20, "yd", "road"),)),
    Case("tanks more than 200 m from the road", "tank", None, (away("beyond", 200, "m", "road"),)),
    Case("tanks at least 1 km away from the road", "tank", None, (away("beyond", 1, "km", "road"),)),
    Case("tanks beyond 100 m of the road", "tank", None, (away("beyond", 100, "m", "road"),)),
    Case(
        "tanks between 100 and 200 m from the road",
        "tank",
        None,
        (away("beyond", 100, "m", "road"), away("within", 200, "m", "road")),
    ),
    Case(
        "tanks 100 m north of the road",
        "tank",
        None,
        (
            side("road", row="top", frame="compass"),
            away("beyond", 80, "m", "road"),
            away("within", 120, "m", "road"),
        ),
    ),
    Case("tanks not within 100 m of the road", "tank", None, (Not(away("within", 100, "m", "road")),)),
)


def measured(
    by: MeasureKey, least: Quantity | None = None, most: Quantity | None = None
) -> tuple[Measure, ...]:
    return (Measure(by, least, most),)


MEASURE_CASES = (
    Case("buildings over 500 m²", "building", None, measured("area", Quantity(500, "m2"))),
    Case("buildings larger than 0.5 ha", "building", None, measured("area", Quantity(0.5, "ha"))),
    Case("buildings of at least 2 acres", "building", None, measured("area", Quantity(2, "acre"))),
    Case("buildings > 500 sqm", "building", None, measured("area", Quantity(500, "m2"))),
    Case(
        "buildings under 1,000 square feet", "building", None, measured("area", None, Quantity(1000, "ft2"))
    ),
    Case("buildings bigger than 50 m", "building", None, measured("length", Quantity(50, "m"))),
    Case(
        "buildings between 200 and 100 m2",
        "building",
        None,
        measured("area", Quantity(100, "m2"), Quantity(200, "m2")),
    ),
    Case(
        "100-200 m2 buildings", "building", None, measured("area", Quantity(100, "m2"), Quantity(200, "m2"))
    ),
    Case("roads longer than 1 km", "road", None, measured("length", Quantity(1, "km"))),
    Case("roads up to 10 m wide", "road", None, measured("width", None, Quantity(10, "m"))),
    Case("roads narrower than 10 metres", "road", None, measured("width", None, Quantity(10, "m"))),
    Case("bridges about 50 m long", "bridge", None, measured("length", Quantity(40, "m"), Quantity(60, "m"))),
    Case("the 50-metre-long bridge", "bridge", 1, measured("length", Quantity(40, "m"), Quantity(60, "m"))),
    Case("fields of 2 hectares or more", "field", None, measured("area", Quantity(2, "ha"))),
    Case(
        "buildings with an area of more than 300 m2 near the road",
        "building",
        None,
        (*measured("area", Quantity(300, "m2")), to("near", "road")),
    ),
    Case(
        "houses whose perimeter is at least 40 m",
        "building",
        None,
        measured("perimeter", Quantity(40, "m")),
        wording="house",
    ),
    Case(
        "buildings larger than 100 m2 and shorter than 50 m",
        "building",
        None,
        (*measured("area", Quantity(100, "m2")), *measured("length", None, Quantity(50, "m"))),
    ),
    Case("buildings not larger than 100 m2", "building", None, measured("area", None, Quantity(100, "m2"))),
    Case(
        "ships longer than 30 m north of the bridge",
        "ship",
        None,
        (*measured("length", Quantity(30, "m")), side("bridge", "top", frame="compass")),
    ),
    Case(
        "buildings larger than 200 m2 within 100 m of [Railway]",
        "building",
        None,
        (*measured("area", Quantity(200, "m2")), away("within", 100, "m", RAILWAY)),
    ),
    Case(
        "buildings with a length of at least 30 m north of the bridge",
        "building",
        None,
        (*measured("length", Quantity(30, "m")), side("bridge", "top", frame="compass")),
    ),
    Case(
        "tanks between 10 m and 20 m in diameter",
        "tank",
        None,
        measured("width", Quantity(10, "m"), Quantity(20, "m")),
    ),
)

NOT_CASES = (
    Case(
        "tanks not near [Railway] or [Lake]",
        "tank",
        None,
        (Not(to("near", RAILWAY)), Not(to("near", LayerName("Lake")))),
    ),
    Case(
        "tanks far from [Railway] or [Lake]",
        "tank",
        None,
        (to("far", RAILWAY), to("far", LayerName("Lake"))),
    ),
    Case("vehicles except trucks", "vehicle", None, (Not(to("is", every("truck"))),)),
    Case("vehicles but not trucks or buses", "vehicle", None, (Not(to("is", every("truck", "bus"))),)),
    Case(
        "buildings other than the red ones",
        "building",
        None,
        (Not(to("is", every("building", colour="red"))),),
    ),
    Case("not red buildings", "building", None, (Not(to("is", every("building", colour="red"))),)),
    Case("buildings with no red roof", "building", None, (Not(to("is", every("building", colour="red"))),)),
    Case("tanks that are not round", "tank", None, (Not(Shape("round")),)),
    Case("tanks not near [Railway]", "tank", None, (Not(to("near", RAILWAY)),)),
    Case(
        "houses that do not have a pool", "building", None, (Not(to("with", every("pool"))),), wording="house"
    ),
    Case(
        "tanks near the road but not near the river",
        "tank",
        None,
        (to("near", "road"), Not(to("near", "river"))),
    ),
    Case(
        "all tanks except those near the river",
        "tank",
        None,
        (Not(to("is", every("tank", where=(to("near", "river"),)))),),
    ),
    Case(
        "tanks inside [Railway] but outside [B]",
        "tank",
        None,
        (to("inside", RAILWAY), to("outside", LayerName("B"))),
    ),
    Case("neither large nor round tanks", "tank", None, (Not(Size("large")), Not(Shape("round")))),
)

RANK_CASES = (
    Case("the tank nearest to the river", "tank", 1, rank=Rank("distance", False, 1, one("river"))),
    Case("the nearest tank to the river", "tank", 1, rank=Rank("distance", False, 1, one("river"))),
    Case("the tank nearest the river", "tank", 1, rank=Rank("distance", False, 1, one("river"))),
    Case("the second closest tank to [Railway]", "tank", 1, rank=Rank("distance", False, 2, RAILWAY)),
    Case("the three tanks farthest from [Railway]", "tank", 3, rank=Rank("distance", True, 1, RAILWAY)),
    Case("the tank closest to the center", "tank", 1, at("middle", "center")),
    Case("the widest road", "road", 1, rank=Rank("width")),
    Case("the building with the second largest perimeter", "building", 1, rank=Rank("perimeter", True, 2)),
    Case("the largest of all the tanks", "tank", 1, rank=LARGEST),
    Case(
        "the second largest tank north of the river",
        "tank",
        1,
        (side("river", "top", None, "compass"),),
        Rank("area", True, 2),
    ),
)

# Sentences as people write them under remote sensing images.
SENTENCE_CASES = (
    Case(
        "The ship is on the lower right of the ship on the left",
        "ship",
        1,
        (side(one("ship", where=at(column="left")), "bottom", "right"),),
    ),
    Case(
        "the vehicle on the upper left of the storage tank",
        "vehicle",
        1,
        (side("storage tank", "top", "left"),),
    ),
    Case(
        "A large gray airplane is parked at the top of the image",
        "grey airplane",
        1,
        (Size("large"), *at("top")),
    ),
    Case(
        "the harbor in the middle is next to the white ship",
        "harbor",
        1,
        (*at("middle", "center"), to("near", one("ship", "white"))),
    ),
    Case("There are two airplanes on the upper right", "airplane", 2, at("top", "right")),
    Case(
        "a small white vehicle is driving on the road", "white vehicle", 1, (Size("small"), to("on", "road"))
    ),
    Case(
        "The large white storage tank is on the left side of the image",
        "white tank",
        1,
        (Size("large"), *at(column="left")),
        wording="white storage tank",
    ),
    Case("the ship near the bridge is white", "white ship", 1, (to("near", "bridge"),)),
    Case(
        "Please find me all red cars that are not near the river",
        "red car",
        None,
        (Not(to("near", "river")),),
    ),
    Case("which building is the largest?", "building", 1, rank=LARGEST),
    Case("the plane docked at the terminal", "airplane", 1, (to("near", "terminal"),), wording="plane"),
    Case(
        "The vehicle on the right of the vehicle on the bottom",
        "vehicle",
        1,
        (side(one("vehicle", where=at("bottom")), column="right"),),
    ),
    Case("the red building or the blue one", "red building or blue building", 1),
)

PLACES_OF_OTHERS = (
    Case("all cars outside the left half", "car", None, (Not(*at(column="left", area="half")),)),
    Case("cars far from the left edge", "car", None, (Not(*at(column="left", area="edge")),)),
    Case("cars facing the left", "car", None, unread=("facing the left",)),
    Case("the tank with a white top", "tank", 1, (to("with", every("top", colour="white")),)),
    Case(
        "buildings over 500 m2 in the north of the city",
        "building",
        None,
        (*measured("area", Quantity(500, "m2")), side("city", "top", None, "compass")),
    ),
    Case(
        "buildings over 500 m2 in the north",
        "building",
        None,
        (*grid("top"), *measured("area", Quantity(500, "m2"))),
    ),
    Case("the ship in the middle of two ships", "ship", 1, (to("between", replace(every("ship"), count=2)),)),
    Case("the largest among the tanks near the river", "tank", 1, (to("near", "river"),), LARGEST),
    Case("how many cars are near the bridge?", "car", None, (to("near", "bridge"),)),
    Case("houses whose roof is red", "red building", None, wording="red house"),
)

STAYS_UNREAD = (
    Case("cars near [Railway] or [Lake]", "car", None, (to("near", RAILWAY),), unread=("or [Lake]",)),
    Case(
        "cars within 20 m of the road or [Lake]",
        "car",
        None,
        (away("within", 20, "m", "road"),),
        unread=("or [Lake]",),
    ),
    Case(
        "cars not outside [Railway] or [Lake]",
        "car",
        None,
        (Not(to("outside", RAILWAY)),),
        unread=("or [Lake]",),
    ),
    Case("trees that are taller than 10 m", "tree", None, unread=("that are taller than 10 m",)),
    Case("cars farther from the road than 100 m", "car", None, unread=("farther from the road than 100 m",)),
    Case(
        "buildings larger than the red building", "building", None, unread=("larger than the red building",)
    ),
    Case("the car in front of the house", "car", 1, unread=("in front of the house",)),
    Case("cars heading north", "car", None, unread=("heading north",)),
    Case("cars going to the left", "car", None, unread=("going to the left",)),
    Case("trees on the left or on the right", "tree", None, at(column="left"), unread=("or on the right",)),
    Case("tanks within 200 m", "tank", None, unread=("within 200 m",)),
    Case(
        "the road running from the top left to the bottom right",
        "road",
        1,
        unread=("running from the top left to the bottom right",),
    ),
)

RELATED_CASES = (
    *RELATION_CASES,
    *DISTANCE_CASES,
    *MEASURE_CASES,
    *NOT_CASES,
    *RANK_CASES,
    *SENTENCE_CASES,
    *PLACES_OF_OTHERS,
    *STAYS_UNREAD,
)
