"""Pins in the plot: put there with keys and the mouse, painted, and gone with a dot as it moves."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import in_plot, key
from latent_kit import ring, snapshot
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from vae_explorer.views.latent.layers.trails import TrailLayer
from vae_explorer.views.latent.marks import PinMark
from vae_explorer.views.latent.menu import digit_or_image
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.palette import pin_colour
from vae_explorer.views.style.theme import DARK, LIGHT


@pytest.fixture
def wanted(plot: LatentPlot) -> list[tuple]:
    """Return what the user wants to be pinned, or not to be."""
    told: list[tuple] = []
    plot.pin_wanted.connect(lambda *what: told.append(what))
    plot.unpin_wanted.connect(lambda number: told.append((number,)))
    return told


@pytest.fixture(autouse=True)
def menus(monkeypatch: pytest.MonkeyPatch) -> list[QMenu]:
    """Return the menus that would be on the screen."""
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _corner: opened.append(menu))
    return opened


def menu_at(plot: LatentPlot, at: QPoint) -> QMenu:
    """Open the plot's menu at a pixel with the right button."""
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(plot, QContextMenuEvent(reason, at, plot.mapToGlobal(at)))
    return plot.findChildren(QMenu)[-1]


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()


def test_a_key_pins_the_place_of_the_handle(plot, wanted) -> None:
    plot.set_cursor(0.5, -1.0)

    key(plot, Qt.Key.Key_P)

    assert wanted == [(0.5, -1.0, None)]


def test_a_right_click_on_a_dot_pins_its_digit(plot, wanted) -> None:
    z1, z2 = ring()[34]

    choose(menu_at(plot, in_plot(plot, (z1, z2))), "Pin this digit (a 4)")

    assert wanted[0][2] == 34


def test_a_right_click_elsewhere_pins_the_place(plot, wanted) -> None:
    menu = menu_at(plot, in_plot(plot, (0.5, 0.75)))
    assert not any("digit" in action.text() for action in menu.actions())
    choose(menu, "Pin this place (0.5")

    (z1, z2, row) = wanted[0]
    assert (z1, z2) == pytest.approx((0.5, 0.75), abs=0.02)
    assert row is None


def test_the_menu_of_a_pin_removes_it(plot, wanted) -> None:
    plot.set_pins([PinMark(5, "A", 0, place=(0.5, 0.5)), PinMark(8, "9 · #9", 1, row=9)])
    head = in_plot(plot, (0.5, 0.5)) - QPoint(0, 20)

    choose(menu_at(plot, head), "Remove the pin A")
    choose(menu_at(plot, in_plot(plot, ring()[9])), "Remove the pin 9")

    assert wanted == [(5,), (8,)]


def test_the_menu_key_opens_the_menu_of_the_handle(plot, wanted, menus) -> None:
    reason = QContextMenuEvent.Reason.Keyboard
    plot.set_cursor(0.25, 0.0)
    QApplication.sendEvent(plot, QContextMenuEvent(reason, QPoint(1, 1), QPoint(1, 1)))
    choose(menus[-1], "Pin the handle’s place")

    assert wanted == [(0.25, 0.0, None)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("4", "digit (a 4)"), ("8", "digit (an 8)"), ("Coat", "image (Coat)")],
)
def test_a_digit_is_told_as_one_says_it(name: str, text: str) -> None:
    assert digit_or_image(name) == text


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_marker_and_way_are_painted_in_the_colour_of_the_pin(plot, theme) -> None:
    plot.set_theme(theme)
    before = np.array([[-1.0, -1.0], [1.0, -1.0]], np.float32)
    marks = [
        PinMark(1, "A", 0, place=(0.6, 1.0)),
        PinMark(2, "0 · #0", 1, row=0, past=before, future=before[::-1]),
    ]
    plot.set_pins(marks)
    plot.set_cursor(-2.5, 2.5)

    picture = plot.grab().toImage()

    def at(z: tuple[float, float], down: int = 0) -> str:
        pixel = in_plot(plot, z) + QPoint(0, down)
        return picture.pixelColor(pixel).name()

    assert at((0.6, 1.0), -5) == pin_colour(0, theme_is_dark=theme.is_dark)
    assert at((0.0, -1.0)) == pin_colour(1, theme_is_dark=theme.is_dark)


def test_a_pinned_digit_goes_with_its_dot(plot, qtbot) -> None:
    plot.set_pins([PinMark(1, "0", 0, row=0)])
    layer, mark = plot.pins, PinMark(1, "0", 0, row=0)
    assert layer.place_of(mark) == pytest.approx(tuple(ring()[0]))

    plot.set_snapshot(snapshot(ring(1.0)))
    on_its_way = layer.place_of(mark)
    qtbot.waitUntil(lambda: not layer.moving)

    assert 1.0 < on_its_way[0] < 2.0
    assert layer.place_of(mark) == pytest.approx(tuple(ring(1.0)[0]))


def test_a_digit_whose_code_is_no_number_is_not_drawn(plot) -> None:
    codes = ring()
    codes[0] = np.nan
    plot.set_pins([PinMark(1, "0", 0, row=0, past=np.full((3, 2), np.nan, np.float32))])
    plot.set_snapshot(snapshot(codes))
    plot.grab()

    assert plot.pins.place_of(PinMark(1, "0", 0, row=0)) is None
    assert "pins" in plot.stack.shown


def test_a_pin_is_found_where_it_is_drawn(plot) -> None:
    plot.set_pins([PinMark(1, "A", 0, place=(0.5, 0.5))])
    x, y = plot.plane.to_pixels(0.5, 0.5)

    assert plot.pins.pin_at(plot.plane, QPointF(x, y - 20), 1.0).id == 1
    assert plot.pins.pin_at(plot.plane, QPointF(x, y + 20), 1.0) is None


# Trails


def test_trails_lead_from_where_the_dots_were(plot) -> None:
    plot.set_layer("dots", False)
    plot.set_layer("rings", False)
    plot.set_layer("names", False)
    plot.set_trails([ring(0.5).astype(np.float32), ring(1.0).astype(np.float32)])
    without = plot.grab().toImage()
    plot.set_layer(TrailLayer.name, True)

    picture = plot.grab().toImage()

    for radius, drawn in ((0.3, False), (0.75, True), (1.5, True), (2.4, False)):
        angle = 2 * np.pi * 7 / 60
        place = (radius * np.cos(angle), radius * np.sin(angle))
        at = in_plot(plot, place)
        region = [QPoint(dx, dy) + at for dx in range(-2, 3) for dy in range(-2, 3)]
        changed = any(picture.pixel(p) != without.pixel(p) for p in region)
        assert changed is drawn, radius


def test_trails_of_other_digits_are_left_out(plot) -> None:
    plot.set_layer(TrailLayer.name, True)
    plot.set_trails([ring(count=30).astype(np.float32)])
    plot.grab()

    assert TrailLayer.name in plot.stack.shown


def test_trails_survive_codes_that_are_no_numbers(plot) -> None:
    before, codes = ring(1.0).astype(np.float32), ring()
    before[3], codes[5] = np.nan, np.nan
    plot.set_layer(TrailLayer.name, True)
    plot.set_trails([before, ring(1.5).astype(np.float32)])
    plot.set_snapshot(snapshot(codes))
    plot.set_visible_classes({1, 2, 3, 4, 5})
    plot.grab()

    assert TrailLayer.name in plot.stack.shown
