"""Reads the phrases of a request for a model; one that cannot be answered does not keep the others back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from .errors import GeoReferError, InputError, PhraseError
from .expression.encoder_texts import encoder_texts
from .expression.model import Expression
from .expression.target import Target
from .models.interface import ModelCard, PhraseModel
from .phrasing import read_for_model
from .protocol import RefusedPhrase, SegmentRequest

Read = TypeVar("Read")


@dataclass(frozen=True)
class Question:
    """Is one phrase of a request.

    Attributes:
        number: Its place among the phrases of the request.
        phrase: The person's words.
        expression: What they mean.
        texts: What the model is asked for each target that it speaks of, its own target first.
    """

    number: int
    phrase: str
    expression: Expression
    texts: Mapping[Target, tuple[str, ...]]

    @property
    def asked(self) -> tuple[str, ...]:
        """Returns what the model is asked for the phrase's own target."""
        return self.texts[self.expression.target]


@dataclass
class Refusals:
    """Collects the phrases that cannot be answered, and why."""

    errors: dict[str, GeoReferError] = field(default_factory=dict)

    def attempt(self, phrase: str, read: Callable[[], Read]) -> Read | None:
        """Returns what is read of a phrase, None where it is refused."""
        try:
            return read()
        except (PhraseError, InputError) as error:
            self.errors[phrase] = error
            return None

    def require_one_of(self, phrases: Sequence[str]) -> None:
        """Raises what is wrong with the first phrase where none of them can be answered."""
        if all(phrase in self.errors for phrase in phrases):
            raise self.errors[phrases[0]]

    def of(self, phrases: Sequence[str]) -> tuple[RefusedPhrase, ...]:
        """Returns the refused ones, in the order of the phrases."""
        refused = [(phrase, self.errors[phrase]) for phrase in phrases if phrase in self.errors]
        return tuple(RefusedPhrase(phrase, error.message, error.remedy) for phrase, error in refused)


def read_questions(request: SegmentRequest, model: PhraseModel, refusals: Refusals) -> list[Question]:
    """Returns the phrases of a request that the model can be asked.

    Raises:
        PhraseError: There is none; what is wrong with the first.
    """
    questions = []
    for number, phrase in enumerate(request.phrases):
        question = refusals.attempt(phrase, partial(_read, number, phrase, model))
        if question is not None:
            questions.append(question)
    refusals.require_one_of(request.phrases)
    return questions


def numbered(questions: Sequence[Question]) -> tuple[dict[Target, int], tuple[tuple[str, ...], ...]]:
    """Returns a number for every target that is spoken of, and what the model is asked for each number."""
    numbers: dict[tuple[str, ...], int] = {}
    targets: dict[Target, int] = {}
    for question in questions:
        for target, texts in question.texts.items():
            targets[target] = numbers.setdefault(texts, len(numbers))
    return targets, tuple(numbers)


def by_working_gsd(
    questions: Sequence[Question], request: SegmentRequest, card: ModelCard
) -> dict[float | None, list[Question]]:
    """Groups questions by the ground sample distance that suits each, so that none changes another."""
    groups: dict[float | None, list[Question]] = {}
    for question in questions:
        groups.setdefault(working_gsd_m(question.expression, request, card), []).append(question)
    return groups


def working_gsd_m(expression: Expression, request: SegmentRequest, card: ModelCard) -> float | None:
    """Returns the ground sample distance to work at: what is wished, else what suits the things."""
    heads = [head for phrase in expression.phrases for head in phrase.target.heads]
    return request.gsd_m or card.gsd_for([head.category for head in heads if head.category is not None])


def _read(number: int, phrase: str, model: PhraseModel) -> Question:
    expression = read_for_model(phrase, model.card.vocabulary)
    return Question(
        number, phrase, expression, {one.target: _texts(one, model) for one in expression.phrases}
    )


def _texts(expression: Expression, model: PhraseModel) -> tuple[str, ...]:
    """Returns what the model is asked for; words that it never learned are left out.

    Raises:
        PhraseError: The model knows none of the things.
    """
    asked = encoder_texts(expression.target, model.card.vocabulary)
    known = tuple(text for text in asked if not model.unknown_words(text))
    if not known:
        words = dict.fromkeys(word for text in asked for word in model.unknown_words(text))
        named = ", ".join(f'"{word}"' for word in words)
        raise PhraseError(
            f"The model {model.card.id} has never seen {named}",
            "Use a word such as building, car, tree, water or road, or choose another model",
        )
    return known
