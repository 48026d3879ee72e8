"""Frames made of layers, folders, bands and pages: which they are, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
from georefer.plugin.clicking.frame_set import FrameSet
from georefer.plugin.clicking.frames import date_text, frames_of, set_time
from georefer.tests.plugin.drawn_rasters import write
from georefer.tests.plugin.moving_frames import COUNT, draw_frames
from osgeo import gdal
from qgis.core import Qgis, QgsDateTimeRange, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QDateTime, Qt

PATIENCE_MS = 20_000


@pytest.fixture
def project(qgis_new_project):
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def frames(project):
    frames = FrameSet(project)
    frames.failures, frames.changes = [], []
    frames.failed.connect(frames.failures.append)
    frames.changed.connect(lambda: frames.changes.append(len(frames.frames)))
    yield frames
    frames.close()
    frames.deleteLater()


def layers(project, folder, *names):
    made = []
    for path, name in zip(draw_frames(folder), names, strict=False):
        made.append(QgsRasterLayer(str(path), name))
        project.addMapLayer(made[-1])
    return made


def at(day):
    return QDateTime.fromString(f"2024-05-{day:02d}T12:00:00Z", Qt.DateFormat.ISODate)


def take_at(layer, day):
    """Says in a layer's properties when it was taken, as a person does."""
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(QgsDateTimeRange(at(day), at(day + 1)))
    properties.setIsActive(True)


def names(frames):
    return [frame.facts.name for frame in frames]


def wait(frames, qtbot):
    qtbot.waitUntil(lambda: not frames.is_busy, timeout=PATIENCE_MS)


def test_temporal_properties_order_the_frames_and_are_told(project, tmp_path) -> None:
    made = layers(project, tmp_path, "a", "b", "c")
    for layer, day in zip(made, (20, 3, 11), strict=True):
        take_at(layer, day)
    found = frames_of(made)
    assert names(found) == ["b", "c", "a"]
    assert [frame.facts.time for frame in found] == [
        f"2024-05-{day}T12:00:00.000Z" for day in ("03", "11", "20")
    ]
    assert date_text(found[0]) == "2024-05-03 12:00:00"
    assert all(frame.has_own_time for frame in found)


def test_dates_in_names_order_where_no_layer_has_a_time(project, tmp_path) -> None:
    found = frames_of(layers(project, tmp_path, "z 2023-12-31", "b 20240105", "a 2024-01-20"))
    assert names(found) == ["z 2023-12-31", "b 20240105", "a 2024-01-20"]
    assert [date_text(frame) for frame in found] == ["2023-12-31", "2024-01-05", "2024-01-20"]
    assert {frame.facts.time for frame in found} == {""}


def test_numbers_in_names_order_as_numbers(project, tmp_path) -> None:
    assert names(frames_of(layers(project, tmp_path, "a10", "a9", "a100"))) == ["a9", "a10", "a100"]


def test_times_of_some_layers_are_not_mixed_with_none(project, tmp_path) -> None:
    made = layers(project, tmp_path, "a2", "a1")
    take_at(made[0], 1)
    found = frames_of(made)
    assert names(found) == ["a1", "a2"]
    assert {frame.facts.time for frame in found} == {""}


def test_times_that_were_set_for_playing_are_not_taken_for_real_ones(project, tmp_path) -> None:
    made = layers(project, tmp_path, "a1", "a2")
    for layer, day in zip(made, (20, 3), strict=True):
        set_time(layer, at(day), at(day + 1))
    found = frames_of(made)
    assert names(found) == ["a1", "a2"]
    assert {frame.facts.time for frame in found} == {""}


def test_one_layer_is_refused_in_a_sentence(project, frames, tmp_path) -> None:
    frames.take(layers(project, tmp_path, "alone"))
    [failure] = frames.failures
    assert "One frame" in failure.message
    assert frames.frames == ()


def test_a_folder_becomes_a_group_of_frames(project, frames, tmp_path, qtbot) -> None:
    draw_frames(tmp_path / "march")
    (tmp_path / "march" / "notes.txt").write_text("no picture")
    (tmp_path / "march" / "broken.tif").write_text("no picture either")
    frames.take_folder(tmp_path / "march")
    wait(frames, qtbot)
    assert frames.failures == []
    assert names(frames.frames) == [f"frame_{number}" for number in range(1, COUNT + 1)]
    group = project.layerTreeRoot().findGroup("Frames of march")
    assert [node.isVisible() for node in group.findLayers()] == [True] + [False] * (COUNT - 1)


def test_a_folder_that_is_gone_or_empty_is_one_sentence(project, frames, tmp_path, qtbot) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "gone", tmp_path / "empty"):
        frames.take_folder(folder)
        wait(frames, qtbot)
    assert len(frames.failures) == 2
    assert project.mapLayers() == {}


def test_bands_become_frames_that_name_their_band(project, frames, tmp_path, qtbot) -> None:
    path = tmp_path / "days.tif"
    write(path, np.random.default_rng(1).integers(0, 255, (4, 30, 40), np.uint8)).FlushCache()
    layer = QgsRasterLayer(str(path), "days")
    project.addMapLayer(layer)
    frames.take_parts(layer)
    wait(frames, qtbot)
    assert [frame.facts.bands for frame in frames.frames] == [(1,), (2,), (3,), (4,)]
    assert {frame.facts.raster for frame in frames.frames} == {str(path)}


def test_pages_become_frames(project, frames, tmp_path, qtbot) -> None:
    path = tmp_path / "pages.tif"
    for number, page in enumerate(draw_frames(tmp_path / "pages")[:3]):
        options = ["APPEND_SUBDATASET=YES"] if number else []
        gdal.Translate(str(path), str(page), creationOptions=options)
    layer = QgsRasterLayer(f"GTIFF_DIR:1:{path}", "pages")
    project.addMapLayer(layer)
    frames.take_parts(QgsRasterLayer(str(path), "pages"))
    wait(frames, qtbot)
    assert [frame.facts.raster for frame in frames.frames] == [f"GTIFF_DIR:{n}:{path}" for n in (1, 2, 3)]


def test_one_frame_is_shown_and_then_all(project, frames, tmp_path) -> None:
    made = layers(project, tmp_path, "a", "b", "c")
    frames.take(made)
    frames.show(1)

    def shown():
        return [project.layerTreeRoot().findLayer(layer.id()).isVisible() for layer in made]

    assert shown() == [False, True, False]
    frames.show_all()
    assert shown() == [True, True, True]


def test_removed_layers_are_no_frames_any_more(project, frames, tmp_path) -> None:
    made = layers(project, tmp_path, "a", "b", "c")
    frames.take(made)
    project.removeMapLayer(made[1].id())
    assert names(frames.frames) == ["a", "c"]
    project.removeMapLayer(made[0].id())
    assert frames.frames == ()
    assert frames.changes == [3, 2, 0]
