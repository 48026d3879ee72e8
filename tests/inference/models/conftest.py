"""Makes models with random weights: of our small kind, and in the published layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from georefer.inference.models.conv_encoders import ConvClipConfig, ConvSamConfig
from georefer.inference.models.interface import ModelCard
from georefer.inference.models.phrase_model import RSRefSegPhraseModel
from georefer.inference.models.rsrefseg import RSRefSeg, RSRefSegConfig
from georefer.inference.models.word_tokenizer import WordTokenizer

WORDS = ("building", "car", "red", "white", "large")


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _no_models_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOREFER_MODELS", str(tmp_path / "no-models"))


def shake(module: torch.nn.Module, seed: int) -> None:
    """Moves every parameter and statistic off its start, so that zeros and ones hide nothing."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                value.add_(torch.randn(value.shape, generator=generator) * 0.1)
            if name.endswith("running_var"):
                value.abs_().add_(0.5)


@pytest.fixture
def tokenizer() -> WordTokenizer:
    return WordTokenizer(words=WORDS, length=6)


@pytest.fixture
def conv_sizes(tokenizer: WordTokenizer) -> RSRefSegConfig:
    """Returns sizes of the bundled kind, with two words' worth of everything."""
    return RSRefSegConfig(
        image_size_px=64,
        sam={
            "vision_config": {"num_pos_feats": 8},
            "prompt_encoder_config": {"hidden_size": 16, "mask_input_channels": 8},
            "mask_decoder_config": {
                "hidden_size": 16,
                "mlp_dim": 16,
                "num_attention_heads": 2,
                "num_multimask_outputs": 0,
                "iou_head_hidden_dim": 8,
            },
        },
        text={
            "vocab_size": tokenizer.size,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "max_position_embeddings": tokenizer.length,
        },
        down_spatial_times=1,
        phrase_tokens=True,
        conv_sam=ConvSamConfig(widths=(8, 8, 8, 8, 8), depths=(1, 1, 1, 1), output_channels=16),
        conv_clip=ConvClipConfig(widths=(8, 8, 8), depths=(1, 1), output_channels=16),
    )


@pytest.fixture
def conv_model(conv_sizes: RSRefSegConfig) -> RSRefSeg:
    torch.manual_seed(0)
    model = RSRefSeg(conv_sizes).eval()
    shake(model, 1)
    return model


@pytest.fixture
def published_sizes() -> RSRefSegConfig:
    """Returns sizes of the published kind, small enough for a test."""
    return RSRefSegConfig(
        image_size_px=64,
        sam={
            "vision_config": {
                "hidden_size": 16,
                "output_channels": 16,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "image_size": 64,
                "patch_size": 16,
                "window_size": 3,
                "global_attn_indexes": [1],
                "mlp_dim": 16,
                "num_pos_feats": 8,
            },
            "prompt_encoder_config": {
                "hidden_size": 16,
                "image_size": 64,
                "patch_size": 16,
                "mask_input_channels": 8,
            },
            "mask_decoder_config": {
                "hidden_size": 16,
                "mlp_dim": 16,
                "num_attention_heads": 2,
                "iou_head_hidden_dim": 16,
            },
        },
        text={
            "vocab_size": 40,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "max_position_embeddings": 8,
        },
        vision={
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 56,
            "patch_size": 14,
        },
    )


@pytest.fixture
def published_model(published_sizes: RSRefSegConfig) -> RSRefSeg:
    torch.manual_seed(0)
    model = RSRefSeg(published_sizes).eval()
    shake(model, 2)
    return model


@pytest.fixture
def small_lora() -> dict[str, dict[str, Any]]:
    """Returns the published LoRA at rank 2, with an alpha of its own for one encoder."""
    from georefer.inference.models.lora import PUBLISHED_LORA

    small = {part: {**values, "r": 2, "lora_alpha": 2} for part, values in PUBLISHED_LORA.items()}
    small["clip_text_encoder"]["lora_alpha"] = 5
    return small


@pytest.fixture
def phrase_model(conv_model: RSRefSeg, tokenizer: WordTokenizer) -> RSRefSegPhraseModel:
    card = ModelCard(id="test", name="Test", weights_hash="0", input_size_px=64)
    return RSRefSegPhraseModel(conv_model, tokenizer, card)


@pytest.fixture
def make_tiles() -> Callable[[int], np.ndarray]:
    def make(count: int, side: int = 64) -> np.ndarray:
        return np.random.default_rng(5).integers(0, 256, (count, side, side, 3), dtype=np.uint8)

    return make
