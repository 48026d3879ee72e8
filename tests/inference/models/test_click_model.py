"""georefer-click: a small promptable network, its prompts, and its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.device import Device
from georefer.inference.errors import ModelError
from georefer.inference.models.catalog import load_model, load_prompt_model
from georefer.inference.models.click_model import ClickPromptModel, load_click_model, save_click_model
from georefer.inference.models.click_net import ClickNet, ClickNetConfig, Prompts, prompt_maps
from georefer.inference.models.conv_encoders import ConvSamConfig
from georefer.inference.models.interface import PointPrompts

CPU = Device("cpu", "asked for", None)
NAN = float("nan")


def small_net() -> ClickNet:
    encoder = ConvSamConfig(widths=(8, 8, 16, 16, 16), depths=(1, 1, 1, 1), output_channels=16)
    config = ClickNetConfig(encoder, widths=(8, 8, 16, 16, 16), likeness=8, image_size_px=64)
    torch.manual_seed(3)
    return ClickNet(config).eval()


@pytest.fixture
def model(tmp_path: Path) -> ClickPromptModel:
    facts = {"id": "small", "name": "Small", "licence": "GPL-3.0-or-later", "gsd_range_m": [0.1, 1.0]}
    return load_click_model(save_click_model(tmp_path / "small", small_net(), facts), CPU)


def tile(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3), np.uint8)


def one_point(x: float, y: float, sign: int = 1) -> PointPrompts:
    return PointPrompts(np.array([[[x, y]]], np.float32), np.array([[sign]]))


@pytest.mark.parametrize(("height", "width"), [(64, 64), (200, 120), (33, 64), (16, 90)])
def test_a_mask_has_the_size_of_its_tile(model: ClickPromptModel, height: int, width: int) -> None:
    answer = model.predict(model.embed_tile(tile(height, width)), one_point(width / 2, height / 2))

    assert answer.logits.shape == (1, 1, height, width)
    assert np.isfinite(answer.logits).all()
    assert 0 <= float(answer.scores[0, 0]) <= 1


def test_the_folder_gives_back_the_network(model: ClickPromptModel) -> None:
    net = small_net()
    picture = torch.from_numpy(tile(64, 64)).permute(2, 0, 1)[None].float() / 255
    prompts = Prompts(
        torch.zeros(1, dtype=torch.int64),
        torch.tensor([[[20.0, 30.0]]]),
        torch.tensor([[1]]),
        torch.full((1, 4), NAN),
        torch.full((1, 32, 32), NAN),
    )
    with torch.inference_mode():
        expected, _ = net(net.embed(picture), prompts)
        kept, _ = model._model(model._model.embed(picture), prompts)

    # Matrices are kept in half precision.
    assert torch.allclose(expected, kept, atol=0.02 * float(expected.abs().max()) + 0.02)


def test_objects_do_not_depend_on_their_company(model: ClickPromptModel) -> None:
    embedding = model.embed_tile(tile(64, 64))
    xy_px = np.array([[[10, 12]], [[50, 40]]], np.float32)
    together = model.predict(embedding, PointPrompts(xy_px, np.ones((2, 1), np.int64)))
    alone = model.predict(embedding, one_point(50, 40))

    assert np.allclose(together.logits[1], alone.logits[0], atol=1e-4)


def test_points_that_fill_up_change_nothing(model: ClickPromptModel) -> None:
    embedding = model.embed_tile(tile(64, 64))
    filled = PointPrompts(np.array([[[10, 12], [60, 3]]], np.float32), np.array([[1, -1]]))

    assert np.allclose(
        model.predict(embedding, filled).logits, model.predict(embedding, one_point(10, 12)).logits, atol=1e-5
    )


def test_every_kind_of_prompt_is_heard(model: ClickPromptModel) -> None:
    embedding = model.embed_tile(tile(64, 64))
    first = model.predict(embedding, one_point(20, 20))
    both = PointPrompts(np.array([[[20, 20], [40, 44]]], np.float32), np.array([[1, 0]]))
    box = np.array([[8, 8, 30, 30]], np.float32)
    answers = [
        first.logits,
        model.predict(embedding, both).logits,
        model.predict(embedding, one_point(20, 20), box).logits,
        model.predict(embedding, boxes=box).logits,
        model.predict(embedding, one_point(20, 20), masks=first.refinable[:, 0]).logits,
    ]

    for number, one in enumerate(answers):
        for other in answers[number + 1 :]:
            assert not np.allclose(one, other, atol=1e-6)


def test_no_prompt_at_all_is_refused(model: ClickPromptModel) -> None:
    with pytest.raises(ValueError, match="neither"):
        model.predict(model.embed_tile(tile(64, 64)))


def test_prompts_are_drawn_where_they_are() -> None:
    prompts = Prompts(
        torch.zeros(1, dtype=torch.int64),
        torch.tensor([[[9.0, 21.0], [41.0, 5.0]]]),
        torch.tensor([[1, 0]]),
        torch.tensor([[4.0, 8.0, 20.0, 40.0]]),
        torch.full((1, 24, 32), NAN),
    )
    wanted, unwanted, box, has_box, former, has_former = prompt_maps(prompts, 24, 32)[0]

    assert divmod(int(wanted.argmax()), 32) == (10, 4)
    assert divmod(int(unwanted.argmax()), 32) == (2, 20)
    assert float(box.sum()) == pytest.approx(8 * 16)
    assert float(has_box.min()) == 1
    assert float(former.abs().max()) == float(has_former.max()) == 0


def test_a_model_for_clicks_answers_no_phrases_and_the_other_way_round(tmp_path: Path) -> None:
    facts = {"id": "small", "name": "Small", "licence": "", "gsd_range_m": None}
    folder = save_click_model(tmp_path / "small", small_net(), facts)

    with pytest.raises(ModelError, match="answers no phrases"):
        load_model(str(folder), CPU)
    with pytest.raises(ModelError, match="no clicks"):
        load_prompt_model("georefer-tiny", CPU)
    assert load_prompt_model(str(folder), CPU).card.id == "small"


def test_a_damaged_folder_is_named(tmp_path: Path) -> None:
    facts = {"id": "small", "name": "Small", "licence": "", "gsd_range_m": None}
    folder = save_click_model(tmp_path / "small", small_net(), facts)
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"likeness"', '"unlikeness"'))

    with pytest.raises(ModelError, match=r"config\.json of the model small"):
        load_click_model(folder, CPU)
