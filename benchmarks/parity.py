"""Compares our models with the published ones, number by number.

Usage: python benchmarks/parity.py FOLDER [FOLDER ...]

A folder holds weights, inputs and outputs of a published implementation. Every stored output is
compared; the exit code is 1 when one is beyond its tolerance or was not computed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from parity_checks import lora_merge, metrics, refersam, rossam, rsrefseg, rsrefseg2_prompter
from parity_checks.comparing import Comparison

# By the `model` that config.json names; a new architecture adds its line here.
MODEL_CHECKS: dict[str, Callable[[Path, dict[str, object]], list[Comparison]]] = {
    "RSRefSeg v1": rsrefseg.run,
    "ROS-SAM": rossam.run,
    "RSRefSeg 2 CascadedPrompter": rsrefseg2_prompter.run,
    "ReferSAM": refersam.run,
}


def compare_folder(folder: Path) -> list[Comparison]:
    """Compares everything that a parity folder stores.

    Raises:
        SystemExit: The folder is of no known kind.
    """
    if (folder / "cases.json").is_file():
        return lora_merge.run(folder)
    if (folder / "expected.json").is_file():
        return metrics.run(folder)
    config_path = folder / "config.json"
    if not config_path.is_file():
        raise SystemExit(f"{folder} is no parity folder: it has no config.json, cases.json or expected.json")
    config = json.loads(config_path.read_text(encoding="utf-8"))
    if config.get("model") not in MODEL_CHECKS:
        raise SystemExit(f"{folder} is of {config.get('model')}; known are {', '.join(MODEL_CHECKS)}")
    return MODEL_CHECKS[config["model"]](folder, config)


def report(comparisons: list[Comparison]) -> bool:
    """Prints a table and returns whether everything passed."""
    width = max(len(comparison.name) for comparison in comparisons)
    print(f"{'tensor':{width}}  {'largest error':>13}  {'tolerance':>9}")
    for comparison in comparisons:
        error = "-" if comparison.error is None else f"{comparison.error:.2e}"
        verdict = "ok" if comparison.passed else "FAILED"
        line = f"{comparison.name:{width}}  {error:>13}  {comparison.tolerance:>9.0e}  {verdict}"
        print(f"{line}  {comparison.remark}".rstrip())
    failed = sum(not comparison.passed for comparison in comparisons)
    print(f"{len(comparisons) - failed} of {len(comparisons)} within tolerance")
    return failed == 0


def main() -> int:
    """Compares the folders of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="+")
    passed = True
    for folder in parser.parse_args().folder:
        print(f"== {folder}")
        passed = report(compare_folder(folder)) and passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
