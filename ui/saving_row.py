"""What becomes of the results: saving, adding to a layer, taking that back, opening what was saved before."""

from __future__ import annotations

from pathlib import PurePath

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton, QWidget

from .flow_layout import FlowLayout
from .tinted_icon import Tint

translate = QCoreApplication.translate


class SavingRow(QWidget):
    """Offers what can be done with the kept objects, and the dock's own menu."""

    save_requested = pyqtSignal()
    add_to_layer_requested = pyqtSignal()
    undo_requested = pyqtSignal()
    recent_requested = pyqtSignal(str)
    options_requested = pyqtSignal()
    diagnostics_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.save_button = QPushButton(translate("GeoRefer", "Save to &GeoPackage..."))
        self.save_button.setToolTip(
            translate("GeoRefer", "Saves the kept objects to a new file or adds them to one")
        )
        self.add_button = QPushButton(translate("GeoRefer", "Add to la&yer"))
        self.add_button.setToolTip(
            translate("GeoRefer", "Adds the kept objects to a polygon layer that is being edited")
        )
        self.undo_button = QPushButton(translate("GeoRefer", "&Undo"))
        self.undo_button.setToolTip(translate("GeoRefer", "Takes back what was added to the layer"))
        self.recent_button = QToolButton()
        self.recent_button.setText(translate("GeoRefer", "Recent"))
        self.recent_button.setToolTip(translate("GeoRefer", "Opens what was saved before"))
        self.menu_button = QToolButton()
        self.menu_button.setToolTip(translate("GeoRefer", "Options and diagnostics"))
        self.menu_button.setAccessibleName(self.menu_button.toolTip())
        self._fill()
        self._make_menus()
        self._connect()
        self.set_recent([])
        self.set_can_save(False)
        self.set_can_undo(False)

    def set_recent(self, paths: list[str]) -> None:
        """Offers what was saved before, the latest first."""
        self.recent_menu.clear()
        for path in paths:
            action = self.recent_menu.addAction(PurePath(path).name.replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(lambda checked=False, chosen=path: self.recent_requested.emit(chosen))
        self.recent_button.setEnabled(bool(paths))

    def set_can_save(self, can_save: bool) -> None:
        """Says whether there is anything to save."""
        self.save_button.setEnabled(can_save)
        self.add_button.setEnabled(can_save)

    def set_can_undo(self, can_undo: bool) -> None:
        """Says whether there is anything to take back."""
        self.undo_button.setEnabled(can_undo)
        self.undo_button.setVisible(can_undo)

    def _fill(self) -> None:
        flow = FlowLayout(self)
        icons = {
            "save": self.save_button,
            "add_to_layer": self.add_button,
            "undo": self.undo_button,
            "recent": self.recent_button,
            "more": self.menu_button,
        }
        for name, button in icons.items():
            Tint(button, name)
            flow.addWidget(button)

    def _make_menus(self) -> None:
        self.recent_menu, self.menu = QMenu(self), QMenu(self)
        self.recent_menu.setToolTipsVisible(True)
        for button, menu in ((self.recent_button, self.recent_menu), (self.menu_button, self.menu)):
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.recent_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.options_action = self.menu.addAction(translate("GeoRefer", "Options..."))
        self.diagnostics_action = self.menu.addAction(translate("GeoRefer", "Copy diagnostics"))

    def _connect(self) -> None:
        pairs: tuple[tuple[QAbstractButton, object], ...] = (
            (self.save_button, self.save_requested),
            (self.add_button, self.add_to_layer_requested),
            (self.undo_button, self.undo_requested),
        )
        for button, signal in pairs:
            button.clicked.connect(lambda checked=False, told=signal: told.emit())
        self.options_action.triggered.connect(lambda: self.options_requested.emit())
        self.diagnostics_action.triggered.connect(lambda: self.diagnostics_requested.emit())
