"""What the window remembers of its panels from one start to the next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.session.settings import Settings
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.window.layout import Layout


class Remembered:
    """Writes down how the panels were left, and puts them back like that.

    What was stored may be of another version, or from another hand: whatever makes no sense is
    left as it is in a new window.
    """

    def __init__(
        self,
        settings: Settings,
        layout: Layout,
        latent: LatentPanel,
        decoded: DecodedPanel,
        training: TrainingPanel,
    ) -> None:
        self._settings = settings
        self._layout = layout
        self._latent = latent
        self._decoded = decoded
        self._training = training
        self._overridden: dict[str, tuple[object, object]] = {}  # what was given, and instead of

    def restore(self) -> None:
        """Let the panels be as they were left."""
        self._layout.restore(self._settings)
        layers = self._stored("layers", {})
        self._latent.set_layers({k: on for k, on in layers.items() if isinstance(on, bool)})
        self._decoded.set_options(self._stored("decoded", {}))
        sections = self._stored("sections", [])
        self._training.set_expanded_sections(key for key in sections if isinstance(key, str))
        try:
            config = RunConfig.from_json(self._stored("run", {}))
        except UserError:
            config = RunConfig()
        self._training.set_config(config)

    def override(self, **fields: object) -> None:
        """Change fields of the next run for this time only, unless the user changes them again."""
        config = self._training.config()
        self._overridden = {name: (given, getattr(config, name)) for name, given in fields.items()}
        self._training.set_config(replace(config, **fields))  # type: ignore[arg-type]

    def save(self) -> None:
        """Write down how the panels are now."""
        self._layout.save(self._settings)
        self._store("layers", self._latent.layers())
        self._store("decoded", self._decoded.options())
        self._store("sections", list(self._training.expanded_sections()))
        if not self._training.problems():
            self._store("run", self._own_config().to_json())
        self._settings.sync()

    def _own_config(self) -> RunConfig:
        """Return the next run as the user has set it."""
        config = self._training.config()
        kept: dict[str, Any] = {
            name: instead_of
            for name, (given, instead_of) in self._overridden.items()
            if getattr(config, name) == given
        }
        return replace(config, **kept)

    def _store(self, key: str, value: object) -> None:
        self._settings.set_option(key, json.dumps(value))

    def _stored(self, key: str, default: Any) -> Any:
        """Return a stored value of the default's type, or the default."""
        try:
            value = json.loads(self._settings.text(key, json.dumps(default)))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default
