"""Reads `config.json` of a model folder of ours, without loading torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ModelError

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
FORMAT = "georefer-model"
FORMAT_VERSION = 1
# Architecture of models of ours that take clicks.
CLICKS = "click_net"


def is_bundle(path: Path) -> bool:
    """Returns whether a path is a folder of our own format, damaged ones included."""
    config = path / CONFIG_NAME
    if not config.is_file():
        return False
    try:
        content = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    return isinstance(content, dict) and content.get("format") == FORMAT


def read_config(folder: Path) -> dict[str, Any]:
    """Reads `config.json` of a model folder.

    Raises:
        ModelError: It is missing, is no JSON object, or belongs to another format.
    """
    path = folder / CONFIG_NAME
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"The folder {folder.name} is no model: {CONFIG_NAME} is missing",
            "Choose another folder",
            str(path),
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The file {CONFIG_NAME} of the model {folder.name} is damaged",
            "Download or copy the model again",
            f"{path}: {error}",
        ) from error
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise ModelError(f"The folder {folder.name} is no GeoRefer model", "Choose another folder", str(path))
    if config.get("format_version") != FORMAT_VERSION:
        raise ModelError(
            f"The model {folder.name} is written in a format that this version does not know",
            "Update GeoRefer",
            f"{path}: version {config.get('format_version')}",
        )
    return config


def architecture_in(folder: Path) -> str:
    """Returns which code reads a model folder of ours, "" where it does not say."""
    try:
        return str(read_config(folder).get("architecture", ""))
    except ModelError:
        return ""


def facts_in(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns what a configuration states of its model; nothing where that is damaged."""
    return _section(config, "facts")


def vocabulary_in(config: Mapping[str, Any]) -> frozenset[str] | None:
    """Returns every word that a model has learned, or None where any text is understood to some degree."""
    tokenizer = _section(config, "tokenizer")
    is_closed = tokenizer.get("kind") == "words" and isinstance(tokenizer.get("words"), list)
    return frozenset(tokenizer["words"]) if is_closed else None


def _section(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = config.get(name)
    return section if isinstance(section, dict) else {}
