"""A search that the plan cuts short means what a search of the whole scene means."""

from __future__ import annotations

from georefer.tests.inference.expression.worlds import (
    HOUSE,
    ROAD,
    TANK,
    Drawer,
    DrawnGround,
    meant,
    pursued,
)
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_a_pruned_search_means_what_a_whole_one_does(seed: int) -> None:
    drawer = Drawer(seed)
    ground = DrawnGround({HOUSE: drawer.things(25), TANK: drawer.things(10), ROAD: drawer.things(3)})
    layer, expression = drawer.layer(), drawer.expression()
    assert pursued(expression, ground, layer) == meant(expression, ground, layer)
