"""Reading runs ahead in a thread, in order; a tile that cannot be read costs only itself."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest
from georefer.inference.errors import RasterError
from georefer.inference.scale.local import Failure, doing_behind, load_ahead


def test_items_come_in_order_with_what_was_loaded() -> None:
    pairs = [(ready.item, ready.loaded) for ready in load_ahead(range(20), lambda item: item * item)]
    assert pairs == [(item, item * item) for item in range(20)]


def test_nothing_to_do_is_fine() -> None:
    assert list(load_ahead([], lambda item: item)) == []


def test_an_unreadable_item_costs_only_itself() -> None:
    def load(item: int) -> int:
        if item == 2:
            raise RasterError("This part cannot be read")
        return item

    loaded = [ready.loaded for ready in load_ahead(range(5), load)]
    assert isinstance(loaded[2], Failure)
    assert loaded[2].error.message == "This part cannot be read"
    assert loaded[:2] + loaded[3:] == [0, 1, 3, 4]


def test_any_other_error_is_raised_here() -> None:
    def load(item: int) -> int:
        raise ZeroDivisionError(item)

    with pytest.raises(ZeroDivisionError):
        list(load_ahead(range(5), load))


@pytest.mark.parametrize("depth", [1, 3])
def test_no_more_than_the_depth_is_loaded_ahead(depth: int) -> None:
    begun: list[int] = []

    def load(item: int) -> int:
        begun.append(item)
        return item

    for ready in load_ahead(range(12), load, depth):
        time.sleep(0.01)
        assert len(begun) <= ready.item + 1 + depth


def test_reading_overlaps_computing() -> None:
    main = threading.get_ident()
    threads = {ready.loaded for ready in load_ahead(range(5), lambda _: threading.get_ident())}
    assert len(threads) == 1
    assert main not in threads


def test_stopping_early_begins_no_further_item() -> None:
    begun: list[int] = []

    def load(item: int) -> int:
        begun.append(item)
        time.sleep(0.01)
        return item

    with closing(load_ahead(range(100), load)) as loaded:
        next(loaded)
    count = len(begun)
    assert count < 6
    time.sleep(0.05)
    assert len(begun) == count
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reader")]


def test_what_is_handed_over_is_done_in_order_and_by_the_end() -> None:
    done: list[int] = []

    def do(item: int) -> None:
        time.sleep(0.001)
        done.append(item)

    with doing_behind(do) as hand_over:
        for item in range(20):
            hand_over(item)
            assert len(done) >= item - 4  # no more than a few are under way
    assert done == list(range(20))


def test_what_was_handed_over_is_done_although_the_caller_stops() -> None:
    done: list[int] = []

    def stop_early() -> None:
        with doing_behind(done.append) as hand_over:
            hand_over(1)
            hand_over(2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_early()
    assert done == [1, 2]


@pytest.mark.parametrize("count", [1, 100])
def test_what_goes_wrong_behind_is_raised(count: int) -> None:
    handed: list[int] = []

    def fail(item: int) -> None:
        raise OSError(item)

    def hand_all_over() -> None:
        with doing_behind(fail) as hand_over:
            for item in range(count):
                hand_over(item)
                handed.append(item)

    with pytest.raises(OSError, match="0"):
        hand_all_over()
    assert len(handed) < 10
