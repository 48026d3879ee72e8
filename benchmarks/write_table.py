"""Writes docs/benchmarks.md from the files that the benchmarks left."""

from __future__ import annotations

import argparse
from pathlib import Path

from judging.results import RESULTS
from judging.table import page, read_results

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the JSON files")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help="page to write")
    settings = parser.parse_args()
    settings.out.write_text(page(read_results(settings.results)), encoding="utf-8")
    print(f"written to {settings.out}")


if __name__ == "__main__":
    main()
