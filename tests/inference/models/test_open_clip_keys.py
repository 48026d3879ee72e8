"""The published sizes of open_clip become models of transformers of the same size, without their weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from georefer.inference.models.clip_loading import load_clip
from georefer.inference.models.open_clip_keys import from_open_clip, open_clip_sizes
from georefer.tests.inference.models.small_clip import write_open_clip
from torch import Tensor

WORDS, LENGTH = 49408, 77


def block(stem: str, width: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "attn.in_proj_weight": (3 * width, width),
        "attn.in_proj_bias": (3 * width,),
        "attn.out_proj.weight": (width, width),
        "attn.out_proj.bias": (width,),
        "mlp.c_fc.weight": (4 * width, width),
        "mlp.c_fc.bias": (4 * width,),
        "mlp.c_proj.weight": (width, 4 * width),
        "mlp.c_proj.bias": (width,),
    }
    for norm in ("ln_1", "ln_2"):
        shapes.update({f"{norm}.weight": (width,), f"{norm}.bias": (width,)})
    return {f"{stem}{key}": shape for key, shape in shapes.items()}


def published(width: int, depth: int, patch: int, words_width: int, joint: int) -> dict[str, Tensor]:
    """Returns the keys of a published ViT of open_clip at 224 px, without memory for values."""
    shapes: dict[str, tuple[int, ...]] = {
        "visual.class_embedding": (width,),
        "visual.positional_embedding": ((224 // patch) ** 2 + 1, width),
        "visual.conv1.weight": (width, 3, patch, patch),
        "visual.proj": (width, joint),
        "token_embedding.weight": (WORDS, words_width),
        "positional_embedding": (LENGTH, words_width),
        "text_projection": (words_width, joint),
        "logit_scale": (),
    }
    for norm, size in (("visual.ln_pre", width), ("visual.ln_post", width), ("ln_final", words_width)):
        shapes.update({f"{norm}.weight": (size,), f"{norm}.bias": (size,)})
    for number in range(depth):
        shapes.update(block(f"visual.transformer.resblocks.{number}.", width))
    for number in range(24 if words_width == 1024 else 12):
        shapes.update(block(f"transformer.resblocks.{number}.", words_width))
    return {key: torch.empty(shape, device="meta") for key, shape in shapes.items()}


@pytest.mark.parametrize(
    ("sizes", "millions", "heads"),
    [
        ((768, 12, 32, 512, 512), 151.3, (12, 8)),
        ((1024, 24, 14, 768, 768), 427.6, (16, 12)),
        ((1280, 32, 14, 1024, 1024), 986.1, (16, 16)),
    ],
    ids=["RemoteCLIP ViT-B/32", "RemoteCLIP ViT-L/14", "GeoRSCLIP ViT-H/14"],
)
def test_published_sizes_fit_transformers(
    sizes: tuple[int, int, int, int, int], millions: float, heads: tuple[int, int]
) -> None:
    from transformers import CLIPConfig, CLIPModel

    named = from_open_clip(published(*sizes))
    found = open_clip_sizes(named, "gelu")
    with torch.device("meta"):
        own = CLIPModel(CLIPConfig(**found)).state_dict()
    assert {key: value.shape for key, value in named.items()} == {
        key: value.shape for key, value in own.items()
    }
    assert sum(value.numel() for value in named.values()) / 1e6 == pytest.approx(millions, abs=0.1)
    assert (
        found["vision_config"]["num_attention_heads"],
        found["text_config"]["num_attention_heads"],
    ) == heads
    assert found["vision_config"]["image_size"] == 224


def test_the_activation_is_what_is_said_of_the_weights(tmp_path: Path) -> None:
    folder = write_open_clip(tmp_path)

    def activation(asked: str = "") -> str:
        return str(load_clip(folder, activation=asked).towers.model.config.vision_config.hidden_act)

    assert activation() == "gelu"
    assert activation("quick_gelu") == "quick_gelu"
    config = {"model_cfg": {"quick_gelu": True}}
    (folder / "open_clip_config.json").write_text(json.dumps(config), encoding="utf-8")
    assert activation() == "quick_gelu"
    assert activation("gelu") == "gelu"
