"""The two sides of the page: what is asked, and what was found."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from .engine_panel import EnginePanel
from .field_rows import FieldRows
from .model_row import ModelRow
from .more_options import MoreOptions
from .notice_bar import NoticeBar
from .phrase_line import PhraseLine
from .phrase_list import PhraseList
from .place_rows import PlaceRows
from .progress_row import ProgressRow
from .reading_view import ReadingView
from .result_list import ResultList
from .saving_row import SavingRow
from .small_text import SmallText
from .summary_row import SummaryRow
from .tinted_icon import Tint
from .values import Reading

translate = QCoreApplication.translate

SEPARATOR_GAP_PX = 6
# Below this width, in widths of a letter, the button stands under the phrase instead of beside it.
NARROW_LETTERS = 55


class InputSide(QWidget):
    """Holds what is asked: layer, place, phrase, model and options."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine, self.notice = EnginePanel(), NoticeBar()
        self.line, self.reading, self.further = PhraseLine(), ReadingView(), PhraseList()
        self.add_button = QToolButton()
        self.add_button.setToolTip(translate("GeoRefer", "Find another phrase as well (Shift+Enter)"))
        self.add_button.setAccessibleName(self.add_button.toolTip())
        self.add_button.setEnabled(False)
        Tint(self.add_button, "plus")
        self.run_button = QPushButton(translate("GeoRefer", "Ru&n"))
        self.run_button.setToolTip(translate("GeoRefer", "Searches for what the phrase says (Enter)"))
        Tint(self.run_button, "run")
        self.obstacle = SmallText()
        self.obstacle.hide()
        self._rows = FieldRows()
        self.places = PlaceRows(self._rows, self)
        self._add_phrase()
        self.models = ModelRow(self._rows, self)
        self.options, self.progress = MoreOptions(), ProgressRow()
        self._fill()
        self.line.touched.connect(self.fade_reading)
        self.line.textChanged.connect(lambda text: self.add_button.setEnabled(bool(text.strip())))
        self.reading.part_chosen.connect(self.line.select_words)
        self.reading.example_chosen.connect(self.line.take)

    def fade_reading(self) -> None:
        """Shows that the phrase has changed since it was read."""
        if self.line.text().strip():
            self.reading.fade()
        else:
            self.reading.show_examples()

    def show_reading(self, reading: Reading | None) -> None:
        """Shows how the phrase was read; None: it was not."""
        if reading is None and self.line.text().strip():
            self.reading.show_clear()
        else:
            self.reading.show_reading(reading)

    def set_obstacle(self, why: str) -> None:
        """Says why no run can be begun."""
        self.obstacle.setText(why)
        self.obstacle.setVisible(bool(why))
        self.run_button.setToolTip(why or translate("GeoRefer", "Searches for what the phrase says (Enter)"))

    def set_running(self, is_running: bool, can_run: bool) -> None:
        """Locks what a run has taken already."""
        self.run_button.setEnabled(can_run and not is_running)
        self.progress.setVisible(is_running)
        self.places.set_enabled(not is_running)
        self.models.set_enabled(not is_running)
        self.options.setEnabled(not is_running)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the phrase the whole width where that is small."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_LETTERS * self.fontMetrics().averageCharWidth()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._phrase_row.setDirection(down if is_narrow else across)

    def set_wide(self, is_wide: bool) -> None:
        """Takes the line away that stands between input and results where these are beside each other."""
        self._line_below.setVisible(not is_wide)

    def _add_phrase(self) -> None:
        field = QWidget()
        self._phrase_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, field)
        self._phrase_row.setContentsMargins(0, 0, 0, 0)
        typing = QHBoxLayout()
        typing.addWidget(self.line, 1)
        typing.addWidget(self.add_button)
        self._phrase_row.addLayout(typing, 1)
        self._phrase_row.addWidget(self.run_button)
        self._rows.add_field(translate("GeoRefer", "&Find"), field, buddy=self.line)
        self.line.setAccessibleName(translate("GeoRefer", "Phrase that says what to look for"))
        self._rows.add_wide(self.reading)
        self._rows.add_wide(self.further)
        self._rows.add_wide(self.obstacle)

    def _fill(self) -> None:
        self._line_below = QFrame()
        self._line_below.setFrameShape(QFrame.Shape.HLine)
        self._line_below.setFrameShadow(QFrame.Shadow.Sunken)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.engine)
        layout.addWidget(self.notice)
        layout.addLayout(self._rows)
        layout.addWidget(self.progress)
        layout.addWidget(self.options)
        layout.addStretch()
        layout.addWidget(self._line_below)
        self._set_tab_order()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _set_tab_order(self) -> None:
        """Leads Tab from top to bottom; Qt would take the order in which the widgets were made."""
        engine, places = self.engine, self.places
        order = (
            *(engine.install_button, engine.cancel_button, engine.options_button, engine.diagnostics_button),
            *(self.notice.button, self.notice.close_button),
            *(places.layer_box, places.place_box, places.draw_button, self.line),
            *(self.add_button, self.run_button),
            *(self.models.box, self.models.add_button, self.progress.stop_button),
            *self.options.fields_in_order(),
        )
        for before, after in zip(order, order[1:]):
            QWidget.setTabOrder(before, after)
        self.reading.set_anchor(self.run_button)
        self.further.set_anchor(self.add_button)


class ResultSide(QWidget):
    """Holds what was found: summary, list and saving."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary, self.results, self.saving = SummaryRow(), ResultList(), SavingRow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.summary)
        layout.addWidget(self.results, 1)
        layout.addWidget(self.saving)
