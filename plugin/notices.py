"""Words what is shown in the dock's one line for the person, with the button that helps."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ..inference.messages import Failed
from ..ui.values import Notice
from .results.unfinished import UnfinishedRun
from .wording.engine_text import line_of
from .worker.engine import find_engine
from .worker.failures import ENGINE, WORKER

translate = QCoreApplication.translate

INSTALL, OPTIONS, COPY_REPORT = "install", "options", "report"
GO_ON, TAKE_UP, KEEP = "go-on", "take-up", "keep"


def of_failure(failure: Failed, can_go_on: bool = False) -> Notice:
    """Returns the line about a failure.

    Args:
        failure: What went wrong.
        can_go_on: Whether a run that failed can go on from its finished tiles.
    """
    text = sentence(failure)
    if can_go_on:
        return Notice(text, "error", translate("GeoRefer", "Go on"), GO_ON)
    if failure.code == ENGINE and find_engine() is None:
        return Notice(text, "error", translate("GeoRefer", "Install engine"), INSTALL)
    if failure.code == ENGINE:
        return Notice(text, "error", translate("GeoRefer", "Options..."), OPTIONS)
    if failure.code in (WORKER, "unexpected"):
        return Notice(text, "error", translate("GeoRefer", "Copy diagnostics"), COPY_REPORT)
    return Notice(text, "warning")


def sentence(failure: Failed) -> str:
    """Returns what went wrong and what helps, in one line."""
    return line_of(failure.message, failure.remedy)


def of_unfinished(run: UnfinishedRun) -> Notice:
    """Returns the offer to take up a run that was broken off."""
    text = translate(
        "GeoRefer", 'A run for "{phrase}" was broken off; {count} polygon(s) of its finished tiles are kept'
    ).format(phrase=run.phrase, count=run.polygons)
    return Notice(text, "info", translate("GeoRefer", "Go on"), TAKE_UP)


def of_other_build() -> Notice:
    """Returns the offer to install the build of PyTorch that is chosen now."""
    text = translate("GeoRefer", "Another build of PyTorch is chosen than the one that is installed")
    return Notice(text, "info", translate("GeoRefer", "Install engine"), INSTALL)


def of_stop() -> Notice:
    """Returns what to say when the person has stopped a run."""
    text = translate(
        "GeoRefer", "Stopped. What the finished tiles held is kept; the same run again goes on from there"
    )
    return Notice(text, "info", translate("GeoRefer", "Keep as layer"), KEEP)
