"""The queue of clicks: clicks before prefetches, the latest prefetch alone, and requests taken back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from georefer.inference import click_serving
from georefer.inference.click_messages import Clicked, ClickRequest, Fetched, PrefetchRequest
from georefer.inference.click_serving import ClickServer
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.messages import Stopped
from georefer.tests.inference.clicks.coloured_model import ColouredModel
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster

PATIENCE_S = 60


class Answers:
    """Collects what ends each job, in order."""

    def __init__(self) -> None:
        self.ends: list[tuple[str, object]] = []
        self._news = threading.Condition()

    def take(self, job: str, work: Callable[[], object]) -> None:
        event = work()
        with self._news:
            self.ends.append((job, event))
            self._news.notify_all()

    def wait_for(self, count: int) -> dict[str, object]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.ends) >= count, PATIENCE_S)
        return dict(self.ends)


@pytest.fixture
def raster(tmp_path: Path) -> str:
    return write_raster(tmp_path / "r.tif", picture(240, [((40, 60, 20, 12), "red")]))


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> list[ColouredModel]:
    made: list[ColouredModel] = []

    def load(model: str, device: str) -> ColouredModel:
        made.append(ColouredModel())
        return made[-1]

    monkeypatch.setattr(click_serving, "load_click_model", load)
    return made


def place(column: float, row: float) -> tuple[float, float]:
    x, y = pixel_to_map(NORTH_UP, column, row)
    return x, y


def test_clicks_come_first_and_only_the_latest_prefetch_counts(
    raster: str, models: list[ColouredModel]
) -> None:
    answers = Answers()
    server = ClickServer(answers.take, lambda: True)
    server.ask("first", PrefetchRequest(raster, *place(200, 200)))
    server.ask("second", PrefetchRequest(raster, *place(20, 20)))
    server.ask("click", ClickRequest(raster, ((*place(50, 66), 1),)))
    server.ask("back", ClickRequest(raster, ((*place(50, 66), 1),)))
    server.cancel("back")
    server.cancel("unknown")
    assert answers.wait_for(2) == {"first": Fetched(), "back": Stopped()}
    server.begin()
    ends = answers.wait_for(4)
    assert [job for job, _ in answers.ends][2:] == ["click", "second"]
    assert isinstance(ends["click"], Clicked)
    assert isinstance(ends["second"], Fetched)


@pytest.mark.parametrize("is_busy", [False, True])
def test_it_looks_around_only_while_no_run_is_under_way(
    raster: str, models: list[ColouredModel], is_busy: bool
) -> None:
    answers = Answers()
    server = ClickServer(answers.take, lambda: is_busy)
    server.begin()
    server.ask("here", PrefetchRequest(raster, *place(120, 120)))
    answers.wait_for(1)
    wanted = 1 if is_busy else 5
    deadline_s = time.monotonic() + PATIENCE_S
    while len(models[0].embedded) < wanted and time.monotonic() < deadline_s:
        time.sleep(0.01)
    server.ask("again", ClickRequest(raster, ((*place(50, 66), 1),)))
    answers.wait_for(2)
    assert len(models[0].embedded) >= wanted
    if is_busy:
        # The view of the prefetch, and those of the click.
        assert len(models[0].embedded) <= 3


def test_models_are_loaded_anew_after_a_change(raster: str, models: list[ColouredModel]) -> None:
    answers = Answers()
    server = ClickServer(answers.take, lambda: True)
    server.begin()
    server.ask("1", ClickRequest(raster, ((*place(50, 66), 1),)))
    answers.wait_for(1)
    server.renew()
    server.ask("2", ClickRequest(raster, ((*place(50, 66), 1),)))
    answers.wait_for(2)
    assert len(models) == 2
