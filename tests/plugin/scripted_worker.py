"""Plays a worker without an engine, in any Python: the phrase of a run says what happens. Run as a script.

Its argument says how it greets: `well`, `other` (another version), `mute`, `nonsense`, `leaves` (ends).
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SQUARE = "01030000000100000005000000" + "0000000000000000" * 10


def main() -> None:
    spec = importlib.util.spec_from_file_location("worker", ROOT / "inference" / "worker.py")
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    requests, events = worker.take_pipe()
    worker.register_package()
    play = Play(events)
    play.greet(sys.argv[1])
    with os.fdopen(requests, "rb") as lines:
        for line in lines:
            play.answer(*play.messages.from_line(line))


class Play:
    def __init__(self, events):
        self.messages = importlib.import_module("georefer.inference.messages")
        self.models = importlib.import_module("georefer.inference.model_messages")
        self.events = os.fdopen(events, "wb", buffering=0)
        self.cancelled = set()

    def tell(self, event, job=""):
        self.events.write(self.messages.to_line(event, job))

    def greet(self, how):
        messages = self.messages
        if how == "leaves":
            sys.stderr.write("ModuleNotFoundError: no module named numpy\n")
            sys.exit(1)
        if how == "mute":
            time.sleep(60)
        if how == "nonsense":
            self.events.write(b"Python 2.7\n")
            return
        if how == "other":
            self.events.write(b'{"kind":"hello","job":"","body":{"protocol":99,"moods":[1,2]}}\n')
            return
        self.tell(messages.Hello(1, sys.prefix, dict(os.environ)))
        self.tell(messages.Ready("cpu", "It is a play"))

    def answer(self, request, job):
        messages = self.messages
        if isinstance(request, messages.ExplainRequest):
            self.tell(messages.Explained({"sentence": request.phrase.upper(), "off": request.off}), job)
        elif isinstance(request, self.models.ModelsRequest):
            facts = [self.models.ModelFacts(name, name, "added", True) for name in ("tiny", *request.folders)]
            self.tell(self.models.Models(tuple(facts)), job)
        elif isinstance(request, messages.WordsRequest):
            self.tell(messages.Words((request.model,), ("树",)), job)
        elif isinstance(request, messages.CancelRequest):
            self.cancelled.add(job)
        elif isinstance(request, messages.ShutdownRequest):
            os._exit(0)
        else:
            threading.Thread(target=self.run, args=(request, job), daemon=True).start()

    def run(self, request, job):
        messages = self.messages
        verb, _, amount = request.phrase.partition(" ")
        if verb == "die" and not request.resume:
            self.tell(messages.Progress(3, 10), job)
            sys.stderr.write("Segmentation fault\n")
            sys.stderr.flush()
            os.kill(os.getpid(), 9)
        elif verb == "leave":
            os._exit(0)
        elif verb == "garble":
            self.events.write(b"{no json\n")
        elif verb == "noise":
            for _ in range(2000):
                sys.stdout.write("x" * 1000 + "\n")
        elif verb in ("work", "hang"):
            self.work(job, float(amount or 60), obeys=verb == "work")
            return
        elif verb == "fail":
            self.tell(messages.Failed("raster", "No such raster", "Choose another", "detail"), job)
            return
        objects = tuple(messages.FoundObject(SQUARE, 0.5, n + 1) for n in range(int(amount or 1)))
        for start in range(0, len(objects), 100):
            self.tell(messages.Found(objects[start : start + 100]), job)
        self.tell(messages.Done({"polygons": len(objects), "resumed": request.resume}, None), job)

    def work(self, job, seconds, obeys):
        until = time.monotonic() + seconds
        done = 0
        while time.monotonic() < until:
            if obeys and job in self.cancelled:
                self.tell(self.messages.Stopped(), job)
                return
            done += 1
            self.tell(self.messages.Progress(done, 1000), job)
            time.sleep(0.01)
        self.tell(self.messages.Done({"polygons": 0}, None), job)


if __name__ == "__main__":
    main()
