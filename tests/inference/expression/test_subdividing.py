"""Tests that pieces of large geometries stand for the whole: same distances, same length."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from georefer.inference.expression.selecting.distances import nearest_pieces
from georefer.inference.expression.selecting.pairing import Boxed, Index, Itself
from georefer.inference.expression.selecting.subdividing import MOST_VERTICES, as_shapes, subdivided


def winding(vertices: int) -> shapely.LineString:
    """Returns a line that winds."""
    x = np.linspace(0, 5000, vertices)
    return shapely.LineString(np.column_stack((x, 300 * np.sin(x / 190))))


@pytest.mark.parametrize("vertices", [2, 63, 64, 65, 127, 128, 190, 1000])
def test_a_line_is_cut_at_its_vertices_and_nothing_of_it_is_lost(vertices: int) -> None:
    line = winding(vertices)
    pieces, owner = subdivided(as_shapes([line, shapely.Point(3, 4)]))
    of_line = pieces[owner == 0]
    assert shapely.get_num_coordinates(pieces).max() <= MOST_VERTICES
    assert shapely.length(of_line).sum() == pytest.approx(line.length, rel=1e-12)
    assert shapely.equals(shapely.line_merge(shapely.multilinestrings(of_line)), line)
    assert (owner == 1).sum() == 1


def test_pieces_are_as_far_as_the_whole() -> None:
    random = np.random.default_rng(4)
    things = as_shapes(
        [winding(700), shapely.Point(2500, 900).buffer(400, quad_segs=40), shapely.Point(100, -700)]
    )
    points = shapely.points(random.uniform(-1000, 6000, (300, 2)))
    index = Index.of(things)
    nearest, which = nearest_pieces(index, Boxed.of(points), Itself.none(len(things)))
    truth = shapely.distance(points[:, None], things[None])
    assert np.allclose(nearest, truth.min(axis=1), rtol=1e-9, atol=1e-9)
    assert (index.owner[which] == truth.argmin(axis=1)).all()


def test_the_nearest_thing_that_is_not_itself() -> None:
    random = np.random.default_rng(5)
    things = shapely.buffer(shapely.points(random.uniform(0, 1000, (200, 2))), 3)
    index = Index.of(things)
    own = np.arange(200)
    nearest, which = nearest_pieces(index, Boxed.of(things), Itself(own, own, 200))
    truth = shapely.distance(things[:, None], things[None])
    np.fill_diagonal(truth, np.inf)
    assert np.allclose(nearest, truth.min(axis=1))
    assert (index.owner[which] != own).all()
