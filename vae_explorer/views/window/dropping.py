"""Files that are dropped on the window, and the sign over the plot that they may be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMainWindow, QWidget

from vae_explorer.core.experiments.reading import SUFFIX as EXPERIMENT
from vae_explorer.core.language import tr
from vae_explorer.core.storage.model_file import SUFFIX
from vae_explorer.core.storage.own_pictures import SUFFIXES as PICTURES
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.window.files import Files
from vae_explorer.views.window.looks import Looks
from vae_explorer.views.window.session_files import session_at

_OPENED = (SUFFIX, EXPERIMENT, *PICTURES)
_GROUND, _LINE, _MARGIN, _ROUND = 0.85, 2, 8, 8  # opacity; units


class DropWindow(QMainWindow):
    """A window that opens files that are dropped on it, and says so while they are dragged over.

    Attributes
    ----------
    drop_sign
        Says it.
    """

    drop_sign: DropSign
    files: Files
    looks: Looks

    def take_drops(self, over: QWidget) -> None:
        """Take them from now on; the sign covers that widget."""
        self.drop_sign = DropSign(over)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
        self.drop_sign.show_for(list(filter(_is_opened, paths)), self.looks.theme)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.drop_sign.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_sign.hide()
        paths = _files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
        for path in paths:
            self.files.open_path(path)


class DropSign(QWidget):
    """A frame over a widget, with what would be opened."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._theme: Theme | None = None
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.hide()

    def show_for(self, paths: Sequence[Path], theme: Theme) -> None:
        """Say that these may be dropped; nothing of none."""
        if len(paths) == 1:
            self.text = tr("Drop to open {name}", name=paths[0].name)
        else:
            self.text = tr("Drop to open {number} files", number=len(paths))
        self._theme = theme
        self.setGeometry(self._over.rect())
        self.raise_()
        self.setVisible(bool(paths))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if (theme := self._theme) is None:
            return
        margin, corner = _MARGIN * theme.scale, _ROUND * theme.scale
        ground = QColor(theme.plot_background)
        ground.setAlphaF(_GROUND)
        room = QRectF(self.rect())
        inner = room.adjusted(margin, margin, -margin, -margin)
        middle = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(self.font()).elidedText(self.text, middle, int(inner.width() - margin))
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(room, ground)
            painter.setPen(QPen(QColor(theme.accent), _LINE * theme.scale, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(inner, corner, corner)
            painter.setPen(QColor(theme.text))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)


def _files_of(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _is_opened(path: Path) -> bool:
    return path.suffix.lower() in _OPENED or session_at(path) is not None
