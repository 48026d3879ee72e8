"""States every size of an RSRefSeg 2, and the published ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .rsrefseg2_prompter import PrompterSizes
from .sam_parts import sizes_from


@dataclass(frozen=True)
class RSRefSeg2Config:
    """Holds every size that is needed to build the model.

    Attributes:
        sam: `vision_config`, `prompt_encoder_config` and `mask_decoder_config` of transformers' SAM 2.
        text: The `text_config` of SigLIP 2.
        vision: The `vision_config` of SigLIP 2.
        image_size_px: Side of the square picture that the model sees.
        prompter: Sizes of the prompter.
        falls_back: Whether an unstable mask is replaced by the best of SAM's three others, as the published
            evaluation does; those three were never trained on phrases.
    """

    sam: dict[str, Any]
    text: dict[str, Any]
    vision: dict[str, Any]
    image_size_px: int = 1024
    prompter: PrompterSizes = field(default_factory=PrompterSizes)
    falls_back: bool = True

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> RSRefSeg2Config:
        """Reads a configuration; entries that change no number are passed over."""
        prompter = sizes_from(PrompterSizes, values.get("prompter", {}))
        return sizes_from(cls, {**values, "prompter": prompter})

    def to_json(self) -> dict[str, Any]:
        """Returns the configuration as an object that JSON can hold."""
        return asdict(self)


def published_rsrefseg2() -> RSRefSeg2Config:
    """Returns the sizes of the published model: SAM 2.1 Hiera-L and SigLIP 2 so400m at 512 px."""
    tower = {
        "hidden_size": 1152,
        "intermediate_size": 4304,
        "num_hidden_layers": 27,
        "num_attention_heads": 16,
    }
    backbone = {
        "model_type": "sam2_hiera_det_model",
        "hidden_size": 144,
        "num_attention_heads": 2,
        "blocks_per_stage": [2, 6, 36, 4],
        "embed_dim_per_stage": [144, 288, 576, 1152],
        "num_attention_heads_per_stage": [2, 4, 8, 16],
        "window_size_per_stage": [8, 4, 16, 8],
        "global_attention_blocks": [23, 33, 43],
        "window_positional_embedding_background_size": [7, 7],
    }
    return RSRefSeg2Config(
        sam={
            "vision_config": {
                "backbone_config": backbone,
                "backbone_channel_list": [1152, 576, 288, 144],
            },
            "prompt_encoder_config": {},
            "mask_decoder_config": {},
        },
        text={**tower, "vocab_size": 256000, "max_position_embeddings": 64, "projection_size": 1152},
        vision={**tower, "image_size": 512, "patch_size": 16},
    )
