"""The gradient arrows in the plot, computed while their layer is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.session.gradient_arrows import Arrows, GradientArrows
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.layers.gradients import GradientLayer

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel


def bind_gradients(panel: LatentPanel, source: GradientArrows) -> None:
    """Show arrows at the digit nearest to the probe."""
    plot, name = panel.plot, GradientLayer.name

    def watch(layer: str, shown: bool) -> None:
        if layer == name:
            source.watch(shown)

    def show(arrows: Arrows | None) -> None:
        plot.stack.layer(GradientLayer).set_arrows(arrows)
        plot.update()

    panel.layer_switched.connect(watch)
    attach(panel, source.changed, show)
    watch(name, panel.layers().get(name, False))
