"""Keeps every finished tile of a run, so that a killed run goes on where it stopped.

The journal is one SQLite file beside the output. A tile is one transaction: after a kill at any moment it is
there whole or not at all. A run and the run that resumes it read the same stored values, which is why both
give the same polygons.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, OutputError

TileState = Literal["run", "gated", "blank", "failed"]


@dataclass(frozen=True)
class TileRecord:
    """Holds what a finished tile left.

    Attributes:
        index: Number of the tile in the grid.
        state: `run`, `gated` (nothing relevant in it), `blank` (no valid pixel) or `failed`.
        logits: One entry per view of the tile, in order: quantized logits, uint8 S x S, or None where the
            view was not run.
        reason: Why the tile failed, else "".
    """

    index: int
    state: TileState
    logits: tuple[NDArray[np.uint8] | None, ...] = ()
    reason: str = ""


class Journal:
    """Stores tiles under a signature that names everything they depend on.

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
        if not resume:
            self._remove()
        try:
            self._database = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            self._prepare(dict(json.loads(json.dumps(signature))))
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def _prepare(self, signature: dict[str, object]) -> None:
        run = self._database.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        run("CREATE TABLE IF NOT EXISTS signature (text TEXT NOT NULL)")
        run("CREATE TABLE IF NOT EXISTS tiles (number INTEGER PRIMARY KEY, state TEXT, reason TEXT, logits BLOB)")
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

    def finished(self) -> dict[int, TileState]:
        """Returns the state of every stored tile; failed ones are not finished and will be tried again."""
        rows = self._database.execute("SELECT number, state FROM tiles WHERE state != 'failed'")
        return dict(rows.fetchall())

    def failures(self) -> dict[int, str]:
        """Returns the reason of every failed tile."""
        return dict(self._database.execute("SELECT number, reason FROM tiles WHERE state = 'failed'").fetchall())

    def keep(self, record: TileRecord) -> None:
        """Stores a tile; when this returns, a kill no longer loses it."""
        row = (record.index, record.state, record.reason, _pack(record.logits))
        try:
            self._database.execute("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def logits(self, indices: Sequence[int]) -> Iterator[TileRecord]:
        """Yields the stored tiles with these numbers, in the given order, skipping those without logits."""
        for index in indices:
            row = self._database.execute(
                "SELECT state, reason, logits FROM tiles WHERE number = ?", (index,)
            ).fetchone()
            if row is not None and row[2]:
                yield TileRecord(index, row[0], _unpack(row[2]), row[1])

    def close(self) -> None:
        """Closes the file and keeps it."""
        self._database.close()

    def discard(self) -> None:
        """Closes and removes the journal; the run has given its output."""
        self.close()
        self._remove()

    def _remove(self) -> None:
        try:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> OutputError:
        if "locked" in str(error):
            return OutputError(
                "Another run is writing the same output",
                "Wait for it to end, or choose another output file",
                f"{self.path}: {error}",
            )
        full = "full" in str(error)
        return OutputError(
            f"The disk of {self.path.parent} is full" if full else f"{self.path.parent} cannot be written to",
            "Free some space, then run again with --resume" if full else "Choose an output folder you may write to",
            f"{self.path}: {error}",
        )


def journal_path(output: Path) -> Path:
    """Returns where the journal of an output file lies."""
    return output.with_name(f".{output.name}.georefer-run")


def has_unfinished_run(output: Path) -> bool:
    """Returns whether a run for this output was broken off."""
    return os.path.exists(journal_path(output))


def _pack(logits: Sequence[NDArray[np.uint8] | None]) -> bytes:
    """Returns views as one compressed block: side, presence flags, then the views that are there."""
    present = [view for view in logits if view is not None]
    if not present:
        return b""
    flags = bytes(view is not None for view in logits)
    header = len(flags).to_bytes(2, "big") + present[0].shape[0].to_bytes(4, "big") + flags
    return header + zlib.compress(b"".join(view.tobytes() for view in present), 1)


def _unpack(block: bytes) -> tuple[NDArray[np.uint8] | None, ...]:
    count, side = int.from_bytes(block[:2], "big"), int.from_bytes(block[2:6], "big")
    flags = block[6 : 6 + count]
    views = iter(np.frombuffer(zlib.decompress(block[6 + count :]), dtype=np.uint8).reshape(-1, side, side))
    return tuple(next(views) if flag else None for flag in flags)
