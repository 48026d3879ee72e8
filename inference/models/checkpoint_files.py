"""Finds the checkpoint in a folder that somebody keeps a published model in, without loading torch."""

from __future__ import annotations

from pathlib import Path

from ..errors import ModelError

DEEPSPEED_FILE = "mp_rank_00_model_states.pt"
_SUFFIXES = {".pth", ".pt", ".safetensors", ".bin"}


def is_weights(name: str) -> bool:
    """Returns whether a file of this name may hold weights."""
    return Path(name).suffix in _SUFFIXES


def locate(path: Path) -> tuple[Path, Path]:
    """Returns the folder and the checkpoint in it.

    Args:
        path: The folder, or the checkpoint itself.

    Raises:
        ModelError: There is none, or more than one.
    """
    if path.is_file() or (path / DEEPSPEED_FILE).is_file():
        return path.parent, path
    found = checkpoints_in(path) if path.is_dir() else []
    if len(found) != 1:
        names = ", ".join(checkpoint.name for checkpoint in found) or "none"
        raise ModelError(
            f"The folder {path.name} must hold one checkpoint and holds {names}",
            "Choose the checkpoint itself, or remove the others",
            str(path),
        )
    return path, found[0]


def checkpoints_in(folder: Path) -> list[Path]:
    """Returns what looks like a checkpoint, in alphabetical order."""
    return sorted(
        entry
        for entry in folder.iterdir()
        if (entry.is_file() and entry.suffix in _SUFFIXES) or (entry / DEEPSPEED_FILE).is_file()
    )
