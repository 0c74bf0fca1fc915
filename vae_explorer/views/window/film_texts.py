"""What is typed of a film: places that the probe visits, and captions with their times."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.reading import MOST_CAPTION, MOST_PLACES
from vae_explorer.core.film.storyboard import Caption, place_text
from vae_explorer.core.language import tr
from vae_explorer.core.paths import Place, read_place
from vae_explorer.core.text import typed

_TIME = r"(\d+(?:\.\d*)?|\.\d+)"
_LINE = re.compile(rf"\s*{_TIME}\s*[-–−]\s*{_TIME}\s*s?\s*(?:：|:?\s)\s*(\S.*)")


def read_places(text: str) -> tuple[Place, ...]:
    """Read places with semicolons between them: ``7; -1.5, 0.3; #4021``.

    Raises `UserError` with one sentence about the first mistake.
    """
    parts = [part for part in typed(text).split(";") if part.strip()]
    if not parts:
        raise UserError(tr("Write where the probe goes: 7; −1.5, 0.3; #4021."))
    if len(parts) > MOST_PLACES:
        raise UserError(
            tr(
                "The probe can visit {most} places, and these are {number}.",
                most=MOST_PLACES,
                number=len(parts),
            )
        )
    return tuple(read_place(part) for part in parts)


def places_text(places: Sequence[Place]) -> str:
    """Write places as `read_places` reads them."""
    return "; ".join(place_text(place).replace("-", "−") for place in places)


def read_captions(text: str) -> tuple[Caption, ...]:
    """Read a caption a line: ``0 – 3: Before training``; raises `UserError` with the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            text = tr(
                "Caption {number}: begin with its seconds, as in 0 – 3: Some words.", number=number
            )
            raise UserError(text)
        start, end, words = float(match[1]), float(match[2]), " ".join(match[3].split())
        if end <= start:
            text = tr(
                "Caption {number}: it ends at {end:g} s and begins at {start:g} s.",
                number=number,
                end=end,
                start=start,
            )
            raise UserError(text)
        if len(words) > MOST_CAPTION:
            text = tr(
                "Caption {number}: {most} characters are the most.",
                number=number,
                most=MOST_CAPTION,
            )
            raise UserError(text)
        found.append(Caption(start, end, words))
    return tuple(found)


def captions_text(captions: Sequence[Caption]) -> str:
    """Write captions as `read_captions` reads them."""
    return "\n".join(f"{c.start:g} – {c.end:g}: {c.text}" for c in captions)
