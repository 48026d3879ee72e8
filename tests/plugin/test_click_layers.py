"""The layers of the page of clicks: those that are clicked in, and those that take the objects."""

from __future__ import annotations

import pytest
from georefer.tests.plugin.drawn_rasters import UTM
from georefer.tests.plugin.test_click_desk import (  # noqa: F401 (fixtures)
    HERE,
    PATIENCE_MS,
    THERE,
    asked,
    clicks,
    folder,
    keep,
    on_map,
    open_raster,
    ortho,
    own_layers,
    wait_for_answer,
)
from georefer.tests.plugin.test_clicking_tool import press
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer


def test_a_chosen_polygon_layer_takes_the_object(clicks, ortho, qtbot) -> None:  # noqa: F811
    mine = QgsVectorLayer(f"Polygon?crs={UTM}&field=score:double", "mine", "memory")
    QgsProject.instance().addMapLayer(mine)
    clicks.page.target_box.setLayer(mine)
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    keep(clicks, qtbot)
    assert [row["score"] for row in mine.getFeatures()] == [pytest.approx(0.89)]
    assert own_layers() == []


def test_another_layer_forgets_the_pending_object(clicks, ortho, desktop, tmp_path, qtbot) -> None:  # noqa: F811
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    open_raster(clicks, desktop, tmp_path, "other")
    assert clicks.click.pending.is_empty
    assert clicks.click.preview.outline.isEmpty()


def test_a_layer_that_is_removed_is_let_go(clicks, ortho, folder, qtbot) -> None:  # noqa: F811
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    source = ortho.source()
    QgsProject.instance().removeMapLayer(ortho.id())
    qtbot.waitUntil(lambda: bool(asked(folder, "ForgetRequest")), timeout=PATIENCE_MS)
    assert asked(folder, "ForgetRequest")[0][1] == {"raster": source}
    assert clicks.click.layer is None
    assert clicks.canvas.mapTool() is not clicks.click.tool


def test_a_layer_without_crs_is_clicked_where_it_lies(clicks, desktop, tmp_path, folder, qtbot) -> None:  # noqa: F811
    open_raster(clicks, desktop, tmp_path, "plain", crs=None)
    clicks.page.click_button.setChecked(True)
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    [(_, request)] = asked(folder, "ClickRequest")
    assert request["points"][0][:2] == pytest.approx(on_map(clicks, HERE))
    keep(clicks, qtbot)
    assert not own_layers()[0].crs().isValid()


def test_what_is_no_file_is_fetched_once(clicks, desktop, ortho, folder, qtbot) -> None:  # noqa: F811
    memory = _memory_copy(ortho.source())
    layer = QgsRasterLayer(memory, "memory")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    desktop.setActiveLayer(layer)
    clicks.canvas.setExtent(layer.extent())
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    press(clicks.canvas, THERE)
    wait_for_answer(clicks, qtbot)
    names = {request["raster"] for _, request in asked(folder, "ClickRequest")}
    assert len(names) == 1
    [name] = names
    assert QgsRasterLayer(name, "copy").isValid()
    assert "export" in name


def _memory_copy(source):
    from osgeo import gdal

    name = "/vsimem/clicked.tif"
    gdal.Translate(name, source)
    return name
