"""The model that ships with the program."""

from __future__ import annotations

import importlib.resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr

if TYPE_CHECKING:
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.storage.model_file import ModelFile

FILE_NAME = "model.safetensors"


def bundled_model() -> Traversable:
    """Return the bundled model file, whether or not this installation has it."""
    return importlib.resources.files("vae_explorer.resources") / FILE_NAME


def load_model(path: Path | None = None) -> Snapshot:
    """Read the model of a model file, or of the bundled one if none is named.

    Raises
    ------
    UserError
        When there is no such file or it cannot be used.
    """
    return load_model_file(path).snapshot


def load_model_file(path: Path | None = None) -> ModelFile:
    """Read a model file with all that it holds, or the bundled one if none is named.

    What killed writers left in the folder of a named file is removed.

    Raises
    ------
    UserError
        When there is no such file or it cannot be used.
    """
    from vae_explorer.core.storage.atomic import sweep_stale
    from vae_explorer.core.storage.model_file import load

    if path is not None:
        sweep_stale(path.parent)
        return load(path)
    bundled = bundled_model()
    if not bundled.is_file():
        raise UserError(
            tr("This installation lacks the bundled model."),
            tr("Name a model file, or install the program again."),
        )
    with importlib.resources.as_file(bundled) as extracted:
        return load(extracted)
