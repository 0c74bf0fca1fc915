"""A model, and functions that run a command line."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from cli_kit import TINY, write_mnist

from vae_explorer.cli import main
from vae_explorer.options import WindowOptions


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
