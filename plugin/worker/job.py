"""Holds what the client knows of a job under way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Job:
    """Is one question to the worker, until it is answered."""

    request: object
    is_sent: bool = False
    was_heard: bool = False
    is_cancelled: bool = False
    is_second_try: bool = False
