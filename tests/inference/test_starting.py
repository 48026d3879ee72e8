"""What the engine imports before it is ready, and how."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from georefer.inference.starting import uncollected


def test_garbage_is_left_alone_inside_and_collected_afterwards() -> None:
    frozen = gc.get_freeze_count()

    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()


def test_the_collector_is_as_it_was_when_an_import_fails() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError("torch is not there")

    assert gc.isenabled()
    gc.unfreeze()


@pytest.mark.parametrize("module", ["running", "jobs"])
def test_nobody_waits_for_tables_before_the_first_tile(module: str) -> None:
    late = "{'pandas', 'transformers'}"
    code = f"import sys, georefer.inference.{module}; print(sorted({late} & {{*sys.modules}}))"

    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert finished.stdout.strip() == "[]"
