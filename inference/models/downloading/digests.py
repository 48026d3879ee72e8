"""Computes what a file is known by: SHA-256, or the SHA-1 that git and the hub give small files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_SHA256_CHARACTERS = 64
_BLOCK_BYTES = 1 << 20


def digest_of(path: Path, like: str = "", on_bytes: Callable[[int], None] | None = None) -> str:
    """Returns the digest of a file, hexadecimal.

    Args:
        path: The file.
        like: A digest of the wanted kind; SHA-256 where it is empty.
        on_bytes: Told after every block how many bytes it had.
    """
    is_git = bool(like) and len(like) != _SHA256_CHARACTERS
    digest = hashlib.sha1(usedforsecurity=False) if is_git else hashlib.sha256()
    if is_git:
        digest.update(f"blob {path.stat().st_size}\0".encode())
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK_BYTES), b""):
            digest.update(block)
            if on_bytes is not None:
                on_bytes(len(block))
    return digest.hexdigest()
