"""Turns a training checkpoint of georefer-click into its model folder.

Usage: `python -m georefer.inference.training.click_export RUN FOLDER`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from ..models.click_model import save_click_model
from ..models.click_net import ClickNet
from .click_recipe import GSD_RANGE_M, click_config


def export(run: Path, folder: Path) -> Path:
    """Writes the averaged weights of a run's last checkpoint as a model folder, and returns it.

    Args:
        run: Folder of the run, with `checkpoint.pt` and `validation.jsonl`.
        folder: Where the model goes.
    """
    state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    model = ClickNet(click_config())
    model.load_state_dict(state["averaged"])
    scores = json.loads((run / "validation.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    facts = {
        "id": "georefer-click",
        "name": "GeoRefer click",
        "licence": "GPL-3.0-or-later",
        "gsd_range_m": GSD_RANGE_M,
        "training": {"steps": state["step"], "schedule": state["schedule"], "validation": scores},
    }
    return save_click_model(folder, model.eval(), facts)


def main() -> None:
    """Exports the run named on the command line."""
    parser = argparse.ArgumentParser(description="Turns a training checkpoint into a model folder.")
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    export(arguments.run, arguments.folder)


if __name__ == "__main__":
    main()
