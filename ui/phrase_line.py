"""The line for the phrase: history, completion, and a signal when the typing pauses."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QStringListModel, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent, QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QAction, QCompleter, QLineEdit, QMenu, QWidget

from .completion import Completion, completed, completion_at
from .text_places import from_qt, to_qt
from .tinted_icon import Tint

translate = QCoreApplication.translate

PAUSE_MS = 200
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_POPUP_KEYS = (*_ENTER_KEYS, Qt.Key.Key_Tab, Qt.Key.Key_Escape)


class PhraseLine(QLineEdit):
    """Takes the phrase."""

    edited = pyqtSignal(str)
    """The person changed the phrase and paused."""
    touched = pyqtSignal()
    """The person is changing the phrase."""
    confirmed = pyqtSignal()
    """Enter was pressed."""
    further_requested = pyqtSignal()
    """Shift and Enter were pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: list[str] = []
        self._place = -1
        self._draft = ""
        self._words: list[str] = []
        self._layer_names: list[str] = []
        self._completion: Completion | None = None
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(translate("GeoRefer", "What to look for"))
        self._add_history()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.edited.emit(self.text()))
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.activated[str].connect(self._take)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_confirmed)

    def set_history(self, phrases: list[str]) -> None:
        """Takes the earlier phrases, the latest first."""
        self._history, self._place = list(phrases), -1
        self._history_menu.clear()
        for phrase in self._history:
            # An ampersand would become an underlined letter.
            action = self._history_menu.addAction(phrase.replace("&", "&&"))
            action.triggered.connect(lambda checked=False, text=phrase: self.take(text))
        self._history_action.setVisible(bool(phrases))

    def set_words(self, words: list[str]) -> None:
        """Takes the words that are offered."""
        self._words = list(words)

    def set_layer_names(self, names: list[str]) -> None:
        """Takes the names that are offered after a bracket."""
        self._layer_names = list(names)

    def take(self, phrase: str) -> None:
        """Takes a phrase as if the person had typed it."""
        self.setText(phrase)
        self.setFocus()
        self.touched.emit()
        self._pause.start(0)

    def select_words(self, start: int, end: int) -> None:
        """Selects a part of the phrase to be typed over."""
        text = self.text()
        first = to_qt(text, start)
        self.setFocus()
        self.setSelection(first, to_qt(text, end) - first)

    def offered(self) -> list[str]:
        """Returns what the open list of completions offers."""
        return self._offered.stringList() if self._completer.popup().isVisible() else []

    def completer_popup(self) -> QAbstractItemView:
        """Returns the list in which completions are offered."""
        return self._completer.popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaves its keys to the list of completions while that is open; else walks in the history."""
        popup = self._completer.popup()
        if event.key() in _ENTER_KEYS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            popup.hide()
            self.further_requested.emit()
            return
        if popup.isVisible() and event.key() in _POPUP_KEYS:
            # The first entry is the current one from the start; only what is selected was meant by Enter.
            if event.key() not in _ENTER_KEYS or popup.selectionModel().hasSelection():
                event.ignore()
                return
            popup.hide()
            super().keyPressEvent(event)
            # A line passes Enter on, and the list would then take its first entry after all.
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._history and not popup.isVisible():
            self._walk(1 if event.key() == Qt.Key.Key_Up else -1)
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keeps Tab for the list of completions while that is open."""
        return not self._completer.popup().isVisible() and super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Says at once what was typed when the person goes elsewhere."""
        if self._pause.isActive() and not self._completer.popup().isVisible():
            self._pause.start(0)
        super().focusOutEvent(event)

    def _add_history(self) -> None:
        self._history_menu = QMenu(self)
        self._history_action = QAction(translate("GeoRefer", "Earlier phrases (up and down arrow)"), self)
        Tint(self._history_action, "history", self)
        self._history_action.triggered.connect(self._show_history)
        self.addAction(self._history_action, QLineEdit.ActionPosition.TrailingPosition)
        self._history_action.setVisible(False)

    def _show_history(self) -> None:
        self._history_menu.setMinimumWidth(self.width())
        self._history_menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _walk(self, step: int) -> None:
        if self._place < 0:
            self._draft = self.text()
        self._place = max(-1, min(len(self._history) - 1, self._place + step))
        self.setText(self._draft if self._place < 0 else self._history[self._place])
        self.touched.emit()
        self._pause.start()

    def _on_edited(self) -> None:
        self._place = -1
        self.touched.emit()
        self._pause.start()
        self._offer()

    def _on_confirmed(self) -> None:
        self._completer.popup().hide()
        if self._pause.isActive():
            self._pause.stop()
            self.edited.emit(self.text())
        self.confirmed.emit()

    def _offer(self) -> None:
        cursor = from_qt(self.text(), self.cursorPosition())
        self._completion = completion_at(self.text(), cursor, self._words, self._layer_names)
        if self._completion is None:
            self._completer.popup().hide()
            return
        self._offered.setStringList(list(self._completion.texts))
        self._completer.complete()

    def _take(self, chosen: str) -> None:
        if self._completion is None:
            return
        text, cursor = completed(self.text(), self._completion, chosen)
        self._completion = None
        self.setText(text)
        self.setCursorPosition(to_qt(text, cursor))
        self.touched.emit()
        self._pause.start()
