"""What one draws with, and what can be done to the drawing: a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from vae_explorer.core.drawing.pad import PEN
from vae_explorer.core.language import tr
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import DoubleSpinBox, explain

_FIELD = (50, 64)  # pixels where there is little room, and units where there is more
_LEAST_BUTTON = 20  # pixels: its picture, and an edge
THINNEST, THICKEST = 0.5, 8.0  # pixels of an image


class PadTools(QWidget):
    """Pen or eraser, how wide; undo, redo, clear; and where else an image may come from.

    Attributes
    ----------
    changed
        Another tool, or another width.
    undo, redo, clear, take, open
        A button was pressed: the last two for the image that is selected, and for a file.
    """

    changed = Signal()
    undo = Signal()
    redo = Signal()
    clear = Signal()
    take = Signal()
    open = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "body")
        self._icons: dict[QToolButton, str] = {}
        self._pen = self._button("pen", tr("Pen"), tr("Draw ink."))
        self._eraser = self._button("eraser", tr("Eraser"), tr("Take ink away."))
        for button in (self._pen, self._eraser):
            button.setCheckable(True)
        self._pen.setChecked(True)
        self._width = DoubleSpinBox(THINNEST, THICKEST, 0.1, 1)
        self._width.setValue(PEN)
        self._width.setMinimumWidth(_FIELD[0])
        explain(
            self._width,
            tr("Width"),
            tr("Width of the stroke, in pixels of the model’s image; 2.3 is the median of MNIST."),
        )
        self._undo = self._button(
            "undo", tr("Undo a stroke"), tr("Take the last stroke or picture back.")
        )
        self._redo = self._button(
            "redo", tr("Redo a stroke"), tr("Draw again what was taken back.")
        )
        self._clear = self._button("clear", tr("Clear"), tr("Take all ink away."))
        tip = tr("Put the selected digit on the pad, to be drawn on: close a 4 to a 9.")
        self._take = self._button("to-pad", tr("Selected digit to the pad"), tip)
        self._open = self._button(
            "image",
            tr("Open an image"),
            tr("Open a PNG or a JPEG picture. One can be dropped, too."),
        )
        row = QHBoxLayout(self)  # no second row: what is below would have to make room for it
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        tools = (self._pen, self._eraser, self._width, self._undo, self._redo, self._clear)
        for widget in (*tools, self._take, self._open):
            row.addWidget(widget)
        row.addStretch()
        self._pen.clicked.connect(lambda: self._choose(False))
        self._eraser.clicked.connect(lambda: self._choose(True))
        self._width.valueChanged.connect(self.changed)
        self._undo.clicked.connect(self.undo)
        self._redo.clicked.connect(self.redo)
        self._clear.clicked.connect(self.clear)
        self._take.clicked.connect(self.take)
        self._open.clicked.connect(self.open)
        self.set_possible(undo=False, redo=False, clear=False)
        self.set_takes(False)
        self.set_theme(theme)

    def _button(self, picture: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(_LEAST_BUTTON)  # closer to each other, rather than in a wider dock
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        explain(button, name, tip)
        self._icons[button] = picture
        return button

    @property
    def erases(self) -> bool:
        """Whether the eraser is in the hand."""
        return self._eraser.isChecked()

    @property
    def width_of_pen(self) -> float:
        """In pixels of an image."""
        return self._width.value()

    def set_width_of_pen(self, width: float) -> None:
        """Have another width."""
        self._width.setValue(width)

    def set_possible(self, *, undo: bool, redo: bool, clear: bool) -> None:
        """Say which steps there are."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)
        self._clear.setEnabled(clear)

    def set_takes(self, takes: bool) -> None:
        """Say whether there is a digit that could be put on the pad."""
        self._take.setEnabled(takes)

    def set_theme(self, theme: Theme) -> None:
        self._width.setMaximumWidth(round(_FIELD[1] * theme.scale))
        for button, picture in self._icons.items():
            button.setIcon(icon(picture, theme))

    def _choose(self, erases: bool) -> None:
        self._pen.setChecked(not erases)
        self._eraser.setChecked(erases)
        self.changed.emit()
