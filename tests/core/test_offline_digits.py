"""The generated digits: seeded, balanced, small, free of torch, and good enough to stand in."""

from __future__ import annotations

import importlib.resources
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from vae_explorer.core.data.base import DataSet, Split
from vae_explorer.core.data.offline import (
    BLOCK,
    FILE_NAME,
    FORMAT,
    FORMAT_VERSION,
    OFFLINE_DIGITS,
    generate,
    load_generator,
)
from vae_explorer.core.errors import Interrupted, UserError

MNIST_RAW = Path(os.environ.get("VAE_EXPLORER_DATA", "")) / "MNIST" / "raw"
METADATA = {"format": FORMAT, "version": FORMAT_VERSION}


@pytest.fixture
def bundled() -> Path:
    return Path(str(importlib.resources.files("vae_explorer.resources") / FILE_NAME))


def test_same_seed_gives_same_digits() -> None:
    first, second = generate(1500, seed=3), generate(1500, seed=3)
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)


def test_other_seed_gives_other_digits() -> None:
    assert not np.array_equal(generate(100, seed=0).images, generate(100, seed=1).images)


def test_fewer_digits_are_the_beginning_of_more() -> None:
    many, few = generate(BLOCK + 500, seed=5), generate(BLOCK + 7, seed=5)
    assert np.array_equal(many.images[: BLOCK + 7], few.images)
    assert np.array_equal(many.labels[: BLOCK + 7], few.labels)


def test_generating_ends_at_the_next_block_when_it_is_cancelled() -> None:
    looks: list[int] = []

    def cancelled() -> bool:
        looks.append(1)
        return len(looks) > 2

    with pytest.raises(Interrupted):
        generate(10 * BLOCK, cancelled=cancelled)
    assert len(looks) == 3
    with pytest.raises(Interrupted):
        OFFLINE_DIGITS.load(Path("nowhere"), "train", cancelled=lambda: True)


def test_no_digit_comes_twice_within_or_across_splits() -> None:
    digits = np.concatenate(
        [generate(3000, seed=0, split=split).images for split in ("train", "test")]
    )
    assert len(np.unique(digits.reshape(len(digits), -1), axis=0)) == len(digits)


@pytest.mark.parametrize(("split", "count"), [("train", 60_000), ("test", 10_000)])
@pytest.mark.slow
def test_split_has_mnists_size_and_every_class_equally(split: Split, count: int) -> None:
    digits = OFFLINE_DIGITS.load(Path("nowhere"), split, seed=1)
    assert digits.images.shape == (count, 1, 28, 28)
    assert digits.images.dtype == np.uint8
    assert np.array_equal(np.bincount(digits.labels), np.full(10, count // 10))


def test_labels_are_balanced_and_shuffled_whatever_the_count() -> None:
    labels = generate(1234, seed=2).labels
    assert np.ptp(np.bincount(labels, minlength=10)) <= 1
    assert len(np.unique(labels[:1200].reshape(-1, 10), axis=0)) > 100


def test_no_digits_can_be_asked_for() -> None:
    assert generate(0).images.shape == (0, 1, 28, 28)


@pytest.mark.parametrize(("count", "seed"), [(-1, 0), (1, -1)])
def test_negative_arguments_are_refused(count: int, seed: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        generate(count, seed)


def test_grey_levels_are_those_of_ink_on_an_empty_page() -> None:
    # MNIST: 81 % of the pixels are 0, 9 % above 223, the mean is 33.3, and corners are empty.
    images = generate(5000, seed=0).images
    assert images.min() == 0
    assert images.max() == 255
    assert 31 < images.mean() < 36
    assert (images < 32).mean() > 0.75
    assert 0.06 < (images > 223).mean() < 0.12
    assert images[:, 0, :2, :2].max() < 32


def test_digits_of_a_class_differ_as_handwriting_does() -> None:
    # MNIST's pixels have a mean variance within a class of 3,490 grey levels squared.
    digits = generate(5000, seed=0)
    within = [digits.images[digits.labels == c].astype(float).var(axis=0).mean() for c in range(10)]
    assert np.mean(within) > 2800


def test_registry_entry_says_what_it_is(tmp_path: Path) -> None:
    assert isinstance(OFFLINE_DIGITS, DataSet)
    assert OFFLINE_DIGITS.key == "offline"
    assert OFFLINE_DIGITS.title == "Offline digits (generated)"
    assert OFFLINE_DIGITS.class_names == tuple("0123456789")
    assert OFFLINE_DIGITS.is_available(tmp_path / "missing")
    assert not OFFLINE_DIGITS.can_download


def test_bundled_file_is_under_a_megabyte(bundled: Path) -> None:
    assert bundled.stat().st_size < 1_000_000


def test_generating_imports_neither_torch_nor_torchvision() -> None:
    program = (
        "import sys\n"
        "from vae_explorer.core.data.offline import generate\n"
        "generate(10)\n"
        "print(sorted({'torch', 'torchvision'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr


@pytest.mark.parametrize(
    "content", [b"", b"not a model", bytes(8) + b"{}"], ids=["empty", "text", "zeros"]
)
def test_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"damaged\.safetensors"):
        load_generator(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be used"):
        load_generator(tmp_path / "missing.safetensors")


@pytest.mark.parametrize(
    "metadata", [{}, METADATA | {"version": "999"}, METADATA | {"format": "x"}]
)
def test_foreign_or_newer_file_is_refused(
    tmp_path: Path, bundled: Path, metadata: dict[str, str]
) -> None:
    path = tmp_path / "other.safetensors"
    save_file(load_file(bundled), path, metadata)
    with pytest.raises(UserError) as caught:
        load_generator(path)
    assert "format and version" in caught.value.details


def test_missing_array_is_refused(tmp_path: Path, bundled: Path) -> None:
    arrays = load_file(bundled)
    del arrays["pixel_bias"]
    path = tmp_path / "partial.safetensors"
    save_file(arrays, path, METADATA)
    with pytest.raises(UserError) as caught:
        load_generator(path)
    assert "pixel_bias" in caught.value.details


@pytest.mark.parametrize("name", ["mixture_factor", "class_bias", "hidden_weight", "pixel_weight"])
def test_wrong_shape_is_refused(tmp_path: Path, bundled: Path, name: str) -> None:
    arrays = load_file(bundled)
    arrays[name] = np.ascontiguousarray(arrays[name][..., :-1])
    path = tmp_path / "shape.safetensors"
    save_file(arrays, path, METADATA)
    with pytest.raises(UserError) as caught:
        load_generator(path)
    assert "must be" in caught.value.details


def test_infinite_weight_is_refused(tmp_path: Path, bundled: Path) -> None:
    arrays = load_file(bundled)
    arrays["pixel_weight"][0, 0] = np.inf
    path = tmp_path / "infinite.safetensors"
    save_file(arrays, path, METADATA)
    with pytest.raises(UserError) as caught:
        load_generator(path)
    assert "pixel_weight" in caught.value.details


def read_idx(name: str, header: int) -> NDArray[np.uint8]:
    return np.fromfile(MNIST_RAW / name, np.uint8, offset=header)


@pytest.mark.skipif(
    not (MNIST_RAW / "t10k-images-idx3-ubyte").is_file(),
    reason="MNIST is not there: set VAE_EXPLORER_DATA to the folder that holds MNIST/raw",
)
@pytest.mark.slow
def test_nearest_neighbour_learns_real_digits_from_generated_ones() -> None:
    known = generate(20_000, seed=0)
    images = read_idx("t10k-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / 255
    labels = read_idx("t10k-labels-idx1-ubyte", 8)
    reference = known.images.reshape(-1, 784).astype(np.float32) / 255
    half_norm = (reference**2).sum(axis=1) / 2
    right = 0
    for start in range(0, len(images), 1000):
        closeness = images[start : start + 1000] @ reference.T - half_norm
        nearest = known.labels[closeness.argmax(axis=1)]
        right += int((nearest == labels[start : start + 1000]).sum())
    assert right / len(images) >= 0.93
