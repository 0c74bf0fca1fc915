"""One pin in the panel: its colour, its name, what it is, and its pictures over time."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.core.pins import LONGEST_NAME, Pin
from vae_explorer.session.pins import COLOURS
from vae_explorer.views.pins.strip import MomentStrip
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import pin_colour
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_view import Look, crisp_size, to_qimage
from vae_explorer.views.widgets.slim_button import SlimButton

_SWATCH = 14
_COLOUR_NAMES = (
    marked("Teal"),
    marked("Pink"),
    marked("Green"),
    marked("Violet"),
    marked("Brown"),
    marked("Magenta"),
    marked("Blue"),
    marked("Plum"),
)


class _Name(QLineEdit):
    """The name of a pin; Esc puts back what it is called."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._in_force = ""
        self.setMaxLength(LONGEST_NAME)
        self.setMinimumWidth(40)

    def show_name(self, name: str) -> None:
        self._in_force = name
        if not (self.hasFocus() and self.isModified()):
            self.put_back()

    def put_back(self) -> None:
        self.setText(self._in_force)
        self.setCursorPosition(0)
        self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._in_force:
            self.put_back()
        else:
            super().keyPressEvent(event)


class DigitView(QWidget):
    """A pinned digit as it is, or the mark of a place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image: NDArray[np.uint8] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_image(self, image: NDArray[np.uint8] | None) -> None:
        """Show an image, (C, H, W); None for none."""
        self.image = image
        self.setVisible(image is not None)
        self.update()

    def paintEvent(self, _event: object) -> None:
        if self.image is None:
            return
        with painting(self) as painter:
            ratio, (_, high, wide) = self.devicePixelRatioF(), self.image.shape
            room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            size = crisp_size(room.size(), QSize(wide, high), ratio)
            corner = QPointF(1, round((self.height() - size.height()) / 2))
            painter.drawImage(QRectF(corner, size), to_qimage(self.image, Look()))


class PinRow(QObject):
    """The widgets of a row, which the panel lays out.

    Attributes
    ----------
    name_wanted, colour_wanted
        Another name or colour.
    remove_wanted
        The pin should go.
    step_wanted
        Step of a moment to look at.
    """

    name_wanted = Signal(str)
    colour_wanted = Signal(int)
    remove_wanted = Signal()
    step_wanted = Signal(int)

    def __init__(self, pin: Pin, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.pin = pin
        self._theme = theme
        self._narrow = False
        self.swatch = SlimButton(parent, tr("Colour"), tr("Choose another colour for this pin."))
        menu = QMenu(self.swatch)
        for colour, name in enumerate(_COLOUR_NAMES[:COLOURS]):
            menu.addAction(tr(name), partial(self.colour_wanted.emit, colour))
        self.swatch.setMenu(menu)
        self.name = _Name(parent)
        self.name.editingFinished.connect(self._commit)
        self.kind = QLabel(parent)
        self.kind.setProperty("role", "muted")
        self.digit = DigitView(parent)
        self.strip = MomentStrip(theme, parent)
        self.strip.step_wanted.connect(self.step_wanted)
        self.remove = SlimButton(
            parent, tr("Remove"), tr("Take this pin away; undo brings it back.")
        )
        self.remove.clicked.connect(self.remove_wanted)
        self.set_pin(pin)
        self.set_theme(theme)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return (self.swatch, self.name, self.kind, self.digit, self.strip, self.remove)

    def set_pin(self, pin: Pin) -> None:
        """Show what the pin is called and how it is coloured now."""
        self.pin = pin
        self.name.show_name(pin.name)
        self.kind.setText(
            tr("place", "a kind of pin") if pin.z is not None else tr("digit", "a kind of pin")
        )
        name = pin.name
        explain(self.name, tr("Name of the pin {name}", name=name), tr("What this pin is called."))
        self.swatch.setAccessibleName(tr("Colour of {name}", name=name))
        self.remove.setAccessibleName(tr("Remove {name}", name=name))
        self.strip.setAccessibleName(tr("{name} over time", name=name))
        self.strip.setAccessibleDescription(
            tr("Left and Right look at the moment before and after.")
        )
        if pin.z is not None:
            z1, z2 = (f"{v:.2f}".replace("-", "−") for v in pin.z)
            self.kind.setToolTip(
                tr("z₁ {z1}, z₂ {z2}: what the decoder of each moment makes of it", z1=z1, z2=z2)
            )
        else:
            self.kind.setToolTip(tr("A held-out digit, and what is made of it at each moment"))
        self._colour()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.remove.setIcon(icon("close", theme))
        self.strip.set_theme(theme)
        self.set_narrow(self._narrow)
        self._colour()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what there is no room for."""
        self._narrow = narrow
        self.kind.setVisible(not narrow)
        self.name.setFixedWidth(round((6.2 if narrow else 8.0) * self._theme.type.body))

    def _colour(self) -> None:
        self.swatch.setIcon(_swatch(self.pin.colour, self._theme))
        for colour, action in enumerate(self.swatch.menu().actions()):
            action.setIcon(_swatch(colour, self._theme))

    def _commit(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self.name_wanted.emit(self.name.text())
            self.name.put_back()  # what it is called by now

    def discard(self) -> None:
        """Let the widgets go."""
        for widget in self.widgets:
            widget.hide()
            widget.deleteLater()
        self.deleteLater()


def _swatch(colour: int, theme: Theme) -> QIcon:
    side = round(_SWATCH * theme.scale)
    picture = QPixmap(2 * side, 2 * side)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    with painting(picture, smooth=True) as painter:
        painter.setPen(QPen(QColor(theme.panel), 1))
        painter.setBrush(QColor(pin_colour(colour, theme_is_dark=theme.is_dark)))
        painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1))
    return QIcon(picture)
