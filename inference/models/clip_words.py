"""Reads a phrase together with what it is told apart from: words for everything else in a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

TEMPLATES = ("a satellite photo of {}.", "an aerial photo of {}.", "{} seen from above.", "{}")
BACKGROUND = (
    "ground",
    "bare soil",
    "grass",
    "a field",
    "trees",
    "forest",
    "water",
    "a road",
    "asphalt",
    "concrete",
    "a building",
    "a roof",
    "a car",
    "shadow",
    "sand",
    "rock",
)
# Two words of the background are seldom more alike than this share of all pairs of them.
_ALIKE_SHARE = 0.9


@dataclass(frozen=True)
class AskedPhrase:
    """Holds a phrase and what it is told apart from, as vectors of length one.

    Attributes:
        target: Shape [D].
        others: Shape [n, D], n at least one.
        kept: The words of the background that `others` stand for.
    """

    target: Tensor
    others: Tensor
    kept: tuple[str, ...]

    def share(self, features: Tensor, scale: Tensor) -> Tensor:
        """Returns how far features [..., D] agree with the phrase rather than with anything else, 0..1."""
        words = torch.cat([self.target.unsqueeze(0), self.others]).to(features)
        return (features @ words.T * scale).softmax(dim=-1)[..., 0]


class PhraseReader:
    """Reads phrases in several sentences each, and drops background words that mean the same.

    Args:
        read: Returns the vector [D] of one sentence.
        background: Words for what else there is.
        templates: Sentences with a place for the phrase.
    """

    def __init__(
        self,
        read: Callable[[str], Tensor],
        background: tuple[str, ...] = BACKGROUND,
        templates: tuple[str, ...] = TEMPLATES,
    ) -> None:
        if not background or not templates:
            raise ValueError("a phrase needs words to be told apart from, and sentences to stand in")
        self._read = read
        self._templates = templates
        self._background = background
        self._words: Tensor | None = None

    def ask(self, phrase: str) -> AskedPhrase:
        """Returns a phrase with what it is told apart from."""
        if self._words is None:
            self._words = torch.stack([self._vector(word) for word in self._background])
        target, words = self._vector(phrase), self._words
        named = _stems(phrase)
        nearness = words @ target
        # Words of other languages and synonyms share no letters: then meaning decides.
        limit = max(float(nearness.median()), _usual_nearness(words))
        kept = [
            index
            for index, word in enumerate(self._background)
            if not (_stems(word) & named) and float(nearness[index]) <= limit
        ]
        if not kept:
            kept = [int(nearness.argmin())]
        return AskedPhrase(target, words[kept], tuple(self._background[index] for index in kept))

    def _vector(self, phrase: str) -> Tensor:
        # An English sentence around a phrase of another language only blurs it.
        templates = self._templates if phrase.isascii() else ("{}",)
        sentences = [self._read(template.format(phrase.lower())) for template in templates]
        return functional.normalize(torch.stack(sentences).mean(dim=0), dim=-1)


def _usual_nearness(words: Tensor) -> float:
    """Returns the cosine that all but the most alike pairs of background words stay below."""
    rows, columns = torch.triu_indices(len(words), len(words), offset=1)
    if not len(rows):
        return 1.0
    return float((words @ words.T)[rows, columns].quantile(_ALIKE_SHARE))


def _stems(phrase: str) -> set[str]:
    """Returns the words of an English phrase without the endings of the plural."""
    words = re.findall(r"[a-z]+", phrase.lower())
    return {re.sub(r"(?<=[sxh])es$|(?<![s])s$", "", word) for word in words if len(word) > 2}
