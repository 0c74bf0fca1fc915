"""The pad, and beside it what the model makes of what is on it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.views.drawing.pad_view import PadView
from vae_explorer.views.drawing.seen import SeenView
from vae_explorer.views.style.theme import Theme

_LEAST_PAD = 64  # pixels
_SEEN = 0.54  # of the width, at least, for what the model makes of it


class Easel(QWidget):
    """A square pad at the left, as large as fits, and the images in the rest of the width.

    Where they are depends on its size alone, so that no pad moves under a hand.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "body")
        self._gap = theme.space.s
        self._least = 0
        self.pad = PadView(theme, self)
        self.pad.setMinimumSize(1, 1)  # as large as it is put here
        self.images = SeenView(theme, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        self._gap = theme.space.s
        self.pad.set_theme(theme)
        self.images.set_theme(theme)
        self._arrange()

    def set_least(self, height: int) -> None:
        """Be at least so high."""
        if height != self._least:
            self._least = height
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        images = self.images.minimumSizeHint()
        width = _LEAST_PAD + self._gap + images.width()
        return QSize(width, max(self._least, images.height()))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def most(self, width: int) -> int:
        """Return how high it can be put to use, as wide as that."""
        seen = max(self.images.minimumSizeHint().width(), round(_SEEN * width))
        return max(width - self._gap - seen, self.minimumSizeHint().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        seen = self.images.minimumSizeHint().width()
        side = min(self.height(), self.width() - self._gap - seen)
        self.pad.setGeometry(0, 0, side, side)
        left = side + self._gap
        self.images.setGeometry(left, 0, self.width() - left, self.height())
