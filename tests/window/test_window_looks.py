"""Larger and smaller, for a talk or for one pair of eyes; and the plot alone on a screen."""

from __future__ import annotations

import pytest
from gui_kit import TINY, key, menu, press, release, shortcut, write
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from vae_explorer.session.state import Message, RunState
from vae_explorer.views.window.looks import SCALES

CTRL = Qt.KeyboardModifier.ControlModifier


def type_size() -> int:
    return QApplication.font().pixelSize()


class TestScale:
    def test_it_is_changed_by_keys_and_by_the_menu(self, explorer) -> None:
        usual = type_size()
        key(explorer.window, Qt.Key.Key_Plus, modifier=CTRL)
        assert explorer.window.looks.scale == 110
        assert type_size() > usual
        key(explorer.window, Qt.Key.Key_0, modifier=CTRL)
        key(explorer.window, Qt.Key.Key_Minus, modifier=CTRL)
        assert explorer.window.looks.scale == 90
        assert type_size() < usual
        key(explorer.window, Qt.Key.Key_0, modifier=CTRL)
        assert type_size() == usual
        scales = menu(explorer, "View", "Scale")
        next(a for a in scales.actions() if a.text() == "200 %").trigger()
        assert explorer.window.looks.scale == 200
        assert type_size() == 2 * usual
        checked = [a.text() for a in scales.actions() if a.isChecked()]
        assert checked == ["200 %"]

    def test_it_ends_at_80_and_at_250_per_cent(self, explorer) -> None:
        assert (SCALES[0], SCALES[-1]) == (80, 250)
        for _ in SCALES:
            explorer.action("smaller").trigger()
        assert explorer.window.looks.scale == 80
        for _ in SCALES:
            explorer.action("larger").trigger()
        assert explorer.window.looks.scale == 250

    def test_it_is_remembered(self, explorer, open_window) -> None:
        explorer.window.looks.choose_scale(125)
        larger = type_size()
        explorer.window.close()
        again = open_window()
        assert again.window.looks.scale == 125
        assert type_size() == larger

    def test_it_is_changed_in_the_middle_of_training(self, explorer) -> None:
        explorer.train()
        shortcut(explorer.window, explorer.action("larger"))
        explorer.wait_for_steps(2)
        assert explorer.state is RunState.RUNNING


class TestPresenting:
    def smallest_type(self, explorer) -> int:
        seen = [
            label
            for label in explorer.window.findChildren(QLabel)
            if label.isVisible() and label.text() and not label.visibleRegion().isEmpty()
        ]
        assert seen
        return min(label.font().pixelSize() for label in seen)

    def test_all_type_can_be_read_from_the_last_row(self, explorer) -> None:
        explorer.action("present").trigger()
        least = explorer.window.screen().size().height() / 45
        assert explorer.window.looks.theme.type.caption >= int(least)
        assert self.smallest_type(explorer) >= int(least)

    def test_the_bar_has_what_a_speaker_needs(self, explorer) -> None:
        bar = explorer.window.presenter
        assert not bar.isVisible()
        explorer.window.training.set_config(TINY)
        explorer.action("present").trigger()
        assert bar.isVisible()
        buttons = {b.defaultAction(): b for b in bar._buttons.values()}
        play = buttons[explorer.action("play")]
        explorer.qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
        explorer.wait_for(RunState.RUNNING)
        explorer.wait_until(lambda: "epoch" in bar.text and "−ELBO" in bar.text)
        write_beta(explorer, "4")
        explorer.wait_until(lambda: explorer.snapshot.config.beta == 4)
        assert explorer.window.training.config().beta == 4

    def test_a_beta_that_cannot_be_goes_back(self, explorer) -> None:
        explorer.action("present").trigger()
        write_beta(explorer, "-4")
        assert beta_of_bar(explorer).text() == "1"
        assert explorer.window.training.config().beta == 1

    def test_return_and_escape_in_its_beta_give_the_keyboard_to_the_plot(self, explorer) -> None:
        explorer.action("present").trigger()
        for leave in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            beta_of_bar(explorer).setFocus()
            key(explorer.window, leave)
            assert explorer.plot.hasFocus()
            assert explorer.window.isFullScreen()

    def test_the_image_gets_its_part_of_a_screen_that_comes_late(
        self, explorer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        explorer.action("present").trigger()
        explorer.let_docks_settle()
        given: list[tuple[list[str], list[int]]] = []
        monkeypatch.setattr(
            explorer.window,
            "resizeDocks",
            lambda docks, sizes, _way: given.append(([d.objectName() for d in docks], sizes)),
        )
        size = explorer.window.size()  # as the desktop tells of it, some time after it was asked
        QApplication.sendEvent(explorer.window, QResizeEvent(size, size / 2))
        part = explorer.window.screen().size().width() * 3 // 10
        explorer.wait_until(lambda: (["decoded"], [part]) in given)

    def test_a_panel_beside_the_image_has_half_of_the_height(self, explorer) -> None:
        explorer.action("present").trigger()
        layout = explorer.window.layout_of_panels
        layout.present_panels({"digit"})
        explorer.let_docks_settle()
        explorer.wait_until(lambda: layout.docks["digit"].isVisible())
        image, digit = (layout.docks[name].height() for name in ("decoded", "digit"))
        assert digit > 0.4 * (image + digit)

    def test_a_warning_stays_out_until_it_is_over(self, explorer) -> None:
        explorer.action("present").trigger()
        explorer.desk.post(Message("warning", "Something is odd."))
        assert explorer.message == ""
        key(explorer.window, Qt.Key.Key_Escape)
        assert not explorer.window.isFullScreen()
        assert not explorer.window.presenter.isVisible()
        assert explorer.message == "Something is odd."

    def test_an_error_is_told_in_it(self, explorer) -> None:
        explorer.action("present").trigger()
        explorer.desk.post(Message("error", "Something went wrong."))
        assert explorer.message == "Something went wrong."


def beta_of_bar(explorer):
    return explorer.window.presenter._beta


def write_beta(explorer, text: str) -> None:
    beta_of_bar(explorer).setFocus()
    write(explorer.window, text)
    key(explorer.window, Qt.Key.Key_Return)


def test_a_drag_of_the_handle_is_ended_by_escape_before_full_screen_is(explorer) -> None:
    explorer.action("present").trigger()
    from gui_kit import drag_on, handle

    start = handle(explorer.plot)
    press(explorer.plot, start)
    drag_on(explorer.plot, start, start + QPoint(40, 0))
    key(explorer.plot, Qt.Key.Key_Escape)
    assert explorer.window.isFullScreen()
    release(explorer.plot, start + QPoint(40, 0))
    assert explorer.desk.workspace.probe == (0, 0)
    key(explorer.plot, Qt.Key.Key_Escape)
    assert not explorer.window.isFullScreen()


def test_dialogs_and_menus_wear_what_the_window_wears(explorer) -> None:
    for is_dark in (True, False):
        explorer.window.looks.choose_theme("dark" if is_dark else "light")
        dialog = QDialog(explorer.window)
        button = QPushButton("Go", dialog)
        dialog.resize(200, 100)
        dialog.ensurePolished()
        picture = dialog.grab().toImage()
        assert (picture.pixelColor(190, 90).lightness() < 128) is is_dark
        assert button.font().pixelSize() == type_size()
        plain = button.grab().toImage()
        button.setProperty("role", "primary")
        button.style().polish(button)
        assert button.grab().toImage() != plain  # by a rule of the stylesheet
        dialog.deleteLater()


def test_a_switch_dresses_everything_once_and_what_is_not_seen_later(explorer, monkeypatch) -> None:
    """A style sheet is the dearest thing that a window can be given: one for each switch."""
    window = explorer.window
    panels = {name: explorer.panel(name) for name in ("decoded", "curves", "interpolation")}
    dressed: list[str] = []

    def watch(name: str, wear) -> None:
        def wear_and_tell(theme) -> None:
            dressed.append(name)
            wear(theme)

        monkeypatch.setattr(panels[name], "set_theme", wear_and_tell)

    for name, panel in panels.items():
        watch(name, panel.set_theme)
    sheets: list[str] = []
    real = window.setStyleSheet
    monkeypatch.setattr(window, "setStyleSheet", lambda text: (sheets.append(text), real(text)))
    restyled = Counter(window)
    explorer.action("dark").trigger()
    assert len(sheets) == 1
    assert sorted(dressed) == ["curves", "decoded"]
    # Qt tells a widget of it when it is polished anew, and when that of its window has changed.
    assert restyled.count <= 2.1 * restyled.widgets
    window.looks.choose_theme("dark")
    assert len(sheets) == 1
    assert len(dressed) == 2
    window.layout_of_panels.raise_panel("interpolation")
    explorer.wait_until(lambda: "interpolation" in dressed)
    assert dressed.count("interpolation") == 1


class Counter(QObject):
    """Counts how often the widgets of a window are told of another style."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        children = window.findChildren(QWidget)
        self.widgets, self.count = len(children), 0
        for widget in children:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False
