"""What the window does when a digit is looked at: its panel comes to the front, the focus stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from vae_explorer.core.selection import Selection
from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach

if TYPE_CHECKING:
    from vae_explorer.views.window.main_window import MainWindow

PANEL = "digit"
_HIGH = 0.52  # of its side of the window, that the panel has at least when it comes


def connect_looking(window: MainWindow, desk: Desk) -> None:
    """Let the panel be seen when a dot is clicked and no digit was looked at before."""
    layout, first = window.layout_of_panels, [True]

    def note(_text: str, before: Selection, _after: Selection) -> None:
        first[0] = before.current is None and before.own is None

    def show() -> None:
        if not first[0] or PANEL not in layout.docks or layout.presenting:
            return
        first[0] = False
        layout.raise_panel(PANEL)
        dock, above = layout.docks[PANEL], layout.docks.get("decoded")
        if above is None or dock.isFloating() or not above.isVisible() or above.isFloating():
            return
        room = dock.height() + above.height()
        if dock.height() < _HIGH * room:
            high = round(_HIGH * room)
            window.resizeDocks([above, dock], [room - high, high], Qt.Orientation.Vertical)

    attach(window, desk.workspace.selected.edited, note)
    # Later: who selects the digit hears of the click as well.
    window.latent.plot.dot_chosen.connect(lambda _row: QTimer.singleShot(0, window, show))
