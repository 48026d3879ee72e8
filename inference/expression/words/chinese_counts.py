"""Reads Chinese counts and ranks: "两座", "那辆", "第二大", "从左数第三辆"."""

from __future__ import annotations

from ..model import MeasureKey, Rank
from .chinese_amounts import number
from .chinese_places import side_of
from .chinese_relations import RelationTags
from .tagged import Tagged

_LARGEST_COUNT = 10_000


class CountTags(RelationTags):
    """Adds the rules for counts and ranks."""

    def _ranking(self, at: int) -> int | None:
        """Reads superlatives, "第二大", "从左数第三辆" and ordinals that say no more."""
        word = self.words[at]
        if word.has("rank"):
            return self.superlative(word.senses["rank"], at, at + 1)
        if word.has("measure") and at + 1 < len(self.words) and self.words[at + 1].has("nth"):
            return self._nth(at, at + 1, word.senses["measure"])
        if word.has("nth"):
            return self._nth(at, at, None)
        if word.has("first_of") or (word.has("measure") and self.says(at + 1, "first_of")):
            return self._first_few(at)
        if not word.has("from_side"):
            return None
        side = word.senses["from_side"]
        here = at + 1
        while here < len(self.words) and self.words[here].kind == "stop":
            here += 1
        found = number(self.words, here + 1) if self.says(here, "nth", "first_of") else None
        if found is None or not 1 <= found[1] < _LARGEST_COUNT:
            return self.put("FROMSIDE", side, at, at + 1)
        if self.says(here, "first_of"):
            # "从左数前三辆"
            self.put("SUPERLATIVE", Rank(side), at, here)
            return self.put("NUMBER", int(found[1]), here, self.past_measure_word(found[0]))
        rank = Rank(side, ordinal=int(found[1]))
        return self.put("SUPERLATIVE", rank, at, self.past_measure_word(found[0]))

    def _nth(self, at: int, nth: int, by: MeasureKey | None) -> int | None:
        """Reads "第二大", with the measure before it; "第三" alone is an ordinal."""
        found = number(self.words, nth + 1)
        if found is None or found[1] < 1:
            return None
        end, ordinal = found[0], int(found[1])
        following = self.words[end].senses if end < len(self.words) else {}
        if "near_before" in following:
            return self.superlative(Rank("distance", False, ordinal), at, end + 1)
        if "rank" in following:
            rank: Rank = following["rank"]
        elif "nth_of" in following:
            key, descending = following["nth_of"]
            rank = Rank(by if by is not None and key in ("area", "length") else key, descending)
        else:
            return self._ordinal(at, ordinal, self.past_measure_word(end))
        rank = Rank(rank.by, rank.descending, ordinal)
        return self.superlative(rank, at, end + 1)

    def _first_few(self, at: int) -> int | None:
        """Reads "最大的前三个", "面积前五", "前三大": how many, counted from the first of a rank."""
        by: MeasureKey | None = self.words[at].senses.get("measure")
        first = at if by is None else at + 1
        found = number(self.words, first + 1)
        if found is None or not 1 <= found[1] < _LARGEST_COUNT:
            return None
        end = found[0]
        if self.says(end, "nth_of"):
            key, descending = self.words[end].senses["nth_of"]
            self.put("NUMBER", int(found[1]), first, end)
            return self.superlative(Rank(by or key, descending), end, end + 1)
        if by is not None:
            self.put("SUPERLATIVE", Rank(by), at, first)
        elif not any(one.tag == "SUPERLATIVE" for one in self.found[-2:]):
            return None
        return self.put("NUMBER", int(found[1]), first, self.past_measure_word(end))

    def _ordinal(self, at: int, ordinal: int, end: int) -> int:
        """Reads "左边第二辆" as counted from that side; else keeps the ordinal for itself."""
        last = self.found[-1] if self.found else None
        if last is not None and last.tag == "PLACED":
            position = last.value
            by = side_of(position)
            if by is not None:
                self.found.pop()
                self.found.append(
                    Tagged("SUPERLATIVE", Rank(by, ordinal=ordinal), last.start, self.words[end - 1].end, "")
                )
                return end
        return self.put("ORDINAL", ordinal, at, end)

    def _count(self, at: int) -> int | None:
        """Reads how many: "两座", "一艘" (indefinite), "那辆", "每一辆", "们"."""
        word = self.words[at]
        if word.has("every"):
            found = number(self.words, at + 1)
            end = found[0] if found is not None and self.words[at + 1].has("digit") else at + 1
            end = self.past_measure_word(end) if word.has("each") or found is not None else end
            return self.put("EVERY", None, at, end + self.says(end, "de"))
        if word.has("plural"):
            return self.put("EVERY", None, at, at + 1)
        if word.has("definite"):
            return self.past_scene(at) or self._definite(at)
        found = number(self.words, at)
        if found is None or word.has("half"):
            return None
        if found[1] != int(found[1]) or not 0 < found[1] < _LARGEST_COUNT:
            return self.put("WORD", None, at, found[0])
        end = self.past_measure_word(found[0])
        if end > found[0] and self.says(found[0], "groups"):
            return self.put("GROUP", None, at, end)
        if word.text == "一" and found[0] == at + 1 and end > found[0]:
            return self.put("A", None, at, end)
        return self.put("NUMBER", int(found[1]), at, end)

    def _definite(self, at: int) -> int:
        """Reads "那辆", "这两座", "唯一的"."""
        end = at + 1
        found = number(self.words, end)
        if found is not None and self.words[end].text != "一":
            self.put("THE", None, at, end)
            return self.put("NUMBER", int(found[1]), end, self.past_measure_word(found[0]))
        end = found[0] if found is not None else end
        end = self.past_measure_word(end)
        return self.put("THE", None, at, end + self.says(end, "de"))
