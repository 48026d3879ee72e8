"""Decodes prompts into SAM's masks and one of higher quality, which looks at early features as well.

The structure is HQ-SAM's, which ROS-SAM took over unchanged; so are the names of the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .meta_sam import SamSizes, build_mask_decoder, modeling


@dataclass(frozen=True)
class DecodedMasks:
    """Holds what the decoder says of N prompts.

    Attributes:
        sam: SAM's mask logits, the first mask before the alternatives, shape [N, M, 4h, 4w].
        predicted_iou: Its own guess of their quality, shape [N, M].
        hq: Logits of the mask of higher quality, shape [N, 1, 4h, 4w], or None where it was not asked for.
        upscaled: What the first of SAM's masks are read from, shape [N, C / 8, 4h, 4w].
    """

    sam: Tensor
    predicted_iou: Tensor
    hq: Tensor | None
    upscaled: Tensor

    def best_alternative(self) -> Tensor:
        """Returns the alternative of the highest predicted IoU, shape [N, 1, 4h, 4w]."""
        best = self.predicted_iou[:, 1:].argmax(dim=1)
        return self.sam[torch.arange(len(best), device=best.device), 1 + best].unsqueeze(1)


class HqDecoder(nn.Module):
    """Holds SAM's mask decoder and beside it a token that makes a mask of higher quality.

    Args:
        sizes: Of the whole SAM: early features have the width of its encoder.
    """

    def __init__(self, sizes: SamSizes) -> None:
        super().__init__()
        width, fine = sizes.prompt_width, sizes.prompt_width // 8
        norm = modeling().common.LayerNorm2d
        sam = build_mask_decoder(sizes)
        # Its parts stand side by side with the new ones: that is how published files name them.
        self.transformer = sam.transformer
        self.iou_token: nn.Embedding = sam.iou_token
        self.mask_tokens: nn.Embedding = sam.mask_tokens
        self.output_upscaling = sam.output_upscaling
        self.output_hypernetworks_mlps = sam.output_hypernetworks_mlps
        self.iou_prediction_head = sam.iou_prediction_head
        self.hf_token = nn.Embedding(1, width)
        self.hf_mlp = modeling().mask_decoder.MLP(width, width, fine, 3)
        self.compress_vit_feat = nn.Sequential(
            nn.ConvTranspose2d(sizes.width, width, 2, stride=2),
            norm(width),
            nn.GELU(),
            nn.ConvTranspose2d(width, fine, 2, stride=2),
        )
        self.embedding_encoder = nn.Sequential(
            nn.ConvTranspose2d(width, width // 4, 2, stride=2),
            norm(width // 4),
            nn.GELU(),
            nn.ConvTranspose2d(width // 4, fine, 2, stride=2),
        )
        self.embedding_maskfeature = nn.Sequential(
            nn.Conv2d(fine, width // 4, 3, padding=1),
            norm(width // 4),
            nn.GELU(),
            nn.Conv2d(width // 4, fine, 3, padding=1),
        )

    def early_part(self, early: Tensor) -> Tensor:
        """Returns what early features [B, h, w, d] add to the fine ones, shape [B, C / 8, 4h, 4w]."""
        part: Tensor = self.compress_vit_feat(early.permute(0, 3, 1, 2))
        return part

    def final_part(self, embedding: Tensor) -> Tensor:
        """Returns what the embedding [B, C, h, w] adds to them, shape [B, C / 8, 4h, 4w]."""
        part: Tensor = self.embedding_encoder(embedding)
        return part

    def fine_features(self, embedding: Tensor, early: Tensor) -> Tensor:
        """Returns the fine mask features of pictures; no prompt changes them."""
        return self.early_part(early) + self.final_part(embedding)

    def forward(
        self, embedding: Tensor, position: Tensor, sparse: Tensor, dense: Tensor, fine: Tensor | None
    ) -> DecodedMasks:
        """Decodes N prompts for one picture.

        Args:
            embedding: Shape [1, C, h, w].
            position: Position code of its grid, shape [1, C, h, w].
            sparse: Prompt tokens, shape [N, n, C].
            dense: Dense prompts, shape [N, C, h, w].
            fine: From `fine_features`, shape [1, C / 8, 4h, 4w]; None leaves out the mask of higher quality,
                and SAM's own masks are then exactly SAM's: its tokens also attend to the new one.
        """
        count, masks = sparse.shape[0], self.mask_tokens.num_embeddings
        own = [self.iou_token.weight, self.mask_tokens.weight]
        if fine is not None:
            own.append(self.hf_token.weight)
        tokens = torch.cat([torch.cat(own).expand(count, -1, -1), sparse], dim=1)
        tokens, image = self.transformer(embedding + dense, position.expand(count, -1, -1, -1), tokens)
        upscaled = self.output_upscaling(image.transpose(1, 2).reshape(count, -1, *embedding.shape[-2:]))
        kernels = [mlp(tokens[:, 1 + index]) for index, mlp in enumerate(self.output_hypernetworks_mlps)]
        sam = _apply(torch.stack(kernels, dim=1), upscaled)
        hq = None
        if fine is not None:
            kernel = self.hf_mlp(tokens[:, 1 + masks]).unsqueeze(1)
            hq = _apply(kernel, self.embedding_maskfeature(upscaled) + fine)
        return DecodedMasks(sam, self.iou_prediction_head(tokens[:, 0]), hq, upscaled)


def _apply(kernels: Tensor, features: Tensor) -> Tensor:
    """Returns kernels [N, k, c] times features [N, c, H, W], shape [N, k, H, W]."""
    return torch.einsum("nkc,nchw->nkhw", kernels, features)
