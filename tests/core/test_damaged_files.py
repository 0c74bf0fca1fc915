"""Whatever is read as a model file: it is opened or refused with a sentence, never a crash."""

from __future__ import annotations

import errno
import json
import os
import pickle
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import (
    COUNT,
    about_of,
    assert_same,
    make_snapshot,
    make_training,
    metadata_of,
    refusal,
    rewrite,
    rewrite_about,
    rewrite_text,
    write_version_1,
)
from safetensors.numpy import load_file, save, save_file

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import FORMAT, VERSION, load, save_snapshot


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot()


@pytest.fixture
def path(snapshot: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_snapshot(snapshot, path)
    return path


# Files that are no models


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.safetensors" in refusal(tmp_path / "nowhere.safetensors").what


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path).what


def test_a_path_through_a_file_is_refused(path: Path) -> None:
    refusal(path / "inside.safetensors")


def test_an_empty_file_is_called_empty(path: Path) -> None:
    path.write_bytes(b"")
    assert "0 bytes" in refusal(path).what


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_file_without_read_permission_is_called_so(path: Path) -> None:
    path.chmod(0)
    assert "permission" in refusal(path).what


def test_a_read_that_is_denied_is_called_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*args: Any) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as broken:
        broken.setattr(os, "open", denied)
        error = refusal(path)
    assert "permission" in error.what


def test_a_read_that_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", broken)
        error = refusal(path)
    assert os.strerror(errno.EIO) in error.what


@pytest.mark.skipif(sys.platform == "win32", reason="needs a named pipe")
def test_a_pipe_is_refused_without_waiting_for_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.safetensors"
    os.mkfifo(pipe)
    keep_open = os.open(pipe, os.O_RDWR)  # a reader that opens the pipe then waits for data
    os.write(keep_open, b"x")
    script = f"""
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.model_file import load
try:
    load({str(pipe)!r})
except UserError:
    print("refused")
"""
    try:
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=10
        )
    except subprocess.TimeoutExpired:
        pytest.fail("it waits for the pipe to be closed")
    finally:
        os.close(keep_open)
    assert done.stdout == "refused\n", done.stderr


def test_a_pickle_is_not_executed(path: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "executed",))

    path.write_bytes(pickle.dumps(Bomb()))
    refusal(path)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"\x80\x04K\x01.",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + bytes(1000),
        bytes(8),
        bytes(1000),
        b"\xff" * 1000,
        (2**63).to_bytes(8, "little") + b"{}",
        (2**40).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (4).to_bytes(8, "little") + b"null",
        (3).to_bytes(8, "little") + b"{\xff}",
    ],
    ids=lambda content: repr(content[:10]),
)
def test_other_content_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    assert path.name in refusal(path).what


def test_a_foreign_safetensors_file_is_called_foreign(path: Path) -> None:
    for metadata in (None, {}, {"format": "pt"}, {"format": ""}):
        save_file({"layer.weight": np.zeros((3, 3), np.float32)}, path, metadata)
        assert "not saved by VAE Explorer" in refusal(path).what


@pytest.mark.parametrize("version", [0, 3, 1.0, None, True, "2", 10**20, "ä" * 1000])
def test_an_unknown_version_is_told_with_the_known_ones(version: Any, path: Path) -> None:
    rewrite_about(path, lambda about: about.update(version=version))
    error = refusal(path)
    assert f"reads versions 1 to {VERSION}" in error.what
    assert "Update" in error.way_out


def test_a_truncated_file_is_refused_at_every_length(path: Path) -> None:
    content = path.read_bytes()
    header = int.from_bytes(content[:8], "little")
    lengths = [*range(1, 40), *range(40, len(content), 997)]
    lengths += [header + 7, header + 8, header + 9, len(content) - 1]
    for length in lengths:
        path.write_bytes(content[:length])
        refusal(path)


def test_a_file_with_something_behind_it_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")
    refusal(path)


def test_a_header_of_nested_tables_is_refused(path: Path) -> None:
    for depth in (100, 1000, 100_000):
        header = b'{"__metadata__":' + b"[" * depth + b"]" * depth + b"}"
        path.write_bytes(len(header).to_bytes(8, "little") + header)
        refusal(path)


# Model files with something wrong inside


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "name", ["weights.decoder.head.bias", "embedding", "log_variance", "history.train"]
)
def test_values_that_are_no_numbers_are_refused(value: float, name: str, path: Path) -> None:
    array = load_file(path)[name].copy()
    array.flat[-1] = value
    rewrite(path, {name: array})
    assert name in refusal(path).what


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("weights.encoder.hidden.0.weight", (784, 6)),
        ("weights.encoder.hidden.0.weight", (6, 783)),
        ("weights.encoder.hidden.0.bias", (6, 1)),
        ("weights.decoder.head.bias", ()),
        ("weights.decoder.head.bias", (0,)),
        ("embedding", (COUNT, 3)),
        ("embedding", (COUNT + 1, 2)),
        ("embedding", (COUNT,)),
        ("log_variance", (COUNT - 1, 2)),
        ("history.train", (2, 3)),
        ("history.test", (4,)),
    ],
)
def test_a_wrong_shape_is_refused_by_name(name: str, shape: tuple[int, ...], path: Path) -> None:
    rewrite(path, {name: np.zeros(shape, np.float32)})
    assert name in refusal(path).what


def test_labels_of_another_length_or_shape_are_refused(path: Path) -> None:
    for labels in (np.zeros(COUNT + 1, np.uint8), np.zeros((COUNT, 1), np.uint8)):
        rewrite(path, {"labels": labels})
        refusal(path)


@pytest.mark.parametrize("name", ["weights.decoder.head.bias", "embedding", "labels"])
def test_a_missing_array_is_refused_by_name(name: str, path: Path) -> None:
    arrays = load_file(path)
    del arrays[name]
    save_file(arrays, path, metadata_of(path))
    assert name in refusal(path).what


@pytest.mark.parametrize("kind", [np.int32, np.int8, np.uint16, np.bool_])
def test_weights_that_are_whole_numbers_are_refused(kind: type, path: Path) -> None:
    name = "weights.decoder.head.bias"
    rewrite(path, {name: np.zeros(784, kind)})
    assert name in refusal(path).what


@pytest.mark.parametrize("kind", [np.int64, np.float32, np.bool_])
def test_labels_of_another_type_are_refused(kind: type, path: Path) -> None:
    rewrite(path, {"labels": np.zeros(COUNT, kind)})
    assert "labels" in refusal(path).what


@pytest.mark.parametrize(("kind", "label"), [("u1", 10), ("u1", 255), ("u2", 256), ("u8", 2**40)])
def test_a_label_beyond_nine_is_refused(kind: str, label: int, path: Path) -> None:
    labels = np.zeros(COUNT, kind)
    labels[3] = label
    rewrite(path, {"labels": labels})
    assert str(label) in refusal(path).what


@pytest.mark.parametrize("kind", ["BF16", "F8_E4M3", "F8_E5M2", "U32", "X9"])
def test_weights_of_a_type_that_is_not_ours_are_refused(kind: str, path: Path) -> None:
    name = "weights.decoder.head.bias"
    rewrite(path, {name: np.zeros(784, np.float16)})
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header[name]["dtype"] = kind
    if kind.startswith("F8"):
        header[name]["shape"] = [2 * 784]
    if kind == "U32":
        header[name]["shape"] = [784 // 2]
    changed = json.dumps(header).encode()
    path.write_bytes(len(changed).to_bytes(8, "little") + changed + content[8 + length :])
    refusal(path)


@pytest.mark.parametrize("name", ["weights.decoder.head.bias", "embedding", "log_variance"])
def test_double_precision_that_does_not_fit_is_refused(name: str, path: Path) -> None:
    rewrite(path, {name: np.full(load_file(path)[name].shape, 1e300)})
    refusal(path)


@pytest.mark.parametrize("value", [3e38, -3e38, 1e20])
@pytest.mark.parametrize("name", ["embedding", "log_variance"])
def test_codes_that_cannot_be_drawn_are_refused(name: str, value: float, path: Path) -> None:
    codes = load_file(path)[name].copy()
    codes[3, 1] = value
    rewrite(path, {name: codes})
    assert name in refusal(path).what


@pytest.mark.parametrize("value", [2e6, 1e18])
def test_codes_of_a_run_that_diverged_are_brought_to_the_edge_and_told(
    value: float, path: Path
) -> None:
    codes = load_file(path)["embedding"].copy()
    codes[3] = value, -value
    rewrite(path, {"embedding": codes})
    file = load(path)
    assert file.snapshot.embedding[3].tolist() == [1e6, -1e6]
    assert "1,000,000" in file.notes[0]


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("value", [1e30, -1.0])
def test_losses_of_an_epoch_that_cannot_be_are_refused(
    column: int, value: float, path: Path
) -> None:
    rows = load_file(path)["history.train"].copy()
    rows[1, column] = value
    rewrite(path, {"history.train": rows})
    assert "history.train" in refusal(path).what


@pytest.mark.parametrize(
    "widths",
    [[10**9], [8192] * 9, [8192] * 8, [], [0], [-5], [10**400], ["6", "4"], [6.0, 4.0], None],
    ids=lambda widths: repr(widths)[:20],
)
def test_absurd_widths_are_refused_without_an_attempt(widths: Any, path: Path) -> None:
    rewrite_about(path, lambda about: about["config"]["architecture"].update(widths=widths))
    refusal(path)


@pytest.mark.parametrize("text", ["", "null", "[]", "3", '"text"', "{", "{}", "\x00", "NaN"])
def test_a_description_of_another_kind_is_refused(text: str, path: Path) -> None:
    rewrite_text(path, text)
    refusal(path)


@pytest.mark.parametrize("depth", [*range(900, 1000, 7), 10_000, 200_000])
def test_a_deeply_nested_description_is_refused(depth: int, path: Path) -> None:
    nested = "[" * depth + "]" * depth
    text = metadata_of(path)[FORMAT].replace('"gelu"', nested)
    assert nested in text
    rewrite_text(path, text)
    refusal(path)


@pytest.mark.parametrize("key", ["step", "epoch", "stale_steps"])
@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-1", "1" + 400 * "0", "1" + 5000 * "0", "null", "[]", '"x"'],
    ids=lambda text: text[:10] + f"({len(text)})",
)
def test_a_counter_that_counts_nothing_is_refused(key: str, value: str, path: Path) -> None:
    text = json.dumps(about_of(path) | {key: "HERE"})
    rewrite_text(path, text.replace('"HERE"', value))
    refusal(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("likelihood", "poisson"),
        ("kl", "\ud800"),
        ("beta", -1),
        ("beta", 10**400),
        ("seed", 10**400),
        ("epochs", "ten"),
        ("device", "x" * 100_000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_configuration_that_is_not_ours_is_refused(key: str, value: Any, path: Path) -> None:
    rewrite_about(path, lambda about: about["config"].update({key: value}))
    str(refusal(path)).encode()


def test_what_was_loaded_before_is_untouched_by_what_happens_to_the_file(
    path: Path, snapshot: Snapshot
) -> None:
    loaded = load(path).snapshot
    path.write_bytes(save({"a": np.zeros(3)}))
    assert_same(loaded, snapshot)


# Memory and time


def write_sparse(path: Path, widths: tuple[int, ...]) -> int:
    """Write a file whose header is right, and whose arrays are a hole."""
    snapshot = replace(make_snapshot(), config=RunConfig(architecture=Architecture("mlp", widths)))
    shapes = {f"weights.{n}": s for n, s in weight_shapes(snapshot.config, snapshot.shape).items()}
    shapes |= {"embedding": (COUNT, 2), "log_variance": (COUNT, 2)}
    header: dict[str, Any] = {
        "__metadata__": {FORMAT: json.dumps({"version": 2, "config": snapshot.config.to_json()})},
        "labels": {"dtype": "U8", "shape": [COUNT], "data_offsets": [0, COUNT]},
    }
    end = COUNT
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)
    return path.stat().st_size


@pytest.mark.skipif(not hasattr(os, "SEEK_DATA"), reason="needs holes in files")
def test_a_file_that_is_a_hole_is_refused_at_once_and_without_memory(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    size = write_sparse(path, (8192, 8192, 8192, 8192))
    if path.stat().st_blocks * 512 > size // 8:
        pytest.skip("this file system knows no holes")
    assert size > 1.5e9
    tracemalloc.start()
    began = time.perf_counter()
    error = refusal(path)
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "never written" in error.what
    assert took < 0.2
    assert peak < 4e6


def test_sizes_are_refused_before_anything_is_read(path: Path) -> None:
    """A header that asks for more than the file, or the network, has."""
    rewrite(path, {"weights.decoder.head.bias": np.zeros(30_000_000, np.float32)})
    tracemalloc.start()
    refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4e6


def test_a_model_takes_its_own_size_of_memory_to_open(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_snapshot(make_snapshot(Architecture("mlp", (1024, 1024, 1024))), path)
    tracemalloc.start()
    loaded = load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.1 * path.stat().st_size
    assert loaded.snapshot.weights


def test_too_little_memory_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> Any:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(np, "empty", full)
        error = refusal(path)
    assert "not enough memory" in error.what
    assert "Close" in error.way_out


# Whatever is done to a file, it is opened or refused


def split(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def joined(header: dict[str, Any], body: bytes) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 0.5, 1e30, 1e300, -1e9, 2**31, 2**53, 2**63, 10**30),
    *("", "x", "0", "F32", "BF16", "\ud800", "x" * 1000, [], [0], [1, 2], [[]], {}, {"a": []}),
)


def mutate(value: Any, rng: np.random.Generator, depth: int = 0) -> Any:
    """Change something in nested tables."""
    if isinstance(value, dict) and value and (depth == 0 or rng.random() < 0.8):
        name = list(value)[rng.integers(len(value))]
        choice = rng.random()
        if choice < 0.12:
            return {n: v for n, v in value.items() if n != name}
        if choice < 0.2:
            return {**value, str(rng.choice(["new", "labels", "config"])): odd(rng)}
        return {**value, name: mutate(value[name], rng, depth + 1)}
    if isinstance(value, list) and value and rng.random() < 0.8:
        i = int(rng.integers(len(value)))
        return [*value[:i], mutate(value[i], rng, depth + 1), *value[i + 1 :]]
    if type(value) is int and rng.random() < 0.5:
        return value + int(rng.integers(-4, 5))
    return odd(rng)


def odd(rng: np.random.Generator) -> Any:
    return ODD[rng.integers(len(ODD))]


def change_header(content: bytes, rng: np.random.Generator) -> bytes:
    header, body = split(content)
    return joined(mutate(header, rng), body)


def change_description(content: bytes, rng: np.random.Generator) -> bytes:
    header, body = split(content)
    metadata = header["__metadata__"]
    entry = FORMAT if FORMAT in metadata else "snapshot"
    metadata[entry] = json.dumps(mutate(json.loads(metadata[entry]), rng))
    return joined(header, body)


def change_numbers(content: bytes, rng: np.random.Generator) -> bytes:
    header, body = split(content)
    numbers = np.frombuffer(bytearray(body[: len(body) // 4 * 4]), np.float32).copy()
    values = np.array([np.nan, np.inf, -np.inf, 3e38, -3e38, 1e20, 1e10, -1.0, 1e-40], np.float32)
    for _ in range(int(rng.integers(1, 4))):
        numbers[rng.integers(len(numbers))] = rng.choice(values)
    return joined(header, numbers.tobytes() + body[len(body) // 4 * 4 :])


def flip_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(content)
    header = 8 + int.from_bytes(content[:8], "little")
    end = len(content) if rng.random() < 0.3 else header
    for position in rng.integers(0, end, rng.integers(1, 5)):
        damaged[position] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def cut_or_lengthen(content: bytes, rng: np.random.Generator) -> bytes:
    place, length = int(rng.integers(len(content))), int(rng.integers(1, 100))
    if rng.random() < 0.5:
        return content[:place] + content[place + length :]
    return content[:place] + rng.bytes(length) + content[place:]


@pytest.mark.parametrize("kind", ["model", "training", "version 1"])
@pytest.mark.parametrize(
    "damage", [change_header, change_description, change_numbers, flip_bytes, cut_or_lengthen]
)
@pytest.mark.slow
def test_every_file_is_opened_or_refused(
    damage: Callable[[bytes, np.random.Generator], bytes],
    kind: str,
    snapshot: Snapshot,
    path: Path,
    tmp_path: Path,
) -> None:
    if kind == "training":
        save_snapshot(snapshot, path, training=make_training(snapshot))
    if kind == "version 1":
        write_version_1(snapshot, path)
    content = path.read_bytes()
    rng = np.random.default_rng(len(kind))
    opened, refusals = 0, list[UserError]()
    for _ in range(250):
        path.write_bytes(damage(content, rng))
        try:
            file = load(path)
        except UserError as error:
            refusals.append(error)
            continue
        opened += 1
        found = file.snapshot
        assert np.isfinite(found.decode(np.zeros((1, 2), np.float32))).all()
        assert np.abs(found.embedding).max(initial=0) <= 1e6
        assert np.isfinite(found.history.train[:, :4]).all()
        assert not np.isinf(found.history.train).any()  # of the others each may be missing
        " ".join(file.notes).encode()
        if opened % 10 == 0:
            save_snapshot(found, tmp_path / "again.safetensors", training=file.training)
            assert_same(load(tmp_path / "again.safetensors").snapshot, found)
    assert all(path.name in str(error).encode().decode() for error in refusals)
    assert refusals
    assert opened or damage is cut_or_lengthen
