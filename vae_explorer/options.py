"""What the command line asks of the window; imports nothing, so that either side can have it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

THEMES = ("light", "dark")


@dataclass(frozen=True)
class WindowOptions:
    """How to open the window.

    Attributes
    ----------
    model
        Model file to open; None for the bundled one.
    train
        Start to train at once.
    dataset
        Key of a data set to train on; None for the window's own choice.
    data_dir
        Folder of the data sets; None for ``VAE_EXPLORER_DATA`` or the user's data folder.
    theme
        One of `THEMES`; None to follow the system.
    seed
        Seed of the training run; None for the window's own choice.
    screenshot
        PNG file to save a picture of the window in, before quitting.
    after
        Seconds to wait before that picture.
    other
        File or folder of another kind to open: an experiment, a tour, a picture or a session; or
        None.
    watch
        Folder to watch, or None.
    autopilot
        Start the show that goes on by itself.
    language
        Code of the language of the window; None for what the settings say.
    """

    model: Path | None = None
    train: bool = False
    dataset: str | None = None
    data_dir: Path | None = None
    theme: str | None = None
    seed: int | None = None
    screenshot: Path | None = None
    after: float = 3.0
    other: Path | None = None
    watch: Path | None = None
    autopilot: bool = False
    language: str | None = None
