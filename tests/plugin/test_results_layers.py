"""A run as a layer: schema, style, names of columns, metadata, group, units; and its live filter."""

from __future__ import annotations

import time

import pytest
from georefer.plugin.results.filtering import ObjectFilter
from georefer.plugin.results.measures import area_text
from georefer.plugin.results.run_file import WriteRunTask
from georefer.plugin.results.run_layer import add_run_layer, group_of, run_layers, show_project_units
from georefer.plugin.results.schema import OBJECT_NAMES
from georefer.tests.plugin.results_factory import UTM, run_task, written_run
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGraduatedSymbolRenderer,
    QgsProject,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QThreadPool


@pytest.fixture
def project(qgis_new_project):
    return QgsProject.instance()


@pytest.fixture
def add_run(qtbot, tmp_path, project):
    """Returns a function that writes a run and adds its layer."""

    def add(count=10, run_id="run-1", phrase="red building", crs=UTM):
        report = written_run(tmp_path / f"engine-{run_id}.gpkg", count, run_id, phrase, crs)
        end, run = run_task(qtbot, WriteRunTask(report, tmp_path / f"{run_id}.gpkg"))
        assert end == "succeeded", run
        return add_run_layer(project, run)

    return add


def drawn(layer, feature) -> bool:
    """Says whether the layer's style draws a feature."""
    context, renderer = QgsRenderContext(), layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    context.expressionContext().setFeature(feature)
    is_drawn = renderer.willRenderFeature(feature, context)
    renderer.stopRender(context)
    return is_drawn


def drawn_ids(layer) -> set[int]:
    return {feature["object_id"] for feature in layer.getFeatures() if drawn(layer, feature)}


def set_unit(project, area="m2", length="meters") -> None:
    project.setAreaUnits(QgsUnitTypes.decodeAreaUnit(area)[0])
    project.setDistanceUnits(QgsUnitTypes.decodeDistanceUnit(length)[0])


def test_a_run_becomes_a_layer_with_all_columns(add_run):
    layer = add_run(10)

    assert layer.isValid()
    assert layer.featureCount() == 10
    assert layer.crs().authid() == UTM
    assert [field.name() for field in layer.fields()] == ["fid", *OBJECT_NAMES]
    assert QgsWkbTypes.displayString(layer.wkbType()) == "MultiPolygon"
    first = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression('"object_id" = 1')))
    assert (first["score"], first["area_m2"], first["run_id"]) == (0.5, 36.0, "run-1")
    assert first["created"].toString("yyyy-MM-dd HH:mm:ss") == "2026-03-04 05:06:07"


def test_columns_have_readable_names_and_colours_follow_the_score(add_run):
    layer = add_run(10)

    labels = {field.name(): layer.attributeDisplayName(n) for n, field in enumerate(layer.fields())}
    assert labels["area_m2"] == "Area (m²)"
    assert labels["weights"] == "Weights (SHA-256)"
    assert set(labels) - {"fid"} == {name for name, label in labels.items() if label != name} - {"fid"}
    assert isinstance(layer.renderer(), QgsGraduatedSymbolRenderer)
    assert "score" in layer.renderer().legendSymbolItems()[1].label()
    assert drawn_ids(layer) == set(range(1, 11))


def test_style_names_and_story_travel_in_the_file(add_run, tmp_path):
    add_run(10)
    opened = QgsVectorLayer(f"{tmp_path / 'run-1.gpkg'}|layername=objects", "anew", "ogr")

    assert isinstance(opened.renderer(), QgsGraduatedSymbolRenderer)
    assert opened.attributeDisplayName(opened.fields().lookupField("area_m2")) == "Area (m²)"
    assert '"red building"' in opened.metadata().abstract()
    assert "A close second was left out" in opened.metadata().abstract()
    assert any("threshold" in line for line in opened.metadata().history())
    assert opened.metadata().identifier() == "run-1"
    runs = QgsVectorLayer(f"{tmp_path / 'run-1.gpkg'}|layername=georefer_runs", "runs", "ogr")
    assert [row["run_id"] for row in runs.getFeatures()] == ["run-1"]


def test_each_run_has_a_group_on_top(add_run, project):
    project.addMapLayer(QgsVectorLayer("Point", "before", "memory"))
    first = add_run(3, "run-1", "red building")
    second = add_run(3, "run-2", "red building")
    third = add_run(3, "run-3", "a long phrase " * 20)

    tops = project.layerTreeRoot().children()
    assert [node.customProperty("georefer/run_id") for node in tops[:3]] == ["run-3", "run-2", "run-1"]
    names = [node.name() for node in tops[:3]]
    assert len(set(names)) == 3
    assert all(len(name) < 80 for name in names)
    assert set(run_layers(project)) == {first, second, third}
    assert group_of(project, second).name() == names[1]


def test_a_project_remembers_its_runs(add_run, project, tmp_path):
    layer = add_run(10)
    watched = ObjectFilter()
    watched.set_layer(layer)
    watched.set_least_score(0.7)
    watched.set_kept([10], False)
    watched.apply()
    assert project.write(str(tmp_path / "p.qgs"))
    assert project.read(str(tmp_path / "p.qgs"))

    (again,) = run_layers(project)
    assert group_of(project, again) is not None
    fresh = ObjectFilter()
    fresh.set_layer(again)
    assert (fresh.least_score, fresh.dropped) == (0.7, {10})
    assert drawn_ids(again) == {5, 6, 7, 8, 9}


def test_objects_without_crs_stay_without(add_run):
    layer = add_run(3, crs="")

    assert not layer.crs().isValid()
    assert layer.featureCount() == 3


def test_the_crs_outlives_the_thread_that_made_the_layer(qtbot, add_run, project):
    threads = QThreadPool.globalInstance()
    before_ms = threads.expiryTimeout()
    threads.setExpiryTimeout(50)
    try:
        QgsCoordinateReferenceSystem.invalidateCache()
        layer = add_run(3)
        qtbot.wait(500)
        again = add_run(3, "run-2")
        qtbot.wait(500)
    finally:
        threads.setExpiryTimeout(before_ms)

    for crs in (layer.crs(), again.crs(), QgsCoordinateReferenceSystem(UTM)):
        assert crs.authid() == UTM
        assert "UTM zone 33N" in crs.toWkt()


def test_nothing_found_is_a_layer_too(add_run):
    assert add_run(0).featureCount() == 0


def test_a_vanished_result_is_told(qtbot, tmp_path):
    report = written_run(tmp_path / "engine.gpkg", 2)
    (tmp_path / "engine.gpkg").unlink()
    end, failure = run_task(qtbot, WriteRunTask(report, tmp_path / "run.gpkg"))

    assert end == "failed"
    assert "engine.gpkg" in failure.message
    assert failure.remedy
    assert not list(tmp_path.iterdir())


def test_areas_are_worded_in_the_units_of_the_project(project):
    set_unit(project, "m2")
    assert area_text(412.4, project) == "412 m²"
    assert area_text(3.14159, project) == "3.14 m²"
    assert area_text(0.0, project).endswith("m²")
    set_unit(project, "ha")
    assert area_text(12_340, project) == "1.23 ha"
    assert area_text(None, project) == area_text(float("nan"), project) == ""
    set_unit(project, "<unknown>")
    assert area_text(412.4, project) == "412 m²"


def test_the_table_has_the_units_of_the_project(add_run, project):
    set_unit(project, "ha", "feet")
    layer = add_run(3)
    feature = next(layer.getFeatures())

    assert feature["area"] == pytest.approx(0.0036)
    assert feature["perimeter"] == pytest.approx(24 / 0.3048)
    assert "ha" in layer.attributeDisplayName(layer.fields().lookupField("area"))
    set_unit(project, "m2", "meters")
    show_project_units(layer, project)
    assert layer.fields().lookupField("area") < 0
    assert layer.fields().lookupField("perimeter") < 0


def test_the_filter_hides_at_once_and_deletes_nothing(qtbot, add_run):
    layer = add_run(10)
    kept = ObjectFilter()
    kept.set_layer(layer)
    with qtbot.waitSignals([kept.changed, kept.changed]):
        kept.set_least_score(0.7)
        kept.set_kept([6, 7], False)
    qtbot.waitUntil(lambda: drawn_ids(layer) == {5, 8, 9, 10})

    expected = {feature["object_id"] for feature in layer.getFeatures(kept.expression())}
    assert expected == {5, 8, 9, 10}
    assert {n for n in range(1, 11) if kept.shows(n, 0.5 + (n - 1) / 20)} == expected
    kept.set_kept([6, 7], True)
    kept.set_least_score(0.0)
    qtbot.waitUntil(lambda: drawn_ids(layer) == set(range(1, 11)))
    assert kept.expression() == ""
    assert layer.featureCount() == 10


def test_the_filter_works_while_the_layer_is_edited(qtbot, add_run):
    layer = add_run(10)
    kept = ObjectFilter()
    kept.set_layer(layer)
    layer.startEditing()
    kept.set_least_score(0.9)

    qtbot.waitUntil(lambda: drawn_ids(layer) == {9, 10})
    layer.rollBack()


def test_another_style_is_filtered_and_a_filter_of_the_person_stays(qtbot, add_run):
    layer = add_run(10)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsSymbol.defaultSymbol(layer.geometryType())))
    kept = ObjectFilter()
    kept.set_layer(layer)
    kept.set_least_score(0.9)
    qtbot.waitUntil(lambda: layer.featureCount() == 2)
    kept.set_least_score(0.0)
    qtbot.waitUntil(lambda: layer.featureCount() == 10)

    layer.setSubsetString('"object_id" < 4')
    kept.set_least_score(0.9)
    qtbot.wait(100)
    assert layer.subsetString() == '"object_id" < 4'


def test_what_a_person_draws_into_the_layer_is_kept(add_run):
    layer = add_run(2)
    kept = ObjectFilter()
    kept.set_layer(layer)
    kept.set_least_score(0.9)
    kept.set_kept([1], False)
    layer.startEditing()
    layer.addFeature(QgsFeature(layer.fields()))

    assert sum(1 for _ in layer.getFeatures(kept.expression())) == 1
    layer.rollBack()


def test_a_layer_that_has_gone_is_no_trouble(qtbot, add_run, project):
    layer = add_run(3)
    kept = ObjectFilter()
    kept.set_layer(layer)
    kept.set_least_score(0.9)
    project.removeMapLayer(layer)
    kept.apply()
    kept.set_layer(None)
    assert kept.expression() == ""


def test_many_dropped_objects_do_not_slow_the_map(add_run, record_property):
    layer = add_run(10_000)
    kept = ObjectFilter()
    kept.set_layer(layer)
    kept.set_kept(range(1, 10_000, 2), False)
    kept.apply()
    started_s = time.monotonic()
    count = _count_drawn(layer)
    record_property("seconds to judge 10,000 objects", round(time.monotonic() - started_s, 2))
    assert count == 5_000


def _count_drawn(layer) -> int:
    context, renderer = QgsRenderContext(), layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    count = 0
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        count += renderer.willRenderFeature(feature, context)
    renderer.stopRender(context)
    return count
