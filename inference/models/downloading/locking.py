"""Keeps two processes from changing one model at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ...errors import ModelError


@contextmanager
def locked(models_folder: Path, model_id: str) -> Iterator[None]:
    """Holds the lock of a model; the system frees it when the process ends, whatever ends it.

    Raises:
        ModelError: Another process holds it, or the folder cannot be written to.
    """
    folder = models_folder / ".locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{model_id}.lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ModelError(
            f"Another process is already changing the model {model_id}", "Wait until it is done", str(error)
        ) from error
    except OSError as error:
        raise ModelError(
            f"The folder of the models, {models_folder}, cannot be written to",
            "Choose another with GEOREFER_MODELS",
            repr(error),
        ) from error
    try:
        yield
    finally:
        lock.release()
