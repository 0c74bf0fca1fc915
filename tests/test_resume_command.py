"""``vae-explorer train --resume``: interrupted and continued is as if never stopped."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from vae_explorer.cli import main
from vae_explorer.commands.train_report import TrainReport
from vae_explorer.core.storage.model_file import load
from vae_explorer.core.training import Trainer

pytestmark = pytest.mark.slow  # whole runs

TINY = ("--dataset", "offline", "--widths", "12,8", "--seed", "3", "--device", "cpu")
Run = Callable[..., str]


@pytest.fixture
def small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vae_explorer.core.data.offline.SPLIT_SIZES", {"train": 1300, "test": 100})


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], small_sets: None) -> Run:
    def call(*arguments: object, code: int = 0) -> str:
        assert main([str(argument) for argument in arguments]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return call


def interrupt_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the next training end as Ctrl-C ends it, after some steps."""
    original = Trainer.steps
    left = [steps]

    def some(self: Trainer):
        yield from islice(original(self), left[0])

    monkeypatch.setattr(Trainer, "steps", some)


def same_tensors(first: Path, second: Path) -> None:
    one, two = load(first), load(second)
    for name, array in one.snapshot.weights.items():
        np.testing.assert_array_equal(array, two.snapshot.weights[name], name)
    np.testing.assert_array_equal(one.snapshot.embedding, two.snapshot.embedding)
    np.testing.assert_array_equal(one.snapshot.history.test, two.snapshot.history.test)
    assert one.training is not None
    assert two.training is not None
    for name, array in one.training.means.items():
        np.testing.assert_array_equal(array, two.training.means[name], name)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("network", [(), ("--preset", "conv", "--augmentation", "0.07")])
def test_an_interrupted_run_that_goes_on_gives_the_same_tensors(
    network: tuple[str, ...],
    precision: str,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings = [*TINY, *network, "--precision", precision, "--epochs", "2"]
    if network:
        settings[settings.index("--widths") + 1] = "4,8,16"
    whole, part, later = (tmp_path / f"{name}.safetensors" for name in ("whole", "part", "later"))
    run("train", *settings, "--out", whole)
    with monkeypatch.context() as patch:
        interrupt_after(patch, 8)  # of 6 steps an epoch
        assert "Interrupted: saved" in run("train", *settings, "--out", part)
    assert load(part).snapshot.step == 8
    assert "Going on with" in run("train", "--resume", part, "--out", later)
    same_tensors(later, whole)
    assert later.read_bytes() == whole.read_bytes()


@pytest.fixture
def ctrl_c() -> Iterator[Callable[[], None]]:
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: signal.raise_signal(signal.SIGINT)
    signal.signal(signal.SIGINT, previous)


def test_a_run_that_ctrl_c_interrupted_goes_on_as_if_it_had_not(
    run: Run, ctrl_c: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = [*TINY, "--epochs", "3"]
    whole, part = tmp_path / "whole.safetensors", tmp_path / "part.safetensors"
    run("train", *settings, "--out", whole)
    report, steps = TrainReport.step, []

    def step(self: TrainReport, metrics: object) -> None:
        report(self, metrics)  # type: ignore[arg-type]
        steps.append(metrics)
        if len(steps) == 9:  # in the middle of the second epoch
            ctrl_c()

    with monkeypatch.context() as patch:
        patch.setattr(TrainReport, "step", step)
        assert "Interrupted: saved" in run("train", *settings, "--out", part)
    assert load(part).snapshot.step == 9
    run("train", "--resume", part, "--out", part)  # over itself
    assert part.read_bytes() == whole.read_bytes()


def test_a_finished_run_takes_more_epochs_and_another_beta(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    run("train", *TINY, "--epochs", "1", "--out", first)
    assert "larger number" in run("train", "--resume", first, "--out", second, code=2)
    run("train", "--resume", first, "--epochs", "2", "--beta", "0.5", "--out", second)
    snapshot = load(second).snapshot
    assert (snapshot.epoch, snapshot.config.beta) == (2.0, 0.5)
    assert {change.setting for change in snapshot.history.changes} == {"beta", "epochs"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--batch-size", "8"), "batch size"),
        (("--preset", "conv"), "--preset"),
        (("--epochs", "1"), "cannot be made"),
    ],
)
def test_what_cannot_be_changed_is_refused(
    options: tuple[str, ...], told: str, run: Run, tmp_path: Path
) -> None:
    first = tmp_path / "first.safetensors"
    run("train", *TINY, "--epochs", "2", "--out", first)
    assert told in run("train", "--resume", first, *options, "--out", first, code=2)


@pytest.mark.parametrize("option", ["--model-only", "--half"])
def test_a_model_alone_cannot_be_gone_on_with(option: str, run: Run, tmp_path: Path) -> None:
    alone = tmp_path / "alone.safetensors"
    run("train", *TINY, "--epochs", "1", option, "--out", alone)
    error = run("train", "--resume", alone, "--epochs", "2", "--out", alone, code=2)
    assert "a model alone" in error
