"""Pins as values that files keep."""

from __future__ import annotations

import json

import pytest

from vae_explorer.core.pins import DIGIT, PLACE, Pin

PINS = (
    Pin(3, PLACE, z=(-1.25, 0.5), name="A", colour=2),
    Pin(7, DIGIT, row=4021, name="7 · #4021", colour=0, dataset="mnist"),
)


@pytest.mark.parametrize("pin", PINS)
def test_a_pin_comes_back_from_a_file_as_it_was(pin: Pin) -> None:
    assert Pin.from_json(json.loads(json.dumps(pin.to_json()))) == pin


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"id": 1, "kind": "place", "z": [1.0]},
        {"id": 1, "kind": "place", "z": [1.0, float("nan")]},
        {"id": 1, "kind": "place", "z": [True, 1.0]},
        {"id": 1, "kind": "digit", "row": -1},
        {"id": 1, "kind": "digit", "row": 1.5},
        {"id": "1", "kind": "digit", "row": 1},
        {"id": 1, "kind": "circle", "row": 1},
        {"id": 1, "kind": "digit", "row": 1, "name": 5},
        {"id": 1, "kind": "digit", "row": 1, "colour": None},
    ],
)
def test_what_makes_no_sense_is_no_pin(value: object) -> None:
    with pytest.raises(ValueError, match=r"pin|place"):
        Pin.from_json(value)


def test_a_digit_is_found_in_its_own_data_set_alone() -> None:
    place, digit = PINS
    assert digit.is_of("mnist", 10_000)
    assert not digit.is_of("mnist", 4021)
    assert not digit.is_of("fashion", 10_000)
    assert place.is_of("fashion", 0)
