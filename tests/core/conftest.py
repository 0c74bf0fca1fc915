"""Tiny runs, and a file of a model, for the tests of the core."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from file_kit import make_snapshot
from training_kit import TINY, Start

from vae_explorer.core.data import LabelledImages
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import save_snapshot
from vae_explorer.core.training import Trainer


@pytest.fixture
def start(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Start:
    """Return a function that begins a run with some settings of its own."""

    def begin(**settings: Any) -> Trainer:
        return Trainer(train_digits, held_out_digits, replace(TINY, **settings))

    return begin


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list to which every optimiser step adds the learning rate that it uses."""
    seen: list[float] = []
    step = AdamW.step

    def spy(self: AdamW, learning_rate: float, decoder_rate: float) -> None:
        seen.append(learning_rate)
        step(self, learning_rate, decoder_rate)

    monkeypatch.setattr(AdamW, "step", spy)
    return seen


@pytest.fixture
def snapshot() -> Snapshot:
    """Return a small model."""
    return make_snapshot()


@pytest.fixture
def path(snapshot: Snapshot, tmp_path: Path) -> Path:
    """Return a file that holds it."""
    path = tmp_path / "model.safetensors"
    save_snapshot(snapshot, path)
    return path
