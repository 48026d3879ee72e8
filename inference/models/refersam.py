"""ReferSAM: SAM whose image encoder talks with the words of a phrase, block by block.

Source: ReferSAM (Liu et al., 2025), built from a description of the published network. Sizes come from a
configuration. Words enter the image encoder, so nothing of a picture can be kept for the next phrase.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attn_prompter import grid_position
from .conv_encoders import SamFeatures
from .mask_decoder import SkipMaskDecoder
from .refersam_adapter import Observer, ignore
from .refersam_attention import EPSILON
from .refersam_interactor import VisionLanguageAdapter, Words
from .refersam_sizes import ReferSamConfig
from .sam_parts import MaskDecoderSizes, PromptEncoder, PromptEncoderSizes

THRESHOLD = 0.5


@dataclass(frozen=True)
class ReferSamMasks:
    """Holds the masks of phrases, as logits.

    Attributes:
        logits: At the size of the picture, shape [B, H, W].
        coarse_logits: What the dense prompt is made of, shape [B, 1, H / 4, W / 4].
        low_res_logits: From SAM's decoder, shape [B, 1, H / 4, W / 4].
    """

    logits: Tensor
    coarse_logits: Tensor
    low_res_logits: Tensor


class ReferSam(nn.Module):
    """Predicts the mask of what a phrase refers to, phrase and picture in one pass."""

    def __init__(self, config: ReferSamConfig) -> None:
        super().__init__()
        self.config = config
        width = int(config.image_encoder["out_chans"])
        self.text_encoder = text_tower(config)
        self.vl_adapter = VisionLanguageAdapter(config)
        prompt_sizes = PromptEncoderSizes(
            hidden_size=width, mask_input_channels=config.prompt_encoder["mask_in_chans"]
        )
        decoder_sizes = MaskDecoderSizes(
            hidden_size=width,
            mlp_dim=config.mask_decoder["mlp_dim"],
            num_attention_heads=config.mask_decoder["num_heads"],
            iou_head_hidden_dim=config.mask_decoder["iou_head_hidden_dim"],
            # Trained on Meta's code, whose blocks have this epsilon; that of transformers is 1e-6.
            layer_norm_eps=1e-5,
        )
        self.sam_prompt_encoder = PromptEncoder(prompt_sizes, width // 2)
        self.sam_mask_decoder = SkipMaskDecoder(decoder_sizes)
        self.mask_embedding = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        self.mask_scaling = nn.Conv2d(1, 1, 1)
        self.sparse_embedding = nn.Sequential(
            nn.Linear(width, width), nn.GELU(), nn.Linear(width, width), nn.LayerNorm(width, eps=EPSILON)
        )
        nn.init.ones_(self.mask_scaling.weight)
        nn.init.zeros_(self.mask_scaling.bias)  # type: ignore[arg-type]

    def read(self, input_ids: Tensor, attention_mask: Tensor) -> Words:
        """Encodes phrases.

        Args:
            input_ids: Shape [B, L], int64.
            attention_mask: 1 where a token is real, shape [B, L].
        """
        hidden = self.text_encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return Words(hidden, attention_mask.bool())

    def forward(self, images: Tensor, words: Words, observe: Observer = ignore) -> ReferSamMasks:
        """Predicts one mask per pair of picture and phrase.

        Args:
            images: Normalised, shape [B, 3, H, W], H and W multiples of 32.
            words: B entries.
            observe: Is told every stage; for comparing with the published code.
        """
        prompted = self.vl_adapter(images, words, observe)
        token = self.mask_embedding(prompted.dense_token)
        observe("dense_token", token)
        coarse = torch.einsum("bnc,bchw->bnhw", token, prompted.mask_features)
        observe("coarse_logits", coarse)
        mask_prompt = self.mask_scaling(coarse)
        observe("mask_prompt", mask_prompt)
        dense = self.sam_prompt_encoder.mask_embed(mask_prompt)
        observe("dense_embedding", dense)
        sparse = self.sparse_embedding(prompted.sparse_tokens)
        observe("sparse_tokens", sparse)
        embedding = prompted.image_embedding
        position = grid_position(
            self.sam_prompt_encoder.shared_embedding.positional_embedding, *embedding.shape[-2:]
        )
        observe("image_pe", position)
        low, _ = self.sam_mask_decoder.predict(SamFeatures(embedding), position, sparse, dense)
        # Corners on corners, as trained; a mask enlarged otherwise lies up to 1.5 px beside it.
        full = functional.interpolate(
            low.float(), size=images.shape[-2:], mode="bilinear", align_corners=True
        )
        return ReferSamMasks(full.squeeze(1), coarse, low)


def text_tower(config: ReferSamConfig) -> nn.Module:
    """Returns the text tower from transformers, which is imported only now."""
    if config.text_model == "bert":
        from transformers.models.bert.configuration_bert import BertConfig
        from transformers.models.bert.modeling_bert import BertModel

        tower: nn.Module = BertModel(BertConfig(**config.text_config))
        return tower
    from transformers.models.clip.configuration_clip import CLIPTextConfig
    from transformers.models.clip.modeling_clip import CLIPTextModel

    return CLIPTextModel(CLIPTextConfig(**config.text_config))
