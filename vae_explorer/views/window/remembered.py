"""What the window remembers of its panels from one start to the next."""

from __future__ import annotations

from typing import Any

from vae_explorer.session.settings import Settings
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.window.layout import Layout


class Remembered:
    """Writes down how the panels were left, and puts them back like that.

    What was stored may be of another version, or from another hand: whatever makes no sense is
    left as it is in a new window.
    """

    def __init__(self, settings: Settings, layout: Layout, latent: LatentPanel) -> None:
        self._settings = settings
        self._layout = layout
        self._latent = latent

    def restore(self) -> None:
        """Let the panels be as they were left."""
        self._layout.restore(self._settings)
        layers = self._settings.table("layers", {})
        self._latent.set_layers({k: on for k, on in layers.items() if isinstance(on, bool)})
        panels = self._settings.table("panels", {})
        self._layout.panels.restore_states(panels or self._of_version_1())

    def save(self) -> None:
        """Write down how the panels are now."""
        self._layout.save(self._settings)
        self._settings.set_table("layers", self._latent.layers())
        self._settings.set_table("panels", self._layout.panels.states())
        self._settings.sync()

    def _of_version_1(self) -> dict[str, Any]:
        """Return what a version that knew its panels by heart has left."""
        return {
            "decoded": self._settings.table("decoded", {}),
            "training": {
                "run": self._settings.table("run", {}),
                "sections": self._settings.table("sections", []),
            },
        }
