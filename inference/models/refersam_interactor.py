"""ReferSAM's interactor and prompter as one network, under the published name `vl_adapter`."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .refersam_adapter import Interaction, Interplay, Observer, Pyramid, SpatialPrior, ignore, norm_group
from .refersam_attention import Grid, cell_centres, sine_position
from .refersam_prompter import PromptBlock, language_projection, level_projection
from .refersam_sizes import ReferSamConfig
from .vit_encoders import sam_vit

_STRIDES = (8, 16, 32)


@dataclass(frozen=True)
class Words:
    """Holds what the text tower says of phrases.

    Attributes:
        hidden: Features of the tokens, shape [B, L, T].
        mask: Which tokens are real, bool, shape [B, L].
    """

    hidden: Tensor
    mask: Tensor


@dataclass(frozen=True)
class Prompted:
    """Holds what the interactor makes of pictures and their phrases.

    Attributes:
        image_embedding: For SAM's decoder, shape [B, C, H / 16, W / 16].
        dense_token: The whole phrase, shape [B, 1, C].
        sparse_tokens: Shape [B, s, C].
        mask_features: F, which the dense token is compared with, shape [B, C, H / 4, W / 4].
    """

    image_embedding: Tensor
    dense_token: Tensor
    sparse_tokens: Tensor
    mask_features: Tensor


class VisionLanguageAdapter(nn.Module):
    """Runs SAM's image encoder with the interactions, and then the prompter."""

    def __init__(self, config: ReferSamConfig) -> None:
        super().__init__()
        sizes, vision = config.adapter, config.sam_vision
        width, prompt_width = int(vision["hidden_size"]), int(vision["output_channels"])
        text_width = int(config.text_config["hidden_size"])
        self.groups = sizes.interaction_indexes
        self.ends_phrase = config.text_model == "clip"
        self.vis_model = sam_vit(vision)
        self.spm = SpatialPrior(sizes.conv_inplane, width)
        self.level_embed = nn.Parameter(torch.randn(len(_STRIDES), width) * 0.02)
        last = len(self.groups) - 1
        self.interactions = nn.ModuleList(
            Interaction(text_width, width, sizes, sizes.num_extra_layers if index == last else 0)
            for index in range(len(self.groups))
        )
        context, sparse = sizes.num_prompts
        self.lang_prompts = nn.Embedding(context, text_width)
        self.sparse_prompts = nn.Embedding(sparse, prompt_width)
        self.prompt_pos = nn.Embedding(sparse + 1, prompt_width)
        self.level_embed_prompter = nn.Parameter(torch.randn(len(_STRIDES), prompt_width) * 0.02)
        self.adapter_proj = nn.ModuleList([level_projection(width, prompt_width) for _ in _STRIDES])
        self.lang_proj = language_projection(text_width, prompt_width)
        self.prompt_blocks = nn.ModuleList(
            [PromptBlock(prompt_width) for _ in range(sizes.num_prompt_layers)]
        )
        self.c1_conv = nn.Conv2d(sizes.conv_inplane, prompt_width, 1, bias=False)
        self.c1_norm = norm_group(prompt_width)
        self.out_conv = nn.Sequential(
            nn.Conv2d(prompt_width, prompt_width, 3, padding=1, bias=False),
            norm_group(prompt_width),
            nn.GELU(),
            nn.Conv2d(prompt_width, prompt_width, 1),
        )

    def forward(self, images: Tensor, words: Words, observe: Observer = ignore) -> Prompted:
        """Returns the prompts of phrases in pictures, entry i of both belonging together.

        Args:
            images: Normalised, shape [B, 3, H, W], H and W multiples of 32.
            words: B entries.
            observe: Is told every stage; for comparing with the published code.
        """
        quarter, maps = self.spm(images)
        observe("spm.c1", quarter)
        tokens = [level.flatten(2).transpose(1, 2) for level in maps]
        for name, level in zip(("c2", "c3", "c4"), tokens, strict=True):
            observe(f"spm.{name}", level)
        pyramid = self._pyramid(maps)
        observe("visual_pos", pyramid.position)
        context = self.lang_prompts.weight.expand(len(images), -1, -1)
        now = Interplay(
            image=self._patches(images),
            cells=torch.cat(tokens, dim=1),
            words=torch.cat([words.hidden, context.to(words.hidden.dtype)], dim=1),
            word_mask=functional.pad(words.mask, (0, context.shape[1]), value=True),
        )
        for index, (first, end) in enumerate(self.groups):
            blocks = list(self.vis_model.layers)[first : end + 1]  # type: ignore[arg-type]
            now = self.interactions[index](now, blocks, pyramid, _below(observe, f"int.{index}."))
        known = Words(now.words[:, : words.hidden.shape[1]], words.mask)
        return self._prompt(quarter, now, (known, pyramid), observe)

    def _patches(self, images: Tensor) -> Tensor:
        """Returns the tokens that SAM's encoder begins with, for pictures of any size."""
        patches: Tensor = self.vis_model.patch_embed.projection(images)  # type: ignore[operator, union-attr]
        position = self.vis_model.pos_embed.permute(0, 3, 1, 2)  # type: ignore[operator]
        resized = functional.interpolate(
            position, size=patches.shape[-2:], mode="bilinear", align_corners=False
        )
        return (patches + resized).permute(0, 2, 3, 1)

    def _pyramid(self, maps: list[Tensor]) -> Pyramid:
        grids: tuple[Grid, ...] = tuple((level.shape[2], level.shape[3]) for level in maps)
        device = maps[0].device
        return Pyramid(
            grids=grids,
            centres=cell_centres(grids, device),
            position=_level_position(grids, self.level_embed),
            # The encoder's grid is that of stride 16.
            image_grid=grids[1],
        )

    def _prompt(
        self, quarter: Tensor, now: Interplay, around: tuple[Words, Pyramid], observe: Observer
    ) -> Prompted:
        words, pyramid = around
        language = self.lang_proj(words.hidden)
        observe("prompter.lang", language)
        values = [
            project(level) for project, level in zip(self.adapter_proj, pyramid.split(now.cells), strict=True)
        ]
        position = _level_position(pyramid.grids, self.level_embed_prompter)
        observe("prompter.visual_pos", position)
        keys = [value + place for value, place in zip(values, pyramid.split(position), strict=True)]
        maps = [
            value.transpose(1, 2).unflatten(2, grid)
            for value, grid in zip(values, pyramid.grids, strict=True)
        ]
        for name, level in zip(("c2", "c3", "c4"), maps, strict=True):
            observe(f"prompter.{name}", level)
        # The words get no gradient from where the dense token begins, as published.
        dense = language[torch.arange(len(language)), self._whole_phrase(words.mask)].detach().unsqueeze(1)
        sparse = self.sparse_prompts.weight.expand(len(language), -1, -1)
        tokens = torch.cat([dense, sparse.to(dense.dtype)], dim=1)
        for index, block in enumerate(self.prompt_blocks):
            tokens = block(tokens, self.prompt_pos.weight[None], (keys, values), (language, words.mask))
            observe(f"prompter.layer{index}", tokens)
        observe("prompter.tokens", tokens)
        features = self._mask_features(quarter, maps[0])
        observe("prompter.F", features)
        embedding = self.vis_model.neck(now.image) + maps[1]  # type: ignore[operator]
        observe("image_embedding", embedding)
        return Prompted(embedding, tokens[:, :1], tokens[:, 1:], features)

    def _whole_phrase(self, mask: Tensor) -> Tensor:
        """Returns which token stands for the phrase: the end of it for CLIP, the beginning for BERT."""
        if self.ends_phrase:
            return mask.sum(dim=1) - 1
        return torch.zeros(len(mask), dtype=torch.int64, device=mask.device)

    def _mask_features(self, quarter: Tensor, eighth: Tensor) -> Tensor:
        fine = self.c1_norm(self.c1_conv(quarter))
        coarse = functional.interpolate(eighth, size=fine.shape[-2:], mode="bilinear", align_corners=False)
        features: Tensor = self.out_conv(fine + coarse)
        return features


def _level_position(grids: tuple[Grid, ...], levels: Tensor) -> Tensor:
    width = levels.shape[-1]
    parts = [
        sine_position(grid, width, levels.device) + level for grid, level in zip(grids, levels, strict=True)
    ]
    return torch.cat(parts).unsqueeze(0)


def _below(observe: Observer, prefix: str) -> Observer:
    return lambda name, value: observe(prefix + name, value)
