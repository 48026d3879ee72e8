"""Feeds batches from drawn scenes and real imagery, prepared in a thread beside the fitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator

from ..scale.local import Failure, load_ahead
from .pool import load_scene
from .recipe import MAX_UPSAMPLE, SAMPLE_GSD_M
from .sampling import Batch, Sample, SceneSampler, collate
from .scene import Scene


class Feeder:
    """Draws batches without end.

    Args:
        pool: Folder of drawn scenes; it may still be growing.
        real: Labelled real scenes with their chance of being chosen.
        sampler: Cuts samples.
        real_share: Share of samples that come from real imagery.
        batch_size: Images a batch.
    """

    def __init__(
        self,
        pool: Path,
        real: Sequence[tuple[Scene, float]],
        sampler: SceneSampler,
        real_share: float,
        batch_size: int,
    ) -> None:
        self.pool = pool
        self.real = [scene for scene, _ in real]
        weights = np.array([weight for _, weight in real], dtype=float)
        self.real_chances = weights / weights.sum() if len(weights) else weights
        self.sampler = sampler
        self.real_share = real_share if real else 0.0
        self.batch_size = batch_size

    def batches(self, seed: int) -> Iterator[Batch]:
        """Yields batches; their order depends on the seed and on the scenes that are there."""
        random = Generator(PCG64([seed, 0]))
        for ready in load_ahead(count(), lambda _: self._batch(random), depth=6):
            if isinstance(ready.loaded, Failure):
                raise ready.loaded.error
            yield ready.loaded

    def _batch(self, random: Generator) -> Batch:
        files = sorted(self.pool.glob("scene-*.npz"))
        samples: list[Sample] = []
        while len(samples) < self.batch_size:
            if random.random() < self.real_share:
                scene = self.real[int(random.choice(len(self.real), p=self.real_chances))]
            else:
                scene = load_scene(files[random.integers(len(files))])
            sample = self.sampler.sample(scene, random, working_scale(scene.gsd_m, random))
            if sample is not None:
                samples.append(sample)
        return collate(samples)


def working_scale(gsd_m: float, random: Generator) -> float:
    """Returns by how much a scene is resampled to a ground sample distance that the engine works at.

    Args:
        gsd_m: Ground sample distance of the scene.
        random: Chooses the distance to work at.
    """
    low, high = np.log(SAMPLE_GSD_M)
    scale = gsd_m / float(np.exp(random.uniform(low, high)))
    # Coarse scenes cannot be brought there; they still differ a little from one sample to the next.
    return min(scale, MAX_UPSAMPLE * float(np.exp(random.uniform(-0.4, 0.0))))
