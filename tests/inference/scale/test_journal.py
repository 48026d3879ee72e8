"""Finished tiles stay whatever happens, and a stranger is refused by naming what differs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from georefer.inference.errors import InputError, OutputError
from georefer.inference.scale.journal import Journal, ViewRecord, has_unfinished_run, journal_path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SIGNATURE = {"weights": "abc", "overlap": 64, "stretch": None, "raster": {"path": "a.tif", "size_bytes": 9}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journal_path(tmp_path / "out.gpkg")


def opened(path: Path, resume: bool = True, **changes: object) -> Journal:
    return Journal(path, {**SIGNATURE, **changes}, resume)


def view(column: int, row: int, value: int = 200) -> ViewRecord:
    return ViewRecord((column, row), "run", np.full((16, 16), value, dtype=np.uint8))


def test_what_was_kept_comes_back_in_row_order(path: Path) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(48, 16, 7), view(0, 16), ViewRecord((16, 0), "gated")])
        journal.keep([view(0, 0, 0), ViewRecord((9, 9), "failed", reason="broken")])
    with closing(opened(path)) as journal:
        assert [record.place for record in journal.ran()] == [(0, 0), (0, 16), (48, 16)]
        nothing, _, sevens = journal.ran()
        assert nothing.logits is None  # at its least throughout: nothing was found
        assert sevens.logits is not None
        assert (sevens.logits == 7).all()
        assert journal.finished() == {(0, 0): "run", (0, 16): "run", (48, 16): "run", (16, 0): "gated"}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.integers(0, 255), min_size=16, max_size=16))
def test_logits_come_back_as_they_were(tmp_path: Path, values: list[int]) -> None:
    logits = np.asarray(values, dtype=np.uint8).reshape(4, 4)
    with closing(Journal(tmp_path / "journal", {}, resume=False)) as journal:
        journal.keep([ViewRecord((0, 0), "run", logits)])
        (record,) = journal.ran()
        kept = np.zeros((4, 4), dtype=np.uint8) if record.logits is None else record.logits
        assert np.array_equal(kept, logits)


def test_a_failed_view_is_tried_again(path: Path) -> None:
    with closing(opened(path)) as journal:
        journal.keep([ViewRecord((0, 0), "failed", reason="broken")])
        assert journal.is_empty
        journal.keep([view(0, 0)])
        assert journal.finished() == {(0, 0): "run"}


def test_starting_anew_forgets(path: Path) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
    assert has_unfinished_run(path.with_name("out.gpkg"))
    with closing(opened(path, resume=False)) as journal:
        assert journal.is_empty


@pytest.mark.parametrize(
    ("name", "value"),
    [("weights", "xyz"), ("overlap", 32), ("stretch", [[0, 255]]), ("raster", {"path": "b.tif"})],
)
def test_another_setting_is_refused_by_name(path: Path, name: str, value: object) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
    with pytest.raises(InputError, match=f"another {name}") as caught:
        opened(path, **{name: value})
    assert "--resume" in caught.value.remedy
    with closing(opened(path)) as journal:  # nothing was lost by asking
        assert not journal.is_empty
    with closing(opened(path, resume=False, **{name: value})) as journal:
        assert journal.is_empty


@pytest.mark.parametrize("resume", [True, False])
def test_a_second_run_is_refused_and_harms_nothing(path: Path, resume: bool) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
        with pytest.raises(OutputError, match="Another run"):
            opened(path, resume=resume)
        journal.keep([view(16, 0)])
    with closing(opened(path)) as journal:
        assert len(journal.finished()) == 2


def test_discarding_leaves_nothing(path: Path) -> None:
    journal = opened(path)
    journal.keep([view(0, 0)])
    journal.discard()
    assert list(path.parent.iterdir()) == []
    with closing(opened(path)) as anew:
        assert anew.is_empty


def test_a_half_written_transaction_is_gone(path: Path) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
        with pytest.raises(InputError):
            journal.keep([view(16, 0), ViewRecord((32, 0), "run", reason=object())])  # type: ignore[arg-type]
        assert journal.finished() == {(0, 0): "run"}
        journal.keep([view(16, 0)])
        assert len(journal.finished()) == 2


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be read as a page" * 50, b"x"])
def test_what_is_no_journal_is_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
        assert len(journal.finished()) == 1


def test_damage_inside_is_one_sentence(path: Path) -> None:
    with closing(opened(path)) as journal:
        journal.keep([view(0, 0)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE views SET logits = x'00ff'")
    with closing(opened(path)) as journal, pytest.raises(InputError, match="damaged"):
        list(journal.ran())


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written to"):
        opened(tmp_path / "none" / "journal")


def test_a_full_disk_keeps_what_was_kept(path: Path) -> None:
    generator = np.random.default_rng(1)
    kept = 0

    def fill(journal: Journal) -> None:
        nonlocal kept
        for row in range(100):
            noise = generator.integers(0, 255, (128, 128), dtype=np.uint8)
            journal.keep([ViewRecord((0, row), "run", noise)])
            kept += 1

    with closing(opened(path)) as journal:
        journal._database.execute("PRAGMA max_page_count = 60")
        with pytest.raises(OutputError, match="full") as caught:
            fill(journal)
        assert "--resume" in caught.value.remedy
    with closing(opened(path)) as journal:
        assert 0 < kept == len(journal.finished())


def test_a_disk_that_is_full_from_the_start_keeps_no_empty_journal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def execute(self, *_: object) -> None:
            path.touch()
            raise sqlite3.OperationalError("database or disk is full")

        def close(self) -> None:
            pass

    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: Full())
    with pytest.raises(OutputError, match="full"):
        opened(path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_process_leaves_its_tiles(path: Path) -> None:
    child = os.fork()
    if child == 0:
        journal = opened(path)
        journal.keep([view(0, 0)])
        journal._database.execute("BEGIN")
        journal._database.execute("DELETE FROM views")
        os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    with closing(opened(path)) as journal:
        assert journal.finished() == {(0, 0): "run"}
