"""Asks for a model of the person's own: where it lies, what to call it, and what it lacks."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from .field_rows import FieldRows
from .flow_layout import FlowLayout
from .model_values import Addition
from .small_text import SmallText
from .tinted_icon import Tint

translate = QCoreApplication.translate

# What names a folder on every system; the engine asks for the same.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


class PathField(QWidget):
    """Is a line for a file or a folder, with a button for each.

    Args:
        name: What it asks for, for people.
    """

    changed = pyqtSignal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.file_button = QPushButton(translate("GeoRefer", "File..."))
        self.folder_button = QPushButton(translate("GeoRefer", "Folder..."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.file_button)
        row.addWidget(self.folder_button)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda text: self.changed.emit())
        self.file_button.clicked.connect(self._choose_file)
        self.folder_button.clicked.connect(self._choose_folder)

    def path(self) -> str:
        """Returns what the person has put in."""
        return self.line.text().strip().strip('"')

    def _choose_file(self) -> None:
        kinds = translate("GeoRefer", "Weights ({patterns})").format(
            patterns="*.safetensors *.pth *.pt *.bin"
        )
        every = translate("GeoRefer", "All files ({patterns})").format(patterns="*")
        path, _ = QFileDialog.getOpenFileName(self, self._name, self.path(), f"{kinds};;{every}")
        self._take(path)

    def _choose_folder(self) -> None:
        self._take(QFileDialog.getExistingDirectory(self, self._name, self.path()))

    def _take(self, path: str) -> None:
        if path:
            self.line.setText(path)


class ModelAdding(QWidget):
    """Takes the place of the card while a model is added."""

    add_requested = pyqtSignal(object)
    """Addition."""
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: frozenset[str] = frozenset()
        self._suggested = ""
        self._is_busy = False
        self.where = PathField(translate("GeoRefer", "File or folder of the model"))
        self.lack = PathField(translate("GeoRefer", "What it lacks, such as its tokenizer"))
        self.name_line = QLineEdit()
        self.copy_box = QCheckBox(translate("GeoRefer", "&Copy it to the models"))
        self.copy_box.setChecked(True)
        self.copy_box.setToolTip(translate("GeoRefer", "Without a copy a folder is used where it lies"))
        self.replace_box = QCheckBox(translate("GeoRefer", "Re&place the model of this name"))
        self.obstacle = SmallText()
        self.add_button = QPushButton(translate("GeoRefer", "&Add"))
        self.cancel_button = QPushButton(translate("GeoRefer", "Cancel"))
        Tint(self.add_button, "plus")
        self._fill()
        self.where.changed.connect(self._suggest)
        self.name_line.textChanged.connect(lambda text: self._check())
        self.copy_box.toggled.connect(lambda is_on: self._check())
        self.replace_box.toggled.connect(lambda is_on: self._check())
        self.add_button.clicked.connect(lambda: self.add_requested.emit(self.addition()))
        self.cancel_button.clicked.connect(lambda: self.closed.emit())
        self._check()

    def begin(self, path: str = "") -> None:
        """Asks for another model."""
        self._suggested = ""
        self.name_line.clear()
        self.lack.line.clear()
        self.copy_box.setChecked(True)
        self.replace_box.setChecked(False)
        self.where.line.setText(path)
        self._check()
        self.where.line.setFocus()

    def set_taken_names(self, names: frozenset[str]) -> None:
        """Says which names models of the person's own have already."""
        self._taken = names
        self._check()

    def set_busy(self, is_busy: bool) -> None:
        """Locks the button while something is added."""
        self._is_busy = is_busy
        self._check()

    def addition(self) -> Addition:
        """Returns what the person has put in."""
        name = self.name_line.text().strip()
        is_replacing = self.replace_box.isChecked() and name in self._taken
        is_copied = self.copy_box.isChecked()
        return Addition(self.where.path(), name, self.lack.path(), is_copied, is_replacing)

    def fields_in_order(self) -> tuple[QWidget, ...]:
        """Returns what takes the keyboard, from top to bottom."""
        where = (self.where.line, self.where.file_button, self.where.folder_button)
        lack = (self.lack.line, self.lack.file_button, self.lack.folder_button)
        boxes = (self.copy_box, self.replace_box)
        return (*where, self.name_line, *lack, *boxes, self.add_button, self.cancel_button)

    def _fill(self) -> None:
        title = QLabel(translate("GeoRefer", "Add a model of your own"))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        about = SmallText(
            translate(
                "GeoRefer",
                "SAM, SAM-HQ, SAM 2, CLIP, SigLIP, RSRefSeg, RSRefSeg 2, ROS-SAM and ReferSAM are recognised "
                "by their weights. Every weight is read once; files that would run code are refused.",
            )
        )
        rows = FieldRows()
        rows.add_field(translate("GeoRefer", "&From"), self.where, buddy=self.where.line)
        rows.add_field(translate("GeoRefer", "Na&me"), self.name_line)
        rows.add_field(translate("GeoRefer", "&With"), self.lack, buddy=self.lack.line)
        self.name_line.setAccessibleName(translate("GeoRefer", "Name of the model"))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.addWidget(self.add_button)
        flow.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(title)
        layout.addWidget(about)
        layout.addLayout(rows)
        for one in (self.copy_box, self.replace_box, self.obstacle, buttons):
            layout.addWidget(one)
        layout.addStretch()

    def _suggest(self) -> None:
        """Names the model after its file, unless the person has named it."""
        if self.name_line.text() == self._suggested:
            self._suggested = suggested_name(self.where.path())
            self.name_line.setText(self._suggested)
        self._check()

    def _check(self) -> None:
        wanted = self.addition()
        is_taken = wanted.is_copied and wanted.name in self._taken
        for one in (self.name_line, self.lack):
            one.setEnabled(wanted.is_copied)
        self.replace_box.setVisible(is_taken)
        why = self._obstacle(wanted, is_taken)
        self.obstacle.setText(why)
        self.obstacle.setVisible(bool(why))
        self.add_button.setEnabled(not why and not self._is_busy)

    def _obstacle(self, wanted: Addition, is_taken: bool) -> str:
        """Returns why it cannot be added yet; "" where it can."""
        if not wanted.path:
            return translate("GeoRefer", "Choose the file or folder of the model")
        if not wanted.is_copied:
            return ""
        if not _NAME.fullmatch(wanted.name) or wanted.name.endswith("."):
            return translate("GeoRefer", "A name has small letters, digits, dots, hyphens and underscores")
        if is_taken and not self.replace_box.isChecked():
            return translate("GeoRefer", "There is a model of this name. Choose another name, or replace it")
        return ""


def suggested_name(path: str) -> str:
    """Returns what to call the model of a file or folder; "" where there is nothing to go by."""
    place = Path(path)
    name = place.stem if place.suffix in (".safetensors", ".pth", ".pt", ".bin") else place.name
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")
