from __future__ import annotations

import numpy as np
import pytest
from georefer.inference.training.resampling import rescale
from georefer.inference.training.scene import Scene, SceneObject


def scene(ignore: bool = True) -> Scene:
    instances = np.zeros((40, 60), dtype=np.uint16)
    instances[10:30, 20:50] = 7
    image = np.where(instances[:, :, None] > 0, 200, 40).astype(np.uint8).repeat(3, axis=2)
    unsure = np.zeros((40, 60), dtype=bool)
    unsure[:, :20] = True
    return Scene(
        image,
        instances,
        (SceneObject(7, "car", "white"),),
        0.1,
        frozenset({"car"}),
        unsure if ignore else None,
    )


@pytest.mark.parametrize("gsd_m", [0.05, 0.1, 0.17, 0.2, 0.6])
def test_ground_size_is_kept(gsd_m: float) -> None:
    scaled = rescale(scene(), gsd_m)
    assert scaled.gsd_m == gsd_m
    assert scaled.image.shape[:2] == scaled.instances.shape == scaled.ignore.shape  # type: ignore[union-attr]
    assert scaled.image.dtype == np.uint8
    assert scaled.instances.dtype == np.uint16
    area_m2 = float((scaled.instances == 7).sum()) * gsd_m**2
    assert area_m2 == pytest.approx(600 * 0.01, rel=0.25)


def test_no_new_instances_appear() -> None:
    assert set(np.unique(rescale(scene(), 0.23).instances).tolist()) == {0, 7}


def test_shrinking_averages_light() -> None:
    checker = np.indices((40, 40)).sum(axis=0) % 2 * 200
    fine = Scene(
        checker[:, :, None].repeat(3, axis=2).astype(np.uint8),
        np.zeros((40, 40), np.uint16),
        (),
        0.1,
        frozenset(),
    )
    assert np.abs(rescale(fine, 0.2).image.astype(int) - 100).max() <= 1


def test_ignored_stays_ignored() -> None:
    scaled = rescale(scene(), 0.2)
    assert scaled.ignore is not None
    assert scaled.ignore[:, :10].all()
    assert not scaled.ignore[:, 10:].any()
    assert rescale(scene(ignore=False), 0.2).ignore is None
