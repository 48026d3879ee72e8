"""Following objects from the dock, with a worker that plays: frames, clicks, a run, tracks to be played."""

from __future__ import annotations

import pytest
from georefer.plugin.clicking.playing import Timetable
from georefer.plugin.clicking.track_words import fates
from georefer.tests.plugin.moving_frames import COUNT, SIDE_PX, car_center, draw_frames, follow
from georefer.tests.plugin.test_algorithms import engine_python
from georefer.tests.plugin.test_click_desk import (  # noqa: F401 (fixtures)
    asked,
    clicks,
    folder,
    notice,
    own_layers,
    wait_for_answer,
)
from qgis.core import (
    QgsDateTimeRange,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsTemporalNavigationObject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

PATIENCE_MS = 30_000


DATES = [f"ortho_2024-05-{day:02d}" for day in range(1, COUNT + 1)]


@pytest.fixture(scope="session")
def followed(tmp_path_factory):
    """Returns a folder with what the engine has found in the drawn frames, and the report."""
    return following(tmp_path_factory.mktemp("followed"))


@pytest.fixture(scope="session")
def followed_by_date(tmp_path_factory):
    """Returns the same of frames whose names say when they were taken."""
    return following(tmp_path_factory.mktemp("dated"), DATES)


def following(place, names=None):
    return place, follow(engine_python(), draw_frames(place / "frames", names), place)


@pytest.fixture
def frames(clicks, folder, followed, tmp_path):  # noqa: F811
    return open_frames(clicks, folder, followed[0], draw_frames(tmp_path / "frames"))


@pytest.fixture
def dated_frames(clicks, folder, followed_by_date, tmp_path):  # noqa: F811
    return open_frames(clicks, folder, followed_by_date[0], draw_frames(tmp_path / "frames", DATES))


def open_frames(clicks, folder, followed, paths):  # noqa: F811
    for name in ("tracks.gpkg", "report.json"):
        (folder / name).write_bytes((followed / name).read_bytes())
    layers = []
    for path in paths:
        layers.append(QgsRasterLayer(str(path), path.stem))
        QgsProject.instance().addMapLayer(layers[-1])
    clicks.canvas.setDestinationCrs(layers[0].crs())
    clicks.canvas.setLayers(layers[:1])
    clicks.canvas.setExtent(layers[0].extent())
    clicks.page.frames.layers_action.trigger()
    clicks.page.click_button.setChecked(True)
    return layers


def click_car(clicks, qtbot, number, car=0):  # noqa: F811
    """Chooses a frame, clicks a car in it and keeps it."""
    clicks.page.frames.list.setCurrentRow(number)
    clicks.click.tool.clicked.emit(QgsPointXY(*car_center(number, car)), True)
    wait_for_answer(clicks, qtbot)
    QTest.keyClick(clicks.canvas, Qt.Key.Key_Return)


def run(clicks, qtbot, name="both"):  # noqa: F811
    with qtbot.waitSignal(clicks.track.tracked, timeout=PATIENCE_MS):
        clicks.page.tracks.button(name).click()


def objects_listed(clicks):  # noqa: F811
    listed = clicks.page.tracks.list
    return [listed.item(place).text() for place in range(1, listed.count())]


def test_layers_become_frames_and_turn_tracking_on(clicks, frames) -> None:  # noqa: F811
    assert clicks.track.has_frames
    assert clicks.page.frames.list.count() == COUNT
    assert clicks.page.tracks.isVisibleTo(clicks.page)
    assert clicks.click.layer is frames[0]
    clicks.page.frames.clear_button.click()
    assert not clicks.track.has_frames
    assert not clicks.page.tracks.isVisibleTo(clicks.page)


def test_the_chosen_frame_is_shown_and_clicked_in(clicks, frames, folder, qtbot) -> None:  # noqa: F811
    clicks.page.frames.list.setCurrentRow(2)
    tree = QgsProject.instance().layerTreeRoot()
    assert [tree.findLayer(one.id()).isVisible() for one in frames] == [n == 2 for n in range(COUNT)]
    click_car(clicks, qtbot, 2)
    assert asked(folder, "ClickRequest")[0][1]["raster"] == frames[2].source()


def test_kept_objects_are_listed_shown_corrected_and_taken_back(clicks, frames, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    click_car(clicks, qtbot, 0, car=1)
    assert [text[:8] for text in objects_listed(clicks)] == ["Object 1", "Object 2"]
    assert clicks.click.preview.kept.constGet().numGeometries() == 2
    assert own_layers() == [], "they go into no layer before they are followed"
    clicks.page.tracks.list.setCurrentRow(2)
    click_car(clicks, qtbot, 3, car=1)
    assert clicks.objects.frames_of(2) == (0, 3)
    assert clicks.page.tracks.chosen() == 0
    clicks.page.undone.emit()
    assert clicks.objects.frames_of(2) == (0,)
    clicks.page.tracks.list.setCurrentRow(1)
    clicks.page.tracks.remove_button.click()
    assert clicks.objects.numbers == (2,)


def test_what_is_asked_says_frames_clicks_and_direction(clicks, frames, folder, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 1)
    run(clicks, qtbot, "backward")
    [(_, request)] = asked(folder, "TrackRequest")
    assert [frame["raster"] for frame in request["frames"]] == [layer.source() for layer in frames]
    [click] = request["clicks"]
    assert (click["object_id"], click["frame"]) == (1, 1)
    assert click["points"][0][:2] == pytest.approx(car_center(1))
    assert click["wkb"]
    assert request["direction"] == "backward"
    assert not request["find_movers"]


def test_tracks_come_as_a_group_with_style_and_time(clicks, frames, followed, qtbot) -> None:  # noqa: F811
    run(clicks, qtbot, "movers")
    group = QgsProject.instance().layerTreeRoot().children()[0]
    tracks, objects = [node.layer() for node in group.findLayers()]
    assert (tracks.featureCount(), followed[1]["tracks"]) == (2, 2)
    assert objects.featureCount() >= 2 * (COUNT - 1)
    for layer in (tracks, objects):
        assert layer.temporalProperties().isActive()
        symbol = layer.renderer().symbol().symbolLayer(0)
        assert "track_id" in str(symbol.dataDefinedProperties().toVariant(type(symbol).propertyDefinitions()))
    assert objects.attributeAlias(objects.fields().lookupField("track_id")) == "Track"
    assert str(COUNT) in clicks.page.tracks.summary.text.text()
    assert clicks.page.tracks.button("play").isEnabled()


@pytest.mark.parametrize(("kind", "step_ms"), [("frames", 1000), ("dated_frames", 86_400_000)])
def test_each_moment_shows_its_frame_and_its_outlines(clicks, request, qtbot, kind, step_ms) -> None:  # noqa: F811
    frames = request.getfixturevalue(kind)
    run(clicks, qtbot, "movers")
    table = clicks.track._table
    assert table.step_ms == step_ms
    objects = QgsProject.instance().layerTreeRoot().children()[0].findLayers()[1].layer()
    for number, begin in enumerate(table.begins):
        moment = table.whole.begin().addMSecs(begin - table.begins[0])
        span = QgsDateTimeRange(moment, moment.addMSecs(table.step_ms), True, False)
        shown = [layer for layer in frames if layer.temporalProperties().isVisibleInTemporalRange(span)]
        assert shown == [frames[number]]
        assert frames_within(objects, span) == {number}


def frames_within(objects: QgsVectorLayer, span: QgsDateTimeRange) -> set[int]:
    """Returns the frames of the outlines that QGIS draws in a time."""
    from qgis.core import QgsFeatureRequest, QgsVectorLayerTemporalContext

    context = QgsVectorLayerTemporalContext()
    context.setLayer(objects)
    wanted = objects.temporalProperties().createFilterString(context, span)
    request = QgsFeatureRequest().setFilterExpression(wanted)
    return {row["frame"] for row in objects.getFeatures(request)}


def test_play_sets_the_temporal_controller(clicks, frames, qtbot) -> None:  # noqa: F811
    controller = QgsTemporalNavigationObject(clicks.canvas)
    clicks.canvas.setTemporalController(controller)
    click_car(clicks, qtbot, 0)
    assert not clicks.click.preview.kept.isEmpty()
    run(clicks, qtbot, "movers")
    clicks.page.tracks.button("play").click()
    assert clicks.click.preview.kept.isEmpty()
    assert controller.navigationMode() == QgsTemporalNavigationObject.NavigationMode.Animated
    assert controller.temporalExtents() == clicks.track._table.whole
    assert controller.totalFrameCount() in (COUNT, COUNT + 1)
    seen = set()
    controller.updateTemporalRange.connect(lambda span: seen.add(span.begin().toMSecsSinceEpoch()))
    qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE_MS)
    controller.pause()
    assert QgsProject.instance().timeSettings().temporalRange() == clicks.track._table.whole


def test_movers_have_the_least_area_that_is_set(clicks, frames, folder, qtbot) -> None:  # noqa: F811
    run(clicks, qtbot, "movers")
    clicks.page.tracks.min_area.setValue(5)
    run(clicks, qtbot, "movers")
    areas = [request["min_area_m2"] for _, request in asked(folder, "TrackRequest")]
    assert areas == [None, 5]


def test_a_run_that_is_stopped_keeps_the_objects(clicks, frames, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    clicks.page.tracks.fps.setValue(7)
    clicks.page.tracks.button("forward").click()
    assert not clicks.page.tracks.button("forward").isEnabled()
    qtbot.waitUntil(lambda: clicks.page.tracks.progress.bar.value() > 0, timeout=PATIENCE_MS)
    QTest.keyClick(clicks.page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not clicks.track.is_running, timeout=PATIENCE_MS)
    assert "Stopped" in notice(clicks)
    assert clicks.objects.numbers == (1,)
    assert clicks.page.tracks.button("forward").isEnabled()


def test_the_fate_of_objects_names_where_one_is_lost() -> None:
    fields = "field=track_id:integer&field=frame:integer&field=state:string"
    layer = QgsVectorLayer(f"Polygon?{fields}", "", "memory")
    from qgis.core import QgsFeature

    rows = [(1, 0, "tracked"), (1, 1, "uncertain"), (1, 2, "occluded"), (2, 0, "tracked"), (2, 3, "lost")]
    for values in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values))
        layer.dataProvider().addFeatures([feature])
    told = fates(layer)
    assert "2" in told[1]
    assert "4" in told[2]
    assert "lost" in told[2]


def test_another_project_forgets_the_frames(clicks, frames, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    clicks.leave_project()
    assert not clicks.track.has_frames
    assert clicks.objects.numbers == ()


def test_a_timetable_counts_frames_without_time() -> None:
    table = Timetable((0, 1000, 2000), 1000)
    assert table.whole.begin().toMSecsSinceEpoch() == 0
    assert table.whole.end().toMSecsSinceEpoch() == 3000
    assert SIDE_PX
