"""CLIP says where, SAM draws, CLIP judges: with parts whose answers are known, then with real layouts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.device import Device
from georefer.inference.models.catalog import load_model
from georefer.inference.models.clip_sam import ClipSamPhraseModel, ClipSamSettings, cut_out
from georefer.inference.models.clip_sam_prompts import object_prompts
from georefer.inference.models.clip_windows import WindowedClip, window_starts
from georefer.inference.models.clip_words import PhraseReader
from georefer.inference.models.instances import Instance, draw_logits, half_precision, without_doubles
from georefer.inference.models.interface import ModelCard
from georefer.tests.inference.models.painted_parts import (
    BACKGROUND,
    COLOURS,
    SIDE,
    ColourClip,
    ColourTokenizer,
    FillingSam,
    paint,
    vector,
)
from georefer.tests.inference.models.small_clip import write_clip, write_open_clip, write_recipe, write_sam
from hypothesis import given, settings
from hypothesis import strategies as st

CPU = Device("cpu", "a test")
RED = [("red", 12, 16, 24, 20), ("red", 70, 20, 30, 16), ("red", 40, 84, 20, 28)]


@pytest.fixture
def sam() -> FillingSam:
    return FillingSam()


@pytest.fixture
def model(sam: FillingSam) -> ClipSamPhraseModel:
    card = ModelCard("painted", "Painted", "0", SIDE, gate=0.0)
    chosen = ClipSamSettings(background=BACKGROUND, templates=("{}",))
    return ClipSamPhraseModel(ColourClip(), ColourTokenizer(), sam, card, CPU, chosen)


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def found_in(model: ClipSamPhraseModel, tile: np.ndarray, phrase: str) -> list[Instance]:
    tiles = tile[None]
    embedding = model.embed_tiles(tiles, model.look(tiles))
    return model.instances(embedding, model.embed_text([phrase]))[0][0]


def test_every_object_is_found_and_others_are_not(model: ClipSamPhraseModel) -> None:
    tile = paint(*RED, ("blue", 100, 90, 20, 20))
    found = found_in(model, tile, "red roof")
    assert len(found) == len(RED)
    for _, left, top, width, height in RED:
        expected = np.zeros((SIDE, SIDE), dtype=bool)
        expected[top : top + height, left : left + width] = True
        assert max(iou(instance.mask, expected) for instance in found) > 0.95
    assert all(instance.score > 0.5 for instance in found)


def test_nothing_is_there_where_nothing_is(model: ClipSamPhraseModel, sam: FillingSam) -> None:
    tiles = np.stack([paint(*RED), paint()])
    text = model.embed_text(["blue tank", "red roof"])
    glance = model.look(tiles)
    relevance = model.relevance(glance, text)
    assert relevance[0, 1] > 0.9
    assert relevance[[0, 1, 1], [0, 0, 1]].max() < 0.5
    masks = model.mask_logits(model.embed_tiles(tiles, glance), text)
    assert masks.shape == (2, 2, SIDE, SIDE)
    assert (masks[:, 0] < -5).all()
    assert (masks[1] < -5).all()
    assert (masks[0, 1] > 0).any()
    before = sam.calls
    model.mask_logits(model.embed_tiles(tiles[1:], model.look(tiles[1:])), text)
    assert sam.calls == before


def test_a_tile_never_depends_on_its_company(model: ClipSamPhraseModel) -> None:
    tiles = np.stack([paint(*RED), paint(("red", 30, 30, 40, 40))])
    text = model.embed_text(["red"])
    together = model.mask_logits(model.embed_tiles(tiles, model.look(tiles)), text)
    glance = model.look(tiles[1:])
    np.testing.assert_array_equal(together[1:], model.mask_logits(model.embed_tiles(tiles[1:], glance), text))
    taken = model.look(tiles).take([1])
    np.testing.assert_array_equal(together[1:], model.mask_logits(model.embed_tiles(tiles[1:], taken), text))


def test_an_object_that_clip_does_not_know_again_is_dropped(sam: FillingSam) -> None:
    card = ModelCard("painted", "Painted", "0", SIDE)
    strict = ClipSamSettings(background=BACKGROUND, templates=("{}",), least_score=0.999)
    model = ClipSamPhraseModel(ColourClip(), ColourTokenizer(), sam, card, CPU, strict)
    assert found_in(model, paint(*RED), "red") == []


def test_touching_objects_stay_apart() -> None:
    left, right = np.full((8, 8), -9.0, np.float32), np.full((8, 8), -9.0, np.float32)
    left[:, :4], right[:, 4:] = 9.0, 9.0
    both = [Instance(half_precision(left), 0.9), Instance(half_precision(right), 0.7)]
    drawn = draw_logits(both, 8, 8, 0.3)
    columns = (drawn > 0).all(axis=0)
    assert columns.tolist() == [True, True, True, False, True, True, True, True]
    # A better score is a higher probability, and all of them count.
    assert 0 < drawn[0, 6] < drawn[0, 1]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_instances_changes_nothing(order: list[int]) -> None:
    masks = np.full((4, 6, 6), -9.0, np.float32)
    masks[0, :3, :3], masks[1, :3, :2], masks[2, 3:, 3:], masks[3, 3:, 2:] = 9.0, 9.0, 9.0, 9.0
    instances = [Instance(half_precision(mask), 0.5) for mask in masks]
    kept = without_doubles([instances[index] for index in order])
    assert [instance.mask.sum() for instance in kept] == [12, 9]


def test_prompts_are_parts_and_their_peaks() -> None:
    relevance = np.zeros((16, 16), np.float32)
    # A ridge that sinks towards its middle.
    relevance[2:4, 2:12] = 0.6 + 0.01 * np.abs(np.arange(2, 12) - 6.6)
    relevance[2, 3], relevance[2, 10], relevance[12, 12] = 0.9, 0.8, 0.7
    prompts = object_prompts(relevance, 160, presence=0.5, most=10)
    assert [prompt.box_px is not None for prompt in prompts] == [True, False, True]
    assert prompts[0].xy_px == (35.0, 25.0)
    assert prompts[0].box_px == (15.0, 15.0, 125.0, 45.0)
    assert prompts[1].xy_px == (105.0, 25.0)
    assert [prompt.relevance for prompt in object_prompts(relevance, 160, 0.5, most=1)] == [relevance[2, 3]]
    assert object_prompts(relevance, 160, presence=0.95, most=10) == []


@given(st.integers(1, 500), st.integers(1, 500))
def test_windows_cover_the_tile_and_overlap(side: int, size: int) -> None:
    starts = window_starts(side, min(side, size))
    assert starts[0] == 0
    assert starts[-1] == side - min(side, size)
    gaps = [after - before for before, after in pairwise(starts)]
    assert all(gap <= -(-size // 2) + 1 for gap in gaps)


def test_cells_lie_where_their_colours_are() -> None:
    tile = paint(("red", 64, 0, 64, 64))
    pixels = torch.from_numpy(tile).permute(2, 0, 1)[None].float() / 255
    windows = WindowedClip(ColourClip(), SIDE, scales=(1, 2, 4), global_share=0.0)
    cells = windows.look(pixels).cells
    assert cells.shape[:2] == (32, 32)
    agreement = cells @ vector(torch.tensor(COLOURS["red"]) / 255)
    assert agreement[:14, 18:].min() > 0.99
    assert agreement[18:].max() < 0.5
    assert agreement[:, :14].max() < 0.5


def test_the_background_never_contains_the_target() -> None:
    words = ("a building", "a roof", "trees", "water", "grass")
    directions = {word: torch.eye(6)[index] for index, word in enumerate(words)}

    def read(sentence: str) -> torch.Tensor:
        if sentence == "房子":
            return torch.tensor([0.9, 0.3, 0.0, 0.0, 0.0, 0.3])
        return directions.get(sentence, torch.eye(6)[5])

    reader = PhraseReader(read, words, ("{}",))
    assert reader.ask("red buildings").kept == words[1:]
    assert reader.ask("a roof").kept == ("a building", "trees", "water", "grass")
    # No letters in common: the meaning decides.
    assert "a building" not in reader.ask("房子").kept
    assert reader.ask("tank").kept == words


def test_a_crop_shows_the_object_and_fades_the_rest() -> None:
    tile = paint(("red", 4, 4, 20, 10))
    mask = np.zeros((SIDE, SIDE), dtype=bool)
    mask[4:14, 4:24] = True
    crop = cut_out(tile, mask, 32)
    assert crop.shape == (32, 32, 3)
    assert (np.abs(crop.astype(int) - COLOURS["red"]).sum(axis=2) < 10).mean() > 0.15


@pytest.mark.parametrize("precision", [None, torch.bfloat16])
@pytest.mark.parametrize("clip", ["clip", "siglip", "siglip2", "open_clip"])
def test_real_layouts_run_from_a_recipe(clip: str, precision: torch.dtype | None, tmp_path: Path) -> None:
    folder = write_open_clip(tmp_path / "c") if clip == "open_clip" else write_clip(tmp_path / "c", clip)
    write_sam(tmp_path / "s")
    # Random weights agree with nothing: every cell counts, and so does every object.
    chosen = {"presence": 0.0, "least_score": 0.0, "most_objects": 3, "scales": [1, 2]}
    recipe = write_recipe(tmp_path / "both", "clip_sam", chosen, clip=folder.name, sam="s")
    model = load_model(str(recipe), Device("cpu", "a test", precision))
    assert isinstance(model, ClipSamPhraseModel)
    assert model.card.input_size_px == 64
    tiles = np.random.default_rng(1).integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)
    text = model.embed_text(["red building", "tank"])
    glance = model.look(tiles)
    relevance = model.relevance(glance, text)
    assert relevance.shape == (2, 2)
    assert ((relevance >= 0) & (relevance <= 1)).all()
    masks = model.mask_logits(model.embed_tiles(tiles, glance), text)
    assert masks.shape == (2, 2, 64, 64)
    assert np.isfinite(masks).all()


def test_the_hash_tells_settings_apart(tmp_path: Path) -> None:
    write_clip(tmp_path / "c")
    write_sam(tmp_path / "s")
    hashes = {
        load_model(
            str(write_recipe(tmp_path / name, "clip_sam", chosen, clip="c", sam="s")), CPU
        ).card.weights_hash
        for name, chosen in (("a", {}), ("b", {"presence": 0.4}), ("c2", {}))
    }
    assert len(hashes) == 2
