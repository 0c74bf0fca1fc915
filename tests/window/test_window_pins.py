"""Pins in the whole window: put, followed, taken back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from gui_kit import TINY, click, in_plot, key, shortcut
from PySide6.QtCore import Qt

from vae_explorer.session.state import RunState


def test_a_place_is_pinned_by_key_and_button_and_taken_back(explorer) -> None:
    explorer.plot.setFocus()
    explorer.desk.workspace.place(0.5, 0.25)
    pins = explorer.desk.workspace.pins

    key(explorer.plot, Qt.Key.Key_P)
    explorer.desk.workspace.place(-0.5, 0.25)
    explorer.qtbot.mouseClick(explorer.control("Pin the handle’s place"), Qt.MouseButton.LeftButton)

    assert [(pin.name, pin.z) for pin in pins.all] == [("A", (0.5, 0.25)), ("B", (-0.5, 0.25))]
    assert explorer.action("undo").text() == "&Undo pinning B"
    shortcut(explorer.plot, explorer.action("undo"))
    assert [pin.name for pin in pins.all] == ["A"]
    shortcut(explorer.plot, explorer.action("redo"))
    assert [pin.name for pin in pins.all] == ["A", "B"]


def test_a_run_is_followed_in_the_panel_and_sought_from_there(explorer) -> None:
    explorer.window.layout_of_panels.raise_panel("pins")
    explorer.train(replace(TINY, epochs=20))
    explorer.wait_for(RunState.FINISHED)
    panel, workspace = explorer.panel("pins"), explorer.desk.workspace
    pick = panel._pick
    explorer.qtbot.mouseClick(pick, Qt.MouseButton.LeftButton)
    assert explorer.plot.picking
    explorer.wait_until(lambda: not explorer.plot.dots.moving)
    codes = explorer.snapshot.embedding
    middle = codes[np.hypot(*(codes - np.median(codes, axis=0)).T).argmin()]
    click(explorer.plot, in_plot(explorer.plot, middle))

    (pin,) = workspace.pins.all
    assert not explorer.plot.picking
    label = int(explorer.snapshot.labels[pin.row])
    assert pin.name == f"{explorer.snapshot.class_names[label]} · #{pin.row}"
    strip = panel.rows[pin.id].strip
    explorer.wait_until(lambda: strip.filled >= 3)
    click(strip, strip.rect_of(0).center().toPoint())
    assert workspace.moment == 0
    mark = explorer.plot.pins._marks[0]
    assert len(mark.past) == 0
    assert len(mark.future) == len(explorer.desk.run.timeline) - 1


def test_picking_a_pin_and_a_waypoint_are_not_mixed_up(explorer) -> None:
    workspace = explorer.desk.workspace
    pins, way = workspace.pins, workspace.route
    explorer.desk.paths.set_active(True)
    way.pick(1)
    pins.pick(True)
    assert way.picking is None
    assert explorer.plot.picking
    way.pick(0)
    assert not pins.picking
    assert explorer.plot.picking
    explorer.plot.setFocus()
    key(explorer.plot, Qt.Key.Key_Escape)
    assert not explorer.plot.picking
    assert way.picking is None
