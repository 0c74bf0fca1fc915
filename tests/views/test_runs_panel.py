"""The list of runs: what it tells, what it asks for, and that it stays put while one trains."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from gui_kit import click, double_click, key, write
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu, QToolTip, QWidget

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.run_delegate import Part
from vae_explorer.views.panels.run_rows import row_of
from vae_explorer.views.panels.runs_list import EMPTY_TEXT
from vae_explorer.views.panels.runs_panel import RunsPanel
from vae_explorer.views.style.palette import run_colours
from vae_explorer.views.style.theme import DARK, LIGHT, Theme

# Of menus and tooltips, by the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)")

STATE = TrainingState(7050, {}, {}, (7050,), np.zeros(2, np.float32), 0)
SIGNALS = (
    "show_requested",
    "pin_toggled",
    "rename_requested",
    "use_settings_requested",
    "evaluate_requested",
    "save_requested",
    "remove_requested",
    "train_on_requested",
    "queue_moved",
    "dequeue_requested",
)


def run(number: int, state: RunState = RunState.FINISHED, epoch: float = 30.0, **more) -> Run:
    """Return a run of 30 epochs with a test −ELBO of 134.5 nats; epoch 0 for one that waits."""
    config = RunConfig(architecture=Architecture("mlp", (512, 256)))
    step = round(235 * epoch)
    snapshot = Snapshot(
        config,
        step,
        epoch,
        weights={},
        embedding=np.zeros((1, 2), np.float32),
        log_variance=np.zeros((1, 2), np.float32),
        labels=np.zeros(1, np.uint8),
        history=History.of([], [Losses(step, epoch, 128.0, 6.46)]),
    )
    values = {"name": f"Run {number}", "snapshot": snapshot if epoch else None} | more
    return Run(number, colour=number, config=config, state=state, **values)


RUNS = [
    run(1, RunState.EMPTY, name="Bundled model", bundled=True),
    run(2, seconds=184.2, training=STATE),
    run(3, RunState.RUNNING, 7.4, seconds=84),
    run(4, RunState.QUEUED, 0),
    run(5, RunState.QUEUED, 0),
    run(6, RunState.QUEUED, 0),
]


class Heard(list):
    """Every intent of a panel, as (signal, arguments...)."""

    def __init__(self, panel: RunsPanel) -> None:
        super().__init__()
        for name in SIGNALS:
            getattr(panel, name).connect(lambda *a, name=name: self.append((name, *a)))


@pytest.fixture
def panel(qtbot) -> RunsPanel:
    panel = RunsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(270, 460)
    panel.set_runs(RUNS, shown=2)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    panel.setFocus()
    return panel


@pytest.fixture
def heard(panel: RunsPanel) -> Heard:
    return Heard(panel)


def press_part(panel: RunsPanel, number: int, part: Part = Part.BODY) -> None:
    click(panel.list.viewport(), panel.list.rectangle_of(number, part).center())


def go_to(panel: RunsPanel, number: int) -> None:
    """Let the keyboard be at a run."""
    panel.restore({"current": number})


def editor(panel: RunsPanel) -> QLineEdit | None:
    found = panel.list.findChildren(QLineEdit)
    return found[0] if found else None


def entries(menu: QMenu) -> dict[str, QAction]:
    return {a.text().split("\t")[0]: a for a in menu.actions() if not a.isSeparator()}


# What it tells


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (RunState.QUEUED, "waits"),
        (RunState.PREPARING, "preparing"),
        (RunState.RUNNING, "training"),
        (RunState.STOPPING, "stopping"),
        (RunState.PAUSED, "paused"),
        (RunState.STOPPED, "stopped"),
        (RunState.FINISHED, "finished"),
        (RunState.FAILED, "failed"),
        (RunState.EMPTY, "opened"),
    ],
)
def test_a_state_is_told_in_a_word(state: RunState, word: str) -> None:
    assert row_of(run(1, state), shown=False).word == word


def test_a_network_that_was_never_trained_says_so() -> None:
    assert row_of(run(1, RunState.EMPTY, 0), shown=False).word == "untrained"
    from_file = run(1, RunState.EMPTY, 0, path=Path("a.safetensors"))
    assert row_of(from_file, shown=False).word == "opened"


@pytest.mark.parametrize(
    ("epoch", "planned", "words"),
    [
        (7.98, 30, "7 of 30 epochs"),
        (6.9999999, 30, "7 of 30 epochs"),
        (30.0, 30, "30 epochs"),
        (1.0, 1, "1 epoch"),
        (0.5, 1, "0 of 1 epoch"),
        (0, 1, "1 epoch"),
        (1200.0, 4000, "1,200 of 4,000 epochs"),
    ],
)
def test_epochs_are_counted_whole(epoch: float, planned: int, words: str) -> None:
    one = run(1, RunState.STOPPED, epoch)
    one = replace(one, config=replace(one.config, epochs=planned))
    assert row_of(one, shown=False).epochs == words


def test_numbers_have_units_and_what_is_not_known_is_left_out() -> None:
    row = row_of(RUNS[1], shown=True)
    assert (row.loss, row.time, row.network) == ("134.5 nats", "3:04", "784-512-256-2")
    assert row.dataset == "MNIST"
    row = row_of(RUNS[3], shown=False)
    assert (row.loss, row.time, row.share) == ("", "", None)


def test_a_screen_reader_hears_all_of_a_row(panel: RunsPanel) -> None:
    index = panel.list.rows.index(1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Run 2"
    told = index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    for words in ("Finished · 30 epochs", "MNIST", "134.5 nats", "3:04", "Shown"):
        assert words in told


def test_a_name_is_no_markup_in_the_tooltip() -> None:
    row = row_of(run(1, name="<b>loud</b> & long " * 9), shown=False)
    assert "&lt;b&gt;loud&lt;/b&gt; &amp; long" in row.tip


def test_waiting_runs_tell_their_place(panel: RunsPanel) -> None:
    assert [row.doing for row in panel.list.rows.rows[3:]] == [
        "Waits, 1st · 30 epochs",
        "Waits, 2nd · 30 epochs",
        "Waits, 3rd · 30 epochs",
    ]


def test_without_runs_it_says_what_will_be_here(panel: RunsPanel, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "vae_explorer.views.panels.runs_list.paint_sentence", lambda *a: said.append(a[2])
    )
    panel.grab()
    assert said == []
    panel.set_runs([], None)
    panel.grab()
    assert said == [EMPTY_TEXT]


@pytest.mark.parametrize("theme", [LIGHT, DARK, DARK.enlarged(2.5)])
@pytest.mark.parametrize("width", [160, 240, 270, 500])
def test_it_is_painted_in_every_theme_and_width(panel: RunsPanel, theme: Theme, width: int) -> None:
    panel.set_theme(theme)
    panel.resize(width, 400)
    QApplication.processEvents()
    picture = panel.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(width) for y in range(0, 400, 2)}
    assert {theme.accent_ink, theme.accent_soft, run_colours(theme.is_dark)[2]} <= colours
    row = panel.list.rectangle_of(2)
    assert row.width() <= width
    places = panel.list.delegate.places(row, panel.list.rows.rows[1])
    assert places.buttons[Part.PIN].left() > places.swatch.right()


# Intents, by mouse


def test_a_click_on_a_row_shows_it_and_one_on_the_shown_row_does_nothing(panel, heard) -> None:
    press_part(panel, 1)
    press_part(panel, 2)
    assert heard == [("show_requested", 1)]


def test_a_press_that_is_drawn_away_from_a_row_is_taken_back(panel: RunsPanel, heard) -> None:
    window, view = panel.windowHandle(), panel.list.viewport()
    start, end = (panel.list.rectangle_of(i).center() for i in (1, 3))
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=view.mapTo(panel, start))
    QTest.mouseMove(window, view.mapTo(panel, end))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=view.mapTo(panel, end))
    assert heard == []


def test_the_pin_is_toggled_without_showing_the_run(panel: RunsPanel, heard) -> None:
    press_part(panel, 3, Part.PIN)
    panel.set_runs([replace(r, pinned=r.id == 3) for r in RUNS], shown=2)
    press_part(panel, 3, Part.PIN)
    assert heard == [("pin_toggled", 3, True), ("pin_toggled", 3, False)]


def test_two_quick_presses_of_a_button_are_no_wish_to_rename(panel: RunsPanel, heard) -> None:
    place = panel.list.rectangle_of(3, Part.PIN).center()
    click(panel.list.viewport(), place)
    double_click(panel.list.viewport(), place)
    assert {name for name, *_ in heard} == {"pin_toggled"}
    assert editor(panel) is None


def test_arrows_in_a_waiting_row_move_it_in_the_queue(panel: RunsPanel, heard) -> None:
    press_part(panel, 5, Part.UP)
    press_part(panel, 5, Part.DOWN)
    press_part(panel, 4, Part.UP)  # the first
    assert heard == [("queue_moved", 5, 0), ("queue_moved", 5, 2)]


def test_a_double_click_renames(panel: RunsPanel, heard) -> None:
    double_click(panel.list.viewport(), panel.list.rectangle_of(2).center())
    field = editor(panel)
    assert field is not None
    assert field.text() == "Run 2"
    write(field, "  A good   one ")
    key(field, Qt.Key.Key_Return)
    assert heard == [("rename_requested", 2, "A good one")]


def test_the_row_button_and_the_right_mouse_button_open_the_menu(panel: RunsPanel, qtbot) -> None:
    place = panel.list.rectangle_of(3).center()
    right = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, panel.list.viewport().mapToGlobal(place)
    )
    for ask in (
        lambda: press_part(panel, 3, Part.MORE),
        lambda: QApplication.sendEvent(panel.list.viewport(), right),
    ):
        ask()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert "Run 3" in menu.accessibleName()
        menu.close()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


# Intents, by keyboard


def test_keys_act_on_the_run_that_the_keyboard_is_at(panel: RunsPanel, heard) -> None:
    go_to(panel, 1)
    key(panel, Qt.Key.Key_Return, Qt.Key.Key_P, Qt.Key.Key_Delete)
    key(panel, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert heard == [
        ("show_requested", 1),
        ("pin_toggled", 1, True),
        ("remove_requested", 1),
        ("remove_requested", 2),
    ]


def test_alt_and_an_arrow_move_in_the_queue(panel: RunsPanel, heard) -> None:
    go_to(panel, 6)
    key(panel, Qt.Key.Key_Up, modifier=Qt.KeyboardModifier.AltModifier)
    go_to(panel, 4)
    key(panel, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert heard == [("queue_moved", 6, 1), ("queue_moved", 4, 1)]


def test_f2_renames_and_escape_keeps_the_name(panel: RunsPanel, heard) -> None:
    go_to(panel, 2)
    key(panel, Qt.Key.Key_F2)
    write(editor(panel), "Other")
    key(panel, Qt.Key.Key_Escape)
    assert heard == []


@pytest.mark.parametrize("typed", ["", "   ", "Run 2"])
def test_an_empty_or_unchanged_name_is_no_new_name(panel: RunsPanel, heard, typed: str) -> None:
    go_to(panel, 2)
    key(panel, Qt.Key.Key_F2)
    write(editor(panel), typed)
    key(panel, Qt.Key.Key_Return)
    assert heard == []


def test_its_keys_come_before_shortcuts_of_the_window(panel: RunsPanel, heard) -> None:
    action = QAction("Present", panel, shortcut=QKeySequence(Qt.Key.Key_P))
    panel.addAction(action)
    action.triggered.connect(lambda: heard.append(("window",)))
    go_to(panel, 1)
    key(panel, Qt.Key.Key_P)
    assert heard == [("pin_toggled", 1, True)]


def test_space_is_left_to_the_window(panel: RunsPanel, heard) -> None:
    class Window(QWidget):
        def keyPressEvent(self, event) -> None:
            heard.append(("window", event.key()))

    window = Window()
    window.resize(400, 500)
    panel.setParent(window)
    window.show()
    panel.show()
    window.activateWindow()
    panel.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert heard == [("window", Qt.Key.Key_Space)]
    panel.setParent(None)
    window.close()


def test_a_key_that_cannot_be_followed_says_why(panel: RunsPanel, heard) -> None:
    go_to(panel, 3)
    key(panel, Qt.Key.Key_Delete)
    assert heard == []
    assert QToolTip.text() == "It is training now. Stop it first."
    QToolTip.hideText()


# The menu


def test_the_menu_asks_for_what_has_no_key(panel: RunsPanel, heard) -> None:
    menu = entries(panel.menu_of(2))
    for text in ("Use its settings", "Evaluate…", "Save as…"):
        menu[text].trigger()
    entries(panel.menu_of(5))["Take out of the queue"].trigger()
    assert heard == [
        ("use_settings_requested", 2),
        ("evaluate_requested", 2),
        ("save_requested", 2),
        ("dequeue_requested", 5),
    ]


def test_the_queue_is_in_the_menu_of_waiting_runs_alone(panel: RunsPanel) -> None:
    assert "Take out of the queue" in entries(panel.menu_of(4))
    assert "Take out of the queue" not in entries(panel.menu_of(2))


def test_a_finished_run_can_be_trained_further(panel: RunsPanel, heard) -> None:
    ways = entries(entries(panel.menu_of(2))["Train further"].menu())
    ways["10 more epochs, to epoch 40"].trigger()
    assert heard == [("train_on_requested", 2, 10)]


def test_a_stopped_run_can_go_on_as_planned(panel: RunsPanel, heard) -> None:
    panel.set_runs([run(9, RunState.STOPPED, 12.0, training=STATE)], None)
    ways = entries(entries(panel.menu_of(9))["Train further"].menu())
    ways["As planned, to epoch 30"].trigger()
    ways["1 more epoch, to epoch 31"].trigger()
    assert heard == [("train_on_requested", 9, 0), ("train_on_requested", 9, 1)]


def test_another_number_of_epochs_can_be_typed(panel: RunsPanel, heard, qtbot) -> None:
    entries(entries(panel.menu_of(2))["Train further"].menu())["Another number…"].trigger()
    dialog = panel.findChild(QInputDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.setIntValue(17)
    dialog.accept()
    assert heard == [("train_on_requested", 2, 17)]
    qtbot.waitUntil(lambda: panel.findChild(QInputDialog) is None)


@pytest.mark.parametrize(
    ("one", "entry", "why"),
    [
        (RUNS[0], "Train further", "Only the model was kept"),
        (RUNS[2], "Train further", "training now"),
        (RUNS[3], "Train further", "waits for its turn"),
        (run(9, RunState.FAILED, 2.0), "Train further", "ended in an error"),
        (RUNS[2], "Remove", "Stop it first"),
        (RUNS[3], "Show", "before its turn"),
        (RUNS[3], "Save as…", "Nothing has been trained"),
        (RUNS[3], "Evaluate…", "nothing to evaluate before its turn"),
        (RUNS[3], "Move up in the queue", "next to be trained"),
        (replace(RUNS[0], snapshot=None), "Pin its curves", "no losses"),
    ],
)
def test_what_cannot_be_done_says_why(panel: RunsPanel, one: Run, entry: str, why: str) -> None:
    panel.set_runs([one], None)
    menu = panel.menu_of(one.id)
    action = entries(menu)[entry]
    assert not action.isEnabled()
    assert why in action.toolTip()
    assert menu.toolTipsVisible()


def test_a_run_is_evaluated_only_where_its_data_set_is(panel: RunsPanel) -> None:
    panel.set_missing({"mnist": "MNIST"})
    action = entries(panel.menu_of(2))["Evaluate…"]
    assert not action.isEnabled()
    assert action.toolTip() == "MNIST is not on this computer."
    panel.set_missing({"kmnist": "KMNIST"})
    assert entries(panel.menu_of(2))["Evaluate…"].isEnabled()


# While one trains


def test_only_the_row_that_changed_is_told_of(panel: RunsPanel) -> None:
    changed: list[tuple[int, int]] = []
    panel.list.rows.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    panel.set_runs(list(RUNS), shown=2)
    assert changed == []
    panel.set_runs([run(3, RunState.RUNNING, 8.1) if r.id == 3 else r for r in RUNS], shown=2)
    assert changed == [(2, 2)]


def test_an_open_editor_keeps_what_is_typed_while_its_run_trains(panel: RunsPanel, heard) -> None:
    go_to(panel, 3)
    key(panel, Qt.Key.Key_F2)
    write(editor(panel), "Typed")
    for epoch in (8.0, 9.0):
        panel.set_runs([run(3, RunState.RUNNING, epoch) if r.id == 3 else r for r in RUNS], 2)
    panel.set_runs([run(7), *RUNS[1:]], shown=7)
    field = editor(panel)
    assert field.text() == "Typed"
    key(field, Qt.Key.Key_Return)
    assert heard == [("rename_requested", 3, "Typed")]


def test_rows_come_go_and_move_and_the_keyboard_stays_at_its_run(panel: RunsPanel) -> None:
    QAbstractItemModelTester(
        panel.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, panel
    )
    go_to(panel, 5)
    for order in ([2, 5, 1], [6, 5, 4, 3, 2, 1], [5], [1, 2, 3, 5]):
        panel.set_runs([RUNS[i - 1] for i in order], shown=None)
        assert [row.id for row in panel.list.rows.rows] == order
        assert panel.state()["current"] == 5


def test_scroll_stays_and_many_runs_are_fast(panel: RunsPanel) -> None:
    many = [run(i, RunState.RUNNING if i == 60 else RunState.FINISHED) for i in range(1, 61)]
    panel.set_runs(many, shown=1)
    go_to(panel, 30)
    QApplication.processEvents()
    before = panel.state()
    assert before["scroll"] > 0
    panel.set_runs([*many[:-1], run(60, RunState.RUNNING, 9.0)], shown=1)
    QApplication.processEvents()
    assert panel.state() == before
    panel.list.verticalScrollBar().setValue(0)
    panel.restore(before)
    assert panel.state() == before


def test_a_run_that_comes_to_be_shown_is_scrolled_to(panel: RunsPanel) -> None:
    many = [run(i) for i in range(1, 61)]
    panel.set_runs(many, shown=1)
    panel.set_runs(many, shown=60)
    QApplication.processEvents()
    assert panel.list.viewport().rect().contains(panel.list.rectangle_of(60).center())


@pytest.mark.parametrize("state", [{}, {"current": 99, "scroll": "far"}, {"current": None}])
def test_a_foreign_state_does_no_harm(panel: RunsPanel, state: dict) -> None:
    panel.restore(state)


def test_a_menu_of_a_run_that_is_gone_does_nothing(panel: RunsPanel, heard) -> None:
    menu = panel.menu_of(2)
    panel.set_runs([RUNS[0]], shown=1)
    entries(menu)["Remove"].trigger()
    assert heard == []


def test_buttons_light_up_under_the_mouse(panel: RunsPanel) -> None:
    view = panel.list.viewport()
    before = panel.grab().toImage()
    box = panel.list.rectangle_of(3, Part.PIN)
    QTest.mouseMove(panel.windowHandle(), view.mapTo(panel, box.center()))
    assert panel.grab().toImage() != before
    corner = view.mapTo(panel, box.topLeft() + QPoint(4, 2))
    assert panel.grab().toImage().pixelColor(corner) == QColor(LIGHT.border)


# Colours of runs


def luminance(colour: str) -> float:
    channels = np.array(list(bytes.fromhex(colour[1:]))) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def oklab(colour: str) -> np.ndarray:
    """Björn Ottosson's perceptual space, in which 0.02 is about the least difference seen."""
    channels = np.array(list(bytes.fromhex(colour[1:]))) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    lms = np.array([[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696],
                    [0.08830246, 0.28171884, 0.62997870]]) @ linear  # fmt: skip
    return np.array([[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.42859221, 0.45059371],
                     [0.02590404, 0.78277177, -0.80867577]]) @ np.cbrt(lms)  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_run_colours_can_be_seen_and_told_apart_and_from_the_curves(theme: Theme) -> None:
    colours = run_colours(theme.is_dark)
    assert len(colours) == len(set(colours)) == 8
    for colour in colours:
        for ground in (theme.panel, theme.plot_background, theme.accent_soft):
            light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3.0, (colour, ground)
        for other in (theme.warning, theme.accent_ink):
            assert np.linalg.norm(oklab(colour) - oklab(other)) > 0.1, (colour, other)
    for one, other in combinations(colours, 2):
        assert np.linalg.norm(oklab(one) - oklab(other)) > 0.1, (one, other)
