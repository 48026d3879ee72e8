"""Gets a model of the catalog: asks, checks the disk, downloads, verifies, and puts it in place."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from ..errors import ModelError
from .catalog_entries import CatalogEntry, Download, Source
from .downloading.background import call, wait
from .downloading.digests import digest_of
from .downloading.failures import asked_wait_s, explain, is_passing
from .downloading.fetching import Fetch
from .downloading.hooks import GetHooks, GetProgress
from .downloading.locking import locked
from .downloading.secrecy import quiet_libraries
from .downloading.sources import Place, RemoteFile, address, ask
from .layouts import Layout
from .recognising import recognise
from .store import (
    KeptFile,
    Receipt,
    default_models_folder,
    gigabytes,
    is_in_place,
    now,
    put_in_place,
    read_receipt,
    write_receipt,
)

# What the disk keeps free beside the model: journals, the result, the system itself.
SPARE_BYTES = 500_000_000
PROGRESS_S = 0.1
_SHA256_CHARACTERS = 64


def get_model(
    entry: CatalogEntry,
    models_folder: Path | None = None,
    source: str = "",
    hooks: GetHooks | None = None,
) -> Path:
    """Gets a model and returns its folder; one that is there and whole is left as it is.

    Args:
        entry: Of the catalog.
        models_folder: Where models lie; None: the usual place.
        source: "hub", "modelscope" or "web"; "" takes the usual one.
        hooks: Whom to tell and to ask.

    Raises:
        ModelError: It cannot be got; an older copy of it stays as it was.
        Cancelled: The person stopped it; what has come is kept.
    """
    folder = models_folder or default_models_folder()
    chosen = choose_source(entry, source)
    with locked(folder, entry.id), quiet_libraries():
        return _Getting(entry, chosen, folder, hooks or GetHooks()).run()


def choose_source(entry: CatalogEntry, kind: str = "") -> Source:
    """Returns where a model is got from.

    Raises:
        ModelError: It cannot be got, or not from there.
    """
    if entry.state == "bundled":
        raise ModelError(f"{entry.name} comes with GeoRefer and is there already", "Use it as it is")
    if not entry.sources:
        bases = ", ".join(f"georefer models get {base.model}" for base in entry.files if base.model)
        if entry.folder is not None:
            raise ModelError(f"{entry.name} is put together from other models", f"Get them: {bases}")
        raise ModelError(
            f"No trained weights of {entry.name} are published",
            "Bring a checkpoint with georefer models add" + (f"; its bases: {bases}" if bases else ""),
        )
    fitting = [source for source in entry.sources if kind in ("", source.kind)]
    if not fitting:
        kinds = " or ".join(source.kind for source in entry.sources)
        raise ModelError(f"{entry.name} cannot be got from {kind}", f"Choose {kinds}")
    return fitting[0]


class _Getting:
    """Gets one model; holds how far it is."""

    def __init__(self, entry: CatalogEntry, source: Source, models_folder: Path, hooks: GetHooks) -> None:
        self._entry = entry
        self._source = source
        self._models_folder = models_folder
        self._hooks = hooks
        self._draft = models_folder / ".getting" / entry.id
        self._finished_bytes = 0
        self._total_bytes = 0
        self._told_s = 0.0
        self._told_stage = ""

    def run(self) -> Path:
        with _disk_troubles(self._models_folder):
            if self._is_there():
                return self._models_folder / self._entry.id
            self._draft.mkdir(parents=True, exist_ok=True)
            remotes = [self._asked(download) for download in self._source.downloads]
            self._total_bytes = sum(remote.size_bytes or 0 for remote in remotes)
            self._check_disk(remotes)
            kept = {
                download.path: self._fetched(download, remote)
                for download, remote in zip(self._source.downloads, remotes, strict=True)
            }
            layout = self._checked()
            write_receipt(self._draft, self._receipt(remotes[0], layout, kept))
            self._remove_strays(kept)
        return put_in_place(self._draft, self._models_folder, self._entry.id)

    def _is_there(self) -> bool:
        """Returns whether the model is there, its files of the right sizes."""
        folder = self._models_folder / self._entry.id
        receipt = read_receipt(folder) if folder.is_dir() else None
        if receipt is None:
            return False
        wanted = {download.path: download.sha256 for download in self._source.downloads if download.sha256}
        is_same = all(path in receipt.files and receipt.files[path].sha256 == wanted[path] for path in wanted)
        return is_same and is_in_place(folder, receipt)

    def _asked(self, download: Download) -> RemoteFile:
        """Asks the server for size and digest, as patiently as for the bytes."""
        patience, place = self._hooks.patience, download.place
        self._tell("asking", download.path, 0)
        for attempt in range(1, patience.tries + 1):
            try:
                return call(
                    lambda: ask(place, download.sha256, download.size_bytes, patience.stall_s),
                    self._hooks.is_cancelled,
                )
            except (httpx2.HTTPError, OSError) as error:
                if attempt == patience.tries or not is_passing(error):
                    raise explain(error, _host_of(place), download.path) from error
                self._tell("waiting", download.path, 0)
                wait(patience.wait_s(attempt, asked_wait_s(error)), self._hooks.is_cancelled)
        raise AssertionError("the last attempt returns or raises")

    def _check_disk(self, remotes: list[RemoteFile]) -> None:
        there = sum(file.stat().st_size for file in self._draft.rglob("*") if file.is_file())
        needed = max(0, sum(remote.size_bytes or 0 for remote in remotes) - there)
        free = shutil.disk_usage(self._models_folder).free
        if needed + SPARE_BYTES > free:
            raise ModelError(
                f"{self._entry.name} needs {gigabytes(needed)} more and {self._models_folder} has"
                f" {gigabytes(free)} free",
                "Free some space, or name a folder on another disk in GEOREFER_MODELS",
            )

    def _fetched(self, download: Download, remote: RemoteFile) -> KeptFile:
        target = self._draft / download.path
        if not self._is_finished(target, remote):
            target.unlink(missing_ok=True)
            Fetch(
                remote,
                target,
                self._hooks,
                lambda stage, done_bytes: self._tell(stage, download.path, done_bytes),
            ).run()
        size_bytes = target.stat().st_size
        self._finished_bytes += size_bytes
        is_sha256 = len(remote.digest) == _SHA256_CHARACTERS
        sha256 = remote.digest if is_sha256 else digest_of(target)
        return KeptFile(size_bytes, sha256, "" if is_sha256 else remote.digest)

    def _is_finished(self, target: Path, remote: RemoteFile) -> bool:
        """Returns whether an earlier, interrupted attempt has got a file whole."""
        if not target.is_file() or not remote.digest:
            return False
        if remote.size_bytes is not None and target.stat().st_size != remote.size_bytes:
            return False
        self._tell("checking", target.name, 0)
        return digest_of(target, remote.digest) == remote.digest

    def _checked(self) -> Layout:
        """Returns what the files turn out to be, which must be what the catalog says."""
        found = recognise(self._draft)
        if found.layout.architecture != self._entry.architecture or found.missing:
            lacks = f", without {' and '.join(found.missing)}" if found.missing else ""
            raise ModelError(
                f"What was downloaded as {self._entry.name} is {found.name}{lacks}",
                "Update GeoRefer, or get the model from another source",
                str(self._draft),
            )
        return found.layout

    def _receipt(self, remote: RemoteFile, layout: Layout, kept: dict[str, KeptFile]) -> Receipt:
        place = self._source.downloads[0].place
        origin = place.url or f"{remote.host}/{place.repository}@{remote.revision or place.revision}"
        return Receipt(self._entry.id, self._entry.name, layout.id, self._entry.licence, origin, now(), kept)

    def _remove_strays(self, kept: dict[str, KeptFile]) -> None:
        """Removes what an attempt with other files has left."""
        known = {self._draft / path for path in kept}
        for file in self._draft.rglob("*"):
            if file.is_file() and file not in known and file.suffix in (".part", ".of"):
                file.unlink()

    def _tell(self, stage: str, file: str, done_bytes: int) -> None:
        now_s = time.monotonic()
        if stage == self._told_stage and now_s - self._told_s < PROGRESS_S:
            return
        self._told_stage, self._told_s = stage, now_s
        self._hooks.on_progress(
            GetProgress(stage, file, self._finished_bytes + done_bytes, self._total_bytes)
        )


def _host_of(place: Place) -> str:
    return urlsplit(address(place)).hostname or place.kind


@contextmanager
def _disk_troubles(models_folder: Path) -> Iterator[None]:
    """Turns what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"The folder of the models, {models_folder}, cannot be written to",
            "Free some space, or choose another folder with GEOREFER_MODELS",
            repr(error),
        ) from error
