"""Menus and their keys: what they show, and the list of them."""

from __future__ import annotations

import re

import pytest
from gui_kit import TINY, click, key, menu, shortcut
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QScrollArea,
)

from vae_explorer.session.state import Message, RunState
from vae_explorer.views.window.shortcuts_dialog import ShortcutsDialog


class TestMenusAndKeys:
    def test_menus_show_the_keys_that_are_no_shortcuts(self, explorer) -> None:
        assert explorer.action("play").text().endswith("\tSpace")
        assert explorer.action("show_all").text().endswith("\tHome")
        assert explorer.action("present").shortcut().toString() == "F11"
        explorer.train()
        assert explorer.action("play").text() == "&Pause\tSpace"

    def test_layers_are_in_the_view_menu_with_their_shortcuts(self, explorer) -> None:
        layers = menu(explorer, "View", "Layers")
        assert layers.actions() == explorer.window.latent.layer_actions()
        rings = next(a for a in layers.actions() if a.data() == "rings")
        assert not rings.shortcut().isEmpty()
        before = explorer.window.latent.layers()["rings"]
        shortcut(explorer.window, rings)
        assert explorer.window.latent.layers()["rings"] is not before

    def test_the_entry_of_a_panel_brings_it_to_the_front_and_closes_it_there(
        self, explorer
    ) -> None:
        docks = explorer.window.layout_of_panels.docks
        entry = {a.text(): a for a in menu(explorer, "View").actions()}
        runs = docks["runs"]
        explorer.wait_until(lambda: entry["Training"].isChecked())
        assert not entry["Runs"].isChecked()  # it is behind the other's tab
        for _ in range(2):
            entry["Runs"].trigger()
            explorer.wait_until(lambda: not runs.visibleRegion().isEmpty())
            explorer.wait_until(lambda: entry["Runs"].isChecked())
            assert not entry["Training"].isChecked()
            entry["Runs"].trigger()
            explorer.wait_until(runs.isHidden)
            assert not entry["Runs"].isChecked()

    def test_the_sheet_of_shortcuts_has_no_empty_entry_and_has_the_layers(self, explorer) -> None:
        told: list[str] = []

        def read_and_close() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog)
            told.extend(label.text() for label in dialog.findChildren(QLabel))
            key(dialog, Qt.Key.Key_Escape)

        QTimer.singleShot(100, explorer.window, read_and_close)
        shortcut(explorer.window, explorer.action("shortcuts"))
        assert told
        assert all(text.strip(" ,") == text != "" for text in told)
        for what, keys in explorer.window.latent.layer_shortcuts():
            assert what in told
            assert keys in told

    def test_no_layer_has_the_keys_of_another_action(self, explorer) -> None:
        actions = list(explorer.window.findChildren(type(explorer.action("play"))))
        keys = [k.toString() for a in actions for k in a.shortcuts() if k.toString()]
        assert len(keys) == len(set(keys))

    @pytest.mark.parametrize("at", ["strip", "curves", "decoded", "runs"])
    def test_space_trains_and_home_shows_all_wherever_nothing_is_typed(
        self, explorer, at: str
    ) -> None:
        explorer.window.training.set_config(TINY)
        explorer.window.layout_of_panels.raise_panel(at)
        panel = explorer.panel(at)
        panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        panel.setFocus()
        click(explorer.window.latent.legend.chips[3])
        key(explorer.window, Qt.Key.Key_Home)
        assert len(explorer.window.latent.legend.visible) == 10
        key(explorer.window, Qt.Key.Key_Space)
        explorer.wait_for(RunState.RUNNING)

    def test_step_can_be_taken_whenever_train_can_be_begun(self, explorer) -> None:
        for text, possible in (("-1", False), ("1", True)):
            explorer.enter("β", text)
            assert explorer.action("play").isEnabled() is possible
            assert explorer.action("step").isEnabled() is possible

    def test_a_complaint_about_settings_goes_when_they_are_mended(self, explorer) -> None:
        explorer.enter("β", "-1")
        explorer.plot.setFocus()
        key(explorer.plot, Qt.Key.Key_Space)
        assert "β must be" in explorer.message
        explorer.enter("β", "2")
        assert explorer.message == ""

    def test_an_unrelated_message_stays_when_settings_are_mended(self, explorer) -> None:
        explorer.enter("β", "-1")
        explorer.desk.post(Message("error", "The disk is full."))
        explorer.enter("β", "2")
        assert explorer.message == "The disk is full."


def test_no_menu_entry_is_without_words(explorer) -> None:
    for found in explorer.window.findChildren(QMenu):
        for action in found.actions():
            assert action.isSeparator() or action.text().strip()


def test_no_two_entries_of_a_menu_have_one_letter(explorer) -> None:
    def look(menu: QMenu, way: str) -> None:
        letters: dict[str, str] = {}
        for action in menu.actions():
            if found := re.search(r"&([^&])", action.text()):
                letter = found[1].lower()
                assert letter not in letters, (way, letters[letter], action.text())
                letters[letter] = action.text()
            if action.menu() is not None:
                look(action.menu(), f"{way} > {action.text()}")

    for top in explorer.window.menuBar().actions():
        look(top.menu(), top.text())


@pytest.mark.parametrize("scale", [100, 200])
def test_the_list_of_shortcuts_is_whole_within_the_screen(explorer, qtbot, scale: int) -> None:
    explorer.window.looks.choose_scale(scale)
    shortcuts = explorer.window.actions_by_name.shortcuts()
    dialog = ShortcutsDialog(explorer.window.looks.theme, shortcuts, explorer.window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    room, body = dialog.screen().availableSize(), dialog.findChild(QScrollArea)
    assert dialog.height() <= room.height()
    assert dialog.width() <= room.width()
    texts = [label.text() for label in body.widget().findChildren(QLabel)]
    assert {what for what, _ in shortcuts} <= set(texts)
    if scale == 100:  # one scrolls downwards alone
        assert body.widget().width() <= body.viewport().width()
