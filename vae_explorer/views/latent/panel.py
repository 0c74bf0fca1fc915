"""The latent panel: the plot with its legend and its switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.desk import Desk
from vae_explorer.session.sampled import Batch, Look
from vae_explorer.session.sampling import Sampling
from vae_explorer.session.state import Message, RunState
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.colours import DotChoices, bind_colours
from vae_explorer.views.latent.compare import PlotGrid, bind_comparison
from vae_explorer.views.latent.gradients import bind_gradients
from vae_explorer.views.latent.heat import bind_heat
from vae_explorer.views.latent.layers.aggregate import AggregateLayer
from vae_explorer.views.latent.layers.layer import Layer
from vae_explorer.views.latent.layers.stack import STACK
from vae_explorer.views.latent.layers.veil import VeilLayer
from vae_explorer.views.latent.legend import Legend
from vae_explorer.views.latent.path import bind_path
from vae_explorer.views.latent.pins import bind_pins
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.latent.plot_tools import PlotTools, bind_tools
from vae_explorer.views.latent.regions import bind_regions
from vae_explorer.views.latent.selection import bind_selection
from vae_explorer.views.latent.spoken import bind_speech
from vae_explorer.views.latent.switches import ICON, Switches, plot_button
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme

_CHIPS_IN_A_ROW = 5
_NOWHERE = Rect(0, 0, 0, 0)


class LatentPanel(QWidget):
    """Plot, legend and switches. The switches are those of the layers that can be switched.

    Parameters
    ----------
    stack
        The kinds of layers, from the ground up.

    Attributes
    ----------
    layer_switched
        Name of a layer, and whether it is shown.
    """

    layer_switched = Signal(str, bool)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        stack: Sequence[type[Layer]] = STACK,
    ) -> None:
        super().__init__(parent)
        self.plot = LatentPlot(theme, self, stack)
        self.plot.layer_failed.connect(self._follow_failure)
        self.grid = PlotGrid(self.plot, theme, self)
        self.legend = Legend(theme, self)
        self.legend.visible_changed.connect(self.plot.set_visible_classes)
        self._layers = {layer.name: layer for layer in self.plot.stack if layer.switchable}
        self._actions = {name: self._action(layer) for name, layer in self._layers.items()}
        self._failed: set[str] = set()
        self.tools = PlotTools(self.plot, theme, self)
        self._centre = plot_button(
            self, tr("Centre the view on the cursor"), tr("Centre the view on the cursor (C)")
        )
        self._centre.clicked.connect(self.plot.centre_on_handle)
        self._pin = plot_button(
            self,
            tr("Pin the handle’s place"),
            tr("Pin the handle’s place (P): see how what it decodes to emerged"),
        )
        self._pin.clicked.connect(lambda: self.plot.pin_wanted.emit(*self.plot.cursor_place, None))
        self._fit = plot_button(
            self, tr("Show all"), tr("Show all (Home): every code, and every class")
        )
        self._fit.clicked.connect(self.show_all)
        self.switches = Switches(list(self._actions.values()), theme, self)
        self._buttons = [self._switch(action) for action in self.tools.actions.values()]
        self.choices = DotChoices(theme, self)
        colour = plot_button(
            self, tr("Colour dots"), tr("Colour dots: by class, or by a number that each digit has")
        )
        place = plot_button(
            self, tr("Refined codes"), tr("Refined codes: dots where the true posteriors are")
        )
        self._buttons += self.choices.adopt(colour, place)
        self._buttons += [self._pin, self._centre, self._fit]
        self._tools = QHBoxLayout()
        self._tools.setSpacing(0)
        self._tools.addWidget(self.switches)
        for button in self._buttons:
            self._tools.addWidget(button)
        self._bar = bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        bar.setContentsMargins(theme.space.s, theme.space.xs, theme.space.s, theme.space.xs)
        bar.setSpacing(2)
        bar.addWidget(self.legend, 1)
        bar.addLayout(self._tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.choices.line)
        layout.addWidget(self.grid, 1)
        self.set_theme(theme)

    def _action(self, layer: Layer) -> QAction:
        action = QAction(tr(layer.title), self)
        action.setCheckable(True)
        action.setChecked(layer.shown_at_first)
        action.setIconVisibleInMenu(False)  # where a mark tells whether it is on
        action.setShortcut(QKeySequence(layer.shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = tr(layer.tip)
        action.setToolTip(tr("{tip} ({keys})", tip=tip, keys=keys) if keys else tip)
        action.setData(layer.name)
        action.toggled.connect(self._follow_switch)
        self.addAction(action)
        return action

    def _switch(self, action: QAction) -> QToolButton:
        button = plot_button(self, action.text(), action.text())
        button.setDefaultAction(action)  # which has the icon, the tooltip and the state
        return button

    def set_theme(self, theme: Theme) -> None:
        for name, layer in self._layers.items():
            self._actions[name].setIcon(icon(layer.icon, theme))
        self.tools.set_theme(theme)
        self.choices.set_theme(theme)
        self._pin.setIcon(icon("pin", theme))
        self._centre.setIcon(icon("centre", theme))
        self._fit.setIcon(icon("show-all", theme))
        self.switches.set_theme(theme)
        side = round(ICON * theme.scale)
        for button in self._buttons:
            button.setIconSize(QSize(side, side))
        self.legend.set_theme(theme)
        self.plot.set_theme(theme)
        self.grid.set_theme(theme)
        self._arrange()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Fold switches into their menu where chips and buttons find no room side by side.

        Where that does not suffice, chips go on in a second row; then the buttons have one of their
        own.
        """
        margins = self._bar.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._bar.spacing()
        buttons = sum(button.sizeHint().width() for button in self._buttons)
        chips = self.legend.width_of(_CHIPS_IN_A_ROW)
        narrow = room < chips + buttons + self.switches.least
        if not narrow:
            every = self.legend.width_of(len(self.legend.chips))
            enough = room >= every + buttons + self.switches.least
            room -= every if enough else chips
        self.switches.fit(room - buttons)
        way = QBoxLayout.Direction
        self._bar.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def name_classes(self, snapshot: Snapshot) -> None:
        """Name the classes of a snapshot in the legend and the plot."""
        self.set_class_names(snapshot.class_names)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Name the classes in the legend and the plot."""
        self.plot.set_class_names(names)
        self.legend.set_class_names(names)

    def layer_actions(self) -> list[QAction]:
        """Return the switches of the layers, for a menu: checkable, with their shortcuts."""
        return list(self._actions.values())

    def layer_shortcuts(self) -> list[tuple[str, str]]:
        """Return what each switch does and its keys, for the list of shortcuts."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (tr("{layer} on or off", layer=action.text()), action.shortcut().toString(native))
            for action in self._actions.values()
            if not action.shortcut().isEmpty()
        ]

    def layers(self) -> dict[str, bool]:
        """Return which layers the user wants to see, were it possible."""
        return {
            name: action.isChecked() or name in self._failed
            for name, action in self._actions.items()
        }

    def set_layers(self, shown: Mapping[str, bool]) -> None:
        """Show or hide layers by name."""
        for name, action in self._actions.items():
            action.setChecked(shown.get(name, action.isChecked()))

    def reset(self) -> None:
        """Show the layers of a new window, and every class."""
        self.set_layers({name: layer.shown_at_first for name, layer in self._layers.items()})
        self.legend.show_every_class()

    @Slot(bool)
    def _follow_switch(self, shown: bool) -> None:
        name = self.sender().data()  # type: ignore[attr-defined]
        self._failed.discard(name)
        self.plot.set_layer(name, shown)
        self.layer_switched.emit(name, shown)

    @Slot(str, str, str)
    def _follow_failure(self, title: str, _text: str, _details: str) -> None:
        for name, layer in self._layers.items():
            if layer.title == title:
                self._actions[name].setChecked(False)
                self._failed.add(name)

    def show_all(self) -> None:
        """Fit every code and every class."""
        self.legend.show_every_class()
        self.plot.show_all()


def bind(panel: LatentPanel, desk: Desk) -> None:
    """Show the snapshot on the screen, and let the probe and the classes be chosen in the plane."""
    plot, legend = panel.plot, panel.legend
    workspace, products = desk.workspace, desk.products

    def tell_failure(title: str, text: str, details: str) -> None:
        desk.post(Message("error", text, details=details, topic=f"layer {title}"))

    workspace.snapshot_changed.connect(panel.name_classes)
    workspace.probe_changed.connect(plot.set_cursor)
    workspace.probe_placed.connect(plot.reveal)
    workspace.classes_changed.connect(legend.set_visible)
    attach(panel, workspace.activity_changed, lambda a: plot.set_live(a.state is RunState.RUNNING))
    workspace.draws.changed.connect(plot.renew_mosaic)
    _bind_sampling(panel, desk.sampling)
    _bind_prior(panel, desk)
    attach(
        panel, products.mosaic_changed, lambda mosaic: plot.set_mosaic(mosaic.rect, mosaic.image)
    )
    attach(
        panel,
        products.images_changed,
        lambda images: plot.set_images(images.images if images is not None else None),
    )
    plot.cursor_moved.connect(workspace.move)
    plot.cursor_dropped.connect(workspace.settle)
    plot.cursor_nudged.connect(lambda: workspace.settle("nudges"))
    plot.mosaic_wanted.connect(products.request_mosaic)
    plot.layer_failed.connect(tell_failure)
    legend.chosen.connect(workspace.choose_classes)
    bind_colours(panel, desk)
    bind_path(plot, desk.paths, workspace)
    bind_gradients(panel, desk.gradient_arrows)
    bind_heat(panel, desk)
    bind_pins(panel, desk)
    bind_regions(panel, desk)
    bind_selection(plot, desk)
    bind_tools(panel.tools, plot, desk)
    bind_speech(plot, desk)
    bind_comparison(panel, desk)
    if workspace.snapshot is not None:
        panel.name_classes(workspace.snapshot)
    plot.set_cursor(*workspace.probe)
    legend.set_visible(set(workspace.classes))
    plot.set_live(workspace.activity.state is RunState.RUNNING)


def _bind_prior(panel: LatentPanel, desk: Desk) -> None:
    """Show the prior of the shown run; one that was learned as soon as torch is there."""
    workspace, training = desk.workspace, desk.training

    def show() -> None:
        snapshot = workspace.snapshot
        known = snapshot is not None and training.ready
        panel.plot.set_learned_prior(snapshot.learned_prior if snapshot and known else None)

    attach(panel, workspace.snapshot_changed, show)
    attach(panel, workspace.shown_changed, show)
    attach(panel, training.engine_ready, show)
    show()


def _bind_sampling(panel: LatentPanel, sampling: Sampling) -> None:
    """Show the aggregate posterior while its layer is on, and what was drawn."""
    watchers = {AggregateLayer.name: "plot", VeilLayer.name: "veil"}

    def watch(layer: str, shown: bool) -> None:
        if layer in watchers:
            sampling.watch(watchers[layer], shown)

    def show_look(look: Look | None) -> None:
        panel.plot.set_aggregate(look.contours if look is not None else ())
        if look is not None and look.density is not None:
            panel.plot.set_presence(look.density.rect, look.presence)
        else:
            panel.plot.set_presence(_NOWHERE, None)

    def show_batch(batch: Batch | None, new: bool) -> None:
        if batch is None:
            panel.plot.set_samples(np.empty((0, 2), np.float32), np.empty(0, np.bool_))
        else:
            panel.plot.set_samples(batch.z, batch.in_hole, rain=new)

    panel.layer_switched.connect(watch)
    attach(panel, sampling.look_changed, show_look)
    attach(panel, sampling.batch_changed, show_batch)
    show_batch(sampling.batch, False)
    for name in watchers:
        watch(name, panel.layers().get(name, False))
