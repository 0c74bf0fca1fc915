"""The whole plane as one picture: where its grid lines run, how many, a preview, and Save."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from vae_explorer.core.drawing.manifold import AXES, DEFAULT_AXES, DEFAULT_SIDE
from vae_explorer.core.language import tr
from vae_explorer.core.storage.picture_files import png_bytes
from vae_explorer.session.desk import Desk
from vae_explorer.session.manifolds import Manifold
from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import ComboBox, FormGrid, SpinBox
from vae_explorer.views.widgets.image_view import paint_sentence

_MOST = 60  # images in a row: more cannot be told apart on a screen, and take seconds
_SIDE = 380  # units of the preview


class Preview(QWidget):
    """The picture as large as fits, scaled once; or a sentence in its place.

    With `framed`, a line around it tells it from the window.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, framed: bool = False
    ) -> None:
        super().__init__(parent)
        self._framed = framed
        self._theme = theme
        self._image: QImage | None = None
        self._scaled: QImage | None = None
        self._waiting = tr("Decoding…")
        side = round(_SIDE * theme.scale)
        self.setMinimumSize(side, side)
        self.setAccessibleName(tr("Preview of the manifold"))

    def set_picture(self, picture: NDArray[np.uint8] | None, waiting: str = "") -> None:
        """Show (channels, height, width)."""
        self._waiting = waiting
        if picture is None:
            self._image = None
        else:
            pixels = picture[0] if len(picture) == 1 else np.moveaxis(picture, 0, -1)
            self._image = as_image(pixels, dark=True)
        self._scale()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._scale()

    def _scale(self) -> None:
        self._scaled = None
        if self._image is not None:
            ratio = self.devicePixelRatioF()
            self._scaled = self._image.scaled(
                (QSizeF(self.size()) * ratio).toSize(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(ratio)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self._scaled is None:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)
                return
            room = QRectF(QPointF(0, 0), self._scaled.deviceIndependentSize())
            room.moveCenter(QRectF(self.rect()).center())
            painter.drawImage(room.topLeft().toPoint(), self._scaled)
            if self._framed:
                painter.setPen(QPen(QColor(self._theme.border), 1))
                painter.drawRect(
                    QRectF(room.topLeft().toPoint(), room.size()).adjusted(0, 0, -1, -1)
                )


class ManifoldDialog(QDialog):
    """Asks for axes and a size, and shows what will be saved.

    Attributes
    ----------
    wanted
        A key of `AXES`, and images in a row: a picture of these is asked for.
    save_wanted
        A `Path`, and the picture.
    """

    wanted = Signal(str, int)
    save_wanted = Signal(Path, np.ndarray)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._shown: Manifold | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Manifold of {name}", name=name))
        self._view = Preview(theme)
        self._axes = ComboBox(self)
        self._axes.setMinimumContentsLength(30)
        for key, axes in AXES.items():
            self._axes.addItem(tr(axes.title), key)
            self._axes.setItemData(
                self._axes.count() - 1, f"<qt>{tr(axes.tip)}</qt>", Qt.ItemDataRole.ToolTipRole
            )
        self._axes.select(DEFAULT_AXES)
        self._n = SpinBox(1, _MOST, parent=self)
        self._n.setValue(DEFAULT_SIDE)
        form = FormGrid(theme)
        form.beside(self._axes, tr("Grid lines"), tr("Where the points lie that are decoded."))
        form.beside(self._n, tr("Images in a row"), tr("As many as rows."))
        self._told = QLabel(self)
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self._save = buttons.addButton(tr("Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        self._save.setDefault(True)
        self._save.clicked.connect(self._ask_for_file)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space.xl] * 4)
        column.setSpacing(theme.space.l)
        column.addWidget(self._view, 1)
        column.addLayout(form)
        column.addWidget(self._told)
        column.addWidget(buttons)
        self._axes.currentIndexChanged.connect(self._ask)
        self._n.valueChanged.connect(self._ask)
        self._tell()

    def ask(self) -> None:
        """Ask for the picture of what is chosen."""
        self._ask()

    @Slot()
    def _ask(self) -> None:
        self._tell()
        self.wanted.emit(*self._chosen())

    def _chosen(self) -> tuple[str, int]:
        return self._axes.currentData(), self._n.value()

    @Slot(Manifold)
    def show_manifold(self, manifold: Manifold) -> None:
        """Show a picture, or why there is none."""
        self._shown = manifold
        self._view.set_picture(manifold.picture, manifold.problem)
        self._tell()

    def _tell(self) -> None:
        """Say what the axes are and how large the picture is; only what is seen is saved."""
        shown, (axes, n) = self._shown, self._chosen()
        current = shown is not None and (shown.axes, shown.n) == (axes, n)
        text = tr(AXES[axes].tip)
        if current and shown is not None and shown.picture is not None:
            _, height, width = shown.picture.shape
            text = tr("{tip} {width} × {height} pixels.", tip=text, width=width, height=height)
        self._told.setText(text)
        self._save.setEnabled(current and shown is not None and shown.picture is not None)

    @Slot()
    def _ask_for_file(self) -> None:
        shown = self._shown
        if shown is None or shown.picture is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            tr("Save the manifold"),
            f"manifold-{shown.axes}-{shown.n}.png",
            tr("PNG image ({names})", names="*.png"),
        )
        if chosen:
            path = Path(chosen)
            self.save_wanted.emit(path if path.suffix else path.with_suffix(".png"), shown.picture)
            self.accept()


def show_manifold(desk: Desk, theme: Theme, window: QWidget) -> None:
    """Open the dialog for the run on the screen."""
    run = desk.workspace.shown
    if run is None or run.snapshot is None:
        return
    dialog = ManifoldDialog(run.name, theme, window)
    dialog.wanted.connect(desk.manifolds.ask)
    desk.manifolds.made.connect(dialog.show_manifold)
    dialog.save_wanted.connect(
        lambda path, picture: desk.pictures.write(path, lambda: png_bytes(picture))
    )
    dialog.ask()
    dialog.open()
