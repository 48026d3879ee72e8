from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models import meta_sam_attention
from georefer.inference.models.meta_sam import SamSizes, build_image_encoder, modeling, recognise_sam_sizes
from georefer.inference.models.meta_sam_attention import HubRelativeAttention, RelativeAttention
from georefer.tests.inference.models.small_sam import SIZES, meta_sam, shaken

ALONE = """
import sys
sys.modules["torchvision"] = None  # importing it fails
import georefer.inference.models.meta_sam as parts
assert parts.modeling() is parts.modeling()
assert "segment_anything" not in sys.modules
print(parts.modeling().ImageEncoderViT.__name__)
"""


def test_parts_come_without_the_package_around_them(repo_root: object) -> None:
    start = "import runpy; runpy.run_path('tests/conftest.py')\n"
    command = [sys.executable, "-c", start + ALONE]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, cwd=str(repo_root))
    assert finished.stdout.strip() == "ImageEncoderViT", finished.stderr


def test_sizes_are_told_by_the_weights() -> None:
    assert recognise_sam_sizes(meta_sam().state_dict()) == SIZES


def test_published_sizes_are_told_by_the_weights() -> None:
    large = SamSizes()
    with torch.device("meta"):
        encoder = build_image_encoder(large).state_dict()
        rest = meta_sam().state_dict()
    tensors = {key: value for key, value in rest.items() if not key.startswith("image_encoder.")}
    tensors.update({f"image_encoder.{key}": value for key, value in encoder.items()})
    told = recognise_sam_sizes(tensors)
    decoder = {"decoder_mlp_width": 16, "iou_width": 16, "mask_channels": 8}
    assert told == replace(large, **decoder)


@torch.no_grad()
@pytest.mark.parametrize(("height", "width"), [(5, 5), (40, 40), (3, 7)])
def test_attention_computes_what_metas_does(height: int, width: int) -> None:
    torch.manual_seed(0)
    published = shaken(
        modeling().image_encoder.Attention(24, 3, use_rel_pos=True, input_size=(height, width)), 1
    )
    tokens = torch.randn(2, height, width, 24)
    expected = published(tokens)
    ours = RelativeAttention(published, published.num_heads)
    assert ours.state_dict().keys() == published.state_dict().keys()
    torch.testing.assert_close(ours(tokens), expected, rtol=0, atol=1e-5)


def test_half_a_sam_is_refused() -> None:
    tensors = {key: value for key, value in meta_sam().state_dict().items() if "prompt_encoder" not in key}
    with pytest.raises(ModelError, match="no whole SAM"):
        recognise_sam_sizes(tensors)


@pytest.mark.parametrize("side", [4, 6], ids=["as trained", "another size"])
@torch.inference_mode()
def test_transformers_attention_is_computed_in_parts(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers.models.sam.configuration_sam import SamVisionConfig
    from transformers.models.sam.modeling_sam import SamVisionAttention

    monkeypatch.setattr(meta_sam_attention, "_QUERIES", 5)
    config = SamVisionConfig(hidden_size=16, num_attention_heads=2, image_size=64, patch_size=16)
    published = shaken(SamVisionAttention(config, 0), 3)
    ours = HubRelativeAttention(published, config.num_attention_heads)
    assert ours.state_dict().keys() == published.state_dict().keys()
    tokens = torch.randn((2, side, side, 16), generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(ours(hidden_states=tokens)[0], published(tokens)[0], atol=1e-5, rtol=1e-5)
