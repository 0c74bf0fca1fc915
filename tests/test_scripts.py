"""The scripts for those who work on the project."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QImage

from vae_explorer.views.panels import PANELS

SCRIPTS = Path(__file__).parent.parent / "scripts"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tasks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    task = load("task")
    assert {"run", "test-fast", "test", "check", "translations", "shots"} == set(task.TASKS)
    assert task.main([]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in task.TASKS)
    assert task.main(["tset"]) == 2


@pytest.mark.slow
def test_there_is_a_picture_of_every_panel_in_both_themes_at_both_scales(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SCRIPTS / "shots.py", "--out", tmp_path], check=True)
    windows = [f"window-{size}" for size in ("1024x640", "1400x900", "1920x1080")]
    names = [*windows, "plot", *(row.name for row in PANELS)]
    expected = {f"{n}-{t}-{s}.png" for n in names for t in ("light", "dark") for s in (100, 200)}
    assert {path.name for path in tmp_path.iterdir()} == expected
    small, large = (QImage(str(tmp_path / f"window-1400x900-dark-{s}.png")) for s in (100, 200))
    assert large.width() == 2 * small.width()
    light = QImage(str(tmp_path / "window-1400x900-light-100.png"))
    assert light.pixelColor(2, 2).lightness() > 128 > small.pixelColor(2, 2).lightness()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_processes_that_save_are_killed_and_nothing_promised_is_lost() -> None:
    result = subprocess.run(
        [sys.executable, SCRIPTS / "kill_saving.py", "2"], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 processes killed" in result.stdout
    assert "0 lost something promised" in result.stdout
