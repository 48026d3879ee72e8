"""A worker whose catalog ends with the models of a file; all else of it is real. Run as a script: FILE."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Seconds to connect, of silence; tries; seconds of the first and the longest wait.
HASTY = (5.0, 5.0, 2, 0.05, 0.2)


def main() -> None:
    spec = importlib.util.spec_from_file_location("worker", ROOT / "inference" / "worker.py")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    requests, events = worker.take_pipe()
    worker.register_package()
    entries = importlib.import_module("georefer.inference.models.catalog_entries")
    hooks = importlib.import_module("georefer.inference.models.downloading.hooks")
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    whole = (*entries.whole_catalog(), *map(entries._entry, published))
    # Before anything else takes it by its name.
    entries.whole_catalog = lambda: whole
    hooks.Patience.__init__.__defaults__ = HASTY
    importlib.import_module("georefer.inference.server").serve(requests, events)


if __name__ == "__main__":
    main()
