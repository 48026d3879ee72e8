"""Which model answers clicks: what is offered, and what is asked."""

from __future__ import annotations

import pytest
from georefer.inference.click_messages import CLICK_MODEL
from georefer.tests.plugin.test_click_desk import (  # noqa: F401 (fixtures)
    HERE,
    PATIENCE_MS,
    asked,
    clicks,
    folder,
    ortho,
    wait_for_answer,
)
from georefer.tests.plugin.test_clicking_tool import press
from georefer.tests.plugin.test_track_desk import click_car, followed, frames, run  # noqa: F401 (fixtures)


def offered(clicks):  # noqa: F811
    box = clicks.page.model_box
    return [box.itemData(place) for place in range(box.count())]


@pytest.fixture
def seen(clicks, ortho, qtbot):  # noqa: F811
    """Returns a page that has been turned to while the engine runs, and one answer of the usual model."""
    press(clicks.canvas, HERE)
    wait_for_answer(clicks, qtbot)
    clicks.dock.show_clicking(True)
    qtbot.waitUntil(lambda: len(offered(clicks)) > 1, timeout=PATIENCE_MS)
    return clicks


def test_the_usual_model_is_chosen_and_no_engine_started_to_know(clicks, ortho, folder) -> None:  # noqa: F811
    clicks.dock.show_clicking(True)
    assert offered(clicks) == [CLICK_MODEL]
    assert not clicks.client.is_running
    assert asked(folder) == []


def test_models_that_are_ready_for_points_are_offered(seen, folder) -> None:  # noqa: F811
    assert offered(seen) == [CLICK_MODEL, "sam"]
    assert seen.page.model_id() == CLICK_MODEL
    assert seen.click.pending.answer is not None, "the list alone changes nothing"
    [(_, request)] = asked(folder, "ClickRequest")
    assert request["model"] == CLICK_MODEL


def test_another_model_is_asked_anew(seen, folder, qtbot) -> None:  # noqa: F811
    seen.page.model_box.setCurrentIndex(1)
    assert seen.click.pending.is_empty
    press(seen.canvas, HERE)
    wait_for_answer(seen, qtbot)
    _, (_, request) = asked(folder, "ClickRequest")
    assert (request["model"], request["refines"]) == ("sam", "")


def test_a_model_that_goes_gives_way_to_the_usual_one(seen, folder, qtbot) -> None:  # noqa: F811
    seen.page.model_box.setCurrentIndex(1)
    seen.models.ask()
    qtbot.waitUntil(lambda: seen.models._asking == "", timeout=PATIENCE_MS)
    assert seen.page.model_id() == "sam"
    (folder / "sam-is-gone").write_text("", encoding="utf-8")
    seen.models.ask()
    qtbot.waitUntil(lambda: offered(seen) == [CLICK_MODEL], timeout=PATIENCE_MS)
    assert seen.page.model_id() == CLICK_MODEL


def test_objects_are_followed_by_the_chosen_model(clicks, frames, folder, qtbot) -> None:  # noqa: F811
    click_car(clicks, qtbot, 0)
    clicks.dock.show_clicking(False)
    clicks.dock.show_clicking(True)
    qtbot.waitUntil(lambda: len(offered(clicks)) > 1, timeout=PATIENCE_MS)
    run(clicks, qtbot, "both")
    clicks.page.model_box.setCurrentIndex(1)
    run(clicks, qtbot, "both")
    assert [request["model"] for _, request in asked(folder, "TrackRequest")] == [CLICK_MODEL, "sam"]
