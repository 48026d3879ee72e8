from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import choose_device
from georefer.inference.models.interface import ModelCard
from georefer.inference.models.refersam import ReferSam
from georefer.inference.models.refersam_attention import DeformableAttention, cell_centres, sine_position
from georefer.inference.models.refersam_keys import from_refersam
from georefer.inference.models.refersam_loading import recognise_refersam
from georefer.inference.models.refersam_phrase_model import ReferSamPhraseModel
from georefer.inference.models.refersam_sizes import ReferSamConfig, published_refersam
from georefer.inference.models.word_tokenizer import WordTokenizer
from georefer.inference.training.point_losses import PointChoice
from georefer.inference.training.refersam_loss import refersam_losses

SIDE = 96


def small_sizes(text_model: str, vocabulary: int) -> ReferSamConfig:
    text: dict[str, Any] = {
        "vocab_size": vocabulary,
        "hidden_size": 12,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "max_position_embeddings": 16,
    }
    if text_model == "clip":
        text.update(eos_token_id=1, bos_token_id=2, pad_token_id=0)
    return ReferSamConfig.from_json(
        {
            "image_encoder": {
                "depth": 4,
                "embed_dim": 16,
                "num_heads": 2,
                "img_size": 128,
                "patch_size": 16,
                "window_size": 3,
                "global_attn_indexes": [1, 3],
                "mlp_ratio": 2.0,
                "out_chans": 16,
            },
            "text_model": text_model,
            "text_config": text,
            "adapter": {
                "interaction_indexes": [[0, 0], [1, 1], [2, 2], [3, 3]],
                "vl_dim": 12,
                "deform_num_heads": 2,
                "conv_inplane": 4,
                "num_prompts": [3, 2],
                "with_cp": False,
            },
            "prompt_encoder": {"mask_in_chans": 8},
            "mask_decoder": {"mlp_dim": 16, "num_heads": 2, "iou_head_hidden_dim": 8},
            "image_size_px": SIDE,
        }
    )


@pytest.fixture(params=["bert", "clip"])
def model(request: pytest.FixtureRequest, tokenizer: WordTokenizer) -> ReferSam:
    torch.manual_seed(0)
    model = ReferSam(small_sizes(request.param, tokenizer.size)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model


@pytest.fixture
def phrase_model(model: ReferSam, tokenizer: WordTokenizer) -> ReferSamPhraseModel:
    card = ModelCard(id="test", name="Test", weights_hash="0", input_size_px=SIDE)
    return ReferSamPhraseModel(model, tokenizer, card, choose_device("cpu"))


def sampled_by_hand(
    attention: DeformableAttention, query: torch.Tensor, values: torch.Tensor, grids: list[tuple[int, int]]
) -> torch.Tensor:
    """Computes the deformable attention of the first token in Python floats, cell by cell."""
    heads, levels, points = attention.heads, attention.levels, attention.points
    offsets = attention.sampling_offsets(query).reshape(heads, levels, points, 2).tolist()
    weights = attention.attention_weights(query).reshape(heads, levels * points).softmax(-1).tolist()
    projected = attention.value_proj(values)
    width = projected.shape[-1] // heads
    mixed = torch.zeros(heads, width)
    for head in range(heads):
        start = 0
        for level, (rows, columns) in enumerate(grids):
            for point in range(points):
                x = (0.25 + offsets[head][level][point][0] / columns) * columns - 0.5
                y = (0.75 + offsets[head][level][point][1] / rows) * rows - 0.5
                for row in (math.floor(y), math.floor(y) + 1):
                    for column in (math.floor(x), math.floor(x) + 1):
                        if not (0 <= row < rows and 0 <= column < columns):
                            continue
                        share = (1 - abs(y - row)) * (1 - abs(x - column))
                        cell = projected[start + row * columns + column]
                        cell = cell[head * width : (head + 1) * width]
                        mixed[head] += share * weights[head][level * points + point] * cell
            start += rows * columns
    return attention.output_proj(mixed.flatten())


@torch.inference_mode()
def test_deformable_attention_samples_the_right_cells() -> None:
    torch.manual_seed(3)
    attention = DeformableAttention(12, heads=3, levels=2, points=2, ratio=0.5)
    torch.nn.init.normal_(attention.sampling_offsets.weight, std=0.5)
    torch.nn.init.normal_(attention.attention_weights.weight)
    grids = [(4, 6), (2, 3)]
    query, values = torch.randn(1, 1, 12), torch.randn(1, 30, 12)
    got = attention(query, torch.tensor([[0.25, 0.75]]), values, grids)
    expected = sampled_by_hand(attention, query[0, 0], values[0], grids)
    torch.testing.assert_close(got[0, 0], expected, atol=1e-5, rtol=0)


def test_cells_are_numbered_row_by_row() -> None:
    centres = cell_centres([(2, 4)], torch.device("cpu"))
    torch.testing.assert_close(centres[1], torch.tensor([0.375, 0.25]))
    torch.testing.assert_close(centres[4], torch.tensor([0.125, 0.75]))
    code = sine_position((2, 4), 8, torch.device("cpu"))
    # The first half tells the row, the second the column.
    torch.testing.assert_close(code[0, :4], code[3, :4])
    torch.testing.assert_close(code[0, 4:], code[4, 4:])
    assert not torch.allclose(code[0, 4:], code[1, 4:])


@torch.inference_mode()
def test_pads_change_nothing(model: ReferSam, tokenizer: WordTokenizer) -> None:
    image = torch.randn(1, 3, 64, 96)
    ids = torch.tensor([[3, 4, 1]]) % tokenizer.size
    padded = torch.cat([ids, torch.zeros(1, 3, dtype=torch.int64)], dim=1)
    alone = model(image, model.read(ids, torch.ones_like(ids)))
    mask = torch.tensor([[1, 1, 1, 0, 0, 0]])
    with_pads = model(image, model.read(padded, mask))
    assert alone.logits.shape == (1, 64, 96)
    torch.testing.assert_close(with_pads.logits, alone.logits, atol=1e-4, rtol=0)


def test_the_loss_reaches_every_part_but_the_unused_ones(model: ReferSam, tokenizer: WordTokenizer) -> None:
    ids = torch.tensor([[3, 4, 1], [4, 3, 1]]) % tokenizer.size
    masks = model(torch.randn(2, 3, 64, 64), model.read(ids, torch.ones_like(ids)))
    wanted = torch.zeros(2, 1, 64, 64)
    wanted[..., 20:40, 10:50] = 1
    main, coarse = refersam_losses(
        masks.logits.unsqueeze(1), masks.coarse_logits, wanted, PointChoice(points=64)
    )
    torch.autograd.backward(main.total + coarse.total)
    without = {name for name, parameter in model.named_parameters() if parameter.grad is None}
    unused = ("sam_prompt_encoder.", "sam_mask_decoder.", "text_encoder.pooler.")
    assert all(name.startswith(unused) for name in without), without
    assert model.vl_adapter.interactions[0].injector.gamma.grad.abs().sum() > 0


def test_answers_depend_on_nothing_but_tile_and_phrase(
    phrase_model: ReferSamPhraseModel, make_tiles: Any
) -> None:
    tiles = make_tiles(2, SIDE)
    text = phrase_model.embed_text(["red building", "car"])
    glance = phrase_model.look(tiles)
    assert (phrase_model.relevance(glance, text) == 1).all()
    whole = phrase_model.mask_logits(phrase_model.embed_tiles(tiles, glance), text)
    assert whole.shape == (2, 2, SIDE, SIDE)
    alone = phrase_model.embed_tiles(tiles[1:], glance.take([1]))
    car = phrase_model.embed_text(["car"])
    np.testing.assert_array_equal(phrase_model.mask_logits(alone, car)[0, 0], whole[1, 1])
    assert np.abs(whole[:, 0] - whole[:, 1]).max() > 1e-3


@pytest.mark.parametrize("encoder", ["vit_b", "vit_l", "vit_h"])
@pytest.mark.parametrize("text_model", ["bert", "clip"])
def test_published_sizes_are_recognised_by_their_weights(encoder: str, text_model: str) -> None:
    sizes = published_refersam(encoder, text_model)
    assert ReferSamConfig.from_json(json.loads(json.dumps(sizes.to_json()))) == sizes
    with torch.device("meta"):
        weights = ReferSam(sizes).state_dict()
    found = recognise_refersam(weights)
    assert (found.image_encoder, found.adapter) == (sizes.image_encoder, sizes.adapter)
    assert sizes.text_config.items() <= found.text_config.items()


def test_wrapped_and_older_keys_are_known() -> None:
    tensor = torch.zeros(1)
    mapped = from_refersam(
        {
            "module.vl_adapter.vis_model.blocks.0.norm1.weight": tensor,
            "module.sam_mask_decoder.output_upscaling.0.weight": tensor,
            "module.text_encoder.text_model.final_layer_norm.weight": tensor,
            "module.text_encoder.embeddings.position_ids": tensor,
        }
    )
    assert set(mapped) == {
        "vl_adapter.vis_model.layers.0.layer_norm1.weight",
        "sam_mask_decoder.upscale_conv1.weight",
        "text_encoder.final_layer_norm.weight",
    }


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("encoder", ["vit_b", "vit_h"])
@torch.inference_mode()
def test_the_published_size_runs_from_picture_to_mask(encoder: str) -> None:
    model = ReferSam(published_refersam(encoder)).eval()
    ids = torch.tensor([[101, 2417, 2311, 102]])
    masks = model(torch.randn(1, 3, 640, 640), model.read(ids, torch.ones_like(ids)))
    assert masks.logits.shape == (1, 640, 640)
    assert masks.coarse_logits.shape == (1, 1, 160, 160)
    assert torch.isfinite(masks.logits).all()
