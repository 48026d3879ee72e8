from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.conv_encoders import SamFeatures
from georefer.inference.models.foundation import load_foundation, published_sizes, recognise_sizes
from georefer.inference.models.rsrefseg import RSRefSeg, RSRefSegConfig
from torch import Tensor
from transformers import SamConfig, SamModel, SiglipConfig, SiglipModel

from .conftest import shake

# transformers' names back to Meta's, written apart from the map under test.
TO_META = [
    ("vision_encoder.patch_embed.projection", "image_encoder.patch_embed.proj"),
    (r"vision_encoder.layers.(\d+).layer_norm", r"image_encoder.blocks.\1.norm"),
    ("vision_encoder.layers", "image_encoder.blocks"),
    ("vision_encoder.neck.conv1", "image_encoder.neck.0"),
    ("vision_encoder.neck.layer_norm1", "image_encoder.neck.1"),
    ("vision_encoder.neck.conv2", "image_encoder.neck.2"),
    ("vision_encoder.neck.layer_norm2", "image_encoder.neck.3"),
    ("vision_encoder", "image_encoder"),
    ("prompt_encoder.point_embed", "prompt_encoder.point_embeddings"),
    ("prompt_encoder.mask_embed.conv1", "prompt_encoder.mask_downscaling.0"),
    ("prompt_encoder.mask_embed.layer_norm1", "prompt_encoder.mask_downscaling.1"),
    ("prompt_encoder.mask_embed.conv2", "prompt_encoder.mask_downscaling.3"),
    ("prompt_encoder.mask_embed.layer_norm2", "prompt_encoder.mask_downscaling.4"),
    ("prompt_encoder.mask_embed.conv3", "prompt_encoder.mask_downscaling.6"),
    ("layer_norm_final_attn", "norm_final_attn"),
    (r"mask_decoder.transformer.layers.(\d+).layer_norm", r"mask_decoder.transformer.layers.\1.norm"),
    ("mask_decoder.upscale_conv1", "mask_decoder.output_upscaling.0"),
    ("mask_decoder.upscale_layer_norm", "mask_decoder.output_upscaling.1"),
    ("mask_decoder.upscale_conv2", "mask_decoder.output_upscaling.3"),
    (r"(mlps.\d+|iou_prediction_head).layers.0", r"\1.layers.1"),
    (r"(mlps.\d+|iou_prediction_head).proj_in", r"\1.layers.0"),
    (r"(mlps.\d+|iou_prediction_head).proj_out", r"\1.layers.2"),
]


@pytest.fixture
def sam(published_sizes: RSRefSegConfig) -> Any:
    torch.manual_seed(1)
    model = SamModel(SamConfig(**published_sizes.sam)).eval()
    shake(model, 3)
    with torch.no_grad():
        shared = model.shared_image_embedding.positional_embedding
        model.prompt_encoder.shared_embedding.positional_embedding.copy_(shared)
    return model


@pytest.fixture
def siglip(published_sizes: RSRefSegConfig) -> Any:
    torch.manual_seed(2)
    text = {**published_sizes.text, "bos_token_id": 0, "eos_token_id": 1}
    model = SiglipModel(SiglipConfig(text_config=text, vision_config=published_sizes.vision)).eval()
    shake(model, 4)
    return model


def meta_names(sam: Any) -> dict[str, Tensor]:
    tensors = {}
    for key, value in sam.state_dict().items():
        if key == "prompt_encoder.shared_embedding.positional_embedding":
            continue
        name = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"
        if key != "shared_image_embedding.positional_embedding":
            name = key
            for pattern, replacement in TO_META:
                name, changes = re.subn(pattern, replacement, name)
                if changes:
                    break
        tensors[name] = value
    return tensors


@pytest.mark.parametrize("layout", ["folder", "meta"])
def test_base_models_keep_their_numbers(
    published_sizes: RSRefSegConfig, sam: Any, siglip: Any, tmp_path: Path, layout: str
) -> None:
    siglip.save_pretrained(tmp_path / "siglip")
    sam_path = tmp_path / "sam"
    if layout == "folder":
        sam.save_pretrained(sam_path)
    else:
        sam_path = tmp_path / "sam_vit_b.pth"
        torch.save(meta_names(sam), sam_path)
    model = load_foundation(RSRefSeg(published_sizes), sam_path, tmp_path / "siglip").eval()
    images, ids = torch.rand(1, 3, 64, 64), torch.tensor([[4, 9, 1]])
    with torch.inference_mode():
        phrases, features = model.read(ids), model.embed(images)
        text = siglip.text_model(input_ids=ids)
        torch.testing.assert_close(phrases.words, text.last_hidden_state, atol=1e-5, rtol=0)
        torch.testing.assert_close(phrases.pooled, text.pooler_output, atol=1e-5, rtol=0)
        patches = siglip.vision_model(pixel_values=model.clip_pixels(images)).last_hidden_state
        look = model.look(images).flatten(2).transpose(1, 2)
        torch.testing.assert_close(look, patches, atol=1e-5, rtol=0)
        pixels = (images - model._sam_mean) / model._sam_std
        embedding = sam.get_image_embeddings(pixels)
        torch.testing.assert_close(features.embedding, embedding, atol=1e-5, rtol=0)
        check_decoder(model, sam, features)


def check_decoder(model: RSRefSeg, sam: Any, features: SamFeatures) -> None:
    torch.manual_seed(6)
    sparse, dense = torch.randn(1, 5, 16), torch.randn(1, 16, 4, 4)
    masks, iou = sam.mask_decoder(
        image_embeddings=features.embedding,
        image_positional_embeddings=sam.get_image_wide_positional_embeddings(),
        sparse_prompt_embeddings=sparse.unsqueeze(1),
        dense_prompt_embeddings=dense,
        multimask_output=False,
    )
    logits, predicted_iou = model.decode(features, sparse, dense)
    torch.testing.assert_close(logits, masks[:, 0], atol=1e-5, rtol=0)
    torch.testing.assert_close(predicted_iou, iou[:, 0], atol=1e-5, rtol=0)


def test_folders_split_into_parts_are_read(
    published_sizes: RSRefSegConfig, sam: Any, siglip: Any, tmp_path: Path
) -> None:
    sam.save_pretrained(tmp_path / "sam", max_shard_size="40KB")
    siglip.save_pretrained(tmp_path / "siglip")
    assert len(list((tmp_path / "sam").glob("*.safetensors"))) > 1
    load_foundation(RSRefSeg(published_sizes), tmp_path / "sam", tmp_path / "siglip")


def test_a_base_model_of_another_size_is_refused(
    published_sizes: RSRefSegConfig, sam: Any, siglip: Any, tmp_path: Path
) -> None:
    sam.save_pretrained(tmp_path / "sam")
    siglip.save_pretrained(tmp_path / "siglip")
    published_sizes.sam["vision_config"]["num_hidden_layers"] = 3
    with pytest.raises(ModelError, match=r"missing \(backbone\.model\.layers\.2") as caught:
        load_foundation(RSRefSeg(published_sizes), tmp_path / "sam", tmp_path / "siglip")
    assert "sam and siglip" in caught.value.message


def test_a_folder_without_weights_is_refused(published_sizes: RSRefSegConfig, tmp_path: Path) -> None:
    (tmp_path / "sam").mkdir()
    with pytest.raises(ModelError, match="sam holds no weights"):
        load_foundation(RSRefSeg(published_sizes), tmp_path / "sam", tmp_path / "siglip")


@pytest.mark.parametrize(
    ("name", "width", "layers", "millions"),
    [("rsrefseg_b", 768, 12, 973), ("rsrefseg_l", 1024, 24, 1191)],
)
def test_published_sizes(name: str, width: int, layers: int, millions: int) -> None:
    sizes = published_sizes(name)
    with torch.device("meta"):
        model = RSRefSeg(sizes)
    # 878.0 M of SigLIP and 93.7 or 312.3 M of SAM, and a prompter of 2.1 M.
    count = sum(parameter.numel() for parameter in model.parameters()) / 1e6
    assert count == pytest.approx(millions, rel=0.003)
    key = "backbone.base_model.model.model.pos_embed"
    assert recognise_sizes({key: torch.empty(1, 64, 64, width, device="meta")}) == sizes
    assert sizes.sam["vision_config"]["num_hidden_layers"] == layers


def test_unpublished_sizes_are_not_guessed() -> None:
    with pytest.raises(ModelError, match=r"no published RSRefSeg"):
        recognise_sizes({"backbone.model.pos_embed": torch.empty(1, 4, 4, 16)})
