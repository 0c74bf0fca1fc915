"""``vae-explorer recover``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.output import check_writable, progress_bar, say
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.session_layout import SUFFIX
from vae_explorer.core.text import ago, count

_EVERYTHING = 2**50  # bytes of history, as far as there is memory

if TYPE_CHECKING:
    from vae_explorer.core.storage.recovered import Kept


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="of a run, or of what is listed (default: the newest)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"take it: write it into this session, {SUFFIX} (default: list what there is)",
    )


def run(arguments: Namespace) -> int:
    """List what programs have left that ended without asking, or take it."""
    from vae_explorer.core.storage.recovered import kept_in, recovery_folder

    if arguments.out is not None:
        check_writable(arguments.out, (SUFFIX,))
    folder = recovery_folder()
    found = kept_in(folder)
    if arguments.name is not None:
        everything, found = found, [kept for kept in found if _is_called(kept, arguments.name)]
        if everything and not found:
            names = "; ".join(kept.name for kept in everything)
            raise UserError(f"Nothing that was kept is called {arguments.name}.", f"There: {names}")
    if arguments.out is None:
        _list(found, folder)
    elif not found:
        raise UserError(f"Nothing was kept in {folder}.", "What is open in a window is its own.")
    else:
        _take(found[0], arguments.out)
    return 0


def _is_called(kept: Kept, name: str) -> bool:
    return name in (kept.path.name, kept.path.stem, kept.name, *kept.names)


def _list(found: list[Kept], folder: Path) -> None:
    if not found:
        say(f"Nothing is kept in {folder}.")
        return
    rows = [(k.path.name, ago(k.age), f"{k.nbytes / 1e6:,.1f} MB", k.name) for k in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    say(f"Kept in {folder}, the newest first:\n")
    for path, age, size, names in rows:
        say(f"  {path:<{widths[0]}}  {age:>{widths[1]}}  {size:>{widths[2]}}  {names}")


def _take(kept: Kept, out: Path) -> None:
    from vae_explorer.core.storage.folder_lock import take
    from vae_explorer.core.storage.recovered import delete, read_kept
    from vae_explorer.core.storage.session_file import write_session

    lock = take(kept.path) if kept.path.is_dir() else None
    if lock is None and kept.path.is_dir():
        raise UserError(f"{kept.name} is open in a window by now.", "Save it there.")
    with progress_bar(None, f"recovering {kept.name}") as bar:

        def tell(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        session = read_kept(kept.path, _EVERYTHING, tell)
        write_session(session, out)
    moments = sum(len(run.timeline) for run in session.runs)
    told = [count(len(session.runs), "run"), *([count(moments, "moment")] if moments else [])]
    say(f"Recovered {kept.name}, as it was {ago(kept.age)}: {out} ({', '.join(told)}).")
    for note in session.notes:
        say(f"  {note}")
    if session.notes:
        say(f"  {kept.path} stays where it is.")
    else:
        delete(kept.path)
    if lock is not None:
        lock.release()
