"""The panel of pins: rows, names, pictures at moments, and where one looks."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import click, key, write
from PySide6.QtCore import QPoint, Qt

from vae_explorer.core.pins import DIGIT, PLACE, Pin
from vae_explorer.views.panels.pins_panel import PinsPanel
from vae_explorer.views.pins.strip import Moment, columns_for, epoch_text
from vae_explorer.views.style.theme import DARK, LIGHT

PLACE_A = Pin(1, PLACE, z=(0.5, 1.0), name="A", colour=0)
SEVEN = Pin(2, DIGIT, row=17, name="7 · #17", colour=1, dataset="mnist")
MOMENTS = [Moment(step, step / 10) for step in (0, 4, 8, 16, 32, 64)]
LEVELS = {m.step: np.full((1, 28, 28), 40 * i, np.uint8) for i, m in enumerate(MOMENTS)}


@pytest.fixture
def panel(qtbot) -> PinsPanel:
    panel = PinsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(700, 170)
    panel.set_pins([PLACE_A, SEVEN])
    panel.set_moments(MOMENTS, (28, 28))
    panel.set_images(lambda _pin: LEVELS, lambda pin: LEVELS[64] if pin.row else None)
    panel.set_shown(8)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    return panel


def test_each_pin_has_a_row_with_a_picture_for_each_moment(panel) -> None:
    strips = [row.strip for row in panel.rows.values()]

    assert [strip.filled for strip in strips] == [6, 6]
    picture = strips[0].grab().toImage()
    for column in (0, 1, 3, 4, 5):
        grey = picture.pixelColor(strips[0].rect_of(column).center().toPoint())
        assert grey.red() == pytest.approx(40 * column, abs=1)
    assert panel.rows[2].digit.isVisible()
    assert not panel.rows[1].digit.isVisible()


def test_a_click_on_a_picture_looks_at_its_moment(panel) -> None:
    wanted = []
    panel.step_wanted.connect(wanted.append)
    strip = panel.rows[2].strip

    click(strip, strip.rect_of(4).center().toPoint())
    key(strip, Qt.Key.Key_Right)
    key(strip, Qt.Key.Key_Left)

    assert wanted == [32, 16, 4]  # the shown one is still the one of step 8


def test_the_shown_moment_is_framed(panel) -> None:
    def accents() -> set[int]:
        picture = panel.rows[1].strip.grab().toImage()
        strip = panel.rows[1].strip
        framed = set()
        for column in range(6):
            rect = strip.rect_of(column)
            corner = rect.topLeft().toPoint() + QPoint(0, round(rect.height() / 2))
            colours = {picture.pixelColor(corner + QPoint(dx, 0)).name() for dx in (-1, 0, 1)}
            if LIGHT.accent in colours:
                framed.add(column)
        return framed

    assert accents() == {2}
    panel.set_shown(64)
    assert accents() == {5}


def test_a_pin_is_renamed_where_its_name_stands(panel) -> None:
    wanted = []
    panel.name_wanted.connect(lambda *what: wanted.append(what))
    name = panel.rows[1].name

    name.setFocus()
    write(name, "hole")
    key(name, Qt.Key.Key_Escape)
    assert name.text() == "A"
    write(name, "hole")
    key(name, Qt.Key.Key_Return)

    assert wanted == [(1, "hole")]


def test_a_pin_is_coloured_and_removed(panel) -> None:
    wanted = []
    panel.colour_wanted.connect(lambda *what: wanted.append(what))
    panel.remove_wanted.connect(wanted.append)

    panel.rows[1].swatch.menu().actions()[5].trigger()
    click(panel.rows[2].remove)

    assert wanted == [(1, 5), 2]


def test_rows_go_with_their_pins(panel) -> None:
    panel.set_pins([SEVEN])

    assert list(panel.rows) == [2]
    panel.set_pins([])
    assert not panel.rows
    panel.set_theme(DARK)
    panel.grab()


def test_buttons_pin_the_place_of_the_handle_or_what_is_clicked(panel) -> None:
    wanted = []
    panel.here_wanted.connect(lambda: wanted.append("here"))
    panel.pick_wanted.connect(wanted.append)

    click(panel._here)
    click(panel._pick)
    panel.set_picking(False)

    assert wanted == ["here", True]
    assert not panel._pick.isChecked()


@pytest.mark.parametrize(("room", "count"), [(1000, 6), (130, 4), (10, 2)])
def test_as_many_moments_as_fit_are_shown_with_both_ends(room: int, count: int) -> None:
    columns = columns_for(MOMENTS, room, 28.0)

    assert len(columns.chosen) == count
    assert (columns.chosen[0], columns.chosen[-1]) == (0, 5)
    assert columns.middle_of(0) == columns.left(0) + 14
    assert columns.left(0) < columns.middle_of(2) < columns.left(count - 1)


def test_epochs_are_short() -> None:
    assert [epoch_text(e) for e in (0, 0.0085, 1.27, 29.6, 250)] == [
        "0",
        "0.0085",
        "1.3",
        "30",
        "250",
    ]
