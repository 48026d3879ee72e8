"""Compares ROS-SAM: encoder, prompts, both decoders, crop-and-zoom inference, and the loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from georefer.inference.models.ros_sam import RosSam
from georefer.inference.models.ros_sam_checkpoints import build_ros_sam, gather_weights
from georefer.inference.models.ros_sam_crops import (
    CropZoom,
    bicubic,
    cut,
    enlarge,
    enlarged_box,
    paste,
    plan_crops,
)
from georefer.inference.models.ros_sam_zooming import segment_boxes
from georefer.inference.training.metrics import boundary_iou, count_pair
from georefer.inference.training.point_losses import PointChoice, choose_points, ros_sam_loss
from safetensors.torch import load_file
from torch import Tensor

from .comparing import Comparison, compare, compare_all


@torch.inference_mode()
def run(folder: Path, config: dict[str, Any]) -> list[Comparison]:
    """Compares every output of the folder, with LoRA folded in; then the embedding with LoRA kept apart."""
    heads = config["decoder"]["num_heads"]
    weights = gather_weights([folder / "model.safetensors", folder / "model_1.safetensors"])
    model = build_ros_sam(weights, heads)
    inputs, expected = load_file(folder / "inputs.safetensors"), load_file(folder / "outputs.safetensors")
    computed = dict(_direct(model, inputs))
    computed.update(_prompts(model, inputs))
    computed.update(_end_to_end(model, inputs, expected, CropZoom(config["crop"], config["zoom"], True)))
    for case in ("big", "small", "flat"):
        computed.update(_crops(inputs, f"crop.{case}", int(inputs["crop.p"])))
    computed.update(_loss(inputs, config["loss"]))
    expected["loss.points"] = _sorted(expected["loss.points"])
    facts = config["tensors"]
    apart = build_ros_sam(weights, heads, keep_lora=True)
    return [*compare_all(expected, computed, facts), *_same_lora(folder, apart, inputs, expected, facts)]


def _same_lora(
    folder: Path, apart: RosSam, inputs: dict[str, Tensor], expected: dict[str, Tensor], facts: dict[str, Any]
) -> Iterator[Comparison]:
    """Compares the embedding with LoRA kept apart, and with LoRA from its own file."""
    name = "direct.encoder_embedding"
    alone = gather_weights(folder / f"{stem}.safetensors" for stem in ("model", "model_1", "lora_only"))
    from_file = build_ros_sam(alone, apart.sizes.decoder_heads)
    for label, model in (("LoRA apart", apart), ("LoRA from its own file", from_file)):
        embedding = model.encode(_pixels(model, inputs)).embedding
        yield compare(f"{name} ({label})", expected[name], embedding, facts[name])


def _pixels(model: RosSam, inputs: dict[str, Tensor]) -> Tensor:
    return torch.cat([model.preprocess(inputs[f"direct.{picture}.image"].float()) for picture in "ab"])


def _direct(model: RosSam, inputs: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    embedding, outputs = model.encode_all(_pixels(model, inputs))
    features = model.encode(_pixels(model, inputs))
    assert torch.equal(features.embedding, embedding)
    assert features.fine is not None
    assert torch.equal(features.fine, model.hq_decoder.fine_features(embedding, outputs[0]))
    yield "direct.encoder_embedding", embedding
    yield "direct.interm0", outputs[0]
    yield "direct.interm_last", outputs[-1][:1]
    yield "direct.image_pe", model.position()
    rows: dict[str, list[Tensor]] = {"sam": [], "hq": [], "sam_multi_best": []}
    for index, picture in enumerate("ab"):
        own = features.of(index)
        prompts = model.prompt(boxes=inputs[f"direct.{picture}.boxes"])
        plain = model.decode(own, prompts, plain_sam=True)
        yield f"direct.{picture}.sparse", prompts.sparse
        yield f"direct.{picture}.sam_low_res_logits", plain.sam[:, :1]
        yield f"direct.{picture}.sam_iou", plain.predicted_iou[:, :1]
        decoded = model.decode(own, prompts)
        assert decoded.hq is not None
        rows["sam"].append(decoded.sam[:, :1])
        rows["hq"].append(decoded.hq)
        rows["sam_multi_best"].append(decoded.best_alternative())
        if picture == "a":
            yield "direct.dense", prompts.dense[:, :, :1, :1]
            yield "direct.upscaled_sam", decoded.upscaled
            yield "direct.hq_feat_early", model.hq_decoder.early_part(outputs[0][:1])
            yield "direct.hq_feat_final", model.hq_decoder.final_part(own.embedding)
    yield from ((f"direct.masks_{name}", torch.cat(parts)) for name, parts in rows.items())


def _prompts(model: RosSam, inputs: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    points = (inputs["prompt.points"], inputs["prompt.labels"])
    boxes = inputs["prompt.boxes"]
    yield "prompt.points_only.sparse", model.prompt(points=points).sparse
    yield "prompt.points_and_box.sparse", model.prompt(points=points, boxes=boxes).sparse
    yield "prompt.mask.dense", model.prompt(boxes=boxes, masks=inputs["prompt.mask"]).dense


def _end_to_end(
    model: RosSam, inputs: dict[str, Tensor], expected: dict[str, Tensor], zoom: CropZoom
) -> Iterator[tuple[str, Tensor]]:
    picture = inputs["e2e.image"].permute(1, 2, 0).numpy()
    boxes = inputs["e2e.boxes"].numpy()
    size = picture.shape[:2]
    crops = plan_crops(boxes, *size, zoom)
    pictures = torch.stack([enlarge(picture, crop, zoom) for crop in crops]).to(torch.uint8)
    yield "e2e.crops", torch.from_numpy(np.stack([cut(picture, crop) for crop in crops]))
    yield "e2e.crop_boxes", torch.from_numpy(np.stack([crop.box for crop in crops]))
    yield "e2e.model_images", pictures
    yield "e2e.model_boxes", torch.from_numpy(np.stack([enlarged_box(crop, zoom) for crop in crops]))
    found = segment_boxes(model, picture, boxes, zoom)
    masks = {
        "hq": [thing.crop_mask for thing in found],
        "sam": [thing.sam_crop_mask for thing in found],
    }
    unions = {name: paste(parts, crops, *size) for name, parts in masks.items()}
    yield "e2e.hq_crop_masks", torch.from_numpy(np.stack(masks["hq"])).unsqueeze(1).to(torch.uint8)
    yield "e2e.hq_union", torch.from_numpy(unions["hq"])
    yield "e2e.sam_union", torch.from_numpy(unions["sam"])
    yield "e2e.metrics_hq_iou_biou_sam_iou_biou", _scores(unions, inputs["e2e.onehotmask"])
    # The network alone, on the pictures that the published loop had.
    rows = []
    for pixels, box in zip(expected["e2e.model_images"].float(), expected["e2e.model_boxes"], strict=True):
        prompts = model.prompt(boxes=box.float().view(1, 4))
        rows.append(model.decode(model.encode(model.preprocess(pixels)), prompts))
    yield "e2e.sam_logits", torch.cat([row.sam[:, :1] for row in rows])
    yield "e2e.hq_logits", torch.cat([row.hq for row in rows if row.hq is not None])


def _scores(unions: dict[str, Any], masks: Tensor) -> Tensor:
    truth = masks.amax(dim=0).numpy() > 128
    scores = []
    for name in ("hq", "sam"):
        mask = unions[name] > 0
        scores += [count_pair(mask, truth).iou, boundary_iou(mask, truth)]
    return torch.tensor(scores)


def _crops(inputs: dict[str, Tensor], name: str, crop_px: int) -> Iterator[tuple[str, Tensor]]:
    zoom = CropZoom(crop_px, 2, faithful=True)
    picture = inputs[f"{name}.image"].permute(1, 2, 0).numpy()
    crops = plan_crops(inputs[f"{name}.boxes"].numpy(), *picture.shape[:2], zoom)
    squares = torch.from_numpy(np.stack([cut(picture, crop) for crop in crops]))
    yield f"{name}.crops", squares
    yield f"{name}.boxes", torch.from_numpy(np.stack([crop.box for crop in crops]))
    enlarged = [enlarge(picture, crop, zoom) for crop in crops]
    yield f"{name}.upsampled_wrapped_uint8", torch.stack(enlarged).to(torch.uint8)
    yield f"{name}.upsampled_boxes", torch.from_numpy(np.stack([enlarged_box(crop, zoom) for crop in crops]))
    yield f"{name}.upsampled_float", torch.stack([bicubic(square.float(), zoom.zoom) for square in squares])
    masks = [mask[0].numpy() for mask in inputs[f"{name}.masks"]]
    yield f"{name}.reconstructed", torch.from_numpy(paste(masks, crops, *picture.shape[:2]))


def _loss(inputs: dict[str, Tensor], facts: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    choice = PointChoice(facts["num_points"], facts["oversample_ratio"], facts["importance_ratio"])
    logits = inputs["loss.logits"]
    points = choose_points(logits, inputs["loss.uniform_oversample"], inputs["loss.uniform_extra"], choice)
    wanted = inputs["loss.target_255"].float() / 255
    loss = ros_sam_loss(logits, wanted, choice, facts["foreground_weight"], points)
    yield "loss.points", _sorted(points)
    yield "loss.bce", loss.entropy.view(1)
    yield "loss.dice", loss.dice.view(1)
    yield "loss.total", loss.total.view(1)


def _sorted(points: Tensor) -> Tensor:
    """Returns points in one order: that of the most unsure ones is not significant."""
    return torch.stack([row[np.lexsort((row[:, 1], row[:, 0]))] for row in points])
