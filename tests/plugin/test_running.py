"""What a run needs between wish and end: its pace, its task, and the words for what it brought."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from georefer.inference.protocol import PlanStep, RunReport, TileCounts
from georefer.plugin.running.pace import Pace
from georefer.plugin.running.summary import report_text, summary
from georefer.plugin.running.task_bar import TaskBar, task_threads
from qgis.core import QgsApplication, QgsTask

REPORT = RunReport(
    run_id="run-1",
    phrase="red buildings",
    reading="all red buildings",
    target="red building",
    polygons=7,
    candidates=9,
    tiles=TileCounts(total=25, run=20, gated=5),
    seconds={"total": 1.5},
    peak_memory_mb=640.0,
    model="georefer-tiny",
    weights="0" * 64,
    device="cpu: it is a test",
    working_gsd_m=0.3,
    unknown_words=(),
    unread=(),
    notes=(),
    failed_tiles=(),
    output="objects.gpkg",
    source="scene.tif",
    created="2026-11-21T12:00:00+00:00",
    plan=(PlanStep("red building", "the whole scene", 25, 25, 9),),
)


def report(**changed):
    return asdict(replace(REPORT, **changed))


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize("seconds_a_tile", [0.1, 2.0])
def test_the_rest_takes_as_long_as_the_tiles_before(seconds_a_tile) -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.remaining_s(0, 100) is None
    for done in range(1, 41):
        clock.now_s += seconds_a_tile
        left_s = pace.remaining_s(done, 100)
    assert left_s == pytest.approx(60 * seconds_a_tile)


def test_tiles_from_an_unfinished_run_are_no_pace() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.remaining_s(900, 1000)
    for done in range(901, 905):
        clock.now_s += 1
        left_s = pace.remaining_s(done, 1000)
    assert left_s == pytest.approx(96)


def test_the_last_moments_count() -> None:
    clock = Clock()
    pace = Pace(clock)
    for done in range(100):
        clock.now_s += 0.1
        pace.remaining_s(done, 200)
    for done in range(100, 150):
        clock.now_s += 1
        left_s = pace.remaining_s(done, 200)
    assert left_s == pytest.approx(51, rel=0.1)


def test_a_wider_search_forgets_a_count_that_falls() -> None:
    clock = Clock()
    pace = Pace(clock)
    for done in range(10):
        clock.now_s += 1
        pace.remaining_s(done, 10)
    assert pace.remaining_s(2, 50) is None


def test_the_run_is_in_the_task_bar_until_it_ends(qgis_app, qtbot) -> None:
    bar = TaskBar()
    bar.begin("red building")
    manager = QgsApplication.taskManager()
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 1)
    [task] = manager.activeTasks()
    assert "red building" in task.description()
    bar.show(0.4)
    assert task.progress() == pytest.approx(40)
    bar.end()
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 0)


def test_cancelling_in_the_task_bar_is_told(qgis_app, qtbot) -> None:
    bar = TaskBar()
    bar.begin("red building")
    manager = QgsApplication.taskManager()
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 1)
    with qtbot.waitSignal(bar.cancelled):
        manager.activeTasks()[0].cancel()


@pytest.fixture
def one_thread(qgis_app):
    threads = task_threads()
    threads.waitForDone()
    former = threads.maxThreadCount()
    threads.setMaxThreadCount(1)
    yield threads
    threads.setMaxThreadCount(former)


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_other_tasks_go_on_while_a_run_waits(one_thread, qtbot, is_cancelled) -> None:
    manager, done = QgsApplication.taskManager(), []

    class Export(QgsTask):
        def run(self) -> bool:
            done.append(1)
            return True

    bar = TaskBar()
    bar.begin("red building")
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 1)
    export = Export("Exporting")
    manager.addTask(export)
    qtbot.waitUntil(lambda: bool(done))
    assert manager.activeTasks()[0].description() != "Exporting"
    if is_cancelled:
        manager.activeTasks()[0].cancel()
    bar.end()
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 0)
    # What was lent is given back.
    qtbot.waitUntil(lambda: one_thread.activeThreadCount() == 0)


def test_the_summary_says_what_was_not_understood() -> None:
    told = report(
        polygons=0, unread=("shed",), unknown_words=("fountain",), failed_tiles=("tile 3",), notes=("A note",)
    )
    lines = summary(told).splitlines()
    assert lines[0].startswith("Nothing was found")
    assert '"shed" was not understood' in lines
    assert any("fountain" in line for line in lines)
    assert any("1 tile" in line for line in lines)
    assert "A note" in lines


def test_the_report_holds_everything() -> None:
    told = report()
    text = report_text(told)
    for value in (told["source"], told["model"], told["run_id"], told["device"]):
        assert str(value) in text
