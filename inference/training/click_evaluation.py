"""Judges georefer-click: one click on the innermost place of every object, by category and by size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from ..models.click_net import ClickNet
from .click_fitting import as_prompts, enlarged, normalised
from .click_prompts import ClickRound
from .click_sampling import ClickSample, ClickSampler, inner_point
from .scene import Scene


def samples_to_judge(scenes: Sequence[Scene], size_px: int, seed: int) -> list[ClickSample]:
    """Returns some samples of each scene, always the same ones."""
    random = Generator(PCG64(seed))
    sampler = ClickSampler(size_px, 1)
    drawn = [sampler.sample(scene, random) for scene in scenes for _ in range(4)]
    return [sample for sample in drawn if sample is not None]


@torch.inference_mode()
def judge(model: ClickNet, samples: Sequence[ClickSample], device: torch.device) -> dict[str, float]:
    """Returns the mean IoU after one click: of all objects, and by the root of their area in pixels."""
    ious: list[float] = []
    sides: list[float] = []
    for start in range(0, len(samples), 16):
        part = samples[start : start + 16]
        masks = np.stack([sample.masks[0] for sample in part])
        images = torch.arange(len(part), device=device)
        features = model.embed(normalised(np.stack([sample.image for sample in part]), device))
        prompts = as_prompts(clicks(masks), images, None, (masks.shape[1] // 2, masks.shape[2] // 2))
        logits, _ = model(features, prompts)
        answers = (enlarged(logits, masks.shape[-1]) > 0).cpu().numpy()
        ious += [_iou(answer, mask) for answer, mask in zip(answers, masks, strict=True)]
        sides += [float(np.sqrt((mask == 1).sum())) for mask in masks]
    found, lengths = np.array(ious), np.array(sides)
    parts = {
        "iou": np.ones_like(lengths, bool),
        "below_16": lengths < 16,
        "16_to_32": (lengths >= 16) & (lengths < 32),
    }
    parts["above_32"] = lengths >= 32
    return {name: round(float(found[part].mean()), 4) for name, part in parts.items() if part.any()}


def clicks(masks: NDArray[np.uint8]) -> ClickRound:
    """Returns one click on the innermost place of each object; masks uint8 [N, S, S]."""
    made = ClickRound.begin(masks, Generator(PCG64(0)))
    made.signs[:] = -1
    made.boxes[:] = np.nan
    for number, mask in enumerate(masks == 1):
        made.xy_px[number, 0] = inner_point(mask)
        made.signs[number, 0] = 1
    return made


def _iou(answer: NDArray[np.bool_], mask: NDArray[np.uint8]) -> float:
    known = mask != 255
    wanted = mask == 1
    return float((answer & wanted).sum() / max(1, ((answer | wanted) & known).sum()))
