"""What the window does about selecting: its actions, and the panel that comes to the front."""

from __future__ import annotations

from collections.abc import Sized
from typing import TYPE_CHECKING

from vae_explorer.session.desk import Desk

if TYPE_CHECKING:
    from vae_explorer.views.window.main_window import MainWindow

PANEL = "selection"


def connect_selecting(window: MainWindow, desk: Desk) -> None:
    """Connect the actions, and let the panel be seen when several digits were selected."""
    act, docks = window.actions_by_name, window.layout_of_panels.docks
    hand, selected = window.latent.plot.hand.tools, desk.workspace.selected

    def show_panel() -> None:
        if PANEL in docks and not window.layout_of_panels.presenting:
            window.layout_of_panels.raise_panel(PANEL)

    def follow(rows: Sized, _how: str) -> None:
        if len(rows) > 1 and PANEL in docks:
            show_panel()
            window.panels[PANEL].show_selected()  # type: ignore[attr-defined]

    def find() -> None:
        show_panel()
        if PANEL in docks:
            window.panels[PANEL].focus_search()  # type: ignore[attr-defined]

    act["select_all"].triggered.connect(hand.choose_all)
    act["select_nothing"].triggered.connect(selected.clear)
    act["find"].triggered.connect(find)
    hand.chosen.connect(follow)
