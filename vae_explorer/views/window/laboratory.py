"""What experiments ask of the window: panels and layers to be seen, and their own panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.reading import Known
from vae_explorer.session.desk import Desk

if TYPE_CHECKING:
    from vae_explorer.views.panels.experiments_panel import ExperimentsPanel
    from vae_explorer.views.window.main_window import MainWindow

PANEL = "experiments"


class Laboratory(QObject):
    """Brings to the front what an experiment is about."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._lent: set[str] = set()  # layers that an experiment has switched on
        experiments = desk.experiments
        experiments.files.known = Known(
            panels=tuple(window.layout_of_panels.docks), layers=tuple(window.latent.layers())
        )
        experiments.files.wanted.connect(self._show)
        experiments.view_wanted.connect(self._arrange)
        window.actions_by_name["experiments"].triggered.connect(self.open_gallery)
        window.messages.action_triggered.connect(self._act)

    @property
    def _panel(self) -> ExperimentsPanel:
        return cast("ExperimentsPanel", self._window.panels[PANEL])

    @Slot()
    def open_gallery(self) -> None:
        """Let the gallery, or the page that is open, be seen."""
        self._window.layout_of_panels.raise_panel(PANEL)
        self._panel.setFocus()

    @Slot(Experiment)
    def _show(self, experiment: Experiment) -> None:
        self._window.layout_of_panels.raise_panel(PANEL)
        self._panel.open(experiment.key)

    @Slot(str)
    def _act(self, key: str) -> None:
        verb, _, what = key.partition(":")
        if verb == "experiment":
            self._window.layout_of_panels.raise_panel(PANEL)
            self._panel.open(what)

    @Slot(tuple, tuple)
    def _arrange(self, panels: tuple[str, ...], layers: tuple[str, ...]) -> None:
        """Show panels, of those that share a place the first in front, and layers."""
        layout = self._window.layout_of_panels
        known = [name for name in panels if name in layout.docks]
        if layout.presenting:
            layout.present_panels(known)
        else:
            for name in reversed(known):
                layout.raise_panel(name)
            layout.raise_panel(PANEL)
        latent = self._window.latent
        over = self._lent.difference(layers)  # what only the experiment before has shown
        lent = {name for name in layers if not latent.layers().get(name, True)}
        latent.set_layers(dict.fromkeys(over, False) | dict.fromkeys(layers, True))
        self._lent = self._lent - over | lent
