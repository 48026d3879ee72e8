"""A server on loopback that speaks the hub's protocol, with every fault that real ones have."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" * 6 + "c0ff"
SECRET = "X-Amz-Signature=5ec3e7"  # noqa: S105, RUF100 - what a signed address looks like


@dataclass
class Faults:
    """States what goes wrong; each number is how many requests for bytes it hits.

    Attributes:
        refusals: Statuses that the next requests get, in order.
        retry_after: Header that goes with them.
        breaks_after: Bytes after which the next answers break off.
        stalls_after: Bytes after which the next answers fall silent.
        wrong_bytes: Whether other bytes come than the hub has announced.
        ignores_ranges: Whether every answer is the whole file.
        hides_size: Whether neither hub nor answer says how large the file is.
        needs_token: Token without which the hub answers 401.
        bytes_per_s: How fast bytes come; None: at once.
    """

    refusals: list[int] = field(default_factory=list)
    retry_after: str = ""
    breaks_after: list[int] = field(default_factory=list)
    stalls_after: list[int] = field(default_factory=list)
    wrong_bytes: bool = False
    ignores_ranges: bool = False
    hides_size: bool = False
    needs_token: str = ""
    bytes_per_s: float | None = None


@dataclass
class Seen:
    """States one request."""

    server: str
    method: str
    path: str
    headers: dict[str, str]


class HubServer:
    """Serves files as the hub does: answers on one port, bytes behind a redirect on another."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.small: set[str] = set()
        self.faults = Faults()
        self.seen: list[Seen] = []
        self.sent_bytes = 0
        self.closing = threading.Event()
        self._hub = _serve(self, _Hub)
        self._storage = _serve(self, _Storage)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._hub.server_address[1]}"

    @property
    def storage_url(self) -> str:
        return f"http://127.0.0.1:{self._storage.server_address[1]}"

    def put(self, repository: str, name: str, content: bytes, is_small: bool = False) -> str:
        """Adds a file and returns its SHA-256."""
        key = f"{repository}/{name}"
        self.files[key] = content
        if is_small:
            self.small.add(key)
        return hashlib.sha256(content).hexdigest()

    def requests(self, server: str, method: str = "GET") -> list[Seen]:
        return [one for one in self.seen if one.server == server and one.method == method]

    def close(self) -> None:
        self.closing.set()
        for server in (self._hub, self._storage):
            server.shutdown()
            server.server_close()


def _serve(owner: HubServer, handler: type[_Handler]) -> ThreadingHTTPServer:
    kind = type(handler.__name__, (handler,), {"owner": owner})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    owner: HubServer
    protocol_version = "HTTP/1.1"
    name = ""

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        # A proxy is asked for whole addresses.
        path = unquote(urlsplit(self.path).path)
        self.owner.seen.append(Seen(self.name, self.command, self.path, dict(self.headers.items())))
        try:
            self.reply(path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def reply(self, path: str) -> None:
        raise NotImplementedError

    def refuse(self, status: int, reason: str = "") -> None:
        body = json.dumps({"error": reason or f"status {status}"}).encode()
        self.send_response(status)
        if self.owner.faults.retry_after:
            self.send_header("Retry-After", self.owner.faults.retry_after)
        if status == 401:
            self.send_header("X-Error-Code", "GatedRepo")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_file(self, content: bytes, headers: dict[str, str]) -> None:
        faults = self.owner.faults
        if faults.refusals and self.command == "GET":
            self.refuse(faults.refusals.pop(0))
            return
        start = self._start()
        if start > 0 and start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if faults.hides_size:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(content) - start))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self._send_bytes(content[start:])

    def _start(self) -> int:
        wanted = self.headers.get("Range", "")
        is_range = wanted.startswith("bytes=") and not self.owner.faults.ignores_ranges
        return int(wanted[6:].split("-")[0]) if is_range else 0

    def _send_bytes(self, content: bytes) -> None:
        faults = self.owner.faults
        if faults.wrong_bytes:
            content = bytes(len(content))
        breaks = faults.breaks_after.pop(0) if faults.breaks_after else None
        stalls = faults.stalls_after.pop(0) if faults.stalls_after else None
        limit = next((end for end in (breaks, stalls) if end is not None), len(content))
        for offset in range(0, min(limit, len(content)), 65536):
            block = content[offset : min(offset + 65536, limit)]
            self.wfile.write(block)
            self.owner.sent_bytes += len(block)
            if faults.bytes_per_s is not None:
                time.sleep(len(block) / faults.bytes_per_s)
        self.wfile.flush()
        if stalls is not None:
            self.owner.closing.wait(20)
        if breaks is not None or stalls is not None:
            self.close_connection = True
            self.connection.close()


class _Hub(_Handler):
    """Says what a file is, and sends those who want its bytes to the storage."""

    name = "hub"

    def reply(self, path: str) -> None:
        owner = self.owner
        plain = path.lstrip("/").removeprefix("models/")
        repository, _, rest = plain.partition("/resolve/")
        revision, _, name = rest.partition("/")
        key = f"{repository}/{name}"
        if (
            owner.faults.needs_token
            and self.headers.get("Authorization") != f"Bearer {owner.faults.needs_token}"
        ):
            self.refuse(401, "Access to model is restricted")
        elif not rest and plain in owner.files:
            self.send_file(owner.files[plain], {"ETag": '"web"'})
        elif key not in owner.files or revision not in (COMMIT, "main", "master"):
            self.refuse(404)
        elif key in owner.small:
            content = owner.files[key]
            etag = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            self.send_file(content, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT})
        else:
            self._redirect(key)

    def _redirect(self, key: str) -> None:
        content = self.owner.files[key]
        self.send_response(302)
        self.send_header("Location", f"{self.owner.storage_url}/{key}?{SECRET}")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("X-Linked-ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        if not self.owner.faults.hides_size:
            self.send_header("X-Linked-Size", str(len(content)))
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Storage(_Handler):
    """Has the bytes, behind signed addresses."""

    name = "storage"

    def reply(self, path: str) -> None:
        if SECRET not in self.path:
            self.refuse(403)
            return
        self.send_file(self.owner.files[path.lstrip("/")], {"ETag": '"storage"'})


Serve = Callable[[], HubServer]
