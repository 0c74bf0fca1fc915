"""What one sampler has drawn: a title, how many are in holes, and the images."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.samplers import SAMPLERS
from vae_explorer.session.sampled import Batch
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_grid import ImageGrid

_HOLE = marked(
    "In a hole is what lies outside the smallest region that holds 99 % of q(z): where the encoder "
    "hardly ever puts an image, so that the decoder has hardly ever been asked."
)
_WAITING = marked("Draw, and see here what falls onto the plane.")
_WAITING_SHORT = marked("Not drawn yet")
_GAP = 3  # between a title and its number
FULLNESSES = 3  # ways to say how many are in holes, the longest first


class _Title(QToolButton):
    """A button no wider than its word, since numbers need the room beside it."""

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 6
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class SampleGrid(QWidget):
    """The draws of one sampler; its title is a button where there are several.

    Attributes
    ----------
    chosen
        z₁ and z₂ of an image that was chosen.
    titled
        The title was pressed.
    resized
        There is more room, or less.
    """

    chosen = Signal(float, float)
    titled = Signal(str)
    resized = Signal()

    def __init__(self, sampler: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sampler = sampler
        self._batch: Batch | None = None
        self.setProperty("role", "body")
        self._title = _Title()
        self._title.setText(tr(SAMPLERS[sampler].word))
        self._title.setCheckable(True)
        self._title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title.setStyleSheet("QToolButton { padding: 1px 0; }")
        what = tr(SAMPLERS[sampler].tip)
        tip = tr("{what} Press to see these draws in the plane.", what=what)
        explain(self._title, self.title, tip)
        self._title.clicked.connect(lambda: self.titled.emit(sampler))
        self._count = QLabel()
        self._count.setProperty("role", "caption")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.grid = ImageGrid(theme)
        self.grid.setAccessibleName(tr("Samples: {sampler}", sampler=self.title))
        self.grid.set_waiting(tr(_WAITING))
        self.grid.chosen.connect(self._choose)
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.xs)
        column.addLayout(head)
        column.addWidget(self.grid, 1)

    @property
    def title(self) -> str:
        """Name of the sampler."""
        return tr(SAMPLERS[self.sampler].title)

    @property
    def told(self) -> str:
        """How many are in holes, as it is shown."""
        return self._count.text()

    def set_batch(self, batch: Batch | None, *, short: bool) -> None:
        """Show draws; `short` where there is little room."""
        self._batch = batch
        if batch is None:
            self.grid.set_images(np.empty((0, 1, 1, 1), np.uint8), np.empty(0, np.bool_))
            self.grid.set_waiting(tr(_WAITING_SHORT if short else _WAITING))
            return
        self.grid.set_waiting(batch.problem)
        self.grid.set_images(batch.images, batch.in_hole, self._describe)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def has_room(self, way: int) -> bool:
        """Whether it can say in this one of the `FULLNESSES` how many are in holes."""
        title = self._title.isVisible() * (self._title.sizeHint().width() + _GAP)
        text = _told(self._batch)[way]
        return self._count.fontMetrics().horizontalAdvance(text) <= self.width() - title

    def tell(self, way: int) -> None:
        """Say it in this one."""
        ways = _told(self._batch)
        self._count.setText(ways[way])
        tip = tr(_HOLE)
        if ways[0]:
            tip = tr("{told}. {what_holes_are}", told=ways[0], what_holes_are=tip)
        self._count.setToolTip(f"<qt>{tip}</qt>")

    def set_titled(self, several: bool, shown: bool) -> None:
        """Show the title where there are several, and whether these are seen in the plane."""
        self._title.setVisible(several)
        self._title.setChecked(shown)

    def set_theme(self, theme: Theme) -> None:
        self.grid.set_theme(theme)

    def _describe(self, index: int) -> str:
        batch = self._batch
        if batch is None or index >= len(batch.z):
            return ""
        z1, z2 = (number(float(v), 2) for v in batch.z[index])
        place = f"z = ({z1}, {z2})"
        return tr("{place}, in a hole", place=place) if batch.in_hole[index] else place

    def _choose(self, index: int) -> None:
        if self._batch is not None and index < len(self._batch.z):
            z1, z2 = (float(v) for v in self._batch.z[index])
            self.chosen.emit(z1, z2)


def _told(batch: Batch | None) -> tuple[str, ...]:
    """Return how many are in holes, the longest text first."""
    count = len(batch.z) if batch is not None else 0
    if batch is None or not count:
        return ("",) * FULLNESSES
    holes, percent = batch.holes, 100 * batch.holes / count
    part = f"{percent:.{1 if 0 < percent < 1 else 0}f} %"
    return (
        tr("{holes} of {all:,} in holes ({part})", holes=holes, all=count, part=part),
        tr("{holes} of {all:,} ({part})", holes=holes, all=count, part=part),
        part,
    )
