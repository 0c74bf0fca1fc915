"""The panel of the path: ends and waypoints in fields, played, saved, and shown to a classifier."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, wait_until
from gui_kit import click, drag, key, write
from path_kit import named, path_desk, shown_panel
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
)

from vae_explorer.core.classifier import Classifier, classifier_bytes
from vae_explorer.core.drawing.class_colours import class_colours
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.paths import Digit, Point, Route
from vae_explorer.session.waypoints import ADD
from vae_explorer.views.panels.path_panel import PathPanel
from vae_explorer.views.style.theme import DARK, LIGHT


@pytest.fixture
def desk(qapp, tmp_path: Path):
    yield from path_desk(tmp_path)


@pytest.fixture
def panel(qtbot, desk: TestDesk) -> PathPanel:
    return shown_panel(qtbot, desk)


def test_its_ends_are_typed(panel: PathPanel, desk: TestDesk) -> None:
    field = named(panel, "From", QLineEdit)
    assert "· #" in field.text()
    for text, place in (("#12", Digit(12)), ("-1.5, 0.25", Point(-1.5, 0.25))):
        field.setFocus()
        write(field, text)
        key(field, Qt.Key.Key_Return)
        assert desk.workspace.route.now.places[0] == place
    assert field.text() == "−1.50, 0.25"


@pytest.mark.parametrize("text", ["1,", "#99999", "eleven"])
def test_what_is_no_place_is_told_and_taken_back(panel, desk: TestDesk, text: str) -> None:
    screen = Screen(desk)
    field = named(panel, "To", QLineEdit)
    before = field.text()
    field.setFocus()
    write(field, text)
    key(field, Qt.Key.Key_Return)
    assert len(screen.messages) == 1
    assert field.text() == before


def test_escape_takes_back_what_was_typed(panel, desk: TestDesk) -> None:
    field = named(panel, "From", QLineEdit)
    before = field.text()
    field.setFocus()
    write(field, "5")
    key(field, Qt.Key.Key_Escape)
    assert field.text() == before


def test_the_menu_of_an_end_offers_handle_click_and_classes(panel, desk: TestDesk) -> None:
    desk.workspace.move(0.5, 0.75)
    menu = named(panel, "Choose waypoint 2", QToolButton).menu()
    probe, pick, typical, _, insert, remove = menu.actions()
    assert not remove.isEnabled(), "two ends are the fewest"
    insert.trigger()
    assert len(desk.workspace.route.now.places) == 3
    assert [field.text() for field in panel.waypoints.fields][2] == "0.50, 0.75"
    remove.trigger()
    probe.trigger()
    assert desk.workspace.route.now.places[1] == Point(0.5, 0.75)
    pick.trigger()
    assert desk.workspace.route.picking == 1
    typical.menu().aboutToShow.emit()
    assert [a.text() for a in typical.menu().actions()] == list("0123456789")
    typical.menu().actions()[3].trigger()
    assert desk.paths.name_of(1).startswith("3 · #")


def test_the_scrubber_steps_with_arrow_keys(panel, desk: TestDesk) -> None:
    slider = named(panel, "Frame", QSlider)
    slider.setFocus()
    key(slider, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert desk.paths.frame == 2
    np.testing.assert_allclose(panel.image.image * 255, panel.images[2])


def test_it_plays_and_rests_by_a_button(panel, desk: TestDesk, qtbot) -> None:
    play = named(panel, "Play the path", QToolButton)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: desk.paths.frame > 2)
    assert play.accessibleName() == "Pause the path"
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert not panel.transport.player.playing


def test_it_rests_while_nobody_looks(panel, desk: TestDesk) -> None:
    panel.transport.player.play()
    panel.hide()
    assert not panel.transport.player.playing
    assert desk.paths.where == ()
    panel.show()
    assert desk.paths.where != ()


def test_what_is_chosen_is_remembered(panel, desk: TestDesk) -> None:
    panel.restore({"steps": 40, "rate": 50, "loops": False})
    assert desk.paths.steps == 40
    assert panel.state() == {"steps": 40, "rate": 50, "loops": False}
    panel.restore({"steps": 10**6, "rate": "fast", "loops": 3, "else": None})
    assert panel.state() == {"steps": 40, "rate": 50, "loops": False}
    assert named(panel, "Steps", QSpinBox).value() == 40


def test_it_is_saved_in_every_kind_and_can_be_given_up(
    panel, desk: TestDesk, qtbot, tmp_path: Path, monkeypatch
) -> None:
    desk.paths.set_steps(6)
    wait_until(qtbot, lambda: len(panel.images) == 6)
    screen = Screen(desk)
    save = named(panel, "Save the path", QToolButton)
    actions = save.menu().actions()
    assert [action.text().split()[0] for action in actions] == [
        "Animated",
        "MP4",
        "PNG",
        "NumPy",
        "Folder",
    ]
    for action, name in zip(
        (actions[0], *actions[2:]), ("a.gif", "a.png", "a.npz", "a"), strict=True
    ):
        answer = str(tmp_path / name.removesuffix(".gif"))  # a suffix is added where there is none
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, a=answer: (a, ""))
        action.trigger()
    wait_until(qtbot, lambda: len(screen.messages) == 4)
    assert {message.severity for message in screen.messages} == {"success"}
    with Image.open(tmp_path / "a.gif") as picture:
        total = sum(frame.info["duration"] for frame in ImageSequence.Iterator(picture))
        assert total == 10 * 40
    with Image.open(tmp_path / "a.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), np.hstack(panel.images[:, 0]))
    assert len(list((tmp_path / "a").iterdir())) == 6

    begun = threading.Event()

    def for_ever(_path, progress, cancelled) -> None:
        progress(1, 4)
        begun.set()
        while not cancelled():
            time.sleep(0.005)
        raise Interrupted

    desk.pictures.let(tmp_path / "never", for_ever)
    wait_until(qtbot, begun.is_set)
    cancel = named(panel, "Cancel saving", QToolButton)
    assert not save.isVisible()
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: len(screen.messages) == 5)
    assert "given up" in screen.messages[-1].text
    assert save.isVisible()


# The row of waypoints


def test_many_waypoints_have_a_field_each_and_the_last_is_in_view(panel, desk, qtbot) -> None:
    route = desk.workspace.route
    route.replace(Route(tuple(Point(i / 10, 0) for i in range(24))))
    assert len(panel.waypoints.fields) == 24
    assert [named(panel, name, QLineEdit).text() for name in ("From", "Waypoint 2", "To")] == [
        "0.00, 0.00",
        "0.10, 0.00",
        "2.30, 0.00",
    ]
    add = named(panel, "Add waypoints", QPushButton)
    assert not add.isEnabled(), "there is room for 24"
    route.remove(4)
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert route.picking == ADD
    assert add.text() == "Done"
    assert named(panel, "New path", QPushButton).text() == "New", "fields need the room more"
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert route.picking is None
    qtbot.mouseClick(named(panel, "New path", QPushButton), Qt.MouseButton.LeftButton)
    assert panel.images is None
    route.pick(None)
    assert len(route.now.places) == 23


@pytest.mark.slow
def test_both_lengths_are_told_and_the_shortest_way_is_chosen(panel, desk, qtbot) -> None:
    wait_until(qtbot, lambda: desk.paths.lengths is not None)
    straight, shortest = desk.paths.lengths
    assert shortest.images <= straight.images
    label = named(panel, "Lengths", QLabel)
    assert label.text().startswith(f"straight {straight.images:.1f}, shortest")
    panel.set_lengths((straight, shortest), 1200)
    assert label.text().startswith("at step 1,200: straight")
    ways = named(panel, "Way", QComboBox)
    ways.setFocus()
    key(ways, Qt.Key.Key_Down)
    assert desk.workspace.route.now.shortest
    wait_until(qtbot, lambda: len(desk.paths.line) > 2)
    np.testing.assert_allclose(desk.paths.line[0], desk.paths.where[0])


# What a classifier takes the frames for


def test_the_classifiers_confidence_is_stacked_below_the_frames(
    panel, desk, qtbot, monkeypatch
) -> None:
    panel.resize(700, 240)
    part = np.linspace(0, 1, 100, dtype=np.float32)[:, None]
    sure = np.concatenate((1 - part, part), axis=1)  # from the first class to the second
    set_confidence = panel.set_confidence
    # What the program's own classifier says of the same frames may still be on its way.
    monkeypatch.setattr(panel, "set_confidence", lambda *_: None)
    set_confidence(sure, ("two", "seven"), (2, None))
    strip = panel.confidence
    assert strip.isVisible()
    spans = [(0.0, 0.0), panel.film.span]
    while spans[-1] != spans[-2]:  # a busy machine takes its time with the layout
        qtbot.wait(20)
        spans.append(panel.film.span)
    assert strip.told() == strip.accessibleDescription() == "two → seven"
    left, right = panel.film.span
    picture = strip.grab().toImage()
    colours = [QColor(picture.pixel(round(x), 7)).name() for x in (left + 2, right - 2)]
    assert colours == [QColor(*map(int, class_colours(False)[2])).name(), LIGHT.border]
    frames: list[int] = []
    strip.frame_wanted.connect(frames.append)
    drag(strip, QPoint(round(left), 6), QPoint(round(right), 6))
    assert frames[0] == 0
    assert frames == sorted(frames)
    click(strip, QPoint(round(right), 6))
    assert frames[-1] == 99
    assert desk.paths.frame == 99
    panel.resize(700, 120)
    assert not strip.isVisible(), "the film would be squeezed"
    panel.resize(700, 240)
    set_confidence(None)
    assert not strip.isVisible()
    strip.set_theme(DARK)


def test_frames_are_shown_to_the_classifier_that_knows_such_images(panel, desk, qtbot) -> None:
    classes, shape = tuple("0123456789"), desk.snapshot.shape
    weights = {
        "conv1.weight": np.zeros((1, 1, 3, 3)),
        "conv1.bias": np.zeros(1),
        "conv2.weight": np.zeros((1, 1, 3, 3)),
        "conv2.bias": np.zeros(1),
        "dense.weight": np.zeros((10, 49)),
        "dense.bias": np.arange(10) == 4,
    }
    floats = {name: array.astype(np.float32) for name, array in weights.items()}
    path = desk.data_root / "own.safetensors"
    path.write_bytes(classifier_bytes(Classifier("own", floats, shape, classes, {})))
    desk.classifiers.begin()
    desk.classifiers.open(path)
    panel.resize(700, 240)
    wait_until(qtbot, panel.confidence.isVisible)
    desk.paths.set_steps(5)
    wait_until(qtbot, lambda: panel.confidence._probabilities.shape == (5, 10))
    np.testing.assert_allclose(
        panel.confidence._probabilities[:, 4], math.e / (9 + math.e), rtol=1e-3
    )
