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
from vae_explorer.views.style.theme import DARK, LIGHT


@pytest.fixture
def moves(plot: LatentPlot) -> list[tuple[float, float]]:
    """Return where the user has put the handle, one entry a move."""
    places: list[tuple[float, float]] = []
    plot.cursor_moved.connect(lambda z1, z2, _decimals: places.append((z1, z2)))
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
        assert "test image 20" in card.lines[1]
        assert card.place == pytest.approx(tuple(ring()[20]), abs=1e-6)
        assert card.sigma == pytest.approx((np.exp(-2), np.exp(-2)))
        assert card.image is None

    def test_it_shows_the_image_where_there_is_one(self, plot, shown) -> None:
        images = np.arange(60, dtype=np.uint8)[:, None, None, None] * np.ones((1, 28, 28), np.uint8)
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
        assert plot.dots.nearest(2, 0, 0.05) is None  # it has set out
        assert plot.dots.nearest(2, 0, 0.3) == 0
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
        plot.cursor_moved.connect(plot.set_cursor)
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


class TestHandleOutOfView:
    """An arrow at the edge points to it; a click on that, or C, brings it back."""

    @pytest.fixture
    def away(self, plot) -> LatentPlot:
        wheel(plot, QPoint(420, 120), 12)
        assert not plot.rect().contains(handle(plot))
        return plot

    def arrow(self, plot: LatentPlot) -> QPoint:
        at = plot.handle.arrow(plot.plane, plot.scale)
        assert at is not None
        return QPoint(round(at.x()) + plot.left_margin, round(at.y()))

    def test_an_arrow_stands_at_the_edge_on_the_way_to_it(self, away) -> None:
        at = self.arrow(away)
        assert away.rect().contains(at)
        middle = QPoint(
            away.left_margin + round(away.plane.width / 2), round(away.plane.height / 2)
        )
        way, to_handle = at - middle, handle(away) - middle
        assert np.arctan2(way.y(), way.x()) == pytest.approx(
            np.arctan2(to_handle.y(), to_handle.x()), abs=0.02
        )
        with_arrow = away.grab().toImage().pixelColor(at - QPoint(10, 0))
        away.set_layer("handle", False)
        assert away.grab().toImage().pixelColor(at - QPoint(10, 0)) != with_arrow

    def test_there_is_none_while_it_is_in_view(self, plot) -> None:
        assert plot.handle.arrow(plot.plane, plot.scale) is None

    def test_a_click_on_the_arrow_brings_it_into_view(self, away, moves) -> None:
        place, scale = away.cursor_place, away.plane.scale
        click(away, self.arrow(away))
        assert away.rect().contains(handle(away))
        assert (away.cursor_place, away.plane.scale) == (place, scale)
        assert moves == []

    def test_a_drag_that_begins_on_the_arrow_pans(self, away, moves) -> None:
        before, at = away.plane, self.arrow(away)
        drag(away, at, at + QPoint(40, 30))
        assert away.plane != before
        assert away.cursor_place == (0, 0)
        assert moves == []

    def test_c_centres_the_view_on_it(self, away) -> None:
        key(away, Qt.Key.Key_C)
        assert away.plane.centre == away.cursor_place

    def test_ctrl_c_is_left_to_others(self, away) -> None:
        before = away.plane
        key(away, Qt.Key.Key_C, modifier=Qt.KeyboardModifier.ControlModifier)
        assert away.plane == before

    def test_the_arrow_moves_with_the_handle_at_the_cost_of_its_place(self, away) -> None:
        before = away.grab().toImage()
        away.set_cursor(-1.5, 1.0)
        away.repaint()
        moved = away.grab().toImage()
        assert moved != before

    @pytest.mark.parametrize("place", [(4.5, 1.0), (-5.0, -5.0)])
    def test_show_all_shows_it_too(self, plot, place) -> None:
        plot.set_cursor(*place)
        plot.show_all()
        assert plot.rect().contains(handle(plot))
        assert plot.handle.arrow(plot.plane, plot.scale) is None

    def test_one_that_is_far_off_does_not_make_the_cloud_a_speck(self, plot) -> None:
        before = plot.plane
        plot.set_cursor(1e7, -2500.0)
        plot.show_all()
        assert plot.plane == before
        assert plot.rect().contains(self.arrow(plot))
        plot.grab()

    def test_a_handle_at_the_edge_moves_no_view_that_follows(self, plot) -> None:
        drag(plot, handle(plot), QPoint(plot.width() - 1, 1))
        before = plot.plane
        plot.set_snapshot(snapshot(ring(), step=1))
        assert plot.plane == before


class TestTwoPlots:
    def test_they_share_one_handle(self, plot, qtbot, moves) -> None:
        other = LatentPlot(DARK)
        qtbot.addWidget(other)
        other.resize(500, 400)
        other.set_snapshot(snapshot(ring()))
        other.show()
        for one, two in ((plot, other), (other, plot)):
            one.cursor_moved.connect(one.set_cursor)
            one.cursor_moved.connect(two.set_cursor)
        drag(plot, handle(plot), handle(plot) + QPoint(60, 40))
        assert other.cursor_place == plot.cursor_place != (0, 0)
        other.tell_place(0.5, -0.25)
        assert plot.cursor_place == (0.5, -0.25)
        count = len(moves)
        start = handle(plot)
        press(plot, start)
        drag_on(plot, start, start + QPoint(30, 30))
        key(plot, Qt.Key.Key_Escape)
        release(plot, start)
        assert other.cursor_place == plot.cursor_place == (0.5, -0.25)
        assert len(moves) > count


class TestOtherData:
    def test_few_or_many_classes(self, plot, monkeypatch) -> None:
        shown = cards(monkeypatch)
        for count in (4, 40, 256):
            labels = (np.arange(60) * 255 // 59 % count).astype(np.uint8)
            plot.set_class_names(tuple(f"kind {i}" for i in range(min(count, 40))))
            plot.set_snapshot(snapshot(ring(), labels, step=count))
            plot.grab()
            row = int(labels.argmax())
            move(plot, QPoint(5, 5))
            move(plot, in_plot(plot, ring()[row]))
            plot.grab()
            name = f"kind {labels[row]}" if labels[row] < 40 else str(labels[row])
            assert shown[-1].lines[0] == name

    @pytest.mark.parametrize("shape", [(3, 16, 20), (1, 12, 8)])
    def test_the_card_shows_images_of_any_shape(self, plot, shape, monkeypatch) -> None:
        shown = cards(monkeypatch)
        images = np.zeros((60, *shape), np.uint8)
        images[:, 0] = 250
        plot.set_images(images)
        move(plot, QPoint(5, 5))
        move(plot, in_plot(plot, ring()[7]))
        picture = plot.grab().toImage()
        assert shown[-1].image.shape == shape
        if shape[0] == 3:
            pixels = {picture.pixel(x, y) for x in range(50, 640, 4) for y in range(0, 480, 4)}
            assert 0xFFFA0000 in pixels

    def test_every_number_has_a_real_minus_sign(self, plot, monkeypatch) -> None:
        shown = cards(monkeypatch)
        row = int(np.argmin(ring().sum(axis=1)))
        move(plot, QPoint(5, 5))
        move(plot, in_plot(plot, ring()[row]))
        plot.grab()
        assert not any("-" in line for line in shown[-1].lines)
        assert any("−1." in line for line in shown[-1].lines)


class TestScale:
    def test_everything_grows_live_and_comes_back(self, plot) -> None:
        plot.clearFocus()
        before, margin = plot.grab().toImage(), plot.left_margin
        plot.set_theme(LIGHT.enlarged(2.5))
        large = plot.grab().toImage()
        assert large != before
        assert plot.left_margin > 2.3 * margin
        assert plot.handle.region(plot.plane, plot.scale).width() == pytest.approx(2.5 * 42)
        plot.set_theme(LIGHT)
        assert plot.grab().toImage() == before

    @pytest.mark.parametrize("factor", [0.8, 1.0, 1.6, 2.5])
    def test_no_number_of_the_axes_is_cut_off(self, plot, factor: float) -> None:
        theme = LIGHT.enlarged(factor)
        plot.resize(900, 700)
        plot.set_theme(theme)
        for layer in ("dots", "rings", "names", "handle"):
            plot.set_layer(layer, False)
        for notches in (0, 20):
            wheel(plot, QPoint(500, 300), notches)
            picture = plot.grab().toImage()
            ground = picture.pixel(1, picture.height() - 2)
            edges = [picture.pixel(0, y) for y in range(picture.height())]
            edges += [picture.pixel(x, picture.height() - 1) for x in range(plot.left_margin)]
            edges += [picture.pixel(x, picture.height() - 1) for x in range(picture.width())]
            assert set(edges) == {ground}

    def test_the_handle_is_taken_hold_of_in_its_size(self, plot, moves) -> None:
        plot.set_theme(LIGHT.enlarged(2.0))
        grip = handle(plot) + QPoint(30, 0)
        drag(plot, grip, grip + QPoint(20, 10))
        assert handle(plot) == grip + QPoint(-10, 10)
