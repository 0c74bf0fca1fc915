"""The whole loop on real data: train in the window, save, open in another window, evaluate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from desk_kit import TestDesk, settings_in
from gui_kit import PATIENCE_MS
from PySide6.QtWidgets import QFileDialog

from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root
from vae_explorer.core.data.base import Split
from vae_explorer.session.state import RunState
from vae_explorer.views.window.main_window import MainWindow

pytestmark = pytest.mark.slow

CONFIG = RunConfig(
    architecture=PRESETS["mlp-256-128"].architecture,
    batch_size=64,
    epochs=8,
    learning_rate=2e-3,
    device="cpu",
    precision="float32",
)


@dataclass(frozen=True)
class Beginning:
    """The first digits of a data set, so that training on them takes seconds."""

    whole: Any
    sizes: tuple[tuple[Split, int], ...] = (("train", 3000), ("test", 1000))

    def __getattr__(self, name: str) -> object:
        return getattr(self.whole, name)

    def load(self, root: Path, split: Split, *arguments: Any, **named: Any) -> LabelledImages:
        digits = self.whole.load(root, split, *arguments, **named)
        count = dict(self.sizes)[split]
        return LabelledImages(digits.images[:count], digits.labels[:count])


@pytest.fixture(params=["offline", "mnist"])
def dataset(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    key: str = request.param
    if not DATA_SETS[key].is_available(data_root()):
        pytest.skip(f"needs {DATA_SETS[key].title} in the folder that VAE_EXPLORER_DATA names")
    monkeypatch.setitem(DATA_SETS, key, Beginning(DATA_SETS[key]))
    return key


def nats_of_the_mean_image(train: LabelledImages, test: LabelledImages) -> float:
    """Return what a model without a latent space needs: the same grey levels for every digit."""
    grey = np.clip(train.images.mean(axis=0) / 255, 1e-3, 1 - 1e-3)
    ink = test.images / 255
    return float(-(ink * np.log(grey) + (1 - ink) * np.log(1 - grey)).sum(axis=(1, 2, 3)).mean())


def test_a_model_is_trained_saved_opened_and_measured(
    qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dataset: str
) -> None:
    file = tmp_path / "loop.safetensors"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))

    def window() -> tuple[MainWindow, TestDesk]:
        desk = TestDesk(data_root(), settings_in(tmp_path))
        result = MainWindow(desk, "light")
        qtbot.addWidget(result, before_close_func=MainWindow.close_without_asking)
        result.show()
        qtbot.waitUntil(lambda: desk.ready, timeout=PATIENCE_MS)
        return result, desk

    first, desk = window()
    first.train(replace(CONFIG, dataset=dataset))
    ends = (RunState.FINISHED, RunState.FAILED)
    qtbot.waitUntil(lambda: desk.state in ends, timeout=3 * PATIENCE_MS)
    assert desk.state is RunState.FINISHED
    first.actions_by_name["save"].trigger()
    qtbot.waitUntil(lambda: not desk.unsaved, timeout=PATIENCE_MS)
    trained = desk.snapshot
    first.close()

    second, desk = window()
    second.files.open_path(file)
    qtbot.waitUntil(lambda: desk.snapshot is not None, timeout=PATIENCE_MS)
    opened = desk.snapshot
    np.testing.assert_array_equal(opened.embedding, trained.embedding)
    assert "loop.safetensors" in second.windowTitle()

    from vae_explorer.core.measures.evaluation import evaluate

    train, test = (DATA_SETS[dataset].load(data_root(), split) for split in ("train", "test"))
    result = evaluate(opened, test.images, test.labels)
    assert result.negative_elbo < nats_of_the_mean_image(train, test) - 25
    assert result.knn_accuracy > 0.35  # by chance it is 0.1
    # What the curves have shown is what the measurement says.
    assert result.negative_elbo == pytest.approx(opened.history.latest_test.negative_elbo, rel=0.01)
