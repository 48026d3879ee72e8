"""Defines every error that the engine raises on purpose.

GeoReferError
|-- InputError          something the person gave cannot be used
|   |-- RasterError     ... the raster
|   |-- PhraseError     ... the phrase
|   `-- ExtentError     ... the extent
|-- ModelError          the model is unknown, missing or damaged
|   |-- IncompleteError ... or lacks a part that the person can bring
|   `-- TakenNameError  ... or is called as another one
|-- OutputError         the result cannot be written
`-- Cancelled           the person stopped the run
"""

from __future__ import annotations

from typing import ClassVar


class GeoReferError(Exception):
    """Carries one sentence for the person, a remedy, and a detail for the log.

    Args:
        message: What is wrong, one sentence without a trailing full stop.
        remedy: What the person can do about it.
        detail: What the log needs: paths, library messages, values.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, remedy: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.detail = detail

    def __str__(self) -> str:
        """Returns the message and the remedy as one line."""
        line = f"{self.message}. {self.remedy}" if self.remedy else self.message
        return " ".join(line.split())


class InputError(GeoReferError):
    """Says that something the person gave cannot be used."""

    code = "input"


class RasterError(InputError):
    """Says that the raster is missing, unreadable or unsuitable."""

    code = "raster"


class PhraseError(InputError):
    """Says that the phrase asks for nothing that can be searched."""

    code = "phrase"


class ExtentError(InputError):
    """Says that the extent is malformed or does not meet the raster."""

    code = "extent"


class ModelError(GeoReferError):
    """Says that a model is unknown, missing, damaged or does not fit."""

    code = "model"


class IncompleteError(ModelError):
    """Says that a model lacks a part, such as its tokenizer, that can be brought beside it."""

    code = "incomplete"


class TakenNameError(ModelError):
    """Says that another model has the name that one should get."""

    code = "taken"


class OutputError(GeoReferError):
    """Says that a result cannot be written; what was there before is untouched."""

    code = "output"


class Cancelled(GeoReferError):  # noqa: N818 - the person stopped it; nothing went wrong
    """Says that the person stopped the run; finished tiles are kept."""

    code = "cancelled"
