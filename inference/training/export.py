"""Turns a training checkpoint into a model folder.

Usage: `python -m georefer.inference.training.export RUN FOLDER`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch

from ..models.bundle import BundleFacts, save_bundle
from ..models.rsrefseg import RSRefSeg
from ..models.word_tokenizer import WordTokenizer
from .recipe import (
    BEST_GSD_M,
    GATE,
    GSD_RANGE_M,
    MAX_UPSAMPLE,
    SPLIT_TARGETS,
    TARGET_GSD_M,
    TOKEN_LENGTH,
    tiny_config,
)


def export(run: Path, folder: Path) -> Path:
    """Writes the averaged weights of a run's last checkpoint as a model folder, and returns it.

    Args:
        run: Folder of the run, with `checkpoint.pt`.
        folder: Where the model goes.
    """
    state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    tokenizer = WordTokenizer(tuple(state["words"]), TOKEN_LENGTH)
    model = RSRefSeg(tiny_config(tokenizer.size))
    model.load_state_dict(state["averaged"])
    facts = BundleFacts(
        id="georefer-tiny",
        name="GeoRefer tiny",
        best_gsd_m=BEST_GSD_M,
        target_gsd_m=TARGET_GSD_M,
        gsd_range_m=GSD_RANGE_M,
        max_upsample=MAX_UPSAMPLE,
        licence="GPL-3.0-or-later",
        gate=GATE,
        split_targets=SPLIT_TARGETS,
        training={"steps": state["step"], "schedule": state["schedule"], "validation": _last_scores(run)},
    )
    return save_bundle(folder, model.eval(), tokenizer, facts)


def _last_scores(run: Path) -> dict[str, Any]:
    path = run / "validation.jsonl"
    if not path.exists():
        return {}
    scores: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    return scores


def main() -> None:
    """Exports the run named on the command line."""
    parser = argparse.ArgumentParser(description="Turns a training checkpoint into a model folder.")
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    export(arguments.run, arguments.folder)


if __name__ == "__main__":
    main()
