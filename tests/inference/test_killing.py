"""Kill the run at any moment: finished tiles stay, and resuming gives the undisturbed run's polygons."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyogrio
import pytest
from georefer.inference.protocol import SegmentRequest
from georefer.inference.running import run_segment
from georefer.inference.scale.journal import journal_path
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with POSIX signals")
SIDE_PX = 500
OPTIONS = ("--tile-size-px", "64", "--overlap-px", "16", "--json")
PATIENCE_S = 120


def start(raster: str, output: Path, *options: str, pause_s: float = 0.03) -> subprocess.Popen[str]:
    looks_of(output).write_bytes(b"")
    command = [sys.executable, str(Path(__file__).with_name("slow_command.py")), str(pause_s)]
    command += [str(looks_of(output))]
    command += ["segment", raster, "red buildings", "-o", str(output), *OPTIONS, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def looks_of(output: Path) -> Path:
    return output.with_suffix(".looks")


def stop_in_mid_run(process: subprocess.Popen[str], output: Path, stop: int, looks: int) -> str:
    """Waits until the run has looked at so many tiles, stops it, and returns what it said."""
    deadline = time.monotonic() + PATIENCE_S
    while looks_of(output).stat().st_size < looks and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.003)
    process.send_signal(stop)
    return process.communicate(timeout=PATIENCE_S)[1]


def shapes(path: Path) -> list[str]:
    table = pyogrio.read_dataframe(path, layer="objects").sort_values("object_id")
    return [geometry.wkb_hex for geometry in table.geometry]


def test_a_run_killed_again_and_again_gives_the_undisturbed_polygons(tmp_path: Path) -> None:
    boxes = [((x, y, 30 + x % 17, 40), "red") for x in range(10, 440, 70) for y in range(15, 440, 85)]
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, boxes))
    undisturbed = tmp_path / "undisturbed.gpkg"
    run_segment(
        SegmentRequest(raster, "red buildings", str(undisturbed), tile_size_px=64, overlap_px=16),
        model=FakePhraseModel(),
    )
    output = tmp_path / "out.gpkg"
    output.write_bytes(undisturbed.read_bytes())
    older = output.read_bytes()
    moments = random.Random(7)

    process = start(raster, output)
    err = stop_in_mid_run(process, output, signal.SIGINT, moments.randrange(3, 25))
    assert process.returncode == 130
    assert err.count("\n") == 1
    assert "--resume" in err
    for _ in range(2):
        stop_in_mid_run(start(raster, output, "--resume"), output, signal.SIGKILL, moments.randrange(3, 25))
        assert output.read_bytes() == older
        assert journal_path(output).exists()

    process = start(raster, output, "--resume", pause_s=0)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    report = json.loads(out)
    assert report["tiles"]["cached"] > 0
    assert report["tiles"]["run"] > 0
    assert shapes(output) == shapes(undisturbed)
    assert len(shapes(output)) == len(boxes)
    looks_of(output).unlink()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["out.gpkg", "scene.tif", "undisturbed.gpkg"]
