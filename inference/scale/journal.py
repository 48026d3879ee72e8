"""Keeps every finished tile of a run, so that a killed run goes on where it stopped.

The journal is one SQLite file beside the output. A tile is one transaction: after a kill at any moment it is
there whole or not at all. What is stored are its views, which no tile size changes. A run and the run that
resumes it read the same stored values, which is why both give the same polygons.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, OutputError

ViewState = Literal["run", "gated", "blank", "failed"]
Place = tuple[int, int]


@dataclass(frozen=True)
class ViewRecord:
    """Holds what a finished view left.

    Attributes:
        place: Column and row of its first pixel in the working grid.
        state: `run`, `gated` (nothing relevant in it), `blank` (no valid pixel) or `failed`.
        logits: Quantized logits, uint8 S x S, or None where the model was not run or found nothing.
        reason: Why it failed, else "".
    """

    place: Place
    state: ViewState
    logits: NDArray[np.uint8] | None = None
    reason: str = ""


class Journal:
    """Stores views under a signature that names everything they depend on.

    Args:
        path: The SQLite file.
        signature: Flat mapping of names to JSON values.
        resume: Whether to go on with a journal that is already there.

    Raises:
        InputError: The journal that is there was made under another signature.
        OutputError: It cannot be written, or another run is using it.
    """

    def __init__(self, path: Path, signature: Mapping[str, object], resume: bool) -> None:
        self.path = path
        try:
            if not resume:
                discard(path)
            self._database = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            self._prepare(dict(json.loads(json.dumps(signature))))
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from error

    def _prepare(self, signature: dict[str, object]) -> None:
        run = self._database.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("CREATE TABLE IF NOT EXISTS signature (text TEXT NOT NULL)")
        run(
            "CREATE TABLE IF NOT EXISTS views (col_off INTEGER, row_off INTEGER, state TEXT, reason TEXT,"
            " side INTEGER, logits BLOB, PRIMARY KEY (row_off, col_off))"
        )
        row = run("SELECT text FROM signature").fetchone()
        if row is None:
            run("INSERT INTO signature VALUES (?)", (json.dumps(signature),))
            return
        before = json.loads(row[0])
        for name in sorted(before.keys() | signature.keys()):
            if before.get(name) != signature.get(name):
                self._database.close()
                raise InputError(
                    f"The unfinished run beside the output was made with another {name.replace('_', ' ')}",
                    "Give the same settings as then, or leave out --resume to start anew",
                    f"{self.path}: {name}: {before.get(name)!r} is not {signature.get(name)!r}",
                )

    def finished(self) -> dict[Place, ViewState]:
        """Returns the state of every stored view; failed ones are not finished and will be tried again."""
        rows = self._database.execute("SELECT col_off, row_off, state FROM views WHERE state != 'failed'")
        return {(col_off, row_off): state for col_off, row_off, state in rows}

    def keep(self, records: Sequence[ViewRecord]) -> None:
        """Stores the views of a tile; when this returns, a kill no longer loses them."""
        rows = [(*record.place, record.state, record.reason, *_pack(record.logits)) for record in records]
        try:
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def ran(self) -> Iterator[ViewRecord]:
        """Yields the views that the model was run on, in row order; logits None where it found nothing."""
        query = (
            "SELECT col_off, row_off, side, logits FROM views WHERE state = 'run' ORDER BY row_off, col_off"
        )
        for col_off, row_off, side, block in self._database.execute(query):
            logits = None
            if side:
                logits = np.frombuffer(zlib.decompress(block), dtype=np.uint8).reshape(side, side)
            yield ViewRecord((col_off, row_off), "run", logits)

    def close(self) -> None:
        """Closes the file and keeps it."""
        self._database.close()

    def _unwritable(self, error: sqlite3.Error | OSError) -> OutputError:
        if "locked" in str(error):
            return OutputError(
                "Another run is writing the same output",
                "Wait for it to end, or choose another output file",
                f"{self.path}: {error}",
            )
        detail = f"{self.path}: {error}"
        if "full" in str(error):
            return OutputError(
                f"The disk of {self.path.parent} is full",
                "Free some space, then run again with --resume",
                detail,
            )
        return OutputError(
            f"{self.path.parent} cannot be written to", "Choose an output folder you may write to", detail
        )


def journal_path(output: Path) -> Path:
    """Returns where the journal of an output file lies."""
    return output.with_name(f".{output.name}.georefer-run")


def discard(path: Path) -> None:
    """Removes a journal that nobody has open; its run has given its output, or is not wanted any more."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def has_unfinished_run(output: Path) -> bool:
    """Returns whether a run for this output was broken off."""
    return journal_path(output).exists()


def _pack(logits: NDArray[np.uint8] | None) -> tuple[int, bytes]:
    """Returns the side of a view and its compressed logits; nothing for a view without any."""
    if logits is None or not logits.any():
        return 0, b""
    return logits.shape[0], zlib.compress(logits.tobytes(), 1)
