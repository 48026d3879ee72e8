"""Feeds batches for georefer-click from drawn scenes and real imagery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from ..scale.local import Failure, load_ahead
from .click_sampling import ClickSample, ClickSampler
from .pool import load_scene
from .scene import Scene

# Squares cut of one scene that was read.
SAMPLES_A_SCENE = 2


@dataclass(frozen=True)
class ClickBatch:
    """Holds stacked samples.

    Attributes:
        images: uint8, B x S x S x 3.
        masks: uint8, B x K x S x S.
    """

    images: NDArray[np.uint8]
    masks: NDArray[np.uint8]


class ClickFeeder:
    """Draws batches without end.

    Args:
        pool: Folder of drawn scenes.
        real: Labelled real scenes with their chance of being chosen.
        sampler: Cuts samples.
        real_share: Share of samples that come from real imagery.
        batch_size: Pictures a batch.
    """

    def __init__(
        self,
        pool: Path,
        real: Sequence[tuple[Scene, float]],
        sampler: ClickSampler,
        real_share: float,
        batch_size: int,
    ) -> None:
        self.files = sorted(pool.glob("scene-*.npz"))
        self.real = [scene for scene, _ in real]
        weights = np.array([weight for _, weight in real], dtype=float)
        self.real_chances = weights / weights.sum() if len(weights) else weights
        self.sampler = sampler
        self.real_share = real_share if real else 0.0
        self.batch_size = batch_size

    def batches(self, seed: int) -> Iterator[ClickBatch]:
        """Yields batches; their order depends on the seed and on the scenes that are there."""
        random = Generator(PCG64([seed, 1]))
        for ready in load_ahead(count(), lambda _: self._batch(random), depth=4):
            if isinstance(ready.loaded, Failure):
                raise ready.loaded.error
            yield ready.loaded

    def _batch(self, random: Generator) -> ClickBatch:
        samples: list[ClickSample] = []
        while len(samples) < self.batch_size:
            if random.random() < self.real_share:
                scene = self.real[int(random.choice(len(self.real), p=self.real_chances))]
            else:
                scene = load_scene(self.files[random.integers(len(self.files))])
            cut = [self.sampler.sample(scene, random) for _ in range(SAMPLES_A_SCENE)]
            samples += [sample for sample in cut if sample is not None]
        samples = samples[: self.batch_size]
        images = np.stack([sample.image for sample in samples])
        return ClickBatch(images, np.stack([sample.masks for sample in samples]))
