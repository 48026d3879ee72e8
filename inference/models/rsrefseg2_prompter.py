"""RSRefSeg 2's cascaded prompter: text queries refine the picture, and prompts look at both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attn_prompter import full_precision, unit
from .rsrefseg2_blocks import PromptsToPicture, QueriesToPicture, QueryPair, TokenMlp

Observer = Callable[[str, Tensor], None]
_CHANNELS_AT_ONCE = 64


@dataclass(frozen=True)
class PrompterSizes:
    """Sizes of the prompter.

    Attributes:
        feat_dim: Width of the CLIP towers.
        prompt_dim: Width of SAM's prompts.
        grid: Side of the CLIP tower's grid.
        mask_size: Side of the mask prompt.
        num_text_queries: Queries in each of the two sets.
        num_prompts: Sparse prompts.
        num_heads: Heads of every attention.
        internal_dim: Inner width of every attention.
        mlp_dim: Inner width of every perceptron.
        depth: Layers of each of the three parts.
    """

    feat_dim: int = 1152
    prompt_dim: int = 256
    grid: int = 32
    mask_size: int = 256
    num_text_queries: int = 3
    num_prompts: int = 9
    num_heads: int = 8
    internal_dim: int = 512
    mlp_dim: int = 512
    depth: int = 2


@dataclass(frozen=True)
class CascadedPrompts:
    """Holds prompts for SAM's decoder.

    Attributes:
        sparse: Shape [B, n, C].
        picture: The refined picture after its convolutions, shape [B, D, k, k].
    """

    sparse: Tensor
    picture: Tensor


class CascadedPrompter(nn.Module):
    """Makes prompts from the patch features of a picture and the words of a phrase."""

    def __init__(self, sizes: PrompterSizes) -> None:
        super().__init__()
        self.sizes = sizes
        width, prompt_width, queries = sizes.feat_dim, sizes.prompt_dim, sizes.num_text_queries
        self.text_query_pe_embedding1 = nn.Parameter(torch.randn(queries, width) * 0.02)
        self.text_query_pe_embedding2 = nn.Parameter(torch.randn(queries, width) * 0.02)
        self.img_pe = nn.Parameter(torch.randn(1, width, sizes.grid, sizes.grid) * 0.02)
        self.prompt_pe_embedding = nn.Parameter(torch.randn(sizes.num_prompts, prompt_width) * 0.02)
        self.prompt_embedding = nn.Parameter(torch.randn(sizes.num_prompts, prompt_width) * 0.02)
        layers = range(sizes.depth)
        inner = (sizes.internal_dim, sizes.num_heads, sizes.mlp_dim)
        self.two_queries_text_attn_layers = nn.ModuleList([QueryPair(width, *inner) for _ in layers])
        self.queries1_to_img_attn_layers = nn.ModuleList([QueriesToPicture(width, *inner) for _ in layers])
        self.prompt_queries2_img_attn_layers = nn.ModuleList(
            [PromptsToPicture(width, prompt_width, *inner) for _ in layers]
        )
        self.sparse_prompt_mlp = TokenMlp(prompt_width, sizes.mlp_dim)
        self.dense_prompt_conv = nn.Sequential(
            nn.Conv2d(width, width // 2, 3, padding=1),
            nn.BatchNorm2d(width // 2),
            nn.GELU(),
            nn.Conv2d(width // 2, width, 3, padding=1),
        )

    def forward(self, vision: Tensor, words: Tensor, observe: Observer | None = None) -> CascadedPrompts:
        """Returns the prompts of phrases, entry i of both belonging together.

        Args:
            vision: Patch features V in row order, shape [B, k * k, D].
            words: Word features T, shape [B, L, D].
            observe: Is told every stage; for comparing with the published code.
        """
        tell = observe or (lambda name, value: None)
        place1, place2 = self.text_query_pe_embedding1, self.text_query_pe_embedding2
        # Two sets of queries that begin alike: the words, averaged to a fixed number.
        pooled = functional.adaptive_avg_pool1d(words.transpose(1, 2), self.sizes.num_text_queries)
        first = second = pooled.transpose(1, 2)
        for index, pair in enumerate(self.two_queries_text_attn_layers):
            first, second = pair((first, place1), (second, place2), words)
            tell(f"two_query.{index}.q1", first)
            tell(f"two_query.{index}.q2", second)
        picture, place = vision, self.img_pe.flatten(2).transpose(1, 2)
        for index, layer in enumerate(self.queries1_to_img_attn_layers):
            first, picture = layer((first, place1), (picture, place))
            tell(f"stage1.{index}.q1", first)
            tell(f"stage1.{index}.V", picture)
        prompts = self.prompt_embedding.expand(len(vision), -1, -1)
        for index, layer in enumerate(self.prompt_queries2_img_attn_layers):
            second, picture, prompts = layer(
                (second, place2), (picture, place), (prompts, self.prompt_pe_embedding)
            )
            tell(f"stage2.{index}.q2", second)
            tell(f"stage2.{index}.V", picture)
            tell(f"stage2.{index}.prompts", prompts)
        side = self.sizes.grid
        refined = self.dense_prompt_conv(picture.transpose(1, 2).reshape(len(vision), -1, side, side))
        tell("dense_conv", refined)
        return CascadedPrompts(self.sparse_prompt_mlp(prompts), refined)

    def mask_prompt(self, picture: Tensor, phrase: Tensor) -> Tensor:
        """Returns the cosine of a phrase with every cell of the enlarged picture, shape [B, 1, m, m].

        Args:
            picture: From `forward`, shape [B, D, k, k].
            phrase: Pooled phrases g, shape [B, D].
        """
        size = (self.sizes.mask_size, self.sizes.mask_size)
        with full_precision(picture):
            picture, phrase = picture.float(), unit(phrase.float(), dim=-1)
            # Enlarging is linear, so the product with the phrase may come before it; only the lengths need
            # all channels at the full size, and never all of them at once.
            enlarged = _enlarge(torch.einsum("bdhw,bd->bhw", picture, phrase).unsqueeze(1), size)
            squares = torch.zeros_like(enlarged)
            for channels in torch.split(picture, _CHANNELS_AT_ONCE, dim=1):
                squares += _enlarge(channels, size).square().sum(dim=1, keepdim=True)
            return enlarged / squares.sqrt()


def _enlarge(features: Tensor, size: tuple[int, int]) -> Tensor:
    # Corners on corners, as trained.
    return functional.interpolate(features, size=size, mode="bilinear", align_corners=True)
