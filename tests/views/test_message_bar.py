"""The message bar: what it says, what its buttons do, and how it goes away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCursor, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from vae_explorer.session.state import Message
from vae_explorer.views.style.theme import DARK, LIGHT
from vae_explorer.views.widgets.message_bar import SEVERITIES, MessageBar


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setGeometry(100, 100, 800, 300)
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
    bar.show_message(Message(severity, "MNIST is not on this machine."))
    assert bar.isVisible()
    assert bar.severity == severity
    assert bar.accessibleName() == f"{SEVERITIES[severity].word}: MNIST is not on this machine."


def test_an_action_reports_its_id(bar: MessageBar, qtbot) -> None:
    bar.show_message(
        Message(
            "info", "MNIST is not here.", [("Download MNIST", "download"), ("Not now", "later")]
        )
    )
    with qtbot.waitSignal(bar.action_triggered) as signal:
        qtbot.mouseClick(button(bar, "Download MNIST"), Qt.MouseButton.LeftButton)
    assert signal.args == ["download"]


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_in_a_narrow_window_what_is_offered_is_below_the_text(
    bar: MessageBar, window, qtbot, scale: float
) -> None:
    bar.set_theme(replace(LIGHT, scale=scale))
    text = "FashionMNIST is not on this computer, and no other data set can stand in for it. " * 2
    actions = (("Download", "download:fashion-mnist"),)
    bar.show_message(Message("warning", text, actions=actions))
    label = next(one for one in bar.findChildren(QLabel) if one.text() == text)

    def is_below() -> bool:
        offer = button(bar, "Download")
        return offer.mapTo(bar, offer.rect().topLeft()).y() >= label.geometry().bottom()

    qtbot.waitUntil(lambda: not is_below() if scale == 1 else True)
    window.resize(420, 300)
    qtbot.waitUntil(is_below)
    assert label.height() >= label.heightForWidth(label.width())
    bar.show_message(Message("error", text, details="more"))  # which alone need no row
    offer = button(bar, "Details")
    qtbot.waitUntil(
        lambda: offer.mapTo(bar, offer.rect().topLeft()).y() < label.geometry().bottom()
    )
    assert label.height() >= label.heightForWidth(label.width())


def test_in_a_narrow_window_what_is_offered_is_beside_a_short_text(
    bar: MessageBar, window, qtbot
) -> None:
    window.resize(480, 300)
    text = "“Squared error, step by step” has ended. 2 of 2 numbers came out as expected."
    bar.show_message(Message("success", text, actions=(("Show the results", "show"),)))
    offer = button(bar, "Show the results")
    label = next(one for one in bar.findChildren(QLabel) if one.text() == text)
    qtbot.waitUntil(lambda: bar.width() == 480)
    qtbot.wait(100)  # for the layout
    assert offer.mapTo(bar, offer.rect().topLeft()).x() > label.geometry().right()
    assert label.height() >= label.heightForWidth(label.width())


def test_details_unfold_and_can_be_selected(bar: MessageBar, qtbot) -> None:
    bar.show_message(Message("error", "The file could not be read.", details="line 1\nline 2"))
    details = bar.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    details.selectAll()
    assert details.textCursor().selectedText() == "line 1\u2029line 2"


def test_without_details_there_is_no_details_button(bar: MessageBar) -> None:
    bar.show_message(Message("error", "The file could not be read."))
    assert [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == []


def test_a_new_message_takes_the_place_of_the_old_one(bar: MessageBar, qtbot) -> None:
    bar.show_message(Message("error", "Old.", [("Again", "again")], details="old details"))
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    bar.show_message(Message("info", "New.", [("Fine", "fine")]))
    qtbot.waitUntil(
        lambda: [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == ["Fine"]
    )
    assert (bar.text, bar.severity) == ("New.", "info")
    assert not bar.findChild(QPlainTextEdit).isVisible()


def test_the_close_button_dismisses(bar: MessageBar, qtbot) -> None:
    bar.show_message(Message("warning", "The rate is high."))
    qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_escape_inside_dismisses_even_where_the_window_has_its_own_escape(
    bar: MessageBar, window, qtbot
) -> None:
    let_go = QAction("Let go", window)
    let_go.setShortcut(QKeySequence(Qt.Key.Key_Escape))
    window.addAction(let_go)
    heard: list[bool] = []
    let_go.triggered.connect(lambda: heard.append(True))
    bar.show_message(Message("error", "Failed.", [("Again", "again")], details="why"))
    qtbot.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    details = bar.findChild(QPlainTextEdit)
    details.setFocus()
    qtbot.waitUntil(details.hasFocus)
    qtbot.keyClick(details, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert heard == []


def test_the_keyboard_reaches_every_button_in_reading_order(bar: MessageBar, window, qtbot) -> None:
    bar.show_message(Message("error", "Failed.", [("One", "1"), ("Two", "2")], details="why"))
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
    bar.show_message(Message("warning", "The loss became infinite. " * 12))
    assert bar.minimumSizeHint().width() < 400


def test_markup_in_a_message_is_shown_not_obeyed(bar: MessageBar) -> None:
    bar.show_message(Message("error", "<b>file</b>.safetensors is no model."))
    assert bar.text == "<b>file</b>.safetensors is no model."


def test_a_new_theme_repaints_the_sign(bar: MessageBar) -> None:
    bar.show_message(Message("warning", "The rate is high."))
    before = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != before


@pytest.fixture
def soon(monkeypatch) -> int:
    """Let messages go after a moment instead of eight seconds, with the mouse elsewhere."""
    QCursor.setPos(5, 5)
    monkeypatch.setattr("vae_explorer.views.widgets.message_bar.HIDE_AFTER_MS", 60)
    return 60


def test_an_error_goes_when_its_cause_is_corrected(bar: MessageBar, qtbot) -> None:
    bar.show_message(Message("error", "Layer widths must be numbers.", topic="widths"))
    bar.clear_topic("rate")
    assert bar.isVisible()
    bar.clear_topic("widths")
    assert bar.isHidden()


def test_clearing_a_topic_leaves_what_came_after_it(bar: MessageBar) -> None:
    bar.show_message(Message("error", "Layer widths must be numbers.", topic="widths"))
    bar.show_message(Message("error", "The disk is full."))
    bar.clear_topic("widths")
    assert (bar.isVisible(), bar.text) == (True, "The disk is full.")


@pytest.mark.parametrize("severity", ["info", "success"])
def test_good_news_goes_by_itself(bar: MessageBar, qtbot, soon, severity: str) -> None:
    bar.show_message(Message(severity, "Saved."))
    assert bar.isVisible()
    qtbot.waitUntil(bar.isHidden, timeout=5000)


@pytest.mark.parametrize(
    ("severity", "actions"),
    [("warning", ()), ("error", ()), ("info", [("Download MNIST", "download")])],
)
def test_what_asks_for_something_stays(bar, qtbot, soon, severity: str, actions) -> None:
    bar.show_message(Message("success", "Saved."))
    bar.show_message(Message(severity, "MNIST is not here.", actions))
    qtbot.wait(4 * soon)
    assert bar.isVisible()


def test_it_stays_under_the_mouse_and_goes_when_that_leaves(bar, qtbot, soon) -> None:
    bar.show_message(Message("success", "Saved."))
    QApplication.processEvents()  # it has its place then
    QCursor.setPos(bar.mapToGlobal(bar.rect().center()))
    qtbot.waitUntil(bar.underMouse, timeout=1000)
    qtbot.wait(4 * soon)
    assert bar.isVisible()
    QCursor.setPos(5, 5)
    qtbot.waitUntil(bar.isHidden)


def test_it_stays_while_the_keyboard_is_in_it(bar, window, qtbot, soon) -> None:
    window.activateWindow()
    bar.show_message(Message("success", "Saved."))
    close = bar.findChild(QToolButton)
    close.setFocus()
    qtbot.waitUntil(close.hasFocus)
    qtbot.wait(4 * soon)
    assert bar.isVisible()
    close.clearFocus()
    qtbot.waitUntil(bar.isHidden)


def test_details_that_are_being_read_stay(bar: MessageBar, qtbot, soon) -> None:
    bar.show_message(Message("info", "Loaded.", details="line 1"))
    button(bar, "Details").toggle()
    qtbot.wait(4 * soon)
    assert bar.isVisible()


def test_a_presentation_is_disturbed_by_errors_alone(bar: MessageBar) -> None:
    bar.set_presenting(True)
    for severity in ("info", "success", "warning"):
        bar.show_message(Message(severity, "For nobody in the room."))
        assert bar.isHidden()
    bar.show_message(Message("error", "The run has failed."))
    assert bar.text == "The run has failed."


def test_what_was_held_back_comes_after_the_presentation_each_once(bar: MessageBar) -> None:
    bar.show_message(Message("warning", "The rate is high."))
    bar.set_presenting(True)
    assert bar.isHidden()
    for text in ("Saved.", "Saved.", "MNIST is not here."):
        bar.show_message(Message("info", text, topic=text))
    bar.clear_topic("MNIST is not here.")
    bar.dismiss()
    assert bar.isHidden()
    bar.set_presenting(False)
    seen = []
    while bar.isVisible():
        seen.append(bar.text)
        bar.dismiss()
    assert seen == ["The rate is high.", "Saved."]


def test_an_error_of_the_presentation_is_not_pushed_away_when_it_ends(bar: MessageBar) -> None:
    bar.set_presenting(True)
    bar.show_message(Message("info", "Saved."))
    bar.show_message(Message("error", "The run has failed."))
    bar.set_presenting(False)
    assert bar.text == "The run has failed."
    bar.dismiss()
    assert bar.text == "Saved."
