"""One part of a phrase as a chip: a click edits it, its cross switches it off."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QToolButton, QWidget

from .tinted_icon import faded, pixmap
from .values import Chip

translate = QCoreApplication.translate

PAD_PX, GAP_PX, MARK_PX = 7, 4, 12
SMALLEST_PX = 48
_SWITCHING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PRESSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PillButton(QToolButton):
    """Is a rounded button of two texts, a faint and a plain one, with an optional mark at its end.

    Args:
        label: The faint text before the other; "" for none.
        text: The plain text; cut in the middle where there is no room for it.
        mark: Icon at the end; "" for none.
        parent: Owner in the sense of Qt.
    """

    marked = pyqtSignal()
    """The mark was clicked, or Delete was pressed."""

    def __init__(self, label: str, text: str, mark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self._label, self._mark = label, mark
        self.is_prominent = self.is_struck = self.is_dashed = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def mark(self) -> str:
        """Returns the name of the mark's icon."""
        return self._mark

    def sizeHint(self) -> QSize:
        """Returns the size at which both texts are whole."""
        metrics = self.fontMetrics()
        width = 2 * PAD_PX + metrics.horizontalAdvance(self._label + self.text()) + 2
        width += GAP_PX if self._label else 0
        width += GAP_PX + MARK_PX if self._mark else 0
        return QSize(width, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """Returns the size below which it could not be read."""
        return QSize(min(SMALLEST_PX, self.sizeHint().width()), self.sizeHint().height())

    def mark_rectangle(self) -> QRect:
        """Returns where the mark is, with some room around it."""
        side = MARK_PX + 2 * GAP_PX
        return QRect(self.width() - PAD_PX - MARK_PX - GAP_PX, (self.height() - side) // 2, side, side)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tells a click on the mark from one on the text."""
        if self._mark and self.isDown() and self.mark_rectangle().contains(event.pos()):
            self.setDown(False)
            self.marked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switches by Delete, presses by Enter, walks by the arrows."""
        if event.key() in _SWITCHING_KEYS and self._mark:
            self.marked.emit()
        elif event.key() in _PRESSING_KEYS:
            self.click()
        elif event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEvent) -> None:
        """Shows that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Takes that back."""
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows where the keyboard is."""
        self.update()
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it in the colours of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_shape(painter)
        room = QRect(PAD_PX, 0, self.width() - 2 * PAD_PX, self.height())
        if self._mark:
            room.setRight(room.right() - MARK_PX - GAP_PX)
            mark = pixmap(self._mark, self._ink(0.25), 2 * MARK_PX)
            painter.drawPixmap(
                QRect(self.mark_rectangle().topLeft() + QPoint(GAP_PX, GAP_PX), QSize(MARK_PX, MARK_PX)), mark
            )
        self._paint_texts(painter, room)
        painter.end()

    def _ink(self, faintness: float) -> QColor:
        """Returns the colour of a button's text, which is right in QGIS's own dark themes too."""
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        return faded(self.palette().color(group, QPalette.ColorRole.ButtonText), faintness)

    def _paint_shape(self, painter: QPainter) -> None:
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        is_lit = self.isEnabled() and (self.underMouse() or self.isDown())
        fill = faded(accent, 0.7) if self.is_prominent else self._ink(0.9)
        if self.is_dashed:
            fill = faded(accent, 1)
        if is_lit:
            fill = faded(accent, 0.55)
        pen = QPen(self._ink(0.6), 1)
        if self.is_dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        if self.hasFocus():
            pen = QPen(accent, 2)
        painter.setPen(pen)
        painter.setBrush(fill)
        edge = pen.widthF() / 2
        body = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)

    def _paint_texts(self, painter: QPainter, room: QRect) -> None:
        metrics = self.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self._label:
            width = metrics.horizontalAdvance(self._label)
            painter.setPen(self._ink(0.4))
            painter.drawText(room, middle, self._label)
            room = room.adjusted(width + GAP_PX, 0, 0, 0)
        font = self.font()
        font.setStrikeOut(self.is_struck)
        painter.setFont(font)
        painter.setPen(self._ink(0.4 if self.is_struck else 0.0))
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, middle, text)


class ChipButton(PillButton):
    """Is the chip of one part of the phrase."""

    edit_requested = pyqtSignal()
    """The person wants to change its words."""
    switched = pyqtSignal(bool)
    """On, or off."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        can_switch = chip.kind != "target"
        mark = ("close" if chip.is_on else "plus") if can_switch else ""
        super().__init__(kind_text(chip.kind), chip.reads_as or chip.text, mark, parent)
        self.chip = chip
        self.is_prominent = chip.kind == "target"
        self.is_struck = not chip.is_on
        self.is_dashed = self.is_struck or chip.kind == "unread"
        self.setToolTip(chip_help(chip))
        self.setAccessibleName(
            translate("GeoRefer", "{kind} {part}").format(kind=kind_text(chip.kind), part=self.text())
        )
        self.setAccessibleDescription(self.toolTip())
        self.clicked.connect(self._on_clicked)
        self.marked.connect(lambda: self.switched.emit(not chip.is_on))

    def _on_clicked(self) -> None:
        if self.chip.is_on:
            self.edit_requested.emit()
        else:
            self.switched.emit(True)


def kind_text(kind: str) -> str:
    """Returns the faint word before a part."""
    return {
        "target": translate("GeoRefer", "find:"),
        "count": translate("GeoRefer", "how many:"),
        "where": translate("GeoRefer", "where:"),
        "rank": translate("GeoRefer", "which:"),
        "unread": translate("GeoRefer", "not understood:"),
    }.get(kind, "")


def chip_help(chip: Chip) -> str:
    """Returns what a chip means and what can be done with it."""
    if not chip.is_on:
        return translate("GeoRefer", '"{words}" is switched off; click to switch it on again').format(
            words=chip.text
        )
    if chip.kind == "unread":
        return translate("GeoRefer", '"{words}" was not understood; click to say it differently').format(
            words=chip.text
        )
    if chip.kind == "target":
        return translate("GeoRefer", '"{words}" is what is looked for; click to change it').format(
            words=chip.text
        )
    return translate(
        "GeoRefer",
        '"{words}" is read as "{reading}"; click to change it, the cross or Delete switches it off',
    ).format(words=chip.text, reading=chip.reads_as)
