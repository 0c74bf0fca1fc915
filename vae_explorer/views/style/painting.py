"""A painter that ends with what it is used for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter


@contextmanager
def painting(device: QPaintDevice, *, smooth: bool = False) -> Iterator[QPainter]:
    """Paint on a widget or a picture, with smooth edges or not, and end that whatever happens.

    A painter that is left active ends the process: when the picture goes, or when the widget next
    changes its size.
    """
    painter = QPainter(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        yield painter
    finally:
        painter.end()
