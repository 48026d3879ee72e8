from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from georefer.benchmarks.judging.asking import Answer
from georefer.benchmarks.judging.lattices import Lattice, agreement, difference, inside
from georefer.benchmarks.judging.matching import Counts
from georefer.benchmarks.judging.rasters import label_map, pixel_polygons, write_repeated
from georefer.benchmarks.judging.true_objects import answer_iou, answer_objects, truth_of
from georefer.inference.geo.raster import open_scene
from georefer.inference.training.phrases import Target
from georefer.inference.training.scene import CATEGORIES, Scene, SceneObject
from shapely.affinity import affine_transform
from shapely.geometry import box

BUILDING = Target("building", frozenset({"building"}), None)
RED_BUILDING = Target("building", frozenset({"building"}), "red")


def scene(gsd_m: float = 0.3) -> Scene:
    """Draws a red and a grey building, one of unknown colour, and a tiny red one."""
    instances = np.zeros((64, 64), dtype=np.uint16)
    instances[0:20, 0:20], instances[30:50, 0:20], instances[30:50, 30:50] = 1, 2, 3
    instances[60:63, 60:63] = 4
    colours = ("red", "grey", None, "red")
    objects = tuple(SceneObject(number, "building", colour) for number, colour in enumerate(colours, start=1))
    return Scene(np.zeros((64, 64, 3), np.uint8), instances, objects, gsd_m, frozenset(CATEGORIES))


def test_small_objects_are_meant_but_not_judged() -> None:
    truth = truth_of(scene(), BUILDING, 0.3)
    assert truth.wanted == {1, 2, 3, 4}
    assert truth.judged == {1, 2, 3}


def test_a_coarser_working_grid_asks_for_larger_objects() -> None:
    assert truth_of(scene(gsd_m=0.05), BUILDING, 0.3).judged == frozenset()


def test_a_finer_wish_does_not_make_pixels() -> None:
    assert truth_of(scene(gsd_m=2.0), BUILDING, 0.3).judged == {1, 2, 3}


def test_objects_of_unknown_colour_are_neither_right_nor_wrong() -> None:
    truth = truth_of(scene(), RED_BUILDING, 0.3)
    answer = Answer((box(0, 0, 20, 20), box(30, 30, 50, 50), box(60, 60, 63, 63)))
    assert answer_iou(answer, truth) == 1
    assert answer_objects(answer, truth).each == Counts(1, 0, 0)


def test_a_wrong_colour_is_an_invention() -> None:
    answer = Answer((box(0, 0, 20, 20), box(0, 30, 20, 50)))
    assert answer_objects(answer, truth_of(scene(), RED_BUILDING, 0.3)).each == Counts(1, 0, 1)


def test_polygons_come_back_to_the_pixels_they_came_from(tmp_path: Path) -> None:
    image = np.zeros((50, 40, 3), np.uint8)
    raster = write_repeated(tmp_path / "scene.tif", image, 0.3, 90, 70)
    with open_scene(raster) as opened:
        a, b, c, d, e, f = opened.transform[:6]
        assert (opened.width_px, opened.height_px) == (90, 70)
        assert opened.gsd_m == pytest.approx(0.3, rel=1e-3)
    (polygon,) = pixel_polygons([affine_transform(box(10, 20, 30, 40), (a, b, d, e, c, f))], raster)
    drawn = label_map([polygon], 70, 90)
    assert drawn[20:40, 10:30].all()
    assert drawn.sum() == 400


def test_agreement_does_not_depend_on_the_side() -> None:
    first, second = [box(0, 0, 10, 10), box(20, 0, 30, 10)], [box(0, 0, 10, 9.5)]
    assert agreement(first, second) == Counts(1, 0, 1)
    assert agreement(second, first).f1 == agreement(first, second).f1
    assert agreement([], []).f1 != agreement([], []).f1


def test_what_differs_has_a_name() -> None:
    assert difference(Lattice(), Lattice(tile_size_px=256)) == "tile"
    assert difference(Lattice(), Lattice(overlap_px=96, origin_px=(1, 1))) == "several"
    assert inside([box(0, 0, 2, 2), box(8, 8, 12, 12)], (0, 0, 5, 5)) == [box(0, 0, 2, 2)]
