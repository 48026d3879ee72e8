"""Shows GeoRefer's options among those of QGIS: a line for each option of the schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsApplication
from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QHideEvent, QIcon
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...inference.messages import Failed
from ..wording.engine_text import in_dock
from ..worker.engine import find_engine
from . import schema
from .fields import make_field
from .schema import Options
from .trial import EngineTrial

translate = QCoreApplication.translate

# QGIS finds a page by this name: iface.showOptionsDialog(parent, PAGE_NAME).
PAGE_NAME = "mOptionsPageGeoRefer"
ICON_PATH = Path(__file__).resolve().parents[2] / "ui" / "icons" / "georefer.svg"


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever QGIS shows its options.

    Args:
        changed: Called when options have been written.
        report: Returns the diagnostics report; None: no button for it.
        models: Shows the models above a window; None: no button for it.
    """

    def __init__(
        self,
        changed: Callable[[], None] | None = None,
        report: Callable[[], str] | None = None,
        models: Callable[[QWidget], None] | None = None,
    ) -> None:
        super().__init__()
        self._changed, self._report, self._models = changed, report, models
        self.setTitle(translate("GeoRefer", "GeoRefer"))
        self.setIcon(QIcon(str(ICON_PATH)))

    def icon(self) -> QIcon:
        """Returns the icon in the list of pages; called by QGIS."""
        return QIcon(str(ICON_PATH))

    def createWidget(self, parent: QWidget | None = None) -> QgsOptionsPageWidget:
        """Returns a fresh page; called by QGIS."""
        return OptionsPage(parent, self._changed, self._report, self._models)


class OptionsPage(QgsOptionsPageWidget):
    """Shows every option of the schema, whether the engine's Python works, and copies a report.

    Args:
        parent: Owner in the sense of Qt.
        changed: Called when options have been written.
        report: Returns the diagnostics report; None: no button for it.
        models: Shows the models above a window; None: no button for it.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        changed: Callable[[], None] | None = None,
        report: Callable[[], str] | None = None,
        models: Callable[[QWidget], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(PAGE_NAME)
        self._changed, self._report, self._models = changed, report, models
        self._trial = EngineTrial(self)
        self._trial.succeeded.connect(self._show_success)
        self._trial.failed.connect(self._show_failure)
        self.fields = {name: make_field(name, trait) for name, trait in schema.traits().items()}
        self.check_button = QPushButton(translate("GeoRefer", "Check"))
        self.check_button.setToolTip(translate("GeoRefer", "Starts the engine with this Python"))
        self.check_button.clicked.connect(self.check)
        self.finding = QLabel()
        self.finding.setWordWrap(True)
        self.finding.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self._show(schema.read())
        self.fields["interpreter"].widget.fileChanged.connect(self._forget_finding)

    def options(self) -> Options:
        """Returns what the person has put in."""
        return Options(**{name: one.value() for name, one in self.fields.items()})

    def apply(self) -> None:
        """Writes the options; called by QGIS when the person says OK."""
        schema.write(self.options())
        if self._changed is not None:
            self._changed()

    def check(self) -> None:
        """Tries the engine with the Python that is put in, or with the installed one."""
        python = str(self.fields["interpreter"].value())
        if not python:
            engine = find_engine()
            python = engine.python if engine is not None else ""
        if not python:
            self.finding.setText(
                translate("GeoRefer", "No engine is installed yet. Install it from the GeoRefer dock.")
            )
            return
        self.check_button.setEnabled(False)
        self.finding.setText(translate("GeoRefer", "Starting the engine"))
        self._trial.start(python)

    def restore_defaults(self) -> None:
        """Puts the defaults in; nothing is written before the person says OK."""
        self._show(Options())

    def hideEvent(self, event: QHideEvent) -> None:
        """Gives up a check that nobody sees the end of; called by Qt."""
        if self._trial.is_running:
            self._trial.stop()
            self._forget_finding()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, trait in schema.traits().items():
            label = QLabel(trait.label())
            label.setBuddy(self.fields[name].widget)
            form.addRow(label, self._with_button(name))
            if name == "interpreter":
                form.addRow("", self.finding)
        buttons = QHBoxLayout()
        reset = QPushButton(translate("GeoRefer", "Restore defaults"))
        reset.clicked.connect(self.restore_defaults)
        buttons.addWidget(reset)
        if self._report is not None:
            copying = QPushButton(translate("GeoRefer", "Copy diagnostics report"))
            copying.clicked.connect(self._copy_report)
            buttons.addWidget(copying)
        if self._models is not None:
            self.models_button = QPushButton(translate("GeoRefer", "Models..."))
            # Above this window: QGIS's options lock all others.
            self.models_button.clicked.connect(lambda: self._models(self.window()))
            buttons.addWidget(self.models_button)
        buttons.addStretch()
        proxy = QLabel(translate("GeoRefer", "The proxy is that of QGIS (Options > Network)."))
        proxy.setWordWrap(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addLayout(form)
        page.addWidget(proxy)
        page.addLayout(buttons)
        page.addStretch()

    def _with_button(self, name: str) -> QWidget:
        """Returns the widget of an option; the engine's Python has a button beside it."""
        widget = self.fields[name].widget
        if name != "interpreter":
            return widget
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(widget, 1)
        line.addWidget(self.check_button)
        return both

    def _show(self, options: Options) -> None:
        for name, one in self.fields.items():
            one.show(getattr(options, name))

    def _show_success(self, sentence: str) -> None:
        self.check_button.setEnabled(True)
        self.finding.setText(sentence)

    def _show_failure(self, failure: Failed) -> None:
        self.check_button.setEnabled(True)
        self.finding.setText(
            translate("GeoRefer", "{message}. {remedy}.").format(
                message=in_dock(failure.message), remedy=in_dock(failure.remedy)
            )
        )
        self.finding.setToolTip(failure.detail)

    def _forget_finding(self) -> None:
        self._trial.stop()
        self.check_button.setEnabled(True)
        self.finding.clear()
        self.finding.setToolTip("")

    def _copy_report(self) -> None:
        if self._report is not None:
            QgsApplication.clipboard().setText(self._report())
