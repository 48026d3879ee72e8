"""ReferSAM's prompter: turns what the interactions found into prompts for SAM's decoder."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from .refersam_attention import EPSILON, LevelAttention, Perceptron
from .token_attention import AttentionWidths, TokenAttention

HEADS = 8
_MLP_RATIO = 4


class PromptBlock(nn.Module):
    """Lets prompt tokens look at each other, at the picture and at the words."""

    def __init__(self, width: int) -> None:
        super().__init__()
        widths = AttentionWidths(width, width, width, HEADS)
        self.p_self_attn = TokenAttention(widths)
        self.p2v_cross_attn = LevelAttention(widths)
        self.p2l_cross_attn = TokenAttention(widths)
        self.prompt_mlp = Perceptron(width, _MLP_RATIO * width)
        self.norm1, self.norm2, self.norm3, self.norm4 = (nn.LayerNorm(width, eps=EPSILON) for _ in range(4))

    def forward(
        self,
        tokens: Tensor,
        position: Tensor,
        levels: tuple[Sequence[Tensor], Sequence[Tensor]],
        words: tuple[Tensor, Tensor],
    ) -> Tensor:
        """Returns tokens of the same shape [B, n, C].

        Args:
            tokens: Shape [B, n, C].
            position: Of the tokens, shape [1, n, C].
            levels: Keys and values of the picture, one [B, m, C] for each level.
            words: Words [B, L, C] and which of them are real, bool [B, L].
        """
        placed = tokens + position
        tokens = self.norm1(tokens + self.p_self_attn(placed, placed, tokens))
        tokens = self.norm2(tokens + self.p2v_cross_attn.look(tokens + position, *levels))
        language, mask = words
        tokens = self.norm3(tokens + self.p2l_cross_attn(tokens + position, language, language, mask))
        output: Tensor = self.norm4(tokens + self.prompt_mlp(tokens))
        return output


def language_projection(text_width: int, width: int) -> nn.Sequential:
    """Returns the layers that bring words to the width of prompts."""
    return nn.Sequential(
        nn.Linear(text_width, width), nn.GELU(), nn.Linear(width, width), nn.LayerNorm(width, eps=EPSILON)
    )


def level_projection(width_in: int, width: int) -> nn.Sequential:
    """Returns the layers that bring one level of the picture to the width of prompts."""
    return nn.Sequential(nn.Linear(width_in, width), nn.LayerNorm(width, eps=EPSILON))
