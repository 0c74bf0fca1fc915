"""The panels of a window: built with it, or when they are first seen."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDockWidget, QWidget

from vae_explorer.session.desk import Desk
from vae_explorer.views.panels.panel import Panel
from vae_explorer.views.style.theme import Theme


class Panels(QObject):
    """The widgets within the docks.

    Those whose row names a module are not there at first. `complete` imports the modules on a
    thread of its own, since pyqtgraph alone takes a third of a second; from then on such a panel
    is built as soon as its dock is seen.

    Parameters
    ----------
    docks
        Where the panels go, by name.
    rows
        What panels there are.

    Attributes
    ----------
    is_complete
        The modules are there, and every panel that can be seen is.
    completed
        So it is, or would be if a file were not broken.
    """

    completed = Signal()
    _imported = Signal()

    def __init__(
        self, docks: Mapping[str, QDockWidget], rows: Sequence[Panel], theme: Theme
    ) -> None:
        super().__init__()
        self._docks = docks
        self._rows = {row.name: row for row in rows}
        self._theme = theme
        self._desk: Desk | None = None
        self._built: dict[str, QWidget] = {}
        self._worn: dict[str, Theme] = {}
        self._states: dict[str, Any] = {}  # of those that are not built yet
        self._thread: threading.Thread | None = None
        self.is_complete = False
        self._imported.connect(self._on_imported)
        for row in rows:
            if row.module:
                docks[row.name].setWidget(_placeholder())
            else:
                self[row.name]
            docks[row.name].visibilityChanged.connect(partial(self._on_seen, row.name))

    def __getitem__(self, name: str) -> QWidget:
        """Return a panel, which is built if it was not there."""
        if name not in self._built:
            row, dock = self._rows[name], self._docks[name]
            before = dock.widget()
            self._built[name] = panel = row.build(self._theme)
            self._worn[name] = self._theme
            _keep_room(panel)
            dock.setWidget(panel)
            if before is not None:
                before.deleteLater()
            if self._desk is not None:
                row.bind(panel, self._desk)
            self._restore(name, self._states.pop(name, None))
        return self._built[name]

    def bind(self, desk: Desk) -> None:
        """Connect every panel to the session."""
        self._desk = desk
        for name, panel in self._built.items():
            self._rows[name].bind(panel, desk)

    def set_theme(self, theme: Theme) -> None:
        """Dress every panel that is seen, and the others when they are."""
        self._theme = theme
        for name in self._built:
            if not self._docks[name].visibleRegion().isEmpty():
                self._dress(name)

    def _dress(self, name: str) -> None:
        if self._worn[name] != self._theme:
            self._worn[name] = self._theme
            self._built[name].set_theme(self._theme)  # type: ignore[attr-defined]

    def states(self) -> dict[str, Any]:
        """Return what each panel wants to be remembered of."""
        built = {
            name: panel.state() for name, panel in self._built.items() if hasattr(panel, "state")
        }
        return self._states | built

    def restore_states(self, states: Mapping[str, Any]) -> None:
        """Let the panels be as they were; what makes no sense to one is left as it is."""
        for name in self._rows.keys() & states.keys():
            if name in self._built:
                self._restore(name, states[name])
            else:
                self._states[name] = states[name]

    def complete(self) -> None:
        """Import in the background what the first frame did not wait for."""
        modules = [row.module for row in self._rows.values() if row.module]
        self._thread = threading.Thread(target=self._import, args=(modules,), name="panels")
        self._thread.start()

    def wait(self) -> None:
        """Return when nothing is being imported any more: Qt must not go before that."""
        if self._thread is not None:
            self._thread.join()

    def _import(self, modules: Sequence[str]) -> None:
        for module in modules:
            with contextlib.suppress(Exception):  # which is told when its panel is built
                import_module(module)
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._imported.emit()

    def _on_imported(self) -> None:
        self.is_complete = True
        for name, dock in self._docks.items():
            if not dock.visibleRegion().isEmpty():  # not closed, nor behind another's tab
                self._on_seen(name, True)
        self.completed.emit()

    def _on_seen(self, name: str, seen: bool) -> None:
        if name in self._built:
            if seen:
                self._dress(name)
            # Qt puts a dock whose tab is not in front beyond the edge of the window, and takes it
            # for visible: its panel would go on to work, and its path to be drawn in the plot.
            self._built[name].setVisible(seen)
        elif seen and self.is_complete:
            try:
                self[name]
            except Exception:  # the window tells, and the other panels come all the same
                sys.excepthook(*sys.exc_info())

    def _restore(self, name: str, state: object) -> None:
        panel = self._built[name]
        if isinstance(state, dict) and hasattr(panel, "restore"):
            panel.restore(state)


def _keep_room(panel: QWidget) -> None:
    """Let a panel have its room in a dock while it is hidden, or the others would move."""
    policy = panel.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    panel.setSizePolicy(policy)


def _placeholder() -> QWidget:
    widget = QWidget()
    widget.setProperty("role", "panel")
    return widget
