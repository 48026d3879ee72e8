"""SAM 2.1 answers points, boxes and masks with the numbers of transformers, whatever layout it comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import Device
from georefer.inference.errors import ModelError
from georefer.inference.models.interface import PointPrompts
from georefer.inference.models.rsrefseg import SAM_MEAN, SAM_STD
from georefer.inference.models.sam2_prompting import Sam2PromptModel, sam2_sizes
from georefer.inference.models.sam_loading import load_sam
from georefer.tests.inference.models.small_clip import write_sam
from georefer.tests.inference.models.small_sam import picture, shaken

CPU = Device("cpu", "a test")
SIDE = 128


def sam2() -> Any:
    from transformers import Sam2Config, Sam2Model

    backbone = {
        "model_type": "sam2_hiera_det_model",
        "hidden_size": 8,
        "num_attention_heads": 1,
        "blocks_per_stage": [1, 2, 3, 1],
        "embed_dim_per_stage": [8, 16, 32, 64],
        "num_attention_heads_per_stage": [1, 2, 4, 8],
        "window_size_per_stage": [8, 4, 4, 2],
        "global_attention_blocks": [4],
        "window_positional_embedding_background_size": [7, 7],
        "image_size": [SIDE, SIDE],
    }
    vision = {
        "model_type": "sam2_vision_model",
        "backbone_config": backbone,
        "backbone_channel_list": [64, 32, 16, 8],
        "backbone_feature_sizes": [[32, 32], [16, 16], [8, 8]],
        "fpn_hidden_size": 16,
    }
    prompts = {"hidden_size": 16, "image_size": SIDE, "patch_size": 16, "mask_input_channels": 16}
    decoder = {"hidden_size": 16, "mlp_dim": 16, "num_attention_heads": 2, "iou_head_hidden_dim": 16}
    torch.manual_seed(0)
    config = Sam2Config(vision_config=vision, prompt_encoder_config=prompts, mask_decoder_config=decoder)
    return shaken(Sam2Model(config), 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sam2().save_pretrained(tmp_path / "sam2")
    return tmp_path / "sam2"


@torch.inference_mode()
def test_answers_are_those_of_transformers(folder: Path) -> None:
    model, reference = load_sam(folder, CPU), sam2()
    assert isinstance(model, Sam2PromptModel)
    assert model.card.input_size_px == SIDE
    tile = picture(SIDE, SIDE)
    embedding = model.embed_tile(tile)
    points = np.array([[[30.5, 40.5]], [[90.5, 20.5]]], dtype=np.float32)
    boxes = np.array([[10, 20, 60, 70], [70, 5, 120, 50]], dtype=np.float32)
    found = model.predict(embedding, PointPrompts(points, np.ones((2, 1), dtype=np.int64)), boxes)
    pixels = torch.from_numpy(tile).permute(2, 0, 1)[None].float() / 255
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
    # All objects in one picture, as the authors ask; (0, 0) is the centre of the first pixel there.
    expected = reference(
        pixel_values=(pixels - mean) / std,
        input_points=torch.from_numpy(points)[None] - 0.5,
        input_labels=torch.ones(1, 2, 1, dtype=torch.int32),
        input_boxes=torch.from_numpy(boxes)[None] - 0.5,
        multimask_output=True,
    )
    order = expected.iou_scores[0].argsort(dim=1, descending=True).numpy()
    for row in range(2):
        masks = expected.pred_masks[0, row].numpy()[order[row]]
        np.testing.assert_allclose(found.refinable[row], masks, rtol=1e-3, atol=1e-4)
    assert found.logits.shape == (2, 3, SIDE, SIDE)
    assert (np.diff(found.scores, axis=1) <= 0).all()


def test_masks_belong_to_their_objects(folder: Path) -> None:
    model = load_sam(folder, CPU)
    embedding = model.embed_tile(picture(80, 100))
    boxes = np.array([[10, 20, 60, 70], [40, 5, 90, 50]], dtype=np.float32)
    first = model.predict(embedding, boxes=boxes)
    both = model.predict(embedding, boxes=boxes, masks=first.refinable[:, 0])
    assert both.logits.shape == (2, 3, 80, 100)
    for row in range(2):
        alone = model.predict(embedding, boxes=boxes[[row]], masks=first.refinable[[row], 0])
        np.testing.assert_allclose(both.refinable[[row]], alone.refinable, rtol=1e-3, atol=1e-4)
    with pytest.raises(ValueError, match="no prompt"):
        model.predict(embedding)


@pytest.mark.parametrize(
    ("published", "millions"), [((96, 12), 39), ((96, 16), 46), ((112, 24), 81), ((144, 48), 224)]
)
def test_published_sizes_build_models_of_the_published_size(
    published: tuple[int, int], millions: int
) -> None:
    from transformers import Sam2Config, Sam2Model

    width, blocks = published
    side = 14 if width == 112 else 7
    weights = {f"vision_encoder.backbone.blocks.{number}.a": torch.zeros(1) for number in range(blocks)}
    weights["vision_encoder.backbone.pos_embed"] = torch.zeros(1, width, side, side)
    values = sam2_sizes(weights)
    values["vision_config"] = {"model_type": "sam2_vision_model", **values["vision_config"]}
    with torch.device("meta"):
        model = Sam2Model(Sam2Config(**values))
    own = model.state_dict()
    assert own["vision_encoder.backbone.pos_embed"].shape == (1, width, side, side)
    # The catalog counts the parts for videos too, some seven to eleven millions.
    counted = sum(value.numel() for value in own.values()) / 1e6
    assert millions - 14 < counted < millions


def test_weights_of_no_published_size_are_refused() -> None:
    with pytest.raises(ModelError, match=r"no published SAM 2\.1"):
        sam2_sizes({"vision_encoder.backbone.blocks.0.a": torch.zeros(1)})


def test_any_sam_is_loaded_and_nothing_else(tmp_path: Path) -> None:
    from georefer.tests.inference.models.small_clip import write_clip

    assert load_sam(write_sam(tmp_path / "meta"), CPU).card.input_size_px == 64
    with pytest.raises(ModelError, match="which is no SAM"):
        load_sam(write_clip(tmp_path / "clip"), CPU)
