"""Finds the Python of the engine; never the one that QGIS itself runs on."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QStandardPaths

INTERPRETER_KEY = "georefer/interpreter"
# For tests and for runs without a desktop; it wins over the settings.
INTERPRETER_VARIABLE = "GEOREFER_PYTHON"
# Written last, with the pins that were installed: an environment without it is not finished.
STAMP = "georefer-engine.txt"

PACKAGE_FOLDER = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Engine:
    """Names the Python that runs the engine.

    Attributes:
        python: Path of the interpreter.
        origin: `variable`, `settings` or `installed`: who chose it.
    """

    python: str
    origin: str


@dataclass(frozen=True)
class Command:
    """Is a program with its arguments."""

    program: str
    arguments: tuple[str, ...]


def find_engine() -> Engine | None:
    """Returns the engine to use; None where none was chosen and none is installed."""
    named = os.environ.get(INTERPRETER_VARIABLE, "")
    if named:
        return Engine(named, "variable")
    chosen = str(QgsSettings().value(INTERPRETER_KEY, "") or "")
    if chosen:
        return Engine(chosen, "settings")
    folder = engine_folder()
    if (folder / STAMP).is_file():
        return Engine(str(python_of(folder)), "installed")
    return None


def use_installed() -> None:
    """Forgets the Python that was chosen in the options, so that the installed engine is used.

    A Python that the variable names still wins: who set it wants it so.
    """
    QgsSettings().remove(INTERPRETER_KEY)


def engine_folder() -> Path:
    """Returns where the engine's environment is installed.

    It lies in the profile, not in the plugin: a plugin's folder is deleted when the plugin is upgraded.
    """
    return Path(QgsApplication.qgisSettingsDirPath()) / "georefer" / "engine"


def python_of(environment: Path) -> Path:
    """Returns the interpreter of a virtual environment."""
    return environment / "Scripts" / "python.exe" if os.name == "nt" else environment / "bin" / "python"


def python_candidates() -> tuple[str, ...]:
    """Returns interpreters that an environment may be made from, the best first; none is known to work."""
    # sys.executable is QGIS itself on Windows, and anything on Linux; the folder of its Python is right.
    bundled = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")
    names = ("python3.12", "python3.11", "python3.10", "python3.13", "python3", "python")
    found = [QStandardPaths.findExecutable(name) for name in names]
    return tuple(dict.fromkeys([path for path in found if path] + [str(bundled)]))


def worker_command(engine: Engine) -> Command:
    """Returns what starts the worker: this plugin's own engine code, run by the engine's Python."""
    script = PACKAGE_FOLDER / "inference" / "worker.py"
    return Command(engine.python, ("-I", "-X", "utf8", str(script)))


def installed_worker() -> Command | None:
    """Returns what starts the worker of the engine to use; None where there is none."""
    engine = find_engine()
    return None if engine is None else worker_command(engine)
