"""Plays a worker that outlines squares and has followed objects already. Run as a script in any Python.

Its argument is a folder: with `tracks.gpkg` and `report.json` of a run, and where it notes what it was asked.
The raster's name says what happens: `die`, `slow`, `fail`, `empty`, else an outline.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import struct
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import scripted_worker

HALF = 4.0


def main() -> None:
    spec = importlib.util.spec_from_file_location("worker", scripted_worker.ROOT / "inference" / "worker.py")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    requests, events = worker.take_pipe()
    worker.register_package()
    play = Clicks(events)
    play.folder = Path(sys.argv[1])
    play.greet("well")
    with os.fdopen(requests, "rb") as lines:
        for line in lines:
            play.answer(*play.messages.from_line(line))


class Clicks(scripted_worker.Play):
    folder = Path()

    def answer(self, request, job):
        kind = type(request).__name__
        with open(self.folder / "asked.jsonl", "a", encoding="utf-8") as stream:
            stream.write(json.dumps([kind, asdict(request)]) + "\n")
        if kind == "ClickRequest":
            threading.Thread(target=self.click, args=(request, job), daemon=True).start()
        elif kind in ("PrefetchRequest", "ForgetRequest"):
            self.tell(self.messages.Fetched(was_needed=True), job)
        elif kind == "CatalogRequest":
            self.tell(self.models.Catalog(tuple(self.details()), ""), job)
        elif kind == "TrackRequest":
            threading.Thread(target=self.track, args=(request, job), daemon=True).start()
        else:
            super().answer(request, job)

    def details(self):
        gone = self.folder / "sam-is-gone"
        kinds = (("tiny", "phrases"), ("georefer-click", "prompts"), ("sam", "prompts"), ("hq", "prompts"))
        for name, use in kinds:
            is_ready = name != "hq" and not (name == "sam" and gone.exists())
            yield self.models.ModelDetails(name, name.upper(), use, "added", is_ready)

    def click(self, request, job):
        name = Path(request.raster).stem
        mark = self.folder / "has-died"
        if name == "die" and not mark.exists():
            mark.write_text("")
            os.kill(os.getpid(), 9)
        if name == "slow":
            time.sleep(0.4)
        if name == "fail":
            self.tell(self.messages.Failed("input", "The click lies on nodata", "Click elsewhere"), job)
            return
        count = len(request.points) + (request.box is not None)
        wkb = "" if name == "empty" else _square(request)
        score, token = 0.9 - count / 100, f"answer {count}"
        answer = self.messages.Clicked(
            wkb, score, 4 * HALF**2, 8 * HALF, token, 12.0, True, None, "play", "ab"
        )
        self.tell(answer, job)

    def track(self, request, job):
        for done in range(3):
            self.tell(self.messages.Progress(done, len(request.frames), "following"), job)
        for click in request.clicks:
            for frame, state in ((click.frame, "tracked"), (click.frame + 1, "uncertain")):
                sighted = self.messages.Sighted(click.object_id, frame, _square(click), 0.8, state)
                self.tell(sighted, job)
        if request.fps == 7:
            self.work(job, 60, obeys=True)
            return
        shutil.copy(self.folder / "tracks.gpkg", request.output)
        report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        self.tell(self.messages.Done({**report, "output": request.output}), job)


def _square(request):
    """Returns a square around the first point, or the box."""
    if request.box is not None:
        left, bottom, right, top = request.box
    else:
        x, y, _ = request.points[0]
        left, bottom, right, top = x - HALF, y - HALF, x + HALF, y + HALF
    ring = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
    return (struct.pack("<BIII", 1, 3, 1, 5) + b"".join(struct.pack("<dd", *point) for point in ring)).hex()


if __name__ == "__main__":
    main()
