"""What is installed is all that the program needs."""

from __future__ import annotations

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
        if path.suffix in (".svg", ".qss", ".safetensors")
    }
    assert resources <= wheel_names
