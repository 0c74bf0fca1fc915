"""What the model makes of an image: as it takes it, as it gives it back, and its code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.image_view import ImageView

_NO_LIMIT = 16_777_215
LEAST_SIDE = 58  # pixels of an image: two for each of 28, and a hairline
_KINDS = (
    (marked("Input"), marked("The image as the model takes it.")),
    (marked("Decoded"), marked("What the decoder makes of its code: the reconstruction.")),
)


class SeenView(QWidget):
    """Two images beside each other, each with its name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "body")
        self._views: list[ImageView] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.s)
        for name, tip in _KINDS:
            view = ImageView(theme)
            view.setAccessibleName(tr(name))
            view.setToolTip(tr(tip))
            view.setMinimumSize(LEAST_SIDE, LEAST_SIDE)
            view.set_waiting("–")
            caption = QLabel(tr(name))
            caption.setProperty("role", "caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            caption.setToolTip(tr(tip))
            column = QVBoxLayout()
            column.setSpacing(1)
            column.addWidget(view, 1)
            column.addWidget(caption)
            row.addLayout(column, 1)
            self._views.append(view)

    def set_theme(self, theme: Theme) -> None:
        for view in self._views:
            view.set_theme(theme)

    def set_side(self, side: int | None) -> None:
        """Let the images be no higher than that many pixels; as high as fits with None."""
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Expanding if side is None else policy.Maximum)
        for view in self._views:
            view.setMaximumHeight(_NO_LIMIT if side is None else max(LEAST_SIDE, side))

    def set_images(
        self, taken: NDArray[np.uint8] | None, given_back: NDArray[np.floating] | None
    ) -> None:
        """Show an image, (C, H, W), uint8, and its reconstruction in [0, 1]; None for none."""
        images = (None if taken is None else taken / np.float32(255), given_back)
        for view, image in zip(self._views, images, strict=True):
            view.set_image(image)


class CodeLines(QLabel):
    """A code, and below it its standard deviations; as high without one."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(numeric_font(QFont()))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Code"))
        self.setToolTip(
            tr("Mean μ and standard deviation σ of q(z | x), as the encoder says them.")
        )
        self.clear_code()

    def clear_code(self) -> None:
        """Show that there is none."""
        self.setText("μ –\nσ –")

    def set_code(self, mean: NDArray[np.floating], sigmas: NDArray[np.floating] | None) -> None:
        """Show a mean, and σ where there is one."""
        spread = "–" if sigmas is None else _pair(sigmas, 3)
        self.setText(f"μ {_pair(mean, 3)}\nσ {spread}")


def _pair(values: NDArray[np.floating], digits: int) -> str:
    return ",  ".join(number(float(value), digits) for value in values)
