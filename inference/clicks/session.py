"""Answers clicks as they come: holds models, open rasters and embeddings from one click to the next."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass

import shapely

from ..click_messages import Clicked, ClickRequest, Fetched, ForgetRequest, PrefetchRequest
from ..errors import GeoReferError
from ..geo.georeference import map_to_pixel, pixel_bounds
from ..models.interface import PromptModel
from ..protocol import Bounds
from .embeddings import EmbeddingCache
from .outliner import Outliner
from .pyramid import Pyramid, View
from .zooming import on_ladder, zoom_for

_MOST_RASTERS = 6
_MOST_MODELS = 2
_MOST_OUTLINERS = 24
# Half views up, right, down and left: where the next click is likely.
_NEIGHBOURS = ((0, -1), (1, 0), (0, 1), (-1, 0))

LoadModel = Callable[[str, str], PromptModel]
"""Returns the model of an id or folder, on a device such as `auto`."""

_Place = tuple[str, tuple[int, ...] | None]
_Asked = tuple[str, tuple[int, ...] | None, str, str, float]


@dataclass
class _Open:
    """Is a raster that is held open.

    Attributes:
        pyramid: The raster.
        stamp: Says whether the file is still the one that was opened.
    """

    pyramid: Pyramid
    stamp: tuple[int, int]


class ClickSession:
    """Serves one plugin; used by one thread at a time.

    Args:
        load: Loads a model.
    """

    def __init__(self, load: LoadModel) -> None:
        self._load = load
        self._models: OrderedDict[tuple[str, str], PromptModel] = OrderedDict()
        self._rasters: OrderedDict[_Place, _Open] = OrderedDict()
        self._outliners: OrderedDict[_Asked, Outliner] = OrderedDict()
        self._embeddings = EmbeddingCache()
        self._wished: list[tuple[Outliner, View]] = []

    def click(self, request: ClickRequest) -> Clicked:
        """Returns the outline of what the prompts point at.

        The same prompts always give the same outline: logits of the prompts before the last one are those
        that this session remembers, or else are made again.

        Raises:
            GeoReferError: The click cannot be answered.
        """
        started = time.perf_counter()
        zoom = _zoom_of(request.refines)
        outliner = self._outliner(request, zoom)
        answer, found = outliner.answer(request.points, request.box, request.simplify_px)
        self._wished = []
        card = self._model(request.model, request.device).card
        on_ground = outliner.measure.on_ground
        return Clicked(
            wkb="" if found is None else shapely.to_wkb(found.geometry, hex=True),
            score=round(answer.score, 4),
            area_m2=found.area_m2 if found is not None and on_ground else None,
            perimeter_m=found.perimeter_m if found is not None and on_ground else None,
            token=_token(request, outliner.pointer.zoom),
            milliseconds=round(1000 * (time.perf_counter() - started), 1),
            is_warm=answer.was_there,
            crs_wkt=outliner.pyramid.scene.crs_wkt,
            model=card.id,
            weights=card.weights_hash,
        )

    def prefetch(self, request: PrefetchRequest) -> Fetched:
        """Makes ready what a click at a place needs; what lies around is left to `idle`.

        Raises:
            GeoReferError: The model or the raster cannot be had.
        """
        started = time.perf_counter()
        outliner = self._outliner(request)
        pyramid = outliner.pyramid
        column, row = map_to_pixel(pyramid.scene.transform, request.x, request.y)
        if not (0 <= column < pyramid.scene.width_px and 0 <= row < pyramid.scene.height_px):
            return Fetched(False, _milliseconds(started))
        view = outliner.pointer.first_view((column, row))
        was_needed = outliner.pointer.embed(view)
        self._wished = [(outliner, one) for one in _around(pyramid, view, outliner)]
        return Fetched(was_needed, _milliseconds(started))

    def idle(self) -> bool:
        """Makes one view around the last place ready; says whether there may be more to do."""
        while self._wished:
            outliner, view = self._wished.pop(0)
            try:
                if outliner.pointer.embed(view):
                    return True
            except (GeoReferError, RuntimeError, MemoryError):
                self._wished = []  # who clicks there is told
        return False

    def renew(self) -> None:
        """Lets go of all models: other files may lie in their folders now."""
        self._models.clear()
        self._outliners.clear()
        self._wished = []

    def forget(self, request: ForgetRequest) -> Fetched:
        """Closes a raster, or all, and lets go of what was made of it."""
        started = time.perf_counter()
        places = [place for place in self._rasters if request.raster in ("", place[0])]
        for place in places:
            self._close(place)
        return Fetched(bool(places), _milliseconds(started))

    def _outliner(self, request: ClickRequest | PrefetchRequest, zoom: float | None = None) -> Outliner:
        """Returns what answers a request, at the zoom of the answer that is refined where there is one."""
        pyramid = self._pyramid((request.raster, request.bands))
        model = self._model(request.model, request.device)
        if zoom is None:
            shown_px = _shown_px(pyramid, request.view)
            zoom = zoom_for(model.card, pyramid.scene.gsd_m, shown_px=shown_px)
        key = (request.raster, request.bands, request.model, request.device, zoom)
        held = self._outliners.get(key)
        if held is None or held.pyramid is not pyramid:
            held = self._outliners[key] = Outliner(pyramid, model, self._embeddings, zoom)
            while len(self._outliners) > _MOST_OUTLINERS:
                self._outliners.popitem(last=False)
        self._outliners.move_to_end(key)
        return held

    def _pyramid(self, place: _Place) -> Pyramid:
        """Returns a raster, opened where it is not open or has changed since."""
        stamp = _stamp(place[0])
        held = self._rasters.get(place)
        if held is not None and held.stamp == stamp:
            self._rasters.move_to_end(place)
            return held.pyramid
        if held is not None:
            self._close(place)
        self._rasters[place] = _Open(Pyramid(*place), stamp)
        while len(self._rasters) > _MOST_RASTERS:
            self._close(next(iter(self._rasters)))
        return self._rasters[place].pyramid

    def _close(self, place: _Place) -> None:
        pyramid = self._rasters.pop(place).pyramid
        for key, outliner in list(self._outliners.items()):
            if outliner.pyramid is pyramid:
                self._embeddings.forget(outliner.pointer.signature)
                del self._outliners[key]
        self._wished = [one for one in self._wished if one[0].pyramid is not pyramid]
        pyramid.close()

    def _model(self, model: str, device: str) -> PromptModel:
        key = (model, device)
        if key not in self._models:
            if len(self._models) >= _MOST_MODELS:
                self._drop_model()
            self._models[key] = self._load(model, device)
        self._models.move_to_end(key)
        return self._models[key]

    def _drop_model(self) -> None:
        """Lets go of the model that was not asked for longest, as all may not fit into memory."""
        key, _ = self._models.popitem(last=False)
        for asked in [asked for asked in self._outliners if asked[2:4] == key]:
            del self._outliners[asked]
        # These hold outliners, and so models; who clicks there gets them anew.
        self._wished = []


def _around(pyramid: Pyramid, view: View, outliner: Outliner) -> list[View]:
    """Returns the views beside one, without itself."""
    left, top, right, bottom = pyramid.box_of(view)
    width, height = right - left, bottom - top
    middle = ((left + right) / 2, (top + bottom) / 2)
    places = [(middle[0] + x * width / 2, middle[1] + y * height / 2) for x, y in _NEIGHBOURS]
    views = dict.fromkeys(outliner.pointer.first_view(place) for place in places)
    return [one for one in views if one != view]


def _shown_px(pyramid: Pyramid, shown: Bounds | None) -> float | None:
    """Returns how many pixels of the raster the map shows along its shorter side."""
    if shown is None:
        return None
    left, top, right, bottom = pixel_bounds(pyramid.scene.transform, shown)
    return max(1.0, min(right - left, bottom - top))


def _stamp(raster: str) -> tuple[int, int]:
    """Returns what tells a file from its successor; nothing of names that are no file."""
    try:
        found = os.stat(raster)
    except (OSError, ValueError):
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _token(request: ClickRequest, zoom: float) -> str:
    """Returns a name of an answer, which says at which zoom it was begun: another worker goes on there."""
    asked = {name: value for name, value in asdict(request).items() if name not in ("refines", "view")}
    return f"{zoom:g}-{hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]}"


def _zoom_of(token: str) -> float | None:
    """Returns the zoom that a token says, None where it says none."""
    try:
        return on_ladder(float(token.rpartition("-")[0]))
    except ValueError:
        return None


def _milliseconds(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 1)
