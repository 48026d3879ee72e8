"""Runs commands and says what they took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finished:
    """Says what a process took.

    Attributes:
        output: Its standard output.
        seconds: Wall time from its start to its end.
        peak_bytes: Its largest resident memory.
    """

    output: str
    seconds: float
    peak_bytes: int


def run(arguments: Sequence[str], log: Path) -> Finished:
    """Runs a Python process of this interpreter and returns what it took.

    Args:
        arguments: After the interpreter.
        log: File for its standard output.

    Raises:
        SystemExit: It failed.
    """
    started = time.perf_counter()
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen([sys.executable, *arguments], stdout=stream)
        # wait4 tells the peak of this one process; getrusage only the largest of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with exit code {process.returncode}")
    kib = 1 if sys.platform == "darwin" else 1024
    return Finished(
        log.read_text(encoding="utf-8"), time.perf_counter() - started, int(usage.ru_maxrss * kib)
    )
