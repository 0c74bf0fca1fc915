"""The decision regions in the plot, decoded while their layer is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.core.measures.decision_regions import DecisionRegions
from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.layers.regions import RegionLayer

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel


def bind_regions(panel: LatentPanel, desk: Desk) -> None:
    """Show the regions of the classifier over what is seen of the plane."""
    plot, name, source = panel.plot, RegionLayer.name, desk.regions
    layer = plot.stack.layer(RegionLayer)

    def watch(switched: str, shown: bool) -> None:
        if switched == name:
            source.watch(shown)

    def show(regions: DecisionRegions | None) -> None:
        classifier = desk.classifiers.now
        layer.set_regions(regions, classifier.class_names if classifier is not None else ())
        plot.update()

    def tell(problem: str) -> None:
        layer.set_problem(problem)
        plot.update()

    layer.wanted = source.look_at
    panel.layer_switched.connect(watch)
    attach(panel, source.changed, show)
    attach(panel, source.problem_changed, tell)
    attach(panel, desk.classifiers.opened, lambda: panel.set_layers({name: True}))
    watch(name, panel.layers().get(name, False))
