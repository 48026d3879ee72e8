"""Words what became of a model, with the button that helps."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ...inference.messages import Failed
from ...inference.model_messages import (
    AddModelRequest,
    GetModelRequest,
    ModelChanged,
    RemoveModelRequest,
    VerifyModelRequest,
)
from ...ui.values import Notice
from ..notices import of_failure, sentence
from ..wording.engine_text import in_dock
from ..worker.failures import ENGINE, WORKER
from .words import size_text

translate = QCoreApplication.translate

AGAIN = "model-again"
# Followed by the id of the model.
REMOVE = "model-remove:"


def title_of(request: object, name: str) -> str:
    """Returns what is done with a model, in words."""
    texts = {
        GetModelRequest: translate("GeoRefer", "Getting {model}"),
        AddModelRequest: translate("GeoRefer", "Adding {model}"),
        RemoveModelRequest: translate("GeoRefer", "Removing {model}"),
        VerifyModelRequest: translate("GeoRefer", "Checking {model}"),
    }
    return texts[type(request)].format(model=name)


def of_change(changed: ModelChanged, name: str) -> Notice:
    """Returns what to say of a job that succeeded.

    Args:
        changed: What came of it.
        name: Name of the model, for people.
    """
    if changed.problems:
        text = translate("GeoRefer", "{model} is not whole: {problems}. Get or add it again")
        problems = translate("GeoRefer", ", ").join(map(in_dock, changed.problems))
        return Notice(text.format(model=name, problems=problems), "error")
    texts = {
        "get": translate("GeoRefer", "{model} is there"),
        "add": translate("GeoRefer", "{model} was added: it is {kind}"),
        "remove": translate("GeoRefer", "{model} was removed; {size} are free again"),
        "verify": translate("GeoRefer", "All files of {model} are as they were when they came"),
    }
    text = texts[changed.action].format(model=name, kind=changed.found, size=size_text(changed.freed_bytes))
    return Notice(". ".join((text, *map(in_dock, changed.notes))))


def of_removal(model_id: str, name: str) -> Notice:
    """Returns the question whether a model shall go."""
    text = translate("GeoRefer", "Remove {model} from this machine? Its files are deleted").format(model=name)
    return Notice(text, "warning", translate("GeoRefer", "Remove"), REMOVE + model_id)


def of_stop(request: object) -> Notice:
    """Returns what to say when the person has stopped a job."""
    if isinstance(request, GetModelRequest):
        return Notice(
            translate("GeoRefer", "Stopped. What has come is kept; getting it again goes on from there")
        )
    return Notice(translate("GeoRefer", "Stopped. Nothing was changed"))


def of_model_failure(failure: Failed, request: object) -> Notice:
    """Returns the line about a job that failed.

    Args:
        failure: What went wrong.
        request: What was asked; None where that was what there is.
    """
    again = translate("GeoRefer", "Try again")
    if failure.code == WORKER and isinstance(request, GetModelRequest):
        text = translate("GeoRefer", "{message}. What has come of the model is kept")
        return Notice(text.format(message=in_dock(failure.message)), "error", again, AGAIN)
    if failure.code == ENGINE:
        return of_failure(failure)
    if isinstance(request, GetModelRequest):
        return Notice(sentence(failure), "error", again, AGAIN)
    return Notice(sentence(failure), "error")
