"""Runs the jobs of a worker that begin with clicks: outlines into a file, and tracks over frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from .click_messages import ClickObjectsRequest, TrackRequest
from .click_serving import load_click_model
from .clicking import click_objects
from .errors import Cancelled
from .messages import Done
from .models.interface import PromptModel

Send = Callable[[object], None]


def run_click_job(request: object, send: Send, is_cancelled: Callable[[], bool]) -> Done:
    """Runs a request, tells what is found meanwhile, and returns the report.

    Args:
        request: What is asked.
        send: Sends an event of this job.
        is_cancelled: Asked between objects, and between frames.

    Raises:
        GeoReferError: Something is wrong, or the person stopped the run.
    """
    if isinstance(request, ClickObjectsRequest):
        return _outline(request, send, is_cancelled)
    if isinstance(request, TrackRequest):
        return _track(request, send, is_cancelled)
    raise TypeError(f"{type(request).__name__} is no job with clicks")


def _outline(request: ClickObjectsRequest, send: Send, is_cancelled: Callable[[], bool]) -> Done:
    report = click_objects(request, _loaded(request, is_cancelled), send, is_cancelled)
    return Done(asdict(report), report.crs_wkt)


def _track(request: TrackRequest, send: Send, is_cancelled: Callable[[], bool]) -> Done:
    from .tracking import TrackHooks, track

    model = _loaded(request, is_cancelled) if request.model and not request.find_movers else None
    report = track(request, model, TrackHooks(send, is_cancelled, send))
    return Done(asdict(report), report.crs_wkt)


def _loaded(request: ClickObjectsRequest | TrackRequest, is_cancelled: Callable[[], bool]) -> PromptModel:
    model = load_click_model(request.model, request.device)
    if is_cancelled():
        raise Cancelled("The run was stopped", "Run it again")
    return model
