"""What one tile shows while the run goes on."""

from __future__ import annotations

import numpy as np
import shapely
from affine import Affine
from georefer.inference.answers import TileFinds
from georefer.inference.geo.stitching import quantize_logits
from georefer.inference.geo.tiling import TileGrid, Window
from georefer.inference.provisional import provisional
from georefer.inference.scale.journal import ViewRecord

ROTATED = Affine(0.4, 0.3, 1000.0, 0.3, -0.4, 2000.0)


def on_map(window: Window) -> shapely.Polygon:
    box = shapely.box(window.col_off, window.row_off, window.col_end, window.row_end)
    return shapely.affinity.affine_transform(box, ROTATED.to_shapely())


def test_an_object_lies_where_it_is_and_ends_at_the_tile() -> None:
    tile = next(iter(TileGrid(200, 200, 64, 16, 2).tiles(Window(0, 0, 200, 200))))
    thing = Window(30, 40, 500, 20)  # it goes on in the next tile
    records = []
    for view in tile.views:
        logits = np.full((64, 64), -8.0, np.float32)
        shared = thing.intersection(view)
        if shared is not None:
            top, left = shared.row_off - view.row_off, shared.col_off - view.col_off
            logits[top : top + shared.height, left : left + shared.width] = 3.0
        records.append(ViewRecord((view.col_off, view.row_off), "run", quantize_logits(logits)))

    found = provisional(TileFinds(ROTATED, tile, records, {0: 0}), 0.5)

    assert found.is_provisional
    outline = shapely.from_wkb(found.tile_wkb)
    assert outline.symmetric_difference(on_map(tile.core)).area < 1e-3
    (one,) = found.objects
    expected = on_map(thing.intersection(tile.core))
    shape = shapely.from_wkb(one.wkb)
    assert shape.intersection(expected).area / shape.union(expected).area > 0.98
    assert 0.9 < one.score <= 1


def test_a_tile_without_anything_still_shows_that_it_is_done() -> None:
    tile = next(iter(TileGrid(200, 200, 64, 16, 2).tiles(Window(0, 0, 200, 200))))
    records = [ViewRecord((view.col_off, view.row_off), "gated") for view in tile.views]

    found = provisional(TileFinds(ROTATED, tile, records, {0: 0}), 0.5)

    assert found.objects == ()
    assert found.is_provisional
