"""The registry of data sets, and reading those of torchvision from a folder."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from idx_kit import IMAGES, LABELS, idx_bytes, small_files, write_small

from vae_explorer.core.data import (
    DATA_SETS,
    DataSet,
    LabelledImages,
    data_root,
    torchvision_sets,
)
from vae_explorer.core.data.idx import idx_problem
from vae_explorer.core.data.torchvision_sets import import_torchvision
from vae_explorer.core.errors import UserError

ON_DISK = [data_set for data_set in DATA_SETS.values() if data_set.can_download]

needs_mnist = pytest.mark.skipif(
    "VAE_EXPLORER_DATA" not in os.environ or not DATA_SETS["mnist"].is_available(data_root()),
    reason="needs MNIST/raw in the folder that VAE_EXPLORER_DATA names",
)


def imported_by(code: str, *arguments: object) -> set[str]:
    """Return which of some heavy packages a new process has imported after this code."""
    told = "import sys; from pathlib import Path; from vae_explorer.core.data import DATA_SETS;"
    heavy = "{'torch', 'torchvision', 'requests'}"
    answer = subprocess.run(
        [sys.executable, "-c", f"{told}{code}; print(*{heavy} & set(sys.modules))", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(answer.stdout.split())


# The registry


def test_the_registry_holds_what_the_command_line_names() -> None:
    assert {"mnist", "fashion-mnist", "kmnist", "offline", "moons"} <= set(DATA_SETS)


@pytest.mark.parametrize("key", DATA_SETS)
def test_an_entry_keeps_to_the_protocol(key: str) -> None:
    data_set = DATA_SETS[key]
    assert isinstance(data_set, DataSet)
    assert data_set.key == key
    assert data_set.title
    assert len(set(data_set.class_names)) == len(data_set.class_names) > 1


@pytest.mark.parametrize("key", DATA_SETS)
def test_an_empty_folder_has_only_what_needs_no_files(key: str, tmp_path: Path) -> None:
    data_set = DATA_SETS[key]
    assert data_set.is_available(tmp_path) is not data_set.can_download
    assert data_set.is_available(tmp_path / "missing") is not data_set.can_download


def test_titles_are_distinct() -> None:
    assert len({data_set.title for data_set in DATA_SETS.values()}) == len(DATA_SETS)


def test_asking_what_is_there_imports_nothing_heavy() -> None:
    assert not imported_by("[d.is_available(Path('.')) for d in DATA_SETS.values()]")


# The folder


def test_an_explicit_folder_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAE_EXPLORER_DATA", "elsewhere")
    assert data_root(tmp_path) == tmp_path


def test_then_comes_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAE_EXPLORER_DATA", str(tmp_path))
    assert data_root() == tmp_path


@pytest.mark.parametrize("value", [None, ""])
def test_then_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("VAE_EXPLORER_DATA", raising=False)
    if value is not None:
        monkeypatch.setenv("VAE_EXPLORER_DATA", value)
    assert data_root().is_absolute()
    assert data_root().parts[-2:] == ("vae-explorer", "data")


# Reading


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "gz"])
@pytest.mark.parametrize("data_set", ON_DISK, ids=lambda data_set: data_set.key)
def test_files_in_torchvisions_layout_are_read(
    data_set: DataSet, packed: bool, tmp_path: Path
) -> None:
    folder = write_small(tmp_path, data_set, packed)
    before = sorted(folder.iterdir())
    assert data_set.is_available(tmp_path)
    train, test = data_set.load(tmp_path, "train"), data_set.load(tmp_path, "test")
    files = small_files()
    assert train.images.tobytes() == files["train-images-idx3-ubyte"][16:]
    assert test.labels.tobytes() == files["t10k-labels-idx1-ubyte"][8:]
    assert (len(train), len(test)) == (30, 20)
    assert sorted(folder.iterdir()) == before


def test_they_are_read_as_torchvision_reads_them(tmp_path: Path) -> None:
    folder = write_small(tmp_path, DATA_SETS["mnist"])
    source = import_torchvision().datasets.mnist
    for split, name in (("train", "train"), ("test", "t10k")):
        found = DATA_SETS["mnist"].load(tmp_path, split)
        images = source.read_image_file(str(folder / f"{name}-images-idx3-ubyte"))
        labels = source.read_label_file(str(folder / f"{name}-labels-idx1-ubyte"))
        assert np.array_equal(found.images[:, 0], images.numpy())
        assert np.array_equal(found.labels, labels.numpy())


def test_reading_imports_nothing_heavy(tmp_path: Path) -> None:
    # PyTorch's compiler, which torchvision imports, would take 200 MB beside every training.
    write_small(tmp_path, DATA_SETS["mnist"])
    assert not imported_by("DATA_SETS['mnist'].load(Path(sys.argv[1]), 'train')", tmp_path)


@pytest.mark.parametrize("data_set", ON_DISK, ids=lambda data_set: data_set.key)
def test_missing_files_are_named_with_the_ways_to_get_them(
    data_set: DataSet, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as error:
        data_set.load(tmp_path, "train")
    assert data_set.title in error.value.what
    assert "train-images-idx3-ubyte and train-labels-idx1-ubyte missing" in error.value.what
    assert str(tmp_path) in error.value.what
    assert "Download" in error.value.way_out
    assert "--data-dir" in error.value.way_out


def test_one_missing_file_makes_a_data_set_unavailable(tmp_path: Path) -> None:
    folder = write_small(tmp_path, DATA_SETS["mnist"])
    (folder / "t10k-labels-idx1-ubyte").unlink()
    assert not DATA_SETS["mnist"].is_available(tmp_path)
    assert len(DATA_SETS["mnist"].load(tmp_path, "train")) == 30


BROKEN: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "empty": (IMAGES, lambda good: b"", "is empty"),
    "header only": (IMAGES, lambda good: good[:9], "is truncated after 9 bytes"),
    "truncated images": (IMAGES, lambda good: good[:1000], "1,000 bytes instead of 23,536"),
    "truncated labels": (LABELS, lambda good: good[:-1], "37 bytes instead of 38"),
    "too long": (IMAGES, lambda good: good + b"?", "is too long"),
    "a page": (IMAGES, lambda good: b"<html>Not found</html>", "is not an IDX file of images"),
    "floats": (IMAGES, lambda good: b"\0\0\x0d\3" + good[4:], "is not an IDX file of images"),
    "labels as images": (
        IMAGES,
        lambda good: idx_bytes(np.zeros(30)),
        "is not an IDX file of images",
    ),
    "images as labels": (
        LABELS,
        lambda good: idx_bytes(np.zeros((30, 28, 28))),
        "is not an IDX file of labels",
    ),
    "another size": (IMAGES, lambda good: idx_bytes(np.zeros((30, 32, 32))), "32 x 32 pixels"),
    "no images": (IMAGES, lambda good: idx_bytes(np.zeros((0, 28, 28))), "nothing but a header"),
    "fewer labels": (LABELS, lambda good: idx_bytes(np.zeros(29)), "29 labels for 30 images"),
    "letters": (LABELS, lambda good: idx_bytes(np.arange(30)), "label 29"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "gz"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_damaged_file_is_named_with_the_way_out(case: str, packed: bool, tmp_path: Path) -> None:
    name, damage, problem = BROKEN[case]
    folder = write_small(tmp_path, DATA_SETS["mnist"], packed)
    content = damage(small_files()[name])
    path = folder / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(UserError) as error:
        DATA_SETS["mnist"].load(tmp_path, "train")
    assert problem in error.value.what
    assert str(path) in error.value.what
    assert "download MNIST again" in error.value.way_out


@pytest.mark.parametrize("case", ["truncated images", "a page", "empty"])
def test_a_damaged_file_makes_a_data_set_unavailable(case: str, tmp_path: Path) -> None:
    name, damage, _ = BROKEN[case]
    folder = write_small(tmp_path, DATA_SETS["mnist"])
    (folder / name).write_bytes(damage(small_files()[name]))
    assert not DATA_SETS["mnist"].is_available(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: packed[: len(packed) // 2],
        lambda packed: b"<html>Not found</html>",
        lambda packed: packed[:500] + b"?" * 50 + packed[550:],
    ],
    ids=["truncated", "a page", "scrambled"],
)
def test_a_damaged_archive_is_named(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    folder = write_small(tmp_path, DATA_SETS["mnist"], packed=True)
    path = folder / f"{IMAGES}.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match="cannot be read") as error:
        DATA_SETS["mnist"].load(tmp_path, "train")
    assert str(path) in error.value.what


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "gz"])
def test_a_damaged_data_set_is_not_called_missing(packed: bool, tmp_path: Path) -> None:
    mnist = DATA_SETS["mnist"]
    folder = write_small(tmp_path, mnist, packed)
    assert mnist.problem(tmp_path) is None
    path = folder / (f"{IMAGES}.gz" if packed else IMAGES)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert not mnist.is_available(tmp_path)
    problem = mnist.problem(tmp_path)
    assert problem is not None
    assert problem.startswith(f"MNIST is damaged: its file {path.name} ")
    assert problem.endswith(".")


@pytest.mark.parametrize("data_set", DATA_SETS.values(), ids=lambda data_set: data_set.key)
def test_a_missing_data_set_is_not_called_damaged(data_set: DataSet, tmp_path: Path) -> None:
    assert data_set.problem(tmp_path) is None


def test_an_archive_unpacks_to_no_more_than_its_header_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_small(tmp_path, DATA_SETS["mnist"], packed=True)
    path = folder / f"{IMAGES}.gz"
    path.write_bytes(gzip.compress(small_files()[IMAGES] + bytes(100_000_000)))
    written: list[int] = []

    def look(plain: Path, dimensions: int) -> str | None:
        written.append(plain.stat().st_size)
        return idx_problem(plain, dimensions)

    monkeypatch.setattr(torchvision_sets, "idx_problem", look)
    with pytest.raises(UserError, match="is too long"):
        DATA_SETS["mnist"].load(tmp_path, "train")
    assert written == [len(small_files()[IMAGES]) + 1]


def test_a_header_that_claims_more_than_can_be_held_is_refused(tmp_path: Path) -> None:
    folder = write_small(tmp_path, DATA_SETS["mnist"])
    content = small_files()[IMAGES]
    (folder / IMAGES).write_bytes(content[:4] + b"\xff" * 4 + content[8:])
    with pytest.raises(UserError, match="claims to hold 4,294,967,295"):
        DATA_SETS["mnist"].load(tmp_path, "train")


@needs_mnist
def test_mnist_has_its_known_digits() -> None:
    train = DATA_SETS["mnist"].load(data_root(), "train")
    test = DATA_SETS["mnist"].load(data_root(), "test")
    assert (train.images.shape, test.images.shape) == ((60_000, 1, 28, 28), (10_000, 1, 28, 28))
    # Counts as published with the data, http://yann.lecun.com/exdb/mnist/.
    assert np.bincount(train.labels).tolist() == [
        *(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
    ]
    assert np.bincount(test.labels).tolist() == [
        *(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
    ]
    assert test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert test.images.mean() == pytest.approx(255 * 0.1325, abs=0.05)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (np.zeros((2, 1, 28, 28), np.float32), np.zeros(2, np.uint8)),
        (np.zeros((2, 784), np.uint8), np.zeros(2, np.uint8)),
        (np.zeros((2, 1, 28, 28), np.uint8), np.zeros(3, np.uint8)),
        (np.zeros((2, 1, 28, 28), np.uint8), np.zeros(2, np.int64)),
    ],
)
def test_labelled_images_refuse_other_shapes_and_types(images: Any, labels: Any) -> None:
    with pytest.raises(ValueError, match="must be uint8"):
        LabelledImages(images, labels)
