"""The mouse in the window: what it drags, turns and points at is decoded at once."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import (
    at_pixel,
    cards,
    click,
    double_click,
    drag,
    drag_on,
    handle,
    in_plot,
    key,
    move,
    press,
    release,
    wheel,
)
from PySide6.QtCore import QPoint, Qt

from vae_explorer.session.state import RunState


def decoded(explorer, place) -> np.ndarray:
    return explorer.snapshot.decode(np.array([place], np.float32))[0]


def test_dragging_the_handle_decodes_another_image_at_every_move(explorer) -> None:
    start = handle(explorer.plot)
    end = start + QPoint(90, -60)
    explorer.images.clear()
    press(explorer.plot, start)
    drag_on(explorer.plot, start, end, moves=9)
    assert len(explorer.images) == 9
    for before, after in zip(explorer.images, explorer.images[1:], strict=False):
        assert np.abs(after - before).max() > 0
    release(explorer.plot, end)
    assert handle(explorer.plot) == end
    np.testing.assert_array_equal(
        explorer.images[-1], decoded(explorer, explorer.plot.cursor_place)
    )
    assert explorer.desk.workspace.probe == pytest.approx(at_pixel(explorer.plot, end), abs=0.02)


def test_the_image_panel_shows_what_is_decoded_under_the_handle(explorer) -> None:
    before = explorer.panel("decoded").grab().toImage()
    start = handle(explorer.plot)
    drag(explorer.plot, start, start + QPoint(120, 80))
    assert explorer.panel("decoded").grab().toImage() != before


def test_a_click_on_empty_space_moves_the_handle_there(explorer) -> None:
    at = handle(explorer.plot) + QPoint(-70, 110)
    explorer.images.clear()
    click(explorer.plot, at)
    assert handle(explorer.plot) == at
    assert len(explorer.images) == 1


def test_a_drag_on_empty_space_pans_and_leaves_the_cursor(explorer) -> None:
    place = explorer.plot.cursor_place
    before = handle(explorer.plot)
    start = before + QPoint(100, 100)
    explorer.images.clear()
    drag(explorer.plot, start, start + QPoint(-40, 30))
    assert explorer.plot.cursor_place == place
    assert handle(explorer.plot) == before + QPoint(-40, 30)
    assert explorer.images == []


def test_the_fields_follow_the_handle(explorer) -> None:
    click(explorer.plot, handle(explorer.plot) + QPoint(88, -44))
    z1, z2 = explorer.plot.cursor_place
    assert float(explorer.text_of("z₁")) == pytest.approx(z1, abs=0.005)
    assert float(explorer.text_of("z₂")) == pytest.approx(z2, abs=0.005)


def test_typed_coordinates_move_the_handle_and_decode(explorer) -> None:
    explorer.enter("z₁", "1.25")
    assert explorer.plot.cursor_place == pytest.approx((1.25, 0))
    explorer.enter("z₂", "-0.5")
    assert explorer.plot.cursor_place == pytest.approx((1.25, -0.5))
    np.testing.assert_array_equal(explorer.images[-1], decoded(explorer, (1.25, -0.5)))


def test_the_other_coordinate_keeps_the_digits_that_are_not_shown(explorer) -> None:
    explorer.desk.workspace.place(0.123456789, 0.0)
    explorer.enter("z₂", "1.25")
    assert explorer.plot.cursor_place == (0.123456789, 1.25)


def test_coordinates_can_be_typed_finely_and_far_out(explorer) -> None:
    explorer.enter("z₁", "0.125")
    explorer.enter("z₂", "-2500.0625")
    assert explorer.plot.cursor_place == (0.125, -2500.0625)
    assert explorer.text_of("z₁") == "0.125"
    assert explorer.text_of("z₂") == "−2500.0625"
    assert explorer.plot.rect().contains(handle(explorer.plot))


def test_a_half_typed_coordinate_moves_nothing(explorer) -> None:
    explorer.enter("z₁", "1.25")
    field = explorer.control("z₁")
    key(field, Qt.Key.Key_End, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert explorer.plot.cursor_place == pytest.approx((1.25, 0))


def test_the_image_is_there_while_the_dots_are_hidden(explorer) -> None:
    explorer.window.latent.set_layers({"dots": False})
    explorer.images.clear()
    start = handle(explorer.plot)
    drag(explorer.plot, start, start + QPoint(40, 0))
    assert explorer.images


def test_a_hovered_dot_shows_its_image_where_the_data_set_is_at_hand(
    explorer, held_out_digits, monkeypatch
) -> None:
    shown = cards(monkeypatch)
    dot = in_plot(explorer.plot, explorer.snapshot.embedding[3])

    def pointed_at() -> None:
        explorer.plot.grab()
        assert shown[-1].image is not None

    move(explorer.plot, dot)
    explorer.wait_until(pointed_at)
    row = int(shown[-1].lines[1].split()[-1])
    np.testing.assert_array_equal(shown[-1].image, held_out_digits.images[row])


def test_a_hovered_dot_shows_no_image_where_the_data_set_is_missing(
    open_window, tiny_sets, monkeypatch
) -> None:
    tiny_sets["mnist"].here = False
    explorer = open_window()
    explorer.wait_until(lambda: bool(tiny_sets["offline"].loads))
    explorer.wait_until_quiet()
    shown = cards(monkeypatch)
    move(explorer.plot, QPoint(3, 3))  # where the test before may have left the mouse is no move
    move(explorer.plot, in_plot(explorer.plot, explorer.snapshot.embedding[3]))
    explorer.plot.grab()
    assert shown[-1].image is None


def test_hovering_a_dot_changes_what_is_painted_and_leaving_it_undoes_that(explorer) -> None:
    plot = explorer.plot
    dot = in_plot(plot, explorer.snapshot.embedding[3])
    corner = QPoint(plot.width() - 3, 3)
    move(plot, corner)
    before = plot.grab().toImage()
    move(plot, dot)
    assert plot.grab().toImage() != before
    move(plot, corner)
    assert plot.grab().toImage() == before


def test_the_legend_takes_dots_away_and_brings_them_back(explorer) -> None:
    chips = explorer.window.latent.legend.chips
    everything = explorer.plot.dots.count
    click(chips[4])
    of_class_4 = np.count_nonzero(explorer.snapshot.labels == 4)
    assert explorer.plot.dots.count == everything - of_class_4
    click(chips[4])
    assert explorer.plot.dots.count == everything
    double_click(chips[7])
    assert explorer.plot.dots.count == np.count_nonzero(explorer.snapshot.labels == 7)


def test_show_all_brings_back_every_class_and_every_code(explorer) -> None:
    click(explorer.window.latent.legend.chips[2])
    wheel(explorer.plot, QPoint(200, 200), 8)
    explorer.qtbot.mouseClick(explorer.control("Show all"), Qt.MouseButton.LeftButton)
    assert explorer.plot.dots.count == len(explorer.snapshot.labels)
    view = explorer.plot.plane.rect
    z1, z2 = explorer.snapshot.embedding.T
    assert view.left <= z1.min() <= z1.max() <= view.right
    assert view.bottom <= z2.min() <= z2.max() <= view.top


class TestMosaic:
    def on(self, explorer) -> None:
        explorer.make_room()
        explorer.qtbot.mouseClick(explorer.control("Mosaic"), Qt.MouseButton.LeftButton)
        explorer.wait_until(lambda: bool(explorer.mosaics))

    def test_it_is_painted_under_the_dots(self, explorer) -> None:
        before = explorer.plot.grab().toImage()
        self.on(explorer)
        assert explorer.plot.grab().toImage() != before

    def test_it_follows_zoom_and_pan(self, explorer) -> None:
        self.on(explorer)

        def covers_the_view() -> None:
            rect, view = explorer.mosaics[-1].rect, explorer.plot.plane.rect
            assert rect.left <= view.left <= view.right <= rect.right
            assert rect.bottom <= view.bottom <= view.top <= rect.top
            assert rect.width < 1.5 * view.width

        at = QPoint(300, 200)
        wheel(explorer.plot, at, 5)
        explorer.wait_until(covers_the_view)
        drag(explorer.plot, at, at + QPoint(100, 50))
        explorer.wait_until(covers_the_view)

    def test_it_follows_training(self, explorer) -> None:
        self.on(explorer)
        explorer.train()
        explorer.mosaics.clear()
        explorer.wait_until(lambda: len(explorer.mosaics) >= 3)
        assert not np.array_equal(explorer.mosaics[0].image, explorer.mosaics[-1].image)

    def test_it_is_there_at_the_start_of_the_next_window(self, explorer, open_window) -> None:
        self.on(explorer)
        explorer.window.close()
        again = open_window()
        assert again.window.latent.layers()["mosaic"]
        again.wait_until(lambda: bool(again.mosaics))


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED, RunState.FINISHED])
def test_everything_stays_explorable_whatever_the_run_is_doing(explorer, state) -> None:
    from dataclasses import replace

    from gui_kit import ENDLESS, TINY

    explorer.train(replace(TINY, epochs=3 if state is RunState.FINISHED else ENDLESS))
    if state is RunState.PAUSED:
        explorer.pause()
    explorer.wait_for(state)
    explorer.plot.zoom(1.25)  # by hand, so that the view does not follow the cloud meanwhile
    start = handle(explorer.plot)
    explorer.images.clear()
    drag(explorer.plot, start, start + QPoint(60, 60), moves=6)
    assert len(explorer.images) >= 6
    assert handle(explorer.plot) == start + QPoint(60, 60)
    assert np.abs(explorer.images[0] - explorer.images[-1]).max() > 0
