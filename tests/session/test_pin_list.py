"""The pins of a session: added, named, coloured, removed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from vae_explorer.core.pins import DIGIT, PLACE, Pin
from vae_explorer.session.pins import COLOURS, MOST_PINS, Pins


@pytest.fixture
def pins(qapp) -> Pins:
    parent = QObject()
    pins = Pins(parent)
    pins.keep = parent  # type: ignore[attr-defined]
    return pins


def test_places_are_called_by_letters_and_colours_differ(pins: Pins) -> None:
    made = [pins.add_place(0.1 * i, 1.0) for i in range(COLOURS)]

    assert [pin.name for pin in made] == list("ABCDEFGH")
    assert sorted(pin.colour for pin in made) == list(range(COLOURS))
    assert made[1] == Pin(2, PLACE, z=(0.1, 1.0), name="B", colour=1)


def test_a_letter_that_is_free_again_is_given_again_but_a_number_never(pins: Pins) -> None:
    first, second = pins.add_place(0, 0), pins.add_place(1, 1)
    pins.remove(first.id)

    third = pins.add_place(2, 2)

    assert (third.name, third.colour) == ("A", 0)
    assert third.id not in (first.id, second.id)


def test_a_digit_is_pinned_once(pins: Pins) -> None:
    told = []
    pins.changed.connect(lambda: told.append(pins.all))

    one = pins.add_digit(12, "4 · #12", "mnist")
    two = pins.add_digit(12, "again", "mnist")

    assert one is two
    assert (one.kind, one.row, one.dataset) == (DIGIT, 12, "mnist")
    assert len(told) == 1
    assert pins.add_digit(12, "a shirt", "fashion") is not one


def test_names_and_colours_can_be_others(pins: Pins) -> None:
    pin = pins.add_place(0, 0)

    pins.rename(pin.id, "  the  hole ")
    pins.recolour(pin.id, 5)
    pins.rename(pin.id, "   ")
    pins.recolour(pin.id, COLOURS)

    assert (pins.pin(pin.id).name, pins.pin(pin.id).colour) == ("the hole", 5)


def test_what_is_done_by_hand_can_be_taken_back(pins: Pins) -> None:
    told = []
    pins.edited.connect(lambda *what: told.append(what))
    pin = pins.add_place(0, 0)
    pins.rename(pin.id, "hole")
    pins.remove(pin.id)

    assert [text for text, _, _ in told] == ["pinning A", "renaming A", "removing hole"]
    for _, before, after in reversed(told):
        assert pins.all == after
        pins.replace_all(before)
    assert pins.all == ()
    assert len(told) == 3  # which is nothing new to take back


def test_there_is_an_end_to_pins(pins: Pins) -> None:
    for i in range(MOST_PINS):
        assert pins.add_place(i, 0) is not None

    assert pins.add_place(0, 0) is None
    assert pins.full
    assert len({pin.name for pin in pins.all}) == MOST_PINS


def test_what_is_no_place_is_not_pinned(pins: Pins) -> None:
    assert pins.add_place(float("nan"), 0.0) is None
    assert pins.all == ()
