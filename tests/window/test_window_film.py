"""A film of a run: chosen, seen, made, and its storyboard kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from vae_explorer.core.film.reading import read
from vae_explorer.core.film.storyboard import Caption, Moment, Storyboard, Stretch
from vae_explorer.core.paths import Digit, Point, Typical
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.views.window.film_dialog import FilmDialog


def keep_history(explorer) -> None:
    """Give the run on the screen three frames, of epochs 0, 1 and 2."""
    frame = Frame.of(explorer.snapshot)
    frames = tuple(
        replace(frame, step=10 * epoch, epoch=float(epoch), embedding=frame.embedding * epoch)
        for epoch in range(3)
    )
    explorer.desk.workspace.update(explorer.desk.run.id, timeline=Timeline(frames))


@pytest.fixture
def dialog(explorer) -> FilmDialog:
    keep_history(explorer)
    explorer.action("film").trigger()
    return explorer.window.findChild(FilmDialog)


@pytest.fixture
def press(explorer, dialog):
    def press(text: str) -> None:
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
        explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def test_what_is_chosen_is_made(explorer, dialog, press, answers, tmp_path: Path) -> None:
    explorer.control("File").select(".gif")
    explorer.control("Duration").setValue(0.5)
    explorer.control("Size").select("640x480")
    answers.file = tmp_path / "film"

    press("Make film…")
    explorer.wait_until(lambda: (tmp_path / "film.gif").is_file())

    explorer.wait_until(lambda: "film.gif" in dialog._told.text())
    assert not explorer.desk.films.under_way


def test_a_film_is_given_up_by_its_button(explorer, dialog, press, answers, tmp_path) -> None:
    explorer.control("File").select(".gif")
    explorer.control("Duration").setValue(600)
    answers.file = tmp_path / "film.gif"
    press("Make film…")
    cancel = explorer.control("Cancel the film")
    assert cancel.isVisible()

    explorer.qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    explorer.wait_until(lambda: not explorer.desk.films.under_way)

    assert not cancel.isVisible()
    assert list(tmp_path.glob("*film*")) == []


def test_a_picture_of_the_moment_that_is_chosen_is_shown(explorer, dialog) -> None:
    explorer.wait_until(lambda: dialog._view._image is not None)
    last = dialog._view._image.copy()

    explorer.control("Moment of the film").setFocus()
    explorer.qtbot.keyClick(explorer.control("Moment of the film"), Qt.Key.Key_Home)

    explorer.wait_until(lambda: dialog._view._image != last)
    assert dialog._when.text() == "0.0 of 11.5 s"


def test_a_storyboard_is_saved_as_it_was_chosen(explorer, dialog, press, answers, tmp_path) -> None:
    explorer.control("Moments").select("between")
    explorer.control("First epoch").setValue(0.5)
    explorer.control("Pace").select("epochs")
    explorer.control("Duration").setValue(7)
    explorer.control("Size").select("4:3")
    explorer.control("Theme").select("dark")
    explorer.control("Mosaic behind the dots").setChecked(True)
    explorer.control("Curve of the loss").setChecked(False)
    explorer.control("Probe").select("visits")
    explorer.control("Places").setText("7; −1.5, 0.25; #3")
    dialog.findChild(QPlainTextEdit).setPlainText("0 – 2.5: Look.\n3-4 Now.")
    answers.file = tmp_path / "film.toml"

    press("Save storyboard…")

    assert read(tmp_path / "film.toml") == Storyboard(
        size=(1440, 1080),
        theme="dark",
        seconds=7,
        clock="epochs",
        stretches=(Stretch(Moment(0.5), Moment(2.0)),),
        layers=("mosaic", "dots", "rings", "names", "probe", "numbers"),
        probe=(Typical("7"), Point(-1.5, 0.25), Digit(3)),
        captions=(Caption(0, 2.5, "Look."), Caption(3, 4, "Now.")),
    )


def test_a_storyboard_is_opened_and_saved_as_it_was(
    explorer, dialog, press, answers, tmp_path
) -> None:
    storyboard = Storyboard(
        title="Two parts",
        size=(800, 600),
        fps=12,
        hold=3,
        stretches=(Stretch(Moment(0.0), Moment(5, "step"), 4), Stretch(Moment(1.0), speed=0.5)),
        dots=50,
        reach=4,
        captions=(Caption(0, 1, "One."),),
    )
    answers.file = tmp_path / "film.toml"
    answers.file.write_text(storyboard.to_toml(), encoding="utf-8")

    press("Open storyboard…")
    assert dialog.storyboard() == storyboard
    explorer.control("Theme").select("dark")

    assert dialog.storyboard() == replace(storyboard, theme="dark")


def test_a_mistake_in_a_storyboard_is_told_with_its_line(
    explorer, dialog, press, answers, tmp_path
) -> None:
    answers.file = tmp_path / "film.toml"
    answers.file.write_text("size = '1080p'\nspeed = 3\n", encoding="utf-8")
    before = dialog.storyboard()

    press("Open storyboard…")

    assert dialog._told.text().startswith("film.toml, line 2: ")
    assert dialog.storyboard() == before


def test_what_cannot_be_read_is_told_and_not_made(explorer, dialog) -> None:
    make = explorer.control("Make film")
    assert make.isEnabled()

    dialog.findChild(QPlainTextEdit).setPlainText("Some words")
    assert not make.isEnabled()
    assert dialog._told.text().startswith("Caption 1: begin with its seconds")

    dialog.findChild(QPlainTextEdit).setPlainText("")
    assert make.isEnabled()


def test_moments_that_are_not_there_yet_are_told(explorer, dialog) -> None:
    explorer.control("Moments").select("between")
    explorer.control("Last epoch").setValue(9)
    explorer.wait_until(lambda: "epoch 9" in dialog._view._waiting)
    assert "ends at epoch 2" in dialog._view._waiting


def test_the_probe_visits_the_pins(explorer) -> None:
    keep_history(explorer)
    explorer.desk.workspace.pins.add_place(1.5, -0.5)
    explorer.desk.workspace.pins.add_digit(4, "a digit", explorer.snapshot.config.dataset)
    explorer.action("film").trigger()
    dialog = explorer.window.findChild(FilmDialog)

    explorer.control("Probe").select("pins")

    assert dialog.storyboard().probe == (Point(1.5, -0.5), Digit(4))


def test_a_run_without_a_history_has_no_film(explorer) -> None:
    assert not explorer.action("film").isEnabled()
    keep_history(explorer)
    assert explorer.action("film").isEnabled()
