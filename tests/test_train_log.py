"""``vae-explorer train --log``: a row for each measurement, at once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from vae_explorer.cli import main
from vae_explorer.commands import train_log
from vae_explorer.core.early import EarlyMeasurements
from vae_explorer.core.history import LATER
from vae_explorer.core.storage.model_file import load_snapshot

TINY = ("--dataset", "offline", "--widths", "12,8", "--seed", "3", "--device", "cpu")
COLUMNS = (
    "seconds,step,epoch,split,negative_elbo,reconstruction,kl,learning_rate,beta,images_per_second"
    ",trained,kl_1,kl_2,kl_estimate,discriminator,sigma,fit_kl"
)


@pytest.fixture(autouse=True)
def small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vae_explorer.core.data.offline.SPLIT_SIZES", {"train": 1300, "test": 100})


def train(tmp_path: Path, *options: str) -> int:
    out, log = tmp_path / "m.safetensors", tmp_path / "log.csv"
    return main(["train", "--out", str(out), "--log", str(log), *TINY, "--epochs", "2", *options])


def rows(tmp_path: Path) -> list[dict[str, str]]:
    text = (tmp_path / "log.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == COLUMNS
    return list(csv.DictReader(text.splitlines()))


def test_every_measurement_has_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EarlyMeasurements, "due", lambda *_, **__: True)
    assert train(tmp_path, "--beta", "2") == 0
    found = rows(tmp_path)
    history = load_snapshot(tmp_path / "m.safetensors").history
    for split, kept in (("train", history.train), ("test", history.test)):
        mine = [row for row in found if row["split"] == split]
        assert [int(row["step"]) for row in mine] == kept[:, 0].tolist()
        for row, (_, epoch, reconstruction, kl, *later) in zip(mine, kept, strict=True):
            assert float(row["epoch"]) == pytest.approx(epoch, rel=1e-4)
            assert float(row["reconstruction"]) == pytest.approx(reconstruction, rel=1e-4)
            assert float(row["kl"]) == pytest.approx(kl, rel=1e-4)
            assert float(row["negative_elbo"]) == pytest.approx(reconstruction + kl, rel=1e-4)
            for name, value in zip(LATER, later, strict=True):
                found_here = float(row[name] or "nan")
                assert found_here == pytest.approx(value, rel=1e-4, nan_ok=True), name
    assert sum(row["split"] == "sample" for row in found) > 10
    seconds = [float(row["seconds"]) for row in found]
    assert seconds == sorted(seconds)
    assert {row["beta"] for row in found} == {"2"}
    assert all(float(row["images_per_second"]) > 0 for row in found)
    rates = [float(row["learning_rate"]) for row in found]
    assert rates[0] > rates[-1] >= 0


def test_a_row_is_in_the_file_before_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    step = train_log.TrainLog.step

    def spy(self: train_log.TrainLog, metrics: object) -> None:
        step(self, metrics)  # type: ignore[arg-type]
        seen.append(len(rows(tmp_path)))

    monkeypatch.setattr(train_log.TrainLog, "step", spy)
    assert train(tmp_path) == 0
    assert seen[-1] == len(rows(tmp_path))
    assert len(set(seen)) > 3


def test_the_log_must_be_a_table_that_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(tmp_path, "--log", str(tmp_path / "log.txt")) == 2
    assert ".csv" in capsys.readouterr().err
    assert train(tmp_path, "--log", str(tmp_path / "missing" / "log.csv")) == 2
    assert "does not exist" in capsys.readouterr().err


def test_a_full_disk_ends_the_log_and_not_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = train_log.TrainLog._measured

    class Full:
        def writerow(self, _row: object) -> None:
            raise OSError(28, "No space left on device")

    def fail(self: train_log.TrainLog, *arguments: object) -> None:
        self._writer = Full()
        measured(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(train_log.TrainLog, "_measured", fail)
    assert train(tmp_path) == 0
    assert capsys.readouterr().out.count("No space left on device") == 1
    assert load_snapshot(tmp_path / "m.safetensors").epoch == 2
