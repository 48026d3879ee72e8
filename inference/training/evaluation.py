"""Judges a model on samples: mean IoU where the target is there, silence where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ..expression.reading import read
from ..models.rsrefseg import RSRefSeg
from ..models.word_tokenizer import WordTokenizer
from .fitting import to_images
from .sampling import Batch

# An answer smaller than this many pixels is no object.
SILENCE_PX = 12


@dataclass
class Scores:
    """Collects results by noun.

    Attributes:
        ious: Category of the phrase -> IoU of every phrase whose target was there.
        silences: Whether nothing was answered, for every phrase whose target was absent.
    """

    ious: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    silences: list[bool] = field(default_factory=list)

    @property
    def mean_iou(self) -> float:
        """Returns the mean over phrases."""
        values = [iou for group in self.ious.values() for iou in group]
        return float(np.mean(values)) if values else float("nan")

    @property
    def silence(self) -> float:
        """Returns the share of absent targets that were answered with nothing."""
        return float(np.mean(self.silences)) if self.silences else float("nan")

    def add(self, phrase: str, probability: NDArray[np.float32], label: NDArray[np.uint8]) -> None:
        """Adds one phrase.

        Args:
            phrase: Its words.
            probability: float32, H x W.
            label: uint8, H x W: 1 wanted, 0 not, 255 unknown.
        """
        known = label != 255
        found, wanted = (probability > 0.5) & known, label == 1
        if not wanted.any():
            self.silences.append(int(found.sum()) < SILENCE_PX)
            return
        union = (found | wanted).sum()
        heads = read(phrase).target.heads
        category = (heads[0].category if heads else None) or phrase
        self.ious[category].append(float((found & wanted).sum() / union))

    def summary(self) -> dict[str, float]:
        """Returns the numbers that a log line shows."""
        kinds = {kind: round(float(np.mean(ious)), 3) for kind, ious in sorted(self.ious.items())}
        return {"mean_iou": round(self.mean_iou, 4), "silence": round(self.silence, 4), **kinds}


@torch.inference_mode()
def evaluate(
    model: RSRefSeg, tokenizer: WordTokenizer, batches: Iterable[Batch], device: torch.device
) -> Scores:
    """Runs a model in evaluation mode over batches."""
    scores = Scores()
    model.eval()
    for batch in batches:
        images = to_images(batch, device)
        ids = torch.from_numpy(tokenizer.encode(batch.phrases)).to(device)
        phrases_per_image = batch.masks.shape[1]
        with torch.autocast(device.type, torch.bfloat16):
            logits, _ = model.predict(
                model.look(images), model.embed(images), model.read(ids), phrases_per_image
            )
        labels = batch.masks.reshape(-1, *batch.masks.shape[2:])
        size = (labels.shape[1], labels.shape[2])
        full = functional.interpolate(logits.float(), size=size, mode="bilinear", align_corners=False)
        probabilities = full[:, 0].sigmoid().cpu().numpy()
        for phrase, probability, label in zip(batch.phrases, probabilities, labels, strict=True):
            scores.add(phrase, probability, label)
    return scores
