"""Matches Chinese colours: with shades and suffixes, joined by 和, 或 and their like, or "红白相间"."""

from __future__ import annotations

from collections.abc import Sequence

from .chinese_words import Word
from .tagged import Colours

_MOST_COLOURS = 9


def colour_group(words: Sequence[Word], at: int) -> tuple[int, Colours] | None:
    """Matches colours that stand together; returns the index after them and what they are.

    Colours that touch ("红白") or are said to be mixed ("红色和白色相间") are all on one thing; joined ones
    are alternatives ("红色和蓝色的汽车" are red cars and blue cars).
    """
    names: list[str] = []
    end, here, joined = at, at, False
    # As many as there are colours is enough; a bound keeps the reader linear.
    while len(names) < _MOST_COLOURS:
        found = _colour(words, here)
        if found is None:
            break
        joined = joined or (bool(names) and here > end)
        end = found[0]
        names.append(found[1])
        here = _after_joint(words, end)
    if not names:
        return None
    if end < len(words) and words[end].has("mixed"):
        end, joined = end + 1, False
    return end, Colours(tuple(dict.fromkeys(names)), any_of=joined)


def _colour(words: Sequence[Word], at: int) -> tuple[int, str] | None:
    """Matches one colour: "深蓝色", "红顶"."""
    here = at
    for _ in range(2):
        here += here < len(words) and words[here].has("shade") and not words[here].has("colour")
    if here >= len(words) or not words[here].has("colour"):
        return None
    end = here + 1
    while end < len(words) and words[end].has("colour_suffix") and not words[end].has("noun"):
        end += 1
    return end, words[here].senses["colour"]


def _after_joint(words: Sequence[Word], at: int) -> int:
    """Returns the index after "和", "或", "、" between colours, also with 的 before it."""
    here = at + 1 if at < len(words) and words[at].has("de") else at
    if here < len(words) and (words[here].has("and", "or") or words[here].text in ("、", "/", ",")):
        return here + 1 + (here + 1 < len(words) and words[here + 1].has("and", "or"))
    return at
