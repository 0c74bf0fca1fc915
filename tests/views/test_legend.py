"""The legend: a click hides a class, a double click shows it alone, and again shows all."""

from __future__ import annotations

import pytest
from gui_kit import click, double_click, key
from PySide6.QtCore import Qt

from vae_explorer.views.latent.legend import Legend
from vae_explorer.views.style.theme import DARK, LIGHT

ALL = set(range(10))


@pytest.fixture
def legend(qtbot) -> Legend:
    legend = Legend(LIGHT)
    legend.set_class_names(tuple("0123456789"))
    qtbot.addWidget(legend)
    legend.show()
    qtbot.waitExposed(legend)
    return legend


def test_every_class_is_shown_at_first(legend: Legend) -> None:
    assert legend.visible == ALL
    assert all(chip.isChecked() for chip in legend.chips)


def test_a_click_hides_a_class_and_another_shows_it(legend: Legend, qtbot) -> None:
    with qtbot.waitSignal(legend.visible_changed) as told:
        click(legend.chips[3])
    assert told.args == [ALL - {3}]
    assert not legend.chips[3].isChecked()
    click(legend.chips[8])
    assert legend.visible == ALL - {3, 8}
    click(legend.chips[3])
    assert legend.visible == ALL - {8}


def test_a_double_click_isolates_a_class_and_another_shows_all(legend: Legend) -> None:
    double_click(legend.chips[4])
    assert legend.visible == {4}
    assert [chip.isChecked() for chip in legend.chips].count(True) == 1
    double_click(legend.chips[4])
    assert legend.visible == ALL


def test_a_double_click_on_another_class_isolates_that(legend: Legend) -> None:
    double_click(legend.chips[4])
    double_click(legend.chips[6])
    assert legend.visible == {6}


def test_a_double_click_on_a_hidden_class_isolates_it(legend: Legend) -> None:
    click(legend.chips[1])
    double_click(legend.chips[1])
    assert legend.visible == {1}


def test_the_keyboard_does_the_same(legend: Legend) -> None:
    legend.chips[2].setFocus()
    key(legend, Qt.Key.Key_Space)
    assert legend.visible == ALL - {2}
    key(legend, Qt.Key.Key_Return)
    assert legend.visible == {2}
    key(legend, Qt.Key.Key_Enter)
    assert legend.visible == ALL


def test_show_every_class_undoes_all(legend: Legend) -> None:
    click(legend.chips[0])
    double_click(legend.chips[5])
    legend.show_every_class()
    assert legend.visible == ALL


def test_names_are_shown_short_and_told_in_full(legend: Legend) -> None:
    legend.set_class_names(("T-shirt", *"123456789"))
    chip = legend.chips[0]
    assert len(chip.text()) < len("T-shirt")
    assert "T-shirt" in chip.toolTip()
    assert chip.accessibleName().startswith("Class T-shirt, ")


def test_a_hidden_class_looks_hidden_in_either_theme(legend: Legend) -> None:
    for theme in (LIGHT, DARK):
        legend.set_theme(theme)
        chip = legend.chips[7]
        shown = chip.grab().toImage()
        click(chip)
        assert chip.grab().toImage() != shown
        click(chip)


def test_what_the_caller_gets_is_a_copy(legend: Legend) -> None:
    legend.visible.clear()
    assert legend.visible == ALL


@pytest.mark.parametrize("count", [1, 4, 40, 100])
def test_there_are_as_many_chips_as_names_in_rows_that_fit(qtbot, legend: Legend, count) -> None:
    legend.resize(500, 1200)
    with qtbot.waitSignal(legend.visible_changed) as told:
        legend.set_class_names(tuple(f"kind {i}" for i in range(count)))
    assert told.args == [set(range(count))]
    assert len(legend.chips) == count
    assert legend.visible == set(range(count))
    assert legend.layout().heightForWidth(500) > 0
    legend.layout().activate()
    for chip in legend.chips:
        assert chip.isVisible()
        assert legend.rect().left() <= chip.x() <= chip.geometry().right() < 500
    assert len({(chip.x(), chip.y()) for chip in legend.chips}) == count
    double_click(legend.chips[-1])
    assert legend.visible == {count - 1}
    legend.show_every_class()
    assert legend.visible == set(range(count))


def test_other_names_for_as_many_classes_leave_what_is_hidden(legend: Legend) -> None:
    click(legend.chips[3])
    legend.set_class_names(tuple("abcdefghij"))
    assert legend.visible == ALL - {3}
    assert legend.chips[3].text() == "d"


def test_chips_grow_with_the_theme(legend: Legend) -> None:
    before = legend.chips[0].iconSize().width()
    legend.set_theme(LIGHT.enlarged(2.0))
    assert legend.chips[0].iconSize().width() == 2 * before
