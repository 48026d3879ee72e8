"""The objects that are followed through frames, and what begins, shows and ends that."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDoubleSpinBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from .click_values import ObjectRow
from .flow_layout import FlowLayout
from .progress_row import ProgressRow
from .summary_row import SummaryRow
from .tinted_icon import Tint
from .wheel_guard import WheelGuard

translate = QCoreApplication.translate

LIST_ROWS = 5
FASTEST_FPS = 1000.0
LARGEST_AREA_M2 = 1e6
# Below every rate and every area that can be meant; shown as words.
UNKNOWN_FPS = AUTOMATIC_M2 = 0.0


class TrackRows(QWidget):
    """Lists objects; the chosen one is corrected by the next clicks, else they begin a new one."""

    object_chosen = pyqtSignal(int)
    """Its number; 0 for a new one."""
    object_removed = pyqtSignal(int)
    track_requested = pyqtSignal(str)
    """`forward`, `backward` or `both`."""
    movers_requested = pyqtSignal()
    play_requested = pyqtSignal()
    save_requested = pyqtSignal()
    stop_requested = pyqtSignal()
    report_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running = self._has_tracks = self._is_saving = False
        self.list = QListWidget()
        self.list.setAccessibleName(translate("GeoRefer", "Objects to follow"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.list.setFixedHeight(
            LIST_ROWS * self.fontMetrics().height() + 2 * self.list.frameWidth() + LIST_ROWS
        )
        self.fps, self.min_area = QDoubleSpinBox(), QDoubleSpinBox()
        self._make_numbers()
        self.progress, self.summary = ProgressRow(), SummaryRow()
        self._buttons: dict[str, QPushButton] = {}
        self._fill()
        self._connect()
        self.set_objects([])
        self.set_running(False)

    @property
    def remove_button(self) -> QPushButton:
        """Returns the button that forgets an object."""
        return self._buttons["drop"]

    def button(self, name: str) -> QPushButton:
        """Returns the button `forward`, `backward`, `both`, `movers`, `play` or `save`."""
        return self._buttons[name]

    def set_objects(self, rows: list[ObjectRow]) -> None:
        """Lists other objects; the chosen one stays chosen while it is among them."""
        chosen = self.chosen()
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        self._add(translate("GeoRefer", "New object"), 0)
        for row in rows:
            self._add(_text(row), row.object_id)
        places = [n for n in range(self.list.count()) if self._id(n) == chosen]
        self.list.setCurrentRow(places[0] if places else 0)
        blocker.unblock()
        self._show_buttons()

    def chosen(self) -> int:
        """Returns the number of the object that the next clicks correct; 0 for a new one."""
        return self._id(self.list.currentRow())

    def choose(self, object_id: int) -> None:
        """Chooses an object without telling it back; 0 for a new one."""
        blocker = QSignalBlocker(self.list)
        for place in range(self.list.count()):
            if self._id(place) == object_id:
                self.list.setCurrentRow(place)
        blocker.unblock()
        self._show_buttons()

    def frames_per_second(self) -> float | None:
        """Returns the rate of the frames; None where it is not known."""
        rate = self.fps.value()
        return rate if rate > UNKNOWN_FPS else None

    def min_area_m2(self) -> float | None:
        """Returns the area of the smallest mover; None leaves it to the engine."""
        area_m2 = self.min_area.value()
        return area_m2 if area_m2 > AUTOMATIC_M2 else None

    def set_has_times(self, has_times: bool) -> None:
        """Says whether the frames carry times of their own; then no rate is asked for."""
        self.fps.setEnabled(not has_times and not self._is_running)
        if has_times:
            self.fps.setValue(UNKNOWN_FPS)

    def is_running(self) -> bool:
        """Says whether objects are being followed."""
        return self._is_running

    def set_running(self, is_running: bool) -> None:
        """Shows that the following has begun or ended."""
        if is_running and not self._is_running:
            self.summary.show_summary("")
            self.progress.begin()
        self._is_running = is_running
        self.progress.setVisible(is_running)
        self._show_buttons()

    def show_progress(self, done: int, total: int, stage: str) -> None:
        """Shows how far the run is; without a total the bar only moves."""
        bar, text = self.progress.bar, stage
        bar.setRange(0, total)
        bar.setValue(min(done, total) if total else -1)
        if total:
            frames = translate("GeoRefer", "{done} of {total} frames").format(done=done, total=total)
            text = (
                translate("GeoRefer", "{stage}, {frames}").format(stage=stage, frames=frames)
                if stage
                else frames
            )
        self.progress.text.setText(text)

    def set_has_tracks(self, has_tracks: bool) -> None:
        """Says whether there is something to play and to save."""
        self._has_tracks = has_tracks
        self._show_buttons()

    def set_saving(self, is_saving: bool) -> None:
        """Says whether tracks are being written to a file."""
        self._is_saving = is_saving
        self._show_buttons()

    def stop(self) -> None:
        """Asks for the end of the run that is under way."""
        if self._is_running and self.progress.stop_button.isEnabled():
            self.progress.stop_button.setEnabled(False)
            self.stop_requested.emit()

    def _make_numbers(self) -> None:
        self.min_area.setRange(AUTOMATIC_M2, LARGEST_AREA_M2)
        self.min_area.setSpecialValueText(translate("GeoRefer", "automatic"))
        self.min_area.setToolTip(
            translate("GeoRefer", "Movers of a smaller area are left out; automatic: much smaller than most")
        )
        WheelGuard(self.min_area)
        self.fps.setRange(UNKNOWN_FPS, FASTEST_FPS)
        self.fps.setDecimals(3)
        self.fps.setSpecialValueText(translate("GeoRefer", "not known"))
        self.fps.setToolTip(translate("GeoRefer", "For speeds, where the frames carry no time of their own"))
        WheelGuard(self.fps)

    def _fill(self) -> None:
        heading = QLabel(translate("GeoRefer", "Objects to follow"))
        heading.setBuddy(self.list)
        made = (
            ("drop", "drop", translate("GeoRefer", "Remove object"), ""),
            *(("forward", "run", translate("GeoRefer", "Track forward"), self._help("forward")),),
            *(("backward", "flip", translate("GeoRefer", "Track backward"), self._help("backward")),),
            *(("both", "run", translate("GeoRefer", "Track both wa&ys"), self._help("both")),),
            *(("movers", "zoom", translate("GeoRefer", "Find movers"), self._help("movers")),),
            *(("play", "run", translate("GeoRefer", "Play"), self._help("play")),),
            *(("save", "save", translate("GeoRefer", "Save tracks..."), self._help("save")),),
        )
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for name, icon, text, tooltip in made:
            button = QPushButton(text)
            button.setToolTip(tooltip)
            Tint(button, icon)
            flow.addWidget(button)
            self._buttons[name] = button
        rate = QLabel(translate("GeoRefer", "Frames per second"))
        rate.setBuddy(self.fps)
        area = QLabel(translate("GeoRefer", "Minimum area of movers (m²)"))
        area.setBuddy(self.min_area)
        for label in (rate, area):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.list)
        layout.addWidget(rate)
        layout.addWidget(self.fps)
        layout.addWidget(area)
        layout.addWidget(self.min_area)
        layout.addWidget(buttons)
        layout.addWidget(self.progress)
        layout.addWidget(self.summary)

    def _help(self, name: str) -> str:
        texts = {
            "forward": translate(
                "GeoRefer", "Follows the objects from the frames they were clicked in, on in time"
            ),
            "backward": translate(
                "GeoRefer", "Follows the objects from the frames they were clicked in, back in time"
            ),
            "both": translate("GeoRefer", "Follows the objects through all frames"),
            "movers": translate("GeoRefer", "Finds everything that moves, without a click"),
            "play": translate("GeoRefer", "Plays frames and tracks by the temporal controller"),
            "save": translate("GeoRefer", "Saves outlines and tracks as they look now to a GeoPackage"),
        }
        return texts[name]

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self._buttons["drop"].clicked.connect(lambda: self.object_removed.emit(self.chosen()))
        for name in ("forward", "backward", "both"):
            self._buttons[name].clicked.connect(
                lambda checked=False, way=name: self.track_requested.emit(way)
            )
        self._buttons["movers"].clicked.connect(lambda: self.movers_requested.emit())
        self._buttons["play"].clicked.connect(lambda: self.play_requested.emit())
        self._buttons["save"].clicked.connect(lambda: self.save_requested.emit())
        self.progress.stop_requested.connect(self.stop_requested)
        self.summary.report_requested.connect(self.report_requested)

    def _add(self, text: str, object_id: int) -> None:
        item = QListWidgetItem(text)
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.UserRole, object_id)
        self.list.addItem(item)

    def _id(self, place: int) -> int:
        item = self.list.item(place)
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else 0

    def _on_row(self) -> None:
        self._show_buttons()
        self.object_chosen.emit(self.chosen())

    def _show_buttons(self) -> None:
        is_free, has_objects = not self._is_running, self.list.count() > 1
        self._buttons["drop"].setEnabled(is_free and self.chosen() > 0)
        for name in ("forward", "backward", "both"):
            self._buttons[name].setEnabled(is_free and has_objects)
        self._buttons["movers"].setEnabled(is_free)
        self._buttons["play"].setEnabled(self._has_tracks)
        self._buttons["save"].setEnabled(self._has_tracks and not self._is_saving)
        self.list.setEnabled(is_free)


def _text(row: ObjectRow) -> str:
    frames = translate("GeoRefer", ", ").join(str(number) for number in row.frames)
    text = translate("GeoRefer", "Object {number} (frame {frames})").format(
        number=row.object_id, frames=frames
    )
    if row.state_text:
        return translate("GeoRefer", "{object}: {state}").format(object=text, state=row.state_text)
    return text
