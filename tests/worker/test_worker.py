"""The worker as its plugin meets it: a process behind a pipe. Its model knows colours only."""

from __future__ import annotations

import os
import queue
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from georefer.inference.messages import (
    CancelRequest,
    Done,
    Explained,
    ExplainRequest,
    Failed,
    Found,
    Hello,
    Ready,
    ShutdownRequest,
    Stopped,
    Words,
    WordsRequest,
    from_line,
    to_line,
)
from georefer.inference.model_messages import Models, ModelsRequest
from georefer.inference.protocol import PROTOCOL_VERSION, Progress, SegmentRequest, SelectRequest

PAINTED_WORKER = Path(__file__).with_name("painted_worker.py")
# Machines that do other work at the same time are slow to import torch.
PATIENCE_S = 120.0

RequestOf = Callable[..., SegmentRequest]


class Worker:
    """Speaks with a process; events are read by a thread, so that waiting can end."""

    def __init__(self, *arguments: str, script: Path = PAINTED_WORKER) -> None:
        command = [sys.executable, "-I", "-X", "utf8", str(script), *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self.events: queue.Queue[tuple[object, str]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.events.put(from_line(line))

    def send(self, request: object, job: str = "") -> None:
        self.process.stdin.write(to_line(request, job))
        self.process.stdin.flush()

    def next(self, kind: type | tuple[type, ...], job: str = "") -> object:
        """Returns the next event of a kind, of one job; others are passed over."""
        return self.until(kind, job)[-1]

    def until(self, kind: type | tuple[type, ...], job: str = "") -> list[object]:
        """Returns the events of a job up to the first one of a kind."""
        deadline_s = time.monotonic() + PATIENCE_S
        seen = []
        while True:
            event, of_job = self.events.get(timeout=deadline_s - time.monotonic())
            if of_job == job:
                seen.append(event)
                if isinstance(event, kind):
                    return seen

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        self.process.stdout.close()
        with suppress(BrokenPipeError):
            self.process.stdin.close()


ENDS = (Done, Failed, Stopped)


@pytest.fixture(scope="module")
def shared_worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.end()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.end()


@pytest.fixture
def real_worker() -> Iterator[Worker]:
    worker = Worker(script=PAINTED_WORKER.parents[2] / "inference" / "worker.py")
    yield worker
    worker.end()


@pytest.fixture
def request_of(tmp_path: Path) -> RequestOf:
    """Returns a request for six red squares on green: 4 x 4 tiles of one view."""
    pixels = np.zeros((3, 256, 256), np.uint8)
    pixels[1] = 200
    for top, left in ((20, 20), (20, 150), (110, 40), (118, 118), (200, 60), (200, 210)):
        pixels[:, top : top + 24, left : left + 24] = np.array([220, 20, 20])[:, None, None]
    path = tmp_path / "scene.tif"
    place = Affine(0.5, 0, 500_000, 0, -0.5, 4_000_000)
    with rasterio.open(
        path, "w", "GTiff", 256, 256, 3, "EPSG:32633", place, "uint8", photometric="RGB"
    ) as raster:
        raster.write(pixels)

    def request(seconds: float = 0.0, **changes: object) -> SegmentRequest:
        wanted = SegmentRequest(
            raster=str(path),
            phrase="red buildings",
            output=str(tmp_path / "objects.gpkg"),
            model=str(seconds),
            tile_size_px=64,
            overlap_px=16,
            device="cpu",
        )
        return replace(wanted, **changes)

    return request


def outlines(events: list[object]) -> list[shapely.Polygon]:
    """Returns the final polygons among events, in a fixed order."""
    final = [event for event in events if isinstance(event, Found) and not event.is_provisional]
    shapes = [shapely.from_wkb(one.wkb) for event in final for one in event.objects]
    return sorted(shapes, key=lambda shape: shape.bounds)


def test_says_hello_before_anything_else(worker: Worker) -> None:
    hello, job = worker.events.get(timeout=PATIENCE_S)

    assert isinstance(hello, Hello)
    assert job == ""
    assert hello.protocol == PROTOCOL_VERSION
    assert hello.prefix == sys.prefix
    assert {"python", "georefer", "torch", "rasterio"} <= hello.versions.keys()


def test_a_phrase_is_explained(shared_worker: Worker) -> None:
    shared_worker.send(ExplainRequest("the red building in the top left corner"), "explain")

    explained = shared_worker.next(Explained, "explain")
    assert explained.reading["target"]["text"] == "red building"
    assert explained.reading["effective_phrase"] == "the red building in the top left corner"


def test_parts_of_a_phrase_are_switched_off(shared_worker: Worker) -> None:
    shared_worker.send(ExplainRequest("two red buildings in the top left corner", off=(0, 2)), "off")

    reading = shared_worker.next(Explained, "off").reading
    assert [part["kind"] for part in reading["parts"]] == ["count", "target", "where"]
    assert reading["effective_phrase"] == "red buildings"


def test_models_and_words_are_listed_before_the_heavy_parts_are_loaded(real_worker: Worker) -> None:
    worker = real_worker
    worker.send(ModelsRequest(("nowhere",)), "models")
    worker.send(WordsRequest(), "words")

    events = [worker.events.get(timeout=PATIENCE_S) for _ in range(4)]
    order = [type(event) for event, _ in events]
    assert order == [Hello, Models, Words, Ready]
    (_, (models, _), (words, _), _) = events
    assert models.models[0].is_ready
    assert (models.models[-1].model_id, models.models[-1].is_ready) == ("nowhere", False)
    assert "red" in words.english
    assert "红色" in words.chinese


def test_words_of_an_unknown_model_are_refused(shared_worker: Worker) -> None:
    shared_worker.send(WordsRequest("nothing"), "words")

    assert shared_worker.next((Words, Failed), "words").code == "model"


def test_a_run_tells_what_it_finds(shared_worker: Worker, request_of: RequestOf) -> None:
    shared_worker.send(request_of(), "run")

    events = shared_worker.until(ENDS, "run")
    done = events[-1]
    assert isinstance(done, Done), done
    assert len(outlines(events)) == done.report["polygons"] == 6
    assert "32633" in done.crs_wkt
    drawn = [event for event in events if isinstance(event, Found) and event.is_provisional]
    tiles = done.report["tiles"]
    assert len({event.tile_wkb for event in drawn}) == tiles["run"] + tiles["gated"]
    shapes = shapely.union_all([shapely.from_wkb(one.wkb) for event in drawn for one in event.objects])
    final = shapely.union_all(outlines(events))
    assert shapes.intersection(final).area / shapes.union(final).area > 0.9
    tiles = [event for event in events if isinstance(event, Progress) and event.stage == "tiles"]
    assert [one.done for one in tiles] == sorted(one.done for one in tiles)
    assert tiles[-1].done == tiles[-1].total
    with closing(sqlite3.connect(done.report["output"])) as written:
        assert written.execute("SELECT COUNT(*) FROM georefer_runs").fetchone() == (1,)


def test_polygons_of_a_file_are_selected(
    shared_worker: Worker, request_of: RequestOf, tmp_path: Path
) -> None:
    shared_worker.send(request_of(), "run")
    source = f"{shared_worker.next(Done, 'run').report['output']}|layername=objects"
    output = str(tmp_path / "selected.gpkg")
    wanted = SelectRequest(source, "the red building at the top left", output, "target")
    shared_worker.send(wanted, "select")

    done = shared_worker.next(ENDS, "select")
    assert isinstance(done, Done), done
    assert (done.report["selected"], done.report["polygons"]) == (1, 6)
    assert "32633" in done.crs_wkt
    assert Path(output).exists()
    shared_worker.send(replace(wanted, target_field="colour"), "wrong")
    assert shared_worker.next(ENDS, "wrong").code == "input"


def test_a_selection_may_be_cancelled_before_it_begins(
    shared_worker: Worker, request_of: RequestOf, tmp_path: Path
) -> None:
    shared_worker.send(request_of(), "run")
    source = shared_worker.next(Done, "run").report["output"]
    output = tmp_path / "selected.gpkg"
    shared_worker.send(request_of(0.05), "slow")
    shared_worker.send(
        SelectRequest(f"{source}|layername=objects", "buildings", str(output), "target"), "select"
    )
    shared_worker.send(CancelRequest(), "select")

    assert isinstance(shared_worker.next(ENDS, "select"), Stopped)
    assert not output.exists()


def test_phrases_are_explained_during_a_run(shared_worker: Worker, request_of: RequestOf) -> None:
    shared_worker.send(request_of(0.05), "slow")
    shared_worker.next(Progress, "slow")
    shared_worker.send(ExplainRequest("two blue cars"), "meanwhile")

    assert isinstance(shared_worker.next((Explained, *ENDS), "meanwhile"), Explained)
    assert isinstance(shared_worker.next(ENDS, "slow"), Done)


def test_cancel_is_obeyed_between_two_tiles(shared_worker: Worker, request_of: RequestOf) -> None:
    shared_worker.send(request_of(0.1), "stopped")
    while shared_worker.next(Progress, "stopped").done < 2:
        pass
    shared_worker.send(CancelRequest(), "stopped")

    assert isinstance(shared_worker.next(ENDS, "stopped"), Stopped)
    assert not Path(request_of().output).exists()
    shared_worker.send(request_of(0.0, resume=True), "resumed")
    done = shared_worker.next(ENDS, "resumed")
    assert done.report["polygons"] == 6
    assert done.report["tiles"]["cached"] >= 2


def test_a_job_may_be_cancelled_before_it_begins(shared_worker: Worker, request_of: RequestOf) -> None:
    shared_worker.send(request_of(0.05), "first")
    shared_worker.send(request_of(output="second.gpkg"), "second")
    shared_worker.send(CancelRequest(), "second")
    shared_worker.send(CancelRequest(), "first")

    assert isinstance(shared_worker.next(ENDS, "first"), Stopped)
    assert isinstance(shared_worker.next(ENDS, "second"), Stopped | Failed)


def test_what_a_person_can_do_wrong_comes_with_a_remedy(shared_worker: Worker, request_of: RequestOf) -> None:
    shared_worker.send(request_of(raster="missing.tif"), "missing")

    failed = shared_worker.next(ENDS, "missing")
    assert isinstance(failed, Failed)
    assert failed.code == "raster"
    assert "missing.tif" in failed.message
    assert failed.remedy


def test_nonsense_is_answered_and_does_no_harm(shared_worker: Worker) -> None:
    shared_worker.process.stdin.write(b'no json\n{"kind":"segment","job":"odd","body":{"colour":1}}\n')
    shared_worker.process.stdin.flush()

    assert shared_worker.next(Failed).code == "unexpected"
    assert shared_worker.next(Failed, "odd").code == "unexpected"
    shared_worker.send(ExplainRequest("trees"), "after")
    assert isinstance(shared_worker.next(Explained, "after"), Explained)


def test_a_killed_run_goes_on_in_another_worker(worker: Worker, request_of: RequestOf) -> None:
    worker.send(request_of(0.1), "killed")
    # The last few tiles may still be on their way to the journal.
    while worker.next(Progress, "killed").done < 6:
        pass
    worker.process.kill()
    second = Worker()
    second.send(request_of(0.0, resume=True), "resumed")
    resumed = second.until(ENDS, "resumed")
    second.send(request_of(0.0, output=request_of().output.replace("objects", "again")), "undisturbed")
    undisturbed = second.until(ENDS, "undisturbed")
    second.end()

    assert resumed[-1].report["tiles"]["cached"] >= 2
    assert outlines(resumed) == outlines(undisturbed)


@pytest.mark.parametrize("is_asked", [True, False], ids=["shutdown", "closed pipe"])
def test_ends_in_the_middle_of_a_run(worker: Worker, request_of: RequestOf, is_asked: bool) -> None:
    worker.send(request_of(0.1), "unfinished")
    while worker.next(Progress, "unfinished").done < 2:
        pass
    if is_asked:
        worker.send(ShutdownRequest())
    else:
        worker.process.stdin.close()

    assert worker.process.wait(5) == 0
    assert any("georefer-run" in name for name in os.listdir(Path(request_of().output).parent))


def test_ends_when_it_has_nothing_to_do() -> None:
    worker = Worker("0.5")
    worker.next(Hello)

    assert worker.process.wait(PATIENCE_S) == 0
    worker.end()


def test_the_real_worker_needs_no_installed_package() -> None:
    worker = Worker(script=PAINTED_WORKER.parents[2] / "inference" / "worker.py")
    worker.send(ExplainRequest("trees"), "explain")

    assert worker.next(Explained, "explain").reading["target"]["text"] == "tree"
    worker.end()
