from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.meta_sam import SamSizes
from georefer.inference.models.meta_sam_keys import to_meta_sam
from georefer.inference.models.ros_sam import MaskSource, RosSam
from georefer.inference.models.ros_sam_checkpoints import (
    SamLayout,
    build_ros_sam,
    gather_weights,
    load_ros_sam,
    published_state_dicts,
    recognise_layout,
)
from georefer.tests.inference.models.small_sam import meta_sam, picture, ros_sam, sam_hq_weights, shaken
from safetensors.torch import save_file
from torch import Tensor

BOX = torch.tensor([[10.0, 12.0, 30.0, 28.0]])


def answer(model: RosSam) -> Tensor:
    pixels = torch.from_numpy(picture()).permute(2, 0, 1).float()
    with torch.no_grad():
        features = model.encode(model.preprocess(pixels))
        return model.answer_of(model.decode(features, model.prompt(boxes=BOX)))[:, :1]


@pytest.fixture
def training_folder(tmp_path: Path) -> Path:
    """Writes what a training of ROS-SAM leaves behind."""
    folder = tmp_path / "checkpoint_7"
    folder.mkdir()
    decoder, sam = published_state_dicts(ros_sam(seed=4, rank=3))
    save_file(decoder, folder / "model.safetensors")
    save_file(sam, folder / "model_1.safetensors")
    for name in ("optimizer.bin", "scheduler.bin", "random_states_0.pkl"):
        (folder / name).write_bytes(b"never to be opened")
    return folder


def lora_alone(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    pairs = {}
    for block in range(3):
        for offset, part in enumerate("qv"):
            for side in "ab":
                key = f"image_encoder.blocks.{block}.attn.qkv.linear_{side}_{part}.weight"
                pairs[f"w_{side}_{2 * block + offset:03}"] = tensors[key].clone()
    return pairs


def test_metas_weights_answer_as_metas_code(tmp_path: Path) -> None:
    published = meta_sam()
    torch.save(published.state_dict(), tmp_path / "sam_vit_b_01ec64.pth")
    model = load_ros_sam(tmp_path / "sam_vit_b_01ec64.pth")
    assert model.mask_source is MaskSource.SAM
    record = {
        "image": torch.from_numpy(picture()).permute(2, 0, 1).float(),
        "original_size": (64, 64),
        "boxes": BOX,
    }
    expected = published([record], multimask_output=False)[0]["low_res_logits"]
    torch.testing.assert_close(answer(model), expected, rtol=0, atol=1e-4)


def test_hq_sams_weights_answer_with_the_sum(tmp_path: Path) -> None:
    torch.save(sam_hq_weights(seed=2), tmp_path / "sam_hq_vit_b.pth")
    model = load_ros_sam(tmp_path / "sam_hq_vit_b.pth")
    assert model.mask_source is MaskSource.SUM
    torch.testing.assert_close(answer(model), answer(ros_sam(seed=2, mask_source=MaskSource.SUM)))


def test_sam_of_transformers_is_the_same_sam(tmp_path: Path) -> None:
    from transformers import SamConfig, SamModel

    sizes = {
        "vision_config": {
            "hidden_size": 16,
            "output_channels": 32,
            "num_hidden_layers": 3,
            "num_attention_heads": 2,
            "image_size": 64,
            "patch_size": 16,
            "window_size": 3,
            "global_attn_indexes": [1, 2],
            "mlp_dim": 32,
            "num_pos_feats": 16,
        },
        "prompt_encoder_config": {
            "hidden_size": 32,
            "image_size": 64,
            "patch_size": 16,
            "mask_input_channels": 8,
        },
        # The published weights were trained with Meta's epsilon.
        "mask_decoder_config": {
            "hidden_size": 32,
            "mlp_dim": 16,
            "num_attention_heads": 8,
            "iou_head_hidden_dim": 16,
            "layer_norm_eps": 1e-5,
        },
    }
    theirs = shaken(SamModel(SamConfig(**sizes)), 5)
    theirs.prompt_encoder.shared_embedding = theirs.shared_image_embedding
    theirs.save_pretrained(tmp_path)
    model = load_ros_sam(tmp_path)
    assert model.mask_source is MaskSource.SAM
    pixels = model.preprocess(torch.from_numpy(picture()).permute(2, 0, 1).float())
    with torch.no_grad():
        expected = theirs(pixels, input_boxes=BOX.unsqueeze(0), multimask_output=False).pred_masks
    torch.testing.assert_close(answer(model), expected[:, 0], rtol=0, atol=1e-4)


def test_hq_sam_of_transformers_has_the_same_names() -> None:
    from transformers import SamHQConfig, SamHQModel

    with torch.device("meta"):
        theirs = SamHQModel(SamHQConfig()).state_dict()
        large = SamSizes()
        model = RosSam(replace(large, width=768, depth=12, heads=12, global_blocks=(2, 5, 8, 11)))
    named = to_meta_sam(theirs)
    assert recognise_layout(named) is SamLayout.SAM_HQ
    ours = {
        key.replace("hq_decoder.", "mask_decoder."): value.shape for key, value in model.state_dict().items()
    }
    assert {key: value.shape for key, value in named.items()} == ours


def test_a_training_folder_answers_with_its_own_mask(training_folder: Path) -> None:
    model = load_ros_sam(training_folder)
    assert model.mask_source is MaskSource.HQ
    torch.testing.assert_close(answer(model), answer(ros_sam(seed=4, rank=3)), rtol=0, atol=1e-3)


def test_lora_can_stay_apart(training_folder: Path) -> None:
    weights = gather_weights(training_folder / f"{name}.safetensors" for name in ("model", "model_1"))
    model = build_ros_sam(weights, keep_lora=True)
    original = ros_sam(seed=4, rank=3)
    assert model.state_dict().keys() == original.state_dict().keys()
    assert torch.equal(answer(model), answer(original))


def test_lora_alone_goes_with_the_sam_that_it_was_made_for(tmp_path: Path, training_folder: Path) -> None:
    original = ros_sam(seed=4, rank=3)
    decoder, sam = published_state_dicts(original)
    plain = {key.replace(".qkv.qkv.", ".qkv."): value for key, value in sam.items() if ".linear_" not in key}
    torch.save(plain, tmp_path / "sam.pth")
    save_file(lora_alone(sam), tmp_path / "lora.safetensors")
    files = [tmp_path / "sam.pth", tmp_path / "lora.safetensors", training_folder / "model.safetensors"]
    for order in (files, files[::-1]):
        model = build_ros_sam(gather_weights(order))
        assert model.mask_source is MaskSource.HQ
        torch.testing.assert_close(answer(model), answer(original), rtol=0, atol=1e-3)
    # A second copy of the same LoRA is not added twice.
    save_file(lora_alone(sam), training_folder / "lora_only.safetensors")
    torch.testing.assert_close(answer(load_ros_sam(training_folder)), answer(original), rtol=0, atol=1e-3)
    assert decoder["hf_token.weight"].shape == (1, 32)


def test_half_precision_weights_are_computed_in_full(tmp_path: Path) -> None:
    half = {key: value.half() for key, value in sam_hq_weights(seed=2).items()}
    save_file(half, tmp_path / "half.safetensors")
    assert load_ros_sam(tmp_path / "half.safetensors").image_encoder.pos_embed.dtype == torch.float32


def test_a_new_decoder_starts_from_sams(tmp_path: Path) -> None:
    torch.save(meta_sam().state_dict(), tmp_path / "sam.pth")
    model = load_ros_sam(tmp_path / "sam.pth")
    tokens = meta_sam().mask_decoder.mask_tokens.weight
    assert torch.equal(model.hq_decoder.mask_tokens.weight, tokens)
    assert torch.isfinite(model.hq_decoder.hf_token.weight).all()


def test_layouts_are_told_apart() -> None:
    decoder, sam = published_state_dicts(ros_sam(rank=3))
    assert recognise_layout(sam) is SamLayout.ROS_SAM
    assert recognise_layout(decoder) is SamLayout.ROS_SAM_DECODER
    assert recognise_layout(lora_alone(sam)) is SamLayout.ROS_SAM_LORA
    assert recognise_layout(meta_sam().state_dict()) is SamLayout.META_SAM
    assert recognise_layout(sam_hq_weights()) is SamLayout.SAM_HQ
    assert recognise_layout({"layer.weight": torch.ones(1)}) is None
    assert recognise_layout({}) is None


def test_saving_and_reading_back_is_exact(training_folder: Path) -> None:
    weights = gather_weights(training_folder / f"{name}.safetensors" for name in ("model", "model_1"))
    decoder, sam = published_state_dicts(build_ros_sam(weights, keep_lora=True))
    assert sam.keys() == weights.sam.keys()
    assert decoder.keys() == weights.decoder.keys()
    assert all(torch.equal(sam[key], weights.sam[key]) for key in sam)


def test_what_is_missing_is_named(training_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors holds no image encoder"):
        load_ros_sam(training_folder / "model.safetensors")
    save_file({"layer.weight": torch.ones(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="is no part of a SAM"):
        load_ros_sam(tmp_path / "other.safetensors")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="There are no weights at empty"):
        load_ros_sam(tmp_path / "empty")


def test_two_files_of_one_kind_are_no_model(training_folder: Path) -> None:
    original = training_folder / "model.safetensors"
    (training_folder / "model_2.safetensors").write_bytes(original.read_bytes())
    with pytest.raises(ModelError, match="a second file of ROS-SAM's decoder"):
        load_ros_sam(training_folder)


def test_files_of_two_sizes_are_no_model(training_folder: Path) -> None:
    decoder, _ = published_state_dicts(ros_sam())
    decoder["hf_token.weight"] = torch.ones(1, 64)
    save_file(decoder, training_folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"model\.safetensors and model_1\.safetensors do not fit"):
        load_ros_sam(training_folder)


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    tensors = meta_sam().state_dict()
    tensors["image_encoder.neck.0.weight"][0] = float("nan")
    torch.save(tensors, tmp_path / "sam.pth")
    with pytest.raises(ModelError, match="not numbers"):
        load_ros_sam(tmp_path / "sam.pth")
