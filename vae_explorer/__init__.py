"""VAE Explorer: train, probe and decode a two-dimensional variational autoencoder, live.

What other programs may import is here; it is loaded when it is first asked for, so that importing
the package costs nothing. ``examples/`` shows it in use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vae_explorer.core.architecture import PRESETS, Architecture
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.data import DATA_SETS
    from vae_explorer.core.data.base import DataSet, LabelledImages, data_root
    from vae_explorer.core.errors import UserError
    from vae_explorer.core.history import History
    from vae_explorer.core.measures.evaluation import evaluate
    from vae_explorer.core.measures.result import Evaluation
    from vae_explorer.core.recording.recorder import Recorder
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
    from vae_explorer.core.training import Trainer

__version__ = "0.2.0"

__all__ = [
    "DATA_SETS",
    "PRESETS",
    "Architecture",
    "DataSet",
    "Evaluation",
    "History",
    "LabelledImages",
    "Recorder",
    "RunConfig",
    "Snapshot",
    "Trainer",
    "UserError",
    "data_root",
    "evaluate",
    "load_snapshot",
    "save_snapshot",
]

_MODULES = {
    "DATA_SETS": "core.data",
    "PRESETS": "core.config",
    "Architecture": "core.config",
    "DataSet": "core.data.base",
    "Evaluation": "core.measures.result",
    "History": "core.history",
    "LabelledImages": "core.data.base",
    "Recorder": "core.recording.recorder",
    "RunConfig": "core.config",
    "Snapshot": "core.snapshot",
    "Trainer": "core.training",
    "UserError": "core.errors",
    "data_root": "core.data.base",
    "evaluate": "core.measures.evaluation",
    "load_snapshot": "core.storage.model_file",
    "save_snapshot": "core.storage.model_file",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES[name]}")
    return getattr(module, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
