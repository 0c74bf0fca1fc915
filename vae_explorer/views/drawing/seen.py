"""What the model makes of an image: as it takes it, as it gives it back, and its code."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.image_view import ImageView, crisp_size

LEAST_SIDE = 58  # pixels of an image: two for each of 28, and a hairline
_HAIRLINES = 2  # pixels: one on either side
_USUAL = QSize(28, 28)  # pixels of an image that is not there yet
_DIGITS = (3, 2, 1)  # of a code, of which the most that fit are shown
_KINDS = (
    (marked("Input"), marked("The image as the model takes it.")),
    (marked("Decoded"), marked("What the decoder makes of its code: the reconstruction.")),
)


class SeenView(QWidget):
    """Two images of one size beside each other, each with its name, and the code below them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = theme.space
        self.setProperty("role", "body")
        self._views: list[ImageView] = []
        self._captions: list[QLabel] = []
        for name, tip in _KINDS:
            view = ImageView(theme, self)
            view.setAccessibleName(tr(name))
            view.setToolTip(tr(tip))
            view.setMinimumSize(1, 1)  # as large as it is put here
            view.set_waiting("–")
            caption = QLabel(tr(name), self)
            caption.setProperty("role", "caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            caption.setToolTip(tr(tip))
            self._views.append(view)
            self._captions.append(caption)
        self.code = CodeLines(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * LEAST_SIDE + self._space.xs, LEAST_SIDE + self._below)

    @property
    def _below(self) -> int:
        """How high is what stands below the images."""
        caption = self._captions[0].sizeHint().height()
        return caption + self._space.xs + self.code.sizeHint().height()

    def set_theme(self, theme: Theme) -> None:
        self._space = theme.space
        for view in self._views:
            view.set_theme(theme)
        self._arrange()

    def set_images(
        self, taken: NDArray[np.uint8] | None, given_back: NDArray[np.floating] | None
    ) -> None:
        """Show an image, (C, H, W), uint8, and its reconstruction in [0, 1]; None for none."""
        images = (None if taken is None else taken / np.float32(255), given_back)
        for view, image in zip(self._views, images, strict=True):
            view.set_image(image)
        self._arrange()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Have the images as large as fits, and all that is below along their edges."""
        gap = self._space.xs
        side = min((self.width() - gap) // 2, self.height() - self._below)
        image = self._views[0].image
        pixels = QSize(*image.shape[:-3:-1]) if image is not None else _USUAL
        room = QSizeF(side, side) - QSizeF(_HAIRLINES, _HAIRLINES)
        crisp = crisp_size(room, pixels, self.devicePixelRatioF())
        size = QSize(ceil(crisp.width()) + _HAIRLINES, ceil(crisp.height()) + _HAIRLINES)
        step = max(size.width(), LEAST_SIDE) + gap
        line = self._captions[0].sizeHint().height()
        for place, (view, caption) in enumerate(zip(self._views, self._captions, strict=True)):
            view.setGeometry(QRect(QPoint(place * step, 0), size))
            caption.setGeometry(place * step, size.height(), step - gap, line)
        top = size.height() + line + gap
        self.code.setGeometry(0, top, self.width(), self.code.sizeHint().height())


class CodeLines(QLabel):
    """A code, and below it its standard deviations; as high without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code: tuple[NDArray[np.floating] | None, NDArray[np.floating] | None] = (None, None)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(numeric_font(QFont()))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Code"))
        self.setToolTip(
            tr("Mean μ and standard deviation σ of q(z | x), as the encoder says them.")
        )
        self.clear_code()

    def clear_code(self) -> None:
        """Show that there is none."""
        self._code = None, None
        self._fit()

    def set_code(self, mean: NDArray[np.floating], sigmas: NDArray[np.floating] | None) -> None:
        """Show a mean, and σ where there is one."""
        self._code = mean, sigmas
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say the numbers with as many digits as there is room for."""
        for digits in _DIGITS:
            mean, sigmas = (_pair(values, digits) for values in self._code)
            lines = f"μ {mean}", f"σ {sigmas}"
            if max(map(self.fontMetrics().horizontalAdvance, lines)) <= self.width():
                break
        self.setText("\n".join(lines))


def _pair(values: NDArray[np.floating] | None, digits: int) -> str:
    if values is None:
        return "–"
    return ",  ".join(number(float(value), digits) for value in values)
