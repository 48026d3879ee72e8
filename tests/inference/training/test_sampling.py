from __future__ import annotations

import numpy as np
import pytest
from georefer.inference.training.phrases import load_vocabulary
from georefer.inference.training.sampling import SceneSampler, collate, cut
from georefer.inference.training.scene import CATEGORIES, Scene, SceneObject


@pytest.fixture
def scene() -> Scene:
    """Returns a scene with a red building and a small white car on a grey ground."""
    instances = np.zeros((200, 200), dtype=np.uint16)
    instances[20:90, 30:120] = 1
    instances[150:156, 150:162] = 2
    image = np.full((200, 200, 3), 120, dtype=np.uint8)
    image[instances == 1] = (200, 30, 30)
    image[instances == 2] = 240
    things = (SceneObject(1, "building", "red"), SceneObject(2, "car", "white"))
    return Scene(image, instances, things, 0.3, frozenset(CATEGORIES))


def test_a_cut_keeps_image_and_truth_together(scene: Scene) -> None:
    random = np.random.default_rng(0)
    for _ in range(30):
        crop = cut(scene, 128, 1.0, random)
        assert crop.image.shape == (128, 128, 3)
        assert (crop.image[crop.instances == 1, 0] == 200).all()
        assert (crop.image[crop.instances == 2] == 240).all()


def test_small_things_are_seen_as_often_as_large_ones(scene: Scene) -> None:
    random = np.random.default_rng(0)
    crops = [cut(scene, 64, 1.0, random).instances for _ in range(300)]
    cars = sum(bool((crop == 2).any()) for crop in crops)
    assert cars > 75, "by chance alone it would be in about one of six"


def test_samples_ask_for_what_is_there_and_for_what_is_not(scene: Scene) -> None:
    sampler, random = SceneSampler(load_vocabulary(), 128, 4), np.random.default_rng(3)
    samples = [sampler.sample(scene, random) for _ in range(40)]
    assert all(sample is not None and len(sample.phrases) == len(sample.masks) == 4 for sample in samples)
    filled = [bool((mask == 1).any()) for sample in samples if sample for mask in sample.masks]
    assert 0.2 < np.mean(filled) < 0.9
    batch = collate([sample for sample in samples if sample])
    assert batch.masks.shape == (40, 4, 128, 128)
    assert len(batch.phrases) == 160


def test_an_incompletely_labelled_scene_says_nothing_about_the_rest(scene: Scene) -> None:
    partly = Scene(scene.image, scene.instances, scene.objects, 0.3, frozenset({"building"}))
    sampler, random = SceneSampler(load_vocabulary(), 128, 3), np.random.default_rng(3)
    for _ in range(30):
        sample = sampler.sample(partly, random)
        if sample is not None:
            assert not any("car" in phrase or "vehicle" in phrase for phrase in sample.phrases)
            assert 0 not in sample.categories


def test_ignored_pixels_are_unknown_everywhere(scene: Scene) -> None:
    ignore = np.ones((200, 200), dtype=bool)
    unknown = Scene(scene.image, scene.instances, scene.objects, 0.3, scene.labelled, ignore)
    sample = SceneSampler(load_vocabulary(), 128, 3).sample(unknown, np.random.default_rng(1))
    assert sample is not None
    assert (sample.masks == 255).all()
    assert (sample.categories == 255).all()
