"""The dialog that asks which folder to watch."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk


def ask_for_folder(desk: Desk, window: QWidget) -> None:
    """Ask for a folder that a run is written into, and watch it."""
    watched = desk.watching.folders
    start = str(watched[-1].parent) if watched else ""
    title = tr("Watch the folder of a run that is trained elsewhere")
    chosen = QFileDialog.getExistingDirectory(window, title, start)
    if chosen:
        desk.watching.watch(Path(chosen))
