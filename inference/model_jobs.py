"""Runs the jobs of a worker that change which models there are, and answers what there is to know of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from .errors import Cancelled
from .model_messages import (
    AddModelRequest,
    GetModelRequest,
    ModelChanged,
    ModelProgress,
    RemoveModelRequest,
    VerifyModelRequest,
)
from .models.downloading.hooks import GetHooks, GetProgress
from .models.store import default_models_folder

Send = Callable[[object], None]


def change_models(request: object, send: Send, is_cancelled: Callable[[], bool]) -> ModelChanged:
    """Does what a request asks and returns what came of it.

    Args:
        request: One of `model_messages.MODEL_JOBS`.
        send: Sends an event of this job.
        is_cancelled: Asked several times a second.

    Raises:
        GeoReferError: It cannot be done, or the person stopped it.
    """
    if is_cancelled():
        raise Cancelled("It was stopped before it began", "Ask again")
    hooks = GetHooks(partial(_tell, send), is_cancelled)
    return _ACTIONS[type(request)](request, hooks)


def _tell(send: Send, progress: GetProgress) -> None:
    send(ModelProgress(progress.stage, progress.file, progress.done_bytes, progress.total_bytes))


# What an action needs is for it alone: networks and tensors are slow to import.
def _get(request: GetModelRequest, hooks: GetHooks) -> ModelChanged:
    from .models.keeping import get_whole

    get_whole(request.model, default_models_folder(), request.source, hooks)
    return ModelChanged("get", request.model)


def _add(request: AddModelRequest, hooks: GetHooks) -> ModelChanged:
    from .models.adding import add_model

    beside = [Path(path).expanduser() for path in request.beside]
    path = Path(request.path).expanduser()
    added = add_model(path, None, request.model, beside, request.replaces, hooks)
    return ModelChanged("add", added.id, added.recognised.name, added.notes)


def _remove(request: RemoveModelRequest, hooks: GetHooks) -> ModelChanged:
    from .models.keeping import remove_model

    del hooks
    freed = remove_model(request.model, default_models_folder())
    return ModelChanged("remove", request.model, freed_bytes=freed)


def _verify(request: VerifyModelRequest, hooks: GetHooks) -> ModelChanged:
    from .models.keeping import verify_model

    wrong = verify_model(request.model, default_models_folder(), hooks)
    return ModelChanged("verify", request.model, problems=tuple(wrong))


_ACTIONS: dict[type, Callable[[Any, GetHooks], ModelChanged]] = {
    GetModelRequest: _get,
    AddModelRequest: _add,
    RemoveModelRequest: _remove,
    VerifyModelRequest: _verify,
}
