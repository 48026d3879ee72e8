"""A run that searches as little as the plan allows gives the polygons of one that searches everything."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import shapely
from georefer.inference import questions, referring
from georefer.inference.errors import Cancelled, InputError, PhraseError
from georefer.inference.expression.target import Head, Target
from georefer.inference.protocol import RunReport, SegmentRequest
from georefer.inference.referring import segment
from georefer.inference.running import run_segment
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.expression.worlds import LAYER, Drawer
from georefer.tests.inference.scenes import NORTH_UP, Box, picture, write_raster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry.base import BaseGeometry

SIDE_PX = 640
RED, BLUE, GREEN = (
    Target((Head(noun, noun, (colour,)),))
    for noun, colour in (("building", "red"), ("tank", "blue"), ("field", "green"))
)
ROAD_ENDS = ((500_000.0, 3_999_840.0), (500_320.0, 3_999_830.0))


def boxes(dice: Random, count: int) -> list[tuple[Box, str]]:
    drawn: list[tuple[Box, str]] = []
    for _ in range(count):
        longest = dice.choice((30, 30, 30, 30, 30, 200))
        size = dice.randrange(6, longest), dice.randrange(6, longest)
        place = dice.randrange(SIDE_PX - 6), dice.randrange(SIDE_PX - 6)
        drawn.append(((*place, *size), dice.choice(("red", "red", "blue", "green"))))
    return drawn


def answer(
    raster: str, phrase: str = "", prune: bool = True, **values: object
) -> tuple[list[bytes], RunReport]:
    output = str(Path(raster).with_name("out.gpkg"))
    request = SegmentRequest(
        raster,
        phrase,
        output,
        tile_size_px=112,
        overlap_px=16,
        prune=prune,
        **values,  # type: ignore[arg-type]
    )
    result = segment(request, FakePhraseModel(), "test")
    return [one.geometry.wkb for one in result.polygons], result.report


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_scene_and_expression(seed: int, tmp_path: Path) -> None:
    drawer = Drawer(seed, (RED, BLUE, GREEN))
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, boxes(drawer.dice, 40)))
    # A layer is drawn on 1000 x 1000, the scene measures 320 m.
    to_map = [0.32, 0, 0, -0.32, NORTH_UP.c, NORTH_UP.f]
    layer = [affinity.affine_transform(shape, to_map) for shape in drawer.layer()]
    expression = drawer.expression()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "read_for_model", lambda *_: expression)
        patch.setattr(referring, "read_layers", lambda *_: {LAYER.name: layer})
        pruned, _ = answer(raster)
        whole, report = answer(raster, prune=False)
    assert pruned == whole
    assert report.tiles.pruned == 0


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_scene_and_several_expressions(seed: int, tmp_path: Path) -> None:
    drawer = Drawer(seed, (RED, BLUE, GREEN))
    raster = write_raster(tmp_path / "scene.tif", picture(SIDE_PX, boxes(drawer.dice, 40)))
    to_map = [0.32, 0, 0, -0.32, NORTH_UP.c, NORTH_UP.f]
    layer = [affinity.affine_transform(shape, to_map) for shape in drawer.layer()]
    expressions = {name: drawer.expression() for name in ("first", "second", "third")}

    def answers(*phrases: str, prune: bool) -> list[list[bytes]]:
        usual = {"tile_size_px": 112, "overlap_px": 16, "prune": prune}
        output = str(Path(raster).with_name("out.gpkg"))
        request = SegmentRequest(raster, phrases[0], output, more_phrases=phrases[1:], **usual)
        result = segment(request, FakePhraseModel(), "test")
        return [[one.geometry.wkb for one in part.polygons] for part in result.every]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "read_for_model", lambda phrase, _: expressions[phrase])
        patch.setattr(referring, "read_layers", lambda *_: {LAYER.name: layer})
        together = answers(*expressions, prune=True)
        assert together == answers(*expressions, prune=False)
        assert together == [answers(name, prune=True)[0] for name in expressions]


@pytest.fixture
def raster(tmp_path: Path) -> str:
    cells = [(x, y) for x in range(10, 620, 50) for y in range(10, 620, 50)]
    colours = ("red", "red", "blue")
    drawn = [((x, y, 20, 20), colours[(x // 50 + y // 50) % 3]) for x, y in cells]
    return write_raster(tmp_path / "scene.tif", picture(SIDE_PX, drawn))


@pytest.fixture
def road(tmp_path: Path) -> str:
    return write_layer(tmp_path / "road.geojson", shapely.LineString(ROAD_ENDS))


def write_layer(path: Path, shape: BaseGeometry, crs: str = "urn:ogc:def:crs:EPSG::32633") -> str:
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
    content = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}}}
    path.write_text(json.dumps({**content, "features": [feature]}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("phrase", "most"),
    [
        ("red tanks within 20 m of [Road]", 0.45),
        ("red buildings in the left third within 20 m of [Road]", 0.35),
        ("the northernmost red building", 0.4),
        ("the red building nearest to [Road]", 0.45),
        ("red buildings near the northernmost blue tank", 0.6),
        ("the red building nearest to the blue tank in the top left corner", 0.6),
        ("red buildings top-left within 25 m of blue tanks", 0.6),
        ("red buildings south of [Road]", 1.0),
        ("red buildings between the leftmost blue tank and the rightmost blue tank", 1.0),
    ],
)
def test_phrases_with_others_save_tiles_and_change_nothing(
    raster: str, road: str, phrase: str, most: float
) -> None:
    layers = (("Road", road),)
    pruned, report = answer(raster, phrase, layers=layers)
    whole, unpruned = answer(raster, phrase, prune=False, layers=layers)
    assert pruned == whole
    assert len(pruned) > 0, report
    assert not report.unread
    assert report.tiles.pruned >= (1 - most) * report.tiles.total
    assert unpruned.tiles.pruned == 0
    assert {step.total for step in report.plan} == {report.tiles.total}


def test_what_is_spoken_of_is_found_first(raster: str) -> None:
    _, report = answer(raster, "red buildings near the northernmost blue tank")
    assert [step.target for step in report.plan] == ["blue tank", "red building"]


def test_what_is_spoken_of_is_searched_around_a_corner_only(raster: str) -> None:
    _, report = answer(raster, "red buildings top-left within 25 m of blue tanks")
    assert [step.target for step in report.plan] == ["red building", "blue tank"]
    assert max(step.tiles for step in report.plan) < report.tiles.total


def test_targets_that_are_both_wanted_share_an_embedding(raster: str) -> None:
    model = FakePhraseModel()
    phrase, output = "red buildings north of the largest blue tank", str(Path(raster).with_name("o.gpkg"))
    segment(SegmentRequest(raster, phrase, output, overlap_px=16), model, "test")
    alone = FakePhraseModel()
    segment(SegmentRequest(raster, "red buildings", output, overlap_px=16), alone, "test")
    assert model.views_seen == alone.views_seen


def test_where_nothing_is_spoken_of_nothing_is_searched(raster: str) -> None:
    found, report = answer(raster, "red buildings near white tanks")
    assert found == []
    assert [step.tiles for step in report.plan if step.target == "red building"] == [0]
    assert any("white tank" in note for note in report.notes)


def test_a_killed_run_with_two_targets_goes_on(raster: str) -> None:
    phrase = "red buildings north of the bottommost blue tank"
    whole, _ = answer(raster, phrase)
    request = SegmentRequest(
        raster, phrase, str(Path(raster).with_name("out.gpkg")), tile_size_px=112, overlap_px=16
    )
    looks: list[int] = []
    hooks = referring.Hooks(lambda progress: looks.append(progress.done), lambda: len(looks) > 30)
    with pytest.raises(Cancelled):
        segment(request, FakePhraseModel(), "test", hooks)
    resumed, report = answer(raster, phrase, resume=True)
    assert resumed == whole
    assert report.tiles.cached > 0
    with pytest.raises(InputError, match="another target"):
        answer(raster, "red buildings north of the bottommost green field", resume=True)


def test_a_missing_layer_is_told_before_the_model_is_loaded(
    raster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("georefer.inference.running.load_model", lambda *_: pytest.fail("loaded"))
    request = SegmentRequest(raster, "red buildings near [River]", str(Path(raster).with_name("out.gpkg")))
    with pytest.raises(PhraseError, match=r"River.*characters 20 to 26"):
        run_segment(request)
    with pytest.raises(InputError, match="does not exist"):
        run_segment(SegmentRequest(raster, request.phrase, request.output, layers=(("River", "no.gpkg"),)))


def test_a_contradiction_is_told_with_its_part(raster: str) -> None:
    with pytest.raises(PhraseError, match=r"characters \d+ to \d+"):
        answer(raster, "the largest smallest red building")
