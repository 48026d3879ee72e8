"""What a model has seen is kept for the next phrase, under a signature, and within bounds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.embeddings.disk import SUFFIX
from georefer.inference.embeddings.features import join, pack, take, unpack
from georefer.inference.embeddings.shelf import EmbeddingMemory, Embeddings
from georefer.inference.embeddings.sights import ViewSight
from georefer.inference.errors import InputError, OutputError
from georefer.inference.geo.raster import SceneRaster, TilePixels
from georefer.inference.geo.tiling import Window
from georefer.inference.models.catalog import load_model
from georefer.inference.models.clip_sam import TileFeatures
from georefer.inference.models.conv_encoders import SamFeatures
from georefer.inference.models.interface import TileEmbedding
from georefer.inference.protocol import SegmentRequest
from georefer.inference.referring import SegmentResult, segment
from georefer.inference.training.generator.drawing import draw_scene
from georefer.tests.fakes import FakePhraseModel
from georefer.tests.inference.scenes import picture, write_raster

BOXES = [((5, 6, 20, 14), "red"), ((100, 20, 150, 90), "red"), ((150, 180, 40, 40), "blue")]
ROOM = 10**9


@pytest.fixture
def raster(tmp_path: Path) -> str:
    values = picture(320, BOXES)
    values[:, 250:, 250:] = 0
    return write_raster(tmp_path / "scene.tif", values, nodata=0)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Window]:
    """Collects the windows that are read from rasters."""
    windows: list[Window] = []
    read = SceneRaster.read

    def counted(scene: SceneRaster, window: Window) -> TilePixels:
        windows.append(window)
        return read(scene, window)

    monkeypatch.setattr(SceneRaster, "read", counted)
    return windows


def run(
    raster: str, phrase: str, embeddings: Embeddings | None, model: Any = None, **values: Any
) -> SegmentResult:
    output = str(Path(raster).with_name("out.gpkg"))
    request = SegmentRequest(raster, phrase, output, **{"tile_size_px": 128, "overlap_px": 16, **values})
    return segment(request, model or FakePhraseModel(), "test", embeddings=embeddings)


def in_memory(limit_bytes: int = ROOM) -> Embeddings:
    return Embeddings(EmbeddingMemory(limit_bytes))


def on_disk(path: Path, limit_bytes: int = ROOM, **values: Any) -> Embeddings:
    return Embeddings(EmbeddingMemory(0), str(path), limit_bytes, **values)


def outlines(result: SegmentResult) -> list[bytes]:
    return [one.geometry.wkb for one in result.polygons]


@pytest.mark.parametrize("is_on_disk", [False, True])
def test_a_second_phrase_reads_and_sees_nothing_twice(
    raster: str, tmp_path: Path, reads: list[Window], is_on_disk: bool
) -> None:
    kept = on_disk(tmp_path / "kept.embeddings") if is_on_disk else in_memory()
    alone = run(raster, "blue tanks", None)
    first = run(raster, "red buildings", kept)
    assert first.report.tiles.reused == 0
    reads.clear()
    model = FakePhraseModel()
    again = run(raster, "the largest red building", kept, model)
    assert (model.views_seen, model.views_embedded, reads) == (0, 0, [])
    # What was drawn for the same thing is kept in memory, too.
    assert ("mask_logits" in model.calls) == is_on_disk
    assert again.report.tiles.reused == again.report.tiles.run + again.report.tiles.gated > 0
    other = run(raster, "blue tanks", kept, model)
    assert model.views_seen == 0
    assert 0 < model.views_embedded < 10  # only where nothing red had been embedded
    assert outlines(other) == outlines(alone)
    assert len(other.polygons) == 1


def test_what_is_kept_changes_no_bit_with_the_bundled_model(tmp_path: Path) -> None:
    image = np.moveaxis(draw_scene(3, 300, 0.3).image, -1, 0)
    raster = write_raster(tmp_path / "scene.tif", image, transform=None, crs=None)
    model = load_model("georefer-tiny")
    alone = {phrase: run(raster, phrase, None, model, overlap_px=64) for phrase in ("building", "tree")}
    assert any(result.polygons for result in alone.values())
    for kept in (in_memory(), on_disk(tmp_path / "kept.embeddings")):
        for phrase in ("building", "tree", "building"):
            assert outlines(run(raster, phrase, kept, model, overlap_px=64)) == outlines(alone[phrase])


def test_memory_is_bounded_and_the_first_views_stay(raster: str) -> None:
    one_view = ViewSight(None, np.zeros((1, 64, 64, 3), np.uint8)).size_bytes
    kept = in_memory(12 * one_view)
    whole = outlines(run(raster, "red buildings", None))
    for _ in range(3):
        model = FakePhraseModel()
        assert outlines(run(raster, "red buildings", kept, model)) == whole
        assert 0 < kept.memory.size_bytes <= 12 * one_view
    assert 0 < model.views_seen < 49


def test_another_scene_makes_room_in_memory(raster: str, tmp_path: Path) -> None:
    kept = in_memory()
    run(raster, "red buildings", kept)
    kept.memory.limit_bytes = kept.memory.size_bytes
    other = write_raster(tmp_path / "other.tif", picture(320, BOXES))
    run(other, "red buildings", kept)
    model = FakePhraseModel()
    run(other, "red buildings", kept, model)
    assert model.views_seen < 49 // 2
    assert kept.memory.size_bytes <= kept.memory.limit_bytes


@pytest.mark.parametrize(
    ("key", "values"),
    [("raster", {}), ("bands", {"bands": (1,)}), ("weights", {}), ("computed on", {"computed_on": "cuda:0"})],
)
def test_a_stranger_is_refused_by_the_key_that_differs(
    raster: str, tmp_path: Path, key: str, values: dict[str, Any]
) -> None:
    file = tmp_path / "kept.embeddings"
    run(raster, "red buildings", on_disk(file))
    before = file.read_bytes()
    model = FakePhraseModel()
    if key == "raster":
        raster = write_raster(tmp_path / "other.tif", picture(320, BOXES), nodata=0)
    if key == "weights":
        object.__setattr__(model.card, "weights_hash", "1" * 64)
    computed = {name: value for name, value in values.items() if name == "computed_on"}
    asked = {name: value for name, value in values.items() if name == "bands"}
    with pytest.raises(InputError, match=f"made with another {key}"):
        run(raster, "red buildings", on_disk(file, **computed), model, **asked)
    assert file.read_bytes() == before


def test_a_folder_holds_a_file_for_each_scene_within_its_limit(raster: str, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    run(raster, "red buildings", on_disk(folder))
    (first,) = folder.glob(f"*{SUFFIX}")
    other = write_raster(tmp_path / "other.tif", picture(320, BOXES))
    run(other, "red buildings", on_disk(folder))
    assert len(list(folder.glob(f"*{SUFFIX}"))) == 2
    third = write_raster(tmp_path / "third.tif", picture(320, BOXES))
    limit = round(2.2 * first.stat().st_size)
    run(third, "red buildings", on_disk(folder, limit))
    left = list(folder.glob(f"*{SUFFIX}"))
    assert first not in left
    assert sum(one.stat().st_size for one in left) <= limit * 1.05


def test_a_full_file_ends_the_keeping_not_the_run(raster: str, tmp_path: Path) -> None:
    kept = on_disk(tmp_path / "kept.embeddings", 100_000)
    result = run(raster, "red buildings", kept)
    assert outlines(result) == outlines(run(raster, "red buildings", None))
    assert any("limit" in note for note in result.report.notes)
    assert (tmp_path / "kept.embeddings").stat().st_size < 200_000


def test_a_damaged_file_is_named_and_one_in_a_folder_is_made_anew(raster: str, tmp_path: Path) -> None:
    file = tmp_path / "kept.embeddings"
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match=r"kept\.embeddings"):
        run(raster, "red buildings", on_disk(file))
    assert file.read_bytes() == b"no database at all" * 100
    folder = tmp_path / "kept"
    folder.mkdir()
    run(raster, "red buildings", on_disk(folder))
    (one,) = folder.glob(f"*{SUFFIX}")
    one.write_bytes(b"no database at all" * 100)
    assert run(raster, "red buildings", on_disk(folder)).polygons
    with sqlite3.connect(one) as database:
        assert database.execute("SELECT count(*) FROM views").fetchone()[0] > 0


@pytest.mark.parametrize("table", ["gpkg_contents (table_name TEXT)", "views (target INTEGER)"])
def test_a_database_of_something_else_is_left_as_it_is(raster: str, tmp_path: Path, table: str) -> None:
    file = tmp_path / "objects.gpkg"
    database = sqlite3.connect(file)
    database.execute(f"CREATE TABLE {table}")
    database.commit()
    database.close()
    before = file.read_bytes()
    with pytest.raises(InputError, match=r"objects\.gpkg holds no embeddings") as refused:
        run(raster, "red buildings", on_disk(file))
    assert "Remove" not in refused.value.remedy
    assert [file.read_bytes(), sorted(tmp_path.glob("objects*"))] == [before, [file]]


def test_a_file_of_another_scene_that_goes_meanwhile_ends_no_run(
    raster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / f"gone{SUFFIX}").symlink_to(folder / "nowhere")
    assert run(raster, "red buildings", on_disk(folder)).polygons


def test_a_place_that_cannot_be_written_is_one_sentence(raster: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be kept"):
        run(raster, "red buildings", on_disk(tmp_path / "nowhere" / "kept.embeddings"))


def test_features_of_every_kind_come_back_to_the_bit() -> None:
    torch.manual_seed(0)
    half = torch.randn(3, 4, 5, 6, dtype=torch.bfloat16).contiguous(memory_format=torch.channels_last)
    sam = SamFeatures(half, None, torch.randn(3, 2, 5, 6))
    tile = TileFeatures(TileEmbedding([torch.randn(1, 3, 4, 4)], 8, 9), np.arange(12, dtype=np.uint8))
    for tree in (half, sam, (tile, tile, tile), np.arange(24, dtype=np.uint8).reshape(3, 8)):
        parts = [unpack(*pack(take(tree, index))) for index in range(3)]
        assert repr(join(parts)) == repr(tree)
    one = unpack(*pack(take(half, 1)))
    assert one.stride() == take(half, 1).stride()
    assert torch.equal(one, half[1:2])
