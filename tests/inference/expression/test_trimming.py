from __future__ import annotations

from georefer.inference.expression.encoder_texts import is_known
from georefer.inference.expression.model import Expression, Relation
from georefer.inference.expression.reading import read
from georefer.inference.expression.target import Target
from georefer.inference.expression.trimming import without_unknown

WORDS = frozenset({"red", "building", "road", "tree"})


def known(target: Target) -> bool:
    return is_known(target, WORDS)


def trimmed(phrase: str) -> Expression:
    return without_unknown(read(phrase), known)


def test_a_relation_to_an_unknown_thing_is_left_out_and_named() -> None:
    expression = trimmed("the red building next to the fountain")
    assert expression.where == ()
    assert expression.target == read("the red building").target
    assert ["fountain" in piece.text for piece in expression.unread] == [True]


def test_what_is_known_stays() -> None:
    for phrase in ("buildings near the road", "trees within 20 m of [Fountains]", "red building top-left"):
        assert trimmed(phrase) == read(phrase)


def test_a_denial_of_an_unknown_thing_excludes_nothing() -> None:
    expression = trimmed("buildings without a fountain in the north")
    assert not any("fountain" in repr(predicate) for predicate in expression.where)
    assert len(expression.where) == 1


def test_unknown_things_deep_in_a_phrase_are_left_out_there() -> None:
    expression = trimmed("trees near the building next to the fountain")
    (relation,) = expression.where
    assert isinstance(relation, Relation)
    (other,) = relation.others
    assert isinstance(other, Expression)
    assert other.where == ()
    assert other.unread


def test_an_open_vocabulary_knows_everything() -> None:
    phrase = read("the red building next to the fountain")
    assert without_unknown(phrase, lambda target: is_known(target, None)) == phrase
