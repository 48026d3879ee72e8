from __future__ import annotations

import numpy as np
import pytest
from georefer.inference.models.resizing import resize_bilinear
from hypothesis import given
from hypothesis import strategies as st

sides = st.integers(1, 40)


@given(sides, sides, sides, sides, st.integers(0, 2**32 - 1))
def test_equals_opencv(height: int, width: int, new_height: int, new_width: int, seed: int) -> None:
    cv2 = pytest.importorskip("cv2", reason="OpenCV is not installed")
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    expected = cv2.resize(image, (new_width, new_height), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_array_equal(resize_bilinear(image, new_height, new_width), expected)


@given(sides, sides, sides, sides, st.integers(0, 2**32 - 1))
def test_never_leaves_the_range_of_the_picture(
    height: int, width: int, new_height: int, new_width: int, seed: int
) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    resized = resize_bilinear(image, new_height, new_width)
    assert resized.shape == (new_height, new_width, 3)
    assert resized.max() <= image.max()
    assert int(resized.min()) >= int(image.min()) - 1


def test_keeps_a_picture_of_the_same_size() -> None:
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    np.testing.assert_array_equal(resize_bilinear(image, 20, 30), image)
