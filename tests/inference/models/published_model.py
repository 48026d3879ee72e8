"""Publishes a small model on a server of this machine, for tests in any Python: standard library only."""

from __future__ import annotations

import json
import struct
from typing import Any

from georefer.tests.inference.models.hub_server import HubServer
from georefer.tests.inference.models.layout_keys import KEYS

REPOSITORY = "people/small"
MODEL_ID = "small-rs2"


def plain_weights(layout: str, size_bytes: int = 0) -> bytes:
    """Returns weights of zeros in a published layout, as safetensors, of about a size."""
    header, offset = {}, 0
    for place, key in enumerate(KEYS[layout]):
        width = max(4, size_bytes // 16) if place == 0 else 4
        shape = (1, 2, 2, width) if key.endswith("pos_embed") else (4, 2)
        length = 4
        for side in shape:
            length *= side
        header[key] = {"dtype": "F32", "shape": shape, "data_offsets": (offset, offset + length)}
        offset += length
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(offset)


def publish(hub: HubServer, size_bytes: int = 0, **changes: object) -> dict[str, Any]:
    """Puts a model that answers phrases on a hub, and returns its entry as the catalog would have it."""
    contents = {
        "model.safetensors": plain_weights("rsrefseg2", size_bytes),
        "tokenizer/tokenizer.json": b"{}",
        "tokenizer/tokenizer_config.json": b"{}",
    }
    files = [
        {"path": path, "size_bytes": len(content), "sha256": hub.put(REPOSITORY, path, content)}
        for path, content in contents.items()
    ]
    return {
        "id": MODEL_ID,
        "name": "Small RS 2",
        "architecture": "rsrefseg2",
        "use": "phrases",
        "state": "download",
        "summary": "Made for a test.",
        "licence": "Apache-2.0",
        "licence_url": "https://example.org/licence",
        "languages": ["en"],
        "good_at": "Tests.",
        "hardware": "Any CPU",
        "cpu_gb": 2,
        "files": [],
        "sources": [{"kind": "hub", "repository": REPOSITORY, "revision": "", "files": files}],
        **changes,
    }
