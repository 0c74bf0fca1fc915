"""Whether images are shown as means of p(x given z) or as draws from it; and which draws."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Draws(QObject):
    """One choice for every image that a decoder makes.

    Attributes
    ----------
    changed
        Images are others from now on; `seed` says which.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = False
        self._number = 0

    @property
    def seed(self) -> int | None:
        """Seed of the draws, as `Snapshot.show` takes it; None for means."""
        return self._number if self._shown else None

    def show(self, drawn: bool) -> None:
        """Let images be draws, the same as last time, or means."""
        if drawn is not self._shown:
            self._shown = drawn
            self.changed.emit()

    def draw_anew(self) -> None:
        """Let images be other draws."""
        self._number += 1
        if self._shown:
            self.changed.emit()
