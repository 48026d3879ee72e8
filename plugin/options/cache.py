"""Finds the cache folder, and keeps it below its limit."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QCoreApplication

from ..task_flags import QUIET
from .schema import Options

translate = QCoreApplication.translate

GIGABYTE = 10**9
# What was touched this recently may be in use, by this QGIS or by another one.
SPARED_S = 24 * 3600.0
# Neighbours of a file that belong to it: without them, or they without it, it cannot be read.
COMPANIONS = ("-wal", "-shm", "-journal", ".aux.xml", ".ovr", ".msk", ".json")


@dataclass(frozen=True)
class CachedFile:
    """Is a file of the cache together with its companions.

    Attributes:
        paths: The files; they go together.
        size_bytes: Of all of them.
        touched_s: When the last of them was written, in seconds since 1970.
    """

    paths: tuple[Path, ...]
    size_bytes: int
    touched_s: float


def cache_folder(options: Options) -> Path:
    """Returns the folder for exported imagery and unfinished runs; it may not exist yet."""
    if options.cache_folder:
        return Path(options.cache_folder)
    return Path(QgsApplication.qgisSettingsDirPath()) / "georefer" / "cache"


def cached_files(folder: Path) -> list[CachedFile]:
    """Returns what lies below a folder, the oldest first."""
    groups: dict[str, list[tuple[Path, os.stat_result]]] = {}
    for path in folder.rglob("*"):
        try:
            state = path.lstat()
        except OSError:
            continue  # another QGIS has just removed it
        if path.is_file() and not path.is_symlink():
            groups.setdefault(_main_name(path), []).append((path, state))
    files = [
        CachedFile(
            tuple(path for path, _ in group),
            sum(state.st_size for _, state in group),
            max(state.st_mtime for _, state in group),
        )
        for group in groups.values()
    ]
    return sorted(files, key=lambda one: one.touched_s)


def surplus(files: list[CachedFile], limit_bytes: float, spared_since_s: float) -> list[CachedFile]:
    """Returns the oldest files that have to go, none of them touched after `spared_since_s`."""
    size_bytes = sum(one.size_bytes for one in files)
    going = []
    for one in files:
        if size_bytes <= limit_bytes or one.touched_s > spared_since_s:
            break
        going.append(one)
        size_bytes -= one.size_bytes
    return going


class TrimTask(QgsTask):
    """Removes the oldest files of the cache beyond its limit, in the background.

    Only files below the cache folder's own `subfolders` are looked at: a person may have chosen a folder with
    other things in it.

    Args:
        options: Where the cache is, and its limit.
        subfolders: Names of the folders that GeoRefer makes there.
        kept: Files that stay, whatever their age.
    """

    def __init__(self, options: Options, subfolders: Collection[str], kept: Collection[Path] = ()) -> None:
        super().__init__(translate("GeoRefer", "Tidying the cache of GeoRefer"), QUIET)
        self._folders = [cache_folder(options) / name for name in subfolders]
        self._limit_bytes = options.cache_limit_gb * GIGABYTE
        self._kept = {os.path.abspath(path) for path in kept}
        self.removed: list[Path] = []

    def run(self) -> bool:
        """Removes what is too much; called by QGIS in another thread."""
        files = [one for folder in self._folders for one in cached_files(folder)]
        files.sort(key=lambda one: one.touched_s)
        for one in surplus(files, self._limit_bytes, time.time() - SPARED_S):
            if self.isCanceled():
                return False
            if not any(os.path.abspath(path) in self._kept for path in one.paths):
                self._remove(one)
        return True

    def _remove(self, one: CachedFile) -> None:
        for path in one.paths:
            try:
                path.unlink()
            except OSError:
                continue  # in use on Windows, or gone already; the next time will tell
            self.removed.append(path)


def _main_name(path: Path) -> str:
    """Returns the name of the file that a file belongs to."""
    name = str(path)
    for ending in COMPANIONS:
        if name.endswith(ending):
            return name[: -len(ending)]
    return name
