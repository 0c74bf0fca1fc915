"""The true posterior in the plot, made while its layer is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.session.desk import Desk
from vae_explorer.session.truths import PLOT
from vae_explorer.views.attach import attach
from vae_explorer.views.digit.lens import LensPicture
from vae_explorer.views.latent.layers.heat import HeatLayer
from vae_explorer.views.latent.layers.posterior import PosteriorLayer
from vae_explorer.views.latent.own_ellipse import EllipseHand

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel


def bind_heat(panel: LatentPanel, desk: Desk) -> None:
    """Show the posterior of the digit under the pointer, or of the one that is looked at."""
    plot, truths, own, name = panel.plot, desk.truths, desk.own_encoder, HeatLayer.name
    heat_layer, over = plot.stack.layer(HeatLayer), plot.stack.layer(PosteriorLayer)

    def watch(layer: str, shown: bool) -> None:
        if layer == name:
            truths.watch(PLOT, shown)

    def show_heat() -> None:
        heat, near = truths.heat, truths.near
        truth = near.truth if near is not None else None
        over.set_q(heat.q if heat is not None else None)
        over.set_lens(LensPicture(truth.lens) if truth is not None else None)
        if heat is None:
            heat_layer.set_heat(None)
        elif truth is None:
            heat_layer.set_heat((heat.rect, heat.log_posterior))
        else:  # both by the same ln p(x)
            coarse = heat.log_posterior + np.float32(heat.log_px - truth.log_px)
            heat_layer.set_heat((heat.rect, coarse), (truth.lens.rect, truth.lens.log_posterior))
        show_age()
        plot.update()

    def show_age() -> None:
        over.set_behind(truths.steps_behind)

    def show_own() -> None:
        over.set_attempt(own.now.q if own.now is not None else None)
        plot.update()

    hand = EllipseHand(plot)
    hand.moved.connect(own.move)
    hand.settled.connect(own.settle)
    hand.ended.connect(own.stop)
    attach(panel, own.changed, show_own)
    attach(panel, truths.map_wanted, lambda wanted: panel.set_layers({name: wanted}))
    panel.layer_switched.connect(watch)
    plot.hovered.connect(truths.hover)
    attach(panel, truths.heat_changed, show_heat)
    attach(panel, desk.workspace.snapshot_changed, show_age)
    attach(panel, truths.changed, show_heat)
    watch(name, panel.layers().get(name, False))
