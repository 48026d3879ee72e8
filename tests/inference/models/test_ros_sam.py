from __future__ import annotations

import pytest
import torch
from georefer.inference.errors import ModelError
from georefer.inference.models.ros_sam import MaskSource, RosSam, RosSamFeatures
from georefer.inference.models.ros_sam_lora import LoraQkv, add_lora, fold_lora, join_lora, lora_rank
from georefer.tests.inference.models.small_sam import SIZES, picture, ros_sam
from torch import Tensor, nn

BOXES = torch.tensor([[10.0, 12.0, 30.0, 28.0], [5.0, 5.0, 60.0, 60.0]])


def pixels_of(model: RosSam, height: int = 64, width: int = 64) -> Tensor:
    return model.preprocess(torch.from_numpy(picture(height, width)).permute(2, 0, 1).float())


def assert_same(one: RosSamFeatures, other: RosSamFeatures, tolerance: float) -> None:
    torch.testing.assert_close(one.embedding, other.embedding, rtol=0, atol=tolerance)
    torch.testing.assert_close(one.fine, other.fine, rtol=0, atol=tolerance)


def test_lora_changes_query_and_value_alone() -> None:
    torch.manual_seed(0)
    wrapped = LoraQkv(nn.Linear(8, 24), rank=2)
    tokens = torch.randn(2, 3, 3, 8)
    torch.testing.assert_close(wrapped(tokens), wrapped.qkv(tokens), rtol=0, atol=0)
    nn.init.normal_(wrapped.linear_b_q.weight)
    nn.init.normal_(wrapped.linear_b_v.weight)
    change = (wrapped(tokens) - wrapped.qkv(tokens)).abs().amax(dim=(0, 1, 2))
    assert (change[:8] > 0).all()
    assert (change[8:16] == 0).all()
    assert (change[16:] > 0).all()


@torch.no_grad()
def test_folded_lora_computes_the_same() -> None:
    apart = ros_sam(rank=4)
    folded = RosSam(SIZES).eval()
    folded.load_state_dict(fold_lora(apart.state_dict()))
    assert lora_rank(apart.state_dict()) == 4
    assert lora_rank(folded.state_dict()) is None
    pixels = pixels_of(apart)
    assert_same(apart.encode(pixels), folded.encode(pixels), 2e-4)


def test_folding_leaves_the_given_weights_alone() -> None:
    tensors = ros_sam(rank=2).state_dict()
    before = {key: value.clone() for key, value in tensors.items()}
    fold_lora(tensors)
    assert all(torch.equal(tensors[key], before[key]) for key in before)


@pytest.mark.parametrize("lost", ["linear_a_v", "linear_b_q", "qkv.weight"])
def test_half_a_pair_is_refused(lost: str) -> None:
    tensors = ros_sam(rank=2).state_dict()
    del tensors[next(key for key in tensors if lost in key)]
    with pytest.raises(ModelError, match="belong to no layer"):
        fold_lora(tensors)


def test_lora_of_another_sam_is_refused() -> None:
    plain = ros_sam().state_dict()
    alone = {f"w_{side}_{number:03}": torch.ones(2, 16) for side in "ab" for number in range(4)}
    with pytest.raises(ModelError, match="for 2 blocks, and the image encoder has 3"):
        join_lora(plain, alone)
    fitting = {f"w_{side}_{number:03}": torch.ones(2, 9) for side in "ab" for number in range(6)}
    with pytest.raises(ModelError, match="do not fit the image encoder"):
        fold_lora(join_lora(plain, fitting))


def test_new_lora_freezes_the_encoder_and_changes_nothing() -> None:
    model = ros_sam()
    pixels = pixels_of(model)
    with torch.no_grad():
        before = model.encode(pixels).embedding
        add_lora(model.image_encoder, 2)
        torch.testing.assert_close(model.encode(pixels).embedding, before, rtol=0, atol=1e-6)
    trained = {name for name, value in model.image_encoder.named_parameters() if value.requires_grad}
    assert len(trained) == 4 * SIZES.depth
    assert all(".linear_" in name for name in trained)


@torch.no_grad()
def test_the_answer_is_the_mask_that_was_asked_for() -> None:
    answers = {}
    for source in MaskSource:
        model = ros_sam(mask_source=source)
        features = model.encode(pixels_of(model))
        decoded = model.decode(features, model.prompt(boxes=BOXES))
        answers[source] = model.answer_of(decoded)
        assert answers[source].shape == (2, 4, 16, 16)
        if source is not MaskSource.SAM:
            assert decoded.hq is not None
            wanted = decoded.hq if source is MaskSource.HQ else decoded.hq + decoded.sam[:, :1]
            torch.testing.assert_close(answers[source][:, :1], wanted)
            torch.testing.assert_close(answers[source][:, 1:], decoded.sam[:, 1:])
    assert not torch.equal(answers[MaskSource.HQ][:, 0], answers[MaskSource.SUM][:, 0])


@torch.no_grad()
def test_prompts_do_not_depend_on_their_company() -> None:
    model = ros_sam()
    features = model.encode(pixels_of(model))
    together = model.decode(features, model.prompt(boxes=BOXES)).hq
    assert together is not None
    for index in range(2):
        alone = model.decode(features, model.prompt(boxes=BOXES[index : index + 1])).hq
        assert alone is not None
        torch.testing.assert_close(alone[0], together[index], rtol=0, atol=2e-5)


@torch.no_grad()
def test_pictures_do_not_depend_on_their_company() -> None:
    model = ros_sam()
    both = torch.cat([pixels_of(model), pixels_of(model, 40, 64)])
    assert both.shape == (2, 3, 64, 64)
    assert (both[1, :, 40:] == 0).all()
    joined = model.encode(both)
    for index in range(2):
        alone = model.encode(both[index : index + 1])
        assert_same(joined.of(index), alone, 2e-5)


@torch.no_grad()
def test_the_best_alternative_is_the_one_of_the_highest_predicted_iou() -> None:
    model = ros_sam()
    decoded = model.decode(model.encode(pixels_of(model)), model.prompt(boxes=BOXES))
    for row, best in enumerate(decoded.best_alternative()):
        index = 1 + int(decoded.predicted_iou[row, 1:].argmax())
        assert torch.equal(best[0], decoded.sam[row, index])
