"""Measures the plugin in a real QGIS window: loading, opening the dock, and a run on the demo's scene.

Needs QGIS Desktop, a display (or xvfb-run) and the environment of the window tests (make test-qgis makes it).
The plugin's share is the time from pressing Enter to the last polygon, over what the engine itself says that
the same run took. A block is a time in which the window did not react to a timer of 10 ms. The median of
several windows counts; of blocks the longest.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from georefer.inference.models.catalog import load_model
from judging.results import Record, benchmark_parser

ROOT = Path(__file__).resolve().parents[1]
WINDOW = ROOT / "tests" / "journeys" / "window"
QGIS_PYTHON = ROOT / ".venv-qgis" / "bin" / "python"

IN_A_WINDOW = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from desktop import Window, engine_python
folder, scene = Path(sys.argv[2]), Path(sys.argv[3])
window = Window(folder, engine_python(), scene)
outcome = window.run("measuring_journey.py")
if window.verdict != 0:
    sys.exit(outcome.output[-4000:])
print(json.dumps(window.numbers()))
"""


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--times", type=int, default=3, help="windows")
    settings = parser.parse_args()
    card = load_model(settings.model).card
    record = Record("window", card.id, card.weights_hash)
    with tempfile.TemporaryDirectory() as folder:
        scene = Path(folder) / "scene"
        scene.mkdir()
        drawing = [str(WINDOW / "draw_scene.py"), str(scene / "scene.tif"), str(scene / "truth.json")]
        subprocess.run([sys.executable, *drawing], check=True)
        rows = [measure(Path(folder) / str(number), scene) for number in range(settings.times)]
    for key in rows[0]:
        pick = max if key.endswith("_block_ms") else statistics.median
        record.values[key] = pick(row[key] for row in rows)
    for name in ("longest_block", "stream_block"):
        record.values[f"{name}_s"] = record.values.pop(f"{name}_ms") / 1000
    record.details["windows"] = rows
    record.write(settings.out)


def measure(folder: Path, scene: Path) -> dict[str, float]:
    """Returns what one window measured."""
    folder.mkdir()
    command = [str(QGIS_PYTHON), "-c", IN_A_WINDOW, str(WINDOW), str(folder), str(scene)]
    if not os.environ.get("DISPLAY"):
        inner = ["sh", "-c", 'openbox & exec "$@"', "window", *command]
        command = [str(shutil.which("xvfb-run")), "-a", "-s", "-screen 0 1600x1000x24", *inner]
    environment = {**os.environ, "GEOREFER_PYTHON": sys.executable}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    lines = done.stdout.strip().splitlines()
    return {key: float(value) for key, value in json.loads(lines[-1]).items()}


if __name__ == "__main__":
    main()
