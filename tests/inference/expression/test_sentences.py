"""Checks that expressions print as phrases that mean the same."""

from __future__ import annotations

from georefer.inference.expression.model import Expression
from georefer.inference.expression.reading import read
from georefer.inference.expression.sentence import to_sentence
from hypothesis import given, settings

from .made_expressions import expressions


@settings(max_examples=150, deadline=None)
@given(expressions())
def test_an_expression_made_by_hand_reads_back(expression: Expression) -> None:
    sentence = to_sentence(expression)
    assert read(sentence) == expression, sentence
