"""Words what a run has brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import QgsMessageOutput
from qgis.PyQt.QtCore import QCoreApplication

from ..results.run_phrases import reports_of
from ..wording.engine_text import in_dock, line_of

translate = QCoreApplication.translate


def summary(report: Mapping[str, Any]) -> str:
    """Returns one or two sentences for the dock: how many, what was not understood, what else to know.

    Args:
        report: The RunReport as JSON values.
    """
    lines = [line for one in reports_of(report) for line in (_head(one), *warnings(one))]
    lines += [
        translate("GeoRefer", '"{phrase}" was left out: {message}').format(
            phrase=one["phrase"], message=line_of(one["message"], one.get("remedy") or "")
        )
        for one in report.get("refused") or ()
    ]
    return "\n".join(lines)


def _head(report: Mapping[str, Any]) -> str:
    count = int(report["polygons"])
    if count:
        return translate("GeoRefer", "{count} object(s): {reading}").format(
            count=count, reading=report["reading"]
        )
    return translate("GeoRefer", "Nothing was found: {reading}").format(reading=report["reading"])


def warnings(report: Mapping[str, Any]) -> list[str]:
    """Returns what the person should know about a run, a line each."""
    lines = [
        translate("GeoRefer", '"{words}" was not understood').format(words=words)
        for words in report["unread"]
    ]
    lines += [
        translate("GeoRefer", '"{word}" is not a word this model knows').format(word=word)
        for word in report["unknown_words"]
    ]
    failed = len(report["failed_tiles"])
    if failed:
        lines.append(translate("GeoRefer", "{count} tile(s) could not be read").format(count=failed))
    return [*lines, *map(in_dock, report["notes"])]


def report_window(report: Mapping[str, Any]) -> QgsMessageOutput:
    """Returns a window with the whole report, which waits for nobody."""
    window = QgsMessageOutput.createMessageOutput()
    window.setTitle(translate("GeoRefer", "Run report"))
    window.setMessage(report_text(report), QgsMessageOutput.MessageType.MessageText)
    return window


def report_text(report: Mapping[str, Any]) -> str:
    """Returns the whole report as lines for people."""
    made_by = [f"{report['model']} ({str(report['weights'])[:12]})", in_dock(str(report["device"]))]
    every = reports_of(report)
    tiles = [*(_tile_line(one["tiles"]) for one in every), *map(in_dock, report["failed_tiles"])]
    steps = [_step_line(step) for one in every for step in one["plan"]]
    sections: list[tuple[str, Sequence[str]]] = [
        (translate("GeoRefer", "Result"), summary(report).splitlines()),
        (translate("GeoRefer", "Imagery"), [str(report["source"])]),
        (translate("GeoRefer", "Model"), made_by),
        (translate("GeoRefer", "Tiles"), tiles),
        (translate("GeoRefer", "Where was searched"), steps),
        (translate("GeoRefer", "Seconds"), _named(report["seconds"])),
        (translate("GeoRefer", "Memory"), [f"{report['peak_memory_mb']:.0f} MB"]),
        (translate("GeoRefer", "Run"), [*(str(one["run_id"]) for one in every), str(report["created"])]),
        (translate("GeoRefer", "Parameters"), _named(report["parameters"])),
        (translate("GeoRefer", "Versions"), _named(report["versions"])),
    ]
    blocks = ["\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in sections if lines]
    return "\n\n".join(blocks)


def _named(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} {value}" for name, value in values.items()]


def _tile_line(tiles: Mapping[str, int]) -> str:
    return translate(
        "GeoRefer",
        "{total} in all: {run} computed, {gated} without anything relevant, {pruned} left out by the phrase, "
        "{cached} from before, {failed} not readable",
    ).format(**tiles)


def _step_line(step: Mapping[str, Any]) -> str:
    return translate("GeoRefer", "{target}: {reason}, {tiles} of {total} tiles, {found} found").format(
        **{**step, "reason": in_dock(step["reason"])}
    )
