"""Carries what is wrong with imagery to the one who tells the person."""

from __future__ import annotations

from ...inference.messages import Failed

PLACE, EXPORT, LAYERS = "place", "export", "layers"


class ImageryError(Exception):
    """Says why a layer cannot be searched as it was asked.

    Args:
        failure: What is wrong, and the remedy.
    """

    def __init__(self, failure: Failed) -> None:
        super().__init__(f"{failure.message}. {failure.remedy}" if failure.remedy else failure.message)
        self.failure = failure


class PlaceError(ImageryError):
    """Says why there is nothing to search at the place."""


class ExportError(ImageryError):
    """Says why a layer cannot be written to a file."""
