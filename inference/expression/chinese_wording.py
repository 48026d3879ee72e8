"""Writes expressions in Chinese: what is said of a thing before it, the nearest to the noun last."""

from __future__ import annotations

from itertools import groupby

from .model import (
    Expression,
    LayerName,
    Measure,
    Not,
    Position,
    Predicate,
    Rank,
    Reference,
    Relation,
    RelationKind,
    Shape,
    Size,
)
from .quantities import Quantity
from .target import Head
from .words.chinese_lexicon import chinese_list, chinese_nouns

_NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_ROWS = {"top": "上", "bottom": "下", "middle": "", None: ""}
_COLUMNS = {"left": "左", "right": "右", "center": "", None: ""}
_NORTH = {"top": "北", "bottom": "南", "middle": "", None: ""}
_EAST = {"left": "西", "right": "东", "center": "", None: ""}
# Words behind the other thing of a relation, with what stands before it when the relation is not the first.
_BEHIND: dict[RelationKind, str] = {
    "near": "附近",
    "inside": "里面",
    "outside": "外面",
    "on": "上",
    "between": "之间",
}
_BEFORE: dict[RelationKind, str] = {"far": "远离", "along": "沿着", "with": "带有"}


def write_chinese(expression: Expression, quoted: bool) -> str:
    """Returns an expression as a Chinese phrase; ``quoted`` puts what was not understood into « »."""
    rest = [piece.text for piece in expression.unread if piece.reason != "modifier"]
    if quoted:
        rest = [text if text.startswith("[") and text.endswith("]") else f"«{text}»" for text in rest]
    return "，".join([_phrase(expression, nested=False), *rest])  # noqa: RUF001


def _phrase(expression: Expression, *, nested: bool) -> str:
    """Returns relations, places, measures, rank, count, traits and the heads."""
    where = expression.where
    relations = [one for one in where if isinstance(one, (Relation, Not))]
    before = [_said(one, first=k == 0) for k, one in enumerate(relations)]
    before += [place_text(one) for one in where if isinstance(one, Position)]
    before += [_measure(one) for one in where if isinstance(one, Measure)]
    if expression.rank is not None:
        before.append(_rank(expression.rank, _measure_word(expression)))
    traits = [_trait(one) for one in where if isinstance(one, (Shape, Size))]
    counted = _count(expression, nested=nested)
    # "从左数第三辆" goes without 的.
    closed = [one if one.endswith(_measure_word(expression)) else f"{one}的" for one in before]
    return "".join([*closed, counted, *traits, _heads(expression)])


def _measure_word(expression: Expression) -> str:
    """Returns the word that counts such things: "辆" for cars."""
    counted: dict[str, str] = chinese_list("targets")["counted"]
    category = expression.target.heads[0].category if expression.target.heads else None
    return counted.get(category or "", counted[""])


def _count(expression: Expression, *, nested: bool) -> str:
    """Returns "所有", "两座", "那座", or nothing where the rest says it."""
    placed = any(isinstance(one, Position) for one in expression.where) or expression.rank is not None
    word = _measure_word(expression)
    if expression.count is None:
        return "所有" if placed or not nested else ""
    if expression.count == 1:
        return "" if placed and len(expression.target.heads) == 1 else f"那{word}"
    if expression.count == 2:
        return f"两{word}"
    return f"{_NUMERALS[expression.count] if expression.count <= 10 else expression.count}{word}"


def _heads(expression: Expression) -> str:
    """Returns the heads joined by 或; colours of one noun are joined themselves."""
    texts: list[str] = []
    for (noun, modifiers), group in groupby(
        expression.target.heads, lambda head: (head.noun, head.modifiers)
    ):
        heads = list(group)
        if len(heads) > 1 and all(len(head.colours) == 1 for head in heads):
            colours = "或".join(_colour(head.colours[0]) for head in heads)
            texts.append(f"{colours}的{''.join(modifiers)}{_noun(noun)}")
        else:
            texts += [_head(head) for head in heads]
    return "或".join(texts)


def _head(head: Head) -> str:
    """Returns colours, unknown modifiers and the noun."""
    colours = "和".join(_colour(name) for name in head.colours)
    mixed = "相间的" if len(head.colours) > 1 else ""
    modifiers = " ".join(head.modifiers)
    return f"{colours}{mixed}{modifiers}{_noun(head.noun)}"


def _noun(noun: str) -> str:
    """Returns the Chinese word for an English noun, or the noun itself where there is none."""
    return chinese_nouns().get(noun, noun)


def _colour(name: str) -> str:
    words: list[str] = chinese_list("colours")["colours"][name]["words"]
    return words[0]


def _trait(trait: Shape | Size) -> str:
    words: list[str] = chinese_list("shapes")["shapes" if isinstance(trait, Shape) else "sizes"][trait.name]
    return words[0]


def place_text(position: Position) -> str:
    """Returns a place: "左上角", "北部", "左侧中部"."""
    if position.row is None and position.column is None:
        return "角落" if position.area == "corner" else "边缘"
    if (position.row, position.column) == ("middle", "center"):
        return "中央"
    direction = _direction(position)
    if position.area == "zone":
        middle = "中部" if position.row == "middle" or position.column == "center" else ""
        return direction + _suffix(direction, position) + middle
    suffix = {"edge": "边缘", "corner": "角", "half": "半部", "quarter": "四分之一"}[position.area]
    return direction + suffix


def _direction(position: Position) -> str:
    """Returns row and column: "左上", "东北", "上"."""
    if position.frame == "image":
        return _COLUMNS[position.column] + _ROWS[position.row]
    return _EAST[position.column] + _NORTH[position.row]


def _suffix(direction: str, position: Position) -> str:
    """Returns what makes a direction a place."""
    if position.frame == "compass":
        return "部"
    return "侧" if direction in ("左", "右") else "方"


def _measure(measure: Measure) -> str:
    """Returns bounds: "面积至少500平方米"."""
    name = chinese_list("quantities")["measures"]
    key = next(words[0] for by, words in name.items() if by == measure.by)
    if measure.least is not None and measure.most is not None:
        return f"{key}在{_quantity(measure.least)}到{_quantity(measure.most)}之间"
    if measure.least is not None:
        return f"{key}至少{_quantity(measure.least)}"
    return f"{key}不超过{_quantity(measure.most)}" if measure.most is not None else ""


def _quantity(quantity: Quantity) -> str:
    units: dict[str, list[str]] = chinese_list("quantities")["units"]
    value = f"{quantity.value:.12g}"
    if "e" in value:
        value = f"{quantity.value:f}".rstrip("0").rstrip(".")
    return value + units[quantity.unit][0]


def _rank(rank: Rank, measure_word: str) -> str:
    """Returns a superlative: "最大", "第二大", "从左数第三个", "离河流最近"."""
    number = _NUMERALS[rank.ordinal] if rank.ordinal <= 10 else str(rank.ordinal)
    lists = chinese_list("ranks")
    if rank.by in lists["from"]:
        if rank.ordinal == 1:
            return str(lists["superlatives"][rank.by]["most"][0])
        return f"{lists['from'][rank.by][0]}第{number}{measure_word}"
    if rank.ordinal == 1:
        text = str(lists["superlatives"][rank.by]["most" if rank.descending else "least"][0])
    else:
        adjectives = {"perimeter": ("长", "短"), "area": ("大", "小"), "length": ("长", "短")}
        adjectives |= {"width": ("宽", "窄"), "distance": ("远", "近")}
        text = (
            f"{'周长' if rank.by == 'perimeter' else ''}第{number}{adjectives[rank.by][not rank.descending]}"
        )
    return text if rank.other is None else f"离{_other(rank.other, natural=False)}{text}"


def _said(predicate: Predicate, *, first: bool) -> str:
    """Returns a relation or denial that stands before the noun."""
    if isinstance(predicate, Relation):
        return relation_text(predicate, opened=not first)
    if not isinstance(predicate, Not):
        return ""
    inner = predicate.predicate
    if isinstance(inner, Relation):
        if inner.kind == "with":
            return f"没有{_others(inner, natural=False)}"
        if inner.kind == "is":
            return f"除{_others(inner, natural=False)}以外"
        if inner.kind == "surrounded":
            return f"没有{relation_text(inner, opened=True)}"
        return f"不{relation_text(inner, opened=True)}"
    if isinstance(inner, Position):
        return f"不在{place_text(inner)}"
    if isinstance(inner, Measure):
        return f"不是{_measure(inner)}"
    return f"不是{_trait(inner)}"


def piece_text(meaning: Predicate | Rank) -> str:
    """Returns a predicate or rank by itself: "左上角", "最大", "河流附近"."""
    if isinstance(meaning, Rank):
        return _rank(meaning, str(chinese_list("targets")["counted"][""]))
    if isinstance(meaning, Position):
        return place_text(meaning)
    if isinstance(meaning, (Shape, Size)):
        return _trait(meaning)
    if isinstance(meaning, Measure):
        return _measure(meaning)
    return _said(meaning, first=True)


def reference_text(reference: Reference) -> str:
    """Returns another thing by itself: "[铁路]", "红色建筑物"."""
    return _other(reference, natural=True)


def relation_text(relation: Relation, *, opened: bool) -> str:
    """Returns a relation; ``opened`` begins it with 在 or 距, so that adjectives may stand before it."""
    others = _others(relation, natural=not opened)
    at = "在" if opened else ""
    if relation.distance is not None:
        away = "以内" if relation.kind == "within" else "以外"
        return f"{'距' if opened else ''}{others}{_quantity(relation.distance)}{away}"
    if relation.kind == "side" and relation.direction is not None:
        return f"{at}{others}{_side(relation.direction)}"
    if relation.kind == "touching":
        return f"与{others}相连"
    if relation.kind == "surrounded":
        return f"被{others}包围"
    if relation.kind == "is":
        return f"是{others}"
    if relation.kind in _BEFORE:
        return f"{_BEFORE[relation.kind]}{others}"
    return f"{at}{others}{_BEHIND[relation.kind]}"


def _side(direction: Position) -> str:
    """Returns a direction behind another thing: "以北", "左上方"."""
    words = _direction(direction)
    if direction.frame == "compass" and len(words) == 1 and direction.row != "middle":
        return f"以{words}"
    place = place_text(direction)
    return place.replace("部", "方") if direction.frame == "compass" and len(words) == 2 else place


def _others(relation: Relation, *, natural: bool) -> str:
    """Returns the other things of a relation."""
    return "和".join(
        _other(other, natural=natural and len(relation.others) == 1) for other in relation.others
    )


def _other(reference: Reference, *, natural: bool) -> str:
    """Returns another thing; in brackets where what is said of it could be taken for something else."""
    if isinstance(reference, LayerName):
        return f"[{reference.name}]"
    text = _phrase(reference, nested=True)
    related = any(isinstance(one, (Relation, Not)) for one in reference.where)
    related = related or (reference.rank is not None and reference.rank.other is not None)
    several = len(reference.target.heads) > 1 and not natural
    return f"({text})" if (related and not natural) or several else text
