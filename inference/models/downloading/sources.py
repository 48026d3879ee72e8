"""Knows where a file lies: on the hub, on ModelScope or at an https address, and asks what it is there."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from ...errors import ModelError

MODELSCOPE = "www.modelscope.cn"
_SHA256_CHARACTERS = 64
_GIT_CHARACTERS = 40


@dataclass(frozen=True)
class Place:
    """Names one file at its source.

    Attributes:
        kind: "hub", "modelscope" or "web".
        name: Path in the repository; the last part of the address on the web.
        repository: Owner and name, "" on the web.
        revision: Commit or branch, "" for the main branch.
        url: Address on the web, "" elsewhere.
        is_gated: Whether the hub hands it only to people who have accepted its licence.
    """

    kind: str
    name: str
    repository: str = ""
    revision: str = ""
    url: str = ""
    is_gated: bool = False


@dataclass(frozen=True)
class RemoteFile:
    """States what a server says of a file.

    Attributes:
        url: Where its bytes are asked for.
        host: Server, for people.
        size_bytes: None where the server does not say.
        digest: SHA-256 or git's SHA-1, hexadecimal; "" where nobody has said.
        revision: Commit that the server resolved, "" where there is none.
        headers: What every request for its bytes carries; holds the token of gated files.
    """

    url: str
    host: str
    size_bytes: int | None = None
    digest: str = ""
    revision: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def identity(self) -> str:
        """Returns what a half-got file must share with it to be continued."""
        return self.digest or f"{self.url} {self.revision} {self.size_bytes}"


def hub_endpoint() -> str:
    """Returns the address of the hub, or of the mirror that `HF_ENDPOINT` names."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def modelscope_endpoint() -> str:
    """Returns the address of ModelScope, or of what `MODELSCOPE_DOMAIN` names."""
    domain = (os.environ.get("MODELSCOPE_DOMAIN") or MODELSCOPE).rstrip("/")
    return domain if "://" in domain else f"https://{domain}"


def address(place: Place) -> str:
    """Returns the address of a file."""
    if place.kind == "web":
        return place.url
    if place.kind == "modelscope":
        revision = place.revision or "master"
        path = f"models/{place.repository}/resolve/{quote(revision, safe='')}/{quote(place.name)}"
        return f"{modelscope_endpoint()}/{path}"
    from huggingface_hub import hf_hub_url

    return hf_hub_url(place.repository, place.name, revision=place.revision or None, endpoint=hub_endpoint())


def ask(place: Place, digest: str, size_bytes: int, timeout_s: float) -> RemoteFile:
    """Asks the hub what a file is; of other servers everything is learned with the first bytes.

    Args:
        place: The file.
        digest: SHA-256 that the catalog names, "" where it names none.
        size_bytes: Size that the catalog names, 0 where it names none.
        timeout_s: How long to wait for the answer.

    Raises:
        ModelError: The hub has another file there than the catalog names.
        OSError: The server cannot be reached or refuses; `failures.explain` makes a sentence of it.
    """
    url = address(place)
    remote = RemoteFile(url, urlsplit(url).hostname or url, size_bytes or None, digest, place.revision)
    if place.kind != "hub":
        return remote
    from huggingface_hub import get_hf_file_metadata

    token = _token() if place.is_gated else None
    facts = get_hf_file_metadata(url, token=token or False, timeout=timeout_s, endpoint=hub_endpoint())
    found = facts.etag or ""
    storage = facts.xet_file_data
    if len(found) not in (_SHA256_CHARACTERS, _GIT_CHARACTERS) or (storage and storage.file_hash == found):
        # The hub's storage has a hash of its own, which nothing here can compute.
        found = ""
    if size_bytes and facts.size not in (None, size_bytes):
        raise ModelError(
            f"{remote.host} has another file {place.name} than the catalog names; nothing was downloaded",
            "Update GeoRefer, or get the model from another source",
            f"{place.repository}@{facts.commit_hash}: {facts.size} bytes, catalog {size_bytes}",
        )
    return replace(
        remote,
        size_bytes=facts.size if facts.size is not None else remote.size_bytes,
        digest=digest or found,
        revision=facts.commit_hash or place.revision,
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )


def _token() -> str | None:
    """Returns the person's token for the hub, which is read for gated files only."""
    from huggingface_hub import get_token

    token = get_token()
    # A token must not cross a network in the clear.
    is_safe = hub_endpoint().startswith("https://") or _is_loopback()
    return token if is_safe else None


def _is_loopback() -> bool:
    return urlsplit(hub_endpoint()).hostname in ("127.0.0.1", "localhost", "::1")
