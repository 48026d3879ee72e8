"""Fits the bundled model: with mixed precision and averaged weights; what is in a checkpoint."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from numpy.random import PCG64, Generator
from torch import Tensor, nn
from torch.nn import functional

from ..models.conv_encoders import SamFeatures
from ..models.rsrefseg import RSRefSeg
from ..models.word_tokenizer import WordTokenizer
from .dense_head import DenseHead
from .every_phrase import every_phrase, every_phrase_loss
from .looping import Loop, average_into, save_whole
from .losses import mask_loss
from .phrases import load_vocabulary
from .sampling import Batch


@dataclass(frozen=True)
class Schedule:
    """States how long and how fast to learn.

    The rate warms up, stays, and falls to nothing over the last steps, so that a run can be made longer
    or shorter up to the moment when the fall begins.

    Attributes:
        steps: Steps in all.
        warmup_steps: Steps until the rate is reached.
        decay_steps: Steps over which it falls to nothing at the end.
        learning_rate: The rate between the two.
        weight_decay: AdamW's decay of weights.
        average_decay: Decay of the averaged weights that are shipped.
        clip_norm: Largest norm of a gradient.
    """

    steps: int
    warmup_steps: int = 300
    decay_steps: int = 1500
    learning_rate: float = 1.2e-3
    weight_decay: float = 0.05
    average_decay: float = 0.999
    clip_norm: float = 5.0

    def rate(self, step: int) -> float:
        """Returns the learning rate of a step."""
        rising = min(1.0, (step + 1) / self.warmup_steps)
        falling = min(1.0, max(0.0, (self.steps - step) / self.decay_steps))
        return self.learning_rate * min(rising, falling)


class Learner(nn.Module):
    """Joins the model with the heads that only training needs."""

    def __init__(self, model: RSRefSeg) -> None:
        super().__init__()
        self.model = model
        channels = model.config.sam["mask_decoder_config"]["hidden_size"]
        self.sam_head = DenseHead(channels)
        self.clip_head = DenseHead(model.config.text["hidden_size"])

    def forward(
        self, images: Tensor, input_ids: Tensor, batch: TensorBatch, decodes: bool = True
    ) -> dict[str, Tensor]:
        """Returns the losses by name; without decoding, only those of the image towers and the text."""
        vision = self.model.look(images)
        features = self.model.embed(images)
        losses = {
            "every_phrase": self._every_phrase_loss(vision, batch),
            "sam_dense": 0.5 * self.sam_head.loss(features.embedding, batch.categories, batch.colours),
            "clip_dense": 0.25 * self.clip_head.loss(vision, batch.categories, batch.colours),
        }
        if decodes:
            losses["mask"] = self._mask_loss(vision, features, input_ids, batch.masks)
        return losses

    def _mask_loss(self, vision: Tensor, features: SamFeatures, input_ids: Tensor, masks: Tensor) -> Tensor:
        logits, _ = self.model.predict(vision, features, self.model.read(input_ids), masks.shape[1])
        labels = masks.flatten(0, 1)
        size = (labels.shape[-2], labels.shape[-1])
        full = functional.interpolate(logits.float(), size=size, mode="bilinear", align_corners=False)
        return mask_loss(full[:, 0], labels)

    def _every_phrase_loss(self, vision: Tensor, batch: TensorBatch) -> Tensor:
        phrases = self.model.read(batch.every_phrase_ids)
        logits = self.model.global_logits(vision, phrases.pooled)
        return 0.5 * every_phrase_loss(logits, batch.categories, batch.colours, batch.labelled)


@dataclass(frozen=True)
class TensorBatch:
    """Holds the labels of a batch as tensors, shaped as in `sampling.Batch`.

    Attributes:
        every_phrase_ids: Token ids of every phrase that there is, shape [M, L].
    """

    masks: Tensor
    categories: Tensor
    colours: Tensor
    labelled: Tensor
    every_phrase_ids: Tensor


def to_images(batch: Batch, device: torch.device) -> Tensor:
    """Returns images in 0..1, channels last in memory, shape [B, 3, S, S]."""
    images = torch.from_numpy(batch.images).to(device).permute(0, 3, 1, 2)
    return images.float().div_(255).contiguous(memory_format=torch.channels_last)


class Fitter(Loop):
    """Fits a model to batches; everything that a resumed run needs is in its checkpoint."""

    def __init__(
        self, model: RSRefSeg, tokenizer: WordTokenizer, schedule: Schedule, device: torch.device
    ) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.schedule = schedule
        self.device = device
        self.vocabulary = load_vocabulary()
        self.learner = Learner(model).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = copy.deepcopy(self.learner.model).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(self._groups(), lr=schedule.learning_rate, betas=(0.9, 0.98))

    def _groups(self) -> list[dict[str, Any]]:
        decayed = [p for p in self.learner.parameters() if p.ndim > 1]
        plain = [p for p in self.learner.parameters() if p.ndim <= 1]
        return [
            {"params": decayed, "weight_decay": self.schedule.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]

    def fit(self, batches: Iterator[Batch], until: int, decodes: bool = True) -> None:
        """Takes steps up to the given one; without decoding the decoder stays as it is."""
        self.learner.train()
        self.repeat(lambda: self._take_step(next(batches), decodes), until)

    def _take_step(self, batch: Batch, decodes: bool) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate(self.step)
        # Drawn from the step, so that a resumed run asks what an undisturbed one asks.
        worded = every_phrase(self.vocabulary, Generator(PCG64(self.step)))
        truth = (batch.masks, batch.categories, batch.colours, batch.labelled, self.tokenizer.encode(worded))
        labels = TensorBatch(*(torch.from_numpy(array).to(self.device) for array in truth))
        input_ids = torch.from_numpy(self.tokenizer.encode(batch.phrases)).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            losses = self.learner(to_images(batch, self.device), input_ids, labels, decodes)
            total = torch.stack(list(losses.values())).sum()
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.learner.parameters(), self.schedule.clip_norm)
        self.optimizer.step()
        self.step += 1
        average_into(self.averaged, self.learner.model, self.schedule.average_decay, self.step)
        return {name: float(value.detach()) for name, value in losses.items()}

    def save(self, path: Path) -> None:
        """Writes a checkpoint, whole or not at all."""
        state = {
            "step": self.step,
            "learner": self.learner.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "words": list(self.tokenizer.words),
            "schedule": asdict(self.schedule),
            "history": self.history,
        }
        save_whole(state, path)
        self.write_curves(path.parent)

    def resume(self, path: Path) -> None:
        """Goes on from a checkpoint; the schedule is the new one, so a run can be made longer."""
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.learner.load_state_dict(state["learner"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        self.history = state["history"]
