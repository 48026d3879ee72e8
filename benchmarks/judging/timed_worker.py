"""The plugin's worker, which also says when each tile was finished; run as a script by a benchmark.

A line `tile SECONDS` on the standard error gives the time by the clock that all processes of a machine share,
before anything is made of the tile for people to see.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = "tile "


def main() -> None:
    """Answers requests until the pipe is closed."""
    spec = importlib.util.spec_from_file_location("worker", ROOT / "inference" / "worker.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"there is no worker in {ROOT}")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    requests, events = worker.take_pipe()
    worker.register_package()
    jobs = importlib.import_module("georefer.inference.jobs")
    draw = jobs.provisional

    def timed(*given: Any) -> Any:  # noqa: ANN401 (whatever the worker gives)
        os.write(2, f"{MARK}{time.monotonic()}\n".encode())
        return draw(*given)

    jobs.provisional = timed
    importlib.import_module("georefer.inference.server").serve(requests, events)


if __name__ == "__main__":
    main()
