"""Speaks with the plugin's worker as the plugin does, and notes when each event has arrived."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from georefer.inference.messages import Done, Failed, Stopped, from_line, to_line

from .timed_worker import MARK

PATIENCE_S = 600.0
ENDS = (Done, Failed, Stopped)


class WorkerProcess:
    """Is one worker; events are read by a thread.

    Attributes:
        started_s: When it was started, by the clock that all processes share.
        tile_times_s: When tiles were finished, where the script tells.

    Args:
        script: What is run.
    """

    def __init__(self, script: Path) -> None:
        self.tile_times_s: list[float] = []
        self._events: queue.Queue[tuple[float, object, str]] = queue.Queue()
        self.started_s = time.monotonic()
        command = [sys.executable, "-I", "-X", "utf8", str(script)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        for read in (self._read_events, self._read_noise):
            threading.Thread(target=read, daemon=True).start()

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def send(self, request: object, job: str) -> float:
        """Sends a request and returns when."""
        now_s = time.monotonic()
        assert self._process.stdin is not None
        self._process.stdin.write(to_line(request, job))
        self._process.stdin.flush()
        return now_s

    def until(self, *kinds: type, job: str = "") -> list[tuple[float, object]]:
        """Returns the events of a job, with their times, up to the first one of some kinds.

        Raises:
            SystemExit: A job has failed.
        """
        seen: list[tuple[float, object]] = []
        while True:
            at_s, event, of_job = self._events.get(timeout=PATIENCE_S)
            if isinstance(event, Failed):
                raise SystemExit(f"{event.message}. {event.remedy}")
            if of_job == job:
                seen.append((at_s, event))
                if isinstance(event, kinds):
                    return seen

    def cpu_s(self) -> float | None:
        """Returns the processor time that the process has used, None where the system does not tell."""
        try:
            text = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        except OSError:
            return None
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def _read_events(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event, job = from_line(line)
            self._events.put((time.monotonic(), event, job))

    def _read_noise(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            text = line.decode("utf-8", "replace")
            if text.startswith(MARK):
                self.tile_times_s.append(float(text.removeprefix(MARK)))
