"""What gets imported when: Qt never by core, torch not by what the first picture needs."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from typing import Any

import pytest

import vae_explorer.core

TORCH_FREE = (
    "config",
    "described",
    "errors",
    "history",
    "objective.likelihoods",
    "objective.divergences",
    "settings",
    "objective.posteriors",
    "objective.bounds",
    "objective.regimes",
    "networks.layers",
    "networks.activations",
    "schedule",
    "embedding",
    "changes",
    "training_state",
    "snapshot",
    "storage.model_file",
    "drawing.geometry",
    "drawing.rasterizer",
    "film.encode",
    "film.reading",
    "data",
    "measures.result",
    "text",
)
ALL = [
    module.name
    for module in pkgutil.walk_packages(vae_explorer.core.__path__, "vae_explorer.core.")
]

# Imports modules one after the other and tells which of the watched packages each brought in.
REPORT = """
import importlib, json, sys
watched = ("torch", "torchvision", "PySide6", "pyqtgraph", "requests", "matplotlib", "PIL", "av")
brought = {}
for name in sys.argv[1:]:
    before = set(sys.modules)
    importlib.import_module(name)
    new = {module.split(".")[0] for module in set(sys.modules) - before}
    brought[name] = sorted(new & set(watched))
print(json.dumps(brought))
"""


def imports(*modules: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *modules], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def light_imports() -> Any:
    return imports(*(f"vae_explorer.core.{name}" for name in TORCH_FREE))


@pytest.mark.parametrize("name", TORCH_FREE)
def test_the_window_can_be_filled_before_torch_is_loaded(name: str, light_imports: Any) -> None:
    assert light_imports[f"vae_explorer.core.{name}"] == []


@pytest.mark.slow
def test_no_module_of_core_needs_qt() -> None:
    brought = {package for packages in imports(*ALL).values() for package in packages}
    assert not brought & {"PySide6", "pyqtgraph"}
    assert "torch" in brought, "the report would have shown it"
