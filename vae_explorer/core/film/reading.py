"""Files of storyboards: TOML that is read strictly, and executes nothing."""

from __future__ import annotations

import re
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.storyboard import (
    CLOCKS,
    END,
    LAYERS,
    MOST_EPOCHS,
    MOST_FPS,
    MOST_SECONDS,
    START,
    THEMES,
    USUAL_LAYERS,
    Caption,
    Moment,
    Size,
    Storyboard,
    Stretch,
    read_size,
)
from vae_explorer.core.language import tr
from vae_explorer.core.paths import Place, read_place
from vae_explorer.core.text import either, shown
from vae_explorer.core.toml.reading import bytes_of, table_of
from vae_explorer.core.toml.table import Table

MOST_STRETCHES, MOST_CAPTIONS, MOST_PLACES = 20, 60, 40
MOST_TITLE, MOST_CAPTION = 60, 160
_MOST_DOTS = 1e6
_STEP = re.compile(r"step\s+(\d{1,10})")


def read(path: Path) -> Storyboard:
    """Read a storyboard.

    Raises
    ------
    UserError
        When the file cannot be read, or with one sentence that has the line of the first mistake.
    """
    return parse(bytes_of(path), path.name)


def parse(data: bytes, source: str) -> Storyboard:
    """Return the storyboard of a file's bytes; `source` is what complaints call the file.

    Raises
    ------
    UserError
        With one sentence that has the line of the first mistake.
    """
    table = table_of(data, source, "storyboard")
    usual = Storyboard()
    hold = table.number("hold", 0, 60)
    found = Storyboard(
        title=table.text("title", "", MOST_TITLE),
        size=_size(table),
        theme=table.choice("theme", THEMES, usual.theme),
        fps=table.number("fps", 1, MOST_FPS),
        seconds=table.number("seconds", 0.1, MOST_SECONDS),
        hold=usual.hold if hold is None else hold,
        clock=table.choice("clock", CLOCKS, usual.clock),
        stretches=_stretches(table),
        layers=_layers(table),
        dots=_whole(table, "dots", 1, _MOST_DOTS),
        reach=table.number("reach", 0.1, 1000),
        probe=_probe(table) or usual.probe,
        captions=tuple(_caption(part) for part in table.tables("captions", MOST_CAPTIONS)),
    )
    table.done()
    return found


def _size(table: Table) -> Size:
    text = table.text("size", "1080p", 40)
    try:
        return read_size(text)
    except UserError as error:
        table.fail(str(error), "size")


def _whole(table: Table, key: str, low: float, high: float) -> int | None:
    found = table.number(key, low, high)
    if found is None:
        return None
    if found != int(found):
        text = tr("{key!r} is {value:g} and should be a whole number.", key=key, value=found)
        table.fail(text, key)
    return int(found)


def _layers(table: Table) -> tuple[str, ...]:
    if table.get("layers") is None:
        return USUAL_LAYERS
    found = table.texts("layers", len(LAYERS), each=40)
    for name in found:
        if name not in LAYERS:
            text = tr(
                "there is no layer {name!r}; choose {layers}.", name=name, layers=either(LAYERS)
            )
            table.fail(text, "layers")
    return tuple(dict.fromkeys(found))


def _probe(table: Table) -> tuple[Place, ...]:
    places = []
    for text in table.texts("probe", MOST_PLACES, each=60):
        try:
            places.append(read_place(text))
        except UserError as error:
            table.fail(str(error), "probe")
    return tuple(places)


def _stretches(table: Table) -> tuple[Stretch, ...]:
    found = []
    for part in table.tables("moments", MOST_STRETCHES):
        start, end = _moment(part, "from", START), _moment(part, "to", END)
        same = start.unit == end.unit and end.value is not None
        if start.value is None or (same and end.value <= start.value):  # type: ignore[operator]
            text = tr(
                "from {start} to {end} is no time; 'to' is later than 'from'.",
                start=start.words,
                end=end.words,
            )
            part.fail(text, "to")
        seconds = part.number("seconds", 0.1, MOST_SECONDS)
        speed = part.number("speed", 1e-6, 1e6)
        if seconds is not None and speed is not None:
            text = tr("there are both 'seconds' and a 'speed'; one follows from the other.")
            part.fail(text, "speed")
        part.done()
        found.append(Stretch(start, end, seconds, speed))
    return tuple(found) or (Stretch(),)


def _moment(table: Table, key: str, usual: Moment) -> Moment:
    value = table.get(key)
    if value is None:
        return usual
    if isinstance(value, int | float):
        epoch = table.number(key, 0, MOST_EPOCHS)
        assert epoch is not None
        return Moment(epoch)
    if isinstance(value, str):
        text = value.strip().lower()
        if text in ("start", "end"):
            return START if text == "start" else END
        if step := _STEP.fullmatch(text):
            return Moment(float(step[1]), "step")
    text = tr(
        "{key!r} is {value}; write a number of epochs, such as 2.5, or 'step 400', 'start' or "
        "'end'.",
        key=key,
        value=shown(value),
    )
    return table.fail(text, key)


def _caption(table: Table) -> Caption:
    start, end = (table.number(key, 0, MOST_SECONDS) for key in ("from", "to"))
    text = " ".join(table.text("text", most=MOST_CAPTION).split())
    if start is None or end is None:
        table.fail(tr("A caption needs 'from' and 'to', in seconds of the film."))
    if end <= start:
        words = tr("the caption ends at {end:g} s and begins at {start:g} s.", end=end, start=start)
        table.fail(words, "to")
    table.done()
    return Caption(start, end, text)
