"""The results: how many, from which score on, the list, and what to do with what is selected."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from .flow_layout import FlowLayout
from .result_tree import ResultTree
from .score_row import ScoreRow
from .small_text import SmallText
from .tinted_icon import Tint
from .values import ResultRow

translate = QCoreApplication.translate

DONE, STOPPED, FAILED = "done", "stopped", "failed"


class ResultList(QWidget):
    """Shows what was found; says what to do next where there is nothing to show."""

    score_changed = pyqtSignal(float)
    object_zoomed = pyqtSignal(int)
    object_kept = pyqtSignal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running = self._has_run = False
        self._end = DONE
        self.count_label = QLabel()
        font = self.count_label.font()
        font.setBold(True)
        self.count_label.setFont(font)
        self.score_row = ScoreRow()
        self.tree = ResultTree()
        self.tree.setAccessibleName(translate("GeoRefer", "Objects that were found"))
        self.empty_text = SmallText()
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._make_buttons()
        self._fill()
        self._connect()
        self._show_counts()

    def set_results(self, rows: list[ResultRow], area_text: Callable[[float], str] | None = None) -> None:
        """Shows other objects, with a function that words their areas where they bring no words."""
        self.tree.set_rows(rows, area_text)
        self._show_counts()

    def set_running(self, is_running: bool) -> None:
        """Says what can be expected of an empty list."""
        if is_running and not self._is_running:
            self._end = DONE
        self._has_run = self._has_run or is_running
        self._is_running = is_running
        self._show_counts()

    def set_run_ended(self, how: str) -> None:
        """Says how the run ends: only after `done` an empty list means that nothing was found."""
        self._end = how
        self._show_counts()

    def least_score(self) -> float:
        """Returns the score from which objects count."""
        return self.score_row.least()

    def set_least_score(self, score: float) -> None:
        """Shows a least score without telling it back."""
        self.score_row.set_least(score)
        self.tree.shown.set_least(self.score_row.least())
        self._show_counts()

    def _make_buttons(self) -> None:
        self.buttons = QWidget()
        flow = FlowLayout(self.buttons)
        made = (
            (
                "zoom",
                translate("GeoRefer", "&Zoom"),
                translate("GeoRefer", "Shows the object on the map (Enter)"),
            ),
            ("keep", translate("GeoRefer", "&Keep"), translate("GeoRefer", "Will be saved (Space)")),
            ("drop", translate("GeoRefer", "Drop"), translate("GeoRefer", "Will not be saved (Delete)")),
        )
        for name, text, help_text in made:
            button = QToolButton()
            button.setText(text)
            button.setToolTip(help_text)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            Tint(button, name)
            setattr(self, f"{name}_button", button)
            flow.addWidget(button)

    def _fill(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.count_label)
        layout.addWidget(self.score_row)
        layout.addWidget(self.empty_text)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.score_row.changed.connect(self._on_score)
        self.tree.zoomed.connect(self.object_zoomed)
        self.tree.picked.connect(self._show_buttons)
        self.tree.table.kept_changed.connect(self.object_kept)
        self.tree.table.kept_settled.connect(self._show_counts)
        self.zoom_button.clicked.connect(lambda: self.tree.zoom_to_selected())
        self.keep_button.clicked.connect(lambda: self.tree.set_selected_kept(True))
        self.drop_button.clicked.connect(lambda: self.tree.set_selected_kept(False))

    def _on_score(self, score: float) -> None:
        self.tree.shown.set_least(score)
        self._show_counts()
        self.score_changed.emit(score)

    def _show_counts(self) -> None:
        rows, least = self.tree.table.rows, self.least_score()
        kept = sum(1 for row in rows if row.is_kept and row.score >= least)
        if kept == len(rows):
            text = translate("GeoRefer", "Objects: {count}").format(count=kept)
        else:
            text = translate("GeoRefer", "Objects: {kept} of {count}").format(kept=kept, count=len(rows))
        self.count_label.setText(text)
        has_rows = bool(rows)
        for widget in (self.count_label, self.score_row, self.tree, self.buttons):
            widget.setVisible(has_rows)
        empty = self._empty_state(has_rows)
        self.empty_text.setText(empty)
        self.empty_text.setVisible(bool(empty))
        self._show_buttons()

    def _empty_state(self, has_rows: bool) -> str:
        if has_rows and self.tree.shown.rowCount():
            return ""
        if has_rows:
            return translate("GeoRefer", "No object reaches this score. Lower it to see more.")
        if self._is_running:
            return translate("GeoRefer", "Polygons appear on the map while tiles finish.")
        if self._has_run and self._end == STOPPED:
            return translate("GeoRefer", "The run was stopped; what its finished tiles held is kept.")
        if self._has_run and self._end == FAILED:
            return translate("GeoRefer", "The run did not come to its end.")
        if self._has_run:
            return translate(
                "GeoRefer", "Nothing was found. Search a larger place, or use fewer or other words."
            )
        return translate("GeoRefer", "What is found is listed here, to be checked and saved.")

    def _show_buttons(self) -> None:
        kept = self.tree.kept_of_selected()
        self.zoom_button.setEnabled(bool(kept))
        self.keep_button.setEnabled(not all(kept))
        self.drop_button.setEnabled(any(kept))
