"""Names SAM and HQ-SAM of transformers as Meta and the authors of HQ-SAM named them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor

from .key_maps import Rule, rename

_ENCODER: Sequence[Rule] = (
    (r"^vision_encoder\.patch_embed\.projection\.", "image_encoder.patch_embed.proj."),
    (r"^vision_encoder\.layers\.(\d+)\.layer_norm([12])\.", r"image_encoder.blocks.\1.norm\2."),
    (r"^vision_encoder\.layers\.", "image_encoder.blocks."),
    (r"^vision_encoder\.neck\.conv1\.", "image_encoder.neck.0."),
    (r"^vision_encoder\.neck\.layer_norm1\.", "image_encoder.neck.1."),
    (r"^vision_encoder\.neck\.conv2\.", "image_encoder.neck.2."),
    (r"^vision_encoder\.neck\.layer_norm2\.", "image_encoder.neck.3."),
    (r"^vision_encoder\.", "image_encoder."),
)
_PROMPTS: Sequence[Rule] = (
    (
        r"^shared_image_embedding\.positional_embedding$",
        "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix",
    ),
    (r"^prompt_encoder\.point_embed\.", "prompt_encoder.point_embeddings."),
    (r"^prompt_encoder\.mask_embed\.conv1\.", "prompt_encoder.mask_downscaling.0."),
    (r"^prompt_encoder\.mask_embed\.layer_norm1\.", "prompt_encoder.mask_downscaling.1."),
    (r"^prompt_encoder\.mask_embed\.conv2\.", "prompt_encoder.mask_downscaling.3."),
    (r"^prompt_encoder\.mask_embed\.layer_norm2\.", "prompt_encoder.mask_downscaling.4."),
    (r"^prompt_encoder\.mask_embed\.conv3\.", "prompt_encoder.mask_downscaling.6."),
)
_MLP = r"^mask_decoder\.(output_hypernetworks_mlps\.\d+|iou_prediction_head)\."
_DECODER: Sequence[Rule] = (
    (r"^(mask_decoder\.transformer\.layers\.\d+\.)layer_norm([1-4])\.", r"\1norm\2."),
    (r"^(mask_decoder\.transformer\.)layer_norm_final_attn\.", r"\1norm_final_attn."),
    (r"^mask_decoder\.upscale_conv1\.", "mask_decoder.output_upscaling.0."),
    (r"^mask_decoder\.upscale_layer_norm\.", "mask_decoder.output_upscaling.1."),
    (r"^mask_decoder\.upscale_conv2\.", "mask_decoder.output_upscaling.3."),
    (_MLP + r"proj_in\.", r"mask_decoder.\1.layers.0."),
    (_MLP + r"layers\.0\.", r"mask_decoder.\1.layers.1."),
    (_MLP + r"proj_out\.", r"mask_decoder.\1.layers.2."),
)
_HQ_DECODER: Sequence[Rule] = (
    (r"^mask_decoder\.hq_token\.", "mask_decoder.hf_token."),
    (r"^mask_decoder\.hq_mask_mlp\.proj_in\.", "mask_decoder.hf_mlp.layers.0."),
    (r"^mask_decoder\.hq_mask_mlp\.layers\.0\.", "mask_decoder.hf_mlp.layers.1."),
    (r"^mask_decoder\.hq_mask_mlp\.proj_out\.", "mask_decoder.hf_mlp.layers.2."),
    *(
        (rf"^mask_decoder\.{theirs}_{part}\.", f"mask_decoder.{published}.{index}.")
        for theirs, published in (
            ("compress_vit", "compress_vit_feat"),
            ("encoder", "embedding_encoder"),
            ("mask", "embedding_maskfeature"),
        )
        for part, index in (("conv1", 0), ("norm", 1), ("conv2", 3))
    ),
)
# transformers keeps a second copy of the position matrix.
_COPY = "prompt_encoder.shared_embedding.positional_embedding"


def is_transformers_sam(tensors: Mapping[str, Tensor]) -> bool:
    """Returns whether weights are a SAM or HQ-SAM as transformers names it."""
    return {"vision_encoder.pos_embed", "prompt_encoder.no_mask_embed.weight"} <= tensors.keys()


def to_meta_sam(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns a SAM or HQ-SAM of transformers under the published names."""
    single = {key: value for key, value in tensors.items() if key != _COPY}
    return rename(single, (*_ENCODER, *_PROMPTS, *_DECODER, *_HQ_DECODER))
