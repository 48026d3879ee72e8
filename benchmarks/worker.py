"""Measures the worker that the plugin speaks with: how soon it answers, obeys, and what the pipe costs.

The cost is that of a run on 4096 x 4096 pixels that repeat a drawn scene, against the same run by the code of
the command line in a process of its own. Both have the model loaded and have run a corner of the scene. Two
processes of one program can differ by more than what is measured: each pair has fresh ones that take turns in
being first, and the median of the pairs counts, by the clock on the wall and by processor time. How soon it
obeys is measured by cancelling runs at moments spread over them. A tile is shown when its polygons are read.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from georefer.inference.messages import CancelRequest, Done, Found, Hello, Ready, Stopped
from georefer.inference.models.catalog import load_model
from georefer.inference.protocol import Bounds, SegmentRequest
from georefer.inference.training.generator.drawing import draw_scene
from judging.rasters import corner_of, write_repeated
from judging.results import Record, benchmark_parser
from judging.worker_process import ENDS, WorkerProcess

SCENE_SEED, SCENE_PX, SCENE_GSD_M = 62_000_000, 1280, 0.3
ROOT = Path(__file__).resolve().parents[1]
WORKER = ROOT / "inference" / "worker.py"
TIMED_WORKER = Path(__file__).with_name("judging") / "timed_worker.py"

COMMAND_LINE = """
import json, sys, time
from georefer.inference.device import choose_device
from georefer.inference.models.catalog import load_model
from georefer.inference.protocol import SegmentRequest
from georefer.inference.running import run_segment
model = None
for line in sys.stdin:
    request = SegmentRequest(**json.loads(line))
    model = model or load_model(request.model, choose_device(request.device))
    started, cpu = time.perf_counter(), time.process_time()
    report = run_segment(request, model=model)
    spent = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    print(json.dumps({**spent, "polygons": report.polygons}), flush=True)
"""


Costs = dict[str, float]


class CommandLine:
    """Runs requests as the command line does, in a process of its own."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND_LINE], stdin=pipe, stdout=pipe, text=True
        )

    def run(self, request: SegmentRequest) -> Costs:
        """Returns what a run has taken."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(request)) + "\n")
        self._process.stdin.flush()
        taken: Costs = json.loads(self._process.stdout.readline())
        return taken

    def end(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()


def start_times(times: int) -> dict[str, float]:
    """Returns the median seconds until a fresh worker says hello, and until it is ready."""
    rows = []
    for _ in range(times):
        with WorkerProcess(WORKER) as worker:
            hello_s = worker.until(Hello)[-1][0] - worker.started_s
            rows.append((hello_s, worker.until(Ready)[-1][0] - worker.started_s))
    hellos, readies = zip(*rows, strict=True)
    return {"hello_s": statistics.median(hellos), "worker_ready_s": statistics.median(readies)}


def job_costs(worker: WorkerProcess, request: SegmentRequest, job: str) -> Costs:
    """Returns what one run through the pipe has taken, reading what arrives included."""
    cpu_before, own_before = worker.cpu_s(), time.process_time()
    sent_s = worker.send(request, job)
    at_s, done = worker.until(*ENDS, job=job)[-1]
    cpu_after, own = worker.cpu_s(), time.process_time() - own_before
    if not isinstance(done, Done):
        raise SystemExit("a run was stopped; nothing was measured")
    costs = {"wall_s": at_s - sent_s, "polygons": float(str(done.report["polygons"]))}
    if cpu_before is not None and cpu_after is not None:
        costs["cpu_s"] = cpu_after - cpu_before + own
    return costs


def line_costs(warm: SegmentRequest, request: SegmentRequest) -> Costs:
    """Returns what a run by the command line has taken in a fresh process."""
    command_line = CommandLine()
    command_line.run(warm)
    costs = command_line.run(request)
    command_line.end()
    return costs


def pipe_costs(warm: SegmentRequest, request: SegmentRequest) -> Costs:
    """Returns what a run through the pipe has taken in a fresh process."""
    with WorkerProcess(WORKER) as worker:
        job_costs(worker, warm, "warm")
        return job_costs(worker, request, "run")


def paired_costs(request: SegmentRequest, corner: Bounds, pairs: int) -> list[dict[str, Costs]]:
    """Returns what runs have taken by the command line and through the pipe, taking turns in who is first."""
    warm = replace(request, extent=corner)
    ways = {"line": line_costs, "pipe": pipe_costs}
    rows = []
    for number in range(pairs):
        order = reversed(ways) if number % 2 else iter(ways)
        rows.append({way: ways[way](warm, request) for way in order})
        print({way: {key: round(value, 2) for key, value in one.items()} for way, one in rows[-1].items()})
    return rows


def shares(rows: Sequence[dict[str, Costs]], key: str) -> list[float]:
    """Returns how much more each run through the pipe took, as a share."""
    return [row["pipe"][key] / row["line"][key] - 1 for row in rows if key in row["pipe"]]


def showing_delays(request: SegmentRequest) -> list[float]:
    """Returns how long after each tile that holds any its polygons were there, in seconds."""
    with WorkerProcess(TIMED_WORKER) as worker:
        worker.send(request, "shown")
        events = worker.until(*ENDS, job="shown")
        found = [(at_s, event) for at_s, event in events if isinstance(event, Found) and event.is_provisional]
        pairs = zip(found, worker.tile_times_s, strict=True)
        return [at_s - tile_s for (at_s, event), tile_s in pairs if event.objects]


def cancel_delays(request: SegmentRequest, times: int, run_s: float) -> list[float]:
    """Returns how long the worker took to stop, at moments spread over a run."""
    delays = []
    with WorkerProcess(WORKER) as worker:
        worker.send(request, "warm")
        worker.until(*ENDS, job="warm")
        for number in range(times):
            job = f"cancel {number}"
            worker.send(request, job)
            time.sleep(run_s * (number + 0.5) / times)
            asked_s = worker.send(CancelRequest(), job)
            at_s, end = worker.until(*ENDS, job=job)[-1]
            # One that had ended before it could be stopped says nothing.
            delays += [at_s - asked_s] if isinstance(end, Stopped) else []
    return delays


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--size-px", type=int, default=4096)
    parser.add_argument("--phrase", default="building")
    parser.add_argument("--pairs", type=int, default=5, help="runs through the pipe and by the command line")
    parser.add_argument("--times", type=int, default=5, help="fresh processes")
    parser.add_argument("--cancels", type=int, default=20)
    settings = parser.parse_args()
    card = load_model(settings.model).card
    record = Record("worker", card.id, card.weights_hash)
    with tempfile.TemporaryDirectory() as name:
        image = draw_scene(SCENE_SEED, SCENE_PX, SCENE_GSD_M).image
        side_px = settings.size_px
        raster = write_repeated(Path(name) / "scene.tif", image, SCENE_GSD_M, side_px, side_px)
        request = SegmentRequest(
            str(raster), settings.phrase, str(Path(name) / "out.gpkg"), settings.model, device=settings.device
        )
        started = start_times(settings.times)
        rows = paired_costs(request, corner_of(raster), settings.pairs)
        shown = showing_delays(request)
        run_s = statistics.median(row["pipe"]["wall_s"] for row in rows)
        cancels = cancel_delays(request, settings.cancels, run_s)
    record.values = {
        **started,
        "shown_s": max(shown),
        "cancel_s": statistics.median(cancels),
        "pipe_share": statistics.median(shares(rows, "wall_s")),
        "pipe_cpu_share": statistics.median(shares(rows, "cpu_s") or [float("nan")]),
    }
    record.details = {
        "pairs": rows,
        "shown_median_s": round(statistics.median(shown), 4),
        "tiles_shown": len(shown),
        "cancels_s": [round(delay, 4) for delay in sorted(cancels)],
    }
    record.write(settings.out)


if __name__ == "__main__":
    main()
