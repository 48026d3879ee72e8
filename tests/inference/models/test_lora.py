from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.checkpoints import load_rsrefseg
from georefer.inference.models.lora import add_lora, fold_lora, lora_parameters
from georefer.inference.models.rsrefseg import RSRefSeg, RSRefSegConfig
from safetensors import safe_open
from torch import Tensor


def predict(model: RSRefSeg) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(1, 3, 64, 64, generator=generator)
    with torch.inference_mode():
        phrases = model.read(torch.tensor([[4, 5, 6, 1]]))
        return model.predict(model.look(images), model.embed(images), phrases)[0]


def published_names(model: RSRefSeg) -> dict[str, Tensor]:
    return {
        key.replace("prompter.down_", "prompter_down_"): value for key, value in model.state_dict().items()
    }


def test_folded_lora_gives_the_same_masks(
    published_model: RSRefSeg, small_lora: dict[str, dict[str, Any]]
) -> None:
    plain = copy.deepcopy(published_model)
    taught = add_lora(published_model, small_lora).eval()
    torch.manual_seed(1)
    for value in lora_parameters(taught).values():
        torch.nn.init.normal_(value, std=0.3)
    with_lora = predict(taught)
    load_rsrefseg(plain, published_names(taught), "taught", small_lora)
    folded = predict(plain)
    assert not torch.allclose(with_lora, predict(RSRefSeg(plain.config).eval()), atol=1e-2)
    torch.testing.assert_close(folded, with_lora, atol=2e-5, rtol=0)
    # The text tower's alpha differs from its rank here; without the configuration the masks differ.
    load_rsrefseg(plain, published_names(taught), "taught")
    assert not torch.allclose(predict(plain), with_lora, atol=2e-5, rtol=0)


def test_lora_starts_without_effect(published_model: RSRefSeg, small_lora: dict[str, dict[str, Any]]) -> None:
    before = predict(published_model)
    torch.testing.assert_close(predict(add_lora(published_model, small_lora).eval()), before)


def test_only_the_published_parts_are_trained(
    published_model: RSRefSeg, small_lora: dict[str, dict[str, Any]]
) -> None:
    taught = add_lora(published_model, small_lora)
    trained = {name for name, value in taught.named_parameters() if value.requires_grad}
    encoders = {name for name in trained if name.split(".")[0] in small_lora}
    assert encoders
    assert all(".lora_" in name for name in encoders)
    frozen = {name for name, value in taught.named_parameters() if not value.requires_grad}
    assert any(name.endswith("logit_scale") for name in frozen)
    assert not any(name.startswith(("sam_", "prompter")) for name in frozen)


def test_key_names_are_the_published_ones(shared_parity: Path) -> None:
    folder = shared_parity / "rsrefseg"
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    sizes = RSRefSegConfig(
        sam=config["sam_config"],
        text=config["siglip_config"]["text_config"],
        vision=config["siglip_config"]["vision_config"],
        image_size_px=config["sam_config"]["vision_config"]["image_size"],
    )
    ours = published_names(add_lora(RSRefSeg(sizes), config["lora"]))
    with safe_open(folder / "weights.safetensors", "pt") as weights:
        published = {key: list(weights.get_slice(key).get_shape()) for key in weights.keys()}  # noqa: SIM118
    assert {key: list(value.shape) for key, value in ours.items()} == published


def test_a_lora_pair_without_its_partner_or_layer_is_refused() -> None:
    layer = {"base_model.model.lin.base_layer.weight": torch.ones(4, 3)}
    a, b = "base_model.model.lin.lora_A.default.weight", "base_model.model.lin.lora_B.default.weight"
    with pytest.raises(ModelError, match=r"lin\.lora_A"):
        fold_lora({**layer, a: torch.ones(2, 3)})
    with pytest.raises(ModelError, match=r"lin\.lora_A"):
        fold_lora({a: torch.ones(2, 3), b: torch.ones(4, 2)})
    with pytest.raises(ModelError, match="do not fit"):
        fold_lora({**layer, a: torch.ones(2, 5), b: torch.ones(4, 2)})
