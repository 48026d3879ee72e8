"""Answers clicks in a thread of its own, so that they need not wait for a run."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from .click_messages import ClickRequest, Fetched, ForgetRequest, PrefetchRequest
from .messages import Stopped

if TYPE_CHECKING:
    from .clicks.session import ClickSession
    from .models.interface import PromptModel

CLICK_REQUESTS = (ClickRequest, PrefetchRequest, ForgetRequest)

Answer = Callable[[str, Callable[[], object]], None]
"""Sends what some work of a job ends with."""


class ClickServer:
    """Answers clicks in their order; a prefetch waits for them, and gives way to a later one.

    Args:
        answer: Sends what some work of a job ends with.
        is_busy: Says whether a run is under way: nothing is made ready meanwhile that nobody asked for.
    """

    def __init__(self, answer: Answer, is_busy: Callable[[], bool]) -> None:
        self._answer = answer
        self._is_busy = is_busy
        self._asked: deque[tuple[str, object]] = deque()
        self._prefetch: tuple[str, PrefetchRequest] | None = None
        self._news = threading.Condition()
        self._may_begin = threading.Event()
        self._must_renew = False
        self._thread: threading.Thread | None = None
        self._session: ClickSession | None = None

    def begin(self) -> None:
        """Lets answers begin: the heavy parts are loaded, and no other thread imports them any more."""
        self._may_begin.set()

    def ask(self, job: str, request: ClickRequest | PrefetchRequest | ForgetRequest) -> None:
        """Takes a request; its answer comes later."""
        replaced = None
        with self._news:
            if isinstance(request, PrefetchRequest):
                replaced, self._prefetch = self._prefetch, (job, request)
            else:
                self._asked.append((job, request))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="georefer-clicks")
                self._thread.start()
            self._news.notify()
        if replaced is not None:
            self._answer(replaced[0], Fetched)

    def cancel(self, job: str) -> None:
        """Takes a request back that waits; one that is being answered is answered soon."""
        with self._news:
            waiting = len(self._asked)
            self._asked = deque(one for one in self._asked if one[0] != job)
            was_waiting = len(self._asked) < waiting
            if self._prefetch is not None and self._prefetch[0] == job:
                self._prefetch, was_waiting = None, True
        if was_waiting:
            self._answer(job, Stopped)

    def renew(self) -> None:
        """Has models loaded anew: there may be others in their place."""
        with self._news:
            self._must_renew = True
            self._news.notify()

    def _work(self) -> None:
        self._may_begin.wait()
        may_idle = False
        while True:
            with self._news:
                while not (self._asked or self._prefetch or self._must_renew or may_idle):
                    self._news.wait()
                must_renew, self._must_renew = self._must_renew, False
                job, request = self._next()
            if must_renew and self._session is not None:
                self._session.renew()
            if request is not None:
                self._answer(job, partial(self._answered, request))
                may_idle = isinstance(request, PrefetchRequest) and not self._is_busy()
            elif may_idle:
                may_idle = self._get_session().idle() and not self._is_busy()

    def _next(self) -> tuple[str, object]:
        """Returns what is answered next: clicks before prefetches."""
        if self._asked:
            return self._asked.popleft()
        waiting, self._prefetch = self._prefetch, None
        return waiting if waiting is not None else ("", None)

    def _answered(self, request: object) -> object:
        session = self._get_session()
        if isinstance(request, ClickRequest):
            return session.click(request)
        if isinstance(request, PrefetchRequest):
            return session.prefetch(request)
        if isinstance(request, ForgetRequest):
            return session.forget(request)
        raise TypeError(f"{type(request).__name__} is no click")

    def _get_session(self) -> ClickSession:
        from .clicks.session import ClickSession

        if self._session is None:
            self._session = ClickSession(load_click_model)
        return self._session


def load_click_model(model: str, device: str) -> PromptModel:
    """Loads what clicks are answered by, on a device such as `auto`.

    Raises:
        ModelError: It is unknown, missing or damaged, or takes no clicks.
    """
    from .device import choose_device
    from .models.catalog import load_prompt_model

    return load_prompt_model(model, choose_device(device))
