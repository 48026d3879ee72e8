"""Layers of RSRefSeg 2's prompter, under the published names of their parts.

Every part adds to what it refines and normalises the sum. A set of tokens comes with its position code,
which belongs to queries and keys and never to values.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .token_attention import AttentionWidths, TokenAttention

Placed = tuple[Tensor, Tensor]


class TokenMlp(nn.Module):
    """Two layers with an exact GELU between them."""

    def __init__(self, width: int, inner_width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, inner_width), nn.Linear(inner_width, width)])

    def forward(self, tokens: Tensor) -> Tensor:
        """Returns tokens of the same shape."""
        output: Tensor = self.layers[1](functional.gelu(self.layers[0](tokens)))
        return output


def _look(attention: nn.Module, norm: nn.Module, query: Placed, source: Placed) -> Tensor:
    tokens, place = query
    seen, seen_place = source
    output: Tensor = norm(tokens + attention(tokens + place, seen + seen_place, seen))
    return output


def _think(perceptron: nn.Module, norm: nn.Module, tokens: Tensor) -> Tensor:
    output: Tensor = norm(tokens + perceptron(tokens))
    return output


class QueryPair(nn.Module):
    """Lets two sets of queries look at themselves, at the words, and at each other."""

    def __init__(self, width: int, inner_width: int, heads: int, mlp_width: int) -> None:
        super().__init__()
        widths = AttentionWidths(width, width, inner_width, heads)
        self.self_attn_query_query1 = TokenAttention(widths)
        self.self_attn_query_query2 = TokenAttention(widths)
        self.cross_attn_query_text_query1_text = TokenAttention(widths)
        self.cross_attn_query_text_query2_text = TokenAttention(widths)
        self.cross_attn_query_query_query1_query2 = TokenAttention(widths)
        self.cross_attn_query_query_query2_query1 = TokenAttention(widths)
        self.norm_query1_1 = nn.LayerNorm(width)
        self.norm_query1_2 = nn.LayerNorm(width)
        self.norm_query1_3 = nn.LayerNorm(width)
        self.norm_query1_4 = nn.LayerNorm(width)
        self.norm_query1_5 = nn.LayerNorm(width)
        self.mlp_query1_2 = TokenMlp(width, mlp_width)
        self.mlp_query1_3 = TokenMlp(width, mlp_width)
        self.norm_query2_1 = nn.LayerNorm(width)
        self.norm_query2_2 = nn.LayerNorm(width)
        self.norm_query2_3 = nn.LayerNorm(width)
        self.norm_query2_4 = nn.LayerNorm(width)
        self.norm_query2_5 = nn.LayerNorm(width)
        self.mlp_query2_2 = TokenMlp(width, mlp_width)
        self.mlp_query2_3 = TokenMlp(width, mlp_width)

    def forward(self, first: Placed, second: Placed, words: Tensor) -> tuple[Tensor, Tensor]:
        """Returns both sets of queries, shape [B, q, D]."""
        (q1, place1), (q2, place2) = first, second
        text = (words, words.new_zeros(()))
        q1 = _look(self.self_attn_query_query1, self.norm_query1_1, (q1, place1), (q1, place1))
        q2 = _look(self.self_attn_query_query2, self.norm_query2_1, (q2, place2), (q2, place2))
        q1 = _look(self.cross_attn_query_text_query1_text, self.norm_query1_2, (q1, place1), text)
        q1 = _think(self.mlp_query1_2, self.norm_query1_3, q1)
        q2 = _look(self.cross_attn_query_text_query2_text, self.norm_query2_2, (q2, place2), text)
        q2 = _think(self.mlp_query2_2, self.norm_query2_3, q2)
        other = (q2, place2)
        q1 = _look(self.cross_attn_query_query_query1_query2, self.norm_query1_4, (q1, place1), other)
        q1 = _think(self.mlp_query1_3, self.norm_query1_5, q1)
        # The second set looks at what the first has just become.
        other = (q1, place1)
        q2 = _look(self.cross_attn_query_query_query2_query1, self.norm_query2_4, (q2, place2), other)
        return q1, _think(self.mlp_query2_3, self.norm_query2_5, q2)


class QueriesToPicture(nn.Module):
    """Lets the picture look at the first set of queries."""

    def __init__(self, width: int, inner_width: int, heads: int, mlp_width: int) -> None:
        super().__init__()
        widths = AttentionWidths(width, width, inner_width, heads)
        self.self_attn_text_text_1 = TokenAttention(widths)
        self.norm_text_1 = nn.LayerNorm(width)
        self.cross_attn_img_text_1 = TokenAttention(widths)
        self.norm_img_1 = nn.LayerNorm(width)
        self.mlp_img_1 = TokenMlp(width, mlp_width)
        self.norm_img_2 = nn.LayerNorm(width)

    def forward(self, queries: Placed, picture: Placed) -> tuple[Tensor, Tensor]:
        """Returns the queries [B, q, D] and the picture [B, k * k, D]."""
        refined = _look(self.self_attn_text_text_1, self.norm_text_1, queries, queries)
        seen = _look(self.cross_attn_img_text_1, self.norm_img_1, picture, (refined, queries[1]))
        return refined, _think(self.mlp_img_1, self.norm_img_2, seen)


class PromptsToPicture(nn.Module):
    """Lets the picture look at the second set of queries, and prompts at both."""

    def __init__(self, width: int, prompt_width: int, inner_width: int, heads: int, mlp_width: int) -> None:
        super().__init__()
        among_features = AttentionWidths(width, width, inner_width, heads)
        among_prompts = AttentionWidths(prompt_width, prompt_width, inner_width, heads)
        to_features = AttentionWidths(prompt_width, width, inner_width, heads)
        self.self_attn_text_1 = TokenAttention(among_features)
        self.norm_text_1 = nn.LayerNorm(width)
        self.cross_attn_img_text_1 = TokenAttention(among_features)
        self.norm_img_1 = nn.LayerNorm(width)
        self.mlp_img_1 = TokenMlp(width, mlp_width)
        self.norm_img_2 = nn.LayerNorm(width)
        self.self_attn_prompt_1 = TokenAttention(among_prompts)
        self.norm_prompt_1 = nn.LayerNorm(prompt_width)
        self.cross_attn_prompt_text_1 = TokenAttention(to_features)
        self.norm_prompt_2 = nn.LayerNorm(prompt_width)
        self.mlp_prompt_2 = TokenMlp(prompt_width, mlp_width)
        self.norm_prompt_3 = nn.LayerNorm(prompt_width)
        self.cross_attn_prompt_img_1 = TokenAttention(to_features)
        self.norm_prompt_4 = nn.LayerNorm(prompt_width)
        self.mlp_prompt_3 = TokenMlp(prompt_width, mlp_width)
        self.norm_prompt_5 = nn.LayerNorm(prompt_width)

    def forward(self, queries: Placed, picture: Placed, prompts: Placed) -> tuple[Tensor, Tensor, Tensor]:
        """Returns queries [B, q, D], picture [B, k * k, D] and prompts [B, n, C]."""
        (_, query_place), (_, place), (tokens, prompt_place) = queries, picture, prompts
        refined = _look(self.self_attn_text_1, self.norm_text_1, queries, queries)
        text = (refined, query_place)
        seen = _look(self.cross_attn_img_text_1, self.norm_img_1, picture, text)
        seen = _think(self.mlp_img_1, self.norm_img_2, seen)
        tokens = _look(self.self_attn_prompt_1, self.norm_prompt_1, prompts, prompts)
        tokens = _look(self.cross_attn_prompt_text_1, self.norm_prompt_2, (tokens, prompt_place), text)
        tokens = _think(self.mlp_prompt_2, self.norm_prompt_3, tokens)
        tokens = _look(
            self.cross_attn_prompt_img_1, self.norm_prompt_4, (tokens, prompt_place), (seen, place)
        )
        return refined, seen, _think(self.mlp_prompt_3, self.norm_prompt_5, tokens)
