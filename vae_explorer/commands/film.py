"""``vae-explorer film``."""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.output import check_writable, progress_bar, say
from vae_explorer.commands.stopping import StopRequest
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.film.storyboard import (
    MOST_FPS,
    MOST_SECONDS,
    SIZES,
    THEMES,
    Size,
    Storyboard,
    read_size,
)
from vae_explorer.core.paths import Typical
from vae_explorer.core.text import count, either

if TYPE_CHECKING:
    from vae_explorer.core.film.encode import Made
    from vae_explorer.core.film.scene import Reel
    from vae_explorer.core.storage.session_values import Session, StoredRun

_VISITED = 5  # classes that the probe visits where nobody says where it goes


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "session",
        type=Path,
        metavar="FILE",
        help="a session with a history: a .vaesession file, or the folder of one",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a .mp4 or .gif file, or a folder for PNG pictures that is not there yet",
    )
    parser.add_argument(
        "--storyboard",
        type=Path,
        metavar="FILE",
        help="what the film shows, a .toml file; the other options go before what it says",
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="SIZE",
        help=f"{either([*SIZES, 'WIDTHxHEIGHT'])} (default: 1080p)",
    )
    parser.add_argument(
        "--fps",
        type=_fps,
        metavar="N",
        help="pictures a second (default: 30; 12.5 for .gif)",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        metavar="S",
        help="how long the film is, before the last picture stays (default: 10)",
    )
    parser.add_argument("--theme", choices=THEMES, help="colours (default: light)")
    parser.add_argument(
        "--run", metavar="NAME", help="which run (default: the one that was looked at)"
    )


def run(arguments: Namespace) -> int:
    """Make a film of a session's run."""
    from vae_explorer.core.film.encode import format_of
    from vae_explorer.core.storage.kinds import FOLDER

    path = arguments.out
    kind = format_of(path)
    if path.suffix.lower() != FOLDER:
        check_writable(path)
    elif not path.resolve().parent.is_dir():
        raise UserError(f"The folder {path.resolve().parent} does not exist.", "Create it.")
    storyboard = _storyboard(arguments)

    from vae_explorer.core.film.scene import Reel
    from vae_explorer.core.storage.session_file import read_session

    session = read_session(arguments.session)
    for note in session.notes:
        say(note)
    stored = _run_of(session, arguments.run)
    if arguments.storyboard is None:
        storyboard = replace(storyboard, probe=_tour(stored) or storyboard.probe)
    reel = Reel(stored.timeline.frames, stored.snapshot.history, storyboard, stored.name)
    pictures = reel.pictures(storyboard.fps or kind.fps)
    try:
        _make(reel, path, pictures)
    except Interrupted:
        raise KeyboardInterrupt from None  # which the program tells of as ever
    width, height = storyboard.size
    say(
        f"Saved {path}: {count(pictures, 'picture')} of {width} x {height}, "
        f"{reel.seconds:.3g} seconds of {stored.name}."
    )
    return 0


def _make(reel: Reel, path: Path, pictures: int) -> None:
    """Draw and write the film, with a bar; the first Ctrl-C gives it up."""
    from vae_explorer.core.film.encode import make_film

    with StopRequest() as stop, progress_bar(pictures, "drawing", unit=" pictures") as bar:

        def show(made: Made) -> None:
            bar.update(made.done - bar.n)

        make_film(reel, path, show, lambda: stop.requested)


def _storyboard(arguments: Namespace) -> Storyboard:
    """Return that of the file, if there is one, with what the options say in its place."""
    from vae_explorer.core.film.reading import read

    found = Storyboard() if arguments.storyboard is None else read(arguments.storyboard)
    said = {name: getattr(arguments, name) for name in ("size", "fps", "seconds", "theme")}
    return replace(found, **{name: value for name, value in said.items() if value is not None})


def _run_of(session: Session, name: str | None) -> StoredRun:
    """Return the run of a name, or else the one that was looked at, or one with a history."""
    names = [run.name for run in session.runs]
    if name is not None:
        found = next((run for run in session.runs if name in (run.name, run.key)), None)
        if found is None:
            raise UserError(
                f"There is no run {name!r:.60} in it; there is {either(map(repr, names))}."
            )
        return found
    with_history = [run for run in session.runs if len(run.timeline) > 1]
    shown = next((run for run in with_history if run.key == session.shown), None)
    if shown is not None:
        return shown
    if not with_history:
        raise UserError(
            "Nothing is kept in it of how a run went.",
            "Save a session, or train with --history.",
        )
    return with_history[0]


def _tour(stored: StoredRun) -> tuple[Typical, ...]:
    """Return some of the classes that there are, for the probe to visit."""
    snapshot = stored.snapshot
    names = [snapshot.class_names[i] for i in sorted(set(snapshot.labels.tolist()))]
    apart = max(1, math.ceil(len(names) / _VISITED))
    return tuple(Typical(name) for name in names[::apart])


def _size(text: str) -> Size:
    try:
        return read_size(text)
    except UserError as error:
        raise ArgumentTypeError(str(error)) from None


def _fps(text: str) -> float:
    return _number(text, 1, MOST_FPS)


def _seconds(text: str) -> float:
    return _number(text, 0.1, MOST_SECONDS)


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
    return value
