"""Says counts, predicates and ranks in canonical words, which the reader reads back as the same values."""

from __future__ import annotations

from .lexicon_reader import nouns
from .model import (
    Expression,
    LayerName,
    Measure,
    Not,
    Position,
    Predicate,
    Rank,
    RankKey,
    Reference,
    Relation,
    RelationKind,
    Shape,
    Size,
)
from .quantities import Quantity
from .target import Head


def count_text(count: int | None) -> str:
    """Returns a count in words."""
    return "every one" if count is None else "one" if count == 1 else str(count)


def reads_as(meaning: Predicate | Rank) -> str:
    """Returns a predicate or rank in canonical words, such as "top left corner" or "near the river"."""
    if isinstance(meaning, Rank):
        return rank_text(meaning)
    if isinstance(meaning, Position):
        return position_text(meaning)
    if isinstance(meaning, (Shape, Size)):
        return meaning.name
    if isinstance(meaning, Measure):
        return measure_text(meaning)
    if isinstance(meaning, Relation):
        return relation_text(meaning)
    if isinstance(meaning, Not):
        return not_text(meaning)
    raise TypeError(f"no words for {type(meaning).__name__}")


def position_text(position: Position) -> str:
    """Returns a position as a noun phrase without article, such as "northern half"."""
    words = [direction_text(position)] if position.row or position.column else []
    area = "part" if position.area == "zone" else position.area
    return " ".join([*words, area])


def direction_text(position: Position) -> str:
    """Returns row and column in words: "top left", "north-west", "middle"."""
    compass = position.frame == "compass"
    rows = {"top": "north", "bottom": "south", "middle": "middle"} if compass else {}
    columns = {"left": "west", "right": "east", "center": "center"} if compass else {}
    words: list[str] = []
    if position.row is not None and not (position.row == "middle" and position.column is not None):
        words.append(rows.get(position.row, position.row))
    if position.column is not None:
        words.append(columns.get(position.column, position.column))
    if position.row == "middle" and position.column in ("left", "right"):
        words.insert(0, "middle")
    if compass and position.row in ("top", "bottom") and position.column in ("left", "right"):
        words = ["-".join(words)]
    return " ".join(words)


def quantity_text(quantity: Quantity) -> str:
    """Returns a quantity such as "200 m"."""
    return f"{quantity.value:.12g} {quantity.unit}"


def measure_text(measure: Measure) -> str:
    """Returns a measure in words, such as "at least 50 m in length"."""
    return f"{_bounds_text(measure.least, measure.most)} in {measure.by}"


def _bounds_text(least: Quantity | None, most: Quantity | None) -> str:
    """Returns bounds in words."""
    if least is not None and most is not None:
        return f"between {quantity_text(least)} and {quantity_text(most)}"
    if least is not None:
        return f"at least {quantity_text(least)}"
    return f"at most {quantity_text(most)}" if most is not None else ""


_RELATIONS: dict[RelationKind, str] = {
    "near": "near",
    "far": "far from",
    "inside": "inside",
    "outside": "outside",
    "on": "on",
    "along": "along",
    "between": "between",
    "surrounded": "surrounded by",
    "touching": "touching",
    "with": "with",
    "is": "among",
}


def relation_text(relation: Relation) -> str:
    """Returns a relation in words, such as "within 200 m of the railway"."""
    apart = len(relation.others) > 1
    others = " and ".join(_closed_text(one) if apart else reference_text(one) for one in relation.others)
    if relation.kind in ("with", "is"):
        others = _part_text(relation.others[0])
    if relation.distance is not None:
        distance = quantity_text(relation.distance)
        return (
            f"{'within' if relation.kind == 'within' else 'at least'} {distance} {_from(relation)} {others}"
        )
    if relation.kind == "side" and relation.direction is not None:
        return f"{side_text(relation.direction)} of {others}"
    return f"{_RELATIONS.get(relation.kind, relation.kind)} {others}"


def _closed_text(reference: Reference) -> str:
    """Returns a reference, in brackets where an "and" behind it could belong to its own words."""
    text = reference_text(reference)
    plain = isinstance(reference, LayerName) or (not _sayings(reference) and len(reference.target.heads) < 2)
    return text if plain or text.startswith("(") else f"({text})"


def _part_text(reference: Reference) -> str:
    """Returns a part of a thing, in brackets where its place would be taken for the place of the whole."""
    text = reference_text(reference)
    placed = isinstance(reference, Expression) and any(isinstance(one, Position) for one in reference.where)
    return f"({text})" if placed and not text.startswith("(") else text


def _from(relation: Relation) -> str:
    return "of" if relation.kind == "within" else "from"


def side_text(direction: Position) -> str:
    """Returns a direction that "of" can follow, such as "on the top left" or "north"."""
    words = direction_text(direction)
    simple = direction.frame == "compass" and "middle" not in (direction.row, direction.column)
    return words if simple and direction.column != "center" else f"on the {words}"


def not_text(meaning: Not) -> str:
    """Returns a negation in words, such as "without a pool" or "not near the river"."""
    inner = meaning.predicate
    if isinstance(inner, Relation) and inner.kind in ("with", "is"):
        return f"{'without' if inner.kind == 'with' else 'except'} {_part_text(inner.others[0])}"
    if isinstance(inner, Relation) and inner.kind == "far":
        # "Not far from" means near.
        return f"not far away from {reference_text(inner.others[0])}"
    if isinstance(inner, Position):
        return f"not {place_text(inner)}"
    return f"not {reads_as(inner)}"


def place_text(position: Position) -> str:
    """Returns a position with its preposition."""
    return f"{'at' if position.area == 'edge' else 'in'} the {position_text(position)}"


def rank_text(rank: Rank) -> str:
    """Returns a rank in words, such as "second largest" or "nearest to the river"."""
    name = _SUPERLATIVES.get((rank.by, rank.descending)) or _SIDES[rank.by]
    number = rank.ordinal
    ordinal = (
        "" if number == 1 else f"{_ORDINALS[number - 2]} " if number <= len(_ORDINALS) + 1 else f"{number}th "
    )
    if rank.other is None:
        return f"{ordinal}{name}"
    return f"{ordinal}{name} {'from' if rank.descending else 'to'} {reference_text(rank.other)}"


_SUPERLATIVES: dict[tuple[RankKey, bool], str] = {
    ("area", True): "largest",
    ("area", False): "smallest",
    ("length", True): "longest",
    ("length", False): "shortest",
    ("width", True): "widest",
    ("width", False): "narrowest",
    ("perimeter", True): "largest perimeter",
    ("perimeter", False): "smallest perimeter",
    ("distance", True): "farthest",
    ("distance", False): "nearest",
}

_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_SIDES: dict[RankKey, str] = {
    "left": "leftmost",
    "right": "rightmost",
    "top": "topmost",
    "bottom": "bottommost",
    "north": "northernmost",
    "south": "southernmost",
    "west": "westernmost",
    "east": "easternmost",
}


def reference_text(reference: Reference) -> str:
    """Returns the other thing of a relation in words, with its article: "the largest tank", "[Railway]"."""
    return f"[{reference.name}]" if isinstance(reference, LayerName) else nested_text(reference)


def nested_text(expression: Expression) -> str:
    """Returns a nested phrase in words, in brackets where one cannot tell what its last words belong to."""
    loose = [f"«{piece.text}»" for piece in expression.unread if piece.reason != "modifier"]
    words = [*opening_words(expression, nested=True), heads_text(expression), *said_words(expression), *loose]
    text = " ".join(word for word in words if word)
    unclear = any(saying.startswith("and ") for saying in said_words(expression))
    return f"({text})" if unclear or (loose and " " in text) else text


def opening_words(expression: Expression, *, nested: bool) -> list[str]:
    """Returns article, number, rank and adjectives."""
    traits = [one.name for one in expression.where if isinstance(one, (Shape, Size))]
    rank = expression.rank
    before = [rank_text(rank)] if rank is not None and rank.other is None and rank.by != "perimeter" else []
    if expression.count is None:
        return [*([] if nested else ["all"]), *before, *traits]
    number = [] if expression.count == 1 else [str(expression.count)]
    return ["the", *number, *before, *traits]


def said_words(expression: Expression) -> list[str]:
    """Returns what stands behind the noun; from the second on, what ends in another thing needs an "and"."""
    words: list[str] = []
    relates = False
    for text, ends_in_other in _sayings(expression):
        words.append(f"and {text}" if relates else text)
        relates = relates or ends_in_other
    return words


def _sayings(expression: Expression) -> list[tuple[str, bool]]:
    """Returns all sayings, each with whether it ends in another thing."""
    rank = expression.rank
    found = [(_said(one), _relates(one)) for one in expression.where if not isinstance(one, (Shape, Size))]
    if rank is not None and rank.other is not None:
        found.append((rank_text(rank), True))
    elif rank is not None and rank.by == "perimeter":
        found.append((f"with the {rank_text(rank)}", True))
    return found


def _relates(predicate: Predicate) -> bool:
    """Returns True where what follows would be said of another thing."""
    inner = predicate.predicate if isinstance(predicate, Not) else predicate
    return isinstance(inner, Relation) or (isinstance(predicate, Not) and isinstance(inner, (Shape, Size)))


def _said(predicate: Predicate) -> str:
    return place_text(predicate) if isinstance(predicate, Position) else reads_as(predicate)


def heads_text(expression: Expression) -> str:
    """Returns the heads joined by "or", in the number that the count asks for."""
    plural = expression.count != 1
    return " or ".join(head_text(head, plural=plural) for head in expression.target.heads)


def head_text(head: Head, *, plural: bool) -> str:
    """Returns colours, unknown modifiers and the noun."""
    found = nouns().get(head.noun) if head.category is not None else None
    # A plural would make two colours two alternatives, and stuff ("water") has none.
    singular = not plural or len(head.colours) > 1 or (found is not None and found[0].mass)
    noun = head.noun if found is None else found[0].singular if singular else found[0].plural
    return " ".join(word for word in (" and ".join(head.colours), *head.modifiers, noun) if word)
