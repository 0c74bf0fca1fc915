"""A digit is selected in the window: its panel, its heat map, and being its encoder."""

from __future__ import annotations

import pytest
from gui_kit import (
    click,
    drag,
    drag_on,
    in_plot,
    key,
    move,
    press,
    release,
    shortcut,
    write,
)
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


def click_in_panel(window, button) -> None:
    """Click a button that may have to be scrolled to."""
    window.panel("digit")._scroll.ensureWidgetVisible(button)
    window.qtbot.wait(20)
    click(button)


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
    click_in_panel(window, panel.be)
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


def drag_ellipse(window) -> None:
    """Drag it in the plot, by its middle."""
    plot, q = window.plot, window.desk.own_encoder.now.q
    start = places(plot.plane, q, plot.scale)["middle"].toPoint() + QPoint(plot.left_margin, 0)
    drag(plot, start, start + QPoint(30, -20))


def test_what_is_done_to_the_ellipse_is_taken_back_gesture_by_gesture(window) -> None:
    be_the_encoder(window)
    own, undo, redo = window.desk.own_encoder, window.action("undo"), window.action("redo")
    first = own.now.q
    drag_ellipse(window)
    dragged = own.now.q
    key(window.window, Qt.Key.Key_Up, Qt.Key.Key_Up)
    nudged = own.now.q
    click_in_panel(window, window.panel("digit").reset)
    assert own.now.q is first
    assert undo.text() == "&Undo resetting the ellipse"
    for q in (nudged, dragged, first):
        shortcut(window.window, undo)
        assert own.now.q is q
    shortcut(window.window, redo)
    assert own.now.q is dragged
    shortcut(window.window, undo)
    selected = window.desk.workspace.selected
    assert selected.now.rows
    shortcut(window.window, undo)
    assert own.now is None
    assert not selected.now.rows


def test_refining_is_taken_back_at_once_while_it_goes_on(window) -> None:
    be_the_encoder(window)
    own = window.desk.own_encoder
    drag_ellipse(window)
    dragged = own.now.q
    click_in_panel(window, window.panel("digit").refine)
    window.wait_until(lambda: own.now.q is not dragged)
    shortcut(window.window, window.action("undo"))
    assert own.now.q is dragged
    assert not own.refining


def test_once_it_is_over_the_ellipse_is_not_among_what_is_taken_back(window) -> None:
    be_the_encoder(window)
    own, undo = window.desk.own_encoder, window.action("undo")
    drag_ellipse(window)
    key(window.window, Qt.Key.Key_Escape)
    assert own.now is None
    assert "ellipse" not in undo.text()
    shortcut(window.window, undo)
    assert not window.desk.workspace.selected.now.rows
    assert "ellipse" not in window.action("redo").text()


@pytest.mark.parametrize("tool", [Qt.Key.Key_L, Qt.Key.Key_B])
def test_the_ellipse_is_dragged_with_a_tool_in_the_hand_too(window, tool: Qt.Key) -> None:
    be_the_encoder(window)
    own, first = window.desk.own_encoder, window.desk.own_encoder.now.q
    window.plot.setFocus()
    key(window.plot, tool)
    assert window.plot.hand.tools.tool
    drag_ellipse(window)
    assert own.now is not None
    moved = (own.now.q.mean - first.mean) * window.plot.plane.scale
    assert moved == pytest.approx([30, 20], abs=2)


def test_escape_drops_a_line_that_is_being_drawn_before_the_ellipse(window) -> None:
    be_the_encoder(window)
    own, plot = window.desk.own_encoder, window.plot
    plot.setFocus()
    key(plot, Qt.Key.Key_L)
    start = QPoint(plot.left_margin + 20, plot.height() // 2)
    press(plot, start)
    drag_on(plot, start, start + QPoint(30, 30))
    key(plot, Qt.Key.Key_Escape)
    release(plot, start + QPoint(30, 30))
    assert not plot.hand.tools.drawing
    assert own.now is not None
    key(plot, Qt.Key.Key_Escape)
    assert own.now is None
    assert plot.hand.tools.tool


@pytest.mark.parametrize("place", ["digit", "runs"])
def test_escape_lets_the_digit_go_wherever_nothing_is_typed(window, place: str) -> None:
    click(window.plot, dot(window, outermost(window)))
    selected, panel = window.desk.workspace.selected, window.panel("digit")
    window.wait_until(panel.be.isVisible)
    if place == "runs":
        window.window.layout_of_panels.raise_panel("runs")
        window.qtbot.wait(20)
        window.window.runs.list.setFocus()
    else:
        panel.head.map.setFocus()
    assert not window.plot.hasFocus()
    key(window.window, Qt.Key.Key_Escape)
    assert not selected.now.rows


def test_escape_gives_up_a_number_before_it_lets_the_digit_go(window) -> None:
    click(window.plot, dot(window, outermost(window)))
    selected, panel = window.desk.workspace.selected, window.panel("digit")
    window.wait_until(panel.be.isVisible)
    click(panel.head.number)
    window.qtbot.wait(20)
    write(window.window, "1")
    key(window.window, Qt.Key.Key_Escape)
    assert window.plot.hasFocus()
    assert panel.head.number.value() == outermost(window)
    assert selected.now.rows == (outermost(window),)
    key(window.window, Qt.Key.Key_Escape)
    assert not selected.now.rows


def test_escape_ends_being_the_encoder_before_it_lets_the_digit_go(window) -> None:
    be_the_encoder(window)
    window.panel("digit").refine.setFocus()
    key(window.window, Qt.Key.Key_Escape)
    assert window.desk.own_encoder.now is None
    assert window.desk.workspace.selected.now.rows


@pytest.mark.parametrize("size", [(1024, 640), (1400, 900), (1920, 1080)])
def test_bar_and_lens_are_in_view_together_while_one_is_the_encoder(window, size) -> None:
    window.window.resize(*size)
    window.qtbot.wait(50)
    window.window.layout_of_panels.raise_panel("digit")
    window.qtbot.wait(50)
    docks = window.window.layout_of_panels.docks
    before = docks["digit"].height()
    be_the_encoder(window)
    panel = window.panel("digit")
    seen = (panel.figures.bar, panel.lens)

    def are_whole() -> bool:
        return all(part.visibleRegion().boundingRect() == part.rect() for part in seen)

    window.wait_until(are_whole)
    drag_ellipse(window)
    window.qtbot.wait(50)
    assert are_whole()
    assert (window.window.width(), window.window.height()) == size
    key(window.window, Qt.Key.Key_Escape)
    window.wait_until(lambda: docks["digit"].height() == before)


def test_afterwards_the_keys_are_the_plots_again(window) -> None:
    be_the_encoder(window)
    assert window.panel("digit").lens.hasFocus()
    key(window.window, Qt.Key.Key_Escape)
    window.wait_until(window.plot.hasFocus)
