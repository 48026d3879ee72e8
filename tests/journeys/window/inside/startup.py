"""Runs in QGIS (`--code`): one file of journeys as tests, then QGIS ends as a person would end it."""

import os
import sys
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

SETTLING_MS = 500


def run_journey():
    """Runs the tests and returns pytest's exit code."""
    sys.path.append(os.environ["GEOREFER_TEST_PACKAGES"])
    import pytest

    journey = Path(os.environ["GEOREFER_JOURNEY"])
    arguments = ["-p", "no:pytest_qgis", "-p", "no:pytest-qt", "-p", "no:cacheprovider", "-p", "no:timeout"]
    arguments += ["-p", "no:faulthandler", "--capture=no", "--import-mode=importlib", "-q", "-x"]
    arguments += ["-c", os.devnull, "--rootdir", str(journey.parent), str(journey)]
    return int(pytest.main(arguments))


def main():
    """Runs the tests and ends QGIS; their exit code goes to a file, for QGIS has one of its own."""
    code = -1
    try:
        iface.mainWindow().showMaximized()
        code = run_journey()
    finally:
        (Path(os.environ["GEOREFER_FOLDER"]) / "exit-code").write_text(str(code), encoding="utf-8")
        QTimer.singleShot(SETTLING_MS, leave)


def leave():
    """Closes QGIS; the project of a journey is not worth a question."""
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


QTimer.singleShot(SETTLING_MS, main)
