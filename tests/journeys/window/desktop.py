"""Starts a real QGIS in a window of its own, with the plugin switched on in a fresh profile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
INSIDE = Path(__file__).resolve().parent / "inside"
SWITCHED_ON = "georefer=true\n"
SETTINGS = """[PythonPlugins]
{plugin}processing=true
[app]
askToSaveMemoryLayers=false
projections\\newProjectCrsBehavior=UseCrsOfFirstLayer
"""
LONGEST_S = 240
# The Python inside QGIS takes its libraries from wherever these, or a `python3` in the path, lead to.
UNFIT = ("QT_QPA_PLATFORM", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")


@dataclass(frozen=True)
class Outcome:
    """Is how a QGIS ended.

    Attributes:
        exit_code: Of the process; negative where it was killed by a signal.
        output: What it printed.
    """

    exit_code: int
    output: str


class Window:
    """Is a QGIS that runs a script.

    Args:
        folder: Where its profile, cache and outcomes go.
        engine: Python of the engine.
        scene: Folder with `scene.tif` and `truth.json`.
        has_plugin: Whether the checkout is the plugin there; else there is none.
    """

    def __init__(self, folder: Path, engine: str, scene: Path, has_plugin: bool = True) -> None:
        self.folder = folder
        self.engine = engine
        self.scene = scene
        self.process: subprocess.Popen[bytes] | None = None
        self._make_profile(has_plugin)

    def run(self, journey: str, language: str = "en") -> Outcome:
        """Runs a file of `inside` as tests in the window and returns how that ended."""
        self.start(journey, language)
        return self.wait()

    def start(self, journey: str, language: str = "en") -> None:
        """Starts QGIS with a file of `inside`."""
        program = os.environ.get("QGIS_DESKTOP") or shutil.which("qgis")
        if not program or not os.environ.get("DISPLAY"):
            raise RuntimeError("a journey needs QGIS Desktop and a display (xvfb-run)")
        command = [program, "--profiles-path", str(self.folder), "--profile", "journey", "--nologo"]
        command += ["--noversioncheck", "--lang", language, "--code", str(INSIDE / "startup.py")]
        # Into a file: a pipe that nobody empties would hold QGIS up.
        with (self.folder / "output.txt").open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env=self._environment(journey),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> Outcome:
        """Returns how QGIS ended; ends it where it does not."""
        assert self.process is not None
        ending = ""
        try:
            self.process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            ending = f"\nQGIS did not end within {LONGEST_S} s"
        said = (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")
        return Outcome(self.process.returncode, said + ending)

    @property
    def verdict(self) -> int | None:
        """Returns the exit code of the tests inside; None where they did not come to their end."""
        file = self.folder / "exit-code"
        return int(file.read_text(encoding="utf-8")) if file.exists() else None

    def numbers(self) -> dict[str, float]:
        """Returns what the journey has measured so far."""
        file = self.folder / "numbers.txt"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return {name: float(value) for name, value in map(str.split, lines)}

    def workers(self) -> list[int]:
        """Returns the processes of the engine that this window has started and that still live."""
        mark = f"GEOREFER_FOLDER={self.folder}".encode()
        return [pid for pid, command, told in _processes() if b"worker.py" in command and mark in told]

    @property
    def shots(self) -> Path:
        """Returns the folder of the pictures that journeys take."""
        chosen = os.environ.get("GEOREFER_SHOTS")
        folder = Path(chosen) if chosen else ROOT / "build" / "journeys"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _make_profile(self, has_plugin: bool) -> None:
        profile = self.folder / "profiles" / "journey"
        (profile / "QGIS").mkdir(parents=True)
        (profile / "QGIS" / "QGIS3.ini").write_text(
            SETTINGS.format(plugin=SWITCHED_ON if has_plugin else ""), encoding="utf-8"
        )
        plugins = profile / "python" / "plugins"
        plugins.mkdir(parents=True)
        if has_plugin:
            (plugins / "georefer").symlink_to(ROOT, target_is_directory=True)

    def _environment(self, journey: str) -> dict[str, str]:
        runtime = self.folder / "xdg"
        runtime.mkdir(mode=0o700, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name not in UNFIT}
        return {
            **kept,
            "PATH": os.defpath,
            "PYTHONUNBUFFERED": "1",
            "XDG_RUNTIME_DIR": str(runtime),
            "GEOREFER_PYTHON": self.engine,
            "GEOREFER_JOURNEY": str(INSIDE / journey),
            "GEOREFER_FOLDER": str(self.folder),
            "GEOREFER_SHOTS": str(self.shots),
            "GEOREFER_SCENE": str(self.scene / "scene.tif"),
            "GEOREFER_TRUTH": str(self.scene / "truth.json"),
            # QGIS has no pytest of its own.
            "GEOREFER_TEST_PACKAGES": sysconfig.get_paths()["purelib"],
        }


def engine_python() -> str:
    """Returns the Python of the engine that the checkout has installed."""
    chosen = os.environ.get("GEOREFER_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
    if not Path(chosen).exists():
        raise RuntimeError(f"a journey needs the engine: {chosen} is missing, run make install")
    return chosen


def run_engine(*arguments: str) -> str:
    """Returns what the engine's Python prints."""
    done = subprocess.run([engine_python(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stderr[-2000:]}")
    return done.stdout


def _processes() -> Iterator[tuple[int, bytes, bytes]]:
    """Yields id, command line and environment of every process that lives."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (
                (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
            if state != "Z":
                yield int(folder.name), (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except (OSError, IndexError):
            continue
