"""What a panel is: one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
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
        On its dock, and in the View menu; `marked`.
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
    module
        Of a panel that the first frame does not wait for: its file, which is imported beside the
        window. It is built and bound when it is first seen, so that `bind` has to show what there
        is by then.
    """

    name: str
    title: str
    build: Callable[[Theme], QWidget]
    bind: Callable[[Any, Desk], None]
    area: Qt.DockWidgetArea
    presented: bool = False
    tab_of: str = ""
    module: str = ""


def later(
    module: str, name: str, title: str, area: Qt.DockWidgetArea, *, tab_of: str = ""
) -> Panel:
    """Return the row of a panel whose file is not read before it is needed.

    Parameters
    ----------
    module
        Full name of the file; it has `build` and `bind`, see `Panel`.
    """

    def build(theme: Theme) -> QWidget:
        widget: QWidget = import_module(module).build(theme)
        return widget

    def bind(panel: QWidget, desk: Desk) -> None:
        import_module(module).bind(panel, desk)

    return Panel(name, title, build, bind, area, tab_of=tab_of, module=module)
