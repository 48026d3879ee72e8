"""Makes SAMs of a few thousand weights in the layouts that people bring."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from georefer.inference.models.meta_sam import (
    SamSizes,
    build_mask_decoder,
    build_prompt_encoder,
    modeling,
)
from georefer.inference.models.ros_sam import MaskSource, RosSam
from torch import Tensor

SIZES = SamSizes(
    image_size_px=64,
    width=16,
    depth=3,
    heads=2,
    mlp_ratio=2.0,
    window_size=3,
    global_blocks=(1, 2),
    prompt_width=32,
    mask_channels=8,
    decoder_heads=8,
    decoder_mlp_width=16,
    iou_width=16,
)


def shaken(module: Any, seed: int) -> Any:
    """Moves every weight off its start, so that zeros and ones hide nothing."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in module.state_dict().values():
            value.add_(torch.randn(value.shape, generator=generator) * 0.2)
    return module.eval()


def meta_sam(seed: int = 0) -> Any:
    """Returns a SAM in Meta's own code, which knows nothing of ours."""
    torch.manual_seed(seed)
    encoder = modeling().ImageEncoderViT(
        img_size=SIZES.image_size_px,
        patch_size=SIZES.patch_size_px,
        embed_dim=SIZES.width,
        depth=SIZES.depth,
        num_heads=SIZES.heads,
        mlp_ratio=SIZES.mlp_ratio,
        out_chans=SIZES.prompt_width,
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        use_rel_pos=True,
        window_size=SIZES.window_size,
        global_attn_indexes=SIZES.global_blocks,
    )
    parts = (encoder, build_prompt_encoder(SIZES), build_mask_decoder(SIZES))
    return shaken(modeling().Sam(*parts), seed)


def ros_sam(seed: int = 0, rank: int | None = None, mask_source: MaskSource = MaskSource.HQ) -> RosSam:
    torch.manual_seed(seed)
    model: RosSam = shaken(RosSam(SIZES, rank, mask_source), seed)
    return model


def sam_hq_weights(seed: int = 0) -> dict[str, Tensor]:
    """Returns weights as HQ-SAM publishes them: one file, everything below `mask_decoder.`."""
    return {
        key.replace("hq_decoder.", "mask_decoder."): value
        for key, value in ros_sam(seed).state_dict().items()
    }


def picture(height: int = 64, width: int = 64, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
