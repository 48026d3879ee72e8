"""SigLIP's text tower.

The names of the parameters are those of transformers' `SiglipTextModel`, and so are the numbers. It
stands here because importing transformers takes longer than the whole work on a small picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .sam_parts import sizes_from


@dataclass(frozen=True)
class SiglipTextSizes:
    """Sizes of the text tower, named as in SigLIP's `text_config`.

    Attributes:
        first_word_id: Where given, the pooled phrase is the mean over the tokens with this id or a higher
            one instead of the last token. A tower that starts from nothing then tells phrases apart from the
            first step; with one shared last token they all begin as nearly the same vector.
    """

    vocab_size: int = 32000
    hidden_size: int = 768
    intermediate_size: int = 3072
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    max_position_embeddings: int = 64
    layer_norm_eps: float = 1e-6
    projection_size: int | None = None
    hidden_act: str = "gelu_pytorch_tanh"
    first_word_id: int | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SiglipTextSizes:
        """Reads the sizes; keys that change no number here are passed over."""
        return sizes_from(cls, values)


class _Embeddings(nn.Module):
    def __init__(self, sizes: SiglipTextSizes) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(sizes.vocab_size, sizes.hidden_size)
        self.position_embedding = nn.Embedding(sizes.max_position_embeddings, sizes.hidden_size)
        for table in (self.token_embedding, self.position_embedding):
            nn.init.normal_(table.weight, std=sizes.hidden_size**-0.5)

    def forward(self, input_ids: Tensor) -> Tensor:
        length = input_ids.shape[-1]
        if length > self.position_embedding.num_embeddings:
            raise ValueError(f"{length} tokens exceed {self.position_embedding.num_embeddings} positions")
        embedded: Tensor = self.token_embedding(input_ids) + self.position_embedding.weight[:length]
        return embedded


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)
        for layer in (self.q_proj, self.k_proj, self.v_proj, self.out_proj):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        query, key, value = (
            layer(tokens).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value)
        output: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2))
        return output


class _Mlp(nn.Module):
    def __init__(self, width: int, inner_width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, inner_width)
        self.fc2 = nn.Linear(inner_width, width)
        for layer in (self.fc1, self.fc2):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.normal_(layer.bias, std=1e-6)

    def forward(self, tokens: Tensor) -> Tensor:
        output: Tensor = self.fc2(functional.gelu(self.fc1(tokens), approximate="tanh"))
        return output


class _Layer(nn.Module):
    def __init__(self, sizes: SiglipTextSizes) -> None:
        super().__init__()
        width = sizes.hidden_size
        self.layer_norm1 = nn.LayerNorm(width, eps=sizes.layer_norm_eps)
        self.self_attn = _Attention(width, sizes.num_attention_heads)
        self.layer_norm2 = nn.LayerNorm(width, eps=sizes.layer_norm_eps)
        self.mlp = _Mlp(width, sizes.intermediate_size)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens + self.self_attn(self.layer_norm1(tokens))
        output: Tensor = tokens + self.mlp(self.layer_norm2(tokens))
        return output


class _Encoder(nn.Module):
    def __init__(self, sizes: SiglipTextSizes) -> None:
        super().__init__()
        self.layers = nn.ModuleList([_Layer(sizes) for _ in range(sizes.num_hidden_layers)])

    def forward(self, tokens: Tensor) -> Tensor:
        for layer in self.layers:
            tokens = layer(tokens)
        return tokens


class SiglipTextTower(nn.Module):
    """Encodes token ids; there is neither a causal nor a padding mask, as published."""

    def __init__(self, sizes: SiglipTextSizes) -> None:
        super().__init__()
        if sizes.hidden_act != "gelu_pytorch_tanh":
            raise ValueError(f"the text tower has no activation {sizes.hidden_act}")
        width = sizes.hidden_size
        self.first_word_id = sizes.first_word_id
        self.embeddings = _Embeddings(sizes)
        self.encoder = _Encoder(sizes)
        self.final_layer_norm = nn.LayerNorm(width, eps=sizes.layer_norm_eps)
        self.head = nn.Linear(width, sizes.projection_size or width)
        nn.init.normal_(self.head.weight, std=width**-0.5)
        nn.init.zeros_(self.head.bias)
        if sizes.first_word_id is not None:
            self._let_words_prevail()

    def _let_words_prevail(self) -> None:
        """Starts with words far apart: what the layers add at first is much alike for all phrases."""
        nn.init.normal_(self.embeddings.token_embedding.weight, std=1.0)
        with torch.no_grad():
            for layer in self.encoder.layers:
                layer.self_attn.out_proj.weight.mul_(0.2)  # type: ignore[union-attr, operator]
                layer.mlp.fc2.weight.mul_(0.2)  # type: ignore[union-attr, operator]

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Returns word features [P, L, D] and pooled phrases [P, D].

        Args:
            input_ids: Shape [P, L], int64.
        """
        words: Tensor = self.final_layer_norm(self.encoder(self.embeddings(input_ids)))
        pooled: Tensor = self.head(self._pool(words, input_ids))
        return words, pooled

    def _pool(self, words: Tensor, input_ids: Tensor) -> Tensor:
        if self.first_word_id is None:
            return words[:, -1]
        counted = (input_ids >= self.first_word_id).unsqueeze(-1).to(words)
        return (words * counted).sum(dim=1) / counted.sum(dim=1).clamp(min=1)
