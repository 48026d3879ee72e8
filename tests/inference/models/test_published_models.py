from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import choose_device
from georefer.inference.errors import ModelError
from georefer.inference.models.catalog import load_model
from georefer.inference.models.from_weights import model_from_weights
from georefer.inference.models.interface import PhraseModel
from georefer.inference.models.key_maps import rename
from georefer.inference.models.refersam import ReferSam
from georefer.inference.models.refersam_loading import load_refersam
from georefer.inference.models.refersam_phrase_model import ReferSamPhraseModel
from georefer.inference.models.refersam_sizes import ReferSamConfig
from georefer.inference.models.rsrefseg2 import RSRefSeg2
from georefer.inference.models.rsrefseg2_loading import load_rsrefseg2
from georefer.inference.models.rsrefseg2_phrase_model import RSRefSeg2PhraseModel
from georefer.inference.models.rsrefseg2_sizes import RSRefSeg2Config
from torch import Tensor, nn

_TRUNK = "backbone.model.image_encoder.trunk."
_HEAD = re.compile(
    r"(sam_mask_decoder\.(?:output_hypernetworks_mlps\.\d+|iou_prediction_head)\.)"
    r"(proj_in|layers\.0|proj_out)(\..*)"
)
_AS_META = (
    (r"^backbone\.vision_encoder\.backbone\.patch_embed\.projection\.", _TRUNK + "patch_embed.proj."),
    (r"^backbone\.vision_encoder\.backbone\.blocks\.(\d+)\.layer_norm", _TRUNK + r"blocks.\1.norm"),
    (r"^backbone\.vision_encoder\.backbone\.blocks\.(\d+)\.mlp\.proj_in", _TRUNK + r"blocks.\1.mlp.layers.0"),
    (
        r"^backbone\.vision_encoder\.backbone\.blocks\.(\d+)\.mlp\.proj_out",
        _TRUNK + r"blocks.\1.mlp.layers.1",
    ),
    (r"^backbone\.vision_encoder\.backbone\.", _TRUNK),
    (r"^backbone\.vision_encoder\.neck\.convs\.(\d+)\.", r"backbone.model.image_encoder.neck.convs.\1.conv."),
    (r"^backbone\.no_memory_embedding$", "backbone.model.no_mem_embed"),
    # The others have the names of transformers, which are known as well.
    (r"^backbone\.", "backbone.model."),
)
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "building", "white", "car", "##s")
TOWER = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
RSREFSEG2: dict[str, Any] = {
    "image_size_px": 128,
    "sam": {
        "vision_config": {
            "backbone_config": {
                "model_type": "sam2_hiera_det_model",
                "hidden_size": 8,
                "num_attention_heads": 1,
                "blocks_per_stage": [1, 1, 1, 1],
                "embed_dim_per_stage": [8, 16, 32, 64],
                "num_attention_heads_per_stage": [1, 2, 4, 8],
                "window_size_per_stage": [8, 4, 4, 2],
                "global_attention_blocks": [],
                "window_positional_embedding_background_size": [7, 7],
            },
            "backbone_channel_list": [64, 32, 16, 8],
            "backbone_feature_sizes": [[32, 32], [16, 16], [8, 8]],
            "fpn_hidden_size": 16,
        },
        "prompt_encoder_config": {"hidden_size": 16, "image_size": 128},
        "mask_decoder_config": {"hidden_size": 16, "mlp_dim": 16, "num_attention_heads": 2},
    },
    "text": {**TOWER, "vocab_size": len(PIECES), "max_position_embeddings": 8},
    "vision": {**TOWER, "image_size": 64, "patch_size": 16},
    "prompter": {
        "feat_dim": 16,
        "prompt_dim": 16,
        "grid": 4,
        "mask_size": 32,
        "num_heads": 2,
        "internal_dim": 8,
        "mlp_dim": 8,
    },
}
REFERSAM: dict[str, Any] = {
    "image_encoder": {
        "depth": 4,
        "embed_dim": 16,
        "num_heads": 2,
        "img_size": 64,
        "patch_size": 16,
        "window_size": 3,
        "global_attn_indexes": [1, 3],
        "mlp_ratio": 2.0,
        "out_chans": 16,
    },
    "text_model": "bert",
    "text_config": {**TOWER, "vocab_size": len(PIECES), "max_position_embeddings": 16},
    "adapter": {
        "interaction_indexes": [[0, 0], [1, 1], [2, 2], [3, 3]],
        "vl_dim": 8,
        "deform_num_heads": 2,
    },
    "prompt_encoder": {"mask_in_chans": 8},
    "mask_decoder": {"mlp_dim": 16, "num_heads": 2, "iou_head_hidden_dim": 8},
    "image_size_px": 64,
}


def with_lora(key: str, value: Tensor) -> dict[str, Tensor]:
    """Names a weight of a CLIP tower as peft does, with LoRA beside every projection."""
    part, _, rest = key.partition(".")
    layer, _, leaf = rest.rpartition(".")
    stem = f"{part}.base_model.model.{layer}"
    if "self_attn" not in layer:
        return {f"{part}.base_model.model.{rest}": value}
    if leaf != "weight":
        return {f"{stem}.base_layer.{leaf}": value}
    down, up = torch.full((2, value.shape[1]), 0.1), torch.full((value.shape[0], 2), 0.2)
    # What is in the file lacks what LoRA adds.
    return {
        f"{stem}.base_layer.weight": value - up @ down,
        f"{stem}.lora_A.default.weight": down,
        f"{stem}.lora_B.default.weight": up,
    }


def rsrefseg2_file(model: RSRefSeg2) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for key, value in model.state_dict().items():
        if key.startswith("backbone."):
            tensors.update(rename({key: value}, _AS_META))
        elif key.startswith("clip_"):
            tensors.update(with_lora(key, value))
        else:
            tensors[key] = value
    return tensors


def refersam_file(model: ReferSam) -> dict[str, Tensor]:
    """Names the weights as published: the decoder's heads are numbered otherwise than ours."""
    numbers = {"proj_in": "layers.0", "layers.0": "layers.1", "proj_out": "layers.2"}
    tensors = {}
    for key, value in model.state_dict().items():
        head = _HEAD.match(key)
        name = f"{head[1]}{numbers[head[2]]}{head[3]}" if head else key
        tensors[name] = value
    return tensors


@pytest.fixture
def write_folder(tmp_path: Path) -> Callable[[str, dict[str, Any], dict[str, Tensor]], Path]:
    """Writes the folder of a person who got a checkpoint and its tokenizer."""

    def write(name: str, sizes: dict[str, Any], tensors: dict[str, Tensor]) -> Path:
        folder = tmp_path / name
        (folder / "tokenizer").mkdir(parents=True)
        (folder / "tokenizer" / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
        facts = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
        (folder / "tokenizer" / "tokenizer_config.json").write_text(json.dumps(facts), encoding="utf-8")
        (folder / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")
        torch.save({"state_dict": tensors, "meta": {"epoch": 3}}, folder / f"{name}.pth")
        return folder

    return write


def moved(model: nn.Module) -> Any:
    """Moves every weight off its start."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return model.eval()


def answers(model: PhraseModel) -> np.ndarray:
    side = model.card.input_size_px
    tiles = np.random.default_rng(2).integers(0, 256, (1, side, side, 3), dtype=np.uint8)
    glance = model.look(tiles)
    return model.mask_logits(model.embed_tiles(tiles, glance), model.embed_text(["Red buildings", "car"]))


def test_rsrefseg2_loads_as_it_was_saved(write_folder: Any) -> None:
    torch.manual_seed(0)
    network = moved(RSRefSeg2(RSRefSeg2Config.from_json(RSREFSEG2)))
    folder = write_folder("rrsisd", RSREFSEG2, rsrefseg2_file(network))
    model = load_model(str(folder), choose_device("cpu"))
    assert isinstance(model, RSRefSeg2PhraseModel)
    assert model.card.id == "rrsisd"
    assert model.card.gate == 0
    logits = answers(model)
    assert logits.shape == (1, 2, 128, 128)
    # LoRA is folded back to what was saved, to rounding.
    for key, value in network.state_dict().items():
        torch.testing.assert_close(model._model.state_dict()[key], value, atol=1e-6, rtol=0)
    assert np.isfinite(logits).all()


def test_the_fall_back_can_be_switched_off_beside_the_checkpoint(write_folder: Any) -> None:
    torch.manual_seed(0)
    network = moved(RSRefSeg2(RSRefSeg2Config.from_json(RSREFSEG2)))
    file = rsrefseg2_file(network)
    on = load_rsrefseg2(write_folder("on", RSREFSEG2, file), choose_device("cpu"))
    off = load_rsrefseg2(write_folder("off", {**RSREFSEG2, "falls_back": False}, file), choose_device("cpu"))
    first = network.backbone.mask_decoder
    assert on._model.backbone.mask_decoder.dynamic_multimask_via_stability
    assert first.dynamic_multimask_stability_thresh == 0.98
    assert np.abs(answers(on) - answers(off)).max() > 1e-3


def test_refersam_loads_as_it_was_saved(write_folder: Any) -> None:
    torch.manual_seed(0)
    network = moved(ReferSam(ReferSamConfig.from_json(REFERSAM)))
    folder = write_folder("mine", REFERSAM, refersam_file(network))
    model = load_model(str(folder / "mine.pth"), choose_device("cpu"))
    assert isinstance(model, ReferSamPhraseModel)
    assert model.card.id == "mine"
    for key, value in network.state_dict().items():
        torch.testing.assert_close(model._model.state_dict()[key], value, atol=0, rtol=0)
    logits = answers(model)
    assert logits.shape == (1, 2, 64, 64)
    assert np.abs(logits[:, 0] - logits[:, 1]).max() > 1e-3


def test_half_precision_files_become_single_precision(write_folder: Any) -> None:
    network = moved(ReferSam(ReferSamConfig.from_json(REFERSAM)))
    file = {key: value.bfloat16() for key, value in refersam_file(network).items()}
    model = load_refersam(write_folder("half", REFERSAM, file), choose_device("cpu"))
    assert {parameter.dtype for parameter in model._model.parameters()} == {torch.float32}


def test_numbers_of_positions_need_no_file() -> None:
    config = ReferSamConfig.from_json(REFERSAM)
    network = moved(ReferSam(config))
    rebuilt = model_from_weights(lambda: ReferSam(config), dict(network.state_dict()), "test")
    assert not any(buffer.is_meta for buffer in rebuilt.buffers())
    ids = torch.tensor([[2, 5, 6, 3]])
    with torch.inference_mode():
        expected = network.read(ids, torch.ones_like(ids)).hidden
        torch.testing.assert_close(rebuilt.read(ids, torch.ones_like(ids)).hidden, expected)


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda tensors: tensors.pop("mask_scaling.bias"), "1 missing"),
        (lambda tensors: tensors["mask_scaling.bias"].fill_(float("nan")), "not numbers"),
        (lambda tensors: tensors.update({"surprise": torch.zeros(1)}), "1 unexpected"),
    ],
    ids=["missing", "not a number", "unexpected"],
)
def test_damaged_weights_are_refused(
    write_folder: Any, break_it: Callable[[dict[str, Tensor]], object], message: str
) -> None:
    tensors = refersam_file(ReferSam(ReferSamConfig.from_json(REFERSAM)))
    break_it(tensors)
    with pytest.raises(ModelError, match=message):
        load_refersam(write_folder("bad", REFERSAM, tensors), choose_device("cpu"))


def test_senseless_sizes_are_refused(write_folder: Any) -> None:
    tensors = refersam_file(ReferSam(ReferSamConfig.from_json(REFERSAM)))
    folder = write_folder("odd", {**REFERSAM, "image_size_px": 100}, tensors)
    with pytest.raises(ModelError, match=r"sizes\.json"):
        load_refersam(folder, choose_device("cpu"))


def test_weights_of_no_published_size_ask_for_sizes(write_folder: Any) -> None:
    tensors = refersam_file(ReferSam(ReferSamConfig.from_json(REFERSAM)))
    with pytest.raises(ModelError, match="no published ReferSAM"):
        load_refersam(write_folder("small", {}, tensors), choose_device("cpu"))
