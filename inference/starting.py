"""Imports what is heavy without the pauses of Python's garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collects no garbage inside, and never again looks through what is there at the end.

    Importing torch makes a million objects that stay. Python looks through them again and again meanwhile,
    which is a fifth of the time that the import takes, and at each full collection of a run. Only imports
    belong inside: a model that is dropped later has to be found by the collector.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
