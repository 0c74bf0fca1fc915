"""What is installed is all that the program needs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that setuptools makes of the project, without fetching anything."""
    pytest.importorskip("setuptools", minversion="77")
    folder = tmp_path_factory.mktemp("wheel")
    code = (
        "import sys; from setuptools import build_meta; "
        "sys.argv[1:] = sys.argv[1:]; print(build_meta.build_wheel(sys.argv[1]))"
    )
    import shutil

    source = folder / "source"
    for name in ("vae_explorer", "resources"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=source, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_module_reaches_the_wheel(wheel_names: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "vae_explorer").rglob("*.py")}
    assert modules <= wheel_names


def test_every_resource_reaches_the_wheel(wheel_names: set[str]) -> None:
    resources = {
        f"vae_explorer/{path.relative_to(ROOT)}"
        for path in (ROOT / "resources").rglob("*")
        if path.suffix in (".svg", ".qss", ".safetensors", ".ttf") or path.name == "OFL.txt"
    }
    assert resources <= wheel_names


def _modules() -> list[Path]:
    return sorted((ROOT / "vae_explorer").rglob("*.py"))


def test_no_module_is_long() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in _modules()}
    assert {str(path): count for path, count in lines.items() if count > 350} == {}


def test_the_main_window_only_puts_parts_together() -> None:
    path = ROOT / "vae_explorer" / "views" / "window" / "main_window.py"
    assert len(path.read_text("utf-8").splitlines()) < 250


def test_a_signal_of_any_object_says_what_it_carries() -> None:
    unsaid = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in _modules()
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"= Signal\(.*\bobject\b", line) and not re.search(r"\)  # \w", line)
    ]
    assert unsaid == []
