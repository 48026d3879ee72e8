"""Reads what is said of a thing - places, relations, measures, negations - into its draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..model import (
    Expression,
    LayerName,
    Not,
    Position,
    Predicate,
    Reference,
    Relation,
    RelationKind,
)
from ..words.measures import amount_of, distances_of
from ..words.tagged import Colours, RelationWord, Tagged
from .distance_sayings import DistanceSayings, child, terminals_of
from .parser import Node
from .thing_reader import ThingReader

_ROOFS = ("roof", "rooftop", "roof top")


class Sayings(DistanceSayings):
    """Holds one reader a rule of the grammars; each adds to the builder's draft or keeps the piece unread."""

    def __init__(self, builder: ThingReader) -> None:
        super().__init__(builder)
        self._readers: dict[str, Callable[[Node], None]] = {
            "also": self._also,
            "position": self._position,
            "side": self._side,
            "relation": self._relation,
            "distance": self._distance,
            "measure": self._measure,
            "closest": self._closest,
            "toward": self._toward,
            "negated": self._negated,
            "quality": self._quality,
            "comparison": lambda node: self._keep("relation", node),
            "loose": lambda node: self._keep("word", node),
            "carried": lambda node: self._keep("relation", node),
        }

    def read(self, node: Node) -> None:
        """Reads one saying."""
        self._readers[node.data](node)

    def word(self, one: Tagged) -> None:
        """Reads a saying of one terminal: "from the left", "in the image"."""
        if one.tag == "FROMSIDE" and not self._draft.add_ordinal_rank(one.value, self._builder.span(one)):
            self._keep("relation", one)

    def _also(self, node: Node) -> None:
        """Reads "and near the road"; an alternative, or a second place, cannot be held."""
        joint, said = node.children
        if isinstance(said, Tagged) and said.tag == "NOTHING":
            self._keep("relation", node)
            return
        if not isinstance(joint, Tagged) or isinstance(said, Tagged):
            self._builder.read_items([child for child in node.children if child is not joint])
            return
        second = said.data == "position" and any(isinstance(one, Position) for one in self._draft.where)
        if joint.value == "or" or second:
            self._keep("relation", node)
        else:
            self.read(said)

    def _position(self, node: Node) -> None:
        if any(one.tag == "NOTHING" for one in terminals_of(node)):
            self._keep("relation", node)
        else:
            self._add(_place_of(node), self._builder.span(node))

    def _side(self, node: Node) -> None:
        """Reads "200 m north of the river", "on the left side of the road", "at the edge of the field"."""
        place = _place_of(node)
        direction = replace(place, area="zone")
        kind: RelationKind = "side"
        if place.row is None and place.column is None:
            kind, direction = "near", Position()
        elif (place.row, place.column) == ("middle", "center"):
            kind, direction = "inside", Position()

        def related(others: tuple[Reference, ...]) -> tuple[Predicate, ...]:
            found: tuple[Predicate, ...] = (
                Relation(kind, others, None, direction if kind == "side" else None),
            )
            amount = child(node, "amount")
            if amount is not None:
                found += distances_of(amount_of(terminals_of(amount)), others[0])
            return found

        amount = child(node, "amount")
        if amount is not None and not self._is_distance(amount, amount_of(terminals_of(amount))):
            self._keep("relation", node)
        else:
            self._relate(node, related)

    def _relation(self, node: Node) -> None:
        word: RelationWord = next(one.value for one in terminals_of(node) if one.tag == "RELATION")
        if word.kind == "between":
            self._between(node)
            return
        if word.kind == "with" and not self._is_thing(node, word):
            return
        references = child(node, "references")
        bare = word.kind == "with" and not word.negated and not self._denied
        if bare and not self._draft.nested and not self._draft.is_named and references:
            # "The lower left part has a bus."
            self._builder.read_items([references])
            self._draft.head.pieces.append(self._builder.span(terminals_of(node)[0]))
            return

        def related(others: tuple[Reference, ...]) -> tuple[Predicate, ...]:
            kind = "on" if word.kind == "inside" and _is_water(others) else word.kind
            found = Relation(kind, others, None, word.direction)
            return (Not(found) if word.negated else found,)

        self._relate(node, related, apart=word.kind == "with", lifted=word.kind in ("with", "is"))

    def _is_thing(self, node: Node, word: RelationWord) -> bool:
        """Returns False after reading "with a red roof" or "with the largest area": no relations."""
        references = child(node, "references")
        if references is None or len(references.children) > 1:
            return True
        reference = references.children[0]
        phrase = None if isinstance(reference, Tagged) else child(reference, "np")
        if phrase is None or isinstance(reference, Tagged):
            return True
        terminals = terminals_of(phrase)
        tags = [one.tag for one in terminals if one.tag != "SUPERLATIVE" or one.value.by != "distance"]
        if "SUPERLATIVE" in tags and not {"NOUN", "WORD"} & set(tags):
            self._builder.read_reference(reference)
            return False
        head = self._draft.head
        nouns = [one for one in terminals if one.tag == "NOUN"]
        colours = [one for one in terminals if one.tag == "COLOUR"]
        roof = len(nouns) == 1 and nouns[0].value.noun.singular in _ROOFS and "WORD" not in tags
        if head.category != "building" or not roof or len(colours) != 1:
            return True
        if not word.negated and head.colours:
            return True
        # From above the roof of a building is what is seen of it.
        span = self._builder.span(*(one for one in terminals_of(node)), phrase)
        if word.negated or self._denied is not None:
            self._draft.denied.append((replace(colours[0].value, any_of=True), span))
        else:
            head.add_colours(colours[0].value, span)
        self._builder.read_items([child for child in reference.children if child is not phrase])
        return False

    def _between(self, node: Node) -> None:
        """Reads "between the road and the river" and "between the buildings"."""
        references = child(node, "references")
        found = self._builder.others(references, True) if references is not None else []
        if not found or len(found) > 2:
            self._keep("relation", node)
        else:
            self._add(
                Relation("between", tuple(other.reference for other in found)), self._builder.span(node)
            )

    def _closest(self, node: Node) -> None:
        rank = next(one.value for one in terminals_of(node) if one.tag == "CLOSEST")
        references = child(node, "references")
        found = self._builder.others(references) if references is not None else []
        if len(found) != 1 or self._denied is not None:
            self._keep("relation", node)
        else:
            self._draft.add_rank(replace(rank, other=found[0].reference), self._builder.span(node))

    def _toward(self, node: Node) -> None:
        """Reads the "to the river" of "the nearest tank to the river"."""
        references = child(node, "references")
        found = self._builder.others(references) if references is not None else []
        waiting = self._draft.toward
        if len(found) != 1 or waiting is None or self._draft.rank is not None or self._denied is not None:
            self._keep("relation", node)
            return
        self._draft.toward = None
        rank = replace(waiting[0], other=found[0].reference)
        self._draft.add_rank(rank, waiting[1])
        self._draft.add_rank_piece(rank, self._builder.span(node))

    def _negated(self, node: Node) -> None:
        """Reads "not near the river", "not red", "not round", "not the trucks"."""
        said = [child for child in node.children if not isinstance(child, Tagged)]
        if not said or said[0].data == "negated":
            self._keep("negation", node)
            return
        if said[0].data == "references":
            self._deny(node, said[0])
            return
        self._denied = node
        self.read(said[0])
        self._denied = None

    def _deny(self, node: Node, references: Node) -> None:
        """Reads what is named behind "not"."""
        reference = references.children[0]
        phrase = None if isinstance(reference, Tagged) else child(reference, "np")
        if isinstance(reference, Tagged) or phrase is None or len(references.children) > 1:
            self._relate(node, lambda others: (Not(Relation("is", others)),), lifted=True)
            return
        said = [child for child in reference.children if child is not phrase]
        terminals = terminals_of(phrase)
        colours = [one for one in terminals if one.tag == "COLOUR"]
        traits = [one for one in terminals if one.tag in ("TRAIT", "PLACED", "MEASURED")]
        if any(one.tag in ("NOUN", "WORD") for one in terminals):
            if (bool(colours) or len(traits) == 1) and not self._draft.is_named:
                self._not_red_buildings(node, phrase, [*colours, *(() if colours else traits)])
                self._builder.read_items(said)
            else:
                self._relate(node, lambda others: (Not(Relation("is", others)),), lifted=True)
            return
        span = self._builder.span(next(one for one in terminals_of(node)), phrase)
        if colours and not traits:
            self._draft.denied.append((Colours(_names(colours), any_of=True), span))
        elif len(traits) == 1 and not colours:
            self._draft.add_predicate(Not(traits[0].value), span)
        else:
            self._draft.add_unread(span, "negation")
        self._builder.read_items(said)

    def _not_red_buildings(self, node: Node, phrase: Node, denied: Sequence[Tagged]) -> None:
        """Reads "not red buildings" where no other thing is named: buildings that are not red."""
        opening = self._builder.span(terminals_of(node)[0])
        span = (opening[0], self._builder.span(*denied)[1])
        if denied[0].tag == "COLOUR":
            self._draft.denied.append((Colours(_names(denied), any_of=True), span))
        else:
            self._draft.add_predicate(Not(denied[0].value), span)
        self._builder.read_terminals([one for one in terminals_of(phrase) if one not in denied])

    def _quality(self, node: Node) -> None:
        """Reads "that is red"."""
        phrase = child(node, "np")
        if phrase is None or any(one.tag in ("NOUN",) for one in terminals_of(phrase)):
            self._keep("word", node)
        else:
            self._builder.read_noun_phrase(phrase)


def _names(colours: Sequence[Tagged]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in colours for name in one.value.names))


def _place_of(node: Node) -> Position:
    """Returns the position of a place and its word of area."""
    position = Position()
    for one in terminals_of(node):
        if one.tag in ("PLACE", "DIRECTION"):
            position = one.value
    for one in terminals_of(node):
        if one.tag == "AREA" and one.value != "zone":
            position = replace(position, area=one.value)
    return position


def _is_water(others: tuple[Reference, ...]) -> bool:
    """Returns True for water alone: what is in it lies on it, seen from above."""
    return all(
        isinstance(other, Expression) and all(head.category == "water" for head in other.target.heads)
        for other in others
        if not isinstance(other, LayerName)
    ) and not any(isinstance(other, LayerName) for other in others)
