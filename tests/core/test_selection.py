"""The selection: digits, one of which is looked at, or an image of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.selection import ADD, REMOVE, REPLACE, OwnImage, Selection

IMAGE = OwnImage(np.zeros((1, 28, 28), np.uint8), "drawing")


@pytest.mark.parametrize(
    ("how", "rows"), [(REPLACE, (5, 8)), (ADD, (2, 3, 5, 8)), (REMOVE, (2, 3))]
)
def test_digits_replace_others_or_are_added_or_removed(how: str, rows: tuple[int, ...]) -> None:
    before = Selection((2, 3, 5), None, "mnist")
    assert before.having([8, 5], how, "mnist").rows == rows


def test_a_digit_alone_is_looked_at() -> None:
    assert Selection().having([7], ADD, "mnist").current == 7
    assert Selection().having([7, 9], ADD, "mnist").current is None


def test_the_digit_that_is_looked_at_stays_as_long_as_it_is_selected() -> None:
    selection = Selection((2, 3), 3, "mnist")
    assert selection.having([9], ADD, "mnist").current == 3
    assert selection.having([3], REMOVE, "mnist").current == 2  # which is alone then
    assert selection.having([2, 3], REMOVE, "mnist").current is None


def test_digits_of_another_data_set_are_let_go() -> None:
    assert Selection((2, 3), 3, "mnist").having([1], ADD, "kmnist") == Selection((1,), 1, "kmnist")


def test_one_of_many_is_looked_at_and_they_stay_selected() -> None:
    many = Selection((2, 3, 5), None, "mnist")
    assert many.looking_at(3, "mnist") == Selection((2, 3, 5), 3, "mnist")
    assert many.looking_at(4, "mnist") == Selection((4,), 4, "mnist")


def test_a_digit_takes_the_place_of_ones_own_image() -> None:
    assert Selection((), None, "", IMAGE).looking_at(4, "mnist").own is None


def test_it_is_found_where_there_are_such_digits() -> None:
    selection = Selection((2, 30), None, "mnist")
    assert selection.is_of("mnist", 31)
    assert not selection.is_of("mnist", 30)
    assert not selection.is_of("kmnist", 31)
    assert Selection().is_of("kmnist", 0)
