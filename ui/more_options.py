"""The options of a run that are seldom changed, folded away."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from .band_choice import BandChoice
from .values import RunSettings
from .wheel_guard import WheelGuard

translate = QCoreApplication.translate

TILE_SIZES_PX, TILE_STEP_PX = (128, 4096), 64
LARGEST_AREA_M2 = 1e9
LEAST_FIELD_PX = 80
# One below every area that can be meant; shown as a word.
AUTOMATIC = -1.0


class MoreOptions(QWidget):
    """Shows and gives the settings of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = QToolButton()
        self.fold.setText(translate("GeoRefer", "More opt&ions"))
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._body = QWidget()
        self._make_fields()
        self._fill()
        self.fold.toggled.connect(self.unfold)
        self.unfold(False)
        self.set_settings(RunSettings())

    def unfold(self, is_open: bool) -> None:
        """Shows or hides the options."""
        blocker = QSignalBlocker(self.fold)
        self.fold.setChecked(is_open)
        blocker.unblock()
        self.fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)

    def settings(self) -> RunSettings:
        """Returns what is set."""
        area = self.min_area.value()
        return RunSettings(
            bands=self.bands.bands(),
            tile_size_px=self.tile_size.value(),
            overlap_px=self.overlap.value(),
            threshold=round(self.threshold.value(), 2),
            min_area_m2=None if area < 0 else area,
            right_angles=self.right_angles.isChecked(),
            prune=self.prune.isChecked(),
        )

    def set_settings(self, settings: RunSettings) -> None:
        """Shows settings."""
        self.bands.set_bands(settings.bands)
        self.tile_size.setValue(settings.tile_size_px)
        self.overlap.setValue(settings.overlap_px)
        self.threshold.setValue(settings.threshold)
        self.min_area.setValue(AUTOMATIC if settings.min_area_m2 is None else settings.min_area_m2)
        self.right_angles.setChecked(settings.right_angles)
        self.prune.setChecked(settings.prune)

    def fields_in_order(self) -> tuple[QWidget, ...]:
        """Returns the fields from top to bottom."""
        return (
            *(self.fold, self.bands.mode, *self.bands.boxes, self.tile_size, self.overlap, self.threshold),
            *(self.min_area, self.right_angles, self.prune, self.defaults),
        )

    def _make_fields(self) -> None:
        self.bands = BandChoice()
        self.tile_size, self.overlap = QSpinBox(), QSpinBox()
        self.tile_size.setRange(*TILE_SIZES_PX)
        self.tile_size.setSingleStep(TILE_STEP_PX)
        self.overlap.setSingleStep(TILE_STEP_PX // 4)
        self.tile_size.valueChanged.connect(self._limit_overlap)
        self.threshold, self.min_area = QDoubleSpinBox(), QDoubleSpinBox()
        self.threshold.setRange(0.01, 0.99)
        self.threshold.setSingleStep(0.05)
        self.min_area.setRange(AUTOMATIC, LARGEST_AREA_M2)
        self.min_area.setDecimals(1)
        self.min_area.setSpecialValueText(translate("GeoRefer", "automatic"))
        self.right_angles = QCheckBox(translate("GeoRefer", "Right angles"))
        self.prune = QCheckBox(translate("GeoRefer", "Skip excluded places"))
        self.defaults = QPushButton(translate("GeoRefer", "Reset"))
        self.defaults.clicked.connect(lambda: self.set_settings(RunSettings()))
        for spin, unit in ((self.tile_size, "px"), (self.overlap, "px"), (self.min_area, "m²")):
            spin.setSuffix(f" {unit}")
        for box in (self.tile_size, self.overlap, self.threshold, self.min_area):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(LEAST_FIELD_PX)
            WheelGuard(box)
        self._explain()
        self._limit_overlap()

    def _explain(self) -> None:
        explained = (
            (
                self.tile_size,
                translate("GeoRefer", "A matter of speed and memory; the objects stay the same"),
            ),
            (self.overlap, translate("GeoRefer", "What neighbouring tiles share, so that no object is cut")),
            (
                self.threshold,
                translate("GeoRefer", "Lower: outlines take in more; higher: only what is sure"),
            ),
            (self.min_area, translate("GeoRefer", "Smaller objects are dropped")),
            (self.right_angles, translate("GeoRefer", "Makes outlines rectangular where they nearly are")),
            (self.prune, translate("GeoRefer", "Does not read places that the phrase excludes")),
            (self.defaults, translate("GeoRefer", "Sets the options back to the usual ones")),
        )
        for widget, text in explained:
            widget.setToolTip(text)

    def _fill(self) -> None:
        form = QFormLayout(self._body)
        form.setContentsMargins(12, 0, 0, 4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(translate("GeoRefer", "Bands"), self.bands)
        form.addRow(translate("GeoRefer", "Tile size"), self.tile_size)
        form.addRow(translate("GeoRefer", "Overlap"), self.overlap)
        form.addRow(translate("GeoRefer", "Threshold"), self.threshold)
        form.addRow(translate("GeoRefer", "Minimum area"), self.min_area)
        form.addRow(self.right_angles)
        form.addRow(self.prune)
        form.addRow(self.defaults)
        form.setAlignment(self.defaults, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)
        layout.addWidget(self._body)

    def _limit_overlap(self) -> None:
        # More than half shared would read most pixels four times and gain nothing.
        self.overlap.setRange(0, self.tile_size.value() // 2)
