from __future__ import annotations

import numpy as np
import pytest
from georefer.inference.expression.reading import read
from georefer.inference.training.phrases import (
    Target,
    absent_target,
    count_visible,
    load_vocabulary,
    present_targets,
    target_masks,
    word_target,
)
from georefer.inference.training.scene import CATEGORIES, COLOURS, SceneObject

RED_ROOF = SceneObject(1, "building", "red")
GREY_ROOF = SceneObject(2, "building", "grey")
ODD_ROOF = SceneObject(3, "building", None)
WHITE_CAR = SceneObject(4, "car", "white")
TREE = SceneObject(5, "tree")
THINGS = (RED_ROOF, GREY_ROOF, ODD_ROOF, WHITE_CAR, TREE)


@pytest.fixture
def instances() -> np.ndarray:
    field = np.zeros((40, 40), dtype=np.uint16)
    for number in range(1, 6):
        field[4 * number : 4 * number + 4, 4:20] = number
    return field


def test_the_vocabulary_covers_every_category_and_colour() -> None:
    vocabulary = load_vocabulary()
    assert set(CATEGORIES) <= set(vocabulary.nouns)
    assert set(vocabulary.colours) == set(COLOURS)
    assert vocabulary.hypernyms["vehicle"] == {"car", "truck", "bus"}


def test_a_colour_selects_and_an_unknown_colour_is_no_answer(instances: np.ndarray) -> None:
    visible = count_visible(instances, THINGS)
    red = Target("building", frozenset({"building"}), "red")
    mask = target_masks(instances, visible, red)
    assert (mask[instances == 1] == 1).all()
    assert (mask[instances == 2] == 0).all()
    assert (mask[instances == 3] == 255).all(), "a roof of unknown colour may be red"
    assert (mask[instances == 0] == 0).all()


def test_a_hypernym_covers_its_members(instances: np.ndarray) -> None:
    visible = count_visible(instances, THINGS)
    vehicle = Target("vehicle", load_vocabulary().hypernyms["vehicle"], None)
    assert set(np.unique(instances[target_masks(instances, visible, vehicle) == 1])) == {4}


def test_touching_roofs_are_held_apart_and_touching_crowns_are_not(instances: np.ndarray) -> None:
    visible = count_visible(instances, (RED_ROOF, GREY_ROOF, TREE, SceneObject(4, "tree")))
    roofs = target_masks(instances, visible, Target("building", frozenset({"building"}), None))
    assert (roofs[7:9, 4:20] == 0).all(), "one pixel of either roof where they touch"
    assert (roofs[4:7, 4:20] == 1).all()
    assert (roofs[9:12, 4:20] == 1).all()
    crowns = target_masks(instances, visible, Target("tree", frozenset({"tree"}), None))
    assert (crowns[16:24, 4:20] == 1).all()


def test_what_is_hardly_visible_is_not_asked_for(instances: np.ndarray) -> None:
    instances[instances == 4] = 0
    instances[0, 0] = 4
    visible = count_visible(instances, THINGS)
    nouns = {target.noun for target in present_targets(visible, load_vocabulary(), 12)}
    assert "car" not in nouns
    assert "building" in nouns


def test_absent_targets_are_absent(instances: np.ndarray) -> None:
    visible, vocabulary = count_visible(instances, THINGS), load_vocabulary()
    random = np.random.default_rng(1)
    for _ in range(200):
        target = absent_target(visible, frozenset(CATEGORIES), vocabulary, random)
        assert target is not None
        assert not any(target.wants(thing) or target.may_want(thing) for thing in THINGS)


def test_every_training_phrase_is_read_back_as_what_it_was_made_from() -> None:
    vocabulary, random = load_vocabulary(), np.random.default_rng(2)
    known = set(vocabulary.words())
    for category in CATEGORIES:
        target = Target(category, frozenset({category}), None)
        phrase = word_target(target, vocabulary, random)
        assert set(phrase.split()) <= known
        assert {head.category for head in read(phrase).target.heads} == {category}, phrase
