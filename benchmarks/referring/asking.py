"""Fills the gaps of phrase templates with what stands in a scene and keeps what has a certain truth.

A template is kept for a scene when its truth is certain in both languages and the phrase says something: some
object is meant, and where every one is wanted that answers a condition, some object does not. The English and
the Chinese phrase have a meaning each, because Chinese has no articles.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from numpy.random import Generator

from .inventory import MEMBERS, Inventory
from .truth import DoubtError, Meaning, Truth

FILE = Path(__file__).with_name("templates.json")
# How many things of a kind there may be: for many ("cars"), for few, for one ("the red bus"), for a pair.
MANY, FEW, ONE, PAIR = (3, 60), (1, 40), (1, 1), (2, 2)
KIND_GAPS = {"a": MANY, "l": MANY, "k": MANY, "v": MANY, "f": FEW, "b": FEW, "u": ONE, "w": ONE, "p": PAIR}
LONG = ("ship", "building", "truck", "bus", "car", "airplane", "solar panel")
ROAD_USERS = ("car", "truck", "bus", "vehicle")
PLAIN_GAPS = ("k", "f", "v")  # a kind without a colour

Kind = tuple[str, str | None]


@dataclass(frozen=True)
class Question:
    """Holds a phrase about one scene.

    Attributes:
        construct: Which construct it asks for.
        language: "en" or "zh".
        phrase: As a person would type it.
        means: Its meaning in the notation of the corpus.
        truth: Numbers of the things that are meant.
    """

    construct: str
    language: str
    phrase: str
    means: Meaning
    truth: tuple[int, ...]


@cache
def template_file() -> dict[str, Any]:
    """Returns templates, what fills their gaps, and the names of nouns and colours; do not change it."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


class Asker:
    """Draws phrases about one scene.

    Args:
        inventory: What stands in the scene.
        random: Where chance comes from.
    """

    def __init__(self, inventory: Inventory, random: Generator) -> None:
        self._truth = Truth(inventory)
        self._random = random
        self._layers = inventory.layers
        self._counts: Counter[Kind] = Counter()
        for thing in inventory.things:
            for name in (thing.category, *(name for name in MEMBERS if thing.is_a(name))):
                self._counts[name, None] += 1
                if thing.colour is not None:
                    self._counts[name, thing.colour] += 1

    def ask(self, template: Mapping[str, Any], tries: int) -> tuple[Question, Question] | None:
        """Returns a template filled, in English and in Chinese; None where no try had a certain truth."""
        for _ in range(tries):
            gaps = self._gaps(template)
            if gaps is None:
                return None
            try:
                return self._question(template, "en", gaps), self._question(template, "zh", gaps)
            except DoubtError:
                continue
        return None

    def _question(self, template: Mapping[str, Any], language: str, gaps: dict[str, list[Any]]) -> Question:
        means = template["means"]
        if language == "zh":
            means = template.get("zh_means") or _without_articles(means)
        filled = _filled(means, {name: value[0] for name, value in gaps.items()})
        truth = self._truth.asked(filled)
        is_free = "n" not in filled and ("where" in filled)
        if not truth or (is_free and len(truth) == len(self._truth.candidates(filled))):
            raise DoubtError("the phrase says nothing here")
        words = {name: value[1 if language == "en" else 2] for name, value in gaps.items()}
        phrase = template[language].format(**words)
        return Question(template["construct"], language, phrase, filled, tuple(truth))

    def _gaps(self, template: Mapping[str, Any]) -> dict[str, list[Any]] | None:
        """Returns what to fill each gap with: [meaning, English, Chinese]."""
        content = template_file()
        text = f"{template['en']} {template['zh']} {json.dumps(template['means'])}"
        gaps: dict[str, list[Any]] = {}
        for name, values in content["slots"].items():
            if f"{{{name}}}" in text:
                value = values[self._random.integers(len(values))]
                if name.endswith("layer") and not self._layers[value[0]]:
                    return None
                gaps[name] = value
                gaps[f"{name}2"] = [value[0], value[1], value[-1]]
        used: set[str] = set()
        for name, (least, most) in KIND_GAPS.items():
            if f"{{{name}}}" in text or f"{{{name}_s}}" in text:
                kind = self._kind(name, least, most, used)
                if kind is None:
                    return None
                used.add(kind[0])
                gaps |= _kind_words(name, kind)
        if "{colour}" in text:
            colours = self._colours(gaps["k"][0])
            if len(colours) < 2:
                return None
            for name, colour in zip(("colour", "hue"), self._random.permutation(colours), strict=False):
                gaps[name] = [str(colour), *content["colours"][colour]]
        return gaps

    def _kind(self, name: str, least: int, most: int, used: set[str]) -> Kind | None:
        """Returns a kind of thing that a gap can be filled with."""
        nouns = template_file()["nouns"]
        kinds = [
            kind
            for kind, count in self._counts.items()
            if least <= count <= most
            and kind[0] in nouns
            and kind[0] not in used
            and not (kind[1] is not None and name in PLAIN_GAPS)
            and not (name == "l" and kind[0] not in LONG)
            and not (name == "v" and kind[0] not in ROAD_USERS)
            and not (name == "f" and kind[0] != "field")
            and not (name == "k" and len(self._colours(kind[0])) < 2)
        ]
        return kinds[self._random.integers(len(kinds))] if kinds else None

    def _colours(self, category: str) -> list[str]:
        return sorted(
            colour for (name, colour), count in self._counts.items() if name == category and colour and count
        )


def questions(
    inventories: Iterator[tuple[int, Inventory]], random: Generator, each: int, tries: int = 12
) -> Iterator[tuple[int, Inventory, list[Question]]]:
    """Yields scenes with phrases about them until every template was asked often enough.

    Args:
        inventories: Scenes, with their seeds; as many as may be needed.
        random: Where chance comes from.
        each: How often a template is asked at most, over all scenes; in each scene once.
        tries: How often a template is filled anew in one scene before it is left.
    """
    templates = template_file()["templates"]
    asked: Counter[int] = Counter()
    for seed, inventory in inventories:
        asker = Asker(inventory, random)
        found: list[Question] = []
        for number, template in enumerate(templates):
            if asked[number] < each:
                pair = asker.ask(template, tries)
                if pair is not None and pair[0].phrase not in {one.phrase for one in found}:
                    asked[number] += 1
                    found += pair
        yield seed, inventory, found
        if all(asked[number] >= each for number in range(len(templates))):
            return


def _kind_words(name: str, kind: Kind) -> dict[str, list[Any]]:
    """Returns what a kind puts into the gaps of its name: singular, plural, and the measure word."""
    content = template_file()
    one, many, chinese, counter = content["nouns"][kind[0]]
    colour = content["colours"][kind[1]] if kind[1] is not None else ("", "")
    before = f"{colour[0]} " if colour[0] else ""
    return {
        name: [before + one, before + one, colour[1] + chinese],
        f"{name}_s": [before + one, before + many, colour[1] + chinese],
        f"{name}_m": ["", "", counter],
    }


def _filled(means: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Returns a meaning with its gaps filled; a gap on its own keeps the type of its value."""
    if isinstance(means, str):
        if means.startswith("{") and means.endswith("}") and means.count("{") == 1:
            return values[means[1:-1]]
        return means.format(**values)
    if isinstance(means, list):
        return [_filled(one, values) for one in means]
    if isinstance(means, Mapping):
        return {key: _filled(value, values) for key, value in means.items()}
    return means


def _without_articles(means: Any) -> Any:  # noqa: ANN401
    """Returns a meaning in which "the bus" is any bus, as in Chinese."""
    if isinstance(means, str):
        return means.removeprefix("the ")
    if isinstance(means, list):
        return [_without_articles(one) for one in means]
    if isinstance(means, Mapping):
        return {key: _without_articles(value) for key, value in means.items()}
    return means
