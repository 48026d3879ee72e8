"""Lists the keys by which the published layouts of weights are known; standard library only."""

from __future__ import annotations

from collections.abc import Iterable

_SAM_DECODER = (
    "iou_token.weight",
    "mask_tokens.weight",
    "transformer.layers.0.norm1.weight",
    "transformer.norm_final_attn.weight",
    "output_upscaling.0.weight",
    "output_hypernetworks_mlps.0.layers.0.weight",
    "iou_prediction_head.layers.0.weight",
)
_HQ_PARTS = (
    "hf_token.weight",
    "hf_mlp.layers.0.weight",
    "compress_vit_feat.0.weight",
    "embedding_encoder.0.weight",
    "embedding_maskfeature.0.weight",
)
_PROMPT_ENCODER = ("pe_layer.positional_encoding_gaussian_matrix", "point_embeddings.0.weight")
_CLIP_TOWERS = (
    "clip_vision_encoder.base_model.model.model.encoder.layers.0.mlp.fc1.weight",
    "clip_text_encoder.base_model.model.model.encoder.layers.0.mlp.fc1.weight",
    "clip_text_encoder.base_model.model.logit_scale",
)


def _below(prefix: str, names: Iterable[str]) -> list[str]:
    return [f"{prefix}.{name}" for name in names]


def _blocks(stack: str, count: int, names: Iterable[str]) -> list[str]:
    return [f"{stack}.{number}.{name}" for number in range(count) for name in names]


_BLOCK = ("norm1.weight", "attn.qkv.weight")
META_SAM = [
    "image_encoder.pos_embed",
    *_blocks("image_encoder.blocks", 2, _BLOCK),
    *_below("prompt_encoder", _PROMPT_ENCODER),
    *_below("mask_decoder", _SAM_DECODER),
]
KEYS = {
    "meta-sam": META_SAM,
    "sam-hq": [*META_SAM, *_below("mask_decoder", _HQ_PARTS)],
    "meta-sam2": [
        "image_encoder.trunk.pos_embed",
        *_blocks("image_encoder.trunk.blocks", 2, _BLOCK),
        "image_encoder.neck.convs.0.conv.weight",
        "memory_encoder.fuser.layers.0.gamma",
        *_below("sam_prompt_encoder", _PROMPT_ENCODER),
        *_below("sam_mask_decoder", _SAM_DECODER),
    ],
    "rsrefseg": [
        "backbone.base_model.model.model.pos_embed",
        *_blocks("backbone.base_model.model.model.layers", 2, ("attn.qkv.lora_A.default.weight",)),
        *_CLIP_TOWERS,
        "sam_prompt_encoder.model.point_embed.0.weight",
        "sam_mask_decoder.model.iou_token.weight",
        "prompter_down_channel.conv.weight",
        "prompter_down_spatial.0.conv.weight",
    ],
    "rsrefseg2": [
        "backbone.model.image_encoder.base_model.model.trunk.pos_embed",
        "backbone.model.no_mem_embed",
        "backbone.model.sam_prompt_encoder.point_embeddings.0.weight",
        "backbone.model.sam_mask_decoder.iou_token.weight",
        *_CLIP_TOWERS,
        "prompter.two_queries_text_attn_layers.0.norm_query1_1.weight",
        "prompter.two_queries_text_attn_layers.1.norm_query1_1.weight",
        "decode_head.logit_scale1",
    ],
    "rossam-sam": [*META_SAM, *_blocks("image_encoder.blocks", 2, ("attn.qkv.linear_a_q.weight",))],
    "rossam-head": [*_HQ_PARTS, *_SAM_DECODER],
    "rossam-lora": ["w_a_000", "w_a_001", "w_b_000", "w_b_001"],
    "refersam": [
        "vl_adapter.vis_model.pos_embed",
        *_blocks("vl_adapter.vis_model.blocks", 2, _BLOCK),
        "vl_adapter.spm.stem.0.weight",
        "text_encoder.encoder.layer.0.attention.self.query.weight",
        "sam_prompt_encoder.point_embeddings.0.weight",
        "sam_mask_decoder.iou_token.weight",
        "mask_embedding.0.weight",
    ],
    "open-clip": [
        "visual.conv1.weight",
        *_blocks("visual.transformer.resblocks", 2, ("ln_1.weight",)),
        *_blocks("transformer.resblocks", 2, ("ln_1.weight",)),
        "token_embedding.weight",
        "text_projection",
        "logit_scale",
    ],
}
