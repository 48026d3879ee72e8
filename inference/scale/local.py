"""Runs tiles on this machine; reading is ahead of computing by a few tiles."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
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


def _outcome(item: Item, future: Future[Loaded]) -> Ready[Item, Loaded]:
    try:
        return Ready(item, future.result())
    except RasterError as error:
        return Ready(item, Failure(error))
