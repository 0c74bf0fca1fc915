"""The layers of the latent plot, from the ground up.

The order of painting, the buttons of the panel, the entries of the View menu and what is remembered
of them follow from these rows.
"""

from __future__ import annotations

from vae_explorer.views.latent.layers.aggregate import AggregateLayer
from vae_explorer.views.latent.layers.dots import DotLayer
from vae_explorer.views.latent.layers.gradients import GradientLayer
from vae_explorer.views.latent.layers.ground import GroundLayer
from vae_explorer.views.latent.layers.handle import HandleLayer
from vae_explorer.views.latent.layers.heat import HeatLayer
from vae_explorer.views.latent.layers.hover import HoverLayer
from vae_explorer.views.latent.layers.lasso import LassoLayer
from vae_explorer.views.latent.layers.layer import Layer
from vae_explorer.views.latent.layers.mosaic import MosaicLayer
from vae_explorer.views.latent.layers.names import NameLayer
from vae_explorer.views.latent.layers.notes import NoteLayer
from vae_explorer.views.latent.layers.own import OwnLayer
from vae_explorer.views.latent.layers.path import PathLayer
from vae_explorer.views.latent.layers.pins import PinLayer
from vae_explorer.views.latent.layers.posterior import PosteriorLayer
from vae_explorer.views.latent.layers.regions import RegionLayer
from vae_explorer.views.latent.layers.rings import RingLayer
from vae_explorer.views.latent.layers.samples import SampleLayer
from vae_explorer.views.latent.layers.selection import SelectionLayer
from vae_explorer.views.latent.layers.shifts import ShiftLayer
from vae_explorer.views.latent.layers.trails import TrailLayer
from vae_explorer.views.latent.layers.veil import VeilLayer

STACK: tuple[type[Layer], ...] = (
    GroundLayer,
    MosaicLayer,
    VeilLayer,
    RegionLayer,
    HeatLayer,
    TrailLayer,
    DotLayer,
    ShiftLayer,
    SampleLayer,
    RingLayer,
    AggregateLayer,
    NameLayer,
    GradientLayer,
    NoteLayer,
    PathLayer,
    OwnLayer,
    PosteriorLayer,
    SelectionLayer,
    PinLayer,
    LassoLayer,
    HoverLayer,
    HandleLayer,
)
