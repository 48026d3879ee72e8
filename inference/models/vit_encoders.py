"""The published image towers, from transformers, which is imported only when one is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from .meta_sam_attention import HubRelativeAttention


def sam_vit(values: Mapping[str, Any]) -> nn.Module:
    """Returns SAM's image encoder.

    Args:
        values: SAM's `vision_config`.
    """
    from transformers.models.sam.configuration_sam import SamVisionConfig
    from transformers.models.sam.modeling_sam import SamVisionEncoder

    encoder: Any = SamVisionEncoder(SamVisionConfig(**values))
    for layer in encoder.layers:
        # The published one fills 3 GB with tables of all pairs of patches, in ViT-L on 1024 px.
        layer.attn = HubRelativeAttention(layer.attn, layer.attn.num_attention_heads)
    module: nn.Module = encoder
    return module


def siglip_vit(values: Mapping[str, Any]) -> nn.Module:
    """Returns SigLIP's image tower; its pooling head keeps its weights but never runs.

    Args:
        values: SigLIP's `vision_config`.
    """
    from transformers.models.siglip.configuration_siglip import SiglipVisionConfig
    from transformers.models.siglip.modeling_siglip import SiglipVisionModel

    tower: Any = SiglipVisionModel(SiglipVisionConfig(**values))
    tower.use_head = False
    module: nn.Module = tower
    return module


def encode(tower: nn.Module, pixels: Tensor) -> Tensor:
    """Returns the last hidden state of either tower."""
    output: Tensor = tower(pixel_values=pixels).last_hidden_state
    return output
