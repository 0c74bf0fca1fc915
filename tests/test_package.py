"""What is installed is all that the program needs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def setuptools_table() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["setuptools"]


def test_every_package_is_listed(setuptools_table: dict[str, list[str]]) -> None:
    folders = {path.parent for path in (ROOT / "vae_explorer").rglob("*.py")}
    packages = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert packages <= set(setuptools_table["packages"])


def test_every_resource_reaches_the_wheel(
    setuptools_table: dict[str, dict[str, list[str]]],
) -> None:
    data = setuptools_table["package-data"]
    missing = []
    for path in (ROOT / "resources").rglob("*"):
        folder = path.relative_to(ROOT).parent
        if path.is_dir() or path.suffix in (".py", ".pyc") or folder.name == "pictures":
            continue
        package = ".".join(("vae_explorer", *folder.parts))
        if not any(path.match(pattern) for pattern in data.get(package, [])):
            missing.append(path.name)
    assert not missing
