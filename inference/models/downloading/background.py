"""Waits for slow things in a thread, so that a person's stop is noticed while a server is silent."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import httpx2

from ...errors import Cancelled, GeoReferError
from .failures import Broken

LOOK_S = 0.1
# Bytes that have come and are not yet on the disk: a few blocks, so that neither side waits for the other.
_BLOCKS_AHEAD = 8
_END = object()
# Raised again where it is waited for.
_EXPECTED = (GeoReferError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, Broken)

Item = TypeVar("Item")


def stopped() -> Cancelled:
    """Returns what to raise when the person stops a download."""
    return Cancelled("The download was stopped; what has come is kept", "Get the model again to go on")


def iterate(produce: Callable[[], Iterator[Item]], is_cancelled: Callable[[], bool]) -> Iterator[Item]:
    """Yields what an iterator yields that runs in a thread of its own.

    Args:
        produce: Called in the thread; what it raises is raised here.
        is_cancelled: Asked ten times a second.

    Raises:
        Cancelled: The person stopped it; the thread ends by itself when its server speaks or times out.
    """
    arrived: queue.Queue[object] = queue.Queue(_BLOCKS_AHEAD)
    is_over = threading.Event()

    def hand_over(item: object) -> bool:
        while not is_over.is_set():
            try:
                arrived.put(item, timeout=LOOK_S)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in produce():
                if not hand_over(item):
                    return
            hand_over(_END)
        except _EXPECTED as error:
            hand_over(error)

    thread = threading.Thread(target=work, name="georefer-download", daemon=True)
    thread.start()
    try:
        yield from _received(arrived, is_cancelled, thread)
    finally:
        is_over.set()


def _received(
    arrived: queue.Queue[object], is_cancelled: Callable[[], bool], thread: threading.Thread
) -> Iterator[Item]:
    while True:
        if is_cancelled():
            raise stopped()
        try:
            item = arrived.get(timeout=LOOK_S)
        except queue.Empty:
            if not thread.is_alive() and arrived.empty():
                # Its traceback stands on stderr; waiting any longer would be for ever.
                raise RuntimeError("the thread of the download has died") from None
            continue
        if item is _END:
            return
        if isinstance(item, Exception):
            raise item
        yield cast(Item, item)


def call(function: Callable[[], Item], is_cancelled: Callable[[], bool]) -> Item:
    """Returns what a slow function returns.

    Raises:
        Cancelled: The person stopped it.
    """

    def once() -> Iterator[Item]:
        yield function()

    return next(iter(list(iterate(once, is_cancelled))))


def wait(seconds: float, is_cancelled: Callable[[], bool]) -> None:
    """Waits, and raises Cancelled as soon as the person stops it."""
    until_s = time.monotonic() + seconds
    while True:
        if is_cancelled():
            raise stopped()
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            return
        time.sleep(min(LOOK_S, left_s))
