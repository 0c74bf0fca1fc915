"""What commands write: lines, progress bars and files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae_explorer.core.errors import UserError

if TYPE_CHECKING:
    from tqdm import tqdm


def say(text: str) -> None:
    """Print a line at once; a reader that has gone away does not end the work."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Send standard output nowhere, so that Python does not complain of a broken pipe at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def progress_bar(total: int | None, description: str, **options: Any) -> tqdm[Any]:
    """Return a bar on standard error that is shown on a terminal only."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would outlive the bar
    return tqdm(
        total=total,
        desc=description,
        unit_scale=True,
        dynamic_ncols=True,
        leave=False,
        disable=None,
        **options,
    )


def check_writable(path: Path, suffixes: Sequence[str] = ()) -> None:
    """Find out, before any work, whether a file can be written.

    Raises
    ------
    UserError
        When its folder is missing or not writable, or its name does not end in one of `suffixes`.
    """
    if suffixes and path.suffix.lower() not in suffixes:
        raise UserError(f"The file {path} does not end in {' or '.join(suffixes)}.", "Rename it.")
    folder = path.parent
    if os.path.isdir(path):
        raise UserError(f"{path} is a folder.", "Name a file in it.")
    if not os.path.isdir(folder):
        what = "is not a folder" if os.path.lexists(folder) else "does not exist"
        raise UserError(f"The folder {folder} {what}.", "Create it, or choose another.")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{path.name}."):
            pass
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be written in {folder}: {error.strerror or error}.",
            "Choose another folder.",
        ) from error
