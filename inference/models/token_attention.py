"""Attention of tokens to tokens of another width, compared in a width of its own."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class AttentionWidths:
    """Widths of an attention.

    Attributes:
        query: Width of the tokens that look, and of the result.
        source: Width of the tokens that are looked at.
        inner: Width of the comparison.
        heads: Divides the inner width.
    """

    query: int
    source: int
    inner: int
    heads: int


class TokenAttention(nn.Module):
    """Attention of tokens to tokens."""

    def __init__(self, widths: AttentionWidths) -> None:
        super().__init__()
        self.heads = widths.heads
        self.q_proj = nn.Linear(widths.query, widths.inner)
        self.k_proj = nn.Linear(widths.source, widths.inner)
        self.v_proj = nn.Linear(widths.source, widths.inner)
        self.out_proj = nn.Linear(widths.inner, widths.query)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
        """Returns tokens of the query's shape.

        Args:
            query: Shape [B, n, C].
            key: Shape [B, m, S].
            value: Shape [B, m, S].
            mask: Which of the m tokens may be looked at, bool, shape [B, m].
        """
        allowed = None if mask is None else mask[:, None, None, :]
        mixed = functional.scaled_dot_product_attention(
            self.split_heads(self.q_proj(query)),
            self.split_heads(self.k_proj(key)),
            self.split_heads(self.v_proj(value)),
            attn_mask=allowed,
        )
        output: Tensor = self.out_proj(mixed.transpose(1, 2).flatten(2))
        return output

    def split_heads(self, tokens: Tensor) -> Tensor:
        """Returns projected tokens by head, shape [B, heads, n, inner / heads]."""
        return tokens.reshape(*tokens.shape[:2], self.heads, -1).transpose(1, 2)
