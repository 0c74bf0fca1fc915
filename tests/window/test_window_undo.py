"""What was placed or selected is taken back, step by step, and done again."""

from __future__ import annotations

import pytest
from gui_kit import (
    click,
    double_click,
    drag,
    drag_on,
    handle,
    in_plot,
    key,
    press,
    release,
    shortcut,
    wheel,
    write,
)
from PySide6.QtCore import QPoint, Qt

from vae_explorer.core.storage.model_file import save_snapshot
from vae_explorer.views.window import undo

ALL = set(range(10))


def take_back(explorer) -> None:
    shortcut(explorer.window, explorer.action("undo"))


def do_again(explorer) -> None:
    shortcut(explorer.window, explorer.action("redo"))


def place(explorer) -> tuple[float, float]:
    assert explorer.desk.workspace.probe == explorer.plot.cursor_place
    return explorer.plot.cursor_place


def test_there_is_nothing_to_take_back_at_first(explorer) -> None:
    assert not explorer.action("undo").isEnabled()
    assert not explorer.action("redo").isEnabled()
    titles = [action.text() for action in explorer.window.menuBar().actions()]
    assert titles[:2] == ["&File", "&Edit"]


def test_a_path_is_laid_out_bent_and_taken_back(explorer) -> None:
    explorer.window.layout_of_panels.raise_panel("interpolation")
    explorer.wait_until(lambda: explorer.desk.paths.active)
    paths, route, plot = explorer.desk.paths, explorer.desk.workspace.route, explorer.plot
    first = route.now
    explorer.qtbot.mouseClick(explorer.control("New path"), Qt.MouseButton.LeftButton)
    for at in ((-1.0, -1.5), (1.0, -1.5)):
        click(plot, in_plot(plot, at))
    key(plot, Qt.Key.Key_Escape)
    assert len(route.now.places) == 2
    assert explorer.action("undo").text() == "&Undo laying out a path"
    middle = in_plot(plot, paths.middles[0])
    drag(plot, middle, middle + QPoint(0, -70))
    assert len(route.now.places) == 3
    bent = route.now
    take_back(explorer)
    assert len(route.now.places) == 2
    take_back(explorer)
    assert route.now == first
    do_again(explorer)
    do_again(explorer)
    assert route.now == bent


def test_a_whole_drag_is_one_step(explorer) -> None:
    start = handle(explorer.plot)
    before = place(explorer)
    drag(explorer.plot, start, start + QPoint(90, -60), moves=9)
    after = place(explorer)
    images = len(explorer.images)
    take_back(explorer)
    assert place(explorer) == before
    assert len(explorer.images) == images + 1
    assert not explorer.action("undo").isEnabled()
    do_again(explorer)
    assert place(explorer) == after
    assert not explorer.action("redo").isEnabled()


def test_no_step_is_made_while_the_hand_still_drags(explorer) -> None:
    start = handle(explorer.plot)
    press(explorer.plot, start)
    drag_on(explorer.plot, start, start + QPoint(50, 0))
    assert not explorer.action("undo").isEnabled()
    key(explorer.plot, Qt.Key.Key_Escape)
    release(explorer.plot, start + QPoint(50, 0))
    assert not explorer.action("undo").isEnabled()


def test_clicks_are_taken_back_one_by_one(explorer) -> None:
    places = [place(explorer)]
    for offset in (QPoint(-70, 60), QPoint(50, 40), QPoint(80, -90)):
        click(explorer.plot, handle(explorer.plot) + offset)
        places.append(place(explorer))
    for before in reversed(places[:-1]):
        take_back(explorer)
        assert place(explorer) == pytest.approx(before)
    for after in places[1:]:
        do_again(explorer)
        assert place(explorer) == pytest.approx(after)


def test_a_click_on_the_handle_is_no_step(explorer) -> None:
    click(explorer.plot, handle(explorer.plot))
    assert not explorer.action("undo").isEnabled()


def test_panning_and_zooming_are_no_steps(explorer) -> None:
    at = handle(explorer.plot) + QPoint(100, 80)
    drag(explorer.plot, at, at + QPoint(-40, 30))
    wheel(explorer.plot, at, 2)
    assert not explorer.action("undo").isEnabled()


def test_a_run_of_nudges_is_one_step_and_ends_with_a_pause(explorer, monkeypatch) -> None:
    before = place(explorer)
    key(explorer.plot, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up)
    between = place(explorer)
    monkeypatch.setattr(undo, "RUN_SECONDS", -1.0)  # as if the hand had rested
    key(explorer.plot, Qt.Key.Key_Right)
    take_back(explorer)
    assert place(explorer) == pytest.approx(between)
    take_back(explorer)
    assert place(explorer) == before


def test_a_drag_ends_a_run_of_nudges(explorer) -> None:
    before = place(explorer)
    key(explorer.plot, Qt.Key.Key_Right)
    start = handle(explorer.plot)
    drag(explorer.plot, start, start + QPoint(30, 30))
    key(explorer.plot, Qt.Key.Key_Right)
    for _ in range(3):
        assert place(explorer) != before
        take_back(explorer)
    assert place(explorer) == before


def test_each_typed_coordinate_is_a_step(explorer) -> None:
    explorer.enter("z₁", "1.25")
    explorer.enter("z₂", "-0.5")
    explorer.plot.setFocus()
    take_back(explorer)
    assert place(explorer) == (1.25, 0)
    take_back(explorer)
    assert place(explorer) == (0, 0)
    explorer.wait_until(lambda: explorer.text_of("z₁") == "0.00")


def test_stepping_through_a_coordinate_is_one_step(explorer) -> None:
    field = explorer.control("z₁")
    field.setFocus()
    key(field, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert place(explorer)[0] == pytest.approx(0.3)
    explorer.plot.setFocus()
    take_back(explorer)
    assert place(explorer) == (0, 0)


def test_a_text_field_has_an_undo_of_its_own(explorer) -> None:
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    there = place(explorer)
    field = explorer.control("β")
    field.setFocus()
    before = field.text()
    write(field, "2.5")
    while field.text() != before:
        take_back(explorer)
    assert place(explorer) == there
    assert explorer.action("undo").isEnabled()


def test_a_coordinate_gives_undo_back_once_it_has_moved_the_cursor(explorer) -> None:
    field = explorer.control("z₁")
    explorer.enter("z₁", "1.25")
    key(field, Qt.Key.Key_End, Qt.Key.Key_5)
    assert explorer.text_of("z₁") == "1.255"
    take_back(explorer)
    assert explorer.text_of("z₁") == "1.25"
    assert place(explorer) == (1.25, 0)
    take_back(explorer)
    assert place(explorer) == (0, 0)
    explorer.wait_until(lambda: explorer.text_of("z₁") == "0.00")
    do_again(explorer)
    assert place(explorer) == (1.25, 0)


def test_hidden_and_isolated_classes_come_back(explorer) -> None:
    legend = explorer.window.latent.legend
    click(legend.chips[3])
    double_click(legend.chips[4])
    assert legend.visible == {4}
    take_back(explorer)
    assert legend.visible == ALL - {3}
    take_back(explorer)
    assert legend.visible == ALL
    assert explorer.plot.dots.count == len(explorer.snapshot.labels)
    assert not explorer.action("undo").isEnabled()
    do_again(explorer)
    do_again(explorer)
    assert legend.visible == {4}
    assert [chip.isChecked() for chip in legend.chips].count(True) == 1


def test_a_choice_with_the_keyboard_and_showing_all_are_steps(explorer) -> None:
    legend = explorer.window.latent.legend
    legend.chips[5].setFocus()
    key(explorer.window, Qt.Key.Key_Space)
    explorer.qtbot.mouseClick(explorer.control("Show all"), Qt.MouseButton.LeftButton)
    assert legend.visible == ALL
    take_back(explorer)
    assert legend.visible == ALL - {5}
    take_back(explorer)
    assert legend.visible == ALL


def test_showing_all_that_is_shown_is_no_step(explorer) -> None:
    explorer.qtbot.mouseClick(explorer.control("Show all"), Qt.MouseButton.LeftButton)
    assert not explorer.action("undo").isEnabled()


def test_moves_and_choices_are_taken_back_in_turn(explorer) -> None:
    legend = explorer.window.latent.legend
    click(legend.chips[3])
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    assert explorer.action("undo").text() == "&Undo moving the cursor"
    take_back(explorer)
    assert place(explorer) == (0, 0)
    assert legend.visible == ALL - {3}
    assert explorer.action("undo").text() == "&Undo choosing classes"
    assert explorer.action("redo").text() == "&Redo moving the cursor"


def test_a_place_out_of_view_is_brought_into_it(explorer) -> None:
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    wheel(explorer.plot, handle(explorer.plot), 12)
    take_back(explorer)
    view = explorer.plot.plane.rect
    assert view.left < 0 < view.right
    assert view.bottom < 0 < view.top


def test_it_works_in_the_middle_of_training(explorer) -> None:
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    explorer.train()
    take_back(explorer)
    assert place(explorer) == (0, 0)


def test_it_goes_on_when_another_model_is_opened(explorer, tmp_path) -> None:
    """The probe is a place of the plane, whatever model is looked at there."""
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    there = place(explorer)
    path = tmp_path / "another.safetensors"
    save_snapshot(explorer.snapshot, path)
    explorer.window.files.open_path(path)
    explorer.wait_until(lambda: explorer.desk.path == path)
    assert place(explorer) == there
    click(explorer.plot, handle(explorer.plot) + QPoint(30, 30))
    take_back(explorer)
    assert place(explorer) == pytest.approx(there)
    take_back(explorer)
    assert place(explorer) == (0, 0)
    assert explorer.desk.path == path


def test_the_toolbar_has_it_too(explorer) -> None:
    click(explorer.plot, handle(explorer.plot) + QPoint(-70, 60))
    button = explorer.window.toolbar.widgetForAction(explorer.action("undo"))
    explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert place(explorer) == (0, 0)
