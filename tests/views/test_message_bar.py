"""The message bar: what it says, what its buttons do, and how it goes away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit, QPushButton, QToolButton

from vae_explorer.views.style.theme import DARK, LIGHT
from vae_explorer.views.widgets.message_bar import SEVERITIES, MessageBar


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(800, 300)
    window.setCentralWidget(MessageBar(LIGHT))
    window.show()
    return window


@pytest.fixture
def bar(window) -> MessageBar:
    bar = window.centralWidget()
    bar.hide()
    return bar


def button(bar: MessageBar, text: str) -> QPushButton:
    return next(b for b in bar.findChildren(QPushButton) if b.text() == text and not b.isHidden())


def test_it_is_hidden_until_there_is_something_to_say(qtbot) -> None:
    bar = MessageBar(LIGHT)
    qtbot.addWidget(bar)
    assert bar.isHidden()


@pytest.mark.parametrize("severity", SEVERITIES)
def test_it_says_the_severity_and_the_sentence_to_a_screen_reader(
    bar: MessageBar, severity: str
) -> None:
    bar.show_message(severity, "MNIST is not on this machine.")
    assert bar.isVisible()
    assert bar.severity == severity
    assert bar.accessibleName() == f"{SEVERITIES[severity].word}: MNIST is not on this machine."


def test_an_action_reports_its_id(bar: MessageBar, qtbot) -> None:
    bar.show_message(
        "info", "MNIST is not here.", [("Download MNIST", "download"), ("Not now", "later")]
    )
    with qtbot.waitSignal(bar.action_triggered) as signal:
        qtbot.mouseClick(button(bar, "Download MNIST"), Qt.MouseButton.LeftButton)
    assert signal.args == ["download"]


def test_details_unfold_and_can_be_selected(bar: MessageBar, qtbot) -> None:
    bar.show_message("error", "The file could not be read.", details="line 1\nline 2")
    details = bar.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    details.selectAll()
    assert details.textCursor().selectedText() == "line 1\u2029line 2"


def test_without_details_there_is_no_details_button(bar: MessageBar) -> None:
    bar.show_message("error", "The file could not be read.")
    assert [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == []


def test_a_new_message_takes_the_place_of_the_old_one(bar: MessageBar, qtbot) -> None:
    bar.show_message("error", "Old.", [("Again", "again")], details="old details")
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    bar.show_message("info", "New.", [("Fine", "fine")])
    qtbot.waitUntil(
        lambda: [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == ["Fine"]
    )
    assert (bar.text, bar.severity) == ("New.", "info")
    assert not bar.findChild(QPlainTextEdit).isVisible()


def test_the_close_button_dismisses(bar: MessageBar, qtbot) -> None:
    bar.show_message("warning", "The rate is high.")
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_dismissing_twice_reports_once(bar: MessageBar, qtbot) -> None:
    bar.show_message("info", "Saved.")
    reports: list[bool] = []
    bar.dismissed.connect(lambda: reports.append(True))
    bar.dismiss()
    bar.dismiss()
    assert reports == [True]


def test_escape_inside_dismisses_even_where_the_window_has_its_own_escape(
    bar: MessageBar, window, qtbot
) -> None:
    let_go = QAction("Let go", window)
    let_go.setShortcut(QKeySequence(Qt.Key.Key_Escape))
    window.addAction(let_go)
    heard: list[bool] = []
    let_go.triggered.connect(lambda: heard.append(True))
    bar.show_message("error", "Failed.", [("Again", "again")], details="why")
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    details = bar.findChild(QPlainTextEdit)
    details.setFocus()
    qtbot.waitUntil(details.hasFocus)
    qtbot.keyClick(details, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert heard == []


def test_the_keyboard_reaches_every_button_in_reading_order(bar: MessageBar, window, qtbot) -> None:
    bar.show_message("error", "Failed.", [("One", "1"), ("Two", "2")], details="why")
    first = button(bar, "One")
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(first.hasFocus)
    order = []
    for _ in range(4):
        focused = window.focusWidget()
        order.append(focused.text() or focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert order == ["One", "Two", "Details", "Dismiss this message"]


def test_a_long_sentence_wraps_instead_of_widening_the_window(bar: MessageBar) -> None:
    bar.show_message("warning", "The loss became infinite. " * 12)
    assert bar.minimumSizeHint().width() < 400


def test_markup_in_a_message_is_shown_not_obeyed(bar: MessageBar) -> None:
    bar.show_message("error", "<b>file</b>.safetensors is no model.")
    assert bar.text == "<b>file</b>.safetensors is no model."


def test_a_new_theme_repaints_the_sign(bar: MessageBar) -> None:
    bar.show_message("warning", "The rate is high.")
    before = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != before
