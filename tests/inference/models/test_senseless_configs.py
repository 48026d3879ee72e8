"""A config.json that was edited or belongs to another model ends in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from georefer.inference.device import Device
from georefer.inference.errors import ModelError
from georefer.inference.models.catalog import load_model
from georefer.inference.models.clip_loading import load_clip
from georefer.tests.inference.models.small_clip import write_clip, write_sam, write_tokenizer
from georefer.tests.inference.models.test_grounded_sam import owlv2

SENSELESS: list[dict[str, Any]] = [
    {"vision_config": [1]},
    {"vision_config": {"hidden_size": "wide"}},
    {"vision_config": {"patch_size": 0}},
    {"text_config": {"num_attention_heads": 7}},
    {"text_config": {"hidden_act": "nonsense"}},
]


def spoil(folder: Path, change: dict[str, Any]) -> None:
    path = folder / "config.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for name, value in change.items():
        content[name] = {**content[name], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("change", SENSELESS, ids=str)
@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_senseless_sizes_of_a_clip_are_one_sentence(
    tmp_path: Path, kind: str, change: dict[str, Any]
) -> None:
    folder = write_clip(tmp_path / kind, kind)
    spoil(folder, change)
    with pytest.raises(ModelError):
        load_clip(folder)


@pytest.mark.parametrize("change", SENSELESS, ids=str)
def test_senseless_sizes_of_a_detector_are_one_sentence(tmp_path: Path, change: dict[str, Any]) -> None:
    owlv2().save_pretrained(tmp_path / "detector")
    write_tokenizer(tmp_path / "detector")
    write_sam(tmp_path / "sam")
    spoil(tmp_path / "detector", change)
    with pytest.raises(ModelError):
        load_model(str(tmp_path), Device("cpu", "a test"))
