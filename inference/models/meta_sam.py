"""Builds the parts of segment-anything, Meta's own code of SAM, without the rest of its package.

Models that were published on top of that code share its key names and its numbers: two-way normalisations
have an epsilon of 1e-5, all others 1e-6.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from torch import Tensor, nn

from ..errors import ModelError
from .meta_sam_attention import RelativeAttention

PIXEL_MEAN = (123.675, 116.28, 103.53)
PIXEL_STD = (58.395, 57.12, 57.375)
_PACKAGE = "segment_anything"
_BLOCK = re.compile(r"^image_encoder\.blocks\.(\d+)\.attn\.rel_pos_h$")


@dataclass(frozen=True)
class SamSizes:
    """Holds every size of a SAM; the defaults are those of ViT-L.

    Attributes:
        image_size_px: Side of the square picture that the encoder sees.
        patch_size_px: Side of a patch.
        width: Channels of the encoder.
        depth: Blocks of the encoder.
        heads: Attention heads of the encoder.
        mlp_ratio: Inner width of the encoder's perceptrons over its width.
        window_size: Side of the windows of local attention, in patches.
        global_blocks: Blocks that attend to the whole picture.
        prompt_width: Channels of the embedding, the prompts and the decoder.
        mask_channels: Inner channels of the mask prompt.
        decoder_depth: Two-way blocks of the decoder.
        decoder_heads: Attention heads of the decoder.
        decoder_mlp_width: Inner width of the decoder's perceptrons.
        multimask_outputs: Masks beside the first.
        iou_width: Inner width of the head that predicts the IoU.
        iou_depth: Layers of that head.
    """

    image_size_px: int = 1024
    patch_size_px: int = 16
    width: int = 1024
    depth: int = 24
    heads: int = 16
    mlp_ratio: float = 4.0
    window_size: int = 14
    global_blocks: tuple[int, ...] = (5, 11, 17, 23)
    prompt_width: int = 256
    mask_channels: int = 16
    decoder_depth: int = 2
    decoder_heads: int = 8
    decoder_mlp_width: int = 2048
    multimask_outputs: int = 3
    iou_width: int = 256
    iou_depth: int = 3

    @property
    def grid(self) -> int:
        """Returns the side of the embedding, in patches."""
        return self.image_size_px // self.patch_size_px


@cache
def modeling() -> Any:  # noqa: ANN401
    """Returns `segment_anything.modeling`; the package around it, which needs torchvision, never runs.

    Raises:
        ModelError: segment-anything is not installed.
    """
    if _PACKAGE in sys.modules:
        return importlib.import_module(f"{_PACKAGE}.modeling")
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None:
        raise ModelError(
            "The package segment-anything is missing", "Install the engine again", "find_spec returned None"
        )
    # An empty stand-in with the package's path lets the modules below find each other.
    sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module(f"{_PACKAGE}.modeling")
    finally:
        # Whoever imports the whole package later gets the whole package.
        del sys.modules[_PACKAGE]


def build_image_encoder(sizes: SamSizes) -> Any:  # noqa: ANN401
    """Returns SAM's image encoder, an `nn.Module`."""
    encoder = modeling().ImageEncoderViT(
        depth=sizes.depth,
        embed_dim=sizes.width,
        img_size=sizes.image_size_px,
        mlp_ratio=sizes.mlp_ratio,
        norm_layer=partial(nn.LayerNorm, eps=1e-6),
        num_heads=sizes.heads,
        patch_size=sizes.patch_size_px,
        qkv_bias=True,
        use_rel_pos=True,
        global_attn_indexes=sizes.global_blocks,
        window_size=sizes.window_size,
        out_chans=sizes.prompt_width,
    )
    for block in encoder.blocks:
        block.attn = RelativeAttention(block.attn, block.attn.num_heads)
    return encoder


def build_prompt_encoder(sizes: SamSizes) -> Any:  # noqa: ANN401
    """Returns SAM's prompt encoder, an `nn.Module`."""
    return modeling().PromptEncoder(
        embed_dim=sizes.prompt_width,
        image_embedding_size=(sizes.grid, sizes.grid),
        input_image_size=(sizes.image_size_px, sizes.image_size_px),
        mask_in_chans=sizes.mask_channels,
    )


def build_mask_decoder(sizes: SamSizes) -> Any:  # noqa: ANN401
    """Returns SAM's mask decoder, an `nn.Module`."""
    parts = modeling()
    return parts.MaskDecoder(
        num_multimask_outputs=sizes.multimask_outputs,
        transformer=parts.TwoWayTransformer(
            depth=sizes.decoder_depth,
            embedding_dim=sizes.prompt_width,
            mlp_dim=sizes.decoder_mlp_width,
            num_heads=sizes.decoder_heads,
        ),
        transformer_dim=sizes.prompt_width,
        iou_head_depth=sizes.iou_depth,
        iou_head_hidden_dim=sizes.iou_width,
    )


def recognise_sam_sizes(tensors: Mapping[str, Tensor], decoder_heads: int = 8) -> SamSizes:
    """Returns the sizes of a SAM from the shapes of its weights.

    Args:
        tensors: Named as by Meta, with the encoder's qkv as plain layers or wrapped by LoRA.
        decoder_heads: Attention heads of the decoder; no shape tells them.

    Raises:
        ModelError: Weights that tell a size are missing.
    """
    try:
        return _sizes_of(tensors, decoder_heads)
    except (KeyError, IndexError, ZeroDivisionError, ValueError) as error:
        raise ModelError(
            "The weights are no whole SAM in the layout of segment-anything",
            "Choose a checkpoint that holds image encoder, prompt encoder and mask decoder",
            f"no size can be told: {error!r}",
        ) from error


def _sizes_of(tensors: Mapping[str, Tensor], decoder_heads: int) -> SamSizes:
    patch = tensors["image_encoder.patch_embed.proj.weight"]
    grid, width = tensors["image_encoder.pos_embed"].shape[1], patch.shape[0]
    # Relative positions run over 2 n - 1 distances in a window of n.
    reach = {int(match[1]): (len(tensors[key]) + 1) // 2 for key in tensors if (match := _BLOCK.match(key))}
    local = {side for side in reach.values() if side != grid}
    decoder = "mask_decoder.transformer.layers."
    iou_layers = {
        key.split(".")[3] for key in tensors if key.startswith("mask_decoder.iou_prediction_head.layers.")
    }
    first_mlp = tensors["image_encoder.blocks.0.mlp.lin1.weight"]
    head_width = tensors["image_encoder.blocks.0.attn.rel_pos_h"].shape[1]
    return SamSizes(
        image_size_px=grid * patch.shape[-1],
        patch_size_px=patch.shape[-1],
        width=width,
        depth=len(reach),
        heads=width // head_width,
        mlp_ratio=first_mlp.shape[0] / width,
        window_size=max(local) if local else grid,
        global_blocks=tuple(sorted(block for block, side in reach.items() if side == grid)),
        prompt_width=tensors["image_encoder.neck.0.weight"].shape[0],
        mask_channels=tensors["prompt_encoder.mask_downscaling.3.weight"].shape[0],
        decoder_depth=len({key[len(decoder) :].split(".")[0] for key in tensors if key.startswith(decoder)}),
        decoder_heads=decoder_heads,
        decoder_mlp_width=tensors[f"{decoder}0.mlp.lin1.weight"].shape[0],
        multimask_outputs=tensors["mask_decoder.mask_tokens.weight"].shape[0] - 1,
        iou_width=tensors["mask_decoder.iou_prediction_head.layers.0.weight"].shape[0],
        iou_depth=len(iou_layers),
    )
