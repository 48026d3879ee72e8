"""Shows the dock and fills it, for the tests that look at it."""

from __future__ import annotations

from georefer.ui.dock import GeoReferDock
from georefer.ui.values import Chip, EngineState, ModelChoice, Notice, Reading, ResultRow, RunSettings

READY, DISTANT = (
    ModelChoice("tiny", "georefer-tiny", "ready", True),
    ModelChoice("big", "RSRefSeg 2", "2.1 GB to download", False, "From the hub"),
)
ROWS = [ResultRow(number, 1 - number / 20, f"{number} m²", True, number) for number in range(1, 13)]


def open_dock(qtbot, width_px: int = 300, height_px: int = 900) -> GeoReferDock:
    """Shows a dock of a size."""
    dock = GeoReferDock()
    qtbot.addWidget(dock)
    dock.resize(width_px, height_px)
    dock.show()
    qtbot.waitExposed(dock)
    dock.activateWindow()
    return dock


def heard(signal) -> list:
    told = []
    signal.connect(lambda *values: told.append(values[0] if len(values) == 1 else values))
    return told


def fill(page) -> None:
    """Shows everything that can be shown at once."""
    page.show_engine(EngineState("failed"))
    page.show_notice(Notice("The file is open elsewhere; close it there", "error", "Again", "save"))
    page.set_phrase("red building top-left near [Roads]")
    page.show_reading(
        Reading(
            (
                Chip("target", "red building", "red building", 0, 12),
                Chip("where", "top-left", "top left part", 13, 21, False),
                Chip("unread", "flurb", "flurb", 22, 27),
            ),
            "one",
            True,
            ("flurb is not a word that this model knows",),
        )
    )
    page.set_models([READY, DISTANT])
    page.set_device_text("Runs on CPU, 2 cores")
    page.set_place("drawn")
    page.set_place_note("8000 x 6000 px")
    page.set_band_count(4, (3, 2, 1))
    page.set_settings(RunSettings(bands=(4, 2, 1)))
    page.input.options.unfold(True)
    page.set_running(True)
    page.show_progress(132, 410, 260, 42, "")
    page.set_results(ROWS)
    page.show_summary("12 objects in 0:42")
    page.set_can_save(True)
    page.set_can_undo(True)
