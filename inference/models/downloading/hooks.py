"""States what a download tells whoever started it, and how patient it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GetProgress:
    """States how far getting a model is.

    Attributes:
        stage: "asking", "downloading", "waiting" (for a busy or lost server), "copying" or "checking".
        file: Name of the file at hand.
        done_bytes: Bytes of all files that lie on this disk, or that the stage has gone through.
        total_bytes: Bytes of all files, 0 while the servers are still being asked.
    """

    stage: str
    file: str
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True)
class Patience:
    """States how long a silent or busy server is borne.

    Attributes:
        connect_s: Until a connection stands.
        stall_s: Without a single byte.
        tries: In a row that bring nothing.
        first_wait_s: Before the second try; doubled from try to try.
        longest_wait_s: Between two tries, whatever the server asks for.
    """

    connect_s: float = 15.0
    stall_s: float = 30.0
    tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0

    def wait_s(self, attempt: int, asked_s: float | None) -> float:
        """Returns how long to wait after a failed attempt, counted from 1.

        Args:
            attempt: Which attempt in a row has failed.
            asked_s: What the server asked for, None where it asked for nothing.
        """
        wanted_s = self.first_wait_s * 2 ** (attempt - 1) if asked_s is None else asked_s
        return min(max(0.0, wanted_s), self.longest_wait_s)


def _ignore(progress: GetProgress) -> None:
    del progress


def _never() -> bool:
    return False


@dataclass(frozen=True)
class GetHooks:
    """Holds what is called while a model is got.

    Attributes:
        on_progress: Called several times a second.
        is_cancelled: Asked several times a second, also while a server is silent.
        patience: How long servers are borne.
    """

    on_progress: Callable[[GetProgress], None] = _ignore
    is_cancelled: Callable[[], bool] = _never
    patience: Patience = field(default_factory=Patience)
