"""Whatever is read as a model file: it is opened or refused with a sentence, never a crash."""

from __future__ import annotations

import errno
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import (
    COUNT,
    about_of,
    assert_same,
    metadata_of,
    refusal,
    rewrite,
    rewrite_about,
    rewrite_text,
)
from safetensors.numpy import load_file, save, save_file

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import FORMAT, VERSION, load

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
