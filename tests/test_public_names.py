"""What others may import, and the examples that do."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from gui_kit import TINY, TinySet

import vae_explorer
from vae_explorer.core.data import DATA_SETS

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, vae_explorer; dir(vae_explorer);"
        "heavy = {'torch', 'numpy', 'PySide6', 'requests'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", vae_explorer.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(vae_explorer, name) is not None
    assert name in dir(vae_explorer)


def test_another_name_is_missing_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = vae_explorer.Nothing


def test_the_example_trains_and_draws_a_digit(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    train_digits,
    held_out_digits,
) -> None:
    tiny = TinySet("offline", "Offline digits", train_digits, held_out_digits)
    monkeypatch.setitem(DATA_SETS, "offline", tiny)
    spec = importlib.util.spec_from_file_location("example", EXAMPLES / "train_and_decode.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    path = tmp_path / "example.safetensors"
    example.main(replace(TINY, dataset="offline", epochs=1), str(path))
    told = capsys.readouterr().out.splitlines()
    assert path.exists()
    assert told[0].startswith("test −ELBO: ")
    assert [len(row) for row in told[1:]] == [28] * 14
