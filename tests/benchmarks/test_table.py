from __future__ import annotations

import json
from pathlib import Path

import pytest
from georefer.benchmarks.judging.figures import FIGURES, Figure, figures_of
from georefer.benchmarks.judging.results import Record, command_line
from georefer.benchmarks.judging.table import NOT_MEASURED, page, read_results


def measured(folder: Path, **values: float) -> str:
    record = Record("overhead", "georefer-tiny", "0" * 64, values=values)
    record.write(folder / "overhead.json")
    return page(read_results(folder))


def rows_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|") and words in line]


def test_without_results_every_figure_is_not_measured(tmp_path: Path) -> None:
    text = page(read_results(tmp_path))
    assert sum(NOT_MEASURED in line for line in text.splitlines()) == len(FIGURES)


def test_a_measured_figure_stands_with_command_machine_and_date(tmp_path: Path) -> None:
    text = measured(tmp_path, ready_s=1.5)
    (row,) = rows_with(text, "fresh process")
    assert "| at most 2.00 s | 1.50 s | `python benchmarks/" in row
    assert "Machine 1: " in text


def test_a_missed_target_is_bold(tmp_path: Path) -> None:
    (row,) = rows_with(measured(tmp_path, ready_s=2.5), "fresh process")
    assert "**2.50 s**" in row


def test_a_value_that_is_not_a_number_is_not_measured(tmp_path: Path) -> None:
    (row,) = rows_with(measured(tmp_path, ready_s=float("nan")), "fresh process")
    assert NOT_MEASURED in row


def test_results_are_plain_json(tmp_path: Path) -> None:
    measured(tmp_path, ready_s=float("nan"))
    assert "NaN" not in (tmp_path / "overhead.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "overhead.json").read_text(encoding="utf-8"))["values"] == {"ready_s": None}


def test_a_value_without_a_figure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Record("overhead", "m", "w", values={"unheard_of": 1.0}).write(tmp_path / "x.json")


def test_keys_are_unique_and_every_benchmark_exists(repo_root: Path) -> None:
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)
    for figure in FIGURES:
        assert (repo_root / "benchmarks" / f"{figure.benchmark}.py").is_file()
        assert figure in figures_of(figure.benchmark)


def test_a_target_is_reached_from_either_side() -> None:
    assert Figure("a", "b", "c", at_least=0.5).is_reached(0.5)
    assert not Figure("a", "b", "c", at_most=0.5).is_reached(0.51)
    assert Figure("a", "b", "c").is_reached(1.0) is None


def test_a_command_names_no_folder_of_this_machine() -> None:
    absolute = str(Path("bundle").resolve())
    line = command_line(
        [
            str(Path("benchmarks/grid.py").resolve()),
            "--model",
            absolute,
            "--out",
            absolute,
            "--phrases",
            "red car",
        ]
    )
    assert line == 'python benchmarks/grid.py --model bundle --phrases "red car"'
