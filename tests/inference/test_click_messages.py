"""Requests and answers about clicks and tracks survive the pipe."""

from __future__ import annotations

import pytest
from georefer.inference.click_messages import (
    FORWARD,
    Clicked,
    ClickObjectsRequest,
    ClickRequest,
    Fetched,
    ForgetRequest,
    FrameFacts,
    PrefetchRequest,
    PromptedObject,
    Sighted,
    TrackClick,
    TrackRequest,
)
from georefer.inference.messages import BrokenLineError, from_line, to_line

FRAMES = (FrameFacts("a.tif", "a", "2024-05-01T00:00:00Z"), FrameFacts("b.tif", bands=(2,)))
CLICKS = (
    TrackClick(1, 0, ((1.5, -2.0, 1), (3.0, 4.0, -1))),
    TrackClick(2, 1, box=(0.0, 1.0, 2.0, 3.0), wkb="0103"),
)
MESSAGES = [
    ClickRequest("a.tif", ((1.0, 2.0, 1), (3.0, 4.0, -1)), refines="7", view=(0.0, 0.0, 9.0, 9.0)),
    ClickRequest("a.tif", box=(0.0, 1.0, 2.0, 3.0), bands=(3, 2, 1)),
    Clicked("0103", 0.9, 12.5, 15.0, "7", 43.0, is_warm=True, crs_wkt="LOCAL_CS"),
    PrefetchRequest("a.tif", 1.0, 2.0, view=(0.0, 0.0, 9.0, 9.0)),
    ForgetRequest(),
    Fetched(was_needed=True, milliseconds=310.0),
    ClickObjectsRequest(
        "a.tif",
        "out.gpkg",
        (PromptedObject(1, ((1.0, 2.0, 1),)), PromptedObject(2, box=(0.0, 1.0, 2.0, 3.0))),
    ),
    TrackRequest(FRAMES, "out.gpkg", CLICKS, direction=FORWARD, fps=2.0),
    TrackRequest(FRAMES, "out.gpkg", find_movers=True, extent=(0.0, 0.0, 9.0, 9.0)),
    Sighted(1, 4, "0103", 0.8, "tracked"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_survives_the_pipe(message: object) -> None:
    assert from_line(to_line(message, "12")) == (message, "12")


@pytest.mark.parametrize(
    "clicks", ['[{"frame":0}]', '[{"object_id":1,"frame":0,"colour":"red"}]', "[7]", '"all"', "null"]
)
def test_clicks_that_are_none_are_refused_with_the_job(clicks: str) -> None:
    body = f'{{"frames":[],"output":"a","clicks":{clicks}}}'
    with pytest.raises(BrokenLineError) as caught:
        from_line(f'{{"kind":"track","job":"5","body":{body}}}\n'.encode())
    assert caught.value.job == "5"
