from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.models.bundle import load_bundle
from georefer.inference.models.conv_encoders import ConvClipConfig, ConvSamConfig
from georefer.inference.models.rsrefseg import RSRefSeg, RSRefSegConfig
from georefer.inference.models.word_tokenizer import WordTokenizer
from georefer.inference.training.evaluation import evaluate
from georefer.inference.training.feeding import Feeder
from georefer.inference.training.fitting import Fitter, Schedule
from georefer.inference.training.phrases import load_vocabulary
from georefer.inference.training.pool import load_scene, save_scene, scene_path
from georefer.inference.training.recipe import TOKEN_LENGTH, tiny_config
from georefer.inference.training.sampling import Batch, SceneSampler
from georefer.inference.training.scene import CATEGORIES, Scene, SceneObject

CPU = torch.device("cpu")


def small_config(vocabulary_size: int) -> RSRefSegConfig:
    """Returns the architecture of georefer-tiny at a fraction of its widths."""
    config = tiny_config(vocabulary_size)
    sam = {name: dict(part) for name, part in config.sam.items()}
    sam["vision_config"] |= {"output_channels": 32, "num_pos_feats": 16, "image_size": 64}
    sam["prompt_encoder_config"] |= {"hidden_size": 32, "image_size": 64}
    sam["mask_decoder_config"] |= {"hidden_size": 32, "mlp_dim": 64, "num_attention_heads": 2}
    text = config.text | {
        "hidden_size": 32,
        "intermediate_size": 64,
        "projection_size": 32,
        "num_attention_heads": 2,
    }
    return replace(
        config,
        sam=sam,
        text=text,
        image_size_px=64,
        conv_sam=ConvSamConfig((8, 16, 24, 32, 32), (1, 1, 1, 1), 32),
        conv_clip=ConvClipConfig((16, 24, 32), (1, 1), 32),
    )


def squares(random: np.random.Generator) -> Scene:
    """Returns a scene with one red building and one blue one, each in its own half."""
    instances = np.zeros((96, 96), dtype=np.uint16)
    image = np.full((96, 96, 3), 110, dtype=np.uint8)
    for number, colour in ((1, (210, 40, 40)), (2, (40, 70, 210))):
        top, left = random.integers(4, 60), random.integers(2, 16) + 48 * (number - 1)
        instances[top : top + 28, left : left + 28] = number
        image[instances == number] = colour
    things = (SceneObject(1, "building", "red"), SceneObject(2, "building", "blue"))
    return Scene(image, instances, things, 0.3, frozenset(CATEGORIES))


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    random = np.random.default_rng(5)
    for seed in range(8):
        save_scene(scene_path(tmp_path, seed), squares(random))
    return tmp_path


def make_fitter(steps: int) -> Fitter:
    torch.manual_seed(1)
    tokenizer = WordTokenizer(load_vocabulary().words(), TOKEN_LENGTH)
    schedule = Schedule(steps, warmup_steps=5, decay_steps=10, learning_rate=3e-3, average_decay=0.9)
    return Fitter(RSRefSeg(small_config(tokenizer.size)), tokenizer, schedule, CPU)


def batches(pool: Path) -> Iterator[Batch]:
    return Feeder(pool, [], SceneSampler(load_vocabulary(), 64, 3), 0.0, 8).batches(1)


def test_the_rate_rises_stays_and_falls() -> None:
    schedule = Schedule(1000, warmup_steps=100, decay_steps=200, learning_rate=1.0)
    assert schedule.rate(0) < 0.02
    assert schedule.rate(100) == schedule.rate(799) == 1.0
    assert 0 < schedule.rate(999) < 0.01


def test_fitting_learns_what_a_building_is(pool: Path) -> None:
    fitter = make_fitter(60)
    judged = list(islice(batches(pool), 4))
    before = evaluate(fitter.averaged, fitter.tokenizer, judged, CPU)
    fitter.fit(batches(pool), 60)
    after = evaluate(fitter.averaged, fitter.tokenizer, judged, CPU)
    assert after.mean_iou > max(0.3, before.mean_iou + 0.1)


def test_a_resumed_run_goes_on_where_it_stopped(pool: Path, tmp_path: Path) -> None:
    given = list(islice(batches(pool), 6))
    whole = make_fitter(6)
    whole.fit(iter(given), 6)
    first = make_fitter(6)
    first.fit(iter(given[:3]), 3)
    first.save(tmp_path / "checkpoint.pt")
    second = make_fitter(6)
    second.resume(tmp_path / "checkpoint.pt")
    second.fit(iter(given[3:]), 6)
    assert second.step == 6
    for name, value in whole.averaged.state_dict().items():
        assert torch.allclose(value, second.averaged.state_dict()[name], atol=1e-5), name


def test_a_checkpoint_becomes_a_model_folder(
    pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from georefer.inference.training import export

    fitter = make_fitter(2)
    fitter.fit(batches(pool), 2)
    fitter.save(tmp_path / "checkpoint.pt")
    monkeypatch.setattr(export, "tiny_config", small_config)
    bundle = load_bundle(export.export(tmp_path, tmp_path / "model"))
    assert bundle.card.id == "georefer-tiny"
    assert "building" in (bundle.card.vocabulary or ())


def test_a_scene_survives_the_pool(tmp_path: Path) -> None:
    scene = squares(np.random.default_rng(3))
    ignore = scene.instances == 0
    kept = Scene(scene.image, scene.instances, scene.objects, 0.25, frozenset({"building"}), ignore)
    save_scene(scene_path(tmp_path, 3), kept)
    back = load_scene(scene_path(tmp_path, 3))
    assert (back.image == kept.image).all()
    assert (back.instances == kept.instances).all()
    assert back.ignore is not None
    assert (back.ignore == ignore).all()
    assert (back.objects, back.gsd_m, back.labelled) == (kept.objects, kept.gsd_m, kept.labelled)


def test_a_sample_that_cannot_be_made_stops_the_feeding(tmp_path: Path) -> None:
    scene_path(tmp_path, 0).write_bytes(b"no scene")
    with pytest.raises(ValueError, match="pickle"):
        next(batches(tmp_path))
