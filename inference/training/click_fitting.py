"""Fits georefer-click: answers, corrections, averaged weights, checkpoints."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ..models.click_net import ClickNet, Prompts
from ..models.conv_encoders import SamFeatures
from ..models.rsrefseg import SAM_MEAN, SAM_STD
from .click_feeding import ClickBatch
from .click_losses import click_losses, mask_iou
from .click_prompts import ClickRound
from .fitting import Schedule
from .looping import Loop, average_into, save_whole

# How often answers are mended once, and twice, before the answer that is learned from.
MENDED_SHARES = (0.25, 0.1)


def normalised(images: NDArray[np.uint8], device: torch.device) -> Tensor:
    """Returns pictures, uint8 [B, S, S, 3], as the network takes them."""
    pixels = torch.from_numpy(np.ascontiguousarray(images)).to(device).permute(0, 3, 1, 2).float() / 255
    mean, std = (pixels.new_tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
    return ((pixels - mean) / std).contiguous(memory_format=torch.channels_last)


def as_prompts(round_: ClickRound, images: Tensor, logits: Tensor | None, cells: tuple[int, int]) -> Prompts:
    """Returns prompts as tensors; without former logits they are not numbers."""
    device = images.device
    if logits is None:
        logits = torch.full((len(images), *cells), float("nan"), device=device)
    arrays = (round_.xy_px, round_.signs, round_.boxes)
    xy_px, signs, boxes = (torch.from_numpy(array).to(device) for array in arrays)
    return Prompts(images, xy_px, signs, boxes, logits)


class ClickFitter(Loop):
    """Holds what changes while georefer-click learns.

    Args:
        model: Fresh, or with an encoder that has learned already.
        schedule: How long and how fast.
        device: What is computed on.
    """

    def __init__(self, model: ClickNet, schedule: Schedule, device: torch.device) -> None:
        super().__init__()
        self.model = model.to(device)
        self.model = self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = copy.deepcopy(self.model).eval().requires_grad_(False)
        self.schedule = schedule
        self.device = device
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay
        )

    def fit(self, batches: Iterator[ClickBatch], until_step: int) -> None:
        """Takes steps up to the given one."""
        self.model.train()
        self.repeat(lambda: self._take_step(next(batches)), until_step)

    def _take_step(self, batch: ClickBatch) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate(self.step)
        random = Generator(PCG64(self.step))
        masks = batch.masks.reshape(-1, *batch.masks.shape[-2:])
        label = torch.from_numpy(masks).to(self.device)
        images = torch.arange(len(batch.images), device=self.device).repeat_interleave(batch.masks.shape[1])
        round_ = ClickRound.begin(masks, random)
        with torch.autocast(self.device.type, torch.bfloat16):
            features = self.model.embed(normalised(batch.images, self.device))
            prompts = self._mended(features, round_, images, masks, random)
            logits, guesses = self.model(features, prompts)
        losses = click_losses(enlarged(logits, label.shape[-1]), guesses, label)
        total = torch.stack(list(losses.values())).sum()
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.schedule.clip_norm)
        self.optimizer.step()
        self.step += 1
        average_into(self.averaged, self.model, self.schedule.average_decay, self.step)
        values = {name: float(value.detach()) for name, value in losses.items()}
        return {**values, "iou": float(mask_iou(enlarged(logits, label.shape[-1]), label).mean())}

    @torch.no_grad()
    def _mended(
        self,
        features: SamFeatures,
        round_: ClickRound,
        images: Tensor,
        masks: NDArray[np.uint8],
        random: Generator,
    ) -> Prompts:
        """Returns the prompts after none, one or two corrections of the network's own answers."""
        cells = (masks.shape[-2] // 2, masks.shape[-1] // 2)
        prompts = as_prompts(round_, images, None, cells)
        chance = random.random()
        once, twice = MENDED_SHARES
        for _ in range(int(chance < once + twice) + int(chance < twice)):
            logits, _ = self.model(features, prompts)
            answers = (enlarged(logits, masks.shape[-1]) > 0).cpu().numpy()
            round_.mend(masks, answers, random)
            prompts = as_prompts(round_, images, logits.detach(), cells)
        return prompts

    def save(self, path: Path) -> None:
        """Writes a checkpoint, whole or not at all."""
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": asdict(self.schedule),
            "history": self.history,
        }
        save_whole(state, path)
        self.write_curves(path.parent)

    def resume(self, path: Path) -> None:
        """Goes on from a checkpoint; the schedule is the new one, so a run can be made longer."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        self.history = state["history"]


def enlarged(logits: Tensor, side_px: int) -> Tensor:
    """Returns logits, shape [N, h, w], resized to squares of a side in pixels."""
    size = (side_px, side_px)
    full = functional.interpolate(logits.float()[:, None], size=size, mode="bilinear", align_corners=False)
    return full[:, 0]
