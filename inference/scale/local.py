"""Runs tiles on this machine: reading is ahead of computing by a few tiles, and keeping is behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from ..errors import RasterError

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Failure:
    """Says why an item could not be loaded."""

    error: RasterError


@dataclass(frozen=True)
class Ready(Generic[Item, Loaded]):
    """Pairs an item with what was loaded for it, or with the failure."""

    item: Item
    loaded: Loaded | Failure


def load_ahead(
    items: Iterable[Item], load: Callable[[Item], Loaded], depth: int = 3
) -> Generator[Ready[Item, Loaded], None, None]:
    """Yields items in order with what `load` returns, loading up to `depth` items ahead in a thread.

    A `RasterError` belongs to its item and comes back as a `Failure`; any other error is raised here. When
    the caller stops early, no further item is begun, and the thread has ended when this is closed.
    """
    remaining = iter(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader") as reader:
        waiting: deque[tuple[Item, Future[Loaded]]] = deque()

        def refill() -> None:
            for item in islice(remaining, depth - len(waiting)):
                waiting.append((item, reader.submit(load, item)))

        try:
            refill()
            while waiting:
                item, future = waiting.popleft()
                refill()
                yield _outcome(item, future)
        finally:
            for _, future in waiting:
                future.cancel()


@contextmanager
def doing_behind(do: Callable[[Item], None], depth: int = 4) -> Iterator[Callable[[Item], None]]:
    """Gives a function that hands items to `do` in a thread, in order, and waits while `depth` are under way.

    What goes wrong with an item is raised when a later one is handed over, or at the end. However the block
    ends, everything that was handed over has been done by then.
    """
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as writer:

        def hand_over(item: Item) -> None:
            while waiting and (len(waiting) >= depth or waiting[0].done()):
                waiting.popleft().result()
            waiting.append(writer.submit(do, item))

        yield hand_over
        while waiting:
            waiting.popleft().result()


def _outcome(item: Item, future: Future[Loaded]) -> Ready[Item, Loaded]:
    try:
        return Ready(item, future.result())
    except RasterError as error:
        return Ready(item, Failure(error))
