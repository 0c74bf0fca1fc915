"""How far to trust the decoded image: real images near it, figures, and a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.trust import NEAREST, Near, Trust, times
from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.flow import FlowLayout
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_view import Look, to_qimage

_SIDE = 34  # units of a thumbnail's side
_LEAST = 96  # units of height in which it can be scrolled


class _Figure(NamedTuple):
    name: str
    tip: str
    text: Callable[[Trust], str]


_FIGURES = (
    _Figure(
        marked("density"),
        marked(
            "Density of the aggregate posterior q(z) here, as a multiple or a part of its median "
            "over the codes of real images. Where it is low the decoder has hardly ever been asked."
        ),
        lambda t: tr("{times} median", times=times(t.ratio)),
    ),
    _Figure(
        marked("purity"),
        marked(
            "How many of the nearest codes are of the class that most of them are of. Below a half "
            "the point is between classes."
        ),
        lambda t: tr("{part:.0%} of {codes}", part=t.purity, codes=t.around),
    ),
    _Figure(
        marked("round trip"),
        marked(
            "How far from here the encoder puts the image that is decoded here, in latent units."
        ),
        lambda t: "–" if math.isnan(t.round_trip) else f"{t.round_trip:.2f}",
    ),
    _Figure(
        marked("nearest"),
        marked(
            "How much the nearest real image differs: Euclidean distance of the pixels, which are "
            "from 0 to 1."
        ),
        lambda t: (
            tr("{distance:.1f} pixels", distance=t.in_pixels[0].distance) if t.in_pixels else "–"
        ),
    ),
)

_NEAREST = (
    (
        marked("Nearest in pixels"),
        marked(
            "Real images that differ the least from the decoded one, pixel by pixel. "
            "A click selects one."
        ),
    ),
    (
        marked("Nearest in the plane"),
        marked("Real images whose codes are nearest. A click selects one."),
    ),
)


class TrustPart(QScrollArea):
    """Three real images that are nearest in pixels, three in the plane, four figures, a sentence.

    Attributes
    ----------
    row_chosen
        The row of an image that was clicked.
    """

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Trust, NDArray[np.uint8] | None, tuple[str, ...]] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("How far to trust it"))
        self.setProperty("role", "body")
        self.viewport().setProperty("role", "body")
        self._body = body = QWidget()
        body.setProperty("role", "body")
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column = column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.xs)
        column.addWidget(self._told)
        column.addSpacing(theme.space.xs)
        column.addLayout(self._image_rows())
        column.addLayout(self._figure_rows())
        self.setWidget(body)
        self.show_trust(None)

    def _image_rows(self) -> FlowLayout:
        rows = FlowLayout()  # the one below the other, where the panel is narrow
        self._buttons: list[list[QToolButton]] = []
        for title, tip in _NEAREST:
            group = QWidget()
            group.setProperty("role", "body")
            column = QVBoxLayout(group)
            column.setContentsMargins(0, 0, self._theme.space.m, 0)
            column.setSpacing(2)
            label = QLabel(tr(title))
            label.setProperty("role", "caption")
            label.setToolTip(tr(tip))
            column.addWidget(label)
            row = QHBoxLayout()
            row.setSpacing(2)
            buttons = [self._thumbnail(place, len(self._buttons)) for place in range(NEAREST)]
            for button in buttons:
                row.addWidget(button)
            column.addLayout(row)
            rows.addWidget(group)
            self._buttons.append(buttons)
        return rows

    def _thumbnail(self, place: int, kind: int) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setStyleSheet("QToolButton { padding: 1px; }")
        button.clicked.connect(partial(self._choose, kind, place))
        return button

    def _figure_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, self._theme.space.xs, 0, 0)
        grid.setHorizontalSpacing(self._theme.space.m)
        grid.setVerticalSpacing(0)
        self._values: list[QLabel] = []
        for i, figure in enumerate(_FIGURES):
            value, name = QLabel("–"), QLabel(tr(figure.name))
            value.setFont(numeric_font(QFont()))
            name.setProperty("role", "caption")
            for line, label in enumerate((value, name)):
                explain(label, tr(figure.name), tr(figure.tip))
                grid.addWidget(label, 3 * (i // 2) + line, i % 2)
            self._values.append(value)
        # A value belongs to the name below it, and not to the one above.
        grid.setRowMinimumHeight(2, self._theme.space.s)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        return grid

    def sizeHint(self) -> QSize:
        width = max(1, self.viewport().width())
        return QSize(200, self._column.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, round(_LEAST * self._theme.scale))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._shown is not None:
            self.show_trust(*self._shown)

    def show_trust(
        self,
        trust: Trust | None,
        images: NDArray[np.uint8] | None = None,
        class_names: tuple[str, ...] = (),
    ) -> None:
        """Tell what was found; None for nothing yet.

        Parameters
        ----------
        images
            Those behind the codes, (N, C, H, W).
        class_names
            In the order of the labels.
        """
        self._shown = (trust, images, class_names) if trust is not None else None
        wrong = trust is not None and (trust.far or trust.unlike or trust.astray or trust.mixed)
        said = trust.sentences(class_names) if trust is not None else ["…"]
        self._told.setText(said[0])
        self._told.setToolTip("\n".join(said))
        font = self._told.font()
        font.setWeight(QFont.Weight.DemiBold if wrong else QFont.Weight.Normal)
        self._told.setFont(font)
        for label, figure in zip(self._values, _FIGURES, strict=True):
            label.setText(figure.text(trust) if trust is not None else "–")
            name = tr("{name}: {value}", name=tr(figure.name), value=label.text())
            label.setAccessibleName(name)
        near = (trust.in_pixels, trust.in_plane) if trust is not None else ((), ())
        for kind, (buttons, found) in enumerate(zip(self._buttons, near, strict=True)):
            self._show_images(buttons, found, images, class_names, kind)
        self.updateGeometry()

    def _show_images(
        self,
        buttons: Sequence[QToolButton],
        found: Sequence[Near],
        images: NDArray[np.uint8] | None,
        class_names: tuple[str, ...],
        kind: int,
    ) -> None:
        side = round(_SIDE * self._theme.scale)
        for place, button in enumerate(buttons):
            button.setIconSize(QSize(side, side))
            button.setEnabled(place < len(found))
            near = found[place] if place < len(found) else None
            name = class_name(class_names, near.label) if near is not None else "–"
            digits = (1, 2)[kind]
            button.setText(name)
            picture = images[near.row] if near is not None and images is not None else None
            button.setIcon(_icon(picture, side, self.devicePixelRatioF(), self._theme))
            title = tr(_NEAREST[kind][0])
            said = tr("{title}, {place}: {name}", title=title, place=place + 1, name=name)
            if near is not None:
                away = f"{near.distance:.{digits}f}"
                said = tr(
                    "{image} · #{row}, {distance} away", image=said, row=near.row, distance=away
                )
            tip = tr("Click to select it.") if near is not None else tr("Not known yet.")
            explain(button, said, tip)

    def _choose(self, kind: int, place: int) -> None:
        if self._shown is not None:
            trust = self._shown[0]
            found = (trust.in_pixels, trust.in_plane)[kind]
            if place < len(found):
                self.row_chosen.emit(found[place].row)


def bind_trust(part: TrustPart, desk: Desk) -> None:
    """Tell how far to trust what is decoded at the probe, while the part for it is unfolded."""
    meter, workspace = desk.trust, desk.workspace

    def show() -> None:
        snapshot, found = meter.snapshot, desk.products.images
        if snapshot is None:
            part.show_trust(None)
        else:
            images = found.images if found is not None else None
            part.show_trust(meter.now, images, snapshot.class_names)

    def choose(row: int) -> None:
        snapshot = workspace.snapshot
        if snapshot is not None and row < len(snapshot.labels):
            name = f"{class_name(snapshot.class_names, int(snapshot.labels[row]))} · #{row}"
            workspace.selected.look_at(row, snapshot.config.dataset, name)

    attach(part, meter.changed, show)
    part.row_chosen.connect(choose)
    meter.want(part.isVisible())
    show()


def _icon(picture: NDArray[np.uint8] | None, side: int, ratio: float, theme: Theme) -> QIcon:
    """Return a thumbnail; an empty square where there is no picture."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.fill(QColor(theme.border))
    if picture is not None:
        image: QImage = to_qimage(picture, Look())
        with painting(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(0, 0, pixmap.width(), pixmap.height()), image)
    pixmap.setDevicePixelRatio(ratio)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Disabled)
    return icon
