"""Several phrases from the dock to one layer, with a real worker whose model knows colours only."""

from __future__ import annotations

import json

import numpy as np
import pytest
from georefer.plugin.algorithms.segment_by_phrase import separated
from georefer.plugin.results.geopackage import open_table
from georefer.plugin.results.run_phrases import phrases_by_object
from georefer.plugin.results.schema import RUNS
from georefer.plugin.running.summary import report_text, summary
from georefer.tests.plugin import test_algorithms
from georefer.tests.plugin.test_desk import PATIENCE_MS, desk, ortho, read, run  # noqa: F401 (fixtures)
from osgeo import gdal
from qgis.core import QgsCategorizedSymbolRenderer, QgsProject

red_scene = test_algorithms.scene


@pytest.fixture
def scene(red_scene):
    """Adds two blue squares to the red ones."""
    raster = gdal.Open(red_scene, gdal.GA_Update)
    pixels = raster.ReadAsArray()
    for column, row in ((200, 60), (60, 200)):
        pixels[:, row : row + 28, column : column + 28] = np.array([40, 40, 220])[:, None, None]
    raster.WriteArray(pixels)
    raster = None
    return red_scene


def add(desk, qtbot, phrase):  # noqa: F811
    """Types a phrase and puts it among the further ones before it has been read."""
    desk.page.set_phrase(phrase)
    desk.page.further_requested.emit()
    qtbot.waitUntil(lambda: not desk.reading.is_pending and not desk.page.phrase(), timeout=4 * PATIENCE_MS)


def test_a_phrase_joins_the_list_once_it_has_been_read(desk, ortho, qtbot) -> None:  # noqa: F811
    add(desk, qtbot, "red buildings")
    assert desk.page.further.phrases() == ("red buildings",)
    assert desk.page.input.run_button.isEnabled()
    assert desk.reading.is_by_score
    read(desk, qtbot, "the largest blue building")
    assert desk.reading.phrases == ("red buildings", "the largest blue building")
    assert not desk.reading.is_by_score
    desk.page.further.edit_requested.emit("red buildings")
    qtbot.waitUntil(lambda: not desk.reading.is_pending, timeout=4 * PATIENCE_MS)
    assert desk.page.phrase() == "red buildings"
    assert desk.page.further.phrases() == ("the largest blue building",)


def test_what_is_typed_makes_way_once_it_has_been_read(desk, ortho, qtbot) -> None:  # noqa: F811
    add(desk, qtbot, "red buildings")
    desk.page.set_phrase("blue buildings near [Railway]")
    desk.page.further.edit_requested.emit("red buildings")
    qtbot.waitUntil(lambda: desk.page.phrase() == "red buildings", timeout=4 * PATIENCE_MS)
    assert desk.page.further.phrases() == ("blue buildings near [Railway]",)
    assert desk.reading.named_layers == ("Railway",)


def test_nothing_is_run_where_every_part_is_switched_off(desk, ortho, qtbot) -> None:  # noqa: F811
    read(desk, qtbot, "red buildings")
    desk.page.part_switched.emit(0, False)
    desk.page.run_requested.emit()
    qtbot.waitUntil(lambda: not desk.reading.is_pending, timeout=4 * PATIENCE_MS)
    assert desk.reading.phrases == ()
    assert not desk.run.is_running
    assert not desk.page.input.run_button.isEnabled()


def test_switched_off_parts_stay_off_in_the_list(desk, ortho, qtbot) -> None:  # noqa: F811
    read(desk, qtbot, "red building top-left")
    with qtbot.waitSignal(desk.client.explained, timeout=4 * PATIENCE_MS):
        desk.page.part_switched.emit(1, False)
    desk.page.further_requested.emit()
    (phrase,) = desk.page.further.phrases()
    assert "red building" in phrase
    assert "left" not in phrase


def test_all_phrases_become_one_layer_with_a_category_each(desk, ortho, qtbot) -> None:  # noqa: F811
    add(desk, qtbot, "red buildings")
    read(desk, qtbot, "blue buildings")
    run(desk, qtbot)
    layer = desk.results.layer
    phrases = {feature["phrase"] for feature in layer.getFeatures()}
    assert phrases == {"red buildings", "blue buildings"}
    renderer = layer.renderer()
    assert isinstance(renderer, QgsCategorizedSymbolRenderer)
    assert [one.value() for one in renderer.categories()] == ["red buildings", "blue buildings"]
    rows = desk.page.output.results.tree.table.rows
    by_id = {feature["object_id"]: feature["phrase"] for feature in layer.getFeatures()}
    assert {row.object_id: row.phrase for row in rows} == by_id
    assert sorted(by_id.values()) == ["blue buildings"] * 2 + ["red buildings"] * 4
    runs = list(open_table(desk.results.layer.source().split("|")[0], RUNS).getFeatures())
    assert [one["phrase"] for one in runs] == ["red buildings", "blue buildings"]
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert group.name() == "red buildings, blue buildings"


def test_what_is_dropped_is_hidden_in_its_category(desk, ortho, qtbot) -> None:  # noqa: F811
    add(desk, qtbot, "red buildings")
    read(desk, qtbot, "blue buildings")
    run(desk, qtbot)
    layer, table = desk.results.layer, desk.page.output.results.tree.table
    table.set_kept([0], False)
    desk.results.filter.apply()
    attribute = layer.renderer().classAttribute()
    assert attribute.startswith("CASE WHEN")
    assert layer.subsetString() == ""
    table.set_kept([0], True)
    desk.page.set_least_score(0.0)
    desk.results.filter.set_least_score(0.0)
    desk.results.filter.apply()
    assert layer.renderer().classAttribute() == "phrase"


def test_a_bad_phrase_is_named_and_the_other_is_found(desk, ortho, qtbot) -> None:  # noqa: F811
    add(desk, qtbot, "buildings near [Nowhere]")
    read(desk, qtbot, "red buildings")
    run(desk, qtbot)
    assert desk.results.layer.featureCount() == 4
    assert "buildings near [Nowhere]" in summary(desk.results.report)
    assert "buildings near [Nowhere]" in report_text(desk.results.report)


def test_objects_are_told_apart_by_their_numbers() -> None:
    report = {
        "phrase": "a",
        "polygons": 2,
        "others": [{"phrase": "b", "polygons": 0}, {"phrase": "c", "polygons": 1}],
    }
    assert list(phrases_by_object(json.loads(json.dumps(report)))) == ["", "a", "a", "c"]


def test_phrases_are_parted_by_lines_and_semicolons_but_not_in_names_of_layers() -> None:
    assert separated("red building") == ("red building",)
    assert separated("red building\n tank ;; car\n\ntank") == ("red building", "tank", "car")
    assert separated("tank near [Roads; old]; car") == ("tank near [Roads; old]", "car")
    assert separated("\u7ea2\u8272\u5efa\u7b51\uff1b\u50a8\u7f50") == (
        "\u7ea2\u8272\u5efa\u7b51",
        "\u50a8\u7f50",
    )
    assert separated(" ") == (" ",)
