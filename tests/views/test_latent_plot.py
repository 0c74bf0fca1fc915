"""The latent plot alone, with a real mouse and real keys."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import (
    at_pixel,
    cards,
    click,
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
from latent_kit import LABELS, ring, snapshot
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import DARK


@pytest.fixture
def moves(plot: LatentPlot) -> list[tuple[float, float]]:
    """Return where the user has put the handle, one entry a move."""
    places: list[tuple[float, float]] = []
    plot.cursor_moved.connect(lambda z1, z2: places.append((z1, z2)))
    return places


class TestHandle:
    def test_it_follows_the_mouse_at_every_move(self, plot, moves) -> None:
        start = handle(plot)
        press(plot, start)
        for step in range(1, 6):
            at = start + QPoint(10 * step, 7 * step)
            move(plot, at)
            assert handle(plot) == at
        assert len(moves) == 5
        assert moves[-1] == plot.cursor_place == pytest.approx(at_pixel(plot, at), abs=0.02)
        release(plot, start + QPoint(50, 35))
        assert len(moves) == 5

    def test_it_keeps_its_distance_to_the_pointer(self, plot, moves) -> None:
        grip = handle(plot) + QPoint(6, -5)
        drag(plot, grip, grip + QPoint(40, 20))
        assert handle(plot) == grip + QPoint(34, 25)

    def test_a_press_without_a_move_leaves_it(self, plot, moves) -> None:
        click(plot, handle(plot))
        assert moves == []

    def test_it_stays_in_the_view(self, plot, moves) -> None:
        drag(plot, handle(plot), QPoint(1, plot.height() - 1))  # among the numbers of the axes
        view = plot.plane.rect
        assert plot.cursor_place == pytest.approx((view.left, view.bottom))

    def test_escape_during_a_drag_puts_it_back(self, plot, moves) -> None:
        place, start = plot.cursor_place, handle(plot)
        press(plot, start)
        drag_on(plot, start, start + QPoint(80, 50))
        key(plot, Qt.Key.Key_Escape)
        assert plot.cursor_place == place
        assert moves[-1] == place
        count = len(moves)
        move(plot, start + QPoint(120, 60))
        release(plot, start + QPoint(120, 60))
        assert plot.cursor_place == place
        assert len(moves) == count

    def test_the_right_button_does_nothing(self, plot, moves) -> None:
        at = handle(plot) + QPoint(100, 0)
        QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=at)
        assert moves == []

    def test_it_is_moved_from_outside_without_an_echo(self, plot, moves) -> None:
        plot.set_cursor(1.0, -1.5)
        assert plot.cursor_place == (1.0, -1.5)
        assert moves == []
        assert handle(plot) == in_plot(plot, (1.0, -1.5))


class TestEmptySpace:
    def test_a_click_moves_the_handle_there(self, plot, moves) -> None:
        at = handle(plot) + QPoint(-90, 40)
        click(plot, at)
        assert handle(plot) == at
        assert len(moves) == 1

    def test_a_trembling_click_is_a_click(self, plot, moves) -> None:
        at = handle(plot) + QPoint(-90, 40)
        press(plot, at)
        move(plot, at + QPoint(1, 1))
        release(plot, at + QPoint(1, 1))
        assert len(moves) == 1

    def test_a_drag_pans_and_leaves_the_cursor(self, plot, moves) -> None:
        place, before = plot.cursor_place, plot.plane
        start = handle(plot) + QPoint(100, 90)
        under = at_pixel(plot, start)
        drag(plot, start, start + QPoint(-60, 25))
        assert moves == []
        assert plot.cursor_place == place
        assert plot.plane.scale == before.scale
        assert at_pixel(plot, start + QPoint(-60, 25)) == pytest.approx(under)

    def test_the_wheel_zooms_at_the_pointer(self, plot) -> None:
        at, scale = QPoint(400, 130), plot.plane.scale
        under = at_pixel(plot, at)
        wheel(plot, at, 3)
        assert plot.plane.scale > scale * 1.5
        assert at_pixel(plot, at) == pytest.approx(under)
        wheel(plot, at, -3)
        assert plot.plane.scale == pytest.approx(scale)
        assert at_pixel(plot, at) == pytest.approx(under)


class TestKeys:
    def test_arrows_nudge_and_shift_ten_times_as_far(self, plot, moves) -> None:
        for arrow, (dx, dy) in {
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }.items():
            plot.set_cursor(0, 0)
            key(plot, arrow)
            small = np.array(plot.cursor_place)
            assert np.sign(small).tolist() == [dx, dy]
            plot.set_cursor(0, 0)
            key(plot, arrow, modifier=Qt.KeyboardModifier.ShiftModifier)
            np.testing.assert_allclose(plot.cursor_place, 10 * small)
        assert len(moves) == 8

    def test_home_shows_all_again(self, plot) -> None:
        before = plot.plane
        wheel(plot, QPoint(300, 200), 6)
        drag(plot, QPoint(100, 100), QPoint(300, 150))
        key(plot, Qt.Key.Key_Home)
        assert plot.plane == before
        view = before.rect
        assert min(view.right, view.top, -view.left, -view.bottom) >= 2

    def test_plus_and_minus_zoom_at_the_middle(self, plot) -> None:
        before = plot.plane
        key(plot, Qt.Key.Key_Plus)
        assert plot.plane.scale > before.scale
        assert plot.plane.centre == pytest.approx(before.centre)
        key(plot, Qt.Key.Key_Minus)
        assert plot.plane.scale == pytest.approx(before.scale)

    def test_other_keys_are_left_to_the_window(self, plot, qtbot) -> None:
        before = plot.grab().toImage()
        key(plot, Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_Space)
        assert plot.grab().toImage() == before


class TestHover:
    @pytest.fixture
    def shown(self, monkeypatch, plot) -> list:
        return cards(monkeypatch)

    def point_at(self, plot: LatentPlot, row: int) -> None:
        move(plot, QPoint(5, 5))
        move(plot, in_plot(plot, ring()[row]))
        plot.grab()

    def test_it_tells_which_digit_it_is(self, plot, shown) -> None:
        plot.set_class_names(("T-shirt", *"123456789"))
        self.point_at(plot, 20)
        card = shown[-1]
        assert card.lines[0] == "T-shirt"
        assert "test digit 20" in card.lines[1]
        assert card.place == pytest.approx(tuple(ring()[20]), abs=1e-6)
        assert card.sigma == pytest.approx((np.exp(-2), np.exp(-2)))
        assert card.image is None

    def test_it_shows_the_image_where_there_is_one(self, plot, shown) -> None:
        images = np.arange(60, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
        plot.set_images(images)
        self.point_at(plot, 7)
        np.testing.assert_array_equal(shown[-1].image, images[7])

    def test_nothing_is_told_of_empty_space(self, plot, shown) -> None:
        move(plot, in_plot(plot, (1.0, 0.3)))
        plot.grab()
        assert shown == []

    def test_a_hidden_class_is_not_hovered(self, plot, shown) -> None:
        plot.set_visible_classes({0, 1, 2, 3, 4, 5, 6, 8, 9})
        self.point_at(plot, 7)
        assert not any(card.lines[0] == "7" for card in shown)

    def test_hidden_dots_are_not_hovered(self, plot, shown) -> None:
        plot.set_layer("dots", False)
        self.point_at(plot, 7)
        assert shown == []

    def test_it_goes_away_with_the_pointer(self, plot, shown) -> None:
        self.point_at(plot, 7)
        assert shown
        move(plot, in_plot(plot, (1.0, 0.3)))
        shown.clear()
        plot.grab()
        assert shown == []

    def test_a_dot_of_fewer_digits_is_forgotten(self, plot, shown) -> None:
        self.point_at(plot, 59)
        plot.set_snapshot(snapshot(ring()[:30], LABELS[:30]))
        shown.clear()
        plot.grab()
        assert shown == []


class TestSnapshots:
    def test_dots_glide_to_their_new_places(self, plot, qtbot) -> None:
        plot.set_snapshot(snapshot(ring(1.0), step=1))
        assert plot.dots.gliding
        assert plot.dots.nearest(2, 0, 0.05) == 0  # not gone yet
        seen = set()

        def on_its_way() -> bool:
            seen.add(plot.dots.nearest(1.5, 0, 0.35))
            return not plot.dots.gliding

        qtbot.waitUntil(on_its_way, timeout=20_000)
        assert 0 in seen
        assert plot.dots.nearest(1, 0, 0.01) == 0
        assert plot.dots.nearest(2, 0, 0.5) is None

    def test_other_digits_appear_in_place(self, plot) -> None:
        plot.set_snapshot(snapshot(ring(1.0), LABELS[::-1].copy()))
        assert not plot.dots.gliding

    def test_the_view_follows_a_growing_cloud_until_it_is_moved(self, plot) -> None:
        plot.set_snapshot(snapshot(ring(9.0), step=1))
        assert plot.plane.rect.right >= 9
        drag(plot, QPoint(100, 60), QPoint(140, 90))
        view = plot.plane
        plot.set_snapshot(snapshot(ring(30.0), step=2))
        assert plot.plane == view
        plot.show_all()
        assert plot.plane.rect.right >= 30

    def test_a_few_outliers_do_not_shrink_the_rest(self, plot) -> None:
        labels = (np.arange(5000) % 10).astype(np.uint8)
        codes = np.resize(ring(), (5000, 2)).copy()
        codes[0] = (400, 400)
        plot.set_snapshot(snapshot(codes, labels))
        assert plot.plane.rect.right < 10

    def test_the_prior_stays_in_view(self, plot) -> None:
        plot.set_snapshot(snapshot(ring(0.1), LABELS[::-1].copy()))
        view = plot.plane.rect
        assert min(view.right, view.top, -view.left, -view.bottom) >= 3

    def test_an_empty_plot_can_be_used(self, qtbot) -> None:
        plot = LatentPlot(DARK)
        qtbot.addWidget(plot)
        plot.resize(400, 300)
        plot.show()
        qtbot.waitExposed(plot)
        click(plot, QPoint(200, 100))
        wheel(plot, QPoint(200, 100), 1)
        plot.show_all()
        plot.grab()
        assert plot.cursor_place != (0, 0)


class TestLayers:
    @pytest.mark.parametrize("name", ["dots", "rings", "names"])
    def test_each_is_switched_off_and_on(self, plot, name: str) -> None:
        before = plot.grab().toImage()
        plot.set_layer(name, False)
        without = plot.grab().toImage()
        assert without != before
        plot.set_layer(name, True)
        assert plot.grab().toImage() == before

    def test_the_mosaic_is_wished_for_on_zoom_pan_and_snapshot(self, plot, qtbot) -> None:
        wishes = []
        plot.mosaic_wanted.connect(lambda *wish: wishes.append(wish))
        wheel(plot, QPoint(300, 200), 5)
        assert wishes == []  # off at first
        plot.set_layer("mosaic", True)
        assert len(wishes) == 1
        wheel(plot, QPoint(300, 200), 5)
        assert len(wishes) == 2
        drag(plot, QPoint(100, 60), QPoint(300, 90))
        assert len(wishes) > 2
        count = len(wishes)
        plot.set_snapshot(snapshot(ring(), step=1))
        qtbot.waitUntil(lambda: len(wishes) == count + 1)  # not at every snapshot of a run
        rect, columns, rows = wishes[-1]
        view = plot.plane.rect
        assert rect.left <= view.left < view.right <= rect.right
        assert columns * rows > 1

    def test_the_mosaic_is_painted_where_it_belongs(self, plot) -> None:
        plot.set_layer("mosaic", True)
        before = plot.grab().toImage()
        rect = plot.plane.rect
        plot.set_mosaic(rect, np.full((56, 56), 255, np.uint8))
        after = plot.grab().toImage()
        at = in_plot(plot, (0.7, 0.7))
        assert after.pixelColor(at) != before.pixelColor(at)

    def test_hiding_a_class_takes_its_name_along(self, plot) -> None:
        plot.set_layer("dots", False)
        before = plot.grab().toImage()
        plot.set_visible_classes(set(range(9)))
        assert plot.grab().toImage() != before
