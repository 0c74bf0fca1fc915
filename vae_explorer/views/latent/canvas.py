"""A widget that paints a stack of layers over a view of the plane."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.views.latent.layers.ground import margins
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.sight import Sight
from vae_explorer.views.latent.stacked import Stacked
from vae_explorer.views.style.theme import Theme


class Canvas(QWidget):
    """The picture of the plane, with numbers left of it and below.

    Parameters
    ----------
    stack
        The kinds of layers, from the ground up.

    Attributes
    ----------
    stack
        A layer of each kind.
    layer_failed
        A layer could not be painted and was switched off: its title as its class has it, which is
        the same in every language, a sentence, the traceback.
    first_painted
        Emitted once, when all has been drawn for the first time.
    """

    layer_failed = Signal(str, str, str)
    first_painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None, stack: Sequence[type[Layer]]) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sight = Sight()
        self._painted = False
        self.stack = Stacked(stack)
        self._follow_font()
        for layer in self.stack:
            layer.set_theme(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 150)

    def sizeHint(self) -> QSize:
        return QSize(760, 700)

    @property
    def plane(self) -> Plane:
        """The view of the plane."""
        return self._sight.plane

    @property
    def scale(self) -> float:
        """By how much everything is drawn larger."""
        return self._theme.scale

    @property
    def left_margin(self) -> int:
        """Pixels left of the view."""
        return margins(self._theme)[0]

    @property
    def room(self) -> tuple[int, int]:
        """Width and height that are left for the view."""
        left, bottom = margins(self._theme)
        return self.width() - left, self.height() - bottom

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._follow_font()
        for layer in self.stack:
            layer.set_theme(theme)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._follow_font()
        super().changeEvent(event)

    def _follow_font(self) -> None:
        self._font = QFont(self.font())
        self._font.setPixelSize(self._theme.type.body)

    def paintEvent(self, event: QPaintEvent) -> None:
        left, ratio = self.left_margin, self.devicePixelRatioF()
        region = QRectF(event.rect()).translated(-left, 0)
        view = View(self.plane, self._theme, self._font, ratio, region, self.stack.shown)
        for failure in self.stack.paint(self, QPointF(left, 0), view):
            told = (failure.title, failure.text, failure.details)
            # Later: who hears of it may change the window, which is being painted.
            QTimer.singleShot(0, self, partial(self.layer_failed.emit, *told))
        if not self._painted:
            self._painted = True
            self.first_painted.emit()
