"""What torchvision knows of the data sets, and its import where it does not fit torch."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from idx_kit import FOLDERS, IMAGES, LABELS, small_files, write_small

from vae_explorer.core.data import DATA_SETS, download, torchvision_sets
from vae_explorer.core.data.mirrors import RemoteFile
from vae_explorer.core.data.torchvision_sets import import_torchvision
from vae_explorer.core.errors import UserError

# Downloading: torchvision's class says from where and with which checksums.


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the names of the files that a data set asks for; none arrives."""
    names: list[str] = []

    def download_files(
        title: str, files: list[RemoteFile], mirrors: list[str], folder: Path, *callbacks: object
    ) -> None:
        assert (title, folder.name, folder.parent.name) == ("KMNIST", "raw", "KMNIST")
        source = import_torchvision().datasets.KMNIST
        assert mirrors == source.mirrors
        assert {(file.name, file.md5) for file in files} <= set(source.resources)
        names.extend(file.name for file in files)

    monkeypatch.setattr(download, "download_files", download_files)
    return names


def test_a_download_asks_for_all_four_files(wanted: list[str], tmp_path: Path) -> None:
    DATA_SETS["kmnist"].download(tmp_path, lambda progress: None, lambda: False)
    assert sorted(wanted) == sorted(f"{name}.gz" for name in small_files())


def test_a_download_asks_only_for_what_is_missing_or_damaged(
    wanted: list[str], tmp_path: Path
) -> None:
    folder = write_small(tmp_path, DATA_SETS["kmnist"])
    (folder / IMAGES).write_bytes(b"damaged")
    (folder / LABELS).unlink()
    DATA_SETS["kmnist"].download(tmp_path, lambda progress: None, lambda: False)
    assert sorted(wanted) == [f"{IMAGES}.gz", f"{LABELS}.gz"]


def test_a_download_holds_archives_against_the_official_checksums(
    wanted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_small(tmp_path, DATA_SETS["kmnist"], packed=True)
    right = [(p.name, hashlib.md5(p.read_bytes()).hexdigest()) for p in sorted(folder.iterdir())]
    monkeypatch.setattr(import_torchvision().datasets.KMNIST, "resources", right)
    (folder / f"{IMAGES}.gz").write_bytes(b"damaged")
    DATA_SETS["kmnist"].download(tmp_path, lambda progress: None, lambda: False)
    assert wanted == [f"{IMAGES}.gz"]


def test_torchvision_tells_where_the_official_files_are() -> None:
    datasets = import_torchvision().datasets
    for key, name in FOLDERS.items():
        source = getattr(datasets, name)
        assert source.mirrors, key
        assert sorted(file for file, _ in source.resources) == sorted(
            f"{file}.gz" for file in small_files()
        )


# Importing torchvision where it does not fit torch


@pytest.fixture
def fake_torchvision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Put a package of the given source in torchvision's place."""

    def names() -> list[str]:
        return [name for name in sys.modules if name.partition(".")[0] == "torchvision"]

    real = {name: sys.modules[name] for name in names()}

    def put(source: str) -> None:
        package = tmp_path / "torchvision"
        package.mkdir()
        (package / "part.py").write_text("whole = False\n")
        (package / "__init__.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)

    for name in real:
        del sys.modules[name]
    yield put
    for name in names():
        del sys.modules[name]
    sys.modules.update(real)


def test_operators_that_torch_does_not_know_are_declared(
    fake_torchvision: Callable[[str], None],
) -> None:
    # What torchvision's _meta_registrations does; torch raises the error it raises there.
    fake_torchvision(
        "import torch, torchvision.part\n"
        "assert not torchvision.part.whole, 'left over from the attempt before'\n"
        "torchvision.part.whole = True\n"
        "torch.library.register_fake('torchvision::test_first')(lambda x: x)\n"
        "torch.library.register_fake('torchvision::test_second')(lambda x: x)\n"
        "complete = True\n"
    )
    assert import_torchvision().complete
    assert import_torchvision() is sys.modules["torchvision"]


def test_nothing_is_declared_for_a_torchvision_that_fits(
    fake_torchvision: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_torchvision("complete = True\n")
    declared: list[str] = []
    monkeypatch.setattr(torchvision_sets, "_declare_operator", declared.append)
    assert import_torchvision().complete
    assert declared == []


@pytest.mark.parametrize(
    "problem",
    [
        "RuntimeError('operator torchvision::test_stubborn does not exist')",
        "RuntimeError('something else')",
        "ImportError('libcudart.so.13: cannot open shared object file')",
    ],
)
def test_a_torchvision_that_does_not_fit_at_all_is_an_error(
    fake_torchvision: Callable[[str], None], problem: str
) -> None:
    fake_torchvision(f"raise {problem}\n")
    with pytest.raises(UserError, match="does not fit") as error:
        import_torchvision()
    assert "pip install" in error.value.way_out


def test_a_missing_torchvision_is_an_error(
    fake_torchvision: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(UserError, match="not installed"):
        import_torchvision()
