"""The pins of a session: which there are, and how they are called."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from vae_explorer.core.language import tr
from vae_explorer.core.pins import DIGIT, LONGEST_NAME, PLACE, Pin

MOST_PINS = 24
COLOURS = 8

PinTuple = tuple[Pin, ...]


class Pins(QObject):
    """Places and digits that are marked in the plane and followed through time.

    Attributes
    ----------
    changed
        There are others, or they are called or coloured otherwise; `all` has them.
    edited
        The same, by the user's hand: in words, all pins before, and all pins after.
    picking_changed
        The next click in the plane is to pin what is there, or no longer.
    """

    changed = Signal()
    edited = Signal(str, tuple, tuple)
    picking_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pins: PinTuple = ()
        self._last_id = 0
        self._picking = False

    @property
    def all(self) -> PinTuple:
        """All pins, the oldest first."""
        return self._pins

    @property
    def full(self) -> bool:
        """Whether there is room for no other."""
        return len(self._pins) >= MOST_PINS

    def pin(self, pin_id: int) -> Pin | None:
        """Return a pin; None if there is none of that number."""
        return next((pin for pin in self._pins if pin.id == pin_id), None)

    def replace_all(self, pins: Iterable[Pin]) -> None:
        """Have these pins, as a file or undo brings them."""
        self._pins = tuple(pins)[:MOST_PINS]
        self._last_id = max((self._last_id, *(pin.id for pin in self._pins)))
        self.changed.emit()

    # By hand

    def add_place(self, z1: float, z2: float) -> Pin | None:
        """Pin a place; return the pin, or None where there is no room or no such place."""
        if not (math.isfinite(z1) and math.isfinite(z2)):
            return None
        place = (float(z1), float(z2))
        return self._add(lambda i: Pin(i, PLACE, z=place, name=self._letter(), colour=self._free()))

    def add_digit(self, row: int, name: str, dataset: str = "") -> Pin | None:
        """Pin a held-out digit; return the pin that it has by then.

        Parameters
        ----------
        row
            Of the digit among the held-out images.
        name
            What to call it.
        dataset
            Key of the data set.
        """
        for pin in self._pins:
            if (pin.row, pin.dataset) == (row, dataset):
                return pin
        return self._add(
            lambda i: Pin(i, DIGIT, row=row, name=name, colour=self._free(), dataset=dataset)
        )

    def remove(self, pin_id: int) -> None:
        """Take a pin away."""
        pin = self.pin(pin_id)
        if pin is not None:
            left = tuple(other for other in self._pins if other.id != pin_id)
            self._edit(tr("removing {name}", name=pin.name), left)

    def clear(self) -> None:
        """Take all pins away."""
        if self._pins:
            self._edit(tr("removing all pins"), ())

    def rename(self, pin_id: int, name: str) -> None:
        """Call a pin something else; an empty name changes nothing."""
        pin, name = self.pin(pin_id), " ".join(name.split())[:LONGEST_NAME]
        if pin is not None and name and name != pin.name:
            self._put(tr("renaming {name}", name=pin.name), replace(pin, name=name))

    def recolour(self, pin_id: int, colour: int) -> None:
        """Give a pin another colour."""
        pin = self.pin(pin_id)
        if pin is not None and colour != pin.colour and 0 <= colour < COLOURS:
            self._put(tr("colouring {name}", name=pin.name), replace(pin, colour=colour))

    # Picking

    @property
    def picking(self) -> bool:
        """Whether the next click in the plane pins what is there."""
        return self._picking

    def pick(self, picking: bool) -> None:
        """Let the next click in the plane pin a digit or a place, or no longer."""
        if picking is not self._picking:
            self._picking = picking
            self.picking_changed.emit(picking)

    def _add(self, make: Callable[[int], Pin]) -> Pin | None:
        if self.full:
            return None
        self._last_id += 1
        pin = make(self._last_id)
        self._edit(tr("pinning {name}", name=pin.name), (*self._pins, pin))
        return pin

    def _put(self, text: str, pin: Pin) -> None:
        self._edit(text, tuple(pin if other.id == pin.id else other for other in self._pins))

    def _edit(self, text: str, pins: PinTuple) -> None:
        before, self._pins = self._pins, pins
        self.changed.emit()
        self.edited.emit(text, before, pins)

    def _free(self) -> int:
        """Return the first colour that the fewest pins have."""
        used = [pin.colour for pin in self._pins]
        return min(range(COLOURS), key=lambda colour: (used.count(colour), colour))

    def _letter(self) -> str:
        """Return the first of A, B, …, Z, A2, … that no pin is called."""
        taken = {pin.name for pin in self._pins}
        letters = [chr(ord("A") + i) for i in range(26)]
        names = (letter + (str(n) if n > 1 else "") for n in (1, 2) for letter in letters)
        return next(name for name in names if name not in taken)
