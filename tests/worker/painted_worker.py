"""A worker whose model knows colours only; all else of it is real. Run as a script.

The model that a request names says how long a view takes and how many pixels it sees: `0.05@128`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    spec = importlib.util.spec_from_file_location("worker", ROOT / "inference" / "worker.py")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    requests, events = worker.take_pipe()
    worker.register_package()
    jobs = importlib.import_module("georefer.inference.jobs")
    fakes = importlib.import_module("georefer.tests.fakes")

    class SlowModel(fakes.FakePhraseModel):
        def __init__(self, name: str) -> None:
            seconds, _, size_px = name.partition("@")
            super().__init__(int(size_px or 64))
            self.seconds = float(seconds)

        def look(self, tiles: Any) -> Any:
            sys.stdout.write("a library prints without being asked\n")
            sys.stdout.flush()
            os.write(1, b"{so does one that is written in C\\n")
            time.sleep(self.seconds * len(tiles))
            return super().look(tiles)

    jobs.load_model = lambda name, device: SlowModel(name)
    serving = importlib.import_module("georefer.inference.click_serving")
    click_jobs = importlib.import_module("georefer.inference.click_jobs")
    coloured = importlib.import_module("georefer.tests.inference.clicks.coloured_model")
    serving.load_click_model = click_jobs.load_click_model = lambda name, device: coloured.ColouredModel()
    server = importlib.import_module("georefer.inference.server")
    server.serve(requests, events, float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)


if __name__ == "__main__":
    main()
