"""Draws objects as the engine would write them, through QGIS alone."""

from __future__ import annotations

import json
from pathlib import Path

from georefer.inference.messages import Found, FoundObject
from georefer.plugin.results.geopackage import mark_without_crs, write_rows
from georefer.plugin.results.run_file import finish_file
from georefer.plugin.results.schema import objects_table, runs_table
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsRectangle
from qgis.PyQt.QtCore import QDateTime, Qt

LEFT, BOTTOM = 500_000, 4_000_000
UTM = "EPSG:32633"
CREATED = "2026-03-04T05:06:07+00:00"


def square(number: int, side_m: float = 6.0) -> QgsRectangle:
    x, y = LEFT + number % 100 * 10, BOTTOM + number // 100 * 10
    return QgsRectangle(x, y, x + side_m, y + side_m)


def square_wkb(number: int, side_m: float = 6.0) -> str:
    return bytes(QgsGeometry.fromRect(square(number, side_m)).asWkb()).hex()


def tile_found(tile: int, numbers, side_m: float = 6.0) -> Found:
    """Returns provisional squares of a tile."""
    outline = bytes(QgsGeometry.fromRect(QgsRectangle(tile, 0, tile + 1, 1)).asWkb()).hex()
    return Found(tuple(FoundObject(square_wkb(n, side_m), 0.8) for n in numbers), outline)


def run_report(output, count, run_id="run-1", phrase="red building") -> dict:
    return {
        "run_id": run_id,
        "phrase": phrase,
        "reading": "every red building",
        "target": phrase,
        "polygons": count,
        "model": "georefer-tiny",
        "weights": "0" * 64,
        "device": "cpu: it is a test",
        "source": "scene.tif",
        "created": CREATED,
        "output": str(output),
        "notes": ["A close second was left out"],
        "failed_tiles": [],
        "tiles": {"total": 4, "run": 4},
        "seconds": {"total": 1.5},
        "parameters": {"threshold": 0.5},
        "versions": {"python": "3.11"},
    }


def written_run(path: Path, count: int, run_id="run-1", phrase="red building", crs=UTM) -> dict:
    """Writes squares as the output of a run and returns its report; scores rise from 0.5 to 1."""
    report = run_report(path, count, run_id, phrase)
    created = QDateTime.fromString(CREATED, Qt.DateFormat.ISODate)

    def rows():
        table = objects_table()
        for number in range(count):
            row = QgsFeature(table.fields)
            shape = QgsGeometry.fromRect(square(number))
            shape.convertToMultiType()
            row.setGeometry(shape)
            values = (number + 1, phrase, phrase, 0.5 + number / count / 2, 36.0, 24.0)
            row.setAttributes([*values, "georefer-tiny", "0" * 64, "scene.tif", run_id, created])
            yield row

    reference = QgsCoordinateReferenceSystem(crs) if crs else None
    write_rows(path, objects_table(), rows(), reference, is_new_file=True)
    row = QgsFeature(runs_table().fields)
    row.setAttributes([run_id, created, phrase, json.dumps(report)])
    write_rows(path, runs_table(), [row])
    if not crs:
        mark_without_crs(path)
    finish_file(path, report)
    return report


def run_task(qtbot, task, patience_ms=60_000):
    """Runs a task as QGIS does; returns how it ended and with what."""
    from qgis.core import QgsApplication

    ends = []
    task.succeeded.connect(lambda outcome: ends.append(("succeeded", outcome)))
    task.failed.connect(lambda failure: ends.append(("failed", failure)))
    task.stopped.connect(lambda: ends.append(("stopped", None)))
    QgsApplication.taskManager().addTask(task)
    qtbot.waitUntil(lambda: bool(ends), timeout=patience_ms)
    return ends[0]
