"""Maps the key names of SAM 2.1 and of RSRefSeg 2's checkpoints onto ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from .key_maps import Rule, rename

_TRUNK = r"^image_encoder\.trunk\."
_OWN_TRUNK = "vision_encoder.backbone."
_MASKS = r"^sam_prompt_encoder\.mask_downscaling\."
_OWN_MASKS = "prompt_encoder.mask_embed."
_DECODER = r"^sam_mask_decoder\."
_HEADS = r"^sam_mask_decoder\.((?:output_hypernetworks_mlps\.\d+|iou_prediction_head|pred_obj_score_head)\.)"
_LAYER = r"^sam_mask_decoder\.(transformer\.layers\.\d+\.)"

# Meta's SAM 2 onto transformers' Sam2Model.
_META_SAM2: Sequence[Rule] = (
    (_TRUNK + r"patch_embed\.proj\.", _OWN_TRUNK + "patch_embed.projection."),
    (_TRUNK + r"blocks\.(\d+)\.norm([12])\.", _OWN_TRUNK + r"blocks.\1.layer_norm\2."),
    (_TRUNK + r"blocks\.(\d+)\.mlp\.layers\.0\.", _OWN_TRUNK + r"blocks.\1.mlp.proj_in."),
    (_TRUNK + r"blocks\.(\d+)\.mlp\.layers\.1\.", _OWN_TRUNK + r"blocks.\1.mlp.proj_out."),
    (_TRUNK, _OWN_TRUNK),
    (r"^image_encoder\.neck\.convs\.(\d+)\.conv\.", r"vision_encoder.neck.convs.\1."),
    (r"^no_mem_embed$", "no_memory_embedding"),
    (
        r"^sam_prompt_encoder\.pe_layer\.positional_encoding_gaussian_matrix$",
        "prompt_encoder.shared_embedding.positional_embedding",
    ),
    (_MASKS + r"0\.", _OWN_MASKS + "conv1."),
    (_MASKS + r"1\.", _OWN_MASKS + "layer_norm1."),
    (_MASKS + r"3\.", _OWN_MASKS + "conv2."),
    (_MASKS + r"4\.", _OWN_MASKS + "layer_norm2."),
    (_MASKS + r"6\.", _OWN_MASKS + "conv3."),
    (r"^sam_prompt_encoder\.", "prompt_encoder."),
    (_DECODER + r"output_upscaling\.0\.", "mask_decoder.upscale_conv1."),
    (_DECODER + r"output_upscaling\.1\.", "mask_decoder.upscale_layer_norm."),
    (_DECODER + r"output_upscaling\.3\.", "mask_decoder.upscale_conv2."),
    (_HEADS + r"layers\.0\.", r"mask_decoder.\1proj_in."),
    (_HEADS + r"layers\.1\.", r"mask_decoder.\1layers.0."),
    (_HEADS + r"layers\.2\.", r"mask_decoder.\1proj_out."),
    (_LAYER + r"norm([1-4])\.", r"mask_decoder.\1layer_norm\2."),
    # Unlike SAM's, whose two layers are called lin1 and lin2.
    (_LAYER + r"mlp\.(?:layers\.0|lin1)\.", r"mask_decoder.\1mlp.proj_in."),
    (_LAYER + r"mlp\.(?:layers\.1|lin2)\.", r"mask_decoder.\1mlp.proj_out."),
    (_LAYER + r"([a-z_]*attn[a-z_]*)\.out_proj\.", r"mask_decoder.\1\2.o_proj."),
    (_DECODER + r"transformer\.norm_final_attn\.", "mask_decoder.transformer.layer_norm_final_attn."),
    (
        _DECODER + r"transformer\.final_attn_token_to_image\.out_proj\.",
        "mask_decoder.transformer.final_attn_token_to_image.o_proj.",
    ),
    (_DECODER, "mask_decoder."),
)
_SAM2_PARTS = (
    "vision_encoder.",
    "prompt_encoder.",
    "mask_decoder.",
    "shared_image_embedding.",
    "no_memory_embedding",
)
_POINTS = "prompt_encoder.point_embeddings."
_POSITION = "prompt_encoder.shared_embedding.positional_embedding"
_IMAGE_POSITION = "shared_image_embedding.positional_embedding"
_BACKBONE = "backbone.model."
# transformers 4 kept the towers one level deeper.
_TOWERS: Sequence[Rule] = (
    (r"^clip_(text|vision)_encoder\.model\.(?:text|vision)_model\.", r"clip_\1_encoder.model."),
)
_SIGLIP2: Sequence[Rule] = (
    (r"^text_model\.", "clip_text_encoder.model."),
    (r"^vision_model\.", "clip_vision_encoder.model."),
    (r"^(logit_scale|logit_bias)$", r"clip_text_encoder.\1"),
)


def from_sam2(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns SAM 2.1, named as by Meta or by transformers, under the names of transformers' Sam2Model.

    What it knows of videos is left out.
    """
    renamed = rename(tensors, _META_SAM2)
    points = sorted(key for key in renamed if key.startswith(_POINTS))
    if points:
        # Four tables of one row each are one table of four.
        renamed["prompt_encoder.point_embed.weight"] = torch.cat([renamed.pop(key) for key in points])
    if _POSITION in renamed:
        renamed.setdefault(_IMAGE_POSITION, renamed[_POSITION])
    elif _IMAGE_POSITION in renamed:
        renamed[_POSITION] = renamed[_IMAGE_POSITION]
    return {key: value for key, value in renamed.items() if key.startswith(_SAM2_PARTS)}


def from_siglip2(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns SigLIP 2 as transformers writes it under the names that it has inside RSRefSeg 2."""
    return _without_indices(rename(tensors, _SIGLIP2))


def from_rsrefseg2(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns an RSRefSeg 2 checkpoint, LoRA already folded or none in it, under our names.

    The scales of its training losses, in `decode_head`, are left out: nothing reads them afterwards.
    """
    plain = {key.replace("base_model.model.", ""): value for key, value in tensors.items()}
    sam = {key.removeprefix(_BACKBONE): value for key, value in plain.items() if key.startswith(_BACKBONE)}
    others = {
        key: value
        for key, value in plain.items()
        if not key.startswith((_BACKBONE, "backbone.", "decode_head."))
    }
    named = rename(others, _TOWERS)
    named.update(("backbone." + key, value) for key, value in from_sam2(sam).items())
    return _without_indices(named)


def _without_indices(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    # Older versions of transformers stored the indices of positions, which are no weights.
    return {key: value for key, value in tensors.items() if not key.endswith(".position_ids")}
