"""CLIP and SigLIP give the numbers of their own code, in every layout, and say what lies at each patch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.clip_loading import load_clip
from georefer.inference.models.clip_towers import (
    CLIP_MEAN,
    CLIP_STD,
    SIGLIP_MEAN,
    SIGLIP_STD,
    Clip,
    FlexibleSiglip,
    Siglip,
)
from georefer.tests.inference.models.small_clip import (
    LENGTH,
    PATCH,
    SIDE,
    clip_model,
    flexible_siglip_model,
    open_clip_model,
    siglip_model,
    write_clip,
    write_open_clip,
    write_tokenizer,
)
from torch.nn.functional import normalize

TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.rand((2, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(4))


def colours(pictures: torch.Tensor, mean: tuple[float, ...], std: tuple[float, ...]) -> torch.Tensor:
    return (pictures - torch.tensor(mean).view(1, 3, 1, 1)) / torch.tensor(std).view(1, 3, 1, 1)


@torch.inference_mode()
def test_clip_sees_and_reads_as_in_transformers(pictures: torch.Tensor) -> None:
    model = clip_model()
    towers = Clip(model, CLIP_MEAN, CLIP_STD)
    seen = towers.see(pictures)
    expected = model.get_image_features(pixel_values=colours(pictures, CLIP_MEAN, CLIP_STD)).pooler_output
    torch.testing.assert_close(seen.pooled, normalize(expected, dim=-1), **TOLERANCE)
    ids = torch.tensor([[3, 9, 5, 30]])
    read = model.get_text_features(input_ids=ids).pooler_output
    torch.testing.assert_close(towers.read(ids), normalize(read, dim=-1), **TOLERANCE)
    assert seen.patches.shape == (2, SIDE // PATCH, SIDE // PATCH, 24)
    torch.testing.assert_close(seen.patches.norm(dim=-1), torch.ones(2, 4, 4))


@torch.inference_mode()
def test_siglip_sees_as_in_transformers_and_a_single_patch_is_the_whole(pictures: torch.Tensor) -> None:
    model = siglip_model()
    pixels = colours(pictures, SIGLIP_MEAN, SIGLIP_STD)
    expected = model.get_image_features(pixel_values=pixels).pooler_output
    seen = Siglip(model, SIGLIP_MEAN, SIGLIP_STD).see(pictures)
    torch.testing.assert_close(seen.pooled, normalize(expected, dim=-1), **TOLERANCE)
    # What the head makes of one patch alone must be what it makes of a picture of one patch.
    single = Siglip(siglip_model(side=PATCH), SIGLIP_MEAN, SIGLIP_STD).see(pictures[..., :PATCH, :PATCH])
    torch.testing.assert_close(single.patches[:, 0, 0], single.pooled, **TOLERANCE)


@torch.inference_mode()
def test_siglip_of_flexible_size_cuts_patches_as_its_processor(pictures: torch.Tensor) -> None:
    from transformers.models.siglip2.image_processing_pil_siglip2 import convert_image_to_patches

    model = flexible_siglip_model()
    pixels = colours(pictures, SIGLIP_MEAN, SIGLIP_STD)
    grid = SIDE // PATCH
    patches = np.stack([np.asarray(convert_image_to_patches(one.numpy(), PATCH)) for one in pixels])
    expected = model.get_image_features(
        pixel_values=torch.from_numpy(patches),
        pixel_attention_mask=torch.ones(2, grid * grid, dtype=torch.long),
        spatial_shapes=torch.full((2, 2), grid),
    ).pooler_output
    seen = FlexibleSiglip(model, SIGLIP_MEAN, SIGLIP_STD).see(pictures)
    torch.testing.assert_close(seen.pooled, normalize(expected, dim=-1), **TOLERANCE)


@pytest.mark.parametrize("prefix", ["", "module."])
@torch.inference_mode()
def test_open_clip_checkpoints_give_open_clip_numbers(
    prefix: str, pictures: torch.Tensor, tmp_path: Path
) -> None:
    loaded = load_clip(write_open_clip(tmp_path, prefix))
    model = open_clip_model()
    expected = model.visual(colours(pictures, CLIP_MEAN, CLIP_STD))
    torch.testing.assert_close(loaded.towers.see(pictures).pooled, normalize(expected, dim=-1), **TOLERANCE)
    ids = torch.from_numpy(loaded.tokenizer.encode(["red tank"]))
    torch.testing.assert_close(loaded.towers.read(ids), normalize(model.read(ids), dim=-1), **TOLERANCE)
    assert float(loaded.towers.scale) == pytest.approx(float(model.logit_scale.exp()), rel=1e-5)


@pytest.mark.parametrize("kind", ["clip", "siglip", "siglip2"])
@torch.inference_mode()
def test_folders_of_transformers_are_loaded(kind: str, pictures: torch.Tensor, tmp_path: Path) -> None:
    loaded = load_clip(write_clip(tmp_path, kind))
    assert loaded.towers.see(pictures).patches.shape[:3] == (2, 4, 4)
    ids = loaded.tokenizer.encode(["red tank"])
    # SigLIP reads its last token: phrases are filled up.
    assert ids.shape[1] == (4 if kind == "clip" else LENGTH)
    assert len(loaded.weights_hash) == 64


def test_a_tokenizer_from_elsewhere_serves(tmp_path: Path) -> None:
    folder = write_open_clip(tmp_path / "clip")
    (folder / "tokenizer").rename(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="holds no tokenizer"):
        load_clip(folder)
    assert load_clip(folder, tmp_path / "elsewhere").tokenizer.encode(["tank"]).shape == (1, 3)


def test_what_is_no_clip_is_refused(tmp_path: Path) -> None:
    from georefer.tests.inference.models.small_clip import write_sam

    with pytest.raises(ModelError, match="which is no CLIP"):
        load_clip(write_sam(tmp_path / "sam"))
    torch.save(
        {"visual.trunk.a": torch.ones(1), "text.transformer.b": torch.ones(1), "logit_scale": torch.ones(1)},
        tmp_path / "other.pt",
    )
    write_tokenizer(tmp_path)
    with pytest.raises(ModelError, match="no CLIP of two plain transformers"):
        load_clip(tmp_path / "other.pt")


def test_a_folder_without_its_configuration_is_refused(tmp_path: Path) -> None:
    write_clip(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(ModelError, match=r"no config\.json of a CLIP"):
        load_clip(tmp_path)
