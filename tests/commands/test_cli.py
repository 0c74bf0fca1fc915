"""The command line, run in this process except where the process itself is what counts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cli_kit import TEST, TINY, TRAIN, process, write_mnist

from vae_explorer.cli import main
from vae_explorer.commands import COMMANDS
from vae_explorer.core.data import DATA_SETS, LabelledImages, Progress
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage import bundled
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.options import WindowOptions


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
    @pytest.mark.slow
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

    @pytest.mark.slow
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
    @pytest.mark.slow
    def test_prints_exactly_these_keys_as_json(self, run, model: Path) -> None:
        result = json.loads(run("evaluate", model, "--json"))
        assert list(result) == [
            *("negative_elbo", "reconstruction", "kl", "standard_error"),
            *("knn_accuracy", "images", "samples"),
            *("log_px", "log_px_standard_error", "encoder_gap", "kl_aggregate"),
            *("mutual_information", "active_dimensions", "likelihood", "log_px_note"),
        ]
        assert result["log_px"] > -result["negative_elbo"]
        assert result["likelihood"] == "bernoulli"
        assert result["negative_elbo"] == pytest.approx(result["reconstruction"] + result["kl"])
        assert result["images"] == TEST

    @pytest.mark.slow
    def test_prints_a_table_with_units(self, run, model: Path) -> None:
        output = run("evaluate", model)
        assert f"{TEST} images of mnist, test split" in output
        assert output.count("nats per image") == 5
        assert "surrogate" in output.splitlines()[-1]
        assert "%" in output

    @pytest.mark.slow
    def test_takes_another_split_and_folder(self, run, model: Path, tmp_path: Path) -> None:
        write_mnist(tmp_path / "elsewhere")
        options = ("--split", "train", "--data-dir", tmp_path / "elsewhere", "--json")
        assert json.loads(run("evaluate", *options, model))["images"] == TRAIN

    @pytest.mark.slow
    def test_takes_another_data_set(
        self, run, fail, model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        snapshot = load_snapshot(model)
        for dataset in ("offline", "tomorrow"):
            config = replace(snapshot.config, dataset=dataset)
            save_snapshot(replace(snapshot, config=config), f"{dataset}.safetensors")
        assert "'tomorrow'" in fail("evaluate", "tomorrow.safetensors")
        assert json.loads(run("evaluate", "offline.safetensors", "--dataset", "mnist", "--json"))


class TestBundledModel:
    COMMANDS = (
        ("evaluate",),
        ("encode", "--out", "codes.csv"),
        ("decode", "--z", "-1,0", "--out", "z.png"),
        ("manifold", "--n", "2", "--out", "m.png"),
        ("sample", "--n", "2", "--out", "s.png"),
        ("interpolate", "--from=-1,0", "--to", "1,0", "--out", "l.gif"),
        ("path", "--via=-1,0", "--via", "1,0", "--steps", "3", "--out", "l.png"),
    )

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
    @pytest.mark.slow
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

    @pytest.mark.parametrize("name", ["own.toml", "digit.png", "photo.JPG"])
    def test_opens_an_experiment_or_a_picture(
        self, run, opened: list[WindowOptions], tmp_path: Path, name: str
    ) -> None:
        path = tmp_path / name
        path.touch()
        run(path)
        assert opened == [WindowOptions(other=path)]

    def test_an_experiment_that_is_not_there_is_told(self, fail, tmp_path: Path) -> None:
        assert "There is no file" in fail(tmp_path / "own.toml")

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

    @pytest.mark.slow
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
