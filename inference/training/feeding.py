"""Feeds batches from drawn scenes and real imagery, prepared in threads beside the fitting."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator

from .pool import load_scene
from .sampling import Batch, Sample, SceneSampler, collate
from .scene import Scene

# The model works best near these ground sample distances; drawn scenes keep their own.
_REAL_GSD_M = (0.15, 0.5)


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

    def batches(self, seed: int, threads: int = 1) -> Iterator[Batch]:
        """Yields batches; with one thread their order depends on the seed alone."""
        ready: queue.Queue[Batch | BaseException] = queue.Queue(maxsize=6)
        for number in range(threads):
            random = Generator(PCG64([seed, number]))
            threading.Thread(target=self._fill, args=(ready, random), daemon=True).start()
        while True:
            batch = ready.get()
            if isinstance(batch, BaseException):
                raise batch
            yield batch

    def _fill(self, ready: queue.Queue[Batch | BaseException], random: Generator) -> None:
        try:
            while True:
                ready.put(self._batch(random))
        except (OSError, ValueError, KeyError, IndexError) as error:
            ready.put(error)

    def _batch(self, random: Generator) -> Batch:
        files = sorted(self.pool.glob("scene-*.npz"))
        samples: list[Sample] = []
        while len(samples) < self.batch_size:
            if random.random() < self.real_share:
                scene = self.real[int(random.choice(len(self.real), p=self.real_chances))]
                low, high = np.log(_REAL_GSD_M)
                scale = min(1.25, scene.gsd_m / float(np.exp(random.uniform(low, high))))
            else:
                scene = load_scene(files[random.integers(len(files))])
                scale = float(np.exp(random.uniform(-0.2, 0.2)))
            sample = self.sampler.sample(scene, random, scale)
            if sample is not None:
                samples.append(sample)
        return collate(samples)
