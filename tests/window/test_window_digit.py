"""A digit is selected in the window: its panel, its heat map, and being its encoder."""

from __future__ import annotations

import pytest
from gui_kit import click, drag, in_plot, key, move, shortcut, write
from PySide6.QtCore import QPoint, Qt

from vae_explorer.views.digit.ellipse import places
from vae_explorer.views.latent.layers.heat import HeatLayer
from vae_explorer.views.latent.layers.posterior import PosteriorLayer


@pytest.fixture
def window(explorer, trained):
    """Return a window with a model and its images."""
    explorer.window.resize(1300, 860)
    explorer.desk.show(trained)
    explorer.wait_until(lambda: explorer.desk.products.images is not None)
    explorer.wait_until(lambda: explorer.window.panels.is_complete)
    return explorer


def dot(window, row: int) -> QPoint:
    z1, z2 = (float(v) for v in window.snapshot.embedding[row])
    return in_plot(window.plot, (z1, z2))


def outermost(window) -> int:
    """Return a digit whose dot no other covers."""
    return int((window.snapshot.embedding**2).sum(axis=1).argmax())


def test_a_click_on_a_dot_brings_the_panel_and_its_figures(window) -> None:
    docks = window.window.layout_of_panels.docks
    assert docks["digit"].visibleRegion().isEmpty()
    window.plot.setFocus()
    click(window.plot, dot(window, outermost(window)))
    window.wait_until(lambda: not docks["digit"].visibleRegion().isEmpty())
    assert window.plot.hasFocus()
    panel = window.panel("digit")
    window.wait_until(lambda: panel.figures.isVisible())
    assert "= log p(x)" in panel.figures.sum.text()
    # Another panel that is brought to the front stays there when another dot is clicked.
    window.window.layout_of_panels.raise_panel("strip")
    window.qtbot.wait(10)
    click(window.plot, dot(window, 0))
    window.qtbot.wait(30)
    assert docks["digit"].visibleRegion().isEmpty()


def test_the_heat_map_follows_the_pointer(window) -> None:
    heat = window.plot.stack.layer(HeatLayer)
    action = next(a for a in window.window.latent.layer_actions() if a.data() == "heat")
    assert not action.isChecked()
    window.plot.setFocus()
    shortcut(window.window, action)
    assert action.isChecked()
    assert not heat.filled
    move(window.plot, dot(window, outermost(window)))
    window.wait_until(lambda: heat.filled)
    assert window.desk.truths.heat.target.row == outermost(window)
    window.wait_until(lambda: window.plot.stack.layer(PosteriorLayer)._lens is not None)
    window.plot.grab()
    action.setChecked(False)
    assert window.desk.truths.heat is None


def test_the_ellipse_can_be_dragged_in_the_plot(window) -> None:
    click(window.plot, dot(window, outermost(window)))
    panel = window.panel("digit")
    window.wait_until(lambda: panel.be.isVisible())
    window.qtbot.wait(60)  # until all has its place
    click(panel.head.map)
    assert window.desk.truths.shows_map
    panel._scroll.ensureWidgetVisible(panel.be)
    window.qtbot.wait(20)
    click(panel.be)
    own, plot = window.desk.own_encoder, window.plot
    window.wait_until(lambda: own.now is not None)
    before, probe = own.now.q, window.desk.workspace.probe
    margin = QPoint(plot.left_margin, 0)
    start = places(plot.plane, before, plot.scale)["middle"].toPoint() + margin
    drag(plot, start, start + QPoint(30, -20))
    moved = (own.now.q.mean - before.mean) * plot.plane.scale
    assert moved == pytest.approx([30, 20], abs=2)
    assert window.desk.workspace.probe == probe
    window.wait_until(lambda: own.now.elbo != own.now.truth.elbo)
    plot.setFocus()
    key(plot, Qt.Key.Key_Escape)
    assert own.now is None
    assert window.desk.subjects.now is not None


def be_the_encoder(window) -> None:
    """Select a digit by its number, and begin, as a hand does."""
    window.window.layout_of_panels.raise_panel("digit")
    panel = window.panel("digit")
    window.wait_until(panel.head.number.isVisible)
    click(panel.head.number)
    window.qtbot.wait(20)
    write(window.window, str(outermost(window)))
    key(window.window, Qt.Key.Key_Return)
    window.wait_until(panel.be.isVisible)
    window.qtbot.wait(60)  # until all has its place
    panel._scroll.ensureWidgetVisible(panel.be)
    window.qtbot.wait(20)
    click(panel.be)
    window.wait_until(lambda: window.desk.own_encoder.now is not None)


@pytest.mark.parametrize("from_plot", [False, True])
def test_arrow_keys_move_the_ellipse_at_once(window, from_plot: bool) -> None:
    be_the_encoder(window)
    own, probe = window.desk.own_encoder, window.desk.workspace.probe
    before = own.now.q
    if from_plot:
        window.plot.setFocus()
    key(window.window, Qt.Key.Key_Up)
    key(window.window, Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert own.now is not None
    assert own.now.q.mean == pytest.approx(before.mean + before.sigma * (0, 0.1))
    assert own.now.q.sigma == pytest.approx(before.sigma * (1.05, 1))
    assert window.desk.workspace.probe == probe
