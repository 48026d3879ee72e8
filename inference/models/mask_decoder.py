"""SAM's mask decoder, with optional skip features from the image encoder."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .conv_encoders import SamFeatures
from .sam_parts import ChannelNorm, FeedForward, MaskDecoderSizes, TwoWayTransformer


class SkipMaskDecoder(nn.Module):
    """Predicts mask token 0 from an image embedding and prompts.

    With skip features it adds them while it upscales, as SAM 2 does; without them it gives what SAM's
    decoder gives for a single mask. Its parameters are the same.
    """

    def __init__(self, sizes: MaskDecoderSizes) -> None:
        super().__init__()
        width = sizes.hidden_size
        masks = sizes.num_multimask_outputs + 1
        self.iou_token = nn.Embedding(1, width)
        self.mask_tokens = nn.Embedding(masks, width)
        self.transformer = TwoWayTransformer(sizes)
        self.upscale_conv1 = nn.ConvTranspose2d(width, width // 4, 2, stride=2)
        self.upscale_conv2 = nn.ConvTranspose2d(width // 4, width // 8, 2, stride=2)
        self.upscale_layer_norm = ChannelNorm(width // 4, eps=1e-6)
        self.output_hypernetworks_mlps = nn.ModuleList(
            [FeedForward(width, width, width // 8, 3) for _ in range(masks)]
        )
        self.iou_prediction_head = FeedForward(width, sizes.iou_head_hidden_dim, masks, sizes.iou_head_depth)

    def predict(
        self, features: SamFeatures, image_pe: Tensor, sparse: Tensor, dense: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Returns mask logits [B, 1, 4h, 4w], at four times the grid, and the predicted IoU [B, 1].

        Args:
            features: One entry per phrase.
            image_pe: Position code of the grid, shape [1, C, h, w].
            sparse: Prompt tokens, shape [B, n, C].
            dense: Dense prompt, shape [B, C, h, w].
        """
        batch = sparse.shape[0]
        own = torch.cat([self.iou_token.weight, self.mask_tokens.weight]).expand(batch, -1, -1)
        tokens = torch.cat([own.to(sparse.dtype), sparse], dim=1)
        tokens, image = self.transformer(
            tokens, features.embedding + dense, image_pe.expand(batch, -1, -1, -1)
        )
        upscaled = self._upscale(image, features)
        kernel = self.output_hypernetworks_mlps[0](tokens[:, 1:2])
        height, width = upscaled.shape[-2:]
        logits = (kernel @ upscaled.flatten(2)).reshape(batch, 1, height, width)
        predicted_iou: Tensor = self.iou_prediction_head(tokens[:, 0])[:, :1]
        return logits, predicted_iou

    def _upscale(self, image: Tensor, features: SamFeatures) -> Tensor:
        quarter = self.upscale_conv1(image)
        if features.quarter is not None:
            quarter = quarter + features.quarter
        half: Tensor = self.upscale_conv2(functional.gelu(self.upscale_layer_norm(quarter)))
        if features.half is not None:
            half = half + features.half
        return functional.gelu(half)
