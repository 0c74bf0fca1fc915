"""The panels around the plot: one file and one row each.

To add one, write a file like `strip_panel` and name its row here; or one like `curves_panel`, with
its row here alone, so that the window need not wait for it.
"""

from __future__ import annotations

from vae_explorer.core.language import marked
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
        marked("Experiments"),
        LEFT,
        tab_of="training",
    ),
    decoded_panel.PANEL,
    strip_panel.PANEL,
    later("vae_explorer.views.panels.digit_panel", "digit", marked("Digit"), RIGHT, tab_of="strip"),
    later(
        "vae_explorer.views.panels.strips_panel",
        "strips",
        marked("By epoch"),
        RIGHT,
        tab_of="strip",
    ),
    later("vae_explorer.views.panels.pad_panel", "draw", marked("Draw"), RIGHT, tab_of="strip"),
    later(
        "vae_explorer.views.panels.digits_panel", "digits", marked("Digits"), RIGHT, tab_of="strip"
    ),
    later("vae_explorer.views.panels.curves_panel", "curves", marked("Losses"), BOTTOM),
    later("vae_explorer.views.panels.kl_panel", "kl", "KL", BOTTOM, tab_of="curves"),
    later(
        "vae_explorer.views.panels.posterior_plane_panel",
        "posterior-plane",
        marked("Posterior plane"),
        BOTTOM,
        tab_of="curves",
    ),
    later(
        "vae_explorer.views.panels.samples_panel",
        "samples",
        marked("Samples"),
        BOTTOM,
        tab_of="curves",
    ),
    later(
        "vae_explorer.views.panels.path_panel",
        "interpolation",
        marked("Path"),
        BOTTOM,
        tab_of="curves",
    ),
    later("vae_explorer.views.panels.pins_panel", "pins", marked("Pins"), BOTTOM, tab_of="curves"),
    later(
        "vae_explorer.views.panels.selection_panel",
        "selection",
        marked("Selection"),
        BOTTOM,
        tab_of="curves",
    ),
)
