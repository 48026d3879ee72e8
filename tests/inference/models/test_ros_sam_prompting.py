from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.interface import ModelCard, PointPrompts, PromptModel
from georefer.inference.models.ros_sam_prompting import RosSamPromptModel, load_prompt_model
from georefer.tests.inference.models.small_sam import meta_sam, picture, ros_sam, sam_hq_weights
from safetensors.torch import save_file

CARD = ModelCard(id="test", name="Test", weights_hash="0", input_size_px=64)
BOXES = np.array([[4, 4, 20, 16], [10, 2, 30, 24]], dtype=np.float32)


@pytest.fixture
def model() -> RosSamPromptModel:
    return RosSamPromptModel(ros_sam(), CARD)


def clicks(*xy: tuple[float, float], sign: int = 1) -> PointPrompts:
    points = np.array([[point] for point in xy], dtype=np.float32)
    return PointPrompts(points, np.full(points.shape[:2], sign, dtype=np.int64))


@pytest.mark.parametrize(("height", "width"), [(64, 64), (32, 20), (7, 64), (130, 90)])
def test_masks_have_the_size_of_the_tile(model: RosSamPromptModel, height: int, width: int) -> None:
    promptable: PromptModel = model
    found = promptable.predict(promptable.embed_tile(picture(height, width)), boxes=BOXES)
    assert found.logits.shape == (2, 4, height, width)
    assert found.scores.shape == (2, 4)
    assert found.refinable.shape == (2, 4, 16, 16)
    assert {array.dtype for array in (found.logits, found.scores, found.refinable)} == {np.dtype(np.float32)}


def test_prompts_of_all_kinds_count(model: RosSamPromptModel) -> None:
    embedding = model.embed_tile(picture())
    first = model.predict(embedding, clicks((20, 20)))
    answers = [
        first,
        model.predict(embedding, clicks((20, 20), sign=0)),
        model.predict(embedding, clicks((44, 20))),
        model.predict(embedding, boxes=BOXES[:1]),
        model.predict(embedding, clicks((20, 20)), BOXES[:1]),
        model.predict(embedding, clicks((20, 20)), masks=first.refinable[:, 0]),
    ]
    for index, one in enumerate(answers):
        assert all(np.abs(one.logits - other.logits).max() > 1e-3 for other in answers[index + 1 :])


def test_objects_do_not_depend_on_their_company(model: RosSamPromptModel) -> None:
    embedding = model.embed_tile(picture())
    together = model.predict(embedding, boxes=BOXES)
    alone = model.predict(embedding, boxes=BOXES[1:])
    np.testing.assert_allclose(together.logits[1], alone.logits[0], rtol=0, atol=2e-5)


def test_coordinates_are_those_of_the_tile(model: RosSamPromptModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the encoder has added its half pixel, a place of the tile is the same place in the frame."""
    asked: dict[str, Any] = {}
    inner = model._model

    def prompt(points: Any, boxes: Any, masks: Any) -> Any:
        asked.update(points=points, boxes=boxes)
        return type(inner).prompt(inner, points, boxes, masks)

    monkeypatch.setattr(inner, "prompt", prompt)
    embedding = model.embed_tile(picture(16, 32))
    model.predict(embedding, clicks((31.5, 15.5)), np.array([[0, 0, 32, 16]], dtype=np.float32))
    np.testing.assert_allclose(asked["points"][0].numpy() + 0.5, [[[63, 31]]])
    np.testing.assert_allclose(asked["boxes"].numpy() + 0.5, [[0, 0, 64, 32]])


def test_bright_pixels_do_not_wrap_around(model: RosSamPromptModel, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    inner = model._model
    monkeypatch.setattr(inner, "preprocess", lambda pixels: seen.append(pixels) or torch.zeros(1, 3, 64, 64))
    checked = np.kron(np.indices((4, 4)).sum(axis=0) % 2, np.ones((8, 8)))
    model.embed_tile(np.repeat((checked * 255).astype(np.uint8)[..., None], 3, axis=2))
    assert seen[0].shape == (3, 64, 64)
    assert seen[0].min() >= 0
    assert seen[0].max() <= 255


@pytest.mark.parametrize(
    "tile", [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 3), np.float32), np.zeros((0, 8, 3), np.uint8)]
)
def test_what_is_no_tile_is_refused(model: RosSamPromptModel, tile: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a tile must be"):
        model.embed_tile(tile)


def test_no_prompt_is_refused(model: RosSamPromptModel) -> None:
    with pytest.raises(ValueError, match="no prompt"):
        model.predict(model.embed_tile(picture()))


def test_half_precision_stays_close() -> None:
    full = RosSamPromptModel(ros_sam(), CARD)
    half = RosSamPromptModel(ros_sam(), CARD, autocast_dtype=torch.bfloat16)
    tile = picture()
    one, other = (model.predict(model.embed_tile(tile), boxes=BOXES) for model in (full, half))
    assert other.logits.dtype == np.float32
    assert np.mean((one.logits > 0) == (other.logits > 0)) > 0.95


def test_files_load_as_prompt_models(tmp_path: Path) -> None:
    torch.save(meta_sam().state_dict(), tmp_path / "sam_vit_b.pth")
    save_file(sam_hq_weights(), tmp_path / "sam_hq.safetensors")
    cards = [load_prompt_model(tmp_path / name).card for name in ("sam_vit_b.pth", "sam_hq.safetensors")]
    assert [card.id for card in cards] == ["sam_vit_b", "sam_hq"]
    assert {card.input_size_px for card in cards} == {64}
    assert len({card.weights_hash for card in cards}) == 2
    with pytest.raises(ModelError):
        load_prompt_model(tmp_path / "nothing.pth")
