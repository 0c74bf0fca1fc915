"""The panels around the plot: one file and one row each.

To add one, write a file like `strip_panel` and name its row here; or one like `curves_panel`, with
its row here alone, so that the window need not wait for it.
"""

from __future__ import annotations

from vae_explorer.views.panels import (
    decoded_panel,
    runs_panel,
    strip_panel,
    training_panel,
)
from vae_explorer.views.panels.panel import BOTTOM, LEFT, RIGHT, Panel, later

PANELS: tuple[Panel, ...] = (
    training_panel.PANEL,
    runs_panel.PANEL,
    later(
        "vae_explorer.views.panels.experiments_panel",
        "experiments",
        "Experiments",
        LEFT,
        tab_of="training",
    ),
    decoded_panel.PANEL,
    strip_panel.PANEL,
    later("vae_explorer.views.panels.digit_panel", "digit", "Digit", RIGHT, tab_of="strip"),
    later(
        "vae_explorer.views.panels.strips_panel",
        "strips",
        "By epoch",
        RIGHT,
        tab_of="strip",
    ),
    later("vae_explorer.views.panels.pad_panel", "draw", "Draw", RIGHT, tab_of="strip"),
    later("vae_explorer.views.panels.digits_panel", "digits", "Digits", RIGHT, tab_of="strip"),
    later("vae_explorer.views.panels.curves_panel", "curves", "Losses", BOTTOM),
    later("vae_explorer.views.panels.kl_panel", "kl", "KL", BOTTOM, tab_of="curves"),
    later(
        "vae_explorer.views.panels.posterior_plane_panel",
        "posterior-plane",
        "Posterior plane",
        BOTTOM,
        tab_of="curves",
    ),
    later("vae_explorer.views.panels.samples_panel", "samples", "Samples", BOTTOM, tab_of="curves"),
    later(
        "vae_explorer.views.panels.path_panel",
        "interpolation",
        "Path",
        BOTTOM,
        tab_of="curves",
    ),
    later("vae_explorer.views.panels.pins_panel", "pins", "Pins", BOTTOM, tab_of="curves"),
    later(
        "vae_explorer.views.panels.selection_panel",
        "selection",
        "Selection",
        BOTTOM,
        tab_of="curves",
    ),
)
