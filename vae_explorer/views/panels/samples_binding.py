"""Between the Samples panel and the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.session.desk import Desk

if TYPE_CHECKING:
    from vae_explorer.views.panels.samples_panel import SamplesPanel


def bind_samples(panel: SamplesPanel, desk: Desk) -> None:
    """Draw what is wished, show what comes of it, and let the probe follow a chosen image."""
    sampling, workspace = desk.sampling, desk.workspace

    def place(z1: float, z2: float) -> None:
        workspace.place(z1, z2)
        workspace.settle("sample")

    def watch(watching: bool) -> None:
        sampling.watch("figures", watching)

    sampling.look_changed.connect(panel.set_look)
    sampling.wish_changed.connect(panel.set_wish)
    panel.wished.connect(sampling.draw)
    panel.cleared.connect(sampling.clear)
    panel.place_chosen.connect(place)
    panel.watched.connect(watch)
    panel.message.connect(desk.post)
    panel.set_wish(sampling.wish)
    panel.set_look(sampling.look)
    watch(panel.isVisible())
