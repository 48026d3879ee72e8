"""Saving tracks from the dock: whole, with their looks and times, or not at all."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3

import pytest
from georefer.plugin.results import disk
from georefer.tests.plugin.test_click_desk import clicks, folder, notice  # noqa: F401 (fixtures)
from georefer.tests.plugin.test_track_desk import (  # noqa: F401 (fixtures)
    PATIENCE_MS,
    dated_frames,
    followed,
    followed_by_date,
    frames,
    run,
)
from qgis.core import QgsProject, QgsSimpleFillSymbolLayer, QgsVectorLayer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

GREEN = QColor(10, 200, 30)


@pytest.fixture
def tracked(clicks, frames, qtbot):  # noqa: F811
    run(clicks, qtbot, "movers")
    return clicks


def save(clicks, path, qtbot):  # noqa: F811
    clicks.saving.save(str(path))
    qtbot.waitUntil(lambda: not clicks.saving.is_busy, timeout=PATIENCE_MS)


def layers_of(clicks):  # noqa: F811
    tracks, objects = (
        node.layer() for node in QgsProject.instance().layerTreeRoot().children()[0].children()
    )
    return objects, tracks


def opened(path, table):
    """Opens a table as a person does by dragging it into QGIS."""
    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    assert layer.isValid()
    layer.loadDefaultStyle()
    return layer


def rows(path, table):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    finally:
        connection.close()


def drafts(path):
    return [entry.name for entry in path.parent.iterdir() if entry.name.startswith(".")]


def test_there_is_nothing_to_save_before_a_run(clicks, frames) -> None:  # noqa: F811
    assert not clicks.page.tracks.button("save").isEnabled()


@pytest.mark.parametrize("kind", ["frames", "dated_frames"])
def test_both_layers_are_saved_with_looks_and_times(clicks, request, qtbot, tmp_path, kind) -> None:  # noqa: F811
    request.getfixturevalue(kind)
    run(clicks, qtbot, "movers")
    objects, tracks = layers_of(clicks)
    fill = objects.renderer().symbol().symbolLayer(0)
    assert isinstance(fill, QgsSimpleFillSymbolLayer)
    fill.setColor(GREEN)
    path, source = tmp_path / "saved.gpkg", objects.source().split("|")[0]
    save(clicks, path, qtbot)

    assert "saved.gpkg" in notice(clicks)
    for layer, table in ((objects, "objects"), (tracks, "tracks")):
        assert rows(path, table) == rows(source, table)
        found = opened(path, table)
        assert found.featureCount() == layer.featureCount() > 0
        assert found.crs() == layer.crs()
        now, then = found.temporalProperties(), layer.temporalProperties()
        assert now.isActive()
        assert (now.mode(), now.startField(), now.endField(), now.startExpression()) == (
            then.mode(),
            then.startField(),
            then.endField(),
            then.startExpression(),
        )
        assert now.fixedDuration() == then.fixedDuration()
        assert found.attributeAlias(found.fields().lookupField("track_id")) == "Track"
        assert not found.customProperty("georefer/tracks")
    saved = opened(path, "objects")
    look = saved.renderer().symbol().symbolLayer(0)
    assert look.color() == GREEN
    assert "track_id" in str(look.dataDefinedProperties().toVariant(type(look).propertyDefinitions()))
    assert drafts(path) == []
    assert clicks.page.tracks.button("save").isEnabled()


def test_a_file_that_is_there_is_replaced(tracked, qtbot, tmp_path) -> None:
    path = tmp_path / "saved.gpkg"
    save(tracked, path, qtbot)
    before = rows(path, "objects")
    objects, _ = layers_of(tracked)
    objects.startEditing()
    objects.deleteFeature(next(objects.getFeatures()).id())
    save(tracked, path, qtbot)
    assert "not saved" in notice(tracked)
    assert rows(path, "objects") == before
    objects.commitChanges()
    save(tracked, path, qtbot)
    assert len(rows(path, "objects")) == len(before) - 1


def test_a_file_of_the_project_is_left(tracked, qtbot, tmp_path) -> None:
    path = tmp_path / "shown.gpkg"
    save(tracked, path, qtbot)
    shown = opened(path, "tracks")
    shown.setName("Tracks of mine")
    QgsProject.instance().addMapLayer(shown)
    save(tracked, path, qtbot)
    assert "Tracks of mine" in notice(tracked)
    assert shown.featureCount() == 2


def test_tracks_are_saved_after_their_layers_are_removed(tracked, qtbot, tmp_path) -> None:
    QgsProject.instance().removeMapLayers([layer.id() for layer in layers_of(tracked)])
    save(tracked, tmp_path / "saved.gpkg", qtbot)
    assert len(rows(tmp_path / "saved.gpkg", "tracks")) == 2
    saved = opened(tmp_path / "saved.gpkg", "tracks")
    assert saved.temporalProperties().isActive()


def test_what_cannot_be_written_is_one_clear_line(tracked, qtbot, tmp_path, monkeypatch) -> None:
    text = tmp_path / "text.gpkg"
    text.write_text("no database", encoding="utf-8")
    said = {}
    for name in ("text.gpkg", "a.shp", "missing/a.gpkg"):
        save(tracked, tmp_path / name, qtbot)
        said[name] = notice(tracked)
    monkeypatch.setattr(disk.os, "access", lambda *_: False)
    save(tracked, tmp_path / "locked.gpkg", qtbot)
    said["locked.gpkg"] = notice(tracked)
    monkeypatch.undo()
    assert "no GeoPackage" in said["text.gpkg"]
    assert "no name of a GeoPackage" in said["a.shp"]
    assert "does not exist" in said["missing/a.gpkg"]
    assert "read-only" in said["locked.gpkg"]
    assert text.read_text(encoding="utf-8") == "no database"
    assert not (tmp_path / "locked.gpkg").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of this kind")
def test_a_full_disk_leaves_the_old_file(tracked, qtbot, tmp_path) -> None:
    path = tmp_path / "full.gpkg"
    save(tracked, path, qtbot)
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        save(tracked, path, qtbot)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    assert "no room" in notice(tracked)
    assert path.read_bytes() == before
    assert drafts(path) == []


def test_tracks_that_are_gone_are_told(tracked, qtbot, tmp_path) -> None:
    tracked.saving._source = tmp_path / "gone.gpkg"
    save(tracked, tmp_path / "saved.gpkg", qtbot)
    assert "no longer" in notice(tracked)
    assert not (tmp_path / "saved.gpkg").exists()


def test_the_button_asks_for_a_file_and_ends_its_name(tracked, qtbot, tmp_path) -> None:
    tracked.page.tracks.button("save").click()
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("chosen")
    dialog.accept()
    qtbot.waitUntil(lambda: (tmp_path / "chosen.gpkg").exists(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not tracked.saving.is_busy, timeout=PATIENCE_MS)
