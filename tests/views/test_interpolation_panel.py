"""The interpolation: its player, its filmstrip, its ends in the plot and in fields."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, settings_in, wait_until
from file_kit import make_snapshot
from gui_kit import click, drag, drag_on, in_plot, key, move, press, release, write
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSlider, QSpinBox, QToolButton, QWidget

from vae_explorer.core.paths import Digit, Point
from vae_explorer.session.interpolation import FROM, TO
from vae_explorer.views.interpolation.filmstrip import Filmstrip
from vae_explorer.views.latent.path import bind_path
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.panels.interpolation_panel import InterpolationPanel, bind
from vae_explorer.views.style.theme import DARK, LIGHT
from vae_explorer.views.widgets.player import Player

# The player


@pytest.fixture
def player(qapp) -> Player:
    player = Player(qapp)
    player.rate = 10
    player.set_count(5)
    return player


def played(player: Player, ticks: int) -> list[int]:
    frames: list[int] = []
    player.frame_wanted.connect(frames.append)
    for _ in range(ticks):
        player.advance(0.1)
    return frames


def test_it_plays_there_and_back_again_and_again(player: Player) -> None:
    assert played(player, 17) == [1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1]


def test_without_a_loop_it_comes_to_rest_where_it_began(player: Player) -> None:
    player.loops = False
    player.play()
    assert played(player, 8)[-1] == 0
    assert not player.playing


def test_frames_that_there_is_no_time_for_are_left_out(player: Player) -> None:
    frames: list[int] = []
    player.frame_wanted.connect(frames.append)
    player.advance(0.3)
    player.advance(0.25)
    assert frames == [3, 2]  # two and a half on: over the end, and back


def test_it_goes_on_from_where_a_hand_has_put_it(player: Player) -> None:
    player.seek(3)
    assert played(player, 3) == [4, 3, 2]
    player.seek(4)
    assert played(player, 2)[-2:] == [3, 2]


# The filmstrip


def frames(count: int, side: int = 28) -> np.ndarray:
    levels = np.linspace(40, 240, count).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (count, 1, side, side)).copy()


@pytest.fixture
def strip(qtbot) -> Filmstrip:
    strip = Filmstrip(LIGHT)
    qtbot.addWidget(strip)
    strip.resize(400, 70)
    strip.show()
    return strip


def test_as_many_frames_as_fit_are_shown_from_end_to_end(strip: Filmstrip) -> None:
    strip.set_images(frames(100))
    assert strip.shown[0] == 0
    assert strip.shown[-1] == 99
    assert len(strip.shown) == 6  # of 56 pixels and the gaps between them
    strip.set_images(frames(4))
    assert strip.shown == [0, 1, 2, 3]


@pytest.mark.parametrize("size", [(60, 40), (4000, 40), (90, 400)])
def test_it_is_painted_at_any_size(strip: Filmstrip, size: tuple[int, int]) -> None:
    strip.resize(*size)
    strip.set_images(frames(30))
    strip.set_frame(29)
    assert not strip.grab().isNull()
    assert {0, 29} <= set(strip.shown)


def test_a_hand_scrubs_along_it(strip: Filmstrip) -> None:
    strip.set_images(frames(50))
    wanted: list[int] = []
    strip.frame_wanted.connect(wanted.append)
    drag(strip, QPoint(2, 40), QPoint(398, 40))
    assert wanted[0] == 0
    assert wanted[-1] == 49
    assert wanted == sorted(wanted)


# The panel


@pytest.fixture
def desk(qapp, tmp_path: Path):
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    desk.show(make_snapshot())
    desk.interpolation.begin()
    desk.pictures.begin()
    yield desk
    desk.shutdown()


@pytest.fixture
def panel(qtbot, desk: TestDesk) -> InterpolationPanel:
    panel = InterpolationPanel(LIGHT)
    qtbot.addWidget(panel)
    bind(panel, desk)
    panel.resize(700, 170)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    wait_until(qtbot, lambda: panel.images is not None)
    return panel


def named(panel: QWidget, name: str, kind: type[QWidget] = QWidget):
    return next(w for w in panel.findChildren(kind) if w.accessibleName() == name)


def test_its_ends_are_typed(panel: InterpolationPanel, desk: TestDesk) -> None:
    field = named(panel, "From", QLineEdit)
    assert "· #" in field.text()
    for text, place in (("#12", Digit(12)), ("-1.5, 0.25", Point(-1.5, 0.25))):
        field.setFocus()
        write(field, text)
        key(field, Qt.Key.Key_Return)
        assert desk.interpolation.places is not None
        assert desk.interpolation.places[FROM] == place
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
    menu = named(panel, "Choose where to end", QToolButton).menu()
    probe, pick, typical = menu.actions()
    probe.trigger()
    assert desk.interpolation.places is not None
    assert desk.interpolation.places[TO] == Point(0.5, 0.75)
    pick.trigger()
    assert desk.interpolation.picking == TO
    typical.menu().aboutToShow.emit()
    assert [a.text() for a in typical.menu().actions()] == list("0123456789")
    typical.menu().actions()[3].trigger()
    assert desk.interpolation.name_of(TO).startswith("3 · #")


def test_the_scrubber_steps_with_arrow_keys(panel, desk: TestDesk) -> None:
    slider = named(panel, "Frame", QSlider)
    slider.setFocus()
    key(slider, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert desk.interpolation.frame == 2
    np.testing.assert_allclose(panel.image.image * 255, panel.images[2])


def test_it_plays_and_rests_by_a_button(panel, desk: TestDesk, qtbot) -> None:
    play = named(panel, "Play the interpolation", QToolButton)
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: desk.interpolation.frame > 2)
    assert play.accessibleName() == "Pause the interpolation"
    qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
    assert not panel.transport.player.playing


def test_it_rests_while_nobody_looks(panel, desk: TestDesk) -> None:
    panel.transport.player.play()
    panel.hide()
    assert not panel.transport.player.playing
    assert desk.interpolation.ends is None
    panel.show()
    assert desk.interpolation.ends is not None


def test_what_is_chosen_is_remembered(panel, desk: TestDesk) -> None:
    panel.restore({"steps": 40, "rate": 50, "loops": False})
    assert desk.interpolation.steps == 40
    assert panel.state() == {"steps": 40, "rate": 50, "loops": False}
    panel.restore({"steps": 10**6, "rate": "fast", "loops": 3, "else": None})
    assert panel.state() == {"steps": 40, "rate": 50, "loops": False}
    assert named(panel, "Steps", QSpinBox).value() == 40


def test_it_is_saved_as_an_animation_and_as_a_strip(
    panel, desk: TestDesk, qtbot, tmp_path: Path, monkeypatch
) -> None:
    desk.interpolation.set_steps(6)
    wait_until(qtbot, lambda: len(panel.images) == 6)
    screen = Screen(desk)
    save = named(panel, "Save the interpolation", QToolButton)
    for action, name in zip(save.menu().actions(), ("way.gif", "way.png"), strict=True):
        answer = str(tmp_path / name.removesuffix(".gif"))  # a suffix is added where there is none
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, a=answer: (a, ""))
        action.trigger()
    wait_until(qtbot, lambda: len(screen.messages) == 2)
    with Image.open(tmp_path / "way.gif") as picture:
        total = sum(frame.info["duration"] for frame in ImageSequence.Iterator(picture))
        assert total == 10 * 40
    with Image.open(tmp_path / "way.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), np.hstack(panel.images[:, 0]))


def test_a_narrow_panel_leaves_the_large_image_out(panel) -> None:
    assert panel.image.isVisible()
    panel.resize(320, 170)
    assert panel.width() == 320
    assert not panel.image.isVisible()


# The path in the plot


@pytest.fixture
def way(desk: TestDesk, plot: LatentPlot):
    way = desk.interpolation
    way.set_active(True)
    way.put(FROM, Point(-2.5, 2.5))
    way.put(TO, Point(2.5, 2.5))
    bind_path(plot, way)
    return way


def test_the_path_is_seen_while_somebody_looks(way, plot: LatentPlot) -> None:
    shown = plot.grab().toImage()
    way.show_frame(60)
    moved = plot.grab().toImage()
    assert moved != shown
    way.set_active(False)
    without = plot.grab().toImage()
    assert without not in (shown, moved)
    plot.set_theme(DARK)
    way.set_active(True)
    assert plot.grab().toImage() != without


def test_an_end_is_dragged_elsewhere_and_the_handle_stays(way, plot: LatentPlot) -> None:
    at = plot.cursor_place
    drag(plot, in_plot(plot, (2.5, 2.5)), in_plot(plot, (2.0, 2.8)))
    assert way.ends[TO] == pytest.approx((2.0, 2.8), abs=0.02)
    assert way.ends[FROM] == (-2.5, 2.5)
    assert plot.cursor_place == at


def test_an_end_that_is_dropped_on_a_dot_is_that_digit(way, plot: LatentPlot) -> None:
    # The plot shows a ring of sixty dots of radius 2; the model behind the way has its own codes.
    drag(plot, in_plot(plot, (2.5, 2.5)), in_plot(plot, (2.0, 0.0)))
    assert way.places[TO] == Digit(0)


def test_escape_puts_a_dragged_end_back(way, plot: LatentPlot) -> None:
    way.put(FROM, Digit(7))
    start = in_plot(plot, way.ends[FROM])
    press(plot, start)
    drag_on(plot, start, start + QPoint(60, 40))
    assert isinstance(way.places[FROM], Point)
    key(plot, Qt.Key.Key_Escape)
    release(plot, start + QPoint(60, 40))
    assert way.places[FROM] == Digit(7)


def test_a_click_on_an_end_changes_nothing(way, plot: LatentPlot) -> None:
    before, at = way.places, plot.cursor_place
    click(plot, in_plot(plot, (2.5, 2.5)))
    assert way.places == before
    assert plot.cursor_place == at


def test_a_click_picks_a_dot_or_a_point_and_leaves_the_handle_alone(way, plot: LatentPlot) -> None:
    at = plot.cursor_place
    way.pick(FROM)
    move(plot, in_plot(plot, (0.5, 0.5)))
    assert plot.cursor().shape() == Qt.CursorShape.CrossCursor
    click(plot, in_plot(plot, (2.0, 0.0)))
    assert way.places[FROM] == Digit(0)
    way.pick(FROM)
    click(plot, in_plot(plot, (0.6, 0.7)))
    assert way.ends[FROM] == pytest.approx((0.6, 0.7), abs=0.02)
    assert plot.cursor_place == at
    way.pick(TO)
    key(plot, Qt.Key.Key_Escape)
    assert way.picking is None
