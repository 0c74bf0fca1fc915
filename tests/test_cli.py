"""The command line, run in this process except where the process itself is what counts."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import signal
import struct
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, ImageSequence

from vae_explorer.cli import main
from vae_explorer.commands import COMMANDS, train
from vae_explorer.commands.run_options import add_settings, configuration
from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, LabelledImages, Progress
from vae_explorer.core.described import setting
from vae_explorer.core.errors import UserError
from vae_explorer.core.settings import Choice, Flag, Real, Widths
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage import bundled
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.options import WindowOptions

TRAIN, TEST = 300, 120
TINY = ("--widths", "16", "--epochs", "1", "--batch-size", "50", "--precision", "float32")


def write_mnist(root: Path) -> None:
    """Write a few images of one bright bar each in MNIST's layout."""
    folder = root / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, count in (("train", TRAIN), ("t10k", TEST)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = np.zeros((count, 28, 28), np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[4:24, 2 * label + 3 : 2 * label + 7] = 200
        header = struct.pack(">IIII", 0x803, count, 28, 28)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = struct.pack(">II", 0x801, count)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    write_mnist(root)
    return root


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Path:
    path = tmp_path_factory.mktemp("models") / "tiny.safetensors"
    assert main(["train", "--out", str(path), "--data-dir", str(data_dir), *TINY]) == 0
    return path


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data_dir: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAE_EXPLORER_DATA", str(data_dir))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Return a function that runs a command line that should work, and returns its output."""

    def run(*arguments: object) -> str:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert captured.err == ""
        assert code == 0
        return captured.out

    return run


@pytest.fixture
def fail(capsys: pytest.CaptureFixture[str]):
    """Return a function that runs a command line with a user's mistake: one line, exit code 2."""

    def fail(*arguments: object) -> str:
        code = main([str(argument) for argument in arguments])
        error = capsys.readouterr().err
        assert code == 2
        assert error.count("\n") == 1
        assert error.startswith("vae-explorer: ")
        return error

    return fail


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[WindowOptions]:
    """Stand in for the window, and for a display; list what it was opened with."""
    seen: list[WindowOptions] = []
    app = ModuleType("vae_explorer.app")
    app.run_window = lambda options: seen.append(options) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vae_explorer.app", app)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return seen


def process(
    *arguments: object, code: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    command = ["-m", "vae_explorer"] if code is None else ["-c", code]
    return subprocess.run(
        [sys.executable, *command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(os.environ, OMP_NUM_THREADS="1", PYTHONIOENCODING="utf-8") | environ,
        timeout=120,
    )


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
            also = ("--kl", "monte-carlo") if name == "bound" else ()  # what iwae needs
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
        report = train._Report.step

        def step(self: train._Report, metrics: object) -> None:
            report(self, metrics)  # type: ignore[arg-type]
            ctrl_c()
            ctrl_c()

        monkeypatch.setattr(train._Report, "step", step)
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


class Remote:
    """A data set that is not on disk."""

    key, title, can_download = "kmnist", "KMNIST", True
    class_names = tuple("0123456789")

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.here = False

    def is_available(self, root: Path) -> bool:
        return self.here

    def problem(self, root: Path) -> str | None:
        return None

    def download(self, root: Path, progress, cancelled) -> None:
        progress(Progress(0, None, "asking"))
        if self.error:
            raise self.error
        progress(Progress(10, 10, "all"))
        self.here = True

    def load(self, root: Path, split, seed: int = 0) -> LabelledImages:
        assert self.here
        return DATA_SETS["mnist"].load(root, split)


class TestData:
    def test_that_is_missing_is_downloaded(
        self, run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setitem(DATA_SETS, "kmnist", Remote())
        run("train", "--out", "m.safetensors", *TINY, "--dataset", "kmnist")
        assert load_snapshot(tmp_path / "m.safetensors").config.dataset == "kmnist"

    def test_without_network_points_to_the_offline_digits(
        self, fail, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        offline = UserError("KMNIST could not be downloaded: no network.", "Try again.")
        monkeypatch.setitem(DATA_SETS, "kmnist", Remote(offline))
        error = fail("train", "--out", "m.safetensors", *TINY, "--dataset", "kmnist")
        assert "no network" in error
        assert "--dataset offline" in error

    def test_generated_is_that_of_the_runs_seed(self, run, monkeypatch: pytest.MonkeyPatch) -> None:
        seeds = []

        class Generated(Remote):
            def load(self, root: Path, split, seed: int = 0) -> LabelledImages:
                seeds.append((split, seed))
                return super().load(root, split, seed)

        monkeypatch.setitem(DATA_SETS, "kmnist", Generated())
        run("train", "--out", "m.safetensors", *TINY, "--dataset", "kmnist", "--seed", "7")
        run("evaluate", "m.safetensors")
        assert seeds == [("train", 7), ("test", 7), ("test", 7)]


class TestEvaluate:
    def test_prints_exactly_these_keys_as_json(self, run, model: Path) -> None:
        result = json.loads(run("evaluate", model, "--json"))
        assert list(result) == [
            *("negative_elbo", "reconstruction", "kl", "standard_error"),
            *("knn_accuracy", "images", "samples"),
            *("log_px", "log_px_standard_error", "encoder_gap", "kl_aggregate"),
            *("mutual_information", "active_dimensions", "likelihood"),
        ]
        assert result["log_px"] > -result["negative_elbo"]
        assert result["likelihood"] == "bernoulli"
        assert result["negative_elbo"] == pytest.approx(result["reconstruction"] + result["kl"])
        assert result["images"] == TEST

    def test_prints_a_table_with_units(self, run, model: Path) -> None:
        output = run("evaluate", model)
        assert f"{TEST} images of mnist, test split" in output
        assert output.count("nats per image") == 5
        assert "%" in output

    def test_takes_another_split_and_folder(self, run, model: Path, tmp_path: Path) -> None:
        write_mnist(tmp_path / "elsewhere")
        options = ("--split", "train", "--data-dir", tmp_path / "elsewhere", "--json")
        assert json.loads(run("evaluate", *options, model))["images"] == TRAIN

    def test_takes_another_data_set(
        self, run, fail, model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        snapshot = load_snapshot(model)
        for dataset in ("offline", "tomorrow"):
            config = replace(snapshot.config, dataset=dataset)
            save_snapshot(replace(snapshot, config=config), f"{dataset}.safetensors")
        assert "'tomorrow'" in fail("evaluate", "tomorrow.safetensors")
        assert json.loads(run("evaluate", "offline.safetensors", "--dataset", "mnist", "--json"))


class TestEncode:
    @pytest.fixture
    def codes(self, model: Path, data_dir: Path):
        return load_snapshot(model).encode(DATA_SETS["mnist"].load(data_dir, "test").images)

    def test_csv_holds_the_codes_exactly(self, run, model: Path, codes) -> None:
        run("encode", model, "--out", "codes.csv")
        header, *rows = csv.reader(Path("codes.csv").read_text().splitlines())
        assert header == ["index", "label", "mean_1", "mean_2", "log_variance_1", "log_variance_2"]
        table = np.array(rows, np.float64)
        assert table[:, 0].tolist() == list(range(TEST))
        assert table[:, 1].tolist() == [i % 10 for i in range(TEST)]
        np.testing.assert_array_equal(table[:, 2:].astype(np.float32), np.hstack(codes))

    def test_npz_holds_the_same(self, run, model: Path, codes) -> None:
        run("encode", model, "--out", "codes.npz", "--split", "test")
        with np.load("codes.npz") as file:
            assert file["label"].dtype == np.uint8
            np.testing.assert_array_equal(file["mean_2"], codes[0][:, 1])
            np.testing.assert_array_equal(file["log_variance_1"], codes[1][:, 0])


class TestDecode:
    Z = ((-1.5, 0.3), (0.0, -2.0), (1.0, 1.0))
    OPTIONS = ("--z", "-1.5,0.3", "--z", "0,-2", "--z", "1,1")

    @pytest.fixture
    def images(self, model: Path):
        return load_snapshot(model).decode(np.array(self.Z, np.float32))

    def test_npy_holds_the_images(self, run, model: Path, images) -> None:
        run("decode", model, *self.OPTIONS, "--out", "z.npy")
        found = np.load("z.npy")
        assert found.shape == (3, 1, 28, 28)
        np.testing.assert_array_equal(found, images)

    def test_png_shows_them_side_by_side(self, run, model: Path, images) -> None:
        run("decode", *self.OPTIONS, "--out", "z.png", model)
        with Image.open("z.png") as picture:
            grey = np.asarray(picture)
        assert grey.dtype == np.uint8
        np.testing.assert_allclose(grey, np.hstack(images[:, 0]) * 255, atol=0.5001)

    @pytest.mark.parametrize("z", ["-1", "-1,2,3", "a,b", "nan,0", "-inf,0", "1e9,0", ""])
    def test_takes_points_alone(self, fail, model: Path, z: str) -> None:
        assert "--z" in fail("decode", model, "--z", z, "--out", "z.png")


class TestManifold:
    def test_shows_the_plane_as_a_map(self, run, model: Path) -> None:
        run("manifold", model, "--n", "3", "--out", "m.png")
        with Image.open("m.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (84, 84)
        # Top left is low z₁ and high z₂: −q and q, the 5/6 quantile of the normal distribution.
        corner = load_snapshot(model).decode(np.array([[-0.967422, 0.967422]], np.float32))[0, 0]
        np.testing.assert_allclose(grey[:28, :28], corner * 255, atol=0.51)

    @pytest.mark.parametrize("n", ["0", "-3", "201", "two"])
    def test_has_a_sensible_size(self, fail, model: Path, n: str) -> None:
        assert "--n" in fail("manifold", model, "--n", n, "--out", "m.png")


class TestSample:
    def test_shows_what_draws_from_the_prior_decode_to(self, run, model: Path) -> None:
        assert "10 images" in run("sample", model, "--n", "10", "--seed", "3", "--out", "s.png")
        with Image.open("s.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (3 * 28, 4 * 28)
        z = np.random.default_rng(3).standard_normal((10, 2), np.float32)
        last = load_snapshot(model).decode(z)[9, 0]
        np.testing.assert_allclose(grey[56:84, 28:56], last * 255, atol=0.51)
        assert not grey[56:84, 56:].any()  # two images fewer than the grid has room for

    def test_draws_pixels_where_that_is_asked_for(self, run, model: Path) -> None:
        for name in ("a.png", "b.png"):
            run("sample", model, "--n", "4", "--draw", "--out", name)
        assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
        with Image.open("a.png") as picture:
            assert set(np.unique(picture)) == {0, 255}  # of a Bernoulli

    @pytest.mark.parametrize("n", ["0", "10001", "many"])
    def test_has_a_sensible_number(self, fail, model: Path, n: str) -> None:
        assert "--n" in fail("sample", model, "--n", n, "--out", "s.png")


class TestInterpolate:
    def test_goes_from_digit_to_digit_in_a_straight_line(self, run, model: Path) -> None:
        options = ("--from", "7", "--to", "2", "--steps", "5")
        run("interpolate", model, *options, "--out", "line.png")
        with Image.open("line.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (28, 5 * 28)
        snapshot = load_snapshot(model)
        seven, two = (np.median(snapshot.embedding[snapshot.labels == k], axis=0) for k in (7, 2))
        middle = snapshot.decode(((seven + two) / 2)[None].astype(np.float32))[0, 0]
        np.testing.assert_allclose(grey[:, 56:84], middle * 255, atol=0.6)

    def test_is_an_animation_that_runs_back_and_forth(self, run, model: Path) -> None:
        run("interpolate", model, "--from=-1,0", "--to", "1,0.5", "--steps", "4", "--out", "l.gif")
        with Image.open("l.gif") as picture:
            # Frames that are alike are one, and stay for longer.
            shown = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
            assert sum(shown) == 6 * 40
            picture.seek(0)
            assert picture.size == (280, 280)
            assert picture.info["loop"] == 0
            first = np.asarray(picture.convert("L"))[5::10, 5::10]
        image = load_snapshot(model).decode(np.array([[-1, 0]], np.float32))[0, 0]
        np.testing.assert_allclose(first, image * 255, atol=2)  # of a palette

    @pytest.mark.parametrize(
        ("place", "words"), [("eleven", "no class"), ("1,x", "not a point"), (" ", "empty")]
    )
    def test_says_what_is_no_place(self, fail, model: Path, place: str, words: str) -> None:
        options = ("--from", place, "--to", "2", "--out", "l.gif")
        assert words in fail("interpolate", model, *options)


class TestBundledModel:
    COMMANDS = (
        ("evaluate",),
        ("encode", "--out", "codes.csv"),
        ("decode", "--z", "-1,0", "--out", "z.png"),
        ("manifold", "--n", "2", "--out", "m.png"),
        ("sample", "--n", "2", "--out", "s.png"),
        ("interpolate", "--from=-1,0", "--to", "1,0", "--out", "l.gif"),
    )

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
    def test_is_what_a_command_without_a_model_uses(
        self, run, model: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
    ) -> None:
        monkeypatch.setattr(bundled, "bundled_model", lambda: model)
        assert run(*command)

    def test_that_is_missing_is_a_sentence(
        self, fail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bundled, "bundled_model", lambda: tmp_path / "none")
        assert "lacks the bundled model" in fail("evaluate")


class TestWindow:
    def test_opens_with_defaults(self, run, opened: list[WindowOptions]) -> None:
        run()
        assert opened == [WindowOptions()]

    def test_takes_every_option(
        self, run, opened: list[WindowOptions], model: Path, tmp_path: Path
    ) -> None:
        run(
            *("--train", "--dataset", "offline", "--data-dir", tmp_path, model, "--theme", "dark"),
            *("--seed", "5", "--screenshot", "shot.png", "--after", "0.5"),
        )
        shot = Path("shot.png")
        assert opened == [
            WindowOptions(model, True, "offline", tmp_path, "dark", 5, shot, after=0.5)
        ]

    def test_opens_a_file_called_like_a_command(
        self, run, opened: list[WindowOptions], model: Path
    ) -> None:
        Path("train").write_bytes(model.read_bytes())
        run("./train")
        assert opened[0].model == Path("./train")

    def test_passes_the_exit_code_and_mistakes_on(
        self, fail, opened: list[WindowOptions], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = sys.modules["vae_explorer.app"]
        monkeypatch.setattr(app, "run_window", lambda _: 3)
        assert main([]) == 3

        def refuse(_: WindowOptions) -> int:
            raise UserError("The file is\nbroken.", "Choose another.")

        monkeypatch.setattr(app, "run_window", refuse)
        assert fail() == "vae-explorer: The file is broken. Choose another.\n"

    def test_keeps_the_traceback_of_a_bug(
        self, opened: list[WindowOptions], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys.modules["vae_explorer.app"], "run_window", lambda _: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            main([])


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nowhere.safetensors"], "no file nowhere.safetensors"),
            (["."], "folder"),
            (["--theme", "pink"], "pink"),
            (["--dataset", "imagenet"], "imagenet"),
            (["--seed", "-1"], "seed"),
            (["--seed", "x"], "--seed"),
            (["--after", "3"], "--screenshot"),
            (["--screenshot", "a.png", "--after", "-1"], "--after"),
            (["--screenshot", "missing/a.png"], "missing"),
            (["--screenshot", "a.bmp"], ".png"),
            (["--data-dir", "d", "train"], "goes first"),
            (["--unheard-of"], "--unheard-of"),
            (["a", "b"], "b"),
            (["train"], "--out"),
            (["train", "--out", "m.safetensors", "--epochs", "0"], "epochs"),
            (["train", "--out", "m.safetensors", "--epochs", "many"], "--epochs"),
            (["train", "--out", "m.safetensors", "--beta", "-1"], "β"),
            (["train", "--out", "m.safetensors", "--learning-rate", "nan"], "learning rate"),
            (["train", "--out", "m.safetensors", "--batch-size", "-5"], "batch size"),
            (["train", "--out", "m.safetensors", "--widths", "0"], "width"),
            (["train", "--out", "m.safetensors", "--widths", "wide"], "--widths"),
            (["train", "--out", "m.safetensors", "--preset", "deepest"], "deepest"),
            (["train", "--out", "m.safetensors", "--device", "tpu"], "tpu"),
            (["train", "--out", "m.safetensors", "--epo", "3"], "--epo"),
            (["train", "--out", "m.safetensors", "--data-dir", "d", "--dataset", "nope"], "nope"),
            (["train", "--out", "y.txt"], ".safetensors"),
            (["train", "--out", "y"], ".safetensors"),
            (["train", "--out", "m.safetensors", "--kind", "tree"], "tree"),
            (["train", "--out", "m.safetensors", "--augmentation", "2"], "augmentation"),
            (["evaluate", "nowhere"], "no file"),
            (["evaluate", "--split", "all"], "all"),
            (["encode"], "--out"),
            (["encode", "--out", "codes.txt"], ".csv or .npz"),
            (["decode", "--out", "z.png"], "--z"),
            (["decode", "--z", "0,0", "--out", "z.jpg"], ".png or .npy"),
            (["decode", "--z", "0,0", "--out", "missing/z.png"], "missing"),
            (["manifold", "--out", "m.npy"], ".png"),
        ],
        ids=" ".join,
    )
    def test_are_one_line_that_names_them(
        self, fail, opened: list[WindowOptions], arguments: list[str], words: str
    ) -> None:
        assert words in fail(*arguments)
        assert not opened

    def test_in_a_model_file_are_told(self, fail, tmp_path: Path) -> None:
        (tmp_path / "broken.safetensors").write_bytes(b"not a model")
        assert "broken.safetensors" in fail("manifold", "broken.safetensors", "--out", "m.png")


class TestHelp:
    def test_lists_the_commands(self, run) -> None:
        output = run("--help")
        assert all(name in output for name in COMMANDS)
        assert "examples:" in output

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_a_command_has_examples_that_it_accepts(self, run, name: str) -> None:
        from vae_explorer.cli import _join_negative_values, _Parser

        assert f"vae-explorer {name}" in run(name, "--help")
        parser = _Parser(name, "", ())
        COMMANDS[name].add_arguments(parser)
        for example in COMMANDS[name].examples:
            parser.parse_intermixed_args(_join_negative_values(example.split()[1:]))

    def test_knows_the_version(self, run) -> None:
        from vae_explorer import __version__

        assert run("--version") == f"vae-explorer {__version__}\n"

    def test_survives_a_terminal_without_a_minus_sign(
        self, model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        output = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding="ascii"))
        assert main(["evaluate", str(model)]) == 0
        assert b"?ELBO" in output.getvalue()


class TestProcess:
    def test_reports_a_mistake_in_one_line(self) -> None:
        result = process("evaluate", "nowhere.safetensors")
        assert result.returncode == 2
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
    def test_without_a_display_does_not_abort(self) -> None:
        unset = dict.fromkeys(
            ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"), ""
        )
        code = (
            "import os, sys\n"
            f"for name in {list(unset)}: os.environ.pop(name, None)\n"
            "from vae_explorer.cli import main\n"
            "sys.exit(main())"
        )
        result = process(code=code)
        assert result.returncode == 2
        assert result.stderr.count("\n") == 1
        assert "xvfb-run" in result.stderr

    def test_starts_without_the_heavy_libraries(self) -> None:
        code = (
            "import sys\n"
            "from vae_explorer.cli import main\n"
            "main(['train', '--help'])\n"
            "main(['--help'])\n"
            "heavy = {'torch', 'torchvision', 'PySide6', 'requests', 'PIL', 'tqdm'}\n"
            "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
        )
        result = process(code=code)
        assert result.stderr == ""
        assert result.returncode == 0

    @pytest.mark.skipif(sys.platform == "win32", reason="a broken pipe is POSIX's")
    def test_does_not_complain_when_nobody_reads(self) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "vae_explorer", "train", "--help"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        error = child.stderr.read()
        child.stderr.close()
        assert child.wait(timeout=60) == 0
        assert error == b""


@pytest.mark.parametrize(("typed", "meant"), [("trian", "train"), ("evalute", "evaluate")])
def test_a_mistyped_command_is_no_file(typed: str, meant: str, capsys) -> None:
    assert main([typed, "--json"]) == 2
    assert f"Did you mean {meant}?" in capsys.readouterr().err
