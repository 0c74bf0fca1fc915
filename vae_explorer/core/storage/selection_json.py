"""A selection as values that JSON knows, written, and read with care."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from vae_explorer.core.selection import OwnImage, Selection

_MOST_ROWS = 2**20
_MOST_PIXELS = 2**20  # of an image of one's own, over all channels
_MOST_TEXT = 200
_SPAN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def selection_json(selection: Selection) -> dict[str, Any]:
    """Return a selection as a table; an empty one as an empty table.

    Rows are written as ``"3,5-9"``; of an image of one's own the pixels, row by row, in base 64.
    """
    if selection.empty:
        return {}
    table: dict[str, Any] = {"dataset": selection.dataset, "rows": _spans(selection.rows)}
    if selection.current is not None:
        table["current"] = selection.current
    own = selection.own
    if own is not None and own.pixels.size <= _MOST_PIXELS:
        pixels = base64.b64encode(np.ascontiguousarray(own.pixels).tobytes()).decode()
        shape = list(own.pixels.shape)
        table["own"] = {"name": own.name, "note": own.note, "shape": shape, "pixels": pixels}
    return table


def read_selection(value: object) -> Selection:
    """Return the selection that `selection_json` has written.

    Raises
    ------
    ValueError
        When it makes no sense.
    """
    if not isinstance(value, Mapping):
        raise ValueError("a selection is a table")
    if not value:
        return Selection()
    dataset, current = value.get("dataset", ""), value.get("current")
    if not isinstance(dataset, str):
        raise ValueError("the key of a data set is text")
    rows = tuple(_rows(value.get("rows", "")))
    own = _own(value["own"]) if value.get("own") is not None else None
    if current is not None and (type(current) is not int or current not in rows or own is not None):
        raise ValueError("what is looked at is one of the digits, or an image of one’s own")
    return Selection(rows, current, dataset[:_MOST_TEXT], own)


def _spans(rows: Iterable[int]) -> str:
    """Return rising numbers as ``"3,5-9"``."""
    there = list(rows)
    if not there:
        return ""
    breaks = [i for i, (a, b) in enumerate(pairwise(there), 1) if b != a + 1]
    bounds = zip([0, *breaks], [*breaks, len(there)], strict=True)
    spans = ((there[begin], there[end - 1]) for begin, end in bounds)
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in spans)


def _rows(text: object) -> Iterator[int]:
    if not isinstance(text, str):
        raise ValueError("rows are text such as 3,5-9")
    before, count = -1, 0
    for part in filter(None, text.split(",")):
        span = _SPAN.fullmatch(part)
        if span is None:
            raise ValueError(f"not rows: {part!r:.40}")
        first, last = int(span[1]), int(span[2] or span[1])
        count += last - first + 1
        if not before < first <= last or count > _MOST_ROWS:
            raise ValueError("rows rise, and are not too many")
        yield from range(first, last + 1)
        before = last


def _own(value: object) -> OwnImage:
    if not isinstance(value, Mapping):
        raise ValueError("an image is a table")
    name, note, shape = value.get("name"), value.get("note", ""), value.get("shape")
    content = value.get("pixels")
    if not (isinstance(name, str) and isinstance(note, str) and isinstance(content, str)):
        raise ValueError("name, note and pixels of an image are text")
    sides = shape if isinstance(shape, list) and len(shape) == 3 else []
    if not sides or not all(type(side) is int and 0 < side <= _MOST_PIXELS for side in sides):
        raise ValueError("an image has channels, height and width")
    count = math.prod(sides)
    if count > _MOST_PIXELS or len(content) > 2 * _MOST_PIXELS:
        raise ValueError("the image is too large")
    try:
        pixels = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("the pixels of an image are in base 64") from error
    if len(pixels) != count:
        raise ValueError(f"an image of {sides} has {count} pixels, not {len(pixels)}")
    levels = np.frombuffer(pixels, np.uint8).reshape(sides).copy()
    return OwnImage(levels, name[:_MOST_TEXT], note[:_MOST_TEXT])
