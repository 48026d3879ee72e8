"""Offers the models that answer clicks."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QObject

from ...inference.click_messages import CLICK_MODEL
from ...inference.model_messages import Catalog, CatalogRequest, ModelDetails
from ...ui.click_page import ClickPage
from ...ui.values import ModelChoice
from ..options import model_folders
from ..worker.client import WorkerClient

translate = QCoreApplication.translate

PROMPTS = "prompts"


class PromptModelController(QObject):
    """Keeps the page's list of models: the usual one, and what else is ready and takes points and boxes.

    The engine is asked when the page is seen; no engine is started for it.

    Args:
        page: The dock's page of clicks.
        client: The engine's process.
        parent: Owner in the sense of Qt.
    """

    def __init__(self, page: ClickPage, client: WorkerClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page, self._client = page, client
        self._is_seen, self._asking = False, ""
        page.set_models([ModelChoice(CLICK_MODEL, CLICK_MODEL, "", True)])
        client.ready.connect(lambda ready: self.ask())
        client.answered.connect(self._on_answer)

    def set_seen(self, is_seen: bool) -> None:
        """Says whether the page is seen."""
        self._is_seen = is_seen
        self.ask()

    def ask(self) -> None:
        """Asks which models there are, where the answer can be seen."""
        if self._is_seen and self._client.is_running:
            self._asking = self._client.ask(CatalogRequest(model_folders.read()))

    def _on_answer(self, job: str, answer: object) -> None:
        if job == self._asking and isinstance(answer, Catalog):
            self._asking = ""
            self._page.set_models(choices(answer))


def choices(catalog: Catalog) -> list[ModelChoice]:
    """Returns the usual model, whatever is the matter with it, then the others that can be used at once."""
    fitting = [one for one in catalog.models if one.use == PROMPTS and one.is_ready]
    usual = [one for one in catalog.models if one.model_id == CLICK_MODEL]
    others = [_choice(one) for one in fitting if one.model_id != CLICK_MODEL]
    return [*(map(_choice, usual) if usual else [ModelChoice(CLICK_MODEL, CLICK_MODEL, "", True)]), *others]


def _choice(model: ModelDetails) -> ModelChoice:
    about = "\n".join(line for line in (model.name, model.summary) if line)
    return ModelChoice(model.model_id, model.name, "", model.is_ready, about)
