"""Keeps every finished tile of a run, so that a killed run goes on where it stopped.

The journal is one SQLite file beside the output. A tile is one transaction: after a kill at any moment it is
there whole or not at all. What is stored are its views, which no tile size changes, once for each target that
was looked for in them. A run and the run that resumes it read the same stored values, which is why both give
the same polygons.

An open journal is also the lock of its output: a second run for the same output is refused.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, OutputError

ViewState = Literal["run", "gated", "blank", "failed"]
Place = tuple[int, int]

FORMAT_VERSION = 2
_LOCK_WAIT_S = 0.5
_SIDE_FILES = ("-journal", "-wal", "-shm")


@dataclass(frozen=True)
class ViewRecord:
    """Holds what a finished view left of one target.

    Attributes:
        place: Column and row of its first pixel in the working grid.
        state: `run`, `gated` (nothing relevant in it), `blank` (no valid pixel) or `failed`.
        logits: Quantized logits, uint8 S x S, or None where the model was not run or found nothing.
        reason: Why it failed, else "".
        target: Number of the target among those of the run.
    """

    place: Place
    state: ViewState
    logits: NDArray[np.uint8] | None = None
    reason: str = ""
    target: int = 0


class Journal:
    """Stores views under a signature that names everything they depend on.

    Args:
        path: The SQLite file.
        signature: Flat mapping of names to JSON values.
        resume: Whether to go on with a journal that is already there; else it is emptied.

    Raises:
        InputError: The journal that is there was made under another signature.
        OutputError: It cannot be written, or another run is using it.
    """

    def __init__(self, path: Path, signature: Mapping[str, object], resume: bool) -> None:
        self.path = path
        with self._explained():
            self._database = self._locked()
            try:
                self._prepare(dict(json.loads(json.dumps(signature))), resume)
            except BaseException:
                self._database.close()
                raise

    def _locked(self) -> sqlite3.Connection:
        """Opens the file and locks it until it is closed; of a damaged file nothing is kept."""
        while True:
            # Tiles are kept from a thread of their own, while nothing else is asked of the file.
            database = sqlite3.connect(
                self.path, timeout=_LOCK_WAIT_S, isolation_level=None, check_same_thread=False
            )
            try:
                database.execute("PRAGMA locking_mode = EXCLUSIVE")
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = NORMAL")
                # From here on the lock is held: this mode never gives one back.
                database.execute("BEGIN EXCLUSIVE")
                database.execute("COMMIT")
            except sqlite3.OperationalError as error:
                database.close()
                if "locked" not in str(error) and self.path.exists() and not self.path.stat().st_size:
                    _remove(self.path)  # an empty file that a full disk has left of this very attempt
                raise
            except sqlite3.DatabaseError:  # no database: a locked one would have said so
                database.close()
                _remove(self.path)
                continue
            if self.path.exists():
                return database
            # The run that was waited for has removed its journal: this one would be invisible to others.
            database.close()

    def _prepare(self, signature: dict[str, object], resume: bool) -> None:
        run = self._database.execute
        if not resume:
            run("DROP TABLE IF EXISTS views")
            run("DROP TABLE IF EXISTS signature")
        signature = {"version of GeoRefer": FORMAT_VERSION, **signature}
        run("CREATE TABLE IF NOT EXISTS signature (text TEXT NOT NULL)")
        run(
            "CREATE TABLE IF NOT EXISTS views (target INTEGER, col_off INTEGER, row_off INTEGER, state TEXT,"
            " reason TEXT, side INTEGER, logits BLOB, PRIMARY KEY (target, row_off, col_off))"
        )
        row = run("SELECT text FROM signature").fetchone()
        if row is None:
            run("INSERT INTO signature VALUES (?)", (json.dumps(signature),))
            return
        before = json.loads(row[0])
        for name in sorted(before.keys() | signature.keys()):
            if before.get(name) != signature.get(name):
                raise InputError(
                    f"The unfinished run beside the output was made with another {name}",
                    "Give the same settings as then, or leave out --resume to start anew",
                    f"{self.path}: {name}: {before.get(name)!r} is not {signature.get(name)!r}",
                )

    def finished(self, target: int = 0) -> dict[Place, ViewState]:
        """Returns the state of every view stored for a target; failed ones will be tried again."""
        query = "SELECT col_off, row_off, state FROM views WHERE state != 'failed' AND target = ?"
        with self._explained():
            rows = self._database.execute(query, (target,))
            return {(col_off, row_off): state for col_off, row_off, state in rows}

    def keep(self, records: Sequence[ViewRecord]) -> None:
        """Stores the views of a tile; when this returns, a kill no longer loses them."""
        rows = [
            (record.target, *record.place, record.state, record.reason, *_pack(record.logits))
            for record in records
        ]
        with self._explained():
            self._database.execute("BEGIN")
            try:
                self._database.executemany("INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
                self._database.execute("COMMIT")
            except BaseException:
                # SQLite itself has rolled back where the disk is full.
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise

    def ran(self, target: int = 0) -> Iterator[ViewRecord]:
        """Yields the views that the model was run on, in row order; logits None where it found nothing."""
        query = (
            "SELECT col_off, row_off, side, logits FROM views WHERE state = 'run' AND target = ?"
            " ORDER BY row_off, col_off"
        )
        with self._explained():
            rows = self._database.execute(query, (target,))
        while True:
            with self._explained():
                row = rows.fetchone()
                if row is None:
                    return
                col_off, row_off, side, block = row
                logits = None
                if side:
                    logits = np.frombuffer(zlib.decompress(block), dtype=np.uint8).reshape(side, side)
            yield ViewRecord((col_off, row_off), "run", logits, target=target)

    @property
    def is_empty(self) -> bool:
        """Says whether no view is finished."""
        with self._explained():
            query = "SELECT 1 FROM views WHERE state != 'failed' LIMIT 1"
            return self._database.execute(query).fetchone() is None

    def close(self) -> None:
        """Closes the file and keeps it."""
        self._database.close()

    def discard(self) -> None:
        """Closes the file and removes it: its run has given its output, or has nothing worth keeping."""
        # Removed while it is locked, so that no other run can have begun with it. Windows removes no file
        # that is open; there it is removed once nobody has it.
        try:
            _remove(self.path)
            self._database.close()
        except PermissionError:
            self._database.close()
            with suppress(PermissionError):
                _remove(self.path)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what SQLite and the disk say into an error for people."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise _output_error(self.path, error) from error
        except (sqlite3.Error, zlib.error, ValueError) as error:
            raise InputError(
                "What an earlier run kept beside the output is damaged",
                "Leave out --resume to start anew",
                f"{self.path}: {error!r}",
            ) from error
        except OSError as error:
            raise _output_error(self.path, error) from error


def _output_error(path: Path, error: sqlite3.Error | OSError) -> OutputError:
    detail = f"{path}: {error!r}"
    if "locked" in str(error):
        remedy = "Wait for it to end, or choose another output file"
        return OutputError("Another run is writing the same output", remedy, detail)
    if "full" in str(error) or "No space" in str(error):
        remedy = "Free some space, then run again with --resume"
        return OutputError(f"The disk of {path.parent} is full", remedy, detail)
    if "disk I/O" in str(error):
        remedy = "Look for room on the disk, then run again with --resume"
        return OutputError(f"The disk of {path.parent} refuses to be read or written", remedy, detail)
    remedy = "Choose an output folder you may write to"
    return OutputError(f"{path.parent} cannot be written to", remedy, detail)


def journal_path(output: Path, number: int = 0) -> Path:
    """Returns where the journal of an output file lies; a run on several working grids has some more."""
    return output.with_name(f".{output.name}.georefer-run{f'-{number}' if number else ''}")


def has_unfinished_run(output: Path) -> bool:
    """Returns whether a run for this output was broken off."""
    return journal_path(output).exists()


def _remove(path: Path) -> None:
    for suffix in ("", *_SIDE_FILES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _pack(logits: NDArray[np.uint8] | None) -> tuple[int, bytes]:
    """Returns the side of a view and its compressed logits; nothing for a view without any."""
    if logits is None or not logits.any():
        return 0, b""
    # Runs of one value are most of what there is to save; looking for more takes half as long again.
    packing = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return logits.shape[0], packing.compress(logits.tobytes()) + packing.flush()
