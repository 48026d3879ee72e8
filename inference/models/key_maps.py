"""Maps the key names of published checkpoints onto ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from torch import Tensor

Rule = tuple[str, str]

_RSREFSEG: Sequence[Rule] = (
    (r"^prompter_down_channel\.", "prompter.down_channel."),
    (r"^prompter_down_spatial\.", "prompter.down_spatial."),
    # transformers 4 kept the text tower one level deeper.
    (r"^clip_(text|vision)_encoder\.model\.(?:text|vision)_model\.", r"clip_\1_encoder.model."),
)

# transformers' SamModel and SiglipModel onto the parts of RSRefSeg.
_SAM: Sequence[Rule] = (
    (r"^vision_encoder\.", "backbone.model."),
    (r"^shared_image_embedding\.", "backbone.shared_image_embedding."),
    (r"^prompt_encoder\.", "sam_prompt_encoder.model."),
    (r"^mask_decoder\.", "sam_mask_decoder.model."),
)
_SIGLIP: Sequence[Rule] = (
    (r"^text_model\.", "clip_text_encoder.model."),
    (r"^vision_model\.", "clip_vision_encoder.model."),
    (r"^(logit_scale|logit_bias)$", r"clip_text_encoder.\1"),
)

_META_MLPS = r"^(mask_decoder\.(?:output_hypernetworks_mlps\.\d+|iou_prediction_head)\.)layers\."
_META_SAM: Sequence[Rule] = (
    (r"^image_encoder\.patch_embed\.proj\.", "vision_encoder.patch_embed.projection."),
    (r"^image_encoder\.blocks\.(\d+)\.norm([12])\.", r"vision_encoder.layers.\1.layer_norm\2."),
    (r"^image_encoder\.blocks\.", "vision_encoder.layers."),
    (r"^image_encoder\.neck\.0\.", "vision_encoder.neck.conv1."),
    (r"^image_encoder\.neck\.1\.", "vision_encoder.neck.layer_norm1."),
    (r"^image_encoder\.neck\.2\.", "vision_encoder.neck.conv2."),
    (r"^image_encoder\.neck\.3\.", "vision_encoder.neck.layer_norm2."),
    (r"^image_encoder\.", "vision_encoder."),
    (
        r"^prompt_encoder\.pe_layer\.positional_encoding_gaussian_matrix$",
        "shared_image_embedding.positional_embedding",
    ),
    (r"^prompt_encoder\.point_embeddings\.", "prompt_encoder.point_embed."),
    (r"^prompt_encoder\.mask_downscaling\.0\.", "prompt_encoder.mask_embed.conv1."),
    (r"^prompt_encoder\.mask_downscaling\.1\.", "prompt_encoder.mask_embed.layer_norm1."),
    (r"^prompt_encoder\.mask_downscaling\.3\.", "prompt_encoder.mask_embed.conv2."),
    (r"^prompt_encoder\.mask_downscaling\.4\.", "prompt_encoder.mask_embed.layer_norm2."),
    (r"^prompt_encoder\.mask_downscaling\.6\.", "prompt_encoder.mask_embed.conv3."),
    (r"^(mask_decoder\.transformer\.layers\.\d+\.)norm([1-4])\.", r"\1layer_norm\2."),
    (r"^(mask_decoder\.transformer\.)norm_final_attn\.", r"\1layer_norm_final_attn."),
    (r"^mask_decoder\.output_upscaling\.0\.", "mask_decoder.upscale_conv1."),
    (r"^mask_decoder\.output_upscaling\.1\.", "mask_decoder.upscale_layer_norm."),
    (r"^mask_decoder\.output_upscaling\.3\.", "mask_decoder.upscale_conv2."),
    (_META_MLPS + r"0\.", r"\1proj_in."),
    (_META_MLPS + r"1\.", r"\1layers.0."),
    (_META_MLPS + r"2\.", r"\1proj_out."),
)
_IMAGE_POSITION = "shared_image_embedding.positional_embedding"
_PROMPT_POSITION = "prompt_encoder.shared_embedding.positional_embedding"


def rename(tensors: Mapping[str, Tensor], rules: Sequence[Rule]) -> dict[str, Tensor]:
    """Returns tensors under new names; the first rule that matches a key wins."""
    compiled = [(re.compile(pattern), replacement) for pattern, replacement in rules]
    renamed = {}
    for key, value in tensors.items():
        name = key
        for pattern, replacement in compiled:
            name, changes = pattern.subn(replacement, key)
            if changes:
                break
        renamed[name] = value
    return renamed


def from_reference(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns an RSRefSeg checkpoint, LoRA already folded, under our names."""
    return _without_indices(rename(tensors, _RSREFSEG))


def from_meta_sam(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns a segment-anything checkpoint under the names of transformers' SamModel."""
    return rename(tensors, _META_SAM)


def from_sam(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns SAM, named as by Meta or by transformers, under the names it has inside RSRefSeg."""
    if any(key.startswith("image_encoder.") for key in tensors):
        tensors = from_meta_sam(tensors)
    known = dict(tensors)
    # One matrix serves both places; files hold it once or twice.
    if _PROMPT_POSITION not in known and _IMAGE_POSITION in known:
        known[_PROMPT_POSITION] = known[_IMAGE_POSITION]
    if _IMAGE_POSITION not in known and _PROMPT_POSITION in known:
        known[_IMAGE_POSITION] = known[_PROMPT_POSITION]
    return rename(known, _SAM)


def from_siglip(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns transformers' SiglipModel under the names it has inside RSRefSeg."""
    return _without_indices(rename(tensors, _SIGLIP))


def _without_indices(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    # Older versions of transformers stored the indices of positions, which are no weights.
    return {key: value for key, value in tensors.items() if not key.endswith(".position_ids")}
