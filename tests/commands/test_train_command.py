"""Training from the command line: what it saves, its options, and Ctrl-C."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from cli_kit import TEST, TINY

from vae_explorer.cli import main
from vae_explorer.commands import train
from vae_explorer.commands.run_options import add_settings, configuration
from vae_explorer.commands.train_report import TrainReport
from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.config import RunConfig
from vae_explorer.core.described import setting
from vae_explorer.core.errors import UserError
from vae_explorer.core.settings import Choice, Flag, Real, Widths
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load_snapshot


class TestTrain:
    def test_saves_a_model_with_the_codes_of_the_test_digits(self, model: Path) -> None:
        snapshot = load_snapshot(model)
        assert snapshot.epoch == 1
        assert snapshot.config.architecture.widths == (16,)
        assert snapshot.embedding.shape == (TEST, 2)
        assert snapshot.history.latest_test is not None

    def test_passes_every_option_on(self, run, tmp_path: Path) -> None:
        out = tmp_path / "m.safetensors"
        run(
            *("train", "--out", out, "--preset", "mlp-256-128", "--widths", "12,8"),
            *("--activation", "tanh", "--likelihood", "bernoulli", "--kl", "closed"),
            *("--beta", "0.5", "--epochs", "2", "--batch-size", "100", "--learning-rate", "2e-3"),
            *("--schedule", "constant", "--optimizer", "adam", "--weight-decay", "0"),
            *("--seed", "3", "--device", "cpu", "--precision", "float32", "--dataset", "mnist"),
            *("--kind", "mlp", "--no-linear-bottleneck", "--augmentation", "0.05"),
        )
        config = load_snapshot(out).config
        assert config.architecture.widths == (12, 8)
        assert config.architecture.activation == "tanh"
        assert not config.architecture.linear_bottleneck
        assert config.augmentation == 0.05
        found = (config.beta, config.epochs, config.batch_size, config.learning_rate, config.seed)
        assert found == (0.5, 2, 100, 2e-3, 3)
        assert (config.schedule, config.optimizer, config.weight_decay) == ("constant", "adam", 0)
        assert (config.device, config.precision) == ("cpu", "float32")

    def test_repeats_itself_with_the_same_seed(self, run, tmp_path: Path) -> None:
        files = [tmp_path / f"{name}.safetensors" for name in "abc"]
        for file, seed in zip(files, (1, 1, 2), strict=True):
            run("train", "--out", file, "--seed", seed, *TINY)
        a, b, c = (load_snapshot(file).weights for file in files)
        assert all(np.array_equal(a[name], b[name]) for name in a)
        assert not all(np.array_equal(a[name], c[name]) for name in a)

    def test_prints_a_line_for_each_epoch_without_a_terminal(self, run, tmp_path: Path) -> None:
        out = tmp_path / "m.safetensors"
        output = run("train", "--out", out, *TINY, "--epochs", "2")
        lines = output.splitlines()
        assert [line.split(":")[0] for line in lines[1:3]] == ["epoch 1/2", "epoch 2/2"]
        assert all(word in lines[2] for word in ("test −ELBO", "reconstruction", "KL", "nats"))
        assert lines[-1].startswith(f"Saved {out} after 2 epochs")

    @pytest.mark.slow
    def test_counts_one_epoch_as_one(self, run, tmp_path: Path) -> None:
        out = tmp_path / "m.safetensors"
        output = run("train", "--out", out, *TINY) + run("evaluate", out)
        assert "for 1 epoch (" in output
        assert "after 1 epoch," in output
        assert ", 1 epoch)" in output
        assert "1 epochs" not in output

    def test_half_stores_the_weights_as_float16(self, run, model: Path, tmp_path: Path) -> None:
        out = tmp_path / "half.safetensors"
        run("train", "--out", out, *TINY, "--half")
        # 784 x 16 weights twice over dominate what is saved two bytes instead of four a piece.
        assert model.stat().st_size - out.stat().st_size > 2 * 2 * 784 * 16

    @pytest.mark.parametrize(
        "out", ["missing/m.safetensors", "file/m.safetensors", "folder.safetensors"]
    )
    def test_refuses_a_bad_place_before_it_trains(
        self, fail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, out: str
    ) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "folder.safetensors").mkdir()
        monkeypatch.setattr(train, "load_split", lambda *_: pytest.fail("it went on"))
        assert out.split("/")[0] in fail("train", "--out", out, *TINY)

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
    )
    def test_refuses_a_folder_without_permission(self, fail, tmp_path: Path) -> None:
        (tmp_path / "locked").mkdir(mode=0o500)
        assert "Permission denied" in fail("train", "--out", "locked/m.safetensors", *TINY)

    def test_that_diverges_keeps_the_last_good_epoch(
        self, fail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        from vae_explorer.core.training import Trainer

        optimize = Trainer._optimize

        def optimize_until_it_breaks(self: Trainer, indices: object) -> None:
            optimize(self, indices)  # type: ignore[arg-type]
            if self.epoch > 2:
                self._means.sums.fill_(float("nan"))

        monkeypatch.setattr(Trainer, "_optimize", optimize_until_it_breaks)
        out = tmp_path / "m.safetensors"
        error = fail("train", "--out", out, *TINY, "--epochs", "4")
        assert "--learning-rate" in error
        assert f"Saved {out} as it was after epoch 2." in error
        assert load_snapshot(out).epoch == 2

    def test_that_diverges_at_once_saves_nothing(self, fail, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr("vae_explorer.core.objective.posteriors.WIDEST", math.inf)
        options = ("--learning-rate", "9", "--beta", "9000", "--schedule", "constant")
        assert "Nothing was saved" in fail("train", "--out", "m.safetensors", *TINY, *options)
        assert not list(tmp_path.iterdir())


class TestOptions:
    @staticmethod
    def read(*arguments: str, kind: type[RunConfig] = RunConfig) -> RunConfig:
        parser = ArgumentParser()
        add_settings(parser, kind)
        return configuration(parser.parse_args(arguments), kind)

    def test_without_any_are_the_defaults(self) -> None:
        assert self.read() == RunConfig()

    @pytest.mark.parametrize("name", RunConfig.settings())
    def test_there_is_one_for_each_setting(self, name: str) -> None:
        description = RunConfig.settings()[name]
        flag = f"--{name.replace('_', '-')}"
        if isinstance(description, Choice):
            # What the importance-weighted bound and learned priors need.
            also = ("--kl", "monte-carlo") if name in ("bound", "prior") else ()
            for key in description.choices:
                assert self.read(flag, key, *also).values()[name] == key
        elif isinstance(description, Flag):
            assert self.read(flag).values()[name] is True
            assert self.read(f"--no-{name.replace('_', '-')}").values()[name] is False
        elif isinstance(description, Widths):
            assert self.read(flag, "300,20").values()[name] == (300, 20)
        else:
            assert self.read(flag, "1").values()[name] == 1

    @pytest.mark.parametrize("key", PRESETS)
    def test_a_preset_sets_the_whole_network(self, key: str) -> None:
        assert self.read("--preset", key).architecture == PRESETS[key].architecture

    def test_another_kind_of_network_has_widths_that_suit_it(self) -> None:
        found = self.read("--kind", "conv").architecture
        assert (found.kind, found.widths) == ("conv", PRESETS["conv"].architecture.widths)
        found = self.read("--kind", "conv", "--widths", "8,20").architecture
        assert (found.kind, found.widths) == ("conv", (8, 20))

    def test_of_a_new_setting_follow_from_its_description(self, capsys) -> None:
        @dataclass(frozen=True)
        class WithMomentum(RunConfig):
            momentum: float = setting(
                Real(0.9, 0, 1, title="Momentum", tip="100 % is endless.", group="optimiser")
            )

        assert self.read(kind=WithMomentum) == WithMomentum()
        assert self.read("--momentum", "0.5", kind=WithMomentum) == WithMomentum(momentum=0.5)
        with pytest.raises(UserError, match="momentum"):
            self.read("--momentum", "2", kind=WithMomentum)
        with pytest.raises(SystemExit):
            self.read("--help", kind=WithMomentum)
        assert "100 % is endless (default: 0.9)" in capsys.readouterr().out


class TestInterrupt:
    PROGRAM = (
        # A parent that ignores Ctrl-C, such as a shell's background job, hands that down.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from vae_explorer.cli import main; sys.exit(main())"
    )

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
    def test_keeps_what_was_trained(self, tmp_path: Path) -> None:
        out = tmp_path / "m.safetensors"
        command = [sys.executable, "-c", self.PROGRAM, "train", "--out", str(out), *TINY]
        child = subprocess.Popen(
            [*command, "--epochs", "100000"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=dict(os.environ, OMP_NUM_THREADS="1", PYTHONIOENCODING="utf-8"),
        )
        try:
            assert child.stdout is not None
            for line in child.stdout:
                if line.startswith("epoch 2/"):
                    break
            child.send_signal(signal.SIGINT)
            output, error = child.communicate(timeout=60)
        finally:
            child.kill()
        assert child.returncode == 0
        assert error == ""
        last = output.splitlines()[-1]
        assert last.startswith(f"Interrupted: saved {out} after ")
        assert load_snapshot(out).epoch >= 2

    @pytest.fixture
    def ctrl_c(self):
        previous = signal.signal(signal.SIGINT, signal.default_int_handler)
        yield lambda: signal.raise_signal(signal.SIGINT)
        signal.signal(signal.SIGINT, previous)

    def test_counts_the_second_as_meant(self, ctrl_c) -> None:
        with train.StopRequest() as stop:
            assert not stop.requested
            ctrl_c()
            assert stop.requested
            with pytest.raises(KeyboardInterrupt):
                ctrl_c()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_twice_ends_without_a_file(
        self, ctrl_c, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report = TrainReport.step

        def step(self: TrainReport, metrics: object) -> None:
            report(self, metrics)  # type: ignore[arg-type]
            ctrl_c()
            ctrl_c()

        monkeypatch.setattr(TrainReport, "step", step)
        assert main(["train", "--out", "m.safetensors", *TINY]) == 130
        assert capsys.readouterr().err == "vae-explorer: Interrupted.\n"
        assert not Path("m.safetensors").exists()

    def test_elsewhere_ends_without_a_traceback(
        self, monkeypatch: pytest.MonkeyPatch, model: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Snapshot, "decode", interrupted)
        assert main(["decode", str(model), "--z", "0,0", "--out", "a.png"]) == 130
        assert capsys.readouterr().err == "vae-explorer: Interrupted.\n"
