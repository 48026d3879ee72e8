"""SAM 3 of transformers runs on our own pixels, and its objects are those of its own post-processing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import Device
from georefer.inference.errors import ModelError
from georefer.inference.models.catalog import load_model
from georefer.inference.models.recognising import recognise
from georefer.inference.models.sam3 import Sam3PhraseModel
from georefer.tests.inference.models.small_clip import WORDS, write_tokenizer
from georefer.tests.inference.models.small_sam import picture
from torch.nn.functional import interpolate

CPU = Device("cpu", "a test")
SIDE, WIDTH = 56, 32


def sam3() -> Any:
    from transformers import Sam3Config, Sam3Model

    part = {"hidden_size": WIDTH, "num_attention_heads": 2, "intermediate_size": 32}
    tower = {**part, "num_hidden_layers": 2}
    sizes = Sam3Config(
        vision_config={
            "backbone_config": {
                "model_type": "sam3_vit_model",
                **tower,
                "image_size": SIDE,
                "patch_size": 14,
                "window_size": 2,
                "global_attn_indexes": [1],
                "pretrain_image_size": 28,
            },
            "fpn_hidden_size": WIDTH,
            "backbone_feature_sizes": [[16, 16], [8, 8], [4, 4]],
        },
        text_config={
            **tower,
            "vocab_size": len(WORDS),
            "max_position_embeddings": 16,
            "projection_dim": WIDTH,
            "bos_token_id": 0,
            "pad_token_id": 1,
            "eos_token_id": 2,
        },
        geometry_encoder_config={**part, "num_layers": 1},
        detr_encoder_config={**part, "num_layers": 1},
        detr_decoder_config={**part, "num_layers": 1, "num_queries": 5},
        mask_decoder_config={"hidden_size": WIDTH, "num_attention_heads": 2},
    )
    torch.manual_seed(0)
    return Sam3Model(sizes).eval()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sam3().save_pretrained(tmp_path / "sam3")
    write_tokenizer(tmp_path / "sam3")
    return tmp_path / "sam3"


def test_it_is_known_and_says_what_it_lacks(folder: Path) -> None:
    found = recognise(folder)
    assert (found.layout.architecture, found.layout.use, found.missing) == ("sam3", "phrases", ())
    (folder / "tokenizer.json").unlink()
    assert recognise(folder).missing == ("its tokenizer",)


@torch.inference_mode()
def test_objects_are_those_of_transformers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from georefer.inference.models import sam3 as adapter

    # Random weights are sure of nothing: every query is kept, and none covers another.
    monkeypatch.setattr(adapter, "_LEAST_SCORE", 0.0)
    monkeypatch.setattr(adapter, "without_doubles", lambda drawn: drawn)
    model = load_model(str(folder), CPU)
    assert isinstance(model, Sam3PhraseModel)
    assert model.card.input_size_px == SIDE
    tile = picture(SIDE, SIDE)
    text = model.embed_text(["Red tank"])
    embedding = model.embed_tiles(tile[None], model.look(tile[None]))
    found = model.instances(embedding, text)[0][0]
    pixels = (torch.from_numpy(tile).permute(2, 0, 1)[None].float() / 255 - 0.5) / 0.5
    ids = model.token_ids("red tank")
    expected = sam3()(pixel_values=pixels, input_ids=ids, attention_mask=torch.ones_like(ids))
    scores = expected.pred_logits[0].sigmoid() * expected.presence_logits[0].sigmoid()
    order = scores.argsort(descending=True)
    np.testing.assert_allclose([one.score for one in found], scores[order].numpy(), rtol=1e-4)
    masks = interpolate(expected.pred_masks, (SIDE, SIDE), mode="bilinear", align_corners=False)[0]
    for one, mask in zip(found, masks[order].numpy(), strict=True):
        np.testing.assert_allclose(one.logits.astype(np.float32), mask.clip(-30, 30), rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("precision", [None, torch.bfloat16])
def test_several_phrases_share_one_embedding(precision: torch.dtype | None, folder: Path) -> None:
    model = load_model(str(folder), Device("cpu", "a test", precision))
    tiles = np.stack([picture(SIDE, SIDE, seed) for seed in (1, 2)])
    embedding = model.embed_tiles(tiles, model.look(tiles))
    both = model.mask_logits(embedding, model.embed_text(["red", "blue tank"]))
    assert both.shape == (2, 2, SIDE, SIDE)
    assert np.isfinite(both).all()
    np.testing.assert_array_equal(both[:, 1:], model.mask_logits(embedding, model.embed_text(["blue tank"])))


def test_a_missing_weight_is_refused(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["text_projection.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="not whole: 1 are missing"):
        load_model(str(folder), CPU)
