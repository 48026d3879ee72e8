from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from georefer.inference.training.generator.canvas import MIN_VISIBLE_PX, Canvas
from georefer.inference.training.generator.drawing import draw_gsd_m, draw_scene
from georefer.inference.training.generator.geometry import Frame, box, disc
from georefer.inference.training.generator.light import cast_shadows
from georefer.inference.training.generator.sensor import to_uint16
from georefer.inference.training.generator.site import Sun, draw_habits
from georefer.inference.training.generator.vehicles import drive
from georefer.inference.training.scene import CATEGORIES, COLOURS, Scene

SEEDS = range(40)


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [draw_scene(seed, 160) for seed in SEEDS]


def test_same_seed_gives_the_same_scene() -> None:
    first, second = draw_scene(11, 128, 0.3), draw_scene(11, 128, 0.3)

    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.instances, second.instances)
    assert first.objects == second.objects
    assert first.gsd_m == second.gsd_m
    assert not np.array_equal(first.image, draw_scene(12, 128, 0.3).image)


def test_instance_map_and_objects_agree(scenes: list[Scene]) -> None:
    for scene in scenes:
        seen = set(np.unique(scene.instances).tolist()) - {0}
        assert seen == {item.instance_id for item in scene.objects}
        assert [item.instance_id for item in scene.objects] == list(range(1, len(scene.objects) + 1))


def test_words_come_from_the_lists(scenes: list[Scene]) -> None:
    named = {"building", "car", "truck", "bus", "airplane", "ship", "tank", "court"}
    for item in (item for scene in scenes for item in scene.objects):
        assert item.category in CATEGORIES
        assert item.colour is None or item.colour in COLOURS
        if item.category in named:
            assert item.colour is not None
        elif item.category != "field":
            assert item.colour is None


def test_nothing_listed_shows_fewer_pixels_than_the_limit(scenes: list[Scene]) -> None:
    for scene in scenes:
        areas = np.bincount(scene.instances.ravel())[1:]
        assert (areas >= MIN_VISIBLE_PX).all()


def test_every_category_appears_and_every_category_is_sometimes_missing(scenes: list[Scene]) -> None:
    held = [{item.category for item in scene.objects} for scene in scenes]
    more = [{item.category for item in draw_scene(seed, 256, 0.5).objects} for seed in range(100, 120)]

    assert set().union(*held, *more) == set(CATEGORIES)
    assert set.intersection(*held, *more) == set()


@pytest.mark.parametrize(("size_px", "gsd_m"), [(64, 0.15), (200, 0.6), (97, 2.0)])
def test_size_and_gsd_are_respected(size_px: int, gsd_m: float) -> None:
    scene = draw_scene(5, size_px, gsd_m)

    assert scene.image.shape == (size_px, size_px, 3)
    assert scene.image.dtype == np.uint8
    assert scene.instances.shape == (size_px, size_px)
    assert scene.instances.dtype == np.uint16
    assert scene.gsd_m == gsd_m
    assert scene.labelled == frozenset(CATEGORIES)
    assert scene.ignore is None


def test_drawn_gsd_lies_in_the_promised_range() -> None:
    rng = np.random.Generator(np.random.PCG64(0))
    drawn = np.array([draw_gsd_m(rng) for _ in range(400)])

    assert drawn.min() >= 0.1
    assert drawn.max() <= 2.0
    assert ((drawn >= 0.15) & (drawn <= 0.6)).mean() > 0.6


def test_cars_have_their_size_on_the_ground() -> None:
    lengths_m, widths_m = [], []
    for seed in range(200, 212):
        scene = draw_scene(seed, 400, 0.15)
        for item in scene.objects:
            if item.category == "car":
                rows, columns = np.nonzero(scene.instances == item.instance_id)
                if rows.min() > 0 and columns.min() > 0 and rows.max() < 399 and columns.max() < 399:
                    sides = cv2.minAreaRect(np.stack([columns, rows], axis=1).astype(np.float32))[1]
                    lengths_m.append((max(sides) + 1) * 0.15)
                    widths_m.append((min(sides) + 1) * 0.15)

    assert len(lengths_m) > 20
    assert 4.0 < np.median(lengths_m) < 5.0
    assert 1.6 < np.median(widths_m) < 2.1


def test_tiny_cars_are_left_to_the_ground_below_them() -> None:
    coarse = draw_scene(4, 256, 1.8)

    assert "car" not in {item.category for item in coarse.objects}
    assert "road" in {item.category for item in coarse.objects}


def test_a_dropped_object_shows_the_ground_it_stood_on() -> None:
    canvas = Canvas(40, 1.0, np.random.Generator(np.random.PCG64(1)))
    for category, shape, ground in (("road", box(40, 12), True), ("car", box(3, 2), False)):
        sprite = canvas.sprite(Frame(20, 20).place(shape))
        assert sprite is not None
        sprite.cut(Frame(20, 20).place(shape))
        canvas.stamp(sprite, canvas.add(category), ground=ground)

    instances, objects = canvas.finish()

    assert [item.category for item in objects] == ["road"]
    assert instances[20, 20] == 1


def test_the_topmost_object_owns_the_pixel() -> None:
    canvas = Canvas(60, 0.5, np.random.Generator(np.random.PCG64(1)))
    for category, shape in (("building", box(20, 20)), ("tree", disc(4))):
        sprite = canvas.sprite(Frame(15, 15).place(shape))
        assert sprite is not None
        sprite.cut(Frame(15, 15).place(shape))
        canvas.stamp(sprite, canvas.add(category))

    instances, objects = canvas.finish()

    assert objects[instances[30, 30] - 1].category == "tree"
    assert objects[instances[14, 14] - 1].category == "building"


def test_density_does_not_depend_on_the_size_of_the_scene() -> None:
    def per_hectare(size_px: int, seeds: range) -> float:
        count = sum(len(draw_scene(seed, size_px, 0.5).objects) for seed in seeds)
        return count / (len(seeds) * (size_px * 0.5) ** 2 / 10_000)

    small, large = per_hectare(128, range(30)), per_hectare(512, range(3))

    assert 0.15 < large / small < 7


def test_shadows_fall_away_from_the_sun_and_are_no_truth() -> None:
    scene = draw_scene(3, 64, 0.5)
    assert scene.ignore is None
    site = _plain_site(Sun(shadow_x=1.0, shadow_y=0.0, tangent=1.0, depth=0.6))
    site.canvas.height_m[28:36, 20:28] = 5.0

    cast_shadows(site)

    image = site.canvas.image[:, :, 0]
    assert image[32, 32] < 0.5
    assert image[32, 45] > 0.95
    assert image[32, 14] > 0.95
    assert image[24:26, 32].min() > 0.9
    assert not site.canvas.ids.any()


def test_vehicles_do_not_stand_in_each_other() -> None:
    site = _plain_site(Sun(1.0, 0.0, 1.0, 0.5))
    for _ in range(3):
        drive(site, Frame(16, 16, 0.3))

    _, objects = site.canvas.finish()

    assert [item.category for item in objects] == ["car"]


def test_sixteen_bit_scenes_keep_the_picture() -> None:
    scene = draw_scene(9, 128, 0.4)

    raw = to_uint16(scene, 9)

    assert raw.dtype == np.uint16
    assert raw.shape == scene.image.shape
    assert np.array_equal(raw, to_uint16(scene, 9))
    assert raw.max() > 1000
    grey, raw_grey = scene.image.mean(axis=2).ravel(), np.minimum(raw, 5000).mean(axis=2).ravel()
    assert np.corrcoef(grey, raw_grey)[0, 1] > 0.9


def _plain_site(sun: Sun):  # noqa: ANN202
    from georefer.inference.training.generator.site import Site

    rng = np.random.Generator(np.random.PCG64(2))
    canvas = Canvas(64, 0.5, rng)
    canvas.image += 1
    masks = {name: np.zeros((64, 64), np.uint8) for name in ("roads", "rails", "water", "bridges")}
    zones = np.ones((64, 64), np.int32)
    assert math.isclose(canvas.extent_m, 32.0)
    return Site(canvas, rng, sun, zones, greenness=0.8, habits=draw_habits(rng), **masks)
