from __future__ import annotations

import math

import numpy as np
import torch
from georefer.inference.models.attn_prompter import AttnPrompter, agree, grid_position

WIDTH, PROMPT_WIDTH, SIDE, TOKENS = 6, 4, 9, 3


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def gelu(x: np.ndarray) -> np.ndarray:
    return x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2


def normalise(x: np.ndarray, layer: torch.nn.BatchNorm2d) -> np.ndarray:
    mean, variance, weight, bias = (
        value.detach().double().numpy()[:, None, None]
        for value in (layer.running_mean, layer.running_var, layer.weight, layer.bias)
    )
    return (x - mean) / np.sqrt(variance + 1e-5) * weight + bias


def convolve(x: np.ndarray, weight: np.ndarray, stride: int) -> np.ndarray:
    kernel = weight.shape[-1]
    padded = np.pad(x, ((0, 0), (kernel // 2,) * 2, (kernel // 2,) * 2))
    side = (x.shape[1] - 1) // stride + 1
    output = np.empty((weight.shape[0], side, side))
    for row in range(side):
        for column in range(side):
            r, c = row * stride, column * stride
            patch = padded[:, r : r + kernel, c : c + kernel]
            output[:, row, column] = np.einsum("oikl,ikl->o", weight, patch)
    return output


def make_prompter() -> AttnPrompter:
    torch.manual_seed(3)
    prompter = AttnPrompter(WIDTH, PROMPT_WIDTH).eval()
    for layer in prompter.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            for value in (layer.weight, layer.bias, layer.running_mean):
                torch.nn.init.normal_(value)
            torch.nn.init.uniform_(layer.running_var, 0.2, 2)
    return prompter


def expected_tokens(
    prompter: AttnPrompter, v: np.ndarray, t: np.ndarray, g: np.ndarray, gaussian: np.ndarray
) -> np.ndarray:
    """Follows the description of the model, one image and one phrase, in double precision."""
    scale, bias = math.exp(0.7), -0.4
    unit_v = v / np.linalg.norm(v, axis=0)
    gates = [
        sigmoid(scale * np.einsum("dhw,d->hw", unit_v, word / np.linalg.norm(word)) + bias) for word in t
    ]
    agreement = scale * np.einsum("dhw,d->hw", unit_v, g / np.linalg.norm(g)) + bias
    local = (v + sum(gates) * v / len(gates)) / 2
    joined = np.concatenate([local, sigmoid(agreement) * v, v])
    down_channel = prompter.down_channel
    fused = convolve(joined, down_channel.conv.weight.detach().double().numpy(), 1)
    fused = gelu(normalise(fused, down_channel.bn))
    for row in range(SIDE):
        for column in range(SIDE):
            point = np.array([2 * (column + 0.5) / SIDE - 1, 2 * (row + 0.5) / SIDE - 1])
            angle = 2 * math.pi * point @ gaussian
            fused[:, row, column] += np.concatenate([np.sin(angle), np.cos(angle)])
    for layer in prompter.down_spatial[:2]:
        fused = gelu(normalise(convolve(fused, layer.conv.weight.detach().double().numpy(), 2), layer.bn))
    last = prompter.down_spatial[2].conv
    fused = convolve(fused, last.weight.detach().double().numpy(), 1)
    fused += last.bias.detach().double().numpy()[:, None, None]
    return fused.reshape(PROMPT_WIDTH, -1).T


def test_half_precision_leaves_positions_and_agreement_alone() -> None:
    gaussian, vision, words = 20 * torch.randn(2, 4), torch.randn(1, 6, 5, 5), torch.randn(1, 3, 6)
    arguments = (vision, words, words[:, -1], torch.tensor([100.0]), torch.tensor([-16.0]))
    position, agreement = grid_position(gaussian, 5, 5), agree(*arguments)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(grid_position(gaussian, 5, 5), position)
        assert torch.equal(agree(*arguments).global_logits, agreement.global_logits)


def test_tokens_equal_an_independent_calculation() -> None:
    prompter = make_prompter()
    generator = np.random.default_rng(4)
    v = generator.normal(size=(2, WIDTH, SIDE, SIDE))
    t = generator.normal(size=(2, TOKENS, WIDTH))
    g = generator.normal(size=(2, WIDTH))
    gaussian = generator.normal(size=(2, PROMPT_WIDTH // 2))
    vision, words, pooled = (torch.from_numpy(x).float() for x in (v, t, g))
    with torch.inference_mode():
        agreement = agree(vision, words, pooled, torch.tensor([0.7]).exp(), torch.tensor([-0.4]))
        position = grid_position(torch.from_numpy(gaussian).float(), SIDE, SIDE)
        tokens = prompter.sparse_tokens(prompter.fuse(prompter.project(vision), agreement), position)
    assert tokens.shape == (2, 9, PROMPT_WIDTH)
    for index in range(2):
        wanted = expected_tokens(prompter, v[index], t[index], g[index], gaussian)
        np.testing.assert_allclose(tokens[index].numpy(), wanted, atol=2e-5)
