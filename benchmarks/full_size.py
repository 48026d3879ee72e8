"""Runs every model at its published size with random weights, from files to polygons, and says what it takes.

Each model is written in its published layout and run by a process of its own on one tile, on the CPU, as
the slow tests do (`tests/inference/models/full_size.py`). Peak memory is the largest resident memory of the
process that loads and runs, files that are mapped included. Models that are not named keep their figures.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from judging import child_processes
from judging.results import NO_MODEL, Record, benchmark_parser

ROOT = Path(__file__).resolve().parents[1]
FULL_SIZE = ROOT / "tests" / "inference" / "models" / "full_size.py"
MODELS = (
    "georefer-tiny",
    "rsrefseg-b",
    "rsrefseg-l",
    "rsrefseg2",
    "refersam",
    "ros-sam",
    "clip-sam",
    "grounded-sam",
    "grounded-sam-owlv2",
    "sam3",
)


def key_of(model: str) -> str:
    """Returns the key of a model's figure."""
    return f"peak_{model.replace('-', '_')}"


def measure(model: str, folder: Path) -> dict[str, Any]:
    """Writes a model, runs it, and returns what that took."""
    for verb in ("write", "run"):
        child_processes.run([str(FULL_SIZE), verb, model, str(folder)], folder / f"{verb}.log")
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    if facts["code"] or not facts["output"]:
        raise SystemExit(f"{model} did not run to its end: {facts}")
    print(model, facts)
    return facts


def record_of(rows: Mapping[str, Mapping[str, Any]], before: Path) -> Record:
    """Returns what was measured now, and before of the other models."""
    record = Record("full_size", *NO_MODEL)
    kept = json.loads(before.read_text(encoding="utf-8"))["details"]["models"] if before.is_file() else {}
    every = {**kept, **rows}
    record.details["models"] = {model: every[model] for model in MODELS if model in every}
    record.values = {key_of(model): every[model]["peak_gb"] for model in MODELS if model in every}
    return record


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--models", nargs="+", default=MODELS, choices=MODELS)
    parser.add_argument("--work", type=Path, help="folder for the weights; needs 6 GB")
    settings = parser.parse_args()
    rows = {}
    for model in settings.models:
        with tempfile.TemporaryDirectory(dir=settings.work) as name:
            rows[model] = measure(model, Path(name))
        # What takes an hour in all is kept after every model.
        record = record_of(rows, settings.out)
        record.write(settings.out)


if __name__ == "__main__":
    sys.exit(main())
