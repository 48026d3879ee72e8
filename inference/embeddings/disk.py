"""Keeps what a model has seen of views in a file: one for each scene and model, bounded, never half."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, OutputError
from ..scale.journal import Place
from .features import UnpackableError, pack, unpack
from .sights import Grid, ViewSight

FORMAT_VERSION = 1
SUFFIX = ".embeddings"
_BUSY_S = 5.0
_SIDE_FILES = ("", "-journal", "-wal", "-shm")
_TABLES = (
    "CREATE TABLE IF NOT EXISTS signature (text TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS views (grid TEXT, col_off INTEGER, row_off INTEGER, valid BLOB,"
    " glance TEXT, glance_numbers BLOB, features TEXT, features_numbers BLOB,"
    " PRIMARY KEY (grid, row_off, col_off))",
)


class EmbeddingFile:
    """Is the file of one scene.

    Trouble with the disk later on stops the keeping, not the run; `problem` then says why.

    Args:
        path: The file; in a folder, the signature names the file.
        signature: Flat mapping of names to JSON values, of everything that the numbers depend on.
        limit_bytes: How much the file, or all files of ours in the folder, may take.

    Raises:
        InputError: The file belongs to another scene or model; the key that differs is named.
        OutputError: It cannot be opened.
    """

    def __init__(self, path: Path, signature: Mapping[str, object], limit_bytes: int) -> None:
        signature = {"version of GeoRefer": FORMAT_VERSION, **signature}
        text = json.dumps(signature, sort_keys=True)
        self._folder = path if path.is_dir() else None
        name = f"{hashlib.sha256(text.encode()).hexdigest()[:24]}{SUFFIX}"
        self.path = path if self._folder is None else path / name
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self.problem = ""
        try:
            self._database = self._opened(text)
        except (sqlite3.OperationalError, OSError) as error:
            raise OutputError(
                f"The embeddings {self.path.name} cannot be kept there",
                "Choose a folder that you may write to, with room on its disk",
                f"{self.path}: {error!r}",
            ) from error
        self._compare(signature)
        self._used_bytes = self.path.stat().st_size

    def _opened(self, text: str) -> sqlite3.Connection:
        """Opens the file; in a folder a damaged one is made anew, for all in it can be made again."""
        try:
            return self._connected(text)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            if self._folder is None:
                raise self._stranger(repr(error)) from error
            _remove(self.path)
            return self._connected(text)

    def _connected(self, text: str) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            self._refuse_a_stranger(database)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            for statement in _TABLES:
                database.execute(statement)
            if database.execute("SELECT 1 FROM signature").fetchone() is None:
                database.execute("INSERT INTO signature VALUES (?)", (text,))
            os.utime(self.path)
        except BaseException:
            database.close()
            raise
        return database

    def _refuse_a_stranger(self, database: sqlite3.Connection) -> None:
        """Raises InputError for a database of something else, a GeoPackage say, before it is written to."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = {name for (name,) in database.execute(query)}
        columns = {row[1] for row in database.execute("PRAGMA table_info(views)")}
        if tables - {"signature", "views"} or ("views" in tables and "grid" not in columns):
            raise self._stranger(f"it has the tables {', '.join(sorted(tables))}")

    def _stranger(self, detail: str) -> InputError:
        return InputError(
            f"{self.path.name} holds no embeddings, or is damaged",
            "Name another file, so that this one is kept",
            f"{self.path}: {detail}",
        )

    def _compare(self, signature: Mapping[str, object]) -> None:
        (text,) = self._database.execute("SELECT text FROM signature").fetchone()
        before = json.loads(text)
        for name in sorted(before.keys() | signature.keys()):
            if before.get(name) != signature.get(name):
                self._database.close()
                raise InputError(
                    f"The embeddings {self.path.name} were made with another {name}",
                    "Give the same raster, bands and model as then, or name another file",
                    f"{self.path}: {name}: {before.get(name)!r} is not {signature.get(name)!r}",
                )

    def shelf(self, grid: Grid) -> FileShelf:
        """Returns the shelf of one working grid."""
        return FileShelf(self, json.dumps(grid))

    def get(self, grid: str, place: Place) -> ViewSight | None:
        """Returns what was kept of a view; None also where it cannot be read."""
        query = (
            "SELECT valid, glance, glance_numbers, features, features_numbers FROM views"
            " WHERE grid = ? AND col_off = ? AND row_off = ?"
        )
        with self._lock, suppress(sqlite3.Error):
            row = self._database.execute(query, (grid, *place)).fetchone()
            if row is None:
                return None
            valid, glance, glance_numbers, features, features_numbers = row
            return ViewSight(
                _valid(valid), unpack(glance, glance_numbers), unpack(features, features_numbers)
            )
        return None

    def keep(self, grid: str, place: Place, sight: ViewSight) -> None:
        """Keeps a view in one transaction, as long as there is room and no trouble."""
        if self.problem:
            return
        try:
            row = (_packed(sight.valid), *pack(sight.glance), *pack(sight.features))
        except UnpackableError as error:
            self.problem = f"What this model sees cannot be kept on the disk ({error})"
            return
        needed_bytes = sum(len(part) for part in row if part is not None)
        if not self._has_room(needed_bytes):
            self.problem = "The limit of the kept embeddings is reached; the rest was not kept"
            return
        with self._lock:
            try:
                self._database.execute(
                    "INSERT OR REPLACE INTO views VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (grid, *place, *row)
                )
                self._used_bytes += needed_bytes
            except sqlite3.Error as error:
                self.problem = f"The embeddings are not kept any more: {error}"

    def close(self) -> None:
        """Closes the file and keeps it."""
        with self._lock:
            self._database.close()

    def _has_room(self, needed_bytes: int) -> bool:
        """Says whether there is room; files of other scenes that were not used of late are removed for it."""
        if self._used_bytes + needed_bytes > self._limit_bytes:
            return False
        if self._folder is None:
            return True
        sizes: dict[Path, os.stat_result] = {}
        for other in self._folder.glob(f"*{SUFFIX}"):
            # Another process may have removed it meanwhile.
            with suppress(OSError):
                sizes[other] = other.stat()
        sizes.pop(self.path, None)
        total = self._used_bytes + needed_bytes + sum(one.st_size for one in sizes.values())
        for other in sorted(sizes, key=lambda one: sizes[one].st_mtime):
            if total <= self._limit_bytes:
                break
            # Windows removes no file that another process has open.
            with suppress(OSError):
                _remove(other)
                total -= sizes[other].st_size
        return total <= self._limit_bytes


@dataclass(frozen=True)
class FileShelf:
    """Is the part of a file that belongs to one working grid."""

    file: EmbeddingFile
    grid: str
    _known: dict[Place, bool] = field(default_factory=dict)

    def get(self, place: Place) -> ViewSight | None:
        """Returns what was kept of a view."""
        sight = self.file.get(self.grid, place)
        if sight is not None:
            self._known[place] = sight.features is not None
        return sight

    def keep(self, place: Place, sight: ViewSight) -> None:
        """Keeps a view, if there is room, unless only answers were added to what is there."""
        is_embedded = sight.features is not None
        if self._known.get(place) != is_embedded:
            self._known[place] = is_embedded
            self.file.keep(self.grid, place, sight)


def _packed(valid: NDArray[np.bool_] | None) -> bytes | None:
    return None if valid is None else valid.shape[0].to_bytes(4, "big") + np.packbits(valid).tobytes()


def _valid(block: bytes | None) -> NDArray[np.bool_] | None:
    if block is None:
        return None
    rows, bits = int.from_bytes(block[:4], "big"), np.frombuffer(block[4:], np.uint8)
    return np.unpackbits(bits, count=rows * rows).astype(bool).reshape(rows, rows)


def _remove(path: Path) -> None:
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
