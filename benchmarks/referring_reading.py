"""Reads the phrases of the corpus and counts those that are understood as intended.

A phrase is understood when everything the reader makes of it (target, count, predicates, rank, what stays
unread) means what was written down for it; see `referring/notation.py` for what counts as the same. A third
of the corpus was written before the grammar and is never adjusted ("blind"). No model is needed. The time of
a phrase is the median of several readings, after one that fills the caches.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from georefer.inference.expression.reading import read
from judging.results import NO_MODEL, Record, benchmark_parser, mean, rounded
from referring.mistakes import Mistake, expression_text, write_mistakes, written
from referring.notation import Entry, corpus, same_meaning


@dataclass(frozen=True)
class Reading:
    """Holds what the reader made of one phrase.

    Attributes:
        entry: The phrase and its intended meaning.
        understood: True when both are the same.
        ms: How long it took, in milliseconds.
        got: The reading in words.
    """

    entry: Entry
    understood: bool
    ms: float
    got: str


def reading_of(entry: Entry, repeats: int) -> Reading:
    """Reads one phrase."""
    expression = read(entry.phrase)
    understood = same_meaning(expression, entry.intended) and not expression.problems
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        read(entry.phrase)
        times.append(1000 * (time.perf_counter() - started))
    return Reading(entry, understood, statistics.median(times), expression_text(expression))


def share(readings: list[Reading]) -> float:
    """Returns the share that is understood."""
    return mean([float(one.understood) for one in readings])


def by_construct(readings: list[Reading]) -> list[dict[str, object]]:
    """Returns one row a construct: how many phrases and which share of them, by language."""
    groups: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for one in readings:
        groups[one.entry.construct][one.entry.language].append(one)
    return [
        {"construct": construct}
        | {language: len(groups[construct][language]) for language in ("en", "zh")}
        | rounded({f"{language}_share": share(groups[construct][language]) for language in ("en", "zh")})
        for construct in sorted(groups)
    ]


def mistake_of(reading: Reading) -> Mistake:
    """Returns what to tell the people who mend the reader."""
    entry = reading.entry
    remark = "blind" if entry.blind else ""
    return Mistake(entry.language, entry.construct, entry.phrase, written(entry.means), reading.got, remark)


def show(rows: list[dict[str, object]]) -> None:
    """Prints the constructs."""
    print(f"{'construct':12} {'en':>4} {'share':>7} {'zh':>5} {'share':>7}")
    for row in rows:
        print(
            f"{row['construct']:12} {row['en']:4} {row['en_share'] or 0:7.3f} {row['zh']:5}"
            f" {row['zh_share'] or 0:7.3f}"
        )


def main() -> None:
    """Measures and writes."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="readings a phrase for its time")
    parser.add_argument("--mistakes", type=Path, help="file to list what was misunderstood in")
    settings = parser.parse_args()
    record = Record("referring_reading", *NO_MODEL)
    read("a house near the river")
    read("河流附近的房子")
    readings = [reading_of(entry, settings.repeats) for entry in corpus()]
    groups = {
        f"{language}_{'blind' if blind else 'rest'}": [
            one for one in readings if (one.entry.language, one.entry.blind) == (language, blind)
        ]
        for language in ("en", "zh")
        for blind in (True, False)
    }
    times = sorted(one.ms for one in readings)
    rows = by_construct(readings)
    show(rows)
    record.values = {
        f"read_{language}": share(groups[f"{language}_blind"] + groups[f"{language}_rest"])
        for language in ("en", "zh")
    }
    record.values |= {f"read_{name}": share(group) for name, group in groups.items() if "blind" in name}
    record.values |= {"read_ms": statistics.median(times), "read_ms_99": times[len(times) * 99 // 100]}
    wrong = [one for one in readings if not one.understood]
    record.details = {
        "phrases": {name: len(group) for name, group in groups.items()},
        "constructs": rows,
        "misunderstood": [f"{one.entry.phrase} -> {one.got}" for one in wrong],
    }
    record.write(settings.out)
    if settings.mistakes:
        write_mistakes(settings.mistakes, "Reading", [mistake_of(one) for one in wrong])


if __name__ == "__main__":
    main()
