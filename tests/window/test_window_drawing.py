"""Drawing a digit with a real mouse, and pictures that are dropped and pasted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from gui_kit import click, move, press, release, shortcut
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from vae_explorer.core.drawing.neighbours import nearest_classes
from vae_explorer.core.storage.bundled import load_model

FOUR = (
    ((0.38, 0.18), (0.28, 0.52), (0.70, 0.5)),
    ((0.66, 0.2), (0.56, 0.86)),
)


@pytest.fixture
def pad(explorer):
    """Return the panel, in front."""
    explorer.window.layout_of_panels.raise_panel("draw")
    explorer.wait_until(lambda: explorer.panel("draw").pad.isVisible())
    explorer.let_docks_settle()
    return explorer.panel("draw")


def draw(panel, *places: tuple[float, float], steps: int = 6) -> None:
    """Draw a stroke through places of the pad."""
    field = panel.pad.field

    def at(x: float, y: float) -> QPoint:
        return QPoint(round(field.x() + x * field.width()), round(field.y() + y * field.height()))

    press(panel.pad, at(*places[0]))
    for (x0, y0), (x1, y1) in pairwise(places):
        for i in range(1, steps + 1):
            move(panel.pad, at(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps))
    release(panel.pad, at(*places[-1]))


def looked_at(explorer):
    return explorer.desk.subjects.now


def test_a_drawn_four_lands_among_the_fours(explorer, pad) -> None:
    model = load_model()
    explorer.desk.show(model)
    for stroke in FOUR:
        draw(pad, *stroke)
    explorer.wait_until(lambda: looked_at(explorer) is not None and "nearest" in pad.near.words)
    own = explorer.desk.workspace.selected.now.own
    explorer.wait_until(lambda: looked_at(explorer).image is own.pixels)
    (label, number), *_ = nearest_classes(looked_at(explorer).mean, model.embedding, model.labels)
    assert (label, number >= 8) == (4, True)
    assert f"{number} are 4" in pad.near.words
    # The mark in the plot is its posterior.
    mark = explorer.plot.selection.current_place
    assert mark == pytest.approx(tuple(looked_at(explorer).mean))
    explorer.wait_until(lambda: pad.images._views[1].image is not None)


def test_a_dot_is_told_to_be_like_no_digit(explorer, pad) -> None:
    explorer.wait_until(lambda: explorer.desk.products.images is not None)
    draw(pad, (0.5, 0.5))
    explorer.wait_until(lambda: pad.near.words.startswith("More ink than in any held-out image."))


def test_a_stroke_is_a_step_for_undo_in_the_window_and_on_the_pad(explorer, pad) -> None:
    desk = explorer.desk
    draw(pad, (0.2, 0.2), (0.8, 0.2))
    first = desk.pad.ink.copy()
    draw(pad, (0.2, 0.8), (0.8, 0.8))
    assert "stroke" in explorer.action("undo").text()
    shortcut(explorer.plot, explorer.action("undo"))
    np.testing.assert_array_equal(desk.pad.ink, first)
    click(explorer.control("Redo a stroke"))
    assert desk.pad.ink.sum() > first.sum()
    click(explorer.control("Undo a stroke"))
    np.testing.assert_array_equal(desk.pad.ink, first)
    click(explorer.control("Clear"))
    assert desk.pad.empty
    assert desk.workspace.selected.now.own is None


def test_a_drawing_leaves_the_plot_with_its_panel_and_comes_back_by_undo(explorer, pad) -> None:
    layout, selected = explorer.window.layout_of_panels, explorer.desk.workspace.selected
    draw(pad, *FOUR[1])
    own = selected.now.own
    explorer.wait_until(lambda: explorer.plot.selection.current_place is not None)
    layout.raise_panel("strip")  # its tab is behind: it is selected still
    explorer.let_docks_settle()
    assert explorer.plot.selection.current_place is not None
    layout.raise_panel("draw")
    layout.docks["draw"].toggleViewAction().trigger()
    assert explorer.plot.selection.current_place is None
    assert "closing the pad" in explorer.action("undo").text()
    explorer.action("undo").trigger()
    assert selected.now.own is own


def test_a_drawing_whose_posterior_is_looked_at_stays_without_its_panel(explorer, pad) -> None:
    layout, selected = explorer.window.layout_of_panels, explorer.desk.workspace.selected
    draw(pad, *FOUR[1])
    layout.raise_panel("digit")
    explorer.wait_until(lambda: explorer.panel("digit").isVisible())
    layout.docks["draw"].toggleViewAction().trigger()
    assert selected.now.own is not None


def test_a_drawing_takes_the_place_of_the_digit_that_was_looked_at(explorer, pad) -> None:
    selected, dataset = explorer.desk.workspace.selected, explorer.snapshot.config.dataset
    selected.look_at(3, dataset)
    draw(pad, *FOUR[1])
    assert selected.now.rows == ()  # no ring without a reason
    explorer.action("undo").trigger()
    assert selected.now.rows == (3,)
    selected.choose([2, 5, 9], dataset)
    draw(pad, *FOUR[0])
    assert selected.now.rows == (2, 5, 9)


def test_it_is_encoded_while_it_is_drawn(explorer, pad) -> None:
    field = pad.pad.field
    press(pad.pad, field.center().toPoint())
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    before = looked_at(explorer).mean.copy()
    for i in range(1, 8):
        move(pad.pad, field.center().toPoint() + QPoint(6 * i, 0))
    explorer.wait_until(lambda: not np.array_equal(looked_at(explorer).mean, before))
    assert "Undo a stroke" not in explorer.action("undo").text().replace("&", "")
    release(pad.pad, field.center().toPoint() + QPoint(42, 0))
    assert "stroke" in explorer.action("undo").text()


def test_the_handle_follows_where_that_is_wished(explorer, pad) -> None:
    workspace = explorer.desk.workspace
    draw(pad, (0.2, 0.2), (0.8, 0.2))
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    assert workspace.probe == (0.0, 0.0)
    click(pad.follows, QPoint(8, pad.follows.height() // 2))
    draw(pad, (0.5, 0.2), (0.5, 0.9))
    own = workspace.selected.now.own
    explorer.wait_until(lambda: looked_at(explorer).image is own.pixels)
    assert workspace.probe == pytest.approx(tuple(looked_at(explorer).mean))
    workspace.move(9.0, 9.0)  # by hand: it is not taken back
    explorer.desk.products.look_for_images()
    assert workspace.probe == (9.0, 9.0)


def test_the_handle_goes_to_the_drawing_when_it_is_told_to_follow_and_goes_with_it(
    explorer, pad
) -> None:
    workspace = explorer.desk.workspace
    draw(pad, (0.2, 0.2), (0.8, 0.2))
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    click(pad.follows, QPoint(8, pad.follows.height() // 2))
    assert workspace.probe == pytest.approx(tuple(looked_at(explorer).mean))
    run, model = workspace.shown, explorer.snapshot
    weights = {name: 1.5 * w for name, w in model.weights.items()}  # as after more training
    before = looked_at(explorer).mean.copy()
    workspace.take_snapshot(run.id, replace(model, weights=weights, step=model.step + 1))
    explorer.wait_until(lambda: not np.array_equal(looked_at(explorer).mean, before))
    assert workspace.probe == pytest.approx(tuple(looked_at(explorer).mean))


def test_the_eraser_and_the_width_are_the_hand_s(explorer, pad) -> None:
    ink = explorer.desk.pad
    draw(pad, (0.2, 0.5), (0.8, 0.5))
    thin = ink.ink.sum()
    pad.tools.set_width_of_pen(6.0)
    draw(pad, (0.2, 0.5), (0.8, 0.5))
    assert ink.ink.sum() > 2 * thin
    click(explorer.control("Eraser"))
    draw(pad, (0.0, 0.5), (1.0, 0.5))
    assert ink.empty


def test_a_digit_of_the_plot_can_be_drawn_on(explorer, pad) -> None:
    desk = explorer.desk
    explorer.wait_until(lambda: desk.products.images is not None)
    assert not explorer.control("Selected digit to the pad").isEnabled()
    desk.workspace.selected.look_at(3, explorer.snapshot.config.dataset)
    click(explorer.control("Selected digit to the pad"))
    assert not desk.pad.empty
    explorer.wait_until(lambda: looked_at(explorer).row is None)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    levels = np.full((120, 200), 255, np.uint8)
    levels[20:100, 90:102] = 0
    levels[88:100, 90:130] = 0
    Image.fromarray(levels).save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


def send_drop(widget, mime: QMimeData) -> None:
    at, copy, left = QPoint(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(at), copy, mime, left, none))


def drag_over(widget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(20, 20), copy, mime, left, none))


def test_while_a_file_is_dragged_over_the_window_the_plot_says_that_it_may_be_dropped(
    explorer, picture: Path, tmp_path: Path
) -> None:
    window, sign = explorer.window, explorer.window.drop_sign
    drag_over(window, picture)
    assert sign.isVisible()
    assert sign.text == "Drop to open scan.png"
    assert sign.size() == explorer.window.latent.grid.size()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not sign.isVisible()
    drag_over(window, picture, tmp_path / "model.safetensors")
    assert sign.text == "Drop to open 2 files"
    drag_over(window, tmp_path / "notes.pdf")
    assert not sign.isVisible()
    drag_over(window, picture)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    send_drop(window, mime)
    assert not sign.isVisible()


def test_a_dropped_picture_is_looked_at_in_the_panel(explorer, picture: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    send_drop(explorer.window, mime)
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    panel = explorer.panel("draw")
    explorer.wait_until(panel.isVisible)
    assert looked_at(explorer).name == "scan.png"
    assert panel.note.text() == (
        "Inverted, because its ground was light; scaled from 200 x 120 and centred as MNIST’s "
        "digits are."
    )
    shortcut(explorer.plot, explorer.action("undo"))
    assert looked_at(explorer) is None


def test_no_pad_moves_under_a_hand(explorer, pad, picture: Path) -> None:
    explorer.window.files.open_path(picture)
    explorer.wait_until(lambda: bool(pad.note.text()))
    explorer.let_docks_settle()
    before = pad.pad.geometry()
    middle = pad.pad.field.center().toPoint()
    press(pad.pad, middle)
    move(pad.pad, middle + QPoint(20, 0))
    explorer.wait_until(lambda: not pad.note.text())  # it is a drawing now
    explorer.let_docks_settle()
    assert pad.pad.geometry() == before
    release(pad.pad, middle + QPoint(20, 0))
    explorer.wait_until(lambda: not pad.note.isVisible())


def test_what_is_no_picture_is_told_when_it_is_dropped(explorer, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "broken.png"))])
    send_drop(explorer.window, mime)
    explorer.wait_until(lambda: "broken.png" in explorer.message)
    assert looked_at(explorer) is None


@pytest.mark.parametrize("wrong", ["text", "speck"])
def test_what_was_said_of_a_wrong_picture_goes_with_a_right_one(
    explorer, tmp_path: Path, picture: Path, wrong: str
) -> None:
    path = tmp_path / "wrong.png"
    if wrong == "text":
        path.write_text("no picture")
    else:
        Image.new("L", (1, 1)).save(path)
    explorer.window.files.open_path(path)
    explorer.wait_until(lambda: bool(explorer.message))
    explorer.window.files.open_path(picture)
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    assert not explorer.message


def test_open_image_asks_for_a_file(explorer, answers, picture: Path) -> None:
    answers.file = picture
    explorer.action("open_image").trigger()
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    assert answers.asked == ["Open an image"]


def test_pictures_are_pasted_and_dropped_on_the_pad(explorer, pad, picture: Path) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    shortcut(explorer.plot, explorer.action("paste_image"))
    assert "no picture on the clipboard" in explorer.message
    clipboard.setImage(QImage(str(picture)))
    shortcut(explorer.plot, explorer.action("paste_image"))
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    assert looked_at(explorer).name == "Pasted picture"
    clipboard.clear()
    explorer.desk.workspace.selected.clear()
    mime = QMimeData()
    mime.setImageData(QImage(str(picture)))
    send_drop(pad.pad, mime)
    explorer.wait_until(lambda: looked_at(explorer) is not None)


def test_it_stays_and_moves_while_a_model_trains(explorer, pad) -> None:
    draw(pad, *FOUR[1])
    explorer.wait_until(lambda: looked_at(explorer) is not None)
    explorer.train()
    before = looked_at(explorer).mean.copy()
    explorer.wait_until(lambda: not np.array_equal(looked_at(explorer).mean, before))
    explorer.pause()
    assert explorer.desk.workspace.selected.now.own.name == "Drawing"


def test_what_was_chosen_is_remembered(explorer, pad, open_window) -> None:
    pad.tools.set_width_of_pen(3.4)
    click(pad.centres, QPoint(8, pad.centres.height() // 2))
    explorer.window.close()
    again = open_window()
    again.window.layout_of_panels.raise_panel("draw")
    again.wait_until(lambda: again.panel("draw").isVisible())
    assert again.panel("draw").tools.width_of_pen == pytest.approx(3.4)
    assert not again.desk.pad.centring
