"""Compares RSRefSeg, from the original picture to the mask at its original size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from georefer.inference.models.attn_prompter import Agreement, gains
from georefer.inference.models.checkpoints import load_rsrefseg, read_state_dict
from georefer.inference.models.conv_encoders import SamFeatures
from georefer.inference.models.resizing import resize_bilinear
from georefer.inference.models.rsrefseg import PhraseFeatures, RSRefSeg, RSRefSegConfig
from georefer.inference.training.losses import published_loss
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from .comparing import Comparison, compare, compare_all


def build(config: dict[str, Any], weights: Path) -> RSRefSeg:
    """Builds the model of a parity folder through the loader that a person's checkpoint takes."""
    sizes = RSRefSegConfig(
        sam=config["sam_config"],
        text=config["siglip_config"]["text_config"],
        vision=config["siglip_config"]["vision_config"],
        image_size_px=config["sam_config"]["vision_config"]["image_size"],
        down_spatial_times=config["down_spatial_times"],
    )
    model = RSRefSeg(sizes)
    load_rsrefseg(model, read_state_dict(weights), weights.name, config["lora"])
    return model.eval()


@torch.inference_mode()
def run(folder: Path, config: dict[str, Any]) -> list[Comparison]:
    """Compares every output of the folder, and the resized input picture."""
    model = build(config, folder / "weights.safetensors")
    inputs = load_file(folder / "inputs.safetensors")
    expected = load_file(folder / "outputs.safetensors")
    computed: dict[str, Tensor] = {}
    for case in ("b1", "b2"):
        computed.update((f"{case}.{name}", value) for name, value in _stages(model, inputs, case))
    computed["no_dense.low_res_logits"] = _without_dense(model, inputs)
    computed["loss.bce_x5"] = _loss(model, computed["b1.low_res_logits"], inputs["loss.label"])
    resized = _resize(inputs["b1.image_original"], model.config.image_size_px)
    extra = compare("b1.image_resized (input)", inputs["b1.image_resized"], resized, {"atol": 0})
    return [*compare_all(expected, computed, config["tensors"]), extra]


def _resize(images: Tensor, side: int) -> Tensor:
    resized = [resize_bilinear(image.permute(1, 2, 0).numpy(), side, side) for image in images]
    return torch.from_numpy(np.stack(resized)).permute(0, 3, 1, 2)


def _stages(model: RSRefSeg, inputs: dict[str, Tensor], case: str) -> Iterator[tuple[str, Tensor]]:
    images = inputs[f"{case}.image_resized"].float() / 255
    vision, features = model.look(images), model.embed(images)
    phrases = model.read(inputs[f"{case}.input_ids"])
    agreement = model.agreement(vision, phrases)
    yield "siglip_pixels_sub", model.clip_pixels(images)[..., ::8, ::8]
    yield "S", features.embedding
    yield "V", vision
    yield "T", phrases.words
    yield "g", phrases.pooled
    yield "local_gates", agreement.local_gates
    yield "G", agreement.global_logits
    local_gain, global_gain = gains(agreement)
    yield "local", local_gain * vision
    yield "F_g", global_gain * vision
    yield "cat", torch.cat([local_gain * vision, global_gain * vision, vision], dim=1)
    yield from _prompts(model, vision, features, phrases, agreement)
    sparse, dense = _prompts_of(model, vision, features, phrases, agreement)
    logits, predicted_iou = model.decode(features, sparse, dense)
    yield "low_res_logits", logits.unsqueeze(2)
    yield "iou_pred", predicted_iou.unsqueeze(1)
    # The whole model in one call must agree with its stages.
    whole, _ = model.predict(vision, features, phrases)
    assert torch.equal(whole, logits)
    yield from _masks(model, logits, inputs[f"{case}.original_size"], case)


def _prompts(
    model: RSRefSeg, vision: Tensor, features: SamFeatures, phrases: PhraseFeatures, agreement: Agreement
) -> Iterator[tuple[str, Tensor]]:
    prompter = model.prompter
    fused = prompter.fuse(prompter.project(vision), agreement)
    with_position = fused + model.prompt_position(*fused.shape[-2:])
    down = with_position
    for layer in prompter.down_spatial:
        down = layer(down)
    mask_prompt, dense = model.dense_prompt(agreement, features)
    yield "fused", fused
    yield "fused_plus_pe", with_position
    yield "down_spatial", down
    yield "sparse_tokens", model.sparse_prompts(fused, phrases).unsqueeze(1)
    yield "mask_prompt", mask_prompt
    yield "dense_prompt", dense
    yield "image_pe", model.image_position(features)


def _prompts_of(
    model: RSRefSeg, vision: Tensor, features: SamFeatures, phrases: PhraseFeatures, agreement: Agreement
) -> tuple[Tensor, Tensor]:
    fused = model.prompter.fuse(model.prompter.project(vision), agreement)
    return model.sparse_prompts(fused, phrases), model.dense_prompt(agreement, features)[1]


def _masks(model: RSRefSeg, logits: Tensor, sizes: Tensor, case: str) -> Iterator[tuple[str, Tensor]]:
    for index, (height, width) in enumerate(sizes.tolist()):
        resized = _enlarge(logits[index : index + 1], model.config.image_size_px)
        original = functional.interpolate(resized, (height, width), mode="bilinear", align_corners=False)
        name = "" if case == "b1" else f".{index}"
        yield f"logits_original{name}", original
        yield f"mask_original{name}", (original[0] > 0).to(torch.uint8)


def _enlarge(logits: Tensor, side: int) -> Tensor:
    return functional.interpolate(logits, (side, side), mode="bilinear", align_corners=False)


def _without_dense(model: RSRefSeg, inputs: dict[str, Tensor]) -> Tensor:
    images = inputs["b1.image_resized"].float() / 255
    vision, features = model.look(images), model.embed(images)
    phrases = model.read(inputs["b1.input_ids"])
    sparse, _ = _prompts_of(model, vision, features, phrases, model.agreement(vision, phrases))
    no_mask = model.sam_prompt_encoder.model.no_mask_embed.weight.view(1, -1, 1, 1)
    dense = no_mask.expand_as(features.embedding)
    return model.decode(features, sparse, dense)[0]


def _loss(model: RSRefSeg, low_res_logits: Tensor, label: Tensor) -> Tensor:
    logits = _enlarge(low_res_logits.squeeze(1), model.config.image_size_px)
    return published_loss(logits.squeeze(1), label).view(1)
