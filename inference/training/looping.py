"""Takes step after step, says how the losses go, and writes checkpoints: what every training here shares."""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

log = logging.getLogger(__name__)

CURVES_NAME = "curves.json"
_TOLD_EVERY = 50


class Loop:
    """Counts steps and remembers how the losses went.

    Attributes:
        step: Steps that were taken.
        history: Mean losses, and seconds a step, of every fifty steps.
    """

    def __init__(self) -> None:
        self.step = 0
        self.history: list[dict[str, float]] = []

    def repeat(self, take_step: Callable[[], Mapping[str, float]], until: int) -> None:
        """Takes steps up to the given one.

        Args:
            take_step: Takes one, counts it in `step`, and returns its losses by name.
            until: Number of the last step.
        """
        started, count = time.monotonic(), 0
        sums: dict[str, float] = {}
        while self.step < until:
            for name, value in take_step().items():
                sums[name] = sums.get(name, 0.0) + value
            count += 1
            if self.step % _TOLD_EVERY == 0:
                means = {name: round(value / count, 4) for name, value in sums.items()}
                seconds = (time.monotonic() - started) / count
                log.info("step %d %s %.2f s a step", self.step, means, seconds)
                self.history.append({"step": self.step, "seconds_a_step": round(seconds, 3), **means})
                started, sums, count = time.monotonic(), {}, 0

    def write_curves(self, folder: Path) -> None:
        """Writes how the losses went beside a checkpoint."""
        (folder / CURVES_NAME).write_text(json.dumps(self.history, indent=0), encoding="utf-8")


@torch.no_grad()
def average_into(averaged: nn.Module, fresh: nn.Module, most: float, step: int) -> None:
    """Moves averaged weights a little towards those that a step has left; what is no number is copied.

    Args:
        averaged: Changed in place.
        fresh: The same network as it is being fitted.
        most: Share of the average that is kept, once it is old enough.
        step: Steps that were taken.
    """
    # A young average must not remember the first random weights.
    decay = min(most, (1 + step) / (10 + step))
    now = dict(fresh.state_dict())
    for name, kept in averaged.state_dict().items():
        if kept.is_floating_point():
            kept.lerp_(now[name].to(kept), 1 - decay)
        else:
            kept.copy_(now[name])


def save_whole(state: Mapping[str, Any], path: Path) -> None:
    """Writes a file of torch, whole or not at all."""
    temporary = path.with_suffix(".part")
    torch.save(dict(state), temporary)
    temporary.replace(path)


def replace_folder(draft: Path, folder: Path) -> None:
    """Makes a finished folder the one of that name; the one before stays until the new one stands."""
    before = folder.with_name(f".before-{folder.name}")
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        os.replace(folder, before)
    os.replace(draft, folder)
    shutil.rmtree(before, ignore_errors=True)
