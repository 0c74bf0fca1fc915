"""Everything without a mouse, and a name for everything that a screen reader reaches."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import TINY, click, handle, in_plot, key, shortcut, wheel, write
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from vae_explorer.session.state import Message, RunState
from vae_explorer.views.latent.plot import LatentPlot

INTERACTIVE = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTextEdit,
    LatentPlot,
)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab_to(explorer, wanted: QWidget) -> None:
    """Press Tab until a widget has the focus."""
    for _ in range(100):
        if focused() is wanted:
            return
        key(explorer.window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {wanted.accessibleName() or wanted}")


def test_the_plot_has_the_focus_at_first(explorer) -> None:
    assert focused() is explorer.plot


def test_arrows_nudge_the_handle_and_shift_ten_times_as_far(explorer) -> None:
    before = handle(explorer.plot)
    explorer.images.clear()
    key(explorer.plot, Qt.Key.Key_Right, Qt.Key.Key_Up)
    small = handle(explorer.plot) - before
    assert small.x() == -small.y() > 0
    key(explorer.plot, Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert handle(explorer.plot).x() - before.x() - small.x() == 10 * small.x()
    assert len(explorer.images) == 3


@pytest.mark.parametrize("way", [Qt.Key.Key_Left, Qt.Key.Key_Up])
def test_a_nudge_brings_a_handle_that_is_out_of_view_into_it(explorer, way) -> None:
    plot = explorer.plot
    wheel(plot, handle(plot) + QPoint(-150, 100), 14)
    before, scale = plot.cursor_place, plot.plane.scale
    assert not plot.rect().contains(handle(plot))
    key(plot, way)
    moved = np.subtract(plot.cursor_place, before)
    np.testing.assert_allclose(moved * scale, {Qt.Key.Key_Left: (-4, 0)}.get(way, (0, 4)))
    assert plot.rect().contains(handle(plot))
    assert plot.plane.scale == scale
    seen = plot.plane
    key(plot, way)
    assert plot.plane == seen


def test_a_nudge_over_the_border_takes_the_view_along(explorer) -> None:
    plot = explorer.plot
    place = plot.plane.to_plane(plot.plane.width - 2, 100)
    click(plot, in_plot(plot, place))
    before = plot.cursor_place
    key(plot, Qt.Key.Key_Right)
    assert plot.cursor_place[0] == pytest.approx(before[0] + 4 / plot.plane.scale)
    assert plot.rect().contains(handle(plot))


def test_tab_reaches_every_control_and_comes_round(explorer) -> None:
    explorer.window.training.set_expanded_sections(("network", "objective", "optimiser"))
    reached = []
    while focused() not in reached:
        reached.append(focused())
        key(explorer.window, Qt.Key.Key_Tab)
    left_out = {
        widget.accessibleName() or type(widget).__name__
        for widget in explorer.window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and widget.isVisible()
        and widget.isEnabled()
        and not widget.objectName().startswith("qt_")  # inside a spin box, or of a dock
        and widget not in reached
    }
    assert left_out == set()
    key(explorer.window, Qt.Key.Key_Backtab, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert focused() in reached


def test_space_presses_a_focused_button_rather_than_train(explorer) -> None:
    explorer.make_room()
    for name in ("Smooth", "Dots"):
        button = explorer.control(name)
        before = button.isChecked()
        tab_to(explorer, button)
        key(explorer.window, Qt.Key.Key_Space)
        assert button.isChecked() is not before
    assert explorer.state is RunState.EMPTY


def test_the_panels_button_trains_from_the_keyboard(explorer) -> None:
    explorer.window.training.set_config(TINY)
    tab_to(explorer, explorer.button("Train"))
    key(explorer.window, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)
    key(explorer.window, Qt.Key.Key_Space)
    explorer.wait_for(RunState.PAUSED)


def test_a_class_is_hidden_with_space_and_isolated_with_return(explorer) -> None:
    chip = explorer.window.latent.legend.chips[5]
    tab_to(explorer, chip)
    key(explorer.window, Qt.Key.Key_Space)
    assert 5 not in explorer.window.latent.legend.visible
    key(explorer.window, Qt.Key.Key_Return)
    assert explorer.window.latent.legend.visible == {5}
    key(explorer.window, Qt.Key.Key_Return)
    assert explorer.window.latent.legend.visible == set(range(10))


def test_a_coordinate_is_typed_and_stepped(explorer) -> None:
    field = explorer.control("z₂")
    tab_to(explorer, field)
    write(explorer.window, "0.75")
    key(explorer.window, Qt.Key.Key_Return)
    assert explorer.plot.cursor_place[1] == 0.75
    key(explorer.window, Qt.Key.Key_Up)
    assert explorer.plot.cursor_place[1] > 0.75


def test_a_space_while_typing_does_not_train(explorer) -> None:
    explorer.window.training.set_config(TINY)
    for name in ("β", "Learning rate", "z₁", "Epochs"):
        tab_to(explorer, explorer.control(name))
        key(explorer.window, Qt.Key.Key_Space)
        assert explorer.state is RunState.EMPTY
    explorer.wait_until_quiet()
    assert explorer.state is RunState.EMPTY


def test_open_and_save_have_the_platforms_keys(explorer, answers, tmp_path) -> None:
    shortcut(explorer.window, explorer.action("open"))
    assert answers.asked == ["Open a model"]
    answers.file = tmp_path / "typed.safetensors"
    shortcut(explorer.window, explorer.action("save"))
    explorer.wait_until(answers.file.exists)
    assert explorer.action("save").shortcut().toString() == "Ctrl+S"
    assert explorer.action("open").shortcut().toString() == "Ctrl+O"


def test_ctrl_slash_lists_every_shortcut(explorer) -> None:
    told: list[str] = []

    def read_and_close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            told.extend(label.text() for label in dialog.findChildren(QLabel))
            key(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(100, explorer.window, read_and_close)
    key(explorer.window, Qt.Key.Key_Slash, modifier=Qt.KeyboardModifier.ControlModifier)
    assert "Ctrl+S" in told
    assert "Space" in told
    assert "Arrow keys" in told
    assert "Ctrl+/" in told


def test_f11_is_full_screen_whatever_the_platforms_own_key(explorer) -> None:
    key(explorer.window, Qt.Key.Key_F11)
    assert explorer.window.isFullScreen()
    key(explorer.window, Qt.Key.Key_F11)
    assert not explorer.window.isFullScreen()
    listed = dict(explorer.window.actions_by_name.shortcuts())
    assert "F11" in listed["Full screen"].split(", ")


def test_a_buttons_name_is_what_it_does_now(explorer) -> None:
    play = explorer.window.toolbar.widgetForAction(explorer.action("play"))
    assert accessible_name(play) == "Train"
    explorer.train()
    assert accessible_name(play) == "Pause"
    explorer.pause()
    assert accessible_name(play) == "Resume"


def test_no_two_actions_share_a_key(explorer) -> None:
    keys = [keys for _, keys in explorer.window.actions_by_name.shortcuts()]
    assert len(keys) == len(set(keys))


def test_every_control_has_an_accessible_name(explorer) -> None:
    explorer.window.training.set_expanded_sections(("network", "objective", "optimiser"))
    explorer.window.messages.show_message(
        Message("info", "A sentence.", [("Act", "act")], "Details")
    )
    nameless = [
        (type(widget).__name__, widget.toolTip())
        for widget in explorer.window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and widget.isVisible()
        and widget.objectName() != "qt_spinbox_lineedit"  # read as a part of its spin box
        and not accessible_name(widget).strip()
    ]
    assert nameless == []


def test_what_looks_alike_does_not_sound_alike(explorer) -> None:
    buttons = [
        widget.accessibleName()
        for widget in explorer.window.latent.findChildren(QAbstractButton)
        if widget.isVisible()
    ]
    assert len(buttons) == len(set(buttons))


def accessible_name(widget: QWidget) -> str:
    """Return what a screen reader calls a widget; a combo box would tell its value instead."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def test_every_button_explains_itself(explorer) -> None:
    silent = [
        button.accessibleName() or button.text()
        for button in explorer.window.findChildren(QAbstractButton)
        if button.isVisible()
        and not button.objectName().startswith("qt_")
        and not isinstance(button, QPushButton)
        and not button.toolTip()
    ]
    assert silent == []


def test_the_first_space_trains_though_a_message_offers_something(open_window, monkeypatch) -> None:
    from vae_explorer.views.window.main_window import MainWindow

    pressed: list[str] = []
    shown = MainWindow.show

    def show_with_offer(window: MainWindow) -> None:
        window.messages.action_triggered.connect(pressed.append)
        window.messages.show_message(Message("info", "There is more.", (("Open", "recover:open"),)))
        shown(window)

    monkeypatch.setattr(MainWindow, "show", show_with_offer)
    explorer = open_window()
    explorer.window.training.set_config(TINY)
    key(explorer.window, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)
    assert pressed == []
    assert explorer.message == "There is more."


@pytest.mark.slow
class TestAFocusThatNoHandHasMoved:
    """What had the focus goes: the plot has it then, and no text field."""

    def test_of_a_field_that_is_disabled(self, explorer) -> None:
        field = explorer.window.training.findChild(QLineEdit)
        field.setFocus()
        assert field.hasFocus()
        field.setEnabled(False)
        explorer.wait_until(explorer.plot.hasFocus)
        field.setEnabled(True)

    def test_of_a_panel_that_goes_behind_another(self, explorer) -> None:
        field = explorer.window.training.findChild(QLineEdit)
        field.setFocus()
        assert field.hasFocus()
        explorer.window.layout_of_panels.raise_panel("runs")
        explorer.wait_until(explorer.plot.hasFocus)

    def test_the_tab_key_moves_it_as_ever(self, explorer) -> None:
        field = explorer.window.training.findChild(QLineEdit)
        field.setFocus()
        key(field, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        explorer.qtbot.wait(30)
        assert QApplication.focusWidget() is after
        assert after not in (field, explorer.plot)
