"""Shows how a phrase is read while it is typed, and keeps which of its parts are switched off."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Explained, Failed
from ...ui.phrase_page import PhrasePage
from ...ui.values import Chip, Reading
from ..wording.engine_text import line_of
from ..worker.client import WorkerClient

translate = QCoreApplication.translate

# The engine's words for a count.
ONE, EVERY_ONE = "one", "every one"


class ReadingController(QObject):
    """Asks the engine for the reading of what is typed; the newest answer wins.

    Args:
        page: The dock's page.
        client: The engine's process.
        parent: Owner in the sense of Qt.
    """

    changed = pyqtSignal()
    """The phrase to run, or the layers that it names, may be others now."""
    settled = pyqtSignal()
    """The phrase that is typed has been read, or cannot be."""

    def __init__(self, page: PhrasePage, client: WorkerClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._client = client
        self._job = ""
        self._phrase = ""
        self._off: set[int] = set()
        self._is_flipped = False
        self._reading: dict[str, Any] | None = None
        self._layer_names: tuple[str, ...] = ()
        self._is_adding = False
        # Which of the further phrases comes into the line, once the typed one has been read.
        self._awaited = ""
        # What is known of the further phrases: the layers that each names, and whether it is by score.
        self._further: dict[str, tuple[tuple[str, ...], bool]] = {}
        page.further_requested.connect(self.add_phrase)
        page.further.edit_requested.connect(self.edit_phrase)
        page.further.changed.connect(self.changed)
        page.phrase_edited.connect(self.read)
        page.part_switched.connect(self._switch)
        page.count_flipped.connect(self._flip)
        client.explained.connect(self._show)
        client.failed.connect(self._forget)

    @property
    def effective_phrase(self) -> str:
        """Returns the phrase to run: the typed one without what is switched off."""
        typed = self._page.phrase()
        if self._reading is None or typed != self._phrase or not (self._off or self._is_flipped):
            return typed
        return str(self._reading["effective_phrase"])

    @property
    def phrases(self) -> tuple[str, ...]:
        """Returns all phrases to run, those added before first."""
        every = (*self._page.further.phrases(), self.effective_phrase)
        return tuple(dict.fromkeys(phrase for phrase in every if phrase))

    @property
    def is_pending(self) -> bool:
        """Says whether the reading at hand is not yet that of what is typed."""
        return bool(self._job)

    @property
    def is_by_score(self) -> bool:
        """Says whether each object is meant or not by itself, so that a lower score only adds objects.

        Otherwise weak objects would change the answer: the largest of them all, or those near another one.
        """
        further = [self._further.get(phrase, ((), False))[1] for phrase in self._page.further.phrases()]
        is_typed = bool(self._page.phrase())
        return all(further) and (self._is_typed_by_score() if is_typed or not further else True)

    def _is_typed_by_score(self) -> bool:
        reading = self._reading
        if reading is None or self._page.phrase() != self._phrase:
            return False
        is_alone = all(one["kind"] in ("position", "measure") for one in reading["where"])
        return reading["count_reads_as"] == EVERY_ONE and reading["rank"] is None and is_alone

    @property
    def named_layers(self) -> tuple[str, ...]:
        """Returns the map layers that the phrases speak of."""
        further = [self._further.get(phrase, ((), False))[0] for phrase in self._page.further.phrases()]
        named = [*(name for names in further for name in names), *self._typed_layers()]
        return tuple(dict.fromkeys(named))

    def _typed_layers(self) -> tuple[str, ...]:
        return () if self._reading is None else tuple(self._reading["layers"])

    def add_phrase(self) -> None:
        """Puts the typed phrase among the further ones, once it has been read, and takes the next one."""
        if not self._page.phrase():
            return
        if self._page.phrase() != self._phrase:
            self.read(self._page.phrase())
        self._is_adding = self.is_pending
        if self._is_adding:
            return
        phrase = self.effective_phrase
        if phrase:
            self._further[phrase] = (self._typed_layers(), self._is_typed_by_score())
            self._page.further.add(phrase)
        self._type("")

    def edit_phrase(self, phrase: str) -> None:
        """Puts one of the further phrases back into the line, where another one makes way for it."""
        self._awaited = phrase
        self.add_phrase()
        if not self._is_adding:
            self._take_awaited()

    def _take_awaited(self) -> None:
        phrase, self._awaited = self._awaited, ""
        if phrase:
            self._page.further.remove(phrase)
            self._type(phrase)

    def _type(self, phrase: str) -> None:
        self._page.set_phrase(phrase)
        self._page.focus_phrase()
        self.read(phrase)

    def set_layer_names(self, names: tuple[str, ...]) -> None:
        """Takes the names of the project's vector layers, against which a phrase is checked."""
        self._layer_names = names
        self._page.set_layer_names(list(names))
        self._display()

    def read(self, phrase: str) -> None:
        """Asks how a phrase is read; an empty one has no reading."""
        phrase = phrase.strip()
        if phrase != self._phrase:
            self._phrase, self._off, self._is_flipped = phrase, set(), False
            self._reading = None
        if self._reading is None:
            self._ask()
        # At once: whoever types and presses Enter does not wait for the reading.
        self.changed.emit()

    def _ask(self) -> None:
        if not self._phrase:
            self._job, self._reading = "", None
            self._page.show_reading(None)
            return
        self._job = self._client.explain(self._phrase, tuple(sorted(self._off)), self._is_flipped)

    def _switch(self, index: int, is_on: bool) -> None:
        (self._off.discard if is_on else self._off.add)(index)
        self._ask()

    def _flip(self) -> None:
        self._is_flipped = not self._is_flipped
        self._ask()

    def _show(self, job: str, explained: Explained) -> None:
        if job != self._job:
            return
        self._job, self._reading = "", explained.reading
        self._display()
        self.changed.emit()
        self._settle()

    def _forget(self, job: str, failure: Failed) -> None:
        # The engine's own trouble is shown where the engine's state is.
        if job and job == self._job:
            self._job, self._reading = "", None
            self._page.show_reading(None)
            # It stays in the line: which layers it names is not known.
            self._is_adding, self._awaited = False, ""
            self.settled.emit()

    def _settle(self) -> None:
        if self._is_adding:
            self.add_phrase()
            if not self._is_adding:
                self._take_awaited()
        else:
            self.settled.emit()

    def _display(self) -> None:
        reading = self._reading
        if reading is None:
            return
        chips = tuple(
            Chip(
                part["kind"],
                part["text"],
                # What a Chinese phrase means is worded in English; its own words say it better.
                part["text"] if reading["language"] == "zh" else part["reads_as"],
                part["start"],
                part["end"],
                index not in self._off,
            )
            for index, part in enumerate(reading["parts"])
        )
        self._page.show_reading(
            Reading(
                chips,
                _count_text(str(reading["count_reads_as"])),
                bool(reading["can_flip_count"]),
                tuple(self._warnings(reading)),
            )
        )

    def _warnings(self, reading: dict[str, Any]) -> list[str]:
        said = [
            translate("GeoRefer", '"{words}" was not understood').format(words=piece["text"])
            for piece in reading["unread"]
        ]
        said += [
            translate("GeoRefer", '"{word}" is not a word this model knows').format(word=word)
            for word in reading["unknown_nouns"]
        ]
        known = {name.casefold() for name in self._layer_names}
        said += [
            translate("GeoRefer", "The project has no vector layer [{name}]").format(name=name)
            for name in reading["layers"]
            if name.casefold() not in known
        ]
        said += [line_of(problem["text"], problem["remedy"]) for problem in reading["problems"]]
        return said


def _count_text(count: str) -> str:
    """Returns how many are looked for, in the person's language."""
    if count == EVERY_ONE:
        return translate("GeoRefer", "all")
    return translate("GeoRefer", "one") if count == ONE else count
