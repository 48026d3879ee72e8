from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.device import choose_device
from georefer.inference.errors import ModelError
from georefer.inference.models.checkpoints import load_strictly
from georefer.inference.models.from_weights import model_from_weights
from georefer.inference.models.interface import ModelCard
from georefer.inference.models.rsrefseg import SAM_MEAN, SAM_STD
from georefer.inference.models.rsrefseg2 import RSRefSeg2
from georefer.inference.models.rsrefseg2_keys import from_rsrefseg2, from_sam2
from georefer.inference.models.rsrefseg2_phrase_model import RSRefSeg2PhraseModel
from georefer.inference.models.rsrefseg2_prompter import CascadedPrompter, CascadedPrompts, PrompterSizes
from georefer.inference.models.rsrefseg2_sizes import RSRefSeg2Config, published_rsrefseg2
from georefer.inference.models.word_tokenizer import WordTokenizer
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

META = Path(__file__).parent / "sam2_meta"
SIDE, WIDTH = 128, 16


def draw(generator: np.random.Generator, shape: list[int]) -> Tensor:
    return torch.from_numpy(generator.standard_normal(shape).astype(np.float32))


def meta_sam2() -> dict[str, Tensor]:
    """Draws the weights that `sam2_meta` was computed with, by Meta's own code (sam2 1.1.0)."""
    generator = np.random.default_rng(7)
    tensors = {}
    for key, shape in json.loads((META / "shapes.json").read_text(encoding="utf-8")).items():
        is_gain = len(shape) == 1 and key.endswith("weight")
        tensors[key] = draw(generator, shape) * (0.3 if len(shape) > 1 else 0.2) + float(is_gain)
    return tensors


@pytest.fixture
def sizes(tokenizer: WordTokenizer) -> RSRefSeg2Config:
    tower = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
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
    return RSRefSeg2Config(
        image_size_px=SIDE,
        sam={
            "vision_config": {
                "backbone_config": backbone,
                "backbone_channel_list": [64, 32, 16, 8],
                "backbone_feature_sizes": [[32, 32], [16, 16], [8, 8]],
                "fpn_hidden_size": WIDTH,
            },
            "prompt_encoder_config": {
                "hidden_size": WIDTH,
                "image_size": SIDE,
                "patch_size": 16,
                "mask_input_channels": 16,
            },
            "mask_decoder_config": {
                "hidden_size": WIDTH,
                "mlp_dim": 24,
                "num_attention_heads": 2,
                "iou_head_hidden_dim": 12,
            },
        },
        text={**tower, "vocab_size": tokenizer.size, "max_position_embeddings": tokenizer.length},
        vision={**tower, "image_size": 56, "patch_size": 14},
        prompter=PrompterSizes(
            feat_dim=16,
            prompt_dim=WIDTH,
            grid=4,
            mask_size=32,
            num_heads=2,
            internal_dim=8,
            mlp_dim=8,
        ),
    )


@pytest.fixture
def model(sizes: RSRefSeg2Config) -> RSRefSeg2:
    torch.manual_seed(0)
    model = RSRefSeg2(sizes).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            # The tiny numbers that training begins with would hide everything.
            parameter.add_(torch.randn_like(parameter) * 0.2)
        model.clip_text_encoder.logit_scale.fill_(1.0)
        model.clip_text_encoder.logit_bias.fill_(-0.5)
    return model


@pytest.fixture
def phrase_model(model: RSRefSeg2, tokenizer: WordTokenizer) -> RSRefSeg2PhraseModel:
    card = ModelCard(id="test", name="Test", weights_hash="0", input_size_px=SIDE)
    return RSRefSeg2PhraseModel(model, tokenizer, card, choose_device("cpu"))


@pytest.mark.parametrize(("falls_back", "name"), [(False, "logits_token0"), (True, "logits_stable")])
@torch.inference_mode()
def test_sam2_gives_the_numbers_of_metas_code(sizes: RSRefSeg2Config, falls_back: bool, name: str) -> None:
    model = RSRefSeg2(RSRefSeg2Config.from_json({**sizes.to_json(), "falls_back": falls_back})).eval()
    load_strictly(model.backbone, from_sam2(meta_sam2()), "sam2_meta")
    generator = np.random.default_rng(8)
    normalised = draw(generator, [2, 3, SIDE, SIDE])
    sparse, mask = draw(generator, [2, 9, WIDTH]), draw(generator, [2, 1, SIDE // 4, SIDE // 4]) * 3
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (SAM_MEAN, SAM_STD))
    features = model.embed(normalised * std + mean)
    logits = model.decode(features, CascadedPrompts(sparse, sparse), mask)
    expected = load_file(META / "outputs.safetensors")
    torch.testing.assert_close(features.embedding, expected["embedding"], atol=5e-4, rtol=0)
    torch.testing.assert_close(logits, expected[name], atol=5e-4, rtol=0)


def test_what_sam2_knows_of_videos_is_left_out(sizes: RSRefSeg2Config) -> None:
    video = {
        **meta_sam2(),
        "memory_encoder.out_proj.weight": torch.zeros(1),
        "maskmem_tpos_enc": torch.zeros(1),
    }
    assert from_sam2(video).keys() == from_sam2(meta_sam2()).keys()


def published_keys(model: RSRefSeg2, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Renames a model with Meta's SAM 2 inside to the layout of a published checkpoint."""
    renamed = {"backbone.model." + key: value for key, value in tensors.items()}
    renamed = {
        key.replace("image_encoder.", "image_encoder.base_model.model."): value
        for key, value in renamed.items()
    }
    for key, value in model.state_dict().items():
        if key.startswith("clip_"):
            part, _, rest = key.partition(".")
            renamed[f"{part}.base_model.model.{rest}"] = value
        elif key.startswith("prompter."):
            renamed[key] = value
    renamed["decode_head.logit_scale1"] = torch.zeros(1)
    return renamed


def test_a_published_checkpoint_is_mapped_whole(model: RSRefSeg2) -> None:
    mapped = from_rsrefseg2(published_keys(model, meta_sam2()))
    load_strictly(model, mapped, "published")
    gaussian = meta_sam2()["sam_prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"]
    torch.testing.assert_close(model.backbone.shared_image_embedding.positional_embedding, gaussian)


@pytest.mark.parametrize("tokens", [1, 2, 5])
@torch.inference_mode()
def test_the_mask_prompt_is_the_cosine_after_enlarging(tokens: int) -> None:
    torch.manual_seed(tokens)
    prompter = CascadedPrompter(
        PrompterSizes(
            feat_dim=128, prompt_dim=8, grid=5, mask_size=20, num_heads=2, internal_dim=8, mlp_dim=8
        )
    ).eval()
    phrase = torch.randn(2, 128)
    prompts = prompter(torch.randn(2, 25, 128), torch.randn(2, tokens, 128))
    large = functional.interpolate(prompts.picture, size=(20, 20), mode="bilinear", align_corners=True)
    expected = functional.cosine_similarity(large, phrase[:, :, None, None], dim=1).unsqueeze(1)
    torch.testing.assert_close(prompter.mask_prompt(prompts.picture, phrase), expected, atol=1e-5, rtol=0)


def test_answers_depend_on_nothing_but_tile_and_phrase(
    phrase_model: RSRefSeg2PhraseModel, make_tiles: Any
) -> None:
    tiles = make_tiles(3, SIDE)
    text = phrase_model.embed_text(["red building", "car"])
    glance = phrase_model.look(tiles)
    whole = phrase_model.mask_logits(phrase_model.embed_tiles(tiles, glance), text)
    assert whole.shape == (3, 2, SIDE, SIDE)
    assert np.isfinite(whole).all()
    alone = phrase_model.embed_tiles(tiles[2:], glance.take([2]))
    car = phrase_model.embed_text(["car"])
    np.testing.assert_array_equal(phrase_model.mask_logits(alone, car)[0, 0], whole[2, 1])
    assert np.abs(whole[:, 0] - whole[:, 1]).max() > 1e-4
    relevance = phrase_model.relevance(glance, text)
    assert relevance.shape == (3, 2)
    assert (relevance > 0).all()
    assert (relevance < 1).all()


def test_tiles_of_another_size_are_refused(phrase_model: RSRefSeg2PhraseModel, make_tiles: Any) -> None:
    with pytest.raises(ValueError, match="uint8"):
        phrase_model.look(make_tiles(1, 64))


def test_sizes_survive_json(sizes: RSRefSeg2Config) -> None:
    for one in (sizes, published_rsrefseg2()):
        assert RSRefSeg2Config.from_json(json.loads(json.dumps(one.to_json()))) == one


def cheap_weights(build: Callable[[], RSRefSeg2]) -> dict[str, Tensor]:
    """Returns weights of every shape that take no memory: one row, repeated."""
    with torch.device("meta"):
        own = build().state_dict()
    return {
        key: torch.rand(value.shape[-1:])
        .mul(0.02)
        .add(float("var" in key))
        .to(value.dtype)
        .expand(value.shape)
        for key, value in own.items()
    }


@pytest.mark.slow
@pytest.mark.timeout(1800)
@torch.inference_mode()
def test_the_published_size_runs_from_picture_to_mask() -> None:
    def build() -> RSRefSeg2:
        return RSRefSeg2(published_rsrefseg2())

    model = model_from_weights(build, cheap_weights(build), "drawn weights")
    parameters_m = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    # 1447 million are published; the LoRA of the three encoders is the difference.
    assert parameters_m == pytest.approx(1436.3, abs=0.1)
    image = torch.rand(1, 3, 1024, 1024)
    vision, features = model.look(image), model.embed(image)
    assert vision.shape == (1, 1024, 1152)
    phrases = model.read(torch.randint(2, 256000, (1, 7)))
    logits = model.predict(vision, features, phrases)
    assert logits.shape == (1, 1, 256, 256)
    assert torch.isfinite(logits).all()


def test_an_incomplete_checkpoint_is_named(model: RSRefSeg2) -> None:
    tensors = published_keys(model, meta_sam2())
    del tensors["prompter.img_pe"]
    with pytest.raises(ModelError, match=r"1 missing \(prompter\.img_pe\)"):
        load_strictly(model, from_rsrefseg2(tensors), "cut.pth")
