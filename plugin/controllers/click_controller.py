"""Turns clicks on the map into an outline that can be kept, refined and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.click_messages import CLICK_MODEL, Clicked, ClickRequest, ForgetRequest, PrefetchRequest
from ...inference.messages import Failed
from ...ui.click_page import ClickPage
from ..clicking.clicked_layer import AcceptedObject
from ..clicking.imagery import ClickImagery
from ..clicking.pending import BESIDE_IT, ON_IT, PendingObject, Prompts
from ..clicking.preview import ClickPreview
from ..clicking.tool import ClickTool
from ..clicking.views import ViewOfLayer
from ..imagery.failures import ImageryError
from ..options import schema
from ..results.measures import area_text
from ..results.shapes import shape_of
from ..worker.client import WorkerClient
from ..worker.failures import WORKER

translate = QCoreApplication.translate


class ClickController(QObject):
    """Keeps one pending object: what was clicked, what the engine answered, what the map shows.

    Args:
        page: The dock's page of clicks.
        client: The engine's process.
        canvas: The map.
        parent: Owner in the sense of Qt.
    """

    accepted = pyqtSignal(object, object)
    """AcceptedObject and its Prompts."""
    undo_beyond_requested = pyqtSignal()
    """There is no pending object, and the person wants to take something back."""
    failed = pyqtSignal(object)
    """Failed."""
    hinted = pyqtSignal(str)
    """A sentence for the person."""

    def __init__(
        self, page: ClickPage, client: WorkerClient, canvas: QgsMapCanvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page, self._client, self._canvas = page, client, canvas
        self._layer_id = ""
        self._asked: dict[str, tuple[ClickRequest, Prompts]] = {}
        self._fetching = ""
        self._names: dict[str, str] = {}
        self._is_second_try = self._keeps_when_answered = self._can_undo_beyond = False
        self.pending = PendingObject()
        self.tool = ClickTool(canvas)
        self.preview = ClickPreview(canvas)
        self.imagery = ClickImagery(self)
        self._connect()
        self._show()

    @property
    def layer(self) -> QgsRasterLayer | None:
        """Returns the raster layer that is clicked in; None where there is none any more."""
        return QgsProject.instance().mapLayer(self._layer_id)

    def set_layer(self, layer: QgsRasterLayer | None) -> None:
        """Takes clicks in another layer; the pending object belongs to the former one and goes."""
        layer_id = layer.id() if layer is not None else ""
        if layer_id != self._layer_id:
            self.clear()
            self._layer_id = layer_id
            self.imagery.forget()
        if layer is None:
            self.tool.end()

    def set_can_undo_beyond(self, can_undo: bool) -> None:
        """Says whether there is something to take back when no object is pending."""
        self._can_undo_beyond = can_undo
        self._show()

    def switch(self, is_clicking: bool) -> None:
        """Makes the map take clicks, or gives it back to the former tool."""
        if is_clicking and self.layer is not None:
            self.tool.begin()
        else:
            self.tool.end()
        self._page.set_clicking(self._canvas.mapTool() is self.tool)

    def keep(self) -> None:
        """Keeps the pending object, as soon as its last click is answered."""
        if self.pending.is_empty:
            return
        answer = self.pending.answer
        if answer is None:
            self._keeps_when_answered = True
            self._show()
        elif answer.wkb and self.layer is not None:
            prompts, source = self.pending.prompts, self.imagery.name or self.layer.source()
            kept = AcceptedObject(answer, source, self.layer.crs())
            self.clear()
            self.accepted.emit(kept, prompts)

    def undo(self) -> None:
        """Takes back the last click; without one, what was kept last."""
        self._keeps_when_answered = False
        if self.pending.undo():
            self._show()
        else:
            self.undo_beyond_requested.emit()

    def clear(self) -> None:
        """Forgets the pending object."""
        self._keeps_when_answered = False
        self._asked.clear()
        self.pending.clear()
        self._show()

    def close(self) -> None:
        """Leaves nothing on the map."""
        self.imagery.close()
        self.tool.remove()
        self.preview.close()

    def _connect(self) -> None:
        tool, page, client = self.tool, self._page, self._client
        tool.clicked.connect(self._on_click)
        tool.boxed.connect(self._on_box)
        tool.rested.connect(self._on_rest)
        for source in (tool.accepted, page.kept):
            source.connect(self.keep)
        for source in (tool.undone, page.undone):
            source.connect(self.undo)
        for source in (tool.cleared, page.cleared):
            source.connect(self.clear)
        tool.activated.connect(lambda: page.set_clicking(True))
        tool.deactivated.connect(lambda: page.set_clicking(False))
        page.clicking_switched.connect(self.switch)
        # What one model has answered another one cannot refine.
        page.model_chosen.connect(lambda model: self.clear())
        self.imagery.ready.connect(self._ask)
        self.imagery.failed.connect(self._on_no_imagery)
        client.answered.connect(self._on_answer)
        client.failed.connect(self._on_failure)

    def _on_click(self, point: QgsPointXY, is_on: bool) -> None:
        if not is_on and self.pending.is_empty:
            self.hinted.emit(
                translate("GeoRefer", "Click on the object first; then say what is not part of it")
            )
            return
        view = self._view()
        if view is not None:
            self._say(lambda: self.pending.add_point(*view.point(point), ON_IT if is_on else BESIDE_IT))

    def _on_box(self, box: QgsGeometry) -> None:
        view = self._view()
        if view is not None:
            self._say(lambda: self.pending.set_box(view.bounds(box)))

    def _on_rest(self, point: QgsPointXY) -> None:
        """Has the surroundings of the cursor looked at, where a click may follow."""
        view, layer = self._view(), self.layer
        if view is None or self._fetching or not self.imagery.find(layer, self._canvas, is_asked=False):
            return
        try:
            x, y = view.point(point)
        except ImageryError:
            return
        name, bands, device = self.imagery.name, self.imagery.bands, schema.read().device
        request = PrefetchRequest(name, x, y, bands, self._model(), view.seen(), device)
        self._names[self._layer_id] = name
        self._fetching = self._client.ask(request)

    def _say(self, add: Callable[[], None]) -> None:
        """Adds a prompt and asks for the outline."""
        try:
            add()
        except ImageryError as error:
            self.failed.emit(error.failure)
            return
        self._keeps_when_answered = False
        self._show()
        if self.imagery.find(self.layer, self._canvas):
            self._ask()

    def _ask(self) -> None:
        view, prompts = self._view(), self.pending.prompts
        if view is None or not prompts.can_be_asked:
            return
        request = ClickRequest(
            raster=self.imagery.name,
            points=prompts.points,
            box=prompts.box,
            bands=self.imagery.bands,
            model=self._model(),
            refines=self.pending.refined,
            view=view.seen(),
            device=schema.read().device,
        )
        self._is_second_try = False
        self._names[self._layer_id] = request.raster
        self._asked[self._client.ask(request)] = (request, prompts)
        self._show()

    def _on_answer(self, job: str, answer: object) -> None:
        if job == self._fetching:
            self._fetching = ""
        if job not in self._asked or not isinstance(answer, Clicked):
            return
        _, prompts = self._asked.pop(job)
        self.pending.take_answer(prompts, answer)
        self._show()
        if self._keeps_when_answered and self.pending.answer is not None:
            self.keep()

    def _on_failure(self, job: str, failure: Failed) -> None:
        if job == self._fetching:
            # Nobody has asked for it; a click at the place will say what is wrong.
            self._fetching = ""
        if job not in self._asked:
            return
        request, prompts = self._asked.pop(job)
        if failure.code == WORKER and not self._is_second_try and prompts == self.pending.prompts:
            # Every prompt is in the request: another worker can answer it.
            self._is_second_try = True
            self._asked[self._client.ask(request)] = (request, prompts)
            return
        self._take_back(prompts)
        self.failed.emit(failure)

    def _on_no_imagery(self, failure: Failed) -> None:
        self._take_back(self.pending.prompts)
        self.failed.emit(failure)

    def _take_back(self, prompts: Prompts) -> None:
        """Takes back a prompt that cannot be answered, so that the object is as it was before."""
        self._keeps_when_answered = False
        if self.pending.prompts == prompts and self.pending.answer is None:
            self.pending.undo()
        self._show()

    def _model(self) -> str:
        return self._page.model_id() or CLICK_MODEL

    def _view(self) -> ViewOfLayer | None:
        layer = self.layer
        return ViewOfLayer(self._canvas, layer) if layer is not None else None

    def _show(self) -> None:
        """Makes map and page show the pending object as it is."""
        pending, layer = self.pending, self.layer
        can_keep = pending.answer is None or bool(pending.answer.wkb)
        self._page.pending.show_state(
            self._text(),
            can_keep=not pending.is_empty and can_keep,
            can_undo=not pending.is_empty or self._can_undo_beyond,
            can_clear=not pending.is_empty,
        )
        if pending.is_empty or layer is None:
            self.preview.clear()
            return
        shown = pending.shown
        self.preview.show_outline(shape_of(shown.wkb) if shown is not None else None, layer.crs())
        self.preview.show_prompts(pending.prompts, layer.crs())

    def _text(self) -> str:
        pending = self.pending
        if pending.is_empty:
            return ""
        if pending.answer is None and pending.prompts.can_be_asked:
            return translate("GeoRefer", "Looking...")
        if pending.answer is None or not pending.answer.wkb:
            return translate(
                "GeoRefer", "Nothing is outlined there. Add a click on the object, or drag a box."
            )
        text = translate("GeoRefer", "Score {score:.2f}").format(score=pending.answer.score)
        area = area_text(pending.answer.area_m2, QgsProject.instance())
        return translate("GeoRefer", "{score}, {area}").format(score=text, area=area) if area else text

    def forget_rasters(self, layer_ids: Iterable[str]) -> None:
        """Has the worker let go of the files of layers that leave the project, where there is a worker."""
        names = {self._names.pop(one) for one in layer_ids if one in self._names}
        for name in names if self._client.is_running else ():
            self._client.ask(ForgetRequest(name))
