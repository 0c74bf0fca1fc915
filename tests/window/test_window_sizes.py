"""The window at its smallest, and as it grows and shrinks."""

from __future__ import annotations

import pytest
from gui_kit import drag
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QTabBar


def docks(explorer) -> dict[str, QDockWidget]:
    return explorer.window.layout_of_panels.docks


def seen(explorer) -> set[str]:
    return {n for n, dock in docks(explorer).items() if not dock.visibleRegion().isEmpty()}


def size_to(explorer, width: int, height: int) -> None:
    explorer.window.resize(width, height)
    explorer.wait_until(lambda: explorer.window.height() == height)
    explorer.let_docks_settle()


@pytest.fixture
def placed(explorer):
    """Return a window whose docks follow its size, as the program has it."""
    explorer.window.setAnimated(False)
    size_to(explorer, 1024, 700)
    explorer.window.layout_of_panels.bring_back()
    return explorer


@pytest.mark.parametrize("size", [(800, 500), (1024, 640), (1500, 940)])
def test_the_plot_is_the_largest_thing_and_nothing_is_cut(placed, size) -> None:
    size_to(placed, *size)
    assert (placed.window.width(), placed.window.height()) == size
    plot = placed.window.latent
    for name in seen(placed):
        panel = docks(placed)[name].widget()
        assert panel.width() >= panel.minimumSizeHint().width(), name
        assert panel.height() >= panel.minimumSizeHint().height(), name
        assert panel.width() * panel.height() < plot.width() * plot.height(), name
    assert placed.plot.height() >= 200


def test_in_a_small_window_panels_step_aside_and_come_back_with_the_room(placed) -> None:
    before = seen(placed)
    assert {"curves", "strip"} <= before
    size_to(placed, 800, 500)
    assert seen(placed) == before - {"curves", "strip"}
    size_to(placed, 1024, 640)
    assert seen(placed) == before


def test_the_tab_that_was_in_front_is_so_again(placed) -> None:
    docks(placed)["interpolation"].raise_()
    placed.wait_until(lambda: "interpolation" in seen(placed))
    size_to(placed, 800, 500)
    size_to(placed, 1024, 640)
    placed.wait_until(lambda: "interpolation" in seen(placed))
    assert "curves" not in seen(placed)


def test_what_is_opened_in_a_small_window_stays(placed) -> None:
    size_to(placed, 800, 500)
    docks(placed)["curves"].toggleViewAction().trigger()
    assert "curves" in seen(placed)
    size_to(placed, 820, 510)
    assert "curves" in seen(placed)


def test_a_panel_that_was_closed_by_hand_does_not_come_back_by_itself(placed) -> None:
    docks(placed)["strip"].close()
    size_to(placed, 800, 500)
    size_to(placed, 1024, 640)
    assert docks(placed)["strip"].isHidden()


def test_what_has_stepped_aside_is_there_in_a_larger_window_of_the_next_start(
    placed, open_window
) -> None:
    size_to(placed, 800, 500)
    placed.window.close()
    again = open_window()
    again.window.layout_of_panels.bring_back()
    size_to(again, 1024, 640)
    assert {"curves", "strip"} <= seen(again)


def test_a_side_of_a_small_window_does_not_take_that_part_of_a_large_one(placed) -> None:
    size_to(placed, 800, 560)
    placed.window.layout_of_panels.bring_back()  # as after a start with such a window
    size_to(placed, 1600, 900)
    assert docks(placed)["training"].width() <= 0.2 * 1600


def edge(explorer) -> QPoint:
    """Return a point between the left docks and the plot."""
    left = docks(explorer)["training"]
    return QPoint(left.x() + left.width() + 2, left.y() + left.height() // 2)


def test_an_edge_that_was_moved_keeps_its_part_of_the_window(placed) -> None:
    size_to(placed, 1200, 800)
    start = edge(placed)
    drag(placed.window, start, start + QPoint(120, 0))
    part = docks(placed)["training"].width() / 1200
    assert part > 0.3
    size_to(placed, 1600, 900)
    assert docks(placed)["training"].width() / 1600 == pytest.approx(part, abs=0.01)


def test_a_panel_that_grows_while_a_button_is_pressed_is_not_wanted_so(placed) -> None:
    """A mouse button that is down somewhere is not a hand at an edge."""
    size_to(placed, 1200, 800)
    before = docks(placed)["training"].width()
    button = placed.button("Train")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    placed.window.resizeDocks(
        [docks(placed)["training"]], [before + 150], Qt.Orientation.Horizontal
    )
    placed.let_docks_settle()
    size_to(placed, 1210, 800)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    assert docks(placed)["training"].width() == pytest.approx(before, abs=6)


def test_a_side_that_is_shown_later_has_its_part_of_the_window(placed) -> None:
    size_to(placed, 1200, 800)
    both = [docks(placed)[name] for name in ("curves", "samples", "interpolation")]
    height = docks(placed)["curves"].height()
    front = next(dock for dock in both if not dock.visibleRegion().isEmpty())
    for dock in both:
        dock.hide()
    size_to(placed, 1200, 1000)
    front.show()
    placed.let_docks_settle()
    assert front.height() == pytest.approx(height * 1000 / 800, abs=40)


def test_the_names_of_tabs_stay_whole_in_a_small_window(explorer) -> None:
    explorer.window.resize(1024, 640)
    explorer.let_docks_settle()
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    bars = [b for b in explorer.window.findChildren(QTabBar, options=direct) if b.isVisible()]
    assert bars
    for bar in bars:
        metrics = bar.fontMetrics()
        for place in range(bar.count()):
            assert bar.tabRect(place).width() >= metrics.horizontalAdvance(bar.tabText(place))
    explorer.window.layout_of_panels.raise_panel("selection")
    (bar,) = [b for b in bars if b.tabText(b.currentIndex()) == "Selection"]
    assert bar.rect().contains(bar.tabRect(bar.currentIndex()).center())  # it has been scrolled to


def test_the_pad_takes_no_room_from_the_plot(placed) -> None:
    size_to(placed, 1024, 640)
    before = docks(placed)["decoded"].width(), placed.plot.size()
    placed.window.layout_of_panels.raise_panel("draw")
    placed.wait_until(lambda: "draw" in seen(placed))
    placed.let_docks_settle()
    assert (docks(placed)["decoded"].width(), placed.plot.size()) == before
    assert placed.panel("decoded").view.image_rect().height() >= 84
