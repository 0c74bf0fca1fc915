"""A run that was saved, closed and opened again ends as if it had never been interrupted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from gui_kit import TINY, shortcut

from vae_explorer.core.storage.model_file import load
from vae_explorer.core.training import Trainer
from vae_explorer.session.state import RunState

EPOCHS = 400  # of four steps: long enough to be paused in the middle, short enough to wait for
CONFIG = replace(TINY, epochs=EPOCHS, schedule="one-cycle", seed=5)


def test_a_run_goes_on_in_another_window_bit_for_bit(
    open_window, answers, train_digits, held_out_digits, tiny_sets, tmp_path: Path
) -> None:
    first = open_window()
    first.train(CONFIG)
    first.pause()
    first.wait_until_quiet()
    answers.file = tmp_path / "half.safetensors"
    shortcut(first.window, first.action("save"))
    first.wait_until(lambda: not first.desk.unsaved)
    assert first.window.close()
    half = load(answers.file)
    assert half.training is not None
    assert 0 < half.snapshot.step < 4 * EPOCHS

    second = open_window()
    shortcut(second.window, second.action("open"))
    second.wait_until(lambda: second.desk.path == answers.file)
    second.wait_until_quiet()
    assert second.snapshot.step == half.snapshot.step
    second.action("play").trigger()
    second.wait_for(RunState.FINISHED)
    second.wait_until(lambda: second.snapshot.step == 4 * EPOCHS)

    config = second.snapshot.config
    data = tiny_sets[config.dataset]
    root = tmp_path / "data"
    train, test = (data.load(root, split, config.seed) for split in ("train", "test"))
    whole = Trainer(train, test, config)
    for _ in whole.steps():
        pass
    expected = whole.snapshot()
    for name, array in expected.weights.items():
        np.testing.assert_array_equal(second.snapshot.weights[name], array, name)
    np.testing.assert_array_equal(second.snapshot.embedding, expected.embedding)
    np.testing.assert_array_equal(second.snapshot.history.test, expected.history.test)
