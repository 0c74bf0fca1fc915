"""What a classifier takes each frame of a path for: its probabilities, stacked, frame by frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vae_explorer.core.drawing.class_colours import class_colours
from vae_explorer.core.language import tr
from vae_explorer.views.route.filmstrip import Filmstrip
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_HEIGHT = 14  # units
_LEVELS = 28  # of a column
_NAMED = 0.5  # probability from which on a frame is one of a class


class ConfidenceStrip(QWidget):
    """A column for each frame, below the place of the frame in the filmstrip.

    Attributes
    ----------
    frame_wanted
        The number of the frame that was clicked at, or dragged to.
    """

    frame_wanted = Signal(int)

    def __init__(self, theme: Theme, film: Filmstrip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._film = theme, film
        self._probabilities: NDArray[np.float32] | None = None  # (frames, classes)
        self._names: tuple[str, ...] = ()
        self._labels: tuple[int | None, ...] = ()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("What the classifier takes the frames for"))
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(60, round(_HEIGHT * self._theme.scale))

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._image = theme, None
        self.updateGeometry()
        self.update()

    @property
    def has_something(self) -> bool:
        """Whether there is anything to be shown."""
        return self._probabilities is not None

    def set_confidence(
        self,
        probabilities: NDArray[np.float32] | None,
        names: tuple[str, ...] = (),
        labels: tuple[int | None, ...] = (),
    ) -> None:
        """Take the probabilities of the frames, (frames, classes); None for none.

        Parameters
        ----------
        names
            Of the classifier's classes.
        labels
            Which class of the model each of them is, for its colour; None for none of them.
        """
        self._probabilities, self._names, self._labels = probabilities, names, labels
        self._image = None
        self.setAccessibleDescription(self.told())
        self.update()

    def told(self) -> str:
        """Return as which classes the frames are seen, in their order: ``7 → 9 → 2``."""
        if self._probabilities is None:
            return ""
        best = self._probabilities.argmax(axis=1)
        sure = self._probabilities.max(axis=1) >= _NAMED
        seen: list[str] = []
        for k in best[sure].tolist():
            if seen[-1:] != [self._names[k]]:
                seen.append(self._names[k])
        return " → ".join(seen)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._probabilities is None:
            return
        if self._image is None:
            self._image = self._drawn(self._probabilities)
        left, right = self._film.span
        half = (right - left) / max(1, len(self._probabilities) - 1) / 2
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(
                QRectF(left - half, 0, right - left + 2 * half, self.height()), self._image
            )

    def _drawn(self, probabilities: NDArray[np.float32]) -> QImage:
        """Return a pixel for each frame and level, the first class at the bottom."""
        colours = np.empty((len(self._names), 3), np.uint8)
        grey = QColor(self._theme.border)
        table = class_colours(self._theme.is_dark, 256)
        for k, label in enumerate(self._labels):
            ground = (grey.red(), grey.green(), grey.blue())
            colours[k] = table[label] if label is not None else ground
        heights = (np.arange(_LEVELS)[::-1, None] + 0.5) / _LEVELS
        sums = np.cumsum(probabilities, axis=1)[:, :-1]  # (frames, classes − 1)
        which = (sums[None] <= heights[..., None]).sum(axis=2)  # (levels, frames)
        pixels = np.ascontiguousarray(colours[which])
        levels, frames = which.shape
        image = QImage(pixels.data, frames, levels, 3 * frames, QImage.Format.Format_RGB888)
        return image.copy()  # which has memory of its own

    def _frame_at(self, x: float) -> int:
        assert self._probabilities is not None
        left, right = self._film.span
        part = (x - left) / max(1.0, right - left)
        return round(min(max(part, 0.0), 1.0) * (len(self._probabilities) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._probabilities is not None:
            self.frame_wanted.emit(self._frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._probabilities is not None:
            self.frame_wanted.emit(self._frame_at(event.position().x()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._probabilities is not None:
            frame = self._frame_at(event.pos().x())
            row = self._probabilities[frame]
            most = np.argsort(row, kind="stable")[::-1][:2]
            said = tr(", ").join(f"{self._names[k]} ({row[k]:.2f})" for k in most)
            text = tr(
                "Frame {frame} looks like {classes}.\nAlong the path: {path}.",
                frame=frame + 1,
                classes=said,
                path=self.told(),
            )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
