"""SAM's mask decoder, with optional skip features from the image encoder."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor
from transformers import SamMaskDecoderConfig
from transformers.models.sam.modeling_sam import SamMaskDecoder

from .conv_encoders import SamFeatures


class SkipMaskDecoder(SamMaskDecoder):  # type: ignore[misc]
    """Predicts mask token 0 from an image embedding and prompts.

    With skip features it adds them while it upscales, as SAM 2 does; without them it gives exactly
    what transformers' decoder gives for `multimask_output=False`. Its parameters are the same.
    """

    def __init__(self, config: SamMaskDecoderConfig) -> None:
        super().__init__(config)

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
        tokens = torch.cat([own.to(sparse.dtype), sparse], dim=1).unsqueeze(1)
        tokens_out, image = self.transformer(
            point_embeddings=tokens,
            image_embeddings=features.embedding + dense,
            image_positional_embeddings=image_pe.expand(batch, -1, -1, -1),
            attention_similarity=None,
        )
        height, width = features.embedding.shape[-2:]
        image = image.transpose(2, 3).reshape(batch, -1, height, width)
        upscaled = self._upscale(image, features)
        kernel = self.output_hypernetworks_mlps[0](tokens_out[:, :, 1, :])
        logits = (kernel @ upscaled.flatten(2)).unflatten(2, upscaled.shape[-2:])
        predicted_iou = self.iou_prediction_head(tokens_out[:, 0, 0, :])[:, :1]
        return logits, predicted_iou

    def _upscale(self, image: Tensor, features: SamFeatures) -> Tensor:
        quarter = self.upscale_conv1(image)
        if features.quarter is not None:
            quarter = quarter + features.quarter
        half = self.upscale_conv2(self.activation(self.upscale_layer_norm(quarter)))
        if features.half is not None:
            half = half + features.half
        return cast(Tensor, self.activation(half))
