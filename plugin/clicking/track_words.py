"""Words what following objects has brought, and how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsFeatureRequest, QgsMessageOutput, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..wording.engine_text import in_dock

translate = QCoreApplication.translate

SEEN, LOST = ("tracked", "uncertain"), "lost"


def stage_text(stage: str) -> str:
    """Returns what is being done, in words; "" for what is not known."""
    texts = {
        "frames": translate("GeoRefer", "Opening frames"),
        "registration": translate("GeoRefer", "Taking the shake away"),
        "following": translate("GeoRefer", "Following objects"),
        "writing": translate("GeoRefer", "Writing tracks"),
    }
    return texts.get(stage, "")


def state_text(state: str) -> str:
    """Returns the state of an object in a frame, in words."""
    texts = {
        "tracked": translate("GeoRefer", "seen"),
        "uncertain": translate("GeoRefer", "uncertain"),
        "occluded": translate("GeoRefer", "hidden"),
        "lost": translate("GeoRefer", "lost"),
    }
    return texts.get(state, state)


def fates(objects: QgsVectorLayer) -> dict[int, str]:
    """Returns what became of each object, in words, by its number.

    Args:
        objects: Outlines with the fields `track_id`, `frame` and `state`.
    """
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    seen: dict[int, int] = {}
    lost: dict[int, int] = {}
    for row in objects.getFeatures(request):
        number, frame = int(row["track_id"]), int(row["frame"]) + 1
        seen.setdefault(number, 0)
        if row["state"] == LOST:
            lost[number] = min(frame, lost.get(number, frame))
        elif row["state"] in SEEN:
            seen[number] += 1
    texts = {}
    for number, count in seen.items():
        texts[number] = translate("GeoRefer", "seen in {count} frames").format(count=count)
        if number in lost:
            texts[number] = translate("GeoRefer", "lost in frame {frame}; click it there again").format(
                frame=lost[number]
            )
    return texts


def summary(report: Mapping[str, Any]) -> str:
    """Returns what came of a run, with what the person should know, a line each."""
    count, frames = int(report["tracks"]), int(report["frames"])
    if count:
        head = translate("GeoRefer", "{count} object(s) in {frames} frames").format(
            count=count, frames=frames
        )
    else:
        head = translate("GeoRefer", "Nothing that moves was found in {frames} frames").format(frames=frames)
    states = [
        translate("GeoRefer", "{state} {count}").format(state=state_text(state), count=number)
        for state, number in report["states"].items()
    ]
    if states:
        outlines = translate("GeoRefer", ", ").join(states)
        head = translate("GeoRefer", "{head}; outlines: {outlines}").format(head=head, outlines=outlines)
    return "\n".join([head, *map(in_dock, report["notes"])])


def report_window(report: Mapping[str, Any]) -> QgsMessageOutput:
    """Returns a window with the whole report, which waits for nobody."""
    window = QgsMessageOutput.createMessageOutput()
    window.setTitle(translate("GeoRefer", "Tracking report"))
    lines = [summary(report), ""]
    for name, value in report.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        lines.append(f"{name}: {text}")
    window.setMessage("\n".join(lines), QgsMessageOutput.MessageType.MessageText)
    return window
