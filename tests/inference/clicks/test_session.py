"""A session of clicks: quick where something was there before, and the same answers whatever was before."""

from __future__ import annotations

import gc
import os
import weakref
from pathlib import Path

import numpy as np
import pytest
import shapely
from georefer.inference.click_messages import ClickRequest, ForgetRequest, PrefetchRequest
from georefer.inference.clicks.embeddings import EmbeddingCache, Seen
from georefer.inference.clicks.pyramid import View
from georefer.inference.clicks.session import ClickSession
from georefer.inference.errors import InputError, RasterError
from georefer.inference.geo.georeference import pixel_to_map
from georefer.inference.geo.tiling import Window
from georefer.inference.models.interface import TileEmbedding
from georefer.tests.inference.clicks.coloured_model import ColouredModel
from georefer.tests.inference.scenes import NORTH_UP, picture, write_raster

BOXES = [((40, 60, 20, 12), "red"), ((150, 30, 30, 20), "blue")]
VIEW = (500_000.0, 3_999_880.0, 500_120.0, 4_000_000.0)


class Loader:
    """Loads coloured models and remembers them."""

    def __init__(self) -> None:
        self.models: list[ColouredModel] = []

    def __call__(self, model: str, device: str) -> ColouredModel:
        self.models.append(ColouredModel())
        return self.models[-1]


@pytest.fixture
def raster(tmp_path: Path) -> str:
    return write_raster(tmp_path / "r.tif", picture(240, BOXES))


def place(column: float, row: float) -> tuple[float, float]:
    x, y = pixel_to_map(NORTH_UP, column, row)
    return x, y


def click(raster: str, column: float, row: float, **more: object) -> ClickRequest:
    return ClickRequest(raster, ((*place(column, row), 1),), **more)


def test_a_second_click_nearby_embeds_nothing(raster: str) -> None:
    load = Loader()
    session = ClickSession(load)
    first = session.click(click(raster, 50, 66))
    embedded = len(load.models[0].embedded)
    second = session.click(click(raster, 52, 67))
    assert not first.is_warm
    assert second.is_warm
    assert len(load.models) == 1
    assert len(load.models[0].embedded) == embedded
    assert first.area_m2 == pytest.approx(20 * 12 * 0.25, rel=0.15)
    shape = shapely.from_wkb(first.wkb)
    assert shape.contains(shapely.Point(place(50, 66)))
    assert (first.model, first.weights) == ("coloured", "c" * 64)
    assert "UTM zone 33N" in str(first.crs_wkt)


def test_the_same_prompts_have_the_same_answer_in_a_fresh_session(raster: str) -> None:
    session = ClickSession(Loader())
    first = session.click(click(raster, 50, 66, view=VIEW))
    beside = (*place(80, 90), -1)
    both = ClickRequest(raster, ((*place(50, 66), 1), beside), refines=first.token, view=VIEW)
    second = session.click(both)
    undone = session.click(click(raster, 50, 66, view=VIEW))
    other = ClickSession(Loader()).click(both)
    assert undone.wkb == first.wkb
    assert undone.is_warm
    assert other.wkb == second.wkb
    assert other.token == second.token != first.token


def test_refining_stays_at_the_zoom_where_it_began(raster: str) -> None:
    load = Loader()
    session = ClickSession(load)
    wide = session.click(click(raster, 50, 66, view=VIEW))
    close = (500_020.0, 3_999_960.0, 500_030.0, 3_999_970.0)
    points = ((*place(50, 66), 1), (*place(55, 68), 1))
    embedded = len(load.models[0].embedded)
    session.click(ClickRequest(raster, points, refines=wide.token, view=close))
    assert len(load.models[0].embedded) == embedded
    session.click(ClickRequest(raster, points, refines="no token", view=close))
    assert len(load.models[0].embedded) > embedded


def test_a_prefetch_makes_the_click_warm_and_idling_the_places_around(raster: str) -> None:
    session = ClickSession(Loader())
    x, y = place(170, 45)
    assert session.prefetch(PrefetchRequest(raster, x, y)).was_needed
    assert not session.prefetch(PrefetchRequest(raster, x, y)).was_needed
    assert session.click(click(raster, 165, 40)).is_warm
    session.prefetch(PrefetchRequest(raster, x, y))
    while session.idle():
        pass
    assert not session.prefetch(PrefetchRequest(raster, *place(170, 77))).was_needed
    assert not session.prefetch(PrefetchRequest(raster, 0.0, 0.0)).was_needed


def test_a_raster_that_has_changed_is_seen_anew(raster: str, tmp_path: Path) -> None:
    session = ClickSession(Loader())
    before = session.click(click(raster, 50, 66))
    write_raster(tmp_path / "new.tif", picture(240, [((30, 50, 40, 30), "blue")]))
    os.replace(tmp_path / "new.tif", raster)
    after = session.click(click(raster, 50, 66))
    assert not after.is_warm
    assert after.area_m2 is not None
    assert before.area_m2 is not None
    assert after.area_m2 > 2 * before.area_m2


def test_forgetting_closes_the_file(raster: str) -> None:
    session = ClickSession(Loader())
    session.click(click(raster, 50, 66))
    assert session.forget(ForgetRequest(raster)).was_needed
    assert not session.forget(ForgetRequest(raster)).was_needed
    assert not session.click(click(raster, 50, 66)).is_warm
    assert session.forget(ForgetRequest()).was_needed


def test_models_are_loaded_anew_when_told(raster: str) -> None:
    load = Loader()
    session = ClickSession(load)
    session.click(click(raster, 50, 66))
    session.renew()
    session.click(click(raster, 50, 66))
    assert len(load.models) == 2


def test_what_cannot_be_clicked_is_said(raster: str, tmp_path: Path) -> None:
    session = ClickSession(Loader())
    with pytest.raises(InputError, match="outside"):
        session.click(click(raster, -5, 66))
    with pytest.raises(InputError, match="Nothing points"):
        session.click(ClickRequest(raster, ((*place(5, 5), -1),)))
    with pytest.raises(RasterError, match="does not exist"):
        session.click(click(str(tmp_path / "none.tif"), 5, 66))
    assert session.click(click(raster, 50, 66)).wkb


def test_one_band_of_many_is_a_raster_of_its_own(tmp_path: Path) -> None:
    values = np.concatenate([picture(240, BOXES[:1])[:1], picture(240, BOXES[1:])[2:]])
    raster = write_raster(tmp_path / "two.tif", values)
    session = ClickSession(Loader())
    first = session.click(click(raster, 50, 66, bands=(1,)))
    second = session.click(click(raster, 50, 66, bands=(2,)))
    assert first.area_m2 == pytest.approx(20 * 12 * 0.25, rel=0.2)
    assert second.area_m2 is not None
    assert second.area_m2 > 1000


def test_the_cache_is_bounded() -> None:
    cache = EmbeddingCache(most_bytes=3_500)

    def seen() -> Seen:
        return Seen(TileEmbedding({"a": [np.zeros(225, np.float32)]}, 10, 10), np.zeros((10, 10), bool))

    views = [View(1.0, Window(column, 0, 10, 10)) for column in range(5)]
    for view in views:
        cache.get("s", view, seen)
    assert len(cache) == 3
    assert [cache.has("s", view) for view in views] == [False, False, True, True, True]
    assert not cache.has("stranger", views[4])


def test_a_model_that_gives_way_to_others_is_let_go_of(raster: str) -> None:
    load = Loader()
    session = ClickSession(load)
    session.click(click(raster, 50, 66, model="a"))
    session.prefetch(PrefetchRequest(raster, *place(50, 66), model="a"))
    first = weakref.ref(load.models.pop())
    session.click(click(raster, 50, 66, model="b"))
    assert first() is not None
    session.click(click(raster, 50, 66, model="c"))
    gc.collect()
    assert first() is None
