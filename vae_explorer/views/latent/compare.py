"""Plots side by side: the shown run's, and those of the runs that it is compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QWidget,
)

from vae_explorer.core.language import tr
from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.comparison import Comparison, Member
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.views.latent.cell import Cell, Title
from vae_explorer.views.latent.layers.dots import DotLayer
from vae_explorer.views.latent.layers.ground import GroundLayer
from vae_explorer.views.latent.layers.handle import HandleLayer
from vae_explorer.views.latent.layers.hover import HoverLayer
from vae_explorer.views.latent.layers.lasso import LassoLayer
from vae_explorer.views.latent.layers.mosaic import MosaicLayer
from vae_explorer.views.latent.layers.names import NameLayer
from vae_explorer.views.latent.layers.notes import NoteLayer
from vae_explorer.views.latent.layers.path import PathLayer
from vae_explorer.views.latent.layers.pins import PinLayer
from vae_explorer.views.latent.layers.rings import RingLayer
from vae_explorer.views.latent.layers.selection import SelectionLayer
from vae_explorer.views.latent.pins import marks_in
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import Theme

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel

COMPARED = (
    GroundLayer,
    MosaicLayer,
    DotLayer,
    RingLayer,
    NameLayer,
    NoteLayer,
    PathLayer,
    SelectionLayer,
    PinLayer,
    LassoLayer,
    HoverLayer,
    HandleLayer,
)
"""The layers of a plot beside the first one, from the ground up."""

_WIDE = 1.15  # by how much the room is wider than high, from where on two stand side by side


class PlotGrid(QWidget):
    """The first plot, and up to three others, in rows.

    Attributes
    ----------
    plot_added
        The id of a run, and its new `Cell`.
    drop_wanted
        The id of a run that should not be compared any more.
    """

    plot_added = Signal(int, QWidget)
    drop_wanted = Signal(int)

    def __init__(self, plot: LatentPlot, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.first = Cell(plot, theme, self, tr("Stop comparing"))
        self.cells: dict[int, Cell] = {}
        self._layers: Mapping[str, bool] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.first.set_theme(theme)
        for cell in self.cells.values():
            cell.set_theme(theme)
            cell.plot.set_theme(theme)

    def set_runs(self, run_ids: tuple[int, ...]) -> None:
        """Have a plot for each of these runs beside the first one."""
        for gone in [i for i in self.cells if i not in run_ids]:
            cell = self.cells.pop(gone)
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        for run_id in run_ids:
            if run_id not in self.cells:
                plot = LatentPlot(self._theme, None, COMPARED)
                cell = Cell(plot, self._theme, self, tr("Do not compare this run"))
                cell.set_compared(True)
                cell.closed.connect(partial(self.drop_wanted.emit, run_id))
                for name, shown in self._layers.items():
                    plot.set_layer(name, shown)
                self.cells[run_id] = cell
                self.plot_added.emit(run_id, cell)
        self.cells = {i: self.cells[i] for i in run_ids}
        self.first.set_compared(bool(self.cells))
        self.first.align.setVisible(bool(self.cells))
        self._lay_out()

    def set_layers(self, layers: Mapping[str, bool]) -> None:
        """Show or hide layers of the other plots, as far as they have them."""
        known = {kind.name for kind in COMPARED}
        for name, shown in layers.items():
            if name in known and self._layers.get(name) is not shown:
                for cell in self.cells.values():
                    cell.plot.set_layer(name, shown)
        self._layers = {name: shown for name, shown in layers.items() if name in known}

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Let all plots be as large as they can: in a row, a column or a square."""
        cells = [self.first, *self.cells.values()]
        wide = self.width() > _WIDE * self.height()
        if len(cells) == 2 or (len(cells) == 3 and self.width() > 2.4 * self.height()):
            columns = len(cells) if wide else 1
        else:
            columns = math.ceil(math.sqrt(len(cells)))
        for place, cell in enumerate(cells):
            self._grid.addWidget(cell, place // columns, place % columns)
            cell.show()
        for i in range(4):
            self._grid.setColumnStretch(i, int(i < columns))
            self._grid.setRowStretch(i, int(i < math.ceil(len(cells) / columns)))


def turn_text(turn: Alignment) -> str:
    """Return how a plane is turned, in words."""
    degrees = f"{turn.degrees:.0f}".replace("-", "−").replace("−0", "0")
    if turn.mirrored:
        return tr("mirrored, turned {degrees}°", degrees=degrees)
    return tr("turned {degrees}°", degrees=degrees)


def title_of(run: Run, snapshot: Snapshot, turn: str = "") -> Title:
    """Return what stands above the plot of a run."""
    losses = snapshot.history.latest_held_out
    facts = [tr("epoch {epoch:.2f}", epoch=snapshot.epoch)]
    if losses is not None:
        config = snapshot.config
        facts.append(f"{config.loss_title} {config.loss_text(losses.negative_elbo)}")
    return Title(run.name, run.colour, " · ".join([*facts, *([turn] if turn else [])]))


def bind_comparison(panel: LatentPanel, desk: Desk) -> None:
    """Show the runs that are compared, each in a plot; all have one probe and one selection."""
    _Binding(panel, desk)


class _Binding(QObject):
    """Keeps the plots beside the first one, and its head, as the session is."""

    def __init__(self, panel: LatentPanel, desk: Desk) -> None:
        super().__init__(panel)
        self._panel, self._grid = panel, panel.grid
        self._workspace, self._products = desk.workspace, desk.products
        self._comparison: Comparison = desk.comparison
        self._images: NDArray[np.uint8] | None = None
        comparison, workspace, grid = self._comparison, self._workspace, self._grid
        grid.plot_added.connect(self._wire)
        grid.drop_wanted.connect(comparison.toggle)
        grid.first.closed.connect(comparison.stop)
        grid.first.align.toggled.connect(comparison.set_aligned)
        comparison.runs_changed.connect(self._show_runs)
        comparison.members_changed.connect(self._show_members)
        comparison.mosaic_changed.connect(self._show_mosaic)
        workspace.snapshot_changed.connect(self._show_first)
        workspace.run_changed.connect(self._show_first)
        workspace.probe_changed.connect(self._show_probe)
        workspace.classes_changed.connect(self._show_classes)
        workspace.pins.changed.connect(self._show_members)
        workspace.draws.changed.connect(self._show_members)
        workspace.selected.changed.connect(self._show_selection)
        workspace.selected.tool_changed.connect(self._show_selection)
        self._products.image_changed.connect(grid.first.set_image)
        self._products.images_changed.connect(self._take_images)
        panel.layer_switched.connect(lambda _name, _shown: grid.set_layers(panel.layers()))
        grid.set_layers(panel.layers())
        if comparison.active:
            self._show_runs()
            self._show_members()

    def _wire(self, run_id: int, cell: Cell) -> None:
        plot, first = cell.plot, self._panel.plot
        for name in ("cursor_moved", "cursor_dropped", "cursor_nudged", "pin_wanted"):
            getattr(plot, name).connect(getattr(first, name))
        plot.dot_chosen.connect(partial(self._choose, run_id))
        plot.nothing_chosen.connect(first.nothing_chosen)
        tools, bar = plot.hand.tools, self._panel.tools.bar
        tools.wanted.connect(first.hand.tools.wanted)
        tools.chosen.connect(first.hand.tools.chosen)
        tools.how_changed.connect(bar.set_how)
        tools.counted.connect(bar.set_count)
        bar.how_wanted.connect(tools.set_how)
        plot.unpin_wanted.connect(first.unpin_wanted)
        plot.layer_failed.connect(first.layer_failed)
        plot.mosaic_wanted.connect(partial(self._comparison.request_mosaic, run_id))

    def _show_runs(self) -> None:
        self._grid.set_runs(self._comparison.others)
        self._show_first()

    def _show_first(self) -> None:
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if self._comparison.active and shown is not None and snapshot is not None:
            self._grid.first.head.set_title(title_of(shown, snapshot))

    def _show_members(self) -> None:
        for member in self._comparison.members:
            cell = self._grid.cells.get(member.run.id)
            if cell is not None:
                self._show_member(cell, member)
        if self._comparison.active and self._grid.first.image.image is None:
            self._products.decode()

    def _show_member(self, cell: Cell, member: Member) -> None:
        snapshot, plot = member.snapshot, cell.plot
        plot.set_class_names(snapshot.class_names)
        plot.set_visible_classes(self._workspace.classes)
        plot.set_cursor(*self._workspace.probe)
        plot.set_codes(snapshot.codes.turned(member.turn))
        plot.set_images(self._images if member.alike else None)
        pins = self._workspace.pins.all
        plot.set_pins(marks_in(pins, snapshot, member.run.timeline, member.turn))
        turn = turn_text(member.turn) if self._comparison.aligned else ""
        self._select_in(cell, member)
        turn = turn if member.alike else tr("other images: not aligned")
        cell.head.set_title(title_of(member.run, snapshot, turn))
        self._decode(cell, member)

    def _show_selection(self) -> None:
        for member in self._comparison.members:
            if (cell := self._grid.cells.get(member.run.id)) is not None:
                self._select_in(cell, member)

    def _select_in(self, cell: Cell, member: Member) -> None:
        """Mark what is selected where a run has codes of the same digits."""
        now, snapshot = self._workspace.selected.now, member.snapshot
        there = member.alike and now.is_of(snapshot.config.dataset, len(snapshot.labels))
        cell.plot.set_selection(now.rows if there else (), now.current if there else None)
        tools, tool = cell.plot.hand.tools, self._workspace.selected.tool
        if tools.tool != (tool if member.alike else ""):
            tools.set_tool(tool if member.alike else "")
            tools.set_how(self._panel.plot.hand.tools.how)

    def _choose(self, run_id: int, row: int) -> None:
        """Select a dot of a plot beside the first one, where it is of the same digit there."""
        if any(member.alike and member.run.id == run_id for member in self._comparison.members):
            self._panel.plot.dot_chosen.emit(row)

    def _decode(self, cell: Cell, member: Member) -> None:
        if member.snapshot.decodes_points_alone or self._products.ready:
            cell.set_image(member.decode(self._workspace.probe, self._workspace.draws.seed))

    def _show_probe(self, z1: float, z2: float) -> None:
        for member in self._comparison.members:
            cell = self._grid.cells.get(member.run.id)
            if cell is not None:
                cell.plot.set_cursor(z1, z2)
                self._decode(cell, member)

    def _show_classes(self, classes: frozenset[int]) -> None:
        for cell in self._grid.cells.values():
            cell.plot.set_visible_classes(classes)

    def _show_mosaic(self, mosaic: object) -> None:
        cell = self._grid.cells.get(mosaic.run_id)  # type: ignore[attr-defined]
        if cell is not None:
            cell.plot.set_mosaic(mosaic.rect, mosaic.image)  # type: ignore[attr-defined]

    def _take_images(self, images: object) -> None:
        self._images = images.images if images is not None else None  # type: ignore[attr-defined]
