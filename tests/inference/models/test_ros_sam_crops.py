from __future__ import annotations

import numpy as np
import pytest
import torch
from georefer.inference.errors import InputError
from georefer.inference.models.ros_sam_crops import (
    CropZoom,
    crop_mask,
    enlarge,
    enlarged_box,
    paste,
    plan_crops,
    wrap,
)
from georefer.inference.models.ros_sam_zooming import default_zoom, segment_boxes
from georefer.tests.inference.models.small_sam import picture, ros_sam
from hypothesis import given
from hypothesis import strategies as st

REPAIRED, FAITHFUL = CropZoom(32, 2), CropZoom(32, 2, faithful=True)


def boxes_of(*boxes: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(boxes, dtype=np.float64)


def test_a_window_at_the_border_is_full_of_real_pixels() -> None:
    box = boxes_of((0, 0, 8, 8), (82, 66, 90, 74))
    shifted = plan_crops(box, 75, 91, REPAIRED)
    assert [(crop.source.width, crop.source.height) for crop in shifted] == [(32, 32)] * 2
    assert shifted[1].source.col_end == 91
    assert shifted[1].source.row_end == 75
    cut_off = plan_crops(box, 75, 91, FAITHFUL)
    assert [(crop.source.width, crop.source.height) for crop in cut_off] == [(20, 20), (21, 21)]


def test_a_picture_smaller_than_the_window_is_seen_whole() -> None:
    (crop,) = plan_crops(boxes_of((3, 4, 9, 9)), 20, 25, REPAIRED)
    assert (crop.source.width, crop.source.height, crop.side_px) == (25, 20, 32)
    assert enlarge(picture(20, 25), crop, REPAIRED).shape == (3, 40, 50)


def test_the_window_of_a_large_object_grows() -> None:
    (grown,) = plan_crops(boxes_of((10, 10, 70, 40)), 200, 200, REPAIRED)
    assert grown.side_px == 80
    box = enlarged_box(grown, REPAIRED)
    assert (box >= 0).all()
    assert (box <= REPAIRED.frame_px).all()
    assert box[2] - box[0] == pytest.approx(60 * 64 / 80)
    assert enlarge(picture(200, 200), grown, REPAIRED).shape == (3, 64, 64)
    (cut_off,) = plan_crops(boxes_of((10, 10, 70, 40)), 200, 200, FAITHFUL)
    assert cut_off.side_px == 32
    assert cut_off.box[2] - cut_off.box[0] == 32


@given(
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    center=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    extent=st.tuples(st.floats(0, 60), st.floats(0, 60)),
)
def test_every_box_of_a_picture_lies_in_its_window(
    size: tuple[int, int], center: tuple[float, float], extent: tuple[float, float]
) -> None:
    height, width = size
    x, y = center[0] * (width - 1), center[1] * (height - 1)
    box = boxes_of((x - extent[0] / 2, y - extent[1] / 2, x + extent[0] / 2, y + extent[1] / 2))
    (crop,) = plan_crops(box, height, width, REPAIRED)
    assert crop.source.col_off >= 0
    assert crop.source.row_off >= 0
    assert crop.source.col_end <= width
    assert crop.source.row_end <= height
    assert (crop.source.width, crop.source.height) == (min(crop.side_px, width), min(crop.side_px, height))
    assert (crop.box[:2] >= 0).all()
    assert crop.box[2] <= crop.source.width
    assert crop.box[3] <= crop.source.height


def test_white_beside_black_stays_white() -> None:
    flat = np.zeros((32, 32, 3), dtype=np.uint8)
    flat[:, 16:] = 255
    (crop,) = plan_crops(boxes_of((8, 8, 24, 24)), 32, 32, REPAIRED)
    repaired, wrapped = enlarge(flat, crop, REPAIRED), enlarge(flat, crop, FAITHFUL)
    assert repaired.min() >= 0
    assert repaired.max() <= 255
    assert (repaired[:, :, 34:] > 240).all()
    assert (wrapped[:, :, 34:] < 100).any(), "the published code turns overshooting white into black"


def test_wrapping_is_that_of_a_byte() -> None:
    values = torch.tensor([-57.3, -0.4, 0.0, 254.9, 255.9, 256.0, 311.6])
    assert wrap(values).tolist() == [199, 0, 0, 254, 255, 0, 55]


def test_what_is_found_in_the_filling_is_not_pasted() -> None:
    box = boxes_of((0, 0, 8, 8))
    everywhere = torch.ones(16, 16)
    for zoom, pasted_px in ((FAITHFUL, 32 * 32), (REPAIRED, 25 * 20)):
        size = (75, 91) if zoom.faithful else (20, 25)
        (crop,) = plan_crops(box, *size, zoom)
        union = paste([crop_mask(everywhere, crop, zoom)], [crop], *size)
        assert union.sum() == pasted_px
        assert union.dtype == np.uint8


@pytest.mark.parametrize("side", [(0, 0), (40, 0), (59, 43)])
def test_a_mask_comes_back_to_where_its_pixels_came_from(side: tuple[int, int]) -> None:
    left, top = side
    scene = np.zeros((75, 91, 3), dtype=np.uint8)
    scene[top + 8 : top + 20, left + 10 : left + 26] = 200
    (crop,) = plan_crops(boxes_of((left + 10, top + 8, left + 26, top + 20)), 75, 91, REPAIRED)
    logits = enlarge(scene, crop, REPAIRED)[0] - 100
    union = paste([crop_mask(logits, crop, REPAIRED)], [crop], 75, 91)
    np.testing.assert_array_equal(union, scene[..., 0] > 0)


@pytest.mark.parametrize("box", [(91, 0, 99, 9), (0, 80, 9, 90), (9, 0, 3, 9), (0, 0, float("nan"), 9)])
def test_a_box_outside_the_picture_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(InputError, match="box 2 does not lie in the picture"):
        plan_crops(boxes_of((1, 1, 5, 5), box), 75, 91, REPAIRED)


def test_objects_keep_masks_of_their_own() -> None:
    model = ros_sam()
    scene = picture(50, 80)
    boxes = boxes_of((2, 2, 12, 10), (60, 30, 76, 44), (5, 5, 70, 45))
    found = segment_boxes(model, scene, boxes)
    assert len(found) == 3
    for thing in found:
        assert thing.mask.shape == (thing.window.height, thing.window.width)
        assert np.isfinite(thing.score)
    alone = segment_boxes(model, scene, boxes[1:2])[0]
    np.testing.assert_array_equal(alone.mask, found[1].mask)
    assert segment_boxes(model, scene, np.empty((0, 4))) == ()


def test_windows_must_fit_the_model() -> None:
    model = ros_sam()
    assert default_zoom(model) == CropZoom(32, 2)
    with pytest.raises(ValueError, match="do not fit"):
        segment_boxes(model, picture(), boxes_of((1, 1, 5, 5)), CropZoom(512, 2))
