"""States every size of a ReferSAM, and the published ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .sam_parts import sizes_from


@dataclass(frozen=True)
class AdapterSizes:
    """Sizes of the adapter that stands beside SAM's image encoder.

    Attributes:
        interaction_indexes: First and last block of the encoder for each of the four interactions.
        vl_dim: Inner width of the attention between words and picture.
        deform_num_heads: Heads of the deformable attention, and of the attention with words.
        n_points: Points that each head samples on each level.
        deform_ratio: Width of the sampled values, as a share of the width of the encoder.
        conv_inplane: Channels at the beginning of the convolutional branch.
        cffn_ratio: Width inside the perceptrons between words and picture, as a multiple.
        num_prompts: Context tokens beside the words, and sparse prompts.
        num_extra_layers: Further rounds in the last interaction.
        num_prompt_layers: Layers of the prompter.
    """

    interaction_indexes: tuple[tuple[int, int], ...]
    vl_dim: int
    deform_num_heads: int
    n_points: int = 4
    deform_ratio: float = 0.5
    conv_inplane: int = 64
    cffn_ratio: float = 2.0
    num_prompts: tuple[int, int] = (16, 4)
    num_extra_layers: int = 2
    num_prompt_layers: int = 2


@dataclass(frozen=True)
class ReferSamConfig:
    """Holds every size that is needed to build the model.

    Attributes:
        image_encoder: SAM's image encoder, by the names of segment-anything.
        text_model: "bert" or "clip".
        text_config: The text model, by the names of transformers.
        adapter: Sizes of the adapter.
        prompt_encoder: `mask_in_chans` of SAM's prompt encoder.
        mask_decoder: `mlp_dim`, `num_heads` and `iou_head_hidden_dim` of SAM's mask decoder.
        image_size_px: Side of the tiles that the model is given; the network takes any multiple of 32.
    """

    image_encoder: dict[str, Any]
    text_model: str
    text_config: dict[str, Any]
    adapter: AdapterSizes
    prompt_encoder: dict[str, Any]
    mask_decoder: dict[str, Any]
    image_size_px: int = 640

    def __post_init__(self) -> None:
        if self.text_model not in {"bert", "clip"}:
            raise ValueError(f"ReferSAM has no text model {self.text_model}")
        if self.image_size_px % 32:
            raise ValueError(f"the side of a tile must be a multiple of 32 px, not {self.image_size_px}")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ReferSamConfig:
        """Reads a configuration; entries that change no number are passed over."""
        adapter = dict(values["adapter"])
        groups = tuple((int(first), int(last)) for first, last in adapter["interaction_indexes"])
        adapter.update(interaction_indexes=groups, num_prompts=tuple(adapter.get("num_prompts", (16, 4))))
        return sizes_from(cls, {**values, "adapter": sizes_from(AdapterSizes, adapter)})

    def to_json(self) -> dict[str, Any]:
        """Returns the configuration as an object that JSON can hold."""
        return asdict(self)

    @property
    def sam_vision(self) -> dict[str, Any]:
        """Returns the sizes of the image encoder by the names of transformers."""
        sizes = self.image_encoder
        return {
            "hidden_size": sizes["embed_dim"],
            "output_channels": sizes["out_chans"],
            "num_hidden_layers": sizes["depth"],
            "num_attention_heads": sizes["num_heads"],
            "image_size": sizes["img_size"],
            "patch_size": sizes["patch_size"],
            "window_size": sizes["window_size"],
            "global_attn_indexes": list(sizes["global_attn_indexes"]),
            "mlp_dim": round(sizes["embed_dim"] * sizes["mlp_ratio"]),
            "num_pos_feats": sizes["out_chans"] // 2,
            "layer_norm_eps": 1e-6,
        }


# Width, blocks, heads and blocks with global attention of SAM's three encoders.
_ENCODERS = {
    "vit_b": (768, 12, 12, (2, 5, 8, 11)),
    "vit_l": (1024, 24, 16, (5, 11, 17, 23)),
    "vit_h": (1280, 32, 16, (7, 15, 23, 31)),
}
_BERT = {"vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12}
_CLIP = {
    "vocab_size": 49408,
    "hidden_size": 512,
    "intermediate_size": 2048,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "max_position_embeddings": 77,
    # Files of CLIP state 2 by mistake; the tower then looks for the largest id, which is this one.
    "eos_token_id": 49407,  # nosec B105
    "bos_token_id": 49406,  # nosec B105
}
PUBLISHED_ENCODERS = tuple(_ENCODERS)


def published_refersam(encoder: str = "vit_b", text_model: str = "bert") -> ReferSamConfig:
    """Returns the sizes of a published model.

    Args:
        encoder: One of `PUBLISHED_ENCODERS`.
        text_model: "bert" (BERT-base), or "clip" (the text tower of CLIP ViT-B).
    """
    width, depth, heads, global_blocks = _ENCODERS[encoder]
    group = depth // 4
    return ReferSamConfig(
        image_encoder={
            "depth": depth,
            "embed_dim": width,
            "num_heads": heads,
            "img_size": 1024,
            "patch_size": 16,
            "window_size": 14,
            "global_attn_indexes": list(global_blocks),
            "mlp_ratio": 4.0,
            "out_chans": 256,
        },
        text_model=text_model,
        text_config=dict(_BERT if text_model == "bert" else _CLIP),
        adapter=AdapterSizes(
            interaction_indexes=tuple((first, first + group - 1) for first in range(0, depth, group)),
            vl_dim=width,
            deform_num_heads=heads,
        ),
        prompt_encoder={"mask_in_chans": 16},
        mask_decoder={"mlp_dim": 2048, "num_heads": 8, "iou_head_hidden_dim": 256},
    )
