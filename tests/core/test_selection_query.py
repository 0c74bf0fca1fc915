"""Digits are found by index and by class, and what is not found is said."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.selection_query import look_for

DIGITS = tuple("0123456789")
LABELS = (np.arange(40) % 10).astype(np.uint8)
GARMENTS = ("Shirt", "Coat", "Ankle boot", "Top, short")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("#21", (21,)),
        ("21", (21,)),  # no class is called so
        ("7", (7, 17, 27, 37)),
        ("#7", (7,)),
        ("class:7", (7, 17, 27, 37)),
        ("CLASS = 3 ", (3, 13, 23, 33)),
        ("#10-13", (10, 11, 12, 13)),
        ("#13 – #10", (10, 11, 12, 13)),
        ("38..60", (38, 39)),
        ("#3, 9 ,#3,,#1", (1, 3, 9, 19, 29, 39)),
        ("7 #3 -2", (2, 3, 7, 17, 27, 37)),
        ("#1  #3 class 9", (1, 3, 9, 19, 29, 39)),
        ("#10 - 13 21", (10, 11, 12, 13, 21)),
        ("", ()),
    ],
)
def test_indices_classes_and_ranges(text: str, rows: tuple[int, ...]) -> None:
    found = look_for(text, LABELS, DIGITS)
    assert found.rows == rows
    assert not found.missing


def test_what_a_chinese_keyboard_types_is_found() -> None:
    labels = np.array([7, 1, 7, 2])
    names = tuple("0123456789")
    assert look_for("7，＃1", labels, names).rows == (0, 1, 2)
    assert look_for("７、#1", labels, names).rows == (0, 1, 2)
    assert look_for("类别 7、类:1", labels, names).rows == (0, 1, 2)


def test_names_of_classes_in_any_letters_and_classes_by_number() -> None:
    labels = np.arange(8) % 4
    assert look_for("coat", labels, GARMENTS).rows == (1, 5)
    assert look_for("ANKLE BOOT, coat", labels, GARMENTS).rows == (1, 2, 5, 6)
    assert look_for("ankle boot #0 coat", labels, GARMENTS).rows == (0, 1, 2, 5, 6)
    assert look_for("top, short", labels, GARMENTS).rows == (3, 7)
    assert look_for("class: 3", labels, GARMENTS).rows == (3, 7)
    assert look_for("3", labels, GARMENTS).rows == (3,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#40", "There is no #40: the last is #39."),
        ("class:z", "There is no class “z”."),
        ("seven", "“seven” is neither an index such as #115 nor a class."),
        ("seven or so", "“seven or so” is neither an index such as #115 nor a class."),
        ("#1-", "“#1-” is neither an index such as #115 nor a class."),
        ("#" + "9" * 15, "There is no #" + "9" * 15 + ": the last is #39."),
    ],
)
def test_what_is_not_found_is_said(text: str, said: str) -> None:
    found = look_for(text, LABELS, DIGITS)
    assert found.rows == ()
    assert found.missing == said


def test_what_is_found_is_there_beside_what_is_not() -> None:
    found = look_for("#3, x, y, z, v, w", LABELS, DIGITS)
    assert found.rows == (3,)
    assert found.missing.endswith("Nor were 2 more found.")


def test_words_that_mean_nothing_are_told_one_by_one_beside_those_that_do() -> None:
    found = look_for("#3 or #4", LABELS, DIGITS)
    assert found.rows == (3, 4)
    assert found.missing == "“or” is neither an index such as #115 nor a class."


def test_a_number_of_thousands_of_digits_is_none() -> None:
    assert "is neither an index" in look_for("#" + "9" * 5000, LABELS, DIGITS).missing


def test_a_class_without_images() -> None:
    assert "None of these" in look_for("4", LABELS[:3], DIGITS).missing
