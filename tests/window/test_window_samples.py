"""Samples in the whole window, with the mouse."""

from __future__ import annotations

from gui_kit import click
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from vae_explorer.views.latent.layers.samples import SampleLayer
from vae_explorer.views.panels.sample_grid import SampleGrid


def test_draws_rain_onto_the_plane_and_a_click_on_one_moves_the_probe(explorer) -> None:
    explorer.show()
    explorer.window.layout_of_panels.raise_panel("samples")
    panel = explorer.panel("samples")
    draw = next(b for b in panel.findChildren(QPushButton) if b.text() == "Draw")
    explorer.wait_until(draw.isVisible)
    explorer.qtbot.mouseClick(draw, Qt.MouseButton.LeftButton)
    layer = explorer.plot.stack.layer(SampleLayer)
    explorer.wait_until(lambda: layer.count == 200)
    explorer.wait_until(lambda: not layer.moving)
    grid = next(grid for grid in panel.findChildren(SampleGrid) if grid.isVisible())
    explorer.wait_until(lambda: "of 200 in holes" in grid.told)
    explorer.wait_until(lambda: explorer.desk.sampling.look.figures is not None)
    z = explorer.desk.sampling.batch.z[17]
    click(grid.grid, grid.grid.place_of(17).center().toPoint())
    assert explorer.desk.workspace.probe == tuple(map(float, z))
    assert explorer.plot.cursor_place == tuple(map(float, z))


def test_the_aggregate_posterior_is_drawn_once_its_layer_is_on(explorer) -> None:
    explorer.show()
    assert explorer.desk.sampling.look is None
    action = next(a for a in explorer.window.latent.layer_actions() if a.data() == "aggregate")
    action.trigger()
    explorer.wait_until(lambda: explorer.desk.sampling.look is not None)
    assert explorer.desk.sampling.look.contours
