"""Names a CLIP of open_clip, such as RemoteCLIP and GeoRSCLIP, as transformers names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from ..errors import ModelError
from .key_maps import Rule, rename

# open_clip's ViTs have heads of this width in both towers; no shape tells it.
_HEAD_WIDTH = 64
# The large picture towers (H, g, bigG) have wider heads; their text towers have not.
_WIDE_HEADS = {1280: 80, 1408: 88, 1664: 104}
_BLOCK: Sequence[Rule] = (
    (r"\.ln_1\.", ".layer_norm1."),
    (r"\.ln_2\.", ".layer_norm2."),
    (r"\.mlp\.c_fc\.", ".mlp.fc1."),
    (r"\.mlp\.c_proj\.", ".mlp.fc2."),
    (r"\.attn\.out_proj\.", ".self_attn.out_proj."),
)
_PLACES: Sequence[Rule] = (
    (r"^visual\.class_embedding$", "vision_model.embeddings.class_embedding"),
    (r"^visual\.positional_embedding$", "vision_model.embeddings.position_embedding.weight"),
    (r"^visual\.conv1\.", "vision_model.embeddings.patch_embedding."),
    (r"^visual\.ln_pre\.", "vision_model.pre_layrnorm."),
    (r"^visual\.ln_post\.", "vision_model.post_layernorm."),
    (r"^visual\.proj$", "visual_projection.weight"),
    (r"^visual\.transformer\.resblocks\.", "vision_model.encoder.layers."),
    (r"^(?:text\.)?token_embedding\.", "text_model.embeddings.token_embedding."),
    (r"^(?:text\.)?positional_embedding$", "text_model.embeddings.position_embedding.weight"),
    (r"^(?:text\.)?ln_final\.", "text_model.final_layer_norm."),
    (r"^(?:text\.)?text_projection$", "text_projection.weight"),
    (r"^(?:text\.)?transformer\.resblocks\.", "text_model.encoder.layers."),
)
_TURNED = ("visual_projection.weight", "text_projection.weight")
_TOGETHER = ".attn.in_proj_"


def from_open_clip(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns a CLIP of open_clip under the names of transformers' CLIPModel."""
    plain = {key.removeprefix("module."): value for key, value in tensors.items()}
    named: dict[str, Tensor] = {}
    for key, value in rename(rename(plain, _PLACES), _BLOCK).items():
        if key.endswith("attn_mask"):
            continue  # no weight: what lies behind a word is hidden from it
        if _TOGETHER in key:
            stem, _, kind = key.partition(_TOGETHER)
            for part, share in zip(("q", "k", "v"), value.chunk(3), strict=True):
                named[f"{stem}.self_attn.{part}_proj.{kind}"] = share
        else:
            named[key] = value.T if key in _TURNED else value
    return named


def open_clip_sizes(tensors: Mapping[str, Tensor], activation: str) -> dict[str, Any]:
    """Returns the configuration of transformers' CLIP for weights from `from_open_clip`.

    Args:
        tensors: Under the names of transformers.
        activation: "gelu", or "quick_gelu" for weights that go back to OpenAI's; no weight tells it.

    Raises:
        ModelError: They are no CLIP of two plain transformers.
    """
    try:
        patches = tensors["vision_model.embeddings.patch_embedding.weight"]
        places = tensors["vision_model.embeddings.position_embedding.weight"]
        words = tensors["text_model.embeddings.token_embedding.weight"]
        side = round((len(places) - 1) ** 0.5)
        if side * side + 1 != len(places):
            raise ValueError(f"{len(places)} positions are no square and one")
        vision = {
            **_tower(tensors, "vision_model", activation),
            "patch_size": patches.shape[-1],
            "image_size": side * patches.shape[-1],
        }
        text = {
            **_tower(tensors, "text_model", activation),
            "vocab_size": len(words),
            "max_position_embeddings": len(tensors["text_model.embeddings.position_embedding.weight"]),
            # With 2 transformers pools at the token with the highest number, as open_clip does.
            "bos_token_id": 0,  # nosec B105
            "pad_token_id": 1,  # nosec B105
            "eos_token_id": 2,  # nosec B105
        }
        width = len(tensors["text_projection.weight"])
    except (KeyError, ValueError, IndexError) as error:
        raise ModelError(
            "The weights are no CLIP of two plain transformers in the layout of open_clip",
            "Choose a ViT such as RemoteCLIP's or GeoRSCLIP's",
            repr(error),
        ) from error
    return {"vision_config": vision, "text_config": text, "projection_dim": width}


def _tower(tensors: Mapping[str, Tensor], name: str, activation: str) -> dict[str, Any]:
    stem = f"{name}.encoder.layers."
    layers = {key[len(stem) :].partition(".")[0] for key in tensors if key.startswith(stem)}
    inner, width = tensors[f"{stem}0.mlp.fc1.weight"].shape
    head_width = _WIDE_HEADS.get(width, _HEAD_WIDTH) if name == "vision_model" else _HEAD_WIDTH
    return {
        "hidden_size": width,
        "intermediate_size": inner,
        "num_hidden_layers": len(layers),
        "num_attention_heads": max(1, width // head_width),
        "hidden_act": activation,
    }
