"""Evaluating a run from its menu: the dialog, the numbers, and giving up."""

from __future__ import annotations

import pytest
from gui_kit import click, key, write
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPushButton, QSpinBox
from test_window_runs import click_run, open_list

from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.views.panels.run_delegate import Part
from vae_explorer.views.widgets.message_bar import HIDE_AFTER_MS
from vae_explorer.views.window.evaluate_dialog import EvaluateDialog

# Of menus, by the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard)")


def dialog_of(explorer) -> EvaluateDialog | None:
    found = explorer.window.findChildren(EvaluateDialog)
    return found[0] if found else None


@pytest.fixture
def dialog(explorer) -> EvaluateDialog:
    """Return the dialog that the menu of the shown run has opened."""
    open_list(explorer)
    click_run(explorer, explorer.desk.run.id, Part.MORE)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(a for a in menu.actions() if a.text() == "Evaluate…")
    assert entry.isEnabled()
    click(menu, menu.actionGeometry(entry).center())
    explorer.wait_until(lambda: dialog_of(explorer) is not None and dialog_of(explorer).isVisible())
    dialog = dialog_of(explorer)
    dialog.activateWindow()
    explorer.qtbot.waitActive(dialog)
    return dialog


def press_evaluate(dialog: EvaluateDialog) -> None:
    click(next(b for b in dialog.findChildren(QPushButton) if b.text() == "Evaluate"))


def test_it_is_evaluated_as_the_command_would_and_the_numbers_stay(
    explorer, dialog, held_out_digits, qtbot
) -> None:
    press_evaluate(dialog)
    explorer.wait_until(lambda: "−ELBO" in explorer.message)
    expected = evaluate(
        explorer.snapshot, held_out_digits.images, held_out_digits.labels, samples=10, seed=0
    )
    assert f"test: −ELBO {expected.negative_elbo:.2f} ± " in explorer.message
    assert not explorer.window.messages._leave.isActive(), f"it would go in {HIDE_AFTER_MS} ms"
    explorer.wait_until(lambda: dialog_of(explorer) is None)


def test_the_keyboard_alone_chooses_split_draws_and_seed(
    explorer, dialog, train_digits, qtbot
) -> None:
    assert dialog.findChild(QComboBox).hasFocus()
    key(dialog, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    write(dialog, "3")
    key(dialog, Qt.Key.Key_Tab)
    write(dialog, str(2**62))
    key(dialog, Qt.Key.Key_Return)
    explorer.wait_until(lambda: "−ELBO" in explorer.message)
    expected = evaluate(
        explorer.snapshot, train_digits.images, train_digits.labels, samples=3, seed=2**62
    )
    assert f"train: −ELBO {expected.negative_elbo:.2f} ± " in explorer.message
    assert "3 draws of z" in explorer.message


def test_escape_evaluates_nothing(explorer, dialog) -> None:
    asked: list[str] = []
    explorer.desk.evaluations.under_way_changed.connect(asked.append)
    key(dialog, Qt.Key.Key_Escape)
    explorer.wait_until(lambda: dialog_of(explorer) is None)
    assert asked == []


@pytest.mark.parametrize("seed", ["", "-1", "1.5", str(2**63)])
def test_what_is_no_seed_cannot_be_evaluated_with(explorer, dialog, seed: str) -> None:
    field = next(f for f in dialog.findChildren(QLineEdit) if f.accessibleName() == "Seed")
    field.setFocus()
    write(field, seed)
    press_evaluate(dialog)
    key(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    key(dialog, Qt.Key.Key_Escape)


def test_its_controls_have_names(dialog) -> None:
    for kind, name in ((QComboBox, "Split"), (QSpinBox, "Draws of z")):
        assert dialog.findChild(kind).accessibleName() == name
    key(dialog, Qt.Key.Key_Escape)


def test_a_long_one_is_shown_in_the_status_bar_and_given_up(explorer, dialog) -> None:
    dialog.findChild(QSpinBox).setValue(10_000)
    press_evaluate(dialog)
    name = "Cancel the evaluation"
    explorer.wait_until(lambda: explorer.button("Cancel") is not None)
    assert explorer.window.status._evaluation_text.text() == f"Evaluating {explorer.desk.run.name}…"
    click(explorer.control(name))
    explorer.wait_until(lambda: explorer.button("Cancel") is None)
    assert "−ELBO" not in explorer.message


def test_without_its_data_set_the_menu_says_why_until_it_has_come(open_window, tiny_sets) -> None:
    tiny_sets["mnist"].here = False
    explorer = open_window()
    runs, shown = explorer.panel("runs"), explorer.desk.run.id

    def entry():
        return next(a for a in runs.menu_of(shown).actions() if a.text() == "Evaluate…")

    assert not entry().isEnabled()
    assert entry().toolTip() == "MNIST is not on this computer."
    explorer.desk.download("mnist")
    explorer.wait_until(lambda: tiny_sets["mnist"].here and entry().isEnabled())
