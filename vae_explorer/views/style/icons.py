"""The project's SVG icons as ``QIcon``, coloured for a theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

APP_ICON = "vae-explorer"
UNITS = 16
"""Of the side of an icon in a line of text."""

_LOGICAL_SIZES = (16, 20, 24)
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg``: plain, disabled, and in accent while checked.

    ``colour`` replaces the plain and the checked colour, as for a warning sign.
    """
    plain, checked = (colour, colour) if colour else (theme.icon, theme.accent_ink)
    return _tinted(name, plain, checked, theme.disabled, _physical_sizes())


def set_icon(button: QAbstractButton, name: str, theme: Theme, units: int = UNITS) -> None:
    """Give a button its icon, which grows with the type, in units of its side."""
    side = round(units * theme.scale)
    button.setIcon(icon(name, theme))
    button.setIconSize(QSize(side, side))


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """The program's own icon, in full colour."""
    renderer = _renderer(APP_ICON)
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(_render(renderer, size))
    return result


def icon_names() -> tuple[str, ...]:
    """The names that :func:`icon` knows, sorted."""
    folder = files("vae_explorer.resources") / "icons"
    names = (
        entry.name.removesuffix(".svg") for entry in folder.iterdir() if entry.name.endswith(".svg")
    )
    return tuple(sorted(name for name in names if name != APP_ICON))


@lru_cache(maxsize=512)
def _tinted(name: str, plain: str, checked: str, disabled: str, sizes: tuple[int, ...]) -> QIcon:
    mode, state = QIcon.Mode, QIcon.State
    renderer = _renderer(name)
    result = QIcon()
    for size in sizes:
        stencil = _render(renderer, size)
        on = _tint(stencil, checked)
        off = on if plain == checked else _tint(stencil, plain)
        grey = _tint(stencil, disabled)
        result.addPixmap(off, mode.Normal, state.Off)
        result.addPixmap(on, mode.Normal, state.On)
        result.addPixmap(off, mode.Selected, state.Off)
        result.addPixmap(grey, mode.Disabled, state.Off)
        result.addPixmap(grey, mode.Disabled, state.On)
    return result


def _physical_sizes() -> tuple[int, ...]:
    """Each logical size on each screen, so that no icon there is made by scaling another."""
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}
    return tuple(sorted({round(size * ratio) for size in _LOGICAL_SIZES for ratio in ratios}))


def _renderer(name: str) -> QSvgRenderer:
    file = files("vae_explorer.resources") / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"no icon named {name!r}; there are {', '.join(icon_names())}")
    # QSvgRenderer draws currentColor in black, which is the stencil that _tint needs.
    renderer = QSvgRenderer(QByteArray(file.read_bytes()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer


def _render(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap, smooth=True) as painter:
        renderer.render(painter, QRectF(0, 0, size, size))
    return pixmap


def _tint(stencil: QPixmap, colour: str) -> QPixmap:
    pixmap = QPixmap(stencil)
    with painting(pixmap) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), QColor(colour))
    return pixmap
