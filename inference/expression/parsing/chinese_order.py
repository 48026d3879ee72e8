"""Puts the tree of a Chinese phrase into the order of the English grammar, so that one builder reads both.

In Chinese what is said of a thing stands before it, and the other thing before the word of relation:
铁路 200米以内 的 储罐 becomes "储罐 (200米以内 铁路)". The terminals keep their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lark import Tree

from ..words.tagged import Bound, Tagged
from .building import leaves
from .parser import Node, Parsed

_NAMES = frozenset({"NOUN", "WORD", "PRONOUN"})
# The builder reads less deep than this; a bound keeps long chains from running out of stack.
_MOST_NESTED = 10
_SILENT = frozenset({"DE", "NOTHING", "AT", "AND", "ALSO", "STOP", "OPEN", "CLOSE", "THE", "A", "PRONOUN"})
_DROPPED = frozenset({"DE", "NOTHING"})


@dataclass
class _Thing:
    """Gathers one thing: the terminals of its noun phrase, or its layer, and what is said of it."""

    words: list[Tagged] = field(default_factory=list)
    layer: Tagged | None = None
    said: list[Node] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Returns True when a noun or a layer is there."""
        return self.layer is not None or any(one.tag in _NAMES for one in self.words)

    @property
    def is_empty(self) -> bool:
        """Returns True when nothing was read."""
        return not self.words and self.layer is None and not self.said

    @property
    def is_unknown(self) -> bool:
        """Returns True when there is nothing but words that nobody knows."""
        return not self.said and bool(self.words) and all(one.tag == "WORD" for one in self.words)

    def add(self, other: _Thing) -> None:
        """Adds what is said elsewhere of the same thing, before its noun."""
        place = next((k for k, one in enumerate(self.words) if one.tag in _NAMES), len(self.words))
        # "三个储罐中最大的两个": what is partitive counts what it is part of.
        said = sorted(other.words, key=lambda one: one.tag == "PARTITIVE")
        place = 0 if "PARTITIVE" in (one.tag for one in said) else place
        self.words[place:place] = said
        self.said += other.said

    def node(self) -> Node:
        """Returns the thing as the builder takes it; of a layer nothing can be said."""
        if self.layer is not None:
            return Tree("reference", [self.layer])
        words: list[Tagged | Node] = list(self.words)
        return Tree("reference", [Tree("np", words), *self.said])


def in_english_order(parsed: Parsed) -> Parsed:
    """Returns the parse of a Chinese phrase as the grammar of English would have it; nothing gets lost."""
    tree = _ordered(parsed.tree)
    kept = {one.start for one in leaves(tree)}
    lost = [one for one in leaves(parsed.tree) if one.start not in kept and one.tag not in _SILENT]
    return Parsed(tree, (*parsed.left_out, *lost))


def _ordered(tree: Node) -> Node:
    """Returns the tree of a Chinese phrase as the grammar of English would have it.

    What is said without a noun, before or behind it ("储罐中最大的"), is said of the first with one.
    """
    items = _joined_unknown(
        [_Named.of(child) if isinstance(child, Tree) else None for child in tree.children]
    )
    if not items:
        return Tree("start", [])
    main = next((item for item in items if item.is_named), items[0])
    for item in items:
        if item is not main and not item.is_named:
            for one in item.things:
                main.things[0].add(one)
    nodes = [item.node() for item in items if item is main or item.is_named]
    return Tree("start", [node for node in nodes if node.children])


def _joined_unknown(items: Sequence[_Named | None]) -> list[_Named]:
    """Returns the items without stops; an unknown word describes what follows it right away."""
    kept: list[_Named] = []
    touches = False
    for item in items:
        if item is None:
            touches = False
            continue
        if touches and kept[-1].is_unknown:
            item.things[0].words[:0] = kept.pop().things[0].words
        kept.append(item)
        touches = True
    return kept


@dataclass
class _Named:
    """Holds things that 和 and its like join, with the joints between them."""

    things: list[_Thing]
    joints: list[Tagged]

    @classmethod
    def of(cls, tree: Node, depth: int = 0) -> _Named:
        """Reads the things that a node joins."""
        found = cls([], [])
        joints = iter(_tokens(tree))
        for k, child in enumerate(_trees(tree)):
            if k > 0:
                found.joints.append(next(joints))
            inner = _bracketed(child, depth)
            found.things += inner.things
            found.joints += inner.joints
        return found

    @property
    def is_named(self) -> bool:
        """Returns True when one of them has a noun."""
        return any(one.is_named for one in self.things)

    @property
    def is_unknown(self) -> bool:
        """Returns True for one thing of words that nobody knows."""
        return len(self.things) == 1 and self.things[0].is_unknown

    def node(self) -> Node:
        """Returns the things as the builder takes them; empty ones are left out with their joints."""
        children: list[Node | Tagged] = []
        for k, one in enumerate(self.things):
            if not one.is_empty:
                if children:
                    children.append(self.joints[k - 1])
                children.append(one.node())
        return Tree("references", children)


def _other(tree: Node, depth: int) -> Node:
    """Returns the other things of a relation; what the builder would not look at stays as it is."""
    return tree if depth >= _MOST_NESTED else _Named.of(tree, depth + 1).node()


def _tokens(tree: Node) -> list[Tagged]:
    """Returns the children that are terminals."""
    return [child for child in tree.children if isinstance(child, Tagged)]


def _trees(tree: Node) -> list[Node]:
    """Returns the children that are trees."""
    return [child for child in tree.children if isinstance(child, Tree)]


def _thing(tree: Node, depth: int) -> _Thing:
    """Reads one reference: what stands before it, then the noun phrase or layer."""
    thing = _Thing()
    for child in tree.children:
        if not isinstance(child, Tree):
            if child.tag == "LAYER":
                thing.layer = child
        elif child.data == "np":
            _read_noun_phrase(child, thing, depth)
        elif child.data == "bracketed":
            continue
        elif child.data == "possessed":
            _read_possessed(child, thing, depth)
        else:
            thing.said += _said(child, depth)
    return thing


def _read_noun_phrase(tree: Node, thing: _Thing, depth: int) -> None:
    """Adds the terminals of a noun phrase; what is said in between goes behind it."""
    for child in tree.children:
        if isinstance(child, Tree):
            thing.said += _said(child, depth)
        elif child.tag == "LOOSE":
            thing.said.append(Tree("loose", [child]))
        elif child.tag == "BADQUANTITY":
            thing.said.append(Tree("measure", [Tree("amount", [child])]))
        elif child.tag not in _DROPPED:
            thing.words.append(child)


def _bracketed(tree: Node, depth: int) -> _Named:
    """Reads one reference, or the things in brackets in its place."""
    thing = _thing(tree, depth)
    last = tree.children[-1]
    if not isinstance(last, Tree) or last.data != "bracketed":
        return _Named([thing], [])
    if depth >= _MOST_NESTED:
        return _Named([thing], [])
    named = _Named.of(_trees(last)[0], depth + 1)
    named.things[0].words[:0] = thing.words
    named.things[0].said += thing.said
    return named


def _read_possessed(tree: Node, thing: _Thing, depth: int) -> None:
    """Reads "条纹的" as an adjective nobody knows; what belongs to a known thing is not understood."""
    if depth >= _MOST_NESTED:
        return
    things = [_thing(one, depth + 1) for one in _trees(tree.children[0])]  # type: ignore[arg-type]
    if len(things) == 1 and things[0].is_unknown:
        thing.words += things[0].words
    elif any(one.is_named for one in things):
        joint = tree.children[-1]
        carry = replace(joint, tag="CARRY") if isinstance(joint, Tagged) else joint
        thing.said.append(Tree("carried", [carry, *(one.node().children[0] for one in things)]))
    else:
        for one in things:
            thing.words += one.words
            thing.said += one.said


def _said(tree: Node, depth: int) -> list[Node]:
    """Returns what is said of a thing as the builder takes it."""
    if tree.data == "negated":
        return _negated(tree, depth)
    words = [child for child in _tokens(tree) if child.tag in _CLOSERS]
    if not _trees(tree):
        return []
    found = _other(_trees(tree)[0], depth)
    other = [found] if found.children else []
    # The opener says nothing, but belongs to the piece of the phrase.
    opener = [child for child in _tokens(tree) if child.tag == "AT"]
    if not words:
        return [Tree("carried", [*(replace(one, tag="CARRY") for one in opener), *other])]
    return [_said_of(word, [*opener, *other]) for word in words]


def _said_of(word: Tagged, other: Sequence[Node | Tagged]) -> Node:
    """Returns one relation as the builder takes it; ``other`` is what it is to, and its opener."""
    if word.tag in ("CLOSEST", "LEADCLOSEST"):
        return Tree("closest", [replace(word, tag="CLOSEST"), *other])
    if word.tag == "LEADDISTANCE":
        bounds, negated = word.value
        distance = _said_of(replace(word, tag="DISTANCE", value=bounds), other)
        return Tree("negated", [replace(word, tag="NOT", value=None), distance]) if negated else distance
    if word.tag == "DISTANCE":
        amount: Node = Tree("amount", _amount(word))
        return Tree("distance", [amount, replace(word, tag="FROM", value=None), *other])
    if word.value is None:
        return Tree("carried", [replace(word, tag="CARRY"), *other])
    if word.value.kind == "is" and any(isinstance(one, Tree) and not _is_named(one) for one in other):
        return Tree("negated", [replace(word, tag="NOT", value=None), *other])
    return Tree("relation", [replace(word, tag="RELATION"), *other])


def _is_named(references: Node) -> bool:
    """Returns True when a noun or a layer is among the things named."""
    for reference in _trees(references):
        head = reference.children[0]
        names = _tokens(head) if isinstance(head, Tree) else [head]
        if any(one.tag in ("NOUN", "WORD", "LAYER") for one in names):
            return True
    return False


_CLOSERS = frozenset({"RELATION", "DISTANCE", "CLOSEST", "LEADING", "LEADCLOSEST", "LEADDISTANCE"})


def _amount(word: Tagged) -> list[Tagged | Node]:
    """Returns a distance as the terminals of an amount."""
    if isinstance(word.value, str):
        return [replace(word, tag="BADQUANTITY")]
    bounds: Sequence[Any] = word.value
    if len(bounds) == 2:
        return [replace(word, tag="RANGE", value=(bounds[0][1], bounds[1][1]))]
    kind, quantity = bounds[0]
    bound = Bound("least" if kind == "beyond" else "most")
    return [replace(word, tag="COMPARE", value=bound), replace(word, tag="QUANTITY", value=quantity)]


def _negated(tree: Node, depth: int) -> list[Node]:
    """Returns what is denied; a place of the scene as one, other adjectives as a noun phrase."""
    denial = tree.children[0]
    for child in tree.children[1:]:
        if isinstance(child, Tree):
            if child.data == "references":
                found = _other(child, depth)
                return [Tree("negated", [denial, found] if found.children else [denial])]
            return [Tree("negated", [denial, *_said(child, depth)])]
        if child.tag == "PLACED":
            return [Tree("negated", [denial, Tree("position", [replace(child, tag="PLACE")])])]
        if child.tag not in _DROPPED:
            noun_phrase: Node = Tree("np", [child])
            return [Tree("negated", [denial, Tree("references", [Tree("reference", [noun_phrase])])])]
    return []
