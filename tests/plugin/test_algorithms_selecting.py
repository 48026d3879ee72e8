"""Processing selects among polygons that exist already."""

from __future__ import annotations

import json

import pytest
from georefer.tests.plugin.test_algorithms import (  # noqa: F401 (fixtures)
    PAINTED,
    Feedback,
    failure_of,
    painted,
    provider,
    run,
    workers,
)
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsRectangle,
    QgsVectorLayer,
)


@pytest.fixture
def blocks(qgis_app):
    """Returns a scratch layer: a red house, a tank, a blue house twice as large, from west to east."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:string&field=paint:string", "Blocks", "memory")
    kinds = (("house", "red", 10), ("tank", "white", 10), ("house", "blue", 20))
    for column, (kind, paint, side) in enumerate(kinds):
        left = 500_000 + 100 * column
        feature = QgsFeature(layer.fields())
        feature.setGeometry(
            QgsGeometry.fromRect(QgsRectangle(left, 4_000_000, left + side, 4_000_000 + side))
        )
        feature.setAttributes([kind, paint])
        layer.dataProvider().addFeature(feature)
    return layer


def test_polygons_are_selected_with_all_their_fields(painted, blocks) -> None:  # noqa: F811
    parameters = {"INPUT": blocks, "FIELD": "kind", "COLOUR_FIELD": "paint", "OUTPUT": "memory:"}
    feedback = Feedback()
    results, layer, _context = run(
        "selectbyphrase", {**parameters, "PHRASE": "the largest building"}, feedback
    )

    assert results["COUNT"] == 1
    (feature,) = layer.getFeatures()
    assert (feature["kind"], feature["paint"]) == ("house", "blue")
    assert [field.name() for field in layer.fields()] == ["kind", "paint"]
    assert layer.crs().authid() == "EPSG:32633"
    assert json.loads(results["REPORT"])["polygons"] == 3
    assert any("1 of 3" in line for line in feedback.lines)
    results, _layer, _context = run("selectbyphrase", {**parameters, "PHRASE": "red buildings"})
    assert results["COUNT"] == 1
    assert workers(PAINTED) == []


def test_only_what_a_layer_shows_is_selected_from(painted, blocks) -> None:  # noqa: F811
    blocks.setSubsetString("paint = 'red'")
    parameters = {"INPUT": blocks, "FIELD": "kind", "PHRASE": "buildings", "OUTPUT": "memory:"}
    results, _layer, _context = run("selectbyphrase", parameters)
    assert results["COUNT"] == 1

    blocks.setSubsetString("")
    narrow = {**parameters, "EXTENT": "500150,500300,3999990,4000050 [EPSG:32633]"}
    results, _layer, _context = run("selectbyphrase", narrow)
    assert results["COUNT"] == 1


def test_a_field_that_means_nothing_is_told(painted, blocks) -> None:  # noqa: F811
    parameters = {"INPUT": blocks, "FIELD": "paint", "PHRASE": "buildings", "OUTPUT": "memory:"}
    feedback = Feedback()
    results, _layer, _context = run("selectbyphrase", parameters, feedback)

    assert results["COUNT"] == 0
    assert any("paint" in line for line in feedback.lines)
    assert "empty" in failure_of("selectbyphrase", {**parameters, "PHRASE": " "})
