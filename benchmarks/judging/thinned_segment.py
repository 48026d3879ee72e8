"""Runs one request with a thinned model and prints the run report as JSON; a process of `memory.py`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from georefer.inference.device import choose_device
from georefer.inference.models.catalog import load_model
from georefer.inference.protocol import SegmentRequest
from georefer.inference.running import run_segment

if __package__:
    from .wrapped_models import ThinnedModel
else:
    from wrapped_models import ThinnedModel


def main() -> None:
    """Runs `RASTER PHRASE OUTPUT MODEL DEVICE EVERY`."""
    raster, phrase, output, name, device, every = sys.argv[1:]
    model = ThinnedModel(load_model(name, choose_device(device)), int(every))
    report = run_segment(SegmentRequest(raster, phrase, output, model=name, device=device), model=model)
    print(json.dumps({**asdict(report), "batches": model.batches, "forwards": model.forwards}))


if __name__ == "__main__":
    main()
