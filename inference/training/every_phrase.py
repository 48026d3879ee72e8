"""Trains the CLIP tower on every phrase at once.

There are about ninety things to ask for: the categories, the hypernyms, and the coloured categories in every
colour. For each of them the truth at every location follows from the category and colour of the pixels, so
each image answers all of them for the price of one small matrix product. A few phrases a step would take an
age to teach the same.
"""

from __future__ import annotations

from functools import cache

import torch
from numpy.random import Generator
from torch import Tensor
from torch.nn import functional

from .phrases import COLOURLESS, Target, Vocabulary, load_vocabulary, word_target
from .sampling import UNKNOWN, UNLABELLED
from .scene import CATEGORIES, COLOURS

# The last colour slot is for pixels whose colour is not known or has no name.
_SLOTS = len(COLOURS) + 1
_KINDS = len(CATEGORIES) * _SLOTS
# A phrase that is wanted at fewer locations than this share counts for more where it is wanted.
COMMON_SHARE = 0.05
HIGHEST_WEIGHT = 12.0
_NOTHING, _UNLABELLED, _UNKNOWN = _KINDS, _KINDS + 1, _KINDS + 2


@cache
def every_target() -> tuple[Target, ...]:
    """Returns everything that can be asked for."""
    vocabulary = load_vocabulary()
    members = {category: frozenset({category}) for category in CATEGORIES} | dict(vocabulary.hypernyms)
    plain = [Target(noun, covered, None) for noun, covered in members.items()]
    coloured = [
        Target(noun, covered, colour)
        for noun, covered in members.items()
        if not covered & COLOURLESS
        for colour in COLOURS
    ]
    return (*plain, *coloured)


def every_phrase(vocabulary: Vocabulary, random: Generator) -> list[str]:
    """Returns a phrase for each of `every_target`, worded at random."""
    return [word_target(target, vocabulary, random) for target in every_target()]


@cache
def _tables() -> tuple[Tensor, Tensor, Tensor]:
    """Returns what each target wants of each kind of pixel.

    Returns:
        Wanted and doubtful, float [M, kinds], and the categories that a target needs labelled, bool
        [M, categories].
    """
    wanted = torch.zeros(len(every_target()), _KINDS)
    doubtful = torch.zeros_like(wanted)
    needed = torch.zeros(len(every_target()), len(CATEGORIES), dtype=torch.bool)
    for row, target in enumerate(every_target()):
        for category in target.members:
            index = CATEGORIES.index(category)
            needed[row, index] = True
            slots = slice(index * _SLOTS, (index + 1) * _SLOTS)
            if target.colour is None:
                wanted[row, slots] = 1
            else:
                wanted[row, index * _SLOTS + COLOURS.index(target.colour)] = 1
                doubtful[row, (index + 1) * _SLOTS - 1] = 1
    return wanted, doubtful, needed


def count_kinds(categories: Tensor, colours: Tensor, cell: int) -> Tensor:
    """Counts the kinds of pixels in every cell.

    Args:
        categories: uint8 [B, H, W], as in `sampling.Sample`.
        colours: uint8 [B, H, W].
        cell: Side of a cell in pixels.

    Returns:
        float [B, H / cell, W / cell, kinds + 3]: the last three count nothing, unlabelled and unknown.
    """
    batch, height, width = categories.shape
    rows, columns = height // cell, width // cell
    slot = colours.long().clamp(max=len(COLOURS))
    kind = (categories.long() - 1) * _SLOTS + slot
    kind[categories == 0] = _NOTHING
    kind[categories == UNLABELLED] = _UNLABELLED
    kind[categories == UNKNOWN] = _UNKNOWN
    place = torch.arange(batch * rows * columns, device=kind.device).reshape(batch, rows, 1, columns, 1)
    index = place * (_KINDS + 3) + kind.reshape(batch, rows, cell, columns, cell)
    counts = torch.bincount(index.flatten(), minlength=batch * rows * columns * (_KINDS + 3))
    return counts.reshape(batch, rows, columns, _KINDS + 3).float()


def every_phrase_loss(logits: Tensor, categories: Tensor, colours: Tensor, labelled: Tensor) -> Tensor:
    """Returns the cross entropy of every phrase at every location, summed over phrases.

    The truth of a cell is the share of its known pixels that are wanted; rare phrases weigh more where true.

    Args:
        logits: From `RSRefSeg.global_logits` for `every_target`, shape [B, M, k, k].
        categories: uint8 [B, H, W].
        colours: uint8 [B, H, W].
        labelled: bool [B, categories]; a target is judged only where all of its categories are labelled.
    """
    wanted, doubtful, needed = (table.to(logits.device) for table in _tables())
    cell = categories.shape[-1] // logits.shape[-1]
    counts = count_kinds(categories, colours, cell)
    kinds, unknown = counts[..., :_KINDS], counts[..., _UNKNOWN:]
    hits = (kinds @ wanted.T).permute(0, 3, 1, 2)
    doubts = (kinds @ doubtful.T + unknown).permute(0, 3, 1, 2)
    known = (cell * cell - doubts).clamp(min=0)
    truth = hits / known.clamp(min=1)
    judged = ~(needed.unsqueeze(0) & ~labelled.unsqueeze(1)).any(dim=2)
    weight = known / (cell * cell) * judged[:, :, None, None]
    # Without this a phrase that is true of one location in a thousand is learned as never true.
    share = (truth * weight).sum(dim=(0, 2, 3)) / weight.sum(dim=(0, 2, 3)).clamp(min=1)
    rarity = (COMMON_SHARE / share.clamp(min=1e-6)).sqrt().clamp(1, HIGHEST_WEIGHT)
    weight = weight * (1 + (rarity - 1)[None, :, None, None] * truth)
    losses = functional.binary_cross_entropy_with_logits(logits, truth, weight=weight, reduction="sum")
    return losses / (logits.shape[0] * logits.shape[2] * logits.shape[3])
