"""Building blocks of a narrow form: fields that mind the wheel, numbers as text, rows."""

from __future__ import annotations

import math
from html import escape

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QStandardItemModel,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import tr
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

MINUS = "−"  # as wide as the plus; what is typed may have a hyphen in its place
TYPED_INTO = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
"""Where a letter is not a key of the window, and Escape no more than the end of typing."""

_STEPS = (1.0, 2.0, 5.0, 10.0)


BRIEF = Qt.ItemDataRole.UserRole + 1  # of an entry: what it is called where its text has no room


class ComboBox(QComboBox):
    """A combo box that leaves the wheel to the page until it has the focus, and elides its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def select(self, key: object) -> None:
        """Choose the entry with the data `key`; a foreign one is added, so as not to be lost."""
        if self.findData(key) < 0:
            self.addItem(str(key), key)
        self.setCurrentIndex(self.findData(key))

    def set_entry(self, key: object, text: str, *, enabled: bool) -> None:
        """Rename the entry with the data `key`, and let it be chosen or not."""
        row = self.findData(key)
        self.setItemText(row, text)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(row).setEnabled(enabled)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + 24))
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        # The style would cut a long text off, and count the room for the arrow twice.
        option = QStyleOptionComboBox()
        with painting(self) as painter:
            self.initStyleOption(option)
            self.style().drawComplexControl(
                QStyle.ComplexControl.CC_ComboBox, option, painter, self
            )
            room = self.rect().adjusted(9, 0, -20, 0)
            metrics, elide = self.fontMetrics(), Qt.TextElideMode.ElideRight
            text = metrics.elidedText(self.currentText(), elide, room.width())
            if text != self.currentText() and (brief := self.currentData(BRIEF)):
                text = metrics.elidedText(brief, elide, room.width())
            self.style().drawItemText(
                painter,
                room,
                int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter),
                option.palette,
                self.isEnabled(),
                text,
                QPalette.ColorRole.Text,
            )


class SpinBox(QSpinBox):
    """Whole numbers; leaves the wheel to the page until it has the focus.

    ``committed`` reports Return, a step, or that the focus has left.
    """

    committed = Signal()

    def __init__(self, low: int, high: int, step: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(low, high)
        self.setSingleStep(step)
        # The range would make room for its longest number, wider than a narrow dock.
        self.setMinimumWidth(64)
        self.editingFinished.connect(self.committed)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Put the largest number in the place of a larger one, instead of refusing a digit."""
        digits = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        if digits.isdecimal() and int(digits) > self.maximum():
            text = f"{self.prefix()}{self.textFromValue(self.maximum())}{self.suffix()}"
            return QValidator.State.Acceptable, text, len(text) - len(self.suffix())
        return super().validate(text, position)

    def stepBy(self, steps: int) -> None:
        super().stepBy(steps)
        self.committed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DoubleSpinBox(QDoubleSpinBox):
    """Decimal numbers with a point; leaves the wheel to the page until it has the focus.

    A number beyond the range becomes the end of that.
    """

    def __init__(
        self, low: float, high: float, step: float, decimals: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setDecimals(decimals)
        self.setLocale(self.locale().c())
        self.setMinimumWidth(64)

    def textFromValue(self, value: float) -> str:
        text = super().textFromValue(value)
        if not text.strip("-0."):
            return text.removeprefix("-")
        return text.replace("-", MINUS)

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text.replace(MINUS, "-"))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, _, place = super().validate(text.replace(MINUS, "-"), position)
        if state == QValidator.State.Invalid and _is_number(text):
            state = QValidator.State.Intermediate  # beyond the range: it will be the end of that
        return state, text, place

    def fixup(self, text: str) -> str:
        if not _is_number(text):
            return text
        number = float(text.replace(MINUS, "-"))
        return self.textFromValue(min(max(number, self.minimum()), self.maximum()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text.replace(MINUS, "-")))
    except ValueError:
        return False


class NumberField(QLineEdit):
    """A number as text, such as ``0.001`` or ``1e-3``; the up and down keys step through 1, 2, 5.

    With `whole`, an integer of any size, stepped by one. ``committed`` reports Return, a step, or
    that the focus has left.
    """

    committed = Signal()

    def __init__(self, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = whole
        self.setMaxLength(32)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(64)
        self.editingFinished.connect(self.committed)

    def number(self) -> float | int | None:
        """What is written, or None where that is no number."""
        text = self.text().strip().replace(MINUS, "-")
        try:
            return int(text) if self._whole else float(text)
        except ValueError:
            return None

    def set_number(self, value: float) -> None:
        if self.number() != value:
            self.setText(format_number(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        number = self.number()
        if not direction or number is None or not math.isfinite(number):
            super().keyPressEvent(event)
            return
        stepped = number + direction if self._whole else _next_125(float(number), direction)
        if stepped >= 0:
            self.set_number(stepped)
            self.setModified(True)
            self.textEdited.emit(self.text())
            self.committed.emit()


def format_number(value: float) -> str:
    """The shortest text that reads back as `value`: ``1``, ``0.001``, ``1e-5``."""
    if isinstance(value, int):
        return str(value)
    return repr(float(value)).removesuffix(".0").replace("e-0", "e-")


def _next_125(value: float, direction: int) -> float:
    if value <= 0:
        return 0.01 if direction > 0 else 0.0
    decade = 10.0 ** math.floor(math.log10(value) + 1e-9)
    ladder = [decade * step / 10 for step in _STEPS[:-1]] + [decade * step for step in _STEPS]
    if direction > 0:
        found = next(rung for rung in ladder if rung > value * (1 + 1e-9))
    else:
        found = next(rung for rung in reversed(ladder) if rung < value * (1 - 1e-9))
    return float(f"{found:.1g}")


def explain(widget: QWidget, name: str, tip: str) -> None:
    """Give a control its accessible name, and a tooltip that wraps."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(tip)
    widget.setToolTip(f"<qt>{escape(tip)}</qt>")


class FormGrid(QGridLayout):
    """Rows of label and field: beside each other for numbers, above each other for long texts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(theme.space.s)
        self.setVerticalSpacing(theme.space.s)
        # The longest label, in whichever language, so that the fields of all grids line up.
        longest = (tr("KL divergence"), tr("Samples of z"))
        width = max(map(QFontMetrics(QFont()).horizontalAdvance, longest))
        self.setColumnMinimumWidth(0, width + 2)
        self.setColumnStretch(1, 1)

    def beside(self, field: QWidget, text: str, tip: str, companion: QWidget | None = None) -> None:
        """Add ``text: field``, with a small `companion` such as a button at the field's end."""
        row = self.rowCount()
        self.addWidget(_label(text, field, tip), row, 0)
        if companion is None:
            self.addWidget(field, row, 1)
            return
        pair = QHBoxLayout()
        pair.setSpacing(4)
        pair.addWidget(field, 1)
        pair.addWidget(companion)
        self.addLayout(pair, row, 1)

    def below(self, field: QWidget, text: str, tip: str) -> None:
        """Add `field` in the full width under its label."""
        pair = QVBoxLayout()
        pair.setSpacing(3)
        pair.addWidget(_label(text, field, tip))
        pair.addWidget(field)
        self.addLayout(pair, self.rowCount(), 0, 1, 2)

    def across(self, widget: QWidget) -> None:
        self.addWidget(widget, self.rowCount(), 0, 1, 2)


def _label(text: str, field: QWidget, tip: str) -> QLabel:
    label = QLabel(text)
    label.setBuddy(field)
    label.setProperty("role", "muted")
    explain(field, text, tip)
    label.setToolTip(field.toolTip())
    return label


def die_icon(theme: Theme) -> QIcon:
    """A die that shows five, for drawing a random number."""
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, theme.icon), (QIcon.Mode.Disabled, theme.disabled)):
        pixmap = QPixmap(48, 48)
        pixmap.fill(Qt.GlobalColor.transparent)
        with painting(pixmap, smooth=True) as painter:
            painter.setPen(QPen(QColor(colour), 3.5))
            painter.drawRoundedRect(QRectF(8, 8, 32, 32), 7, 7)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            for x, y in ((16, 16), (32, 16), (24, 24), (16, 32), (32, 32)):
                painter.drawEllipse(QRectF(x - 2.8, y - 2.8, 5.6, 5.6))
        result.addPixmap(pixmap, mode)
    return result
