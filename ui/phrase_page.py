"""The page of the dock on which a phrase becomes polygons: values in, signals out."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QResizeEvent
from qgis.PyQt.QtWidgets import QBoxLayout, QWidget

from .page_layout import SEPARATOR_GAP_PX, InputSide, ResultSide
from .values import EngineState, ModelChoice, Notice, Reading, ResultRow, RunSettings

translate = QCoreApplication.translate

# From this width on, in widths of a letter, the results stand beside the input instead of below it.
WIDE_LETTERS = 90
SIDES_GAP_PX = 16


class PhrasePage(QWidget):
    """Takes layer, place, phrase, model and options; shows reading, progress and results."""

    layer_chosen = pyqtSignal(object)
    """The raster layer; None when there is none any more."""
    place_chosen = pyqtSignal(str)
    """`layer`, `canvas`, `selection` or `drawn`; `draw_requested` follows the last one."""
    draw_requested = pyqtSignal()
    phrase_edited = pyqtSignal(str)
    """The phrase, once the typing paused."""
    further_requested = pyqtSignal()
    """What is typed is one of several phrases; the next one follows."""
    part_switched = pyqtSignal(int, bool)
    """Place of a chip in the reading, and whether it counts from now on."""
    count_flipped = pyqtSignal()
    run_requested = pyqtSignal()
    stop_requested = pyqtSignal()
    model_chosen = pyqtSignal(str)
    add_model_requested = pyqtSignal()
    score_changed = pyqtSignal(float)
    object_zoomed = pyqtSignal(int)
    object_kept = pyqtSignal(int, bool)
    """Id of an object, and whether it is kept or dropped."""
    save_requested = pyqtSignal()
    add_to_layer_requested = pyqtSignal()
    undo_requested = pyqtSignal()
    recent_requested = pyqtSignal(str)
    report_requested = pyqtSignal()
    install_requested = pyqtSignal()
    cancel_install_requested = pyqtSignal()
    build_chosen = pyqtSignal(str)
    """The package index that PyTorch shall come from."""
    options_requested = pyqtSignal()
    diagnostics_requested = pyqtSignal()
    engine_shown = pyqtSignal(object)
    """EngineState: the engine is in another one now."""
    notice_clicked = pyqtSignal(str)
    """The action of a notice."""
    notice_shown = pyqtSignal(object)
    """The widget of a notice that has just appeared; the dock scrolls to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running, self._can_run = False, False
        self.input, self.output = InputSide(), ResultSide()
        self.further = self.input.further
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setSpacing(SEPARATOR_GAP_PX)
        self._layout.setContentsMargins(*(SEPARATOR_GAP_PX,) * 4)
        self._layout.addWidget(self.input)
        self._layout.addWidget(self.output, 1)
        self._connect_input()
        self._connect_output()
        self.set_running(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the results beside the input where there is room."""
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE_LETTERS * self.fontMetrics().averageCharWidth()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        direction = across if is_wide else down
        if direction != self._layout.direction():
            self._layout.setDirection(direction)
            self._layout.setSpacing(SIDES_GAP_PX if is_wide else SEPARATOR_GAP_PX)
            self._layout.setStretch(0, 1 if is_wide else 0)
            self.input.set_wide(is_wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stops the run by Esc; a shortcut would take Esc from the open list of completions."""
        if event.key() == Qt.Key.Key_Escape and self._is_running:
            self._stop()
        else:
            super().keyPressEvent(event)

    def layer(self) -> object:
        """Returns the chosen raster layer, or None."""
        return self.input.places.layer()

    def set_layer(self, layer: object) -> None:
        """Chooses a layer; None or a layer that is no raster chooses none."""
        self.input.places.set_layer(layer)

    def place(self) -> str:
        """Returns `layer`, `canvas`, `selection` or `drawn`."""
        return self.input.places.place()

    def set_place(self, place: str) -> None:
        """Chooses where is searched."""
        self.input.places.set_place(place)

    def set_place_note(self, text: str) -> None:
        """Shows a line about the place; "" hides it."""
        self.input.places.set_note(text)

    def phrase(self) -> str:
        """Returns the phrase without blanks around it."""
        return self.input.line.text().strip()

    def set_phrase(self, phrase: str) -> None:
        """Shows a phrase; the reading of it follows by `show_reading`."""
        self.input.line.setText(phrase)
        self.input.fade_reading()

    def focus_phrase(self) -> None:
        """Puts the keyboard where the phrase is typed."""
        self.input.line.setFocus()

    def set_history(self, phrases: list[str]) -> None:
        """Offers earlier phrases, the latest first."""
        self.input.line.set_history(phrases)

    def set_words(self, words: list[str]) -> None:
        """Offers words that the engine knows while a word is typed."""
        self.input.line.set_words(words)

    def set_layer_names(self, names: list[str]) -> None:
        """Offers names of layers after a bracket."""
        self.input.line.set_layer_names(names)

    def show_reading(self, reading: Reading | None) -> None:
        """Shows how the phrase was read; None: it was not."""
        self.input.show_reading(reading)

    def set_models(self, models: list[ModelChoice]) -> None:
        """Offers models; the chosen one stays chosen while it is among them."""
        self.input.models.set_models(models)

    def model_id(self) -> str:
        """Returns the id of the chosen model; "" for none."""
        return self.input.models.model_id()

    def set_model_id(self, model_id: str) -> None:
        """Chooses a model; one that is not offered changes nothing."""
        self.input.models.set_model_id(model_id)

    def set_device_text(self, text: str) -> None:
        """Says what the model runs on; "" hides it."""
        self.input.models.set_device_text(text)

    def settings(self) -> RunSettings:
        """Returns the options of the run."""
        return self.input.options.settings()

    def set_settings(self, settings: RunSettings) -> None:
        """Shows options of a run."""
        self.input.options.set_settings(settings)

    def set_band_count(self, count: int, shown: tuple[int, ...] | None) -> None:
        """Offers the bands of the layer; `shown` are those that the map shows, None its own colours."""
        self.input.options.bands.set_band_count(count, shown)

    def set_builds(self, builds: list[tuple[str, str]], chosen: str) -> None:
        """Offers builds of PyTorch, each as an index and its name, beside the button that installs."""
        self.input.engine.set_builds(builds, chosen)

    def show_engine(self, state: EngineState) -> None:
        """Says how the engine is; while it is ready nothing is said."""
        self.input.engine.show_state(state)
        self.engine_shown.emit(state)

    def set_can_run(self, can_run: bool, why: str = "") -> None:
        """Says whether a run can be begun, and if not, what is missing."""
        self._can_run = can_run
        self.input.set_obstacle("" if can_run else why)
        self._show_running()

    def set_running(self, is_running: bool) -> None:
        """Shows that a run has begun or ended."""
        has_begun = is_running and not self._is_running
        self._is_running = is_running
        if has_begun:
            self.output.summary.show_summary("")
            self.input.progress.begin()
        self.output.results.set_running(is_running)
        self._show_running()

    def set_run_ended(self, how: str) -> None:
        """Says how the run ends, right before `set_running(False)`: `done`, `stopped` or `failed`."""
        self.output.results.set_run_ended(how)

    def is_running(self) -> bool:
        """Says whether a run is shown as under way."""
        return self._is_running

    def show_progress(
        self, done: int, total: int, skipped: int, remaining_s: float | None, stage: str
    ) -> None:
        """Shows how far the run is; without a total the bar only moves."""
        self.input.progress.show_progress(done, total, skipped, remaining_s, stage)

    def set_results(self, rows: list[ResultRow], area_text: Callable[[float], str] | None = None) -> None:
        """Shows other objects; what is selected stays so where it is still there.

        Args:
            rows: The objects.
            area_text: Words an area in square metres, asked for each row once that is on the screen; None:
                the rows bring their own words.
        """
        self.output.results.set_results(rows, area_text)

    def least_score(self) -> float:
        """Returns the score from which objects count."""
        return self.output.results.least_score()

    def set_least_score(self, score: float) -> None:
        """Shows a least score."""
        self.output.results.set_least_score(score)

    def show_summary(self, text: str) -> None:
        """Shows what a run brought, with the way to its report; "" hides both."""
        self.output.summary.show_summary(text)

    def show_notice(self, notice: Notice | None) -> None:
        """Shows one line to the person; None hides it."""
        self.input.notice.show_notice(notice)
        if notice is not None:
            self.notice_shown.emit(self.input.notice)

    def set_recent(self, paths: list[str]) -> None:
        """Offers what was saved before, the latest first."""
        self.output.saving.set_recent(paths)

    def set_can_save(self, can_save: bool) -> None:
        """Says whether there is anything to save."""
        self.output.saving.set_can_save(can_save)

    def set_can_undo(self, can_undo: bool) -> None:
        """Says whether there is anything to take back."""
        self.output.saving.set_can_undo(can_undo)

    def _connect_input(self) -> None:
        side = self.input
        side.places.layer_chosen.connect(self.layer_chosen)
        side.places.place_chosen.connect(self.place_chosen)
        side.places.draw_requested.connect(self.draw_requested)
        side.line.edited.connect(lambda text: self.phrase_edited.emit(text.strip()))
        side.line.confirmed.connect(self._run)
        side.run_button.clicked.connect(self._run)
        side.line.further_requested.connect(self.further_requested)
        side.add_button.clicked.connect(lambda: self.further_requested.emit())
        side.reading.part_switched.connect(self.part_switched)
        side.reading.count_flipped.connect(self.count_flipped)
        side.models.model_chosen.connect(self.model_chosen)
        side.models.add_model_requested.connect(self.add_model_requested)
        side.progress.stop_requested.connect(self._stop)
        side.notice.clicked.connect(self.notice_clicked)
        side.engine.install_requested.connect(self.install_requested)
        side.engine.build_chosen.connect(self.build_chosen)
        side.engine.cancel_requested.connect(self.cancel_install_requested)
        side.engine.options_requested.connect(self.options_requested)
        side.engine.diagnostics_requested.connect(self.diagnostics_requested)

    def _connect_output(self) -> None:
        results, saving = self.output.results, self.output.saving
        results.score_changed.connect(self.score_changed)
        results.object_zoomed.connect(self.object_zoomed)
        results.object_kept.connect(self.object_kept)
        self.output.summary.report_requested.connect(self.report_requested)
        saving.save_requested.connect(self.save_requested)
        saving.add_to_layer_requested.connect(self.add_to_layer_requested)
        saving.undo_requested.connect(self.undo_requested)
        saving.recent_requested.connect(self.recent_requested)
        saving.options_requested.connect(self.options_requested)
        saving.diagnostics_requested.connect(self.diagnostics_requested)

    def _run(self) -> None:
        if self.input.run_button.isEnabled():
            self.run_requested.emit()

    def _stop(self) -> None:
        if self._is_running and self.input.progress.stop_button.isEnabled():
            self.input.progress.stop_button.setEnabled(False)
            self.stop_requested.emit()

    def _show_running(self) -> None:
        self.input.set_running(self._is_running, self._can_run)
