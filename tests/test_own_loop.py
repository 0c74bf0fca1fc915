"""The example of a loop of one's own: it trains, and what it leaves can be looked at."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from gui_kit import TinySet

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.storage.session_file import read_session

EXAMPLE = Path(__file__).parent.parent / "examples" / "own_loop.py"


def test_the_example_records_what_it_trains(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    train_digits,
    held_out_digits,
) -> None:
    tiny = TinySet("offline", "Offline digits", train_digits, held_out_digits)
    monkeypatch.setitem(DATA_SETS, "offline", tiny)
    spec = importlib.util.spec_from_file_location("own_loop", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    made = []
    monkeypatch.setattr(example, "VAE", lambda kind=example.VAE: made.append(kind()) or made[-1])

    example.main(str(tmp_path / "run"), epochs=2)

    (run,) = read_session(tmp_path / "run").runs
    assert "nats per image" in capsys.readouterr().out
    assert run.snapshot.config.regime == "recorded"
    assert run.timeline.steps[0] == 1
    assert run.snapshot.history.train[-1, 2] < run.snapshot.history.train[0, 2]
    assert np.array_equal(run.snapshot.labels, held_out_digits.labels)
    frame = run.timeline.frames[-1]
    assert frame.step == 2 * len(torch.arange(len(train_digits)).split(100))
    z = torch.randn(5, 2)
    truth = made[0].decoder(z).sigmoid().detach().reshape(5, 1, 28, 28).numpy()
    assert np.abs(frame.snapshot().decode(z.numpy()) - truth).max() < 2e-2
