"""The pins in the plot: put there by hand, and followed through the moments of the shown run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.core.pins import Pin
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import count
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.desk import Desk
from vae_explorer.session.pins import MOST_PINS
from vae_explorer.session.state import Message
from vae_explorer.session.workspace import Workspace
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.layers.trails import MOMENTS, TrailLayer
from vae_explorer.views.latent.marks import PinMark, Points

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel


def bind_pins(panel: LatentPanel, desk: Desk) -> None:
    """Show the pins of the session, and let them be put into the plane and taken away."""
    plot, workspace, pins = panel.plot, desk.workspace, desk.workspace.pins
    route = desk.workspace.route

    def show() -> None:
        plot.set_pins(marks_of(workspace))

    def pin(z1: float, z2: float, row: int | None) -> None:
        snapshot = workspace.snapshot
        if snapshot is None:
            return
        if pins.full:
            room = count(MOST_PINS, marked("pin"))
            text = tr("There is room for {pins}. Remove one first.", pins=room)
            desk.post(Message("info", text, topic="pins"))
        elif row is None:
            pins.add_place(z1, z2)
        else:
            pins.add_digit(row, name_of(snapshot, row), snapshot.config.dataset)

    def take(z1: float, z2: float, row: int | None) -> None:
        if pins.picking:
            pins.pick(False)
            pin(z1, z2, row)

    def show_picking() -> None:
        plot.set_picking(pins.picking or route.picking is not None)

    def pick_a_waypoint() -> None:
        if route.picking is not None:
            pins.pick(False)
        show_picking()

    def pick_a_pin(picking: bool) -> None:
        if picking:
            route.pick(None)
        show_picking()

    attach(panel, pins.changed, show)
    for signal in (workspace.snapshot_changed, workspace.timeline_changed, workspace.shown_changed):
        attach(panel, signal, show)
    attach(panel, pins.picking_changed, pick_a_pin)
    attach(panel, route.picking_changed, pick_a_waypoint)
    plot.picked.connect(take)
    plot.pick_cancelled.connect(lambda: pins.pick(False))
    plot.pin_wanted.connect(pin)
    plot.unpin_wanted.connect(pins.remove)
    _bind_trails(panel, workspace)
    show()


def _bind_trails(panel: LatentPanel, workspace: Workspace) -> None:
    """Tell the plot where the codes were, while the trails are switched on."""

    def show() -> None:
        if TrailLayer.name in panel.plot.stack.shown:
            panel.plot.set_trails(trail_of(workspace.snapshot, _timeline(workspace)))

    panel.layer_switched.connect(lambda _name, _shown: show())
    for signal in (workspace.snapshot_changed, workspace.timeline_changed):
        attach(panel, signal, show)
    show()


def name_of(snapshot: Snapshot, row: int) -> str:
    """Return what a pinned digit is called at first: ``4 · #115``."""
    return f"{class_name(snapshot.class_names, int(snapshot.labels[row]))} · #{row}"


def marks_of(workspace: Workspace) -> list[PinMark]:
    """Return the pins that can be found in the shown run, with the ways of the digits."""
    snapshot = workspace.snapshot
    if snapshot is None:
        return []
    return marks_in(workspace.pins.all, snapshot, _timeline(workspace))


def marks_in(
    pins: Sequence[Pin], snapshot: Snapshot, timeline: Timeline, turn: Alignment | None = None
) -> list[PinMark]:
    """Return the pins that can be found in a run, in its plane or in one that it is turned to."""
    rows, dataset = len(snapshot.labels), snapshot.config.dataset
    found = [pin for pin in pins if pin.is_of(dataset, rows)]
    return [_mark(pin, snapshot, timeline, turn or Alignment()) for pin in found]


def _mark(pin: Pin, snapshot: Snapshot, timeline: Timeline, turn: Alignment) -> PinMark:
    if pin.row is None:
        return PinMark(pin.id, pin.name, pin.colour, place=pin.z)
    ways: tuple[list[Points], list[Points]] = ([], [])
    for frame in timeline.frames:
        if frame.step != snapshot.step and pin.row < len(frame.embedding):
            ways[frame.step > snapshot.step].append(frame.embedding[pin.row])
    past, future = (turn.to_first(np.array(way, np.float32).reshape(-1, 2)) for way in ways)
    return PinMark(pin.id, pin.name, pin.colour, row=pin.row, past=past, future=future)


def trail_of(snapshot: Snapshot | None, timeline: Timeline) -> list[Points]:
    """Return where the codes of a snapshot were at the last moments before it."""
    if snapshot is None:
        return []
    before = [frame for frame in timeline.frames if frame.step < snapshot.step]
    return [frame.embedding for frame in before[-MOMENTS:]]


def _timeline(workspace: Workspace) -> Timeline:
    shown = workspace.shown
    return shown.timeline if shown is not None else Timeline()
