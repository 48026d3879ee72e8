"""Keeps the journals of a run on several working grids together: they stay, or go, as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .journal import Journal


@dataclass
class Journals:
    """Are the journals of a run, one for each working grid.

    Attributes:
        every: All of them.
        are_wanted: Whether the output is still to be written, so that the finished tiles stay.
    """

    every: list[Journal] = field(default_factory=list)
    are_wanted: bool = True


@contextmanager
def kept_journals() -> Iterator[Journals]:
    """Gives a place for the journals of a run, and closes or removes them however it ends."""
    journals = Journals()
    try:
        yield journals
    finally:
        # The first one is the lock of the output, and goes last.
        for journal in reversed(journals.every):
            if journals.are_wanted and not journal.is_empty:
                journal.close()
            else:
                journal.discard()
