"""Builds an expression from a parse tree; the grammars of all languages share the names of its rules.

What is said of another thing is built by a draft of its own, so that an `Expression` is nested in the
relation. The order of children in a rule does not matter here, only what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model import Expression, Language, LayerName, Reference, UnreadReason
from ..words.tagged import Tagged
from .draft import Draft
from .head_draft import HeadDraft
from .noun_phrases import NounPhrase, names_something
from .parser import Node, Parsed
from .predicates import Sayings
from .source import Source, Span
from .thing_reader import Other

# Deeper than anyone speaks; a bound keeps all that walks over expressions from running out of stack.
_MOST_NESTED = 6


def build(phrase: str, terminals: Sequence[Tagged], parsed: Parsed, language: Language) -> Expression:
    """Returns the expression a parse tree means."""
    source = Source(phrase, terminals, language)
    builder = Builder(source, Draft(source), 0)
    builder.read_items(parsed.tree.children)
    draft = builder.draft
    for one in parsed.left_out:
        at = builder.index(one)
        draft.add_unread((at, at + 1), "layer" if one.tag == "LAYER" else "word")
    built = draft.build()
    return replace(built, problems=tuple(sorted(source.problems, key=lambda one: one.start)))


class Builder:
    """Reads the tree of one thing, with all that is said of it, into a draft."""

    def __init__(self, source: Source, draft: Draft, depth: int) -> None:
        self.draft = draft
        self.depth = depth
        self._source = source
        self._places = source.places
        self._sayings = Sayings(self)

    def index(self, one: Tagged) -> int:
        """Returns a terminal's place among all of them."""
        return self._places[one.start]

    def span(self, *nodes: Node | Tagged) -> Span:
        """Returns the span from the first to the last terminal of nodes; they hold one at least."""
        found = [self.index(one) for node in nodes for one in leaves(node) if one.tag != "NOTHING"]
        return min(found), max(found) + 1

    def read_items(self, items: Sequence[Node | Tagged]) -> None:
        """Reads what stands in the phrase one after the other."""
        for item in items:
            if isinstance(item, Tagged):
                if item.tag not in ("STOP", "IS", "OPEN", "CLOSE"):
                    self._sayings.word(item)
            elif item.data == "references":
                self._read_references(item)
            else:
                self._sayings.read(item)

    def _read_references(self, node: Node) -> None:
        """Reads the things named: the first, and those that "and" or "or" add to it."""
        joint: Tagged | None = None
        told = False
        for child in node.children:
            if isinstance(child, Tagged):
                joint = child if child.tag == "AND" else joint
            elif joint is None:
                self.read_reference(child)
                told = len(child.children) > 1
            else:
                self._read_further(joint, child, told=told)

    def read_reference(self, node: Node) -> None:
        """Reads a thing into the draft, or keeps it as unread where another is there already."""
        first = node.children[0]
        if isinstance(first, Tagged) and first.tag == "OPEN":
            self.read_items(node.children)
            return
        if isinstance(first, Tagged) and first.tag == "LAYER":
            self._keep("layer", first)
            return
        phrases = [child for child in node.children if not isinstance(child, Tagged) and child.data == "np"]
        for phrase in phrases:
            terminals = leaves(phrase)
            if self.draft.head.has_noun and names_something(terminals, pronouns=False):
                self._keep("word", phrase)
            else:
                self.read_noun_phrase(phrase)
        self.read_items([child for child in node.children if child not in phrases])

    def read_noun_phrase(self, node: Node) -> None:
        """Reads a noun phrase into the draft."""
        self.read_terminals(leaves(node))

    def read_terminals(self, terminals: Sequence[Tagged]) -> None:
        """Reads the terminals of a noun phrase into the draft."""
        if terminals:
            NounPhrase(self.draft, terminals, [self.index(one) for one in terminals]).read()

    def _read_further(self, joint: Tagged, node: Node, *, told: bool) -> None:
        """Reads "and trucks": a further head, where what is said can hold for both."""
        phrase = node.children[0]
        if isinstance(phrase, Tagged) or phrase.data != "np":
            self._keep("relation", joint, node)
            return
        terminals = leaves(phrase)
        said = node.children[1:]
        if not names_something(terminals):
            self.read_reference(node)
        elif (has_article(terminals) and joint.value != "or") or (told and said):
            self._keep("word", joint, phrase)
            if not told:
                self.read_items(said)
        else:
            former = self.draft.head
            self.draft.heads.append(HeadDraft())
            self.read_noun_phrase(phrase)
            if any(one.tag == "PRONOUN" for one in terminals) and not self.draft.head.has_noun:
                self.draft.head.take_noun(former)
            self.read_items(said)

    def _keep(self, reason: UnreadReason, *nodes: Node | Tagged) -> None:
        self.draft.add_unread(self.span(*nodes), reason)

    def others(self, node: Node, apart: bool = False, lifted: bool = False) -> list[Other]:
        """Returns what a relation speaks of, each with its span.

        Args:
            node: The ``references`` behind the word of relation.
            apart: True keeps things joined by "and" apart; else bare plurals are one ("roads and rivers").
            lifted: True gives a place said of things that are not definite to this draft: "houses with a pool
                in the north" are houses in the north.
        """
        groups: list[list[Node]] = []
        alternatives: list[int | None] = []
        joint: Tagged | None = None
        for child in node.children:
            if isinstance(child, Tagged):
                joint = child if child.tag == "AND" else joint
            elif joint is not None and self._unites(groups[-1], joint, child, apart=apart):
                groups[-1].append(child)
            else:
                groups.append([child])
                either = joint is not None and joint.value == "or"
                alternatives.append(self.index(joint) if joint is not None and either else None)
        found = []
        for group, alternative in zip(groups, alternatives, strict=True):
            reference = self._reference(group, lifted=lifted)
            if reference is not None:
                found.append(Other(reference, self.span(*group), alternative))
        return found

    def _unites(self, group: list[Node], joint: Tagged, node: Node, *, apart: bool) -> bool:
        """Returns True when a further thing is looked for together with those before."""
        last, first = group[-1].children, node.children[0]
        if len(last) > 1 or isinstance(first, Tagged) or isinstance(last[0], Tagged):
            return False
        if joint.value == "or":
            return True
        return not apart and not has_article(leaves(first))

    def _reference(self, group: list[Node], *, lifted: bool) -> Reference | None:
        """Returns a layer, or the expression of nodes looked for together; None where it names nothing."""
        first = group[0].children[0]
        if isinstance(first, Tagged) and first.tag == "LAYER":
            return LayerName(first.value)
        if self.depth >= _MOST_NESTED:
            return None
        inner = Builder(self._source, Draft(self._source, nested=True), self.depth + 1)
        inner.read_reference(group[0])
        for node in group[1:]:
            inner.draft.heads.append(HeadDraft())
            inner.read_reference(node)
        if not inner.draft.head.has_noun:
            self._borrow(inner.draft, group)
        bracketed = isinstance(first, Tagged) and first.tag == "OPEN"
        behind = not any(one.tag == "PLACED" for one in leaves(group[0].children[0]))
        if lifted and behind and not bracketed and not inner.draft.definite:
            self.draft.take_places(inner.draft)
        return (
            None if not inner.draft.is_named else _own(inner.draft.build(), self._source, self.span(*group))
        )

    def _borrow(self, inner: Draft, group: list[Node]) -> None:
        """Gives "the white one" the noun of the thing it is compared with."""
        if any(one.tag == "PRONOUN" for node in group for one in leaves(node)):
            inner.head.take_noun(self.draft.head)


def leaves(node: Node | Tagged) -> list[Tagged]:
    """Returns the terminals of a tree in order, however deep it is."""
    return list(_leaves(node))


def _leaves(node: Node | Tagged) -> Iterator[Tagged]:
    waiting: list[Node | Tagged] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Tagged):
            yield one
        else:
            waiting.extend(reversed(one.children))


def has_article(terminals: Sequence[Tagged]) -> bool:
    """Returns True for "the river" and "a river"."""
    return any(one.tag in ("THE", "A") for one in terminals)


def _own(built: Expression, source: Source, span: Span) -> Expression:
    """Returns a nested expression with its own piece of the phrase, the spans of its parts within it."""
    start, end = source.start(span), source.end(span)
    parts = tuple(replace(part, start=part.start - start, end=part.end - start) for part in built.parts)
    return replace(built, phrase=source.phrase[start:end], parts=parts)
