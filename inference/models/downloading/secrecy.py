"""Keeps tokens and signed addresses out of every log and every message."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

# These libraries write whole addresses, signatures included, at their lower levels.
_TALKATIVE = ("httpx2", "httpcore2", "httpx", "httpcore", "huggingface_hub", "urllib3", "hf_xet")
_QUERY = re.compile(r"(https?://[^\s'\"?#]+)\?[^\s'\"]*")
_CREDENTIALS = re.compile(r"(https?://)[^/\s'\"@]+@")
_TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{4,}|(?i:bearer)\s+\S+")


def without_secrets(text: str) -> str:
    """Returns a text whose addresses have lost their queries and passwords, and its tokens their value."""
    for pattern, left in ((_QUERY, r"\1"), (_CREDENTIALS, r"\1"), (_TOKEN, "(token)")):
        text = pattern.sub(left, text)
    return text


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Lets the network libraries log warnings only while it is entered, whatever the program logs itself."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(max(level, logging.WARNING))
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
