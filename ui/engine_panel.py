"""Says how the engine is, and offers what helps."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .flow_layout import FlowLayout
from .panel import MARGIN_PX, Panel
from .small_text import SignedText, SmallText
from .tinted_icon import Tint
from .values import EngineState

translate = QCoreApplication.translate

STEPS = 1000


class EnginePanel(Panel):
    """Is hidden while the engine is ready."""

    install_requested = pyqtSignal()
    build_chosen = pyqtSignal(str)
    """The package index that PyTorch shall come from."""
    cancel_requested = pyqtSignal()
    options_requested = pyqtSignal()
    diagnostics_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = EngineState("ready")
        self.text, self.remedy = SignedText("info"), SmallText()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(translate("GeoRefer", "Progress of the installation"))
        self.install_button = QPushButton(translate("GeoRefer", "Install engine"))
        self.builds = QComboBox()
        self.builds.setAccessibleName(translate("GeoRefer", "Build of PyTorch"))
        self.builds.setToolTip(
            translate("GeoRefer", "Which PyTorch is installed: for the CPU alone, or for a GPU")
        )
        self.cancel_button = QPushButton(translate("GeoRefer", "Cancel"))
        self.options_button = QPushButton(translate("GeoRefer", "Options..."))
        self.diagnostics_button = QPushButton(translate("GeoRefer", "Copy diagnostics"))
        Tint(self.install_button, "install")
        self._fill()
        self.install_button.clicked.connect(lambda: self.install_requested.emit())
        self.builds.activated.connect(lambda place: self.build_chosen.emit(self.builds.itemData(place)))
        self.cancel_button.clicked.connect(lambda: self.cancel_requested.emit())
        self.options_button.clicked.connect(lambda: self.options_requested.emit())
        self.diagnostics_button.clicked.connect(lambda: self.diagnostics_requested.emit())
        self.show_state(self.state)

    def set_builds(self, builds: list[tuple[str, str]], chosen: str) -> None:
        """Offers builds of PyTorch, each as an index and its name; the chosen one may be another."""
        self.builds.clear()
        for index, name in builds if chosen in dict(builds) else [*builds, (chosen, chosen)]:
            self.builds.addItem(name, index)
        self.builds.setCurrentIndex(self.builds.findData(chosen))

    def show_state(self, state: EngineState) -> None:
        """Shows how the engine is."""
        kind, self.state = state.kind, state
        self.text.set_sign({"missing": "install", "failed": "error"}.get(kind, "info"))
        self.text.set_text(state.text or usual_text(kind))
        remedy = state.remedy or usual_remedy(kind)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.bar.setVisible(kind in ("installing", "starting"))
        self.bar.setTextVisible(state.share is not None)
        self.bar.setRange(0, 0 if state.share is None else STEPS)
        self.bar.setValue(-1 if state.share is None else round(state.share * STEPS))
        self.install_button.setVisible(kind in ("missing", "failed"))
        self.builds.setVisible(kind in ("missing", "failed") and self.builds.count() > 0)
        self.cancel_button.setVisible(kind == "installing")
        self.options_button.setVisible(kind in ("missing", "failed"))
        self.diagnostics_button.setVisible(kind == "failed")
        self._buttons.setVisible(kind != "starting")
        self.setVisible(kind != "ready")

    def _fill(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        layout.addWidget(self.text)
        layout.addWidget(self.remedy)
        layout.addWidget(self.bar)
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons)
        begin, others = (self.install_button, self.builds), (self.options_button, self.diagnostics_button)
        for widget in (*begin, self.cancel_button, *others):
            flow.addWidget(widget)
        layout.addWidget(self._buttons)


def usual_text(kind: str) -> str:
    """Returns what a state is called where nothing more is known."""
    return {
        "missing": translate("GeoRefer", "The engine is not installed yet"),
        "installing": translate("GeoRefer", "Installing the engine"),
        "starting": translate("GeoRefer", "The engine is starting"),
        "failed": translate("GeoRefer", "The engine does not run"),
    }.get(kind, "")


def usual_remedy(kind: str) -> str:
    """Returns what helps where nothing more is known."""
    return {
        "missing": translate(
            "GeoRefer",
            "Install it once, or choose a Python that has it in the options; it stays on this machine",
        ),
        "failed": translate("GeoRefer", "Install it again, or choose another Python in the options"),
    }.get(kind, "")
