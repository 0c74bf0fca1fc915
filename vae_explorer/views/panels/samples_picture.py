"""The pictures of several samplers as one, to be saved."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_GAP, _LINE = 16, 28  # pixels between two pictures, and above them for their titles


def side_by_side(pictures: list[tuple[str, QImage]], theme: Theme) -> QImage:
    """Return pictures with their titles above them; a single one needs none."""
    if len(pictures) == 1:
        return pictures[0][1]
    width = sum(picture.width() + _GAP for _, picture in pictures) - _GAP
    height = max(picture.height() for _, picture in pictures) + _LINE
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(QColor(theme.panel))
    left = 0
    with painting(whole) as painter:
        painter.setPen(QColor(theme.text))
        for title, picture in pictures:
            painter.drawText(left + 4, _LINE - 9, title)
            painter.drawImage(left, _LINE, picture)
            left += picture.width() + _GAP
    return whole
