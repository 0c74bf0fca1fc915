"""Experiments in the window: from the Help menu, from a file, and to their end."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_kit import key
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from vae_explorer.core.experiments.catalogue import ids
from vae_explorer.session.sittings import Stage
from vae_explorer.views.experiments.card import Card

OWN = """\
title = "Mine"
question = "Which is dearer?"
what = "Two tiny runs."
panels = ["strip"]
layers = ["mosaic"]
next = ["elbo"]

[settings]
widths = [16]
batch_size = 50
epochs = 2
precision = "float32"

[[runs]]
name = "One"

[[runs]]
name = "Two"
beta = 8

[[results]]
run = "One"
measure = "kl"
at_least = 0
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def drop(window, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    at, copy, left = QPoint(300, 300), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(at, copy, mime, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, mime, left, none))


def gallery(explorer) -> list[Card]:
    """Open the gallery from the Help menu, and wait for its cards."""
    (help_menu,) = [a.menu() for a in explorer.window.menuBar().actions() if a.text() == "&Help"]
    first = help_menu.actions()[0]
    assert first.text() == "&Experiments"
    first.trigger()
    panel = explorer.panel("experiments")
    explorer.wait_until(lambda: len(panel.gallery.board.cards) == len(ids()))
    return panel.gallery.board.cards


def open_own(explorer, own: Path):
    drop(explorer.window, own)
    panel = explorer.panel("experiments")
    explorer.wait_until(lambda: panel.page.isVisible())
    return panel


def test_the_gallery_is_first_in_the_help_menu(explorer) -> None:
    cards = gallery(explorer)
    assert cards[0].isVisible()
    explorer.wait_until(lambda: explorer.window.training.visibleRegion().isEmpty())


def test_return_on_a_card_opens_its_page(explorer) -> None:
    card = gallery(explorer)[0]
    card.setFocus()
    key(card, Qt.Key.Key_Return)
    assert explorer.panel("experiments").page.experiment.title == card.text_of.title


def test_a_dropped_file_runs_to_its_end_and_says_what_came_out(explorer, own: Path) -> None:
    panel = open_own(explorer, own)
    explorer.press_button("Start")
    assert explorer.window.latent.layers()["mosaic"]
    sitting = explorer.desk.experiments.sitting(str(own))
    explorer.wait_until(lambda: explorer.desk.experiments.sitting(str(own)).stage is Stage.DONE)
    assert sitting is not None
    explorer.wait_until(lambda: explorer.button("Start again") is not None)
    assert explorer.message == "“Mine” has ended. 1 of 1 numbers came out as expected."
    assert [run.name for run in explorer.desk.workspace.runs[-2:]] == ["One", "Two"]
    assert panel.page.isVisible()
    panel.close_page()
    explorer.press_button("Show the results")
    assert panel.page.isVisible()


def test_leaving_the_page_lets_the_runs_go_on(explorer, own: Path) -> None:
    panel = open_own(explorer, own)
    explorer.press_button("Start")
    key(explorer.button("Stop"), Qt.Key.Key_Escape)
    assert not panel.page.isVisible()
    explorer.wait_until(lambda: explorer.desk.experiments.sitting(str(own)).stage is Stage.DONE)
    explorer.wait_until(
        lambda: panel.gallery.board.cards[-1].text_of.status == "1 of 1 as expected"
    )


def test_a_copy_is_saved_where_one_wishes_and_can_be_opened(
    explorer, answers, tmp_path: Path
) -> None:
    cards = gallery(explorer)
    explorer.qtbot.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    answers.file = tmp_path / "copy"
    explorer.qtbot.mouseClick(
        explorer.control("Save a copy of the file"), Qt.MouseButton.LeftButton
    )
    assert (tmp_path / "copy.toml").exists()
    assert explorer.message.startswith("Saved copy.toml in ")
    explorer.panel("experiments").close_page()
    answers.file = tmp_path / "copy.toml"
    explorer.qtbot.mouseClick(explorer.control("Open a file"), Qt.MouseButton.LeftButton)
    assert explorer.panel("experiments").page.experiment.path == tmp_path / "copy.toml"


def test_a_mistake_in_a_file_is_one_sentence_with_its_line(explorer, own: Path) -> None:
    own.write_text(OWN.replace("beta = 8", "betta = 8"), encoding="utf-8")
    drop(explorer.window, own)
    line = OWN[: OWN.index("beta = 8")].count("\n") + 1
    assert explorer.message == (
        f"mine.toml, line {line}: [[runs]] has no key 'betta'; did you mean 'beta'?"
    )


def test_a_panel_that_is_none_is_a_mistake_too(explorer, own: Path) -> None:
    own.write_text(OWN.replace('["strip"]', '["strp"]'), encoding="utf-8")
    drop(explorer.window, own)
    assert "there is no panel 'strp'; did you mean 'strip'?" in explorer.message


def test_layers_of_one_experiment_do_not_stay_for_the_next(explorer) -> None:
    latent, wanted = explorer.window.latent, explorer.desk.experiments.view_wanted
    latent.set_layers({"rings": True, "gradients": False, "mosaic": False})
    wanted.emit((), ("rings", "gradients"))
    assert latent.layers()["gradients"]
    wanted.emit((), ("mosaic",))
    shown = latent.layers()
    assert (shown["gradients"], shown["mosaic"], shown["rings"]) == (False, True, True)
    latent.set_layers({"gradients": True})  # by hand
    wanted.emit((), ("gradients",))
    wanted.emit((), ())
    assert latent.layers()["gradients"]
    assert not latent.layers()["mosaic"]
