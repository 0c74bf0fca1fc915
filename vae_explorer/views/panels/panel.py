"""What a panel is: one row, which its own file holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vae_explorer.session.desk import Desk
from vae_explorer.views.style.theme import Theme

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True)
class Panel:
    """A panel beside the plot. Docking, binding, theme, View menu and remembered state follow.

    The widget takes values and emits intent; `bind` subscribes it to what it shows and connects
    what it asks for. It has ``set_theme``; with ``state`` and ``restore`` it is remembered.

    Attributes
    ----------
    name
        Under which it is remembered.
    title
        On its dock, and in the View menu.
    build
        Makes the widget.
    bind
        Connects the widget, which `build` made, to the session.
    area
        Where it docks in a new window.
    presented
        Whether it stays in full screen.
    tab_of
        Name of the panel that it shares a place with, behind it; empty for a place of its own.
    """

    name: str
    title: str
    build: Callable[[Theme], QWidget]
    bind: Callable[[Any, Desk], None]
    area: Qt.DockWidgetArea
    presented: bool = False
    tab_of: str = ""
