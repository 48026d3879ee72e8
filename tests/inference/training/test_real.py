from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from georefer.inference.errors import InputError, RasterError
from georefer.inference.training.banepa import HELD_OUT_WINDOW_PX
from georefer.inference.training.painting import ellipse_mask, paint_rings, rim
from georefer.inference.training.real import load_scene, real_scenes, sampling_chances
from georefer.inference.training.real_source import HELD_OUT, TRAIN, VALIDATION, RealSource
from georefer.inference.training.real_vehicles import vehicle_mask
from georefer.inference.training.scene import CATEGORIES, COLOURS, Scene
from georefer.inference.training.web_mercator import read_mercator_grid

from .real_folders import picture, write_banepa, write_labelled

BLUE, RED = (58, 120, 190), (170, 52, 48)


def square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def check_consistent(scene: Scene) -> None:
    assert scene.image.dtype == np.uint8
    assert scene.image.shape == (*scene.instances.shape, 3)
    assert scene.instances.dtype == np.uint16
    assert scene.ignore is not None
    assert scene.ignore.shape == scene.instances.shape
    ids = [one.instance_id for one in scene.objects]
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(np.unique(scene.instances).tolist()) - {0}
    assert {one.category for one in scene.objects} <= scene.labelled <= set(CATEGORIES)
    assert {one.colour for one in scene.objects} <= {None, *COLOURS}
    assert scene.gsd_m > 0


def only(sources: list[RealSource]) -> Scene:
    (source,) = sources
    scene = load_scene(source)
    check_consistent(scene)
    return scene


def test_missing_sources_are_left_out(tmp_path: Path) -> None:
    assert real_scenes(tmp_path) == []


def test_unknown_sources_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown"):
        load_scene(RealSource("moon", "Moon", TRAIN, tmp_path / "x.png", 1.0, ()))


def test_banepa_buildings_lie_where_they_were_drawn(tmp_path: Path) -> None:
    image = picture(400, 500)
    image[60:160, 200:300] = BLUE
    image[200:260, 80:140] = RED
    write_banepa(tmp_path / "banepa", image, [square(200, 60, 100), square(80, 200, 60)])
    scene = only(real_scenes(tmp_path))
    assert scene.labelled == {"building"}
    assert sorted(str(one.colour) for one in scene.objects) == ["blue", "red"]
    (blue,) = (one for one in scene.objects if one.colour == "blue")
    truth = np.zeros((400, 500), dtype=bool)
    truth[60:160, 200:300] = True
    assert ((scene.instances == blue.instance_id) != truth).sum() <= 4
    assert scene.gsd_m == pytest.approx(0.15 * np.cos(np.radians(27.63)), rel=0.01)


def test_the_judged_window_is_held_out_unless_asked_for(tmp_path: Path) -> None:
    image = np.zeros((4096, 3072, 3), dtype=np.uint8)
    write_banepa(tmp_path / "banepa", image, [])
    sources = real_scenes(tmp_path)
    left, top, right, bottom = HELD_OUT_WINDOW_PX
    for source in sources:
        assert source.window_px is not None
        x_min, y_min, x_max, y_max = source.window_px
        assert x_max <= left or x_min >= right or y_max <= top or y_min >= bottom
    everything = real_scenes(tmp_path, include_held_out=True)
    assert [source.window_px for source in everything if source.split == HELD_OUT] == [HELD_OUT_WINDOW_PX]
    areas = [(x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (s.window_px for s in everything if s.window_px)]
    assert sum(areas) == 4096 * 3072


def test_a_mosaic_without_a_place_is_refused(tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(picture(8, 8)).save(tmp_path / "plain.tif")
    with pytest.raises(RasterError, match="no georeference"):
        read_mercator_grid(tmp_path / "plain.tif")


def test_grass_inside_an_outline_is_no_building(tmp_path: Path) -> None:
    image = picture(200, 200)
    image[20:80, 20:80] = (90, 130, 50)
    image[120:180, 120:180] = (200, 205, 205)
    rings = [{"image": 0, "class": "building", "polygons": [square(v, v, 60)]} for v in (20, 120)]
    write_labelled(tmp_path / "train/hot-oam-fair-samples", {"panauti_0_0_0.png": image}, rings, 0.13)
    scene = only(real_scenes(tmp_path))
    assert len(scene.objects) == 1
    assert scene.instances[50, 50] == 0
    assert scene.ignore is not None
    assert scene.ignore[50, 50]
    assert not scene.ignore[150, 150]


def test_sheet_roofs_that_the_map_lacks_are_ignored(tmp_path: Path) -> None:
    image = picture(120, 120)
    image[40:80, 40:80] = BLUE
    write_labelled(tmp_path / "train/hot-oam-fair-samples", {"panauti_0_0_0.png": image}, [], 0.13)
    scene = only(real_scenes(tmp_path))
    assert scene.ignore is not None
    assert scene.ignore[60, 60]
    assert not scene.ignore[10, 10]


def test_places_are_split(tmp_path: Path) -> None:
    names = ("panauti_0_0_0.png", "catanduanes_1_0_0.png")
    images = {name: picture(20, 20) for name in names}
    write_labelled(tmp_path / "train/hot-oam-fair-samples", images, [], 0.1)
    splits = {source.image_file.name: source.split for source in real_scenes(tmp_path)}
    assert splits == {names[0]: TRAIN, names[1]: VALIDATION}


def test_chances_follow_shares_not_sizes(tmp_path: Path) -> None:
    write_labelled(tmp_path / "train/hot-oam-fair-samples", {"panauti_0_0_0.png": picture(20, 20)}, [], 0.1)
    images = {"t7_001.png": picture(300, 400), "t7_002.png": picture(300, 200)}
    write_labelled(tmp_path / "train/dubai-hitl", images, [], None)
    sources = real_scenes(tmp_path)
    chances = dict(zip((s.image_file.stem for s in sources), sampling_chances(sources), strict=True))
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["panauti_0_0_0"] > 0.5
    assert chances["t7_001"] == pytest.approx(2 * chances["t7_002"])


def test_land_cover_becomes_areas(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "train/dubai-hitl"
    classes = np.full((100, 120), 2, dtype=np.uint8)
    classes[10:40, 10:50] = 1
    classes[60:90, 60:110] = 5
    classes[:, 52:56] = 0
    annotations = [
        {"image": 0, "class": name, "mask_file": "masks/t4_001.png", "mask_value": value}
        for name, value in (("building", 1), ("bare land", 2), ("water", 5))
    ]
    write_labelled(folder, {"t4_001.png": picture(100, 120)}, annotations, None)
    (folder / "masks").mkdir()
    Image.fromarray(classes).save(folder / "masks/t4_001.png")
    (source,) = real_scenes(tmp_path)
    assert not source.individual
    scene = only([source])
    assert Counter(one.category for one in scene.objects) == {"building": 1, "water": 1}
    assert scene.labelled == {"building", "road", "water"}
    assert scene.ignore is not None
    assert scene.ignore[50, 53]
    assert not scene.ignore[25, 25]
    assert not scene.ignore[75, 85]


def test_a_vehicle_is_cut_out_of_its_box() -> None:
    image = picture(60, 80)
    image[20:36, 20:54] = (200, 30, 30)
    mask, doubt = vehicle_mask(image, (17, 17, 57, 39))
    truth = np.zeros((22, 40), dtype=bool)
    truth[3:19, 3:37] = True
    assert (mask & ~truth).sum() <= 0.02 * truth.sum()
    assert (mask & truth).sum() >= 0.85 * truth.sum()
    assert not (mask & doubt).any()
    assert (mask | doubt).all()


def test_vehicles_have_colours_and_rims(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    image = picture(100, 700)
    image[60:78, 300:338] = (190, 35, 35)
    boxes = [{"image": 0, "class": "car", "box": [297.5, 57.0, 340.5, 81.0]}]
    write_labelled(tmp_path / "train/kit_ais_mos155", {"MOS155.png": image}, boxes, 0.12)
    scene = only(real_scenes(tmp_path))
    assert [(one.category, one.colour) for one in scene.objects] == [("car", "red")]
    assert scene.ignore is not None
    assert scene.ignore[58, 298]
    assert not scene.ignore[69, 319]
    assert not scene.ignore[69, 400]


def test_crowns_are_ellipses_and_closed_forest_is_dropped(tmp_path: Path) -> None:
    apart = [{"image": 0, "class": "tree", "box": [40, 40, 100, 100]}]
    closed = [
        {"image": 1, "class": "tree", "box": [x, y, x + 60, y + 60]}
        for x in range(0, 200, 40)
        for y in range(0, 200, 40)
    ]
    images = {"BART_001.png": picture(256, 256), "BART_002.png": picture(256, 256)}
    write_labelled(tmp_path / "train/neon_trees", images, apart + closed, 0.1)
    sources = real_scenes(tmp_path)
    assert [source.image_file.name for source in sources] == ["BART_001.png"]
    scene = only(sources)
    assert scene.instances[70, 70] == 1
    assert scene.instances[42, 42] == 0
    assert scene.ignore is not None
    assert scene.ignore[44, 70]


def test_canopy_is_checked_against_the_near_infrared(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "train/urban_trees_california"
    bands = np.dstack([picture(90, 90, (90, 100, 80)), np.full((90, 90), 85, dtype=np.uint8)])
    rough = np.random.default_rng(0).integers(30, 120, (20, 20, 1), dtype=np.uint8)
    bands[10:30, 10:30, 3] = 220
    bands[50:70, 50:70, :3] = rough
    bands[50:70, 50:70, 3] = 250
    bands[60:80, 5:25, 3] = 220
    canopy = np.zeros((90, 90), dtype=bool)
    canopy[10:30, 10:40] = True
    masks = [{"image": 0, "class": "tree_canopy", "mask_file": "masks/riverside_1.png"}]
    write_labelled(folder, {"riverside_1.tif": bands}, masks, 0.6)
    (folder / "masks").mkdir()
    Image.fromarray(canopy).save(folder / "masks/riverside_1.png")
    scene = only(real_scenes(tmp_path))
    assert [one.category for one in scene.objects] == ["tree"]
    assert scene.ignore is not None
    assert not scene.ignore[20, 20]
    assert scene.ignore[20, 35], "canopy without plants"
    assert scene.ignore[60, 60], "rough plants without canopy"
    assert not scene.ignore[70, 15], "a lawn is no tree"


def test_painting_follows_pixel_edges() -> None:
    painted = paint_rings([tuple(square(2, 3, 4))], 12, 12)
    truth = np.zeros((12, 12), dtype=bool)
    truth[3:7, 2:6] = True
    assert (painted.astype(bool) == truth).all()
    outside = paint_rings([tuple(square(-5, -5, 8)), tuple(square(90, 90, 4))], 12, 12)
    assert int(outside.sum()) == 9
    assert ellipse_mask((2, 2, 10, 10), 12, 12).sum() == pytest.approx(np.pi * 16, rel=0.1)
    assert int(rim(painted).sum()) == 12 + 16


def test_real_sources_load(shared_data: Path) -> None:
    sources = real_scenes(shared_data)
    first: dict[str, RealSource] = {}
    for source in sources:
        first.setdefault(source.dataset, source)
    assert len(first) == 6
    assert not any(source.split == HELD_OUT for source in sources)
    for source in first.values():
        scene = load_scene(source)
        check_consistent(scene)
        assert scene.objects
