from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from georefer.inference.training.colours import name_colour, srgb_to_lab

ROOFS = {
    "red": (170, 52, 48),
    "orange": (226, 122, 40),
    "brown": (112, 80, 58),
    "yellow": (228, 200, 70),
    "green": (52, 120, 70),
    "blue": (58, 120, 190),
    "white": (236, 238, 236),
    "grey": (136, 134, 128),
    "black": (30, 30, 34),
}


def roof(colour: tuple[int, int, int], count: int = 600, light: float = 1.0) -> npt.NDArray[np.uint8]:
    noise = np.random.default_rng(1).normal(0, 6, (count, 1))
    return np.clip((np.asarray(colour) + noise) * light, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("name", "colour"), ROOFS.items())
def test_names_plain_roofs(name: str, colour: tuple[int, int, int]) -> None:
    assert name_colour(roof(colour)) == name


@pytest.mark.parametrize("name", ["red", "orange", "blue", "green", "grey", "brown"])
def test_a_shadowed_part_does_not_change_the_name(name: str) -> None:
    lit, shadowed = roof(ROOFS[name], 700), roof(ROOFS[name], 300, light=0.55)
    assert name_colour(np.concatenate([lit, shadowed])) == name


@pytest.mark.parametrize(("first", "second"), [("blue", "grey"), ("red", "blue"), ("grey", "red")])
def test_two_colours_in_equal_parts_have_no_name(first: str, second: str) -> None:
    assert name_colour(np.concatenate([roof(ROOFS[first]), roof(ROOFS[second])])) is None


def test_a_strong_patch_on_grey_has_no_name() -> None:
    assert name_colour(np.concatenate([roof(ROOFS["grey"], 850), roof(ROOFS["blue"], 150)])) is None


def test_beige_lies_between_names() -> None:
    assert name_colour(roof((214, 196, 168))) is None


def test_too_few_pixels_have_no_name() -> None:
    assert name_colour(roof(ROOFS["red"], 5)) is None


def test_the_order_of_pixels_does_not_matter() -> None:
    pixels = np.concatenate([roof(ROOFS["blue"], 700), roof(ROOFS["grey"], 200)])
    shuffled = np.random.default_rng(0).permutation(pixels)
    assert name_colour(pixels) == name_colour(shuffled) == "blue"


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [((255, 255, 255), (100, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((255, 0, 0), (53.24, 80.09, 67.20))],
)
def test_lab_agrees_with_published_values(rgb: tuple[int, int, int], lab: tuple[float, float, float]) -> None:
    assert srgb_to_lab(np.array([rgb], dtype=np.uint8))[0] == pytest.approx(lab, abs=0.2)
