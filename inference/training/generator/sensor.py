"""Turns a drawn canvas into what a camera delivers: optics, air, noise, tone, compression."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from .noise import FloatArray, cloud

_SIXTEEN_BIT_SALT = 7919


def photograph(image: FloatArray, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Returns uint8 RGB from a float32 RGB canvas (0..1); the canvas is used up."""
    size_px = image.shape[0]
    image = _blur(image, rng)
    image = _tone(image, rng)
    if rng.random() < 0.35:
        image *= (1 + np.float32(rng.uniform(0.02, 0.08)) * cloud(rng, size_px, size_px / 1.5))[:, :, None]
    _add_noise(image, rng)
    if rng.random() < 0.2:
        image = _sharpen(image, rng)
    np.clip(image, 0, 1, out=image)
    if rng.random() < 0.15:
        levels = np.float32(rng.integers(50, 140))
        image = np.floor(image * levels + np.float32(0.5)) / levels
    picture = (image * 255 + np.float32(0.5)).astype(np.uint8)
    return _compress(picture, int(rng.integers(30, 96))) if rng.random() < 0.55 else picture


def to_uint16(scene: Scene, seed: int) -> NDArray[np.uint16]:
    """Returns a scene as raw 16-bit RGB of a satellite: dim, with an offset and a few bright outliers."""
    rng = np.random.Generator(np.random.PCG64([seed, _SIXTEEN_BIT_SALT]))
    gain = rng.uniform(900, 3200) * (1 + rng.normal(0, 0.08, 3))
    offset = rng.uniform(60, 400) * (1 + rng.normal(0, 0.1, 3))
    image = (scene.image.astype(np.float32) / 255) ** np.float32(rng.uniform(1.0, 1.5))
    raw = image * gain.astype(np.float32) + offset.astype(np.float32)
    raw += rng.normal(0, rng.uniform(1, 8), 1).astype(np.float32)
    raw += rng.standard_normal(raw.shape, dtype=np.float32) * np.float32(gain.mean() * 0.003)
    count = max(1, scene.image.shape[0] ** 2 // 20000)
    rows, columns = rng.integers(0, scene.image.shape[0], (2, count))
    raw[rows, columns] = np.float32(rng.uniform(6000, 16000))
    return np.asarray(np.clip(raw, 1, 65535), np.uint16)


def _blur(image: FloatArray, rng: np.random.Generator) -> FloatArray:
    if rng.random() < 0.25:
        size_px = image.shape[0]
        small = max(8, round(size_px * rng.uniform(0.55, 0.95)))
        how = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
        coarse = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(coarse, (size_px, size_px), interpolation=how), np.float32)
    sigma = rng.uniform(0.25, 0.95)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def _tone(image: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Applies saturation, haze, white balance, contrast, gamma."""
    grey = image @ np.array([0.3, 0.59, 0.11], np.float32)
    saturation = np.float32(rng.uniform(0.68, 1.2) if rng.random() < 0.92 else rng.uniform(0.42, 0.7))
    image = grey[:, :, None] + saturation * (image - grey[:, :, None])
    if rng.random() < 0.3:
        haze = np.array([0.72, 0.77, 0.82], np.float32)
        share = np.float32(rng.uniform(0.05, 0.25))
        image += share * (haze - image)
    image *= (1 + rng.normal(0, 0.025, 3)).astype(np.float32)
    contrast, middle = np.float32(rng.uniform(0.85, 1.25)), np.float32(0.42)
    image = (image - middle) * contrast + middle + np.float32(rng.normal(0, 0.03))
    np.clip(image, 0, 1, out=image)
    return np.asarray(np.power(image, np.float32(np.exp(rng.normal(0, 0.16)))), np.float32)


def _add_noise(image: FloatArray, rng: np.random.Generator) -> None:
    sigma = float(np.exp(rng.uniform(np.log(0.002), np.log(0.02))))
    bank = rng.standard_normal(
        (min(image.shape[0], 512), image.shape[1], 1 if rng.random() < 0.5 else 3), np.float32
    )
    for row in range(0, image.shape[0], bank.shape[0]):
        part = image[row : row + bank.shape[0]]
        part += np.float32(sigma) * np.roll(bank, int(rng.integers(bank.shape[1])), axis=1)[: len(part)]


def _sharpen(image: FloatArray, rng: np.random.Generator) -> FloatArray:
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.8, 1.6))
    return np.asarray(image + np.float32(rng.uniform(0.2, 0.7)) * (image - soft), np.float32)


def _compress(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    _, code = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(decoded[:, :, ::-1])
