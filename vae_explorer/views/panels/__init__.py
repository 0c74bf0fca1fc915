"""The panels around the plot: one file each, with the row that this list gathers.

To add one, write a file like `strip_panel` and name its row here.
"""

from __future__ import annotations

from vae_explorer.views.panels import (
    curves_panel,
    decoded_panel,
    runs_panel,
    strip_panel,
    training_panel,
)
from vae_explorer.views.panels.panel import Panel

PANELS: tuple[Panel, ...] = (
    training_panel.PANEL,
    runs_panel.PANEL,
    decoded_panel.PANEL,
    strip_panel.PANEL,
    curves_panel.PANEL,
)
