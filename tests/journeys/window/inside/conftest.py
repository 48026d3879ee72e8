"""Makes what journeys share importable, and lets none pass that has raised in a slot."""

import sys
import traceback
from pathlib import Path

import pytest
import qgis.utils

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def no_errors(monkeypatch):
    """Fails a journey whose slots have raised."""
    import person

    person.raised.clear()
    monkeypatch.setattr(
        qgis.utils,
        "showException",
        lambda kind, error, trace, *more, **named: person.raised.append(
            "".join(traceback.format_exception(kind, error, trace))
        ),
    )
    yield
    assert person.raised == []
