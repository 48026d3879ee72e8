# ruff: noqa: RUF001  (Chinese punctuation is what is tested)
"""Holds Chinese phrases with the expression they mean; written before the Chinese grammar."""

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
    MeasureKey,
    Not,
    Position,
    Predicate,
    Rank,
    RankKey,
    Reference,
    Relation,
    RelationKind,
    Row,
    Shape,
    Size,
)
from georefer.inference.expression.quantities import Quantity, Unit
from georefer.inference.expression.target import Head, Target


@dataclass(frozen=True)
class ChineseCase:
    """One phrase and what it means; ``unread`` lists the words that must be named as not understood."""

    phrase: str
    meaning: Expression
    unread: tuple[str, ...] = ()


def one(noun: str, *where: Predicate, rank: Rank | None = None, colour: str = "") -> Expression:
    return replace(every(noun, *where, rank=rank, colour=colour), count=1)


def every(noun: str, *where: Predicate, rank: Rank | None = None, colour: str = "") -> Expression:
    """Several nouns or colours are written "car|truck"."""
    heads = tuple(
        Head(word, canonical_category(word), (name,) if name else ())
        for word in noun.split("|")
        for name in colour.split("|")
    )
    return Expression(Target(heads), None, where, rank)


def many(count: int, noun: str, *where: Predicate, rank: Rank | None = None, colour: str = "") -> Expression:
    return replace(every(noun, *where, rank=rank, colour=colour), count=count)


def at(row: Row | None = None, column: Column | None = None, area: Area = "zone") -> Position:
    return Position(row, column, area)


def grid(row: Row | None = None, column: Column | None = None, area: Area = "zone") -> Position:
    return Position(row, column, area, "compass")


def rel(kind: RelationKind, *others: Reference) -> Relation:
    return Relation(kind, others)


def within(value: float, unit: Unit, other: Reference) -> Relation:
    return Relation("within", (other,), Quantity(value, unit))


def beyond(value: float, unit: Unit, other: Reference) -> Relation:
    return Relation("beyond", (other,), Quantity(value, unit))


def side(
    other: Reference, row: Row | None = None, column: Column | None = None, frame: Frame = "image"
) -> Relation:
    return Relation("side", (other,), direction=Position(row, column, "zone", frame))


def least(by: MeasureKey, value: float, unit: Unit) -> Measure:
    return Measure(by, Quantity(value, unit))


def most(by: MeasureKey, value: float, unit: Unit) -> Measure:
    return Measure(by, None, Quantity(value, unit))


def both(by: MeasureKey, low: float, high: float, unit: Unit) -> Measure:
    return Measure(by, Quantity(low, unit), Quantity(high, unit))


def nearest(other: Reference, ordinal: int = 1) -> Rank:
    return Rank("distance", False, ordinal, other)


def first(by: RankKey, ordinal: int = 1) -> Rank:
    return Rank(by, ordinal=ordinal)


LARGEST, SMALLEST = Rank("area"), Rank("area", False)
RAILWAY, RIVER, ROAD, POOL, TREE = (every(noun) for noun in ("railway", "river", "road", "pool", "tree"))
LAYER = LayerName("Railway")

POSITION_CASES = (
    ChineseCase("左下四分之一区域内的所有建筑", every("building", at("bottom", "left", "quarter"))),
    ChineseCase("画面下方三分之一的所有房子", every("house", at("bottom"))),
    ChineseCase("左上角的红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("左上角红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("左上角的红色的建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("红色建筑物左上角", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("红色建筑物，左上角", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("左上角 红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("位于左上角的红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("图像左上角的红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("在图片的左上角的红色建筑物", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("红色建筑物在左上角", one("building", at("top", "left", "corner"), colour="red")),
    ChineseCase("图中左上方的汽车", one("car", at("top", "left"))),
    ChineseCase("右下方的船", one("ship", at("bottom", "right"))),
    ChineseCase("中央的网球场", one("tennis court", at("middle", "center"))),
    ChineseCase("中间的篮球场", one("basketball court", at("middle", "center"))),
    ChineseCase("画面中央的飞机", one("airplane", at("middle", "center"))),
    ChineseCase("图像顶部的道路", one("road", at("top"))),
    ChineseCase("上部的房子", one("house", at("top"))),
    ChineseCase("底部的储罐", one("tank", at("bottom"))),
    ChineseCase("左侧的飞机", one("airplane", at(column="left"))),
    ChineseCase("右边的桥", one("bridge", at(column="right"))),
    ChineseCase("东北角的游泳池", one("swimming pool", grid("top", "right", "corner"))),
    ChineseCase("北部的农田", one("field", grid("top"))),
    ChineseCase("西侧的厂房", one("factory", grid(column="left"))),
    ChineseCase("西南部的湖泊", one("lake", grid("bottom", "left"))),
    ChineseCase("南半部的所有建筑物", every("building", grid("bottom", area="half"))),
    ChineseCase("左半部分的所有汽车", every("car", at(column="left", area="half"))),
    ChineseCase("边缘的船", one("ship", at(area="edge"))),
    ChineseCase("上边缘的树木", one("tree", at("top", area="edge"))),
    ChineseCase("角落里的房子", one("house", at(area="corner"))),
    ChineseCase("最右边缘的房子", one("house", at(column="right", area="edge"))),
    ChineseCase("右下角四分之一的汽车", one("car", at("bottom", "right", "quarter"))),
    ChineseCase("左侧中部的桥", one("bridge", at("middle", "left"))),
    ChineseCase("左侧的所有汽车", every("car", at(column="left"))),
    ChineseCase("东边的水体", one("water body", grid(column="right"))),
)

COUNT_CASES = (
    ChineseCase("红色建筑物", every("building", colour="red")),
    ChineseCase("所有红色建筑物", every("building", colour="red")),
    ChineseCase("全部的汽车", every("car")),
    ChineseCase("每一辆卡车", every("truck")),
    ChineseCase("两座桥", many(2, "bridge")),
    ChineseCase("3辆公交车", many(3, "bus")),
    ChineseCase("三架飞机", many(3, "airplane")),
    ChineseCase("十二个储罐", many(12, "tank")),
    ChineseCase("二十三棵树", many(23, "tree")),
    ChineseCase("一百零五棵树", many(105, "tree")),
    ChineseCase("左边的两艘船", many(2, "ship", at(column="left"))),
    ChineseCase("那座桥", one("bridge")),
    ChineseCase("这栋建筑", one("building")),
    ChineseCase("唯一的桥梁", one("bridge")),
    ChineseCase("一些房屋", every("house")),
    ChineseCase("左上角的那辆红色的汽车", one("car", at("top", "left", "corner"), colour="red")),
    ChineseCase("右侧的一艘船", one("ship", at(column="right"))),
    ChineseCase("植被", every("vegetation")),
)

RANK_CASES = (
    ChineseCase("最大的建筑物", one("building", rank=LARGEST)),
    ChineseCase("最小的泳池", one("pool", rank=SMALLEST)),
    ChineseCase("最长的桥", one("bridge", rank=first("length"))),
    ChineseCase("最宽的道路", one("road", rank=first("width"))),
    ChineseCase("第二大的储罐", one("tank", rank=Rank("area", ordinal=2))),
    ChineseCase("第2大储罐", one("tank", rank=Rank("area", ordinal=2))),
    ChineseCase("第三小的湖", one("lake", rank=Rank("area", False, 3))),
    ChineseCase("面积第二大的储罐", one("tank", rank=Rank("area", ordinal=2))),
    ChineseCase("面积最大的两座建筑", many(2, "building", rank=LARGEST)),
    ChineseCase("两个最大的储罐", many(2, "tank", rank=LARGEST)),
    ChineseCase("最大的两个储罐", many(2, "tank", rank=LARGEST)),
    ChineseCase("最大的三个红色屋顶", many(3, "roof", rank=LARGEST, colour="red")),
    ChineseCase("最北的房子", one("house", rank=first("north"))),
    ChineseCase("最南端的船", one("ship", rank=first("south"))),
    ChineseCase("最左边的白色汽车", one("car", rank=first("left"), colour="white")),
    ChineseCase("最上面的船", one("ship", rank=first("top"))),
    ChineseCase("从左数第三辆汽车", one("car", rank=first("left", 3))),
    ChineseCase("左起第二架飞机", one("airplane", rank=first("left", 2))),
    ChineseCase("从北往南第二座桥", one("bridge", rank=first("north", 2))),
    ChineseCase("储罐中最大的", one("tank", rank=LARGEST)),
    ChineseCase("储罐中最大的那个", one("tank", rank=LARGEST)),
    ChineseCase("离河流最近的房子", one("house", rank=nearest(RIVER))),
    ChineseCase("距离[Railway]最近的储罐", one("tank", rank=nearest(LAYER))),
    ChineseCase("最靠近道路的建筑", one("building", rank=nearest(ROAD))),
    ChineseCase("离河流第二近的房子", one("house", rank=nearest(RIVER, 2))),
    ChineseCase("离铁路最远的房子", one("house", rank=Rank("distance", True, 1, RAILWAY))),
    ChineseCase("离河流最近的三栋房子", many(3, "house", rank=nearest(RIVER))),
    ChineseCase("面积最大的前三个湖", many(3, "lake", rank=LARGEST)),
    ChineseCase("最小的前两个湖", many(2, "lake", rank=SMALLEST)),
    ChineseCase("面积前五的农田", many(5, "field", rank=LARGEST)),
    ChineseCase("从左数前三辆汽车", many(3, "car", rank=first("left"))),
    ChineseCase("前三大的湖", many(3, "lake", rank=LARGEST)),
    ChineseCase("第二靠近河流的房子", one("house", rank=nearest(RIVER, 2))),
    ChineseCase("东北部最大的红色屋顶", one("roof", grid("top", "right"), rank=LARGEST, colour="red")),
    ChineseCase(
        "左半边从上往下第二栋建筑", one("building", at(column="left", area="half"), rank=first("top", 2))
    ),
)

MEASURE_CASES = (
    ChineseCase("面积大于500平方米的建筑物", every("building", least("area", 500, "m2"))),
    ChineseCase("面积超过２公顷的农田", every("field", least("area", 2, "ha"))),
    ChineseCase("大于500平方米的建筑物", every("building", least("area", 500, "m2"))),
    ChineseCase("500平方米以上的建筑物", every("building", least("area", 500, "m2"))),
    ChineseCase("面积小于3亩的田", every("field", most("area", 3, "mu"))),
    ChineseCase("不超过100平米的房子", every("house", most("area", 100, "m2"))),
    ChineseCase("至少50米长的船", every("ship", least("length", 50, "m"))),
    ChineseCase("长度超过50米的船", every("ship", least("length", 50, "m"))),
    ChineseCase("长50米以上的船", every("ship", least("length", 50, "m"))),
    ChineseCase("宽度小于10米的道路", every("road", most("width", 10, "m"))),
    ChineseCase("周长不小于1公里的湖泊", every("lake", least("perimeter", 1, "km"))),
    ChineseCase("长约50米的船", every("ship", both("length", 40, 60, "m"))),
    ChineseCase("长度在50米左右的船", every("ship", both("length", 40, 60, "m"))),
    ChineseCase("面积在100到200平方米之间的房子", every("house", both("area", 100, 200, "m2"))),
    ChineseCase("面积介于100和200平方米之间的房子", every("house", both("area", 100, 200, "m2"))),
    ChineseCase("100至200平方米的房子", every("house", both("area", 100, 200, "m2"))),
    ChineseCase("半公顷以上的农田", every("field", least("area", 0.5, "ha"))),
    ChineseCase("大于1,000平方英尺的房子", every("house", least("area", 1000, "ft2"))),
    ChineseCase("面积不到两英亩的湖", every("lake", most("area", 2, "acre"))),
    ChineseCase(
        "长宽都大于20米的建筑物", every("building", least("length", 20, "m"), least("width", 20, "m"))
    ),
    ChineseCase("建筑物，面积大于500平方米", every("building", least("area", 500, "m2"))),
)

RELATION_CASES = (
    ChineseCase("铁路200米以内的两个最大的储罐", many(2, "tank", within(200, "m", RAILWAY), rank=LARGEST)),
    ChineseCase("铁路200米以内的储罐", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("距离铁路200米以内的储罐", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("距铁路不超过200米的储罐", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("离铁路不到200米的储罐", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("铁路周围200米范围内的储罐", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("铁路两公里之内的储罐", every("tank", within(2, "km", RAILWAY))),
    ChineseCase("铁路500英尺以内的储罐", every("tank", within(500, "ft", RAILWAY))),
    ChineseCase("[Railway] 200米以内的 tank", every("tank", within(200, "m", LAYER))),
    ChineseCase("【铁路】２００米以内的储罐", every("tank", within(200, "m", LayerName("铁路")))),
    ChineseCase("［铁路］200ｍ以内的储罐", every("tank", within(200, "m", LayerName("铁路")))),
    ChineseCase("距河流100米以外的房子", every("house", beyond(100, "m", RIVER))),
    ChineseCase("河流100米以外的房子", every("house", beyond(100, "m", RIVER))),
    ChineseCase("距离河流超过1公里的房子", every("house", beyond(1, "km", RIVER))),
    ChineseCase("铁路附近的储罐", every("tank", rel("near", RAILWAY))),
    ChineseCase("河边的房子", every("house", rel("near", RIVER))),
    ChineseCase("道路旁边的树", every("tree", rel("near", ROAD))),
    ChineseCase("靠近河流的房子", every("house", rel("near", RIVER))),
    ChineseCase("与道路相邻的建筑", every("building", rel("near", ROAD))),
    ChineseCase("在河流附近的红色房子", every("house", rel("near", RIVER), colour="red")),
    ChineseCase("红色的在河流附近的房子", every("house", rel("near", RIVER), colour="red")),
    ChineseCase("[河流]附近的建筑", every("building", rel("near", LayerName("河流")))),
    ChineseCase("远离道路的房子", every("house", rel("far", ROAD))),
    ChineseCase("离道路很远的房子", every("house", rel("far", ROAD))),
    ChineseCase("铁路北边的储罐", every("tank", side(RAILWAY, "top", frame="compass"))),
    ChineseCase("铁路以北的储罐", every("tank", side(RAILWAY, "top", frame="compass"))),
    ChineseCase("铁路的北边的储罐", every("tank", side(RAILWAY, "top", frame="compass"))),
    ChineseCase("位于铁路以南的储罐", every("tank", side(RAILWAY, "bottom", frame="compass"))),
    ChineseCase("道路左侧的汽车", every("car", side(ROAD, column="left"))),
    ChineseCase("储罐左上方的车辆", every("vehicle", side(every("tank"), "top", "left"))),
    ChineseCase("河流东北的房子", every("house", side(RIVER, "top", "right", "compass"))),
    ChineseCase("左侧的船右下方的船", every("ship", side(one("ship", at(column="left")), "bottom", "right"))),
    ChineseCase(
        "位于左侧船的右下方的船", every("ship", side(one("ship", at(column="left")), "bottom", "right"))
    ),
    ChineseCase(
        "船位于左侧船的右下方", every("ship", side(one("ship", at(column="left")), "bottom", "right"))
    ),
    ChineseCase("车辆在储罐的左上方", every("vehicle", side(every("tank"), "top", "left"))),
    ChineseCase("停车场里的汽车", every("car", rel("inside", every("car park")))),
    ChineseCase("农田里面的房子", every("house", rel("inside", every("field")))),
    ChineseCase("[Site]内的储罐", every("tank", rel("inside", LayerName("Site")))),
    ChineseCase("[Site]以外的储罐", every("tank", rel("outside", LayerName("Site")))),
    ChineseCase("桥上的汽车", every("car", rel("on", every("bridge")))),
    ChineseCase("道路上的白色汽车", every("car", rel("on", ROAD), colour="white")),
    ChineseCase("河流上的桥", every("bridge", rel("on", RIVER))),
    ChineseCase("横跨河流的桥", every("bridge", rel("on", RIVER))),
    ChineseCase("沿着河流的道路", every("road", rel("along", RIVER))),
    ChineseCase("沿河的房子", every("house", rel("along", RIVER))),
    ChineseCase("沿[Railway]分布的房子", every("house", rel("along", LAYER))),
    ChineseCase("沿着道路排列的树", every("tree", rel("along", ROAD))),
    ChineseCase("河流南岸的房子", every("house", side(RIVER, "bottom", frame="compass"))),
    ChineseCase("500米范围内有铁路的房子", every("house", within(500, "m", RAILWAY))),
    ChineseCase("500米内没有铁路的房子", every("house", Not(within(500, "m", RAILWAY)))),
    ChineseCase("[Railway]或[Lake]附近的房子", every("house", rel("near", LAYER)), unread=("或[Lake]附近",)),
    ChineseCase("道路两旁的树木", every("tree", rel("along", ROAD))),
    ChineseCase("河流和铁路之间的房子", every("house", rel("between", RIVER, RAILWAY))),
    ChineseCase("在河流与[Railway]之间的房子", every("house", rel("between", RIVER, LAYER))),
    ChineseCase("两条道路之间的树", every("tree", rel("between", many(2, "road")))),
    ChineseCase(
        "红色建筑和蓝色建筑之间的汽车",
        every("car", rel("between", every("building", colour="red"), every("building", colour="blue"))),
    ),
    ChineseCase("被树木包围的房子", every("house", rel("surrounded", TREE))),
    ChineseCase("被树环绕的游泳池", every("swimming pool", rel("surrounded", TREE))),
    ChineseCase("带泳池的房子", every("house", rel("with", POOL))),
    ChineseCase("有泳池的房子", every("house", rel("with", POOL))),
    ChineseCase("带有太阳能板的屋顶", every("roof", rel("with", every("solar panel")))),
    ChineseCase("紧贴道路的建筑", every("building", rel("touching", ROAD))),
    ChineseCase("与道路相连的建筑", every("building", rel("touching", ROAD))),
    ChineseCase("最大的储罐附近的汽车", every("car", rel("near", one("tank", rank=LARGEST)))),
    ChineseCase("河边的建筑旁边的汽车", every("car", rel("near", every("building", rel("near", RIVER))))),
    ChineseCase(
        "左上角的红色建筑旁边的汽车",
        every("car", rel("near", one("building", at("top", "left", "corner"), colour="red"))),
    ),
    ChineseCase(
        "铁路附近、河流北边的储罐", every("tank", rel("near", RAILWAY), side(RIVER, "top", frame="compass"))
    ),
    ChineseCase(
        "铁路附近的并且在河流北边的储罐",
        every("tank", rel("near", RAILWAY), side(RIVER, "top", frame="compass")),
    ),
    ChineseCase(
        "河流以北第二大的储罐", one("tank", side(RIVER, "top", frame="compass"), rank=Rank("area", ordinal=2))
    ),
    ChineseCase("储罐，铁路200米以内", every("tank", within(200, "m", RAILWAY))),
    ChineseCase("河流或湖泊附近的房子", every("house", rel("near", every("river|lake")))),
)

NEGATION_CASES = (
    ChineseCase("没有泳池的房子", every("house", Not(rel("with", POOL)))),
    ChineseCase("不带泳池的房子", every("house", Not(rel("with", POOL)))),
    ChineseCase("除卡车以外的车辆", every("vehicle", Not(rel("is", every("truck"))))),
    ChineseCase("除了卡车的车辆", every("vehicle", Not(rel("is", every("truck"))))),
    ChineseCase(
        "除左上角的储罐外的所有储罐", every("tank", Not(rel("is", one("tank", at("top", "left", "corner")))))
    ),
    ChineseCase(
        "不在[Railway]或[Lake]附近的房子",
        every("house", Not(rel("near", LAYER)), Not(rel("near", LayerName("Lake")))),
    ),
    ChineseCase("不在河流附近的房子", every("house", Not(rel("near", RIVER)))),
    ChineseCase("不靠近河流的房子", every("house", Not(rel("near", RIVER)))),
    ChineseCase("不在左上角的房子", every("house", Not(at("top", "left", "corner")))),
    ChineseCase("不是红色的房子", every("house", Not(rel("is", every("house", colour="red"))))),
    ChineseCase("非红色的房子", every("house", Not(rel("is", every("house", colour="red"))))),
    ChineseCase("不在[Site]内的储罐", every("tank", Not(rel("inside", LayerName("Site"))))),
    ChineseCase("没有被树包围的房子", every("house", Not(rel("surrounded", TREE)))),
    ChineseCase("不是圆形的储罐", every("tank", Not(Shape("round")))),
)

TARGET_CASES = (
    ChineseCase("请找出所有的太阳能板", every("solar panel")),
    ChineseCase("把红色的汽车标出来", every("car", colour="red")),
    ChineseCase("请显示图中的飞机", every("airplane")),
    ChineseCase("游泳池在哪里？", every("swimming pool")),
    ChineseCase("汽车和卡车", every("car|truck")),
    ChineseCase("汽车、卡车和公交车", every("car|truck|bus")),
    ChineseCase("红色或蓝色的屋顶", every("roof", colour="red|blue")),
    ChineseCase("红色和蓝色的汽车", every("car", colour="red|blue")),
    ChineseCase(
        "红色汽车或蓝色卡车",
        Expression(Target((Head("car", "car", ("red",)), Head("truck", "truck", ("blue",))))),
    ),
    ChineseCase("红白相间的屋顶", Expression(Target((Head("roof", "building", ("red", "white")),)))),
    ChineseCase("深蓝色的屋顶", every("roof", colour="blue")),
    ChineseCase("浅灰色房子", every("house", colour="grey")),
    ChineseCase("深色汽车", every("car", colour="black")),
    ChineseCase("红顶房子", every("house", colour="red")),
    ChineseCase("红色屋顶的房子", every("house", colour="red")),
    ChineseCase("有红色屋顶的房子", every("house", colour="red")),
    ChineseCase("颜色为红色的汽车", every("car", colour="red")),
    ChineseCase("大型圆形储罐", every("tank", Shape("round"), Size("large"))),
    ChineseCase("小房子", every("house", Size("small"))),
    ChineseCase("巨大的白色储罐", every("tank", Size("huge"), colour="white")),
    ChineseCase("长条形的厂房", every("factory", Shape("long"))),
    ChineseCase("L形建筑", every("building", Shape("l-shaped"))),
    ChineseCase("绿色的树", every("tree", colour="green")),
    ChineseCase("red 建筑物", every("building", colour="red")),
    ChineseCase("红色的 cars", every("car", colour="red")),
    ChineseCase("停车场", every("car park")),
    ChineseCase("水塔", every("water tower")),
    ChineseCase("「红色」建筑物", every("building", colour="red")),
    ChineseCase("红色，建筑物", every("building", colour="red")),
    ChineseCase("麒麟", every("麒麟")),
    ChineseCase("左上角的麒麟", one("麒麟", at("top", "left", "corner"))),
    ChineseCase("停车场从左数", every("car park"), unread=("从左数",)),
    ChineseCase("红色建筑🚗", every("building", colour="red"), unread=("🚗",)),
    ChineseCase("紫色屋顶", Expression(Target((Head("roof", "building", (), ("紫色",)),))), unread=("紫色",)),
    ChineseCase("条纹屋顶", Expression(Target((Head("roof", "building", (), ("条纹",)),))), unread=("条纹",)),
)

CHINESE_CASES = (
    *POSITION_CASES,
    *COUNT_CASES,
    *RANK_CASES,
    *MEASURE_CASES,
    *RELATION_CASES,
    *NEGATION_CASES,
    *TARGET_CASES,
)

PAIRS = (
    ("米色的建筑物", "beige buildings"),
    ("左上角的红色建筑物", "the red building in the top left corner"),
    ("左侧的汽车", "the car on the left"),
    ("所有红色的屋顶", "all red roofs"),
    ("两座桥", "two bridges"),
    ("最大的建筑物", "the largest building"),
    ("第二大的储罐", "the second largest tank"),
    ("从左数第三辆汽车", "third car from the left"),
    ("最大的两个储罐", "the two largest tanks"),
    ("铁路200米以内的储罐", "tanks within 200 m of railways"),
    ("[Railway] 200米以内的储罐", "tanks within 200 m of [Railway]"),
    ("河流附近的房子", "houses near rivers"),
    ("铁路以北的储罐", "tanks north of railways"),
    ("储罐左上方的车辆", "vehicles on the upper left of tanks"),
    ("河流和铁路之间的房子", "houses between rivers and railways"),
    ("被树木包围的房子", "houses surrounded by trees"),
    ("带泳池的房子", "houses with pools"),
    ("没有泳池的房子", "houses without pools"),
    ("除卡车以外的车辆", "vehicles except trucks"),
    ("不在[Site]内的储罐", "tanks not inside [Site]"),
    ("面积大于500平方米的建筑物", "buildings larger than 500 m2"),
    ("长约50米的船", "ships about 50 m long"),
    ("面积在100到200平方米之间的房子", "houses between 100 and 200 m2"),
    ("离[Railway]最近的储罐", "the tank nearest to [Railway]"),
    ("桥上的汽车", "cars on bridges"),
    ("停车场", "car park"),
    ("红色或蓝色的屋顶", "red or blue roofs"),
    ("汽车和卡车", "cars and trucks"),
    ("北半部的所有建筑物", "all buildings in the northern half"),
)
