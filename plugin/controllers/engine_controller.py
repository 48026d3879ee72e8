"""Shows whether there is an engine and what it computes on, and installs it when asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...inference.messages import Failed, Hello, Ready, Words
from ...inference.model_messages import ModelFacts, Models
from ...inference.protocol import SegmentRequest
from ...ui.phrase_page import PhrasePage
from ...ui.values import EngineState, ModelChoice
from ..notices import of_other_build
from ..options import model_folders, schema
from ..wording.engine_text import in_dock
from ..worker.client import WorkerClient
from ..worker.engine import find_engine, use_installed
from ..worker.failures import ENGINE, WORKER
from ..worker.install_commands import InstallWishes
from ..worker.install_size import install_size
from ..worker.installing import EngineInstaller

translate = QCoreApplication.translate


class EngineController(QObject):
    """Keeps the dock's line about the engine true.

    Args:
        page: The dock's page.
        client: The engine's process.
        make_installer: Returns what installs the engine.
        parent: Owner in the sense of Qt.
    """

    failed = pyqtSignal(object)
    """Failed: of the engine itself, or of its installation."""
    became_ready = pyqtSignal()
    """The engine can compute; also after it was installed or restarted."""

    def __init__(
        self,
        page: PhrasePage,
        client: WorkerClient,
        make_installer: Callable[[], EngineInstaller] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._client = client
        self._make_installer = make_installer or _usual_installer
        self._installer: EngineInstaller | None = None
        self._step = ""
        self._share: float | None = None
        self._shown = ""
        self._build = schema.read().torch_index
        self._is_ready = False
        self._is_outdated = False
        self.hello: Hello | None = None
        self.device: Ready | None = None
        page.install_requested.connect(self.install)
        page.cancel_install_requested.connect(self._cancel)
        page.build_chosen.connect(self._choose_build)
        page.model_chosen.connect(self._client.list_words)
        client.said_hello.connect(self._greet)
        client.ready.connect(self._be_ready)
        client.models_listed.connect(self._offer_models)
        client.words_listed.connect(self._offer_words)
        client.failed.connect(self._on_failure)
        client.ended.connect(self._on_ended)

    @property
    def is_installing(self) -> bool:
        """Says whether an installation is under way; until it has ended the dock shows nothing else."""
        return self._installer is not None and self._installer.is_running

    def look(self) -> None:
        """Looks whether there is an engine, and starts it: a person who opens the dock will want it."""
        if self.is_installing:
            return
        if find_engine() is None:
            self._say_missing()
            return
        if self._is_ready:
            # It does not say so again.
            self._say("ready", translate("GeoRefer", "The engine is ready"))
        else:
            self._say("starting", translate("GeoRefer", "The engine is starting"))
        self.ask_models()

    def ask_models(self) -> None:
        """Asks which models and words there are; the answer also shows that the engine lives."""
        self._client.list_models(model_folders.read())
        self._client.list_words(self._page.model_id() or SegmentRequest.model)

    def look_at_build(self) -> None:
        """Offers to install anew where another build of PyTorch was chosen in the options."""
        former, self._build = self._build, schema.read().torch_index
        engine = find_engine()
        if former != self._build and engine is not None and engine.origin == "installed":
            self._page.show_notice(of_other_build())

    def install(self) -> None:
        """Installs the engine, or goes on with what was begun."""
        if self.is_installing:
            return
        installer = self._make_installer()
        self._installer = installer
        installer.step_begun.connect(self._tell_step)
        installer.progressed.connect(self._tell_share)
        installer.installed.connect(self._on_installed)
        installer.failed.connect(self._on_install_failed)
        installer.cancelled.connect(self.look)
        self._step, self._share = translate("GeoRefer", "Installing the engine"), 0.0
        self._tell_step(self._step)
        installer.start()

    def close(self) -> None:
        """Ends an installation that is under way; what is there is gone on with the next time."""
        if self._installer is not None:
            self._installer.close()

    def _choose_build(self, index_url: str) -> None:
        schema.write(replace(schema.read(), torch_index=index_url))
        self._build = index_url
        if self._shown == "missing":
            # Another build is another size.
            self._say_missing()

    def _cancel(self) -> None:
        if self._installer is not None:
            self._installer.cancel()

    def _tell_step(self, step: str) -> None:
        self._step = step
        self._say("installing", step, share=self._share)

    def _tell_share(self, share: float) -> None:
        self._share = share
        self._say("installing", self._step, share=share)

    def _on_installed(self, engine: object) -> None:
        use_installed()
        if self._client.is_running:
            # A worker of the former engine: what comes next is for the new one.
            self._is_outdated = True
            self._say("starting", translate("GeoRefer", "The engine is starting"))
            self._client.shutdown()
        else:
            self.look()

    def _on_install_failed(self, failure: Failed) -> None:
        self._say("failed", failure.message, failure.remedy)
        self.failed.emit(failure)

    def _greet(self, hello: Hello) -> None:
        self.hello = hello
        self._is_ready = False
        self._tell("starting", translate("GeoRefer", "The engine is starting"))

    def _be_ready(self, ready: Ready) -> None:
        self.device = ready
        self._is_ready = True
        name = ready.device.upper() if ready.device in ("cpu", "mps") else ready.device
        self._page.set_device_text(translate("GeoRefer", "runs on {device}").format(device=name))
        self._tell("ready", translate("GeoRefer", "The engine is ready"))
        self.became_ready.emit()

    def _offer_models(self, job: str, models: Models) -> None:
        self._page.set_models([_choice(one) for one in models.models])

    def _offer_words(self, job: str, words: Words) -> None:
        is_chinese = str(QgsApplication.instance().translation()).lower().startswith("zh")
        first, second = (words.chinese, words.english) if is_chinese else (words.english, words.chinese)
        self._page.set_words([*first, *second])

    def _on_failure(self, job: str, failure: Failed) -> None:
        if failure.code == ENGINE and find_engine() is None:
            if not self.is_installing:
                self._say_missing()
        elif failure.code == ENGINE or self._is_lost(job, failure):
            self._tell("failed", failure.message, failure.remedy)

    def _is_lost(self, job: str, failure: Failed) -> bool:
        """Says whether the engine that is waited for will not come: it has died, or could not load."""
        return self._shown == "starting" and (failure.code == WORKER or not job)

    def _on_ended(self) -> None:
        self._is_ready = False
        if self._is_outdated:
            self._is_outdated = False
            self.look()
        elif self._shown == "starting":
            # It has died with nothing to answer, so no job has told of it.
            self._say("failed")

    def _say_missing(self) -> None:
        size = install_size(schema.read().torch_index)
        text = translate(
            "GeoRefer",
            "It computes on this machine; installing downloads about {download} GB "
            "and needs {disk} GB of disk",
        )
        self._say(
            "missing",
            translate("GeoRefer", "The engine is not installed yet"),
            text.format(download=size.download_gb, disk=size.disk_gb),
        )

    def _tell(self, kind: str, text: str, remedy: str = "") -> None:
        """Shows what becomes of the engine's process, unless an installation is shown."""
        if not self.is_installing:
            self._say(kind, text, remedy)

    def _say(self, kind: str, text: str = "", remedy: str = "", share: float | None = None) -> None:
        self._shown = kind
        if kind in ("missing", "failed"):
            builds = schema.traits()["torch_index"].choices
            self._page.set_builds([(index, name()) for index, name in builds], schema.read().torch_index)
        self._page.show_engine(EngineState(kind, in_dock(text), in_dock(remedy), share))


def _usual_installer() -> EngineInstaller:
    return EngineInstaller(InstallWishes(torch_index_url=schema.read().torch_index))


def _choice(model: ModelFacts) -> ModelChoice:
    size = translate("GeoRefer", "{megabytes} MB").format(megabytes=round(model.size_bytes / 1e6))
    about = [model.model_id, size if model.size_bytes else "", model.licence, in_dock(model.reason)]
    state = translate("GeoRefer", "ready") if model.is_ready else translate("GeoRefer", "files are missing")
    return ModelChoice(
        model.model_id, model.name, state, model.is_ready, "\n".join(line for line in about if line)
    )
