"""The comparison with Qt 6 finds what is not there; the real PyQt6 is looked at by `make check-qt6`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


class QDialog:
    def exec(self) -> None: ...


class Qt:
    class ItemDataRole:
        UserRole = 256


class QAction: ...


MODULES = {"QtCore": {"Qt": Qt}, "QtWidgets": {"QDialog": QDialog}, "QtGui": {"QAction": QAction}}


def load(name: str) -> ModuleType:
    if name not in MODULES:
        raise ImportError(f"no module {name}")
    module = ModuleType(name)
    vars(module).update(MODULES[name])
    return module


@pytest.fixture(scope="module")
def checker(repo_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_qt6", repo_root / ".ci" / "check_qt6.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "source",
    [
        "from qgis.PyQt.QtCore import QRegExp",
        "from qgis.PyQt.QtCore import Qt\nQt.UserRole",
        "from qgis.PyQt import QtCore\nQtCore.Qt.UserRole",
        "from qgis.PyQt.QtWidgets import QDialog\nQDialog.exec_",
        "def f():\n    from qgis.PyQt.QtMultimedia import QSound",
        "from qgis.PyQt.QtCore import Qt as Q\nQ.ItemDataRole.OtherRole",
    ],
)
def test_what_qt6_does_not_have_is_found(checker: ModuleType, source: str) -> None:
    assert len(checker.complaints(source, load)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from qgis.PyQt.QtCore import Qt\nQt.ItemDataRole.UserRole",
        "from qgis.PyQt import QtCore\nQtCore.Qt.ItemDataRole.UserRole",
        "from qgis.PyQt.QtWidgets import QAction, QDialog\nQDialog.exec",
        "from qgis.core import QgsProject\nQgsProject.anything",
        "from qgis.PyQt.QtCore import Qt\na = Qt.Old() if hasattr(Qt, 'Old') else 0",
        "self.anything.at.all",
    ],
)
def test_what_qt6_has_passes(checker: ModuleType, source: str) -> None:
    assert checker.complaints(source, load) == []
