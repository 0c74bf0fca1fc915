"""Pictures from elsewhere: a file, what was dropped, or the clipboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.own_pictures import MOST_PIXELS
from vae_explorer.session.desk import Desk
from vae_explorer.session.own_images import TOPIC
from vae_explorer.session.state import Message
from vae_explorer.views.style.painting import painting

FILTER = marked("Pictures (*.png *.jpg *.jpeg *.PNG *.JPG *.JPEG)")
_LARGEST_SIDE = 1024


def ask_for_picture(desk: Desk, window: QWidget) -> None:
    """Ask for a picture and open it."""
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Open an image"), "", tr(FILTER))
    if chosen:
        open_picture(desk, chosen)


def open_picture(desk: Desk, path: str) -> None:
    """Open a file as a picture, whatever it is."""
    desk.own_images.open(Path(path))


def paste(desk: Desk) -> None:
    """Open the picture on the clipboard, or say that there is none."""
    if not open_mime(desk, QGuiApplication.clipboard().mimeData()):
        text = tr("There is no picture on the clipboard. Copy one, then paste it.")
        desk.post(Message("info", text, topic=TOPIC))


def open_mime(desk: Desk, mime: QMimeData | None) -> bool:
    """Open a picture, or the first file, of what was dropped or copied; return if there is one."""
    if mime is None:  # a clipboard on which nothing has been put
        return False
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if files:  # of which a file manager has a picture, too: its icon
        open_picture(desk, files[0])
        return True
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    if image.isNull():
        return False
    if image.width() * image.height() > MOST_PIXELS:
        size = f"{image.width():,} x {image.height():,}"
        text = tr("The picture has too many pixels ({size}). Copy a part of it.", size=size)
        desk.post(Message("error", text, topic=TOPIC))
    else:
        desk.own_images.paste(_levels(image))
    return True


def _levels(image: QImage) -> NDArray[np.uint8]:
    """Return a picture, (h, w, 3), on white where it is transparent."""
    if max(image.width(), image.height()) > _LARGEST_SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        image = image.scaled(_LARGEST_SIDE, _LARGEST_SIDE, keep, smooth)
    white = QImage(image.size(), QImage.Format.Format_RGB888)
    white.fill(Qt.GlobalColor.white)
    with painting(white) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.drawImage(0, 0, image)
    height, width, line = white.height(), white.width(), white.bytesPerLine()
    rows = np.frombuffer(white.constBits(), np.uint8).reshape(height, line)
    return rows[:, : 3 * width].reshape(height, width, 3).copy()
