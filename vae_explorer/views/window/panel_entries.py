"""The entries of the View menu that bring panels to the front, and close them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vae_explorer.views.window.layout import Layout


def panel_entries(layout: Layout, parent: QWidget) -> list[QAction]:
    """Return an entry for each panel, checked while the panel is in front.

    Qt's own entry of a dock is checked behind another's tab too: to choose it would close what is
    looked for.
    """

    def show_or_close(name: str, show: bool) -> None:
        if show:
            layout.raise_panel(name)
        else:
            layout.docks[name].close()

    entries = []
    for name, dock in layout.docks.items():
        entry = QAction(dock.windowTitle(), parent, checkable=True)
        entry.triggered.connect(lambda show, name=name: show_or_close(name, show))
        dock.visibilityChanged.connect(entry.setChecked)
        entries.append(entry)
    return entries
