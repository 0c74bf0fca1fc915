"""Where everything is in a stored session, a folder or a ZIP file with stored entries.

========================================  ==================================================
``session.json``                          the runs, what is looked at, pins
``runs/KEY/model.safetensors``            the newest moment, with the training state if known
``runs/KEY/frames/000000469.safetensors`` a `Frame`, by its step
``runs/KEY/states/000000469.safetensors`` a `KeyState`, by its step
========================================  ==================================================
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

SUFFIX = ".vaesession"
"""Of a session in one file."""

DESCRIPTION = "session.json"
RUNS, MODEL, FRAMES, STATES = "runs", "model", "frames", "states"
_END = ".safetensors"
_KEY = r"[A-Za-z0-9_-]{1,64}"
_NAME = re.compile(
    rf"{RUNS}/(?P<key>{_KEY})/"
    rf"(?:(?P<model>{MODEL})|(?P<kind>{FRAMES}|{STATES})/(?P<step>[0-9]{{9,16}}))"
    rf"{re.escape(_END)}"
)
_PLAIN = re.compile(r"(?!.*(?:^|/)\.)[\w .+-]+(?:/[\w .+-]+)*")


class EntryName(NamedTuple):
    """What an entry holds, by its name.

    Attributes
    ----------
    key
        Of the run.
    kind
        ``"model"``, ``"frames"`` or ``"states"``.
    step
        Of a frame or state; of a model 0.
    """

    key: str
    kind: str
    step: int = 0

    def __str__(self) -> str:
        if self.kind == MODEL:
            return f"{RUNS}/{self.key}/{MODEL}{_END}"
        return f"{RUNS}/{self.key}/{self.kind}/{self.step:09d}{_END}"


def parsed(name: str) -> EntryName | None:
    """Return what an entry holds; None for a name that this layout has not."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    if match["model"]:
        return EntryName(match["key"], MODEL)
    found = EntryName(match["key"], match["kind"], int(match["step"]))
    return found if str(found) == name else None


def is_key(text: object) -> bool:
    """Whether something can be the key of a run."""
    return isinstance(text, str) and re.fullmatch(_KEY, text) is not None


def is_plain(name: str) -> bool:
    """Whether a name stays within its container, and is one on every system."""
    return len(name) <= 200 and _PLAIN.fullmatch(name) is not None


def looks_like_session(path: Path) -> bool:
    """Whether a file or folder is a session by its name, or by what is in it."""
    if path.suffix.lower() == SUFFIX:
        return True
    return (path / DESCRIPTION).is_file() or (path / RUNS).is_dir()
