"""A folder is made ready for a recording, whatever an earlier one has left in it."""

from __future__ import annotations

from contextlib import suppress

from vae_explorer.core.errors import UserError
from vae_explorer.core.history import History
from vae_explorer.core.storage.model_file import load_snapshot
from vae_explorer.core.storage.session_file import FolderWriter
from vae_explorer.core.storage.session_layout import FRAMES, MODEL, RUNS, STATES, EntryName, parsed


def begin_recording(
    writer: FolderWriter, key: str, step: int, name: str, program: str
) -> History | None:
    """Say what is to come, and take away what is of another training.

    Parameters
    ----------
    writer
        Of the folder.
    key, name
        Of the run.
    step
        That it begins with. What is there of earlier steps stays: it is gone on with.
    program
        That records it.

    Returns
    -------
    History or None
        The losses of the run that is gone on with; None if there is none.

    Raises
    ------
    UserError
        When the folder cannot be written.
    """
    earlier: dict[str, set[int]] = {}
    for kind in (FRAMES, STATES):
        paths = (writer.folder / RUNS / key / kind).glob("*")
        entries = (parsed(path.relative_to(writer.folder).as_posix()) for path in paths)
        earlier[kind] = {entry.step for entry in entries if entry is not None and entry.step < step}
    history = None
    if earlier[FRAMES]:
        with suppress(UserError):
            history = load_snapshot(writer.folder / str(EntryName(key, MODEL))).history
    writer.describe(
        {"runs": [{"key": key, "name": name, "colour": 0}], "recorder": {"program": program}}
    )
    writer.keep(key, earlier[FRAMES], earlier[STATES])
    writer.keep_runs({key})
    return history
