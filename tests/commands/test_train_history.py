"""``train --history``: moments in a file or in a folder, and the same weights as without."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from cli_kit import TINY

from vae_explorer.commands import train_history
from vae_explorer.core.storage.model_file import load_snapshot
from vae_explorer.core.storage.session_file import StoredRun, read_session


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every frame that is due: such a run is over before it has earned one."""
    monkeypatch.setattr(train_history, "_FIRST_SECONDS", 100.0)


def only_run(path: Path) -> StoredRun:
    session = read_session(path)
    assert session.notes == ()
    (run,) = session.runs
    return run


@pytest.mark.parametrize("name", ["run.vaesession", "run"])
def test_a_run_with_its_history_ends_in_the_same_weights(run, tmp_path: Path, name: str) -> None:
    alone, out = tmp_path / "alone.safetensors", tmp_path / name
    run("train", "--out", alone, *TINY, "--epochs", "3")
    told = run("train", "--history", "--out", out, *TINY, "--epochs", "3")

    stored, truth = only_run(out), load_snapshot(alone)

    weights = stored.snapshot.weights
    assert all(np.array_equal(weights[name], truth.weights[name]) for name in truth.weights)
    assert stored.snapshot.step == stored.training.step == truth.step == 18
    assert stored.timeline.steps == (0, 4, 6, 10, 12, 16, 18)  # every fourth, and ends of epochs
    assert [state.step for state in stored.timeline.states] == [6, 12]
    assert f"Saved {out} after 3 epochs with 7 moments" in told


def test_a_frame_decodes_as_the_run_did_then(run, tmp_path: Path) -> None:
    out, early = tmp_path / "run", tmp_path / "early.safetensors"
    run("train", "--history", "--out", out, *TINY, "--epochs", "2", "--schedule", "constant")
    run("train", "--out", early, *TINY, "--epochs", "1", "--schedule", "constant")

    frame = only_run(out).timeline.at(6).snapshot()

    points = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
    truth = load_snapshot(early)
    assert np.abs(frame.decode(points) - truth.decode(points)).max() < 2e-2
    assert np.allclose(frame.embedding, truth.embedding, atol=2e-2)


def test_a_run_that_is_gone_on_with_keeps_what_was_before(run, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run("train", "--history", "--out", out, *TINY, "--epochs", "2")
    model = out / "runs" / "1" / "model.safetensors"
    run("train", "--history", "--out", out, "--resume", model, "--epochs", "3")

    assert only_run(out).timeline.steps[:3] == (0, 4, 6)
    assert only_run(out).timeline.steps[-1] == 18


def test_a_folder_that_cannot_be_written_any_more_is_told_once(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vae_explorer.core.errors import UserError

    def full(*_: object) -> int:
        raise UserError("The frame could not be saved: no space left on device.")

    monkeypatch.setattr(train_history.FolderWriter, "frame", full)

    told = run("train", "--history", "--out", tmp_path / "run", *TINY)

    assert told.count("no space left on device. The training goes on without it.") == 1
    assert (tmp_path / "run" / "runs" / "1" / "model.safetensors").exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("m.safetensors", "does not fit into a model file"),
        ("file", "is a file"),
        ("file/run", "could not be made"),
        ("missing/run.vaesession", "does not exist"),
    ],
)
def test_a_place_that_cannot_have_a_history_is_refused(
    fail, tmp_path: Path, out: str, sentence: str
) -> None:
    (tmp_path / "file").touch()

    assert sentence in fail("train", "--history", "--out", tmp_path / out, *TINY)


def test_half_precision_is_of_model_files(fail, tmp_path: Path) -> None:
    out = tmp_path / "run.vaesession"

    assert "Leave --half out" in fail("train", "--history", "--half", "--out", out, *TINY)
