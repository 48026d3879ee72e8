"""Keeps what a benchmark measured, with the command, the machine and the date, as one JSON file."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .figures import figures_of

NO_MODEL = ("none", "none")
"""Id and weights for a benchmark that needs no model."""

RESULTS = Path(__file__).resolve().parents[1] / "results"


def benchmark_parser(document: str | None) -> argparse.ArgumentParser:
    """Returns a parser with the options that every benchmark has."""
    script = Path(sys.argv[0]).stem
    parser = argparse.ArgumentParser(
        description=(document or "").splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--model", default="georefer-tiny", help="id or folder of a model")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument("--out", type=Path, default=RESULTS / f"{script}.json", help="JSON file to write")
    return parser


@dataclass
class Record:
    """Collects what one benchmark measures; `write` ends it.

    Attributes:
        benchmark: Name of the script.
        model: Id of the model.
        weights: SHA-256 of its weights.
        values: Key of a figure -> what was measured.
        details: Whatever else should be kept; JSON values only.
    """

    benchmark: str
    model: str
    weights: str
    values: dict[str, float] = field(default_factory=dict)
    details: dict[str, object] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    def write(self, path: Path) -> None:
        """Prints the figures and writes the file.

        Raises:
            KeyError: A value has no figure in `figures.py`.
        """
        known = {figure.key: figure for figure in figures_of(self.benchmark)}
        print()
        for key, value in self.values.items():
            figure = known[key]
            verdict = {None: "", True: "reached", False: "MISSED"}[figure.is_reached(value)]
            print(f"{figure.what:62} {figure.written(value):>9}  {figure.target:18} {verdict}".rstrip())
        text = json.dumps(
            {
                "benchmark": self.benchmark,
                "command": command_line(sys.argv),
                "date": date.today().isoformat(),
                "machine": machine(),
                "model": self.model,
                "weights": self.weights,
                "seconds": round(time.perf_counter() - self.started, 1),
                "values": {key: _finite(value) for key, value in self.values.items()},
                "details": self.details,
            },
            indent=1,
            ensure_ascii=False,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
        print(f"written to {path}")


def command_line(arguments: list[str]) -> str:
    """Returns the command as anybody could type it, without files to write and folders of this machine."""
    words = [f"benchmarks/{Path(arguments[0]).name}"]
    kept = list(arguments[1:])
    for option in ("--out", "--mistakes"):
        if option in kept:
            del kept[kept.index(option) : kept.index(option) + 2]
    for word in kept:
        words.append(Path(word).name if os.path.isabs(word) else word)
    return " ".join(["python", *(f'"{word}"' if " " in word else word for word in words)])


def machine() -> dict[str, str]:
    """Returns what of the machine a figure may depend on."""
    try:
        import torch

        accelerator = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
        versions = f"Python {platform.python_version()}, torch {torch.__version__}"
    except ImportError:
        accelerator, versions = "no GPU", f"Python {platform.python_version()}"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": str(cores),
        "accelerator": accelerator,
        "system": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def mean(values: list[float]) -> float:
    """Returns the mean, not a number where there is none."""
    return sum(values) / len(values) if values else math.nan


def rounded(values: Mapping[str, float], digits: int = 4) -> dict[str, float | None]:
    """Returns values fit for a JSON file."""
    return {key: _finite(round(value, digits)) for key, value in values.items()}


def _finite(value: float) -> float | None:
    return round(float(value), 5) if math.isfinite(value) else None


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"
