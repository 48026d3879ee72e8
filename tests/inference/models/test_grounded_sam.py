"""Detectors find boxes and SAM draws them: with a detector whose boxes are known, then with real layouts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import Device
from georefer.inference.errors import ModelError
from georefer.inference.models.box_detectors import Boxes, Owlv2
from georefer.inference.models.catalog import load_model
from georefer.inference.models.clip_towers import CLIP_MEAN, CLIP_STD
from georefer.inference.models.grounded_sam import GroundedSamPhraseModel
from georefer.inference.models.interface import ModelCard
from georefer.inference.models.subword_tokenizer import SubwordTokenizer
from georefer.tests.inference.models.painted_parts import SIDE, ColourTokenizer, FillingSam, paint
from georefer.tests.inference.models.small_clip import WORDS, write_recipe, write_sam, write_tokenizer
from georefer.tests.inference.models.small_sam import shaken
from torch import Tensor, nn

CPU = Device("cpu", "a test")
TOWER = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}


class KnownBoxes:
    """Finds two boxes well, one badly, and the whole scene."""

    def __init__(self) -> None:
        self.network = nn.Identity()

    def see(self, picture: Tensor) -> Tensor:
        return picture

    def read(self, phrase: str) -> Tensor:
        return torch.tensor(float(phrase == "red"))

    def find(self, seen: Tensor, asked: Tensor) -> Boxes:
        del seen
        corners = (
            torch.tensor([[12, 16, 36, 36], [70, 20, 100, 36], [0, 60, 20, 90], [0, 0, 128, 128]]) / SIDE
        )
        return Boxes(corners, torch.tensor([0.6, 0.9, 0.1, 0.95]) * asked)


def owlv2() -> Any:
    from transformers import Owlv2Config, Owlv2ForObjectDetection

    text = {**TOWER, "vocab_size": len(WORDS), "max_position_embeddings": 16}
    text.update(bos_token_id=0, pad_token_id=1, eos_token_id=2)
    vision = {**TOWER, "image_size": 32, "patch_size": 8}
    torch.manual_seed(0)
    return shaken(
        Owlv2ForObjectDetection(Owlv2Config(text_config=text, vision_config=vision, projection_dim=32)), 2
    )


def grounding_dino() -> Any:
    from transformers import BertConfig, GroundingDinoConfig, GroundingDinoForObjectDetection, SwinConfig

    swin = SwinConfig(
        embed_dim=8,
        depths=[1, 1, 1, 1],
        num_heads=[1, 1, 2, 2],
        window_size=4,
        image_size=64,
        out_features=["stage2", "stage3", "stage4"],
    )
    config = GroundingDinoConfig(
        backbone_config=swin,
        text_config=BertConfig(**TOWER, vocab_size=len(WORDS), max_position_embeddings=64),
        d_model=32,
        encoder_layers=1,
        encoder_ffn_dim=32,
        encoder_attention_heads=2,
        decoder_layers=2,
        decoder_ffn_dim=32,
        decoder_attention_heads=2,
        num_queries=6,
    )
    torch.manual_seed(0)
    return GroundingDinoForObjectDetection(config).eval()


@pytest.fixture
def model() -> GroundedSamPhraseModel:
    card = ModelCard("painted", "Painted", "0", SIDE, gate=0.0)
    return GroundedSamPhraseModel(KnownBoxes(), ColourTokenizer(), FillingSam(), card, CPU)


def test_boxes_become_objects_and_doubtful_ones_are_dropped(model: GroundedSamPhraseModel) -> None:
    class SingleAnswer(FillingSam):
        def predict(self, *args: Any, **kwargs: Any) -> Any:
            found = super().predict(*args, **kwargs)
            return type(found)(found.logits[:, 1:], found.scores[:, 1:], found.refinable[:, 1:])

    model._sam = SingleAnswer()
    tiles = paint(("red", 12, 16, 24, 20), ("red", 70, 20, 30, 16))[None]
    glance = model.look(tiles)
    text = model.embed_text(["red", "blue"])
    assert model.relevance(glance, text).tolist() == [[1.0, 1.0]]
    embedding = model.embed_tiles(tiles, glance)
    red, blue = model.instances(embedding, text)[0]
    assert [int(instance.mask.sum()) for instance in red] == [30 * 16, 24 * 20]
    assert [round(instance.score, 2) for instance in red] == [0.9, 0.6]
    assert blue == []
    masks = model.mask_logits(embedding, text)
    assert int((masks[0, 0] > 0).sum()) == 30 * 16 + 24 * 20
    assert (masks[0, 1] < -5).all()


@torch.inference_mode()
def test_owlv2_finds_what_transformers_finds(tmp_path: Path) -> None:
    network = owlv2()
    detector = Owlv2(network, SubwordTokenizer(write_tokenizer(tmp_path), 16))
    picture = torch.rand((1, 3, 32, 32), generator=torch.Generator().manual_seed(3))
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (CLIP_MEAN, CLIP_STD))
    ids = torch.from_numpy(SubwordTokenizer(tmp_path, 16).encode(["red tank"]))
    expected = network(
        input_ids=ids, pixel_values=(picture - mean) / std, attention_mask=torch.ones_like(ids)
    )
    found = detector.find(detector.see(picture), detector.read("Red tank"))
    torch.testing.assert_close(found.scores, expected.logits[0, :, 0].sigmoid(), rtol=1e-4, atol=1e-5)
    centres = (found.corners[:, :2] + found.corners[:, 2:]) / 2
    inside = ((expected.pred_boxes[0, :, :2] - expected.pred_boxes[0, :, 2:] / 2) > 0).all(dim=1) & (
        (expected.pred_boxes[0, :, :2] + expected.pred_boxes[0, :, 2:] / 2) < 1
    ).all(dim=1)
    torch.testing.assert_close(centres[inside], expected.pred_boxes[0, inside, :2], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("precision", [None, torch.bfloat16])
@pytest.mark.parametrize("make", [owlv2, grounding_dino])
def test_real_layouts_run_from_a_recipe(make: Any, precision: torch.dtype | None, tmp_path: Path) -> None:
    make().save_pretrained(tmp_path / "detector")
    write_tokenizer(tmp_path / "detector")
    write_sam(tmp_path / "sam")
    model = load_model(str(tmp_path), Device("cpu", "a test", precision))
    assert isinstance(model, GroundedSamPhraseModel)
    tiles = np.random.default_rng(1).integers(0, 256, (1, 64, 64, 3), dtype=np.uint8)
    text = model.embed_text(["red building", "tank"])
    masks = model.mask_logits(model.embed_tiles(tiles, model.look(tiles)), text)
    assert masks.shape == (1, 2, 64, 64)
    assert np.isfinite(masks).all()


def test_a_detector_with_a_missing_weight_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    owlv2().save_pretrained(tmp_path / "owl")
    write_tokenizer(tmp_path / "owl")
    write_sam(tmp_path / "s")
    weights = load_file(tmp_path / "owl" / "model.safetensors")
    del weights["box_head.dense0.weight"]
    save_file(weights, tmp_path / "owl" / "model.safetensors", {"format": "pt"})
    recipe = write_recipe(tmp_path / "both", "grounded_sam", {}, detector="owl", sam="s")
    with pytest.raises(ModelError, match="not whole: 1 are missing"):
        load_model(str(recipe), CPU)
