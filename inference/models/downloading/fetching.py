"""Gets one file: goes on where it broke off, waits for busy servers, and keeps only what is right."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx2

from ...errors import ModelError
from .background import iterate, stopped, wait
from .digests import digest_of
from .failures import Broken, asked_wait_s, disk_sentence, explain, is_passing
from .hooks import GetHooks
from .sources import RemoteFile

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_UNMET = 416
_PARTIAL = 206

Tell = Callable[[str, int], None]


class Fetch:
    """Gets one file into a place of its own.

    Args:
        remote: What to get.
        target: Where it goes; beside it lie `NAME.part` and `NAME.part.of` until it is whole.
        hooks: Whom to ask and how patient to be.
        tell: Told the stage and how many bytes of the file are on the disk.
    """

    def __init__(self, remote: RemoteFile, target: Path, hooks: GetHooks, tell: Tell) -> None:
        self._remote = remote
        self._target = target
        self._hooks = hooks
        self._tell = tell
        self._part = target.with_name(f"{target.name}.part")
        self._owner = target.with_name(f"{target.name}.part.of")

    def run(self) -> str:
        """Gets the file and returns its digest.

        Raises:
            ModelError: The server, the network or the disk does not allow it, or the file is another one.
            Cancelled: The person stopped it; what has come is kept.
        """
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._forget_strangers()
            was_continued = self._part.exists()
            self._receive_all()
            digest = self._checked()
            if digest is None and was_continued:
                # What lay there before may have been damaged; it gets one clean chance.
                self._receive_all()
                digest = self._checked()
        except OSError as error:
            message, remedy = disk_sentence(error, self._target.name)
            raise ModelError(message, remedy, repr(error)) from error
        if digest is None:
            raise ModelError(
                f"What {self._remote.host} sends as {self._target.name} is not the file it should be",
                "Get the model again; if it stays so, from another source",
                f"wanted {self._remote.digest}",
            )
        return digest

    def _forget_strangers(self) -> None:
        """Removes a half-got file that belongs to another version."""
        try:
            known = self._owner.read_text(encoding="utf-8")
        except (OSError, ValueError):
            known = ""
        if known != self._remote.identity:
            self._part.unlink(missing_ok=True)
            self._owner.write_text(self._remote.identity, encoding="utf-8")

    def _receive_all(self) -> None:
        """Receives until the file is whole, however often the connection breaks."""
        patience = self._hooks.patience
        attempt = 0
        while not self._is_whole():
            had = self._size()
            try:
                self._receive()
                if self._is_whole() or self._remote.size_bytes is None:
                    return
                raise Broken(f"{self._size()} of {self._remote.size_bytes} bytes")
            except (httpx2.HTTPError, httpx2.InvalidURL, Broken) as error:
                attempt = 1 if self._size() > had else attempt + 1
                if not is_passing(error) or attempt >= patience.tries:
                    raise explain(error, self._remote.host, self._target.name) from error
                self._tell("waiting", self._size())
                wait(patience.wait_s(attempt, asked_wait_s(error)), self._hooks.is_cancelled)

    def _receive(self) -> None:
        """Appends what one request brings."""
        self._tell("downloading", self._size())
        with self._part.open("ab", buffering=0) as stream:
            for offset, block in iterate(self._blocks, self._hooks.is_cancelled):
                if offset != stream.tell():
                    stream.truncate(offset)
                    stream.seek(offset)
                if stream.write(block) != len(block):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                if self._remote.size_bytes is not None and stream.tell() > self._remote.size_bytes:
                    stream.truncate(0)
                    raise ModelError(
                        f"{self._remote.host} sends more than {self._target.name} should hold",
                        "Get the model from another source",
                        f"more than {self._remote.size_bytes} bytes",
                    )
                self._tell("downloading", stream.tell())

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """Yields blocks and where each begins; runs in a thread, so it only reads."""
        patience = self._hooks.patience
        had = self._size()
        headers = {"Accept-Encoding": "identity", "User-Agent": "georefer", **self._remote.headers}
        if had:
            headers["Range"] = f"bytes={had}-"
        timeout = httpx2.Timeout(patience.stall_s, connect=patience.connect_s)
        with (
            httpx2.Client(follow_redirects=True, timeout=timeout) as client,
            client.stream("GET", self._remote.url, headers=headers) as response,
        ):
            offset = self._offset_of(response, had)
            if offset is None:
                return
            # As they come: what a fixed length would hold back is lost when the connection breaks.
            for block in response.iter_raw():
                yield offset, block
                offset += len(block)

    def _offset_of(self, response: httpx2.Response, had: int) -> int | None:
        """Returns where the answer's bytes begin, None where nothing was left to send."""
        if response.status_code == _UNMET and had:
            # Longer than the server's own file, or whole already: the digest tells.
            if self._remote.size_bytes is None:
                return None
            self._part.unlink(missing_ok=True)
            raise Broken("the server has less than lies here")
        response.raise_for_status()
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ModelError(
                f"{self._remote.host} sends {self._target.name} packed, although it was asked not to",
                "Get the model from another source",
            )
        if response.status_code != _PARTIAL:
            return 0
        found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if found is None or int(found[1]) > had:
            raise Broken("the server sends another part of the file than was asked for")
        return int(found[1])

    def _is_whole(self) -> bool:
        return self._remote.size_bytes is not None and self._size() == self._remote.size_bytes

    def _size(self) -> int:
        try:
            return self._part.stat().st_size
        except FileNotFoundError:
            return 0

    def _checked(self) -> str | None:
        """Moves a right file into place and returns its digest; removes a wrong one and returns None."""
        done = 0

        def on_bytes(count: int) -> None:
            nonlocal done
            done += count
            self._tell("checking", done)
            if self._hooks.is_cancelled():
                raise stopped()

        digest = digest_of(self._part, self._remote.digest, on_bytes)
        if self._remote.digest and digest != self._remote.digest:
            self._part.unlink()
            return None
        with self._part.open("rb+") as stream:
            # The bytes must reach the disk before the name that says they are whole.
            os.fsync(stream.fileno())
        os.replace(self._part, self._target)
        with suppress(OSError):
            self._owner.unlink()
        return digest
