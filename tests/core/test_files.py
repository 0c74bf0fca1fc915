"""Model files: whole or not at all when written, and whatever is read, never a crash."""

from __future__ import annotations

import errno
import json
import os
import pickle
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save, save_file

from vae_explorer.core.config import PRESETS, Architecture, RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import FORMAT, VERSION, load_snapshot, save_snapshot

SMALL = Architecture("mlp", (6, 4), "gelu")
COUNT = 20

Arrays = dict[str, NDArray[Any]]


def make_snapshot(architecture: Architecture = SMALL, step: int = 7) -> Snapshot:
    rng = np.random.default_rng(step)
    return Snapshot(
        config=RunConfig("kmnist", architecture, beta=0.3, learning_rate=3e-4, seed=5),
        step=step,
        epoch=1 / 3,
        weights={
            name: rng.normal(0, 0.1, shape).astype(np.float32)
            for name, shape in architecture.parameter_shapes().items()
        },
        embedding=rng.normal(size=(COUNT, 2)).astype(np.float32),
        log_variance=rng.normal(size=(COUNT, 2)).astype(np.float32),
        labels=(np.arange(COUNT) % 10).astype(np.uint8),
        split="train",
        history=History.of([Losses(3, 0.1, 200.1, 5.3), Losses(7, 1 / 3, 150.7, 6.1)], []),
        stale_steps=2,
    )


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot()


@pytest.fixture
def path(snapshot: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_snapshot(snapshot, path)
    return path


def metadata_of(path: Path) -> dict[str, str]:
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    metadata: dict[str, str] = header["__metadata__"]
    return metadata


def rewrite(path: Path, arrays: Arrays | None = None, **metadata: str) -> None:
    """Replace some arrays or entries of the metadata of a model file."""
    save_file(load_file(path) | (arrays or {}), path, metadata_of(path) | metadata)


def rewrite_about(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    about = json.loads(metadata_of(path)["snapshot"])
    change(about)
    rewrite(path, snapshot=json.dumps(about))


def refusal(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load_snapshot(path)
    error = caught.value
    assert error.what.endswith(".")
    assert error.way_out.endswith("."), "says what to do"
    assert "Traceback" not in str(error)
    assert len(str(error)) < 500
    return error


def assert_same(found: Snapshot, expected: Snapshot) -> None:
    assert found.config == expected.config
    assert (found.step, found.epoch) == (expected.step, expected.epoch)
    assert (found.split, found.stale_steps) == (expected.split, expected.stale_steps)
    assert set(found.weights) == set(expected.weights)
    pairs = [(found.weights[name], expected.weights[name]) for name in expected.weights]
    pairs += [
        (found.embedding, expected.embedding),
        (found.log_variance, expected.log_variance),
        (found.labels, expected.labels),
        (found.history.train, expected.history.train),
        (found.history.test, expected.history.test),
    ]
    for array, other in pairs:
        assert array.dtype == other.dtype
        assert array.shape == other.shape
        assert array.tobytes() == other.tobytes()


# Saving and loading


def test_what_was_saved_is_loaded_to_the_bit(path: Path, snapshot: Snapshot) -> None:
    assert_same(load_snapshot(path), snapshot)
    assert_same(load_snapshot(str(path)), snapshot)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_can_be_saved(key: str, tmp_path: Path) -> None:
    snapshot = make_snapshot(PRESETS[key].architecture)
    save_snapshot(snapshot, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), snapshot)


def test_a_loaded_snapshot_decodes_as_the_saved_one(path: Path, snapshot: Snapshot) -> None:
    z = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    assert np.array_equal(load_snapshot(path).decode(z), snapshot.decode(z))


def test_half_precision_rounds_the_weights_alone(snapshot: Snapshot, tmp_path: Path) -> None:
    full, half = tmp_path / "full.safetensors", tmp_path / "half.safetensors"
    save_snapshot(snapshot, full)
    save_snapshot(snapshot, half, half_precision=True)
    assert half.stat().st_size < 0.6 * full.stat().st_size
    rounded = {
        name: array.astype(np.float16).astype(np.float32)
        for name, array in snapshot.weights.items()
    }
    assert_same(load_snapshot(half), replace(snapshot, weights=rounded))


def test_a_weight_too_large_for_half_precision_does_not_spoil_the_file(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    snapshot.weights["decoder.head.bias"][0] = 1e6
    path = tmp_path / "model.safetensors"
    try:
        save_snapshot(snapshot, path, half_precision=True)
    except UserError:
        assert not path.exists()
    else:
        assert load_snapshot(path).weights["decoder.head.bias"][0] > 1e4


def test_a_snapshot_of_no_digits_can_be_saved(snapshot: Snapshot, tmp_path: Path) -> None:
    nothing = np.zeros((0, 2), np.float32)
    empty = replace(snapshot, embedding=nothing, log_variance=nothing, labels=np.zeros(0, np.uint8))
    save_snapshot(empty, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), empty)


def test_arrays_in_any_memory_order_can_be_saved(snapshot: Snapshot, tmp_path: Path) -> None:
    turned = replace(
        snapshot,
        weights={name: np.asfortranarray(array) for name, array in snapshot.weights.items()},
        embedding=np.asfortranarray(snapshot.embedding),
    )
    save_snapshot(turned, tmp_path / "model.safetensors")
    assert_same(load_snapshot(tmp_path / "model.safetensors"), snapshot)


def test_the_file_is_read_by_plain_safetensors(path: Path, snapshot: Snapshot) -> None:
    arrays, metadata = load_file(path), metadata_of(path)
    assert np.array_equal(arrays["embedding"], snapshot.embedding)
    assert metadata["format"] == FORMAT
    assert metadata["version"] == str(VERSION)
    about = json.loads(metadata["snapshot"])
    assert about["config"]["architecture"]["widths"] == [6, 4]


def test_a_name_beyond_ascii_will_do(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "модель ζ₁.safetensors"
    save_snapshot(snapshot, path)
    assert_same(load_snapshot(path), snapshot)


# Atomic saving


def test_saving_again_replaces_the_file_and_leaves_no_other(path: Path) -> None:
    newer = make_snapshot(step=8)
    save_snapshot(newer, path)
    assert_same(load_snapshot(path), newer)
    assert list(path.parent.iterdir()) == [path]


def no_space(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["replace", "fsync", "fdopen", "chmod"])
def test_a_failure_while_saving_leaves_the_old_file_and_no_other(
    call: str, path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, call, no_space)
        with pytest.raises(UserError) as caught:
            save_snapshot(make_snapshot(step=8), path)
    assert path.name in caught.value.what
    assert os.strerror(errno.ENOSPC) in caught.value.what
    assert caught.value.way_out
    assert_same(load_snapshot(path), snapshot)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_half_way_leaves_the_old_file(path: Path, snapshot: Snapshot) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, limits[1]))
    try:
        with pytest.raises(UserError):
            save_snapshot(make_snapshot(step=8), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert_same(load_snapshot(path), snapshot)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("where", ["missing/model.safetensors", "model.safetensors/inside", "."])
def test_a_place_that_cannot_be_written_is_named(
    where: str, path: Path, snapshot: Snapshot
) -> None:
    with pytest.raises(UserError) as caught:
        save_snapshot(snapshot, path.parent / where)
    assert "could not be saved" in caught.value.what
    assert caught.value.way_out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_saved_file_gets_the_permissions_of_any_new_file(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "other").touch()
    save_snapshot(snapshot, tmp_path / "model.safetensors")
    modes = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("other", "model.safetensors")]
    assert modes[0] == modes[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_saving_again_keeps_the_permissions(path: Path, snapshot: Snapshot) -> None:
    path.chmod(0o640)
    save_snapshot(snapshot, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_in_the_middle_of_saving_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_files import Architecture, make_snapshot, save_snapshot
many = [make_snapshot(Architecture("mlp", (64,)), step) for step in range(4)]
save_snapshot(many[0], {str(path)!r})
print("saving", flush=True)
while True:
    for snapshot in many:
        save_snapshot(snapshot, {str(path)!r})
"""
    rng = np.random.default_rng(0)
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"saving\n"
        try:
            child.wait(float(rng.uniform(0, 0.05)))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.communicate()
        assert child.returncode == -signal.SIGKILL
        found = load_snapshot(path)
        assert_same(found, make_snapshot(Architecture("mlp", (64,)), found.step))


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

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "permission" in refusal(path).what


def test_a_read_that_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_bytes", broken)
    assert os.strerror(errno.EIO) in refusal(path).what


@pytest.mark.skipif(sys.platform == "win32", reason="needs a named pipe")
def test_a_pipe_is_refused_without_waiting_for_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.safetensors"
    os.mkfifo(pipe)
    keep_open = os.open(pipe, os.O_RDWR)  # a reader that opens the pipe then waits for data
    os.write(keep_open, b"x")
    script = f"""
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.model_file import load_snapshot
try:
    load_snapshot({str(pipe)!r})
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


@pytest.mark.parametrize("version", ["0", "2", "1.0", "", "99999999999999999999", "ä" * 1000])
def test_an_unknown_version_is_told_with_the_known_one(version: str, path: Path) -> None:
    rewrite(path, version=version)
    error = refusal(path)
    assert f"reads version {VERSION}" in error.what
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


@pytest.mark.parametrize(
    "widths",
    [[10**9], [8192] * 9, [8192] * 8, [], [0], [-5], [10**400], ["6", "4"], [6.0, 4.0], None],
    ids=lambda widths: repr(widths)[:20],
)
def test_absurd_widths_are_refused_without_an_attempt(widths: Any, path: Path) -> None:
    rewrite_about(path, lambda about: about["config"]["architecture"].update(widths=widths))
    refusal(path)


@pytest.mark.parametrize("key", ["config", "step", "epoch", "split", "stale_steps"])
def test_a_description_that_lacks_something_is_refused(key: str, path: Path) -> None:
    rewrite_about(path, lambda about: about.pop(key))
    refusal(path)


@pytest.mark.parametrize("text", ["", "null", "[]", "3", '"text"', "{", "{}", "\x00", "NaN"])
def test_a_description_of_another_kind_is_refused(text: str, path: Path) -> None:
    rewrite(path, snapshot=text)
    refusal(path)


@pytest.mark.parametrize("depth", [*range(900, 1000, 7), 10_000, 200_000])
def test_a_deeply_nested_description_is_refused(depth: int, path: Path) -> None:
    nested = "[" * depth + "]" * depth
    text = metadata_of(path)["snapshot"].replace('"gelu"', nested)
    assert nested in text
    rewrite(path, snapshot=text)
    refusal(path)


@pytest.mark.parametrize("key", ["step", "epoch", "stale_steps"])
@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-1", "1" + 400 * "0", "1" + 5000 * "0", "null", "[]", '"x"'],
    ids=lambda text: text[:10] + f"({len(text)})",
)
def test_a_counter_that_counts_nothing_is_refused(key: str, value: str, path: Path) -> None:
    about = json.loads(metadata_of(path)["snapshot"])
    about[key] = "HERE"
    rewrite(path, snapshot=json.dumps(about).replace('"HERE"', value))
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
        ("surplus", 1),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_configuration_that_is_not_ours_is_refused(key: str, value: Any, path: Path) -> None:
    rewrite_about(path, lambda about: about["config"].update({key: value}))
    str(refusal(path)).encode()


def test_a_file_with_flipped_bytes_is_loaded_or_refused(path: Path) -> None:
    content = path.read_bytes()
    header = 8 + int.from_bytes(content[:8], "little")
    rng = np.random.default_rng(0)
    refusals = []
    for attempt in range(300):
        damaged = bytearray(content)
        end = len(content) if attempt % 3 == 0 else header  # the header is the interesting part
        for position in rng.integers(0, end, rng.integers(1, 5)):
            damaged[position] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:
            load_snapshot(path).decode(np.zeros((1, 2), np.float32))
        except UserError as error:
            refusals.append(error.what)
    assert all(path.name in what for what in refusals)
    assert 0 < len(refusals) < 300


def test_what_was_loaded_before_is_untouched_by_what_happens_to_the_file(
    path: Path, snapshot: Snapshot
) -> None:
    loaded = load_snapshot(path)
    path.write_bytes(save({"a": np.zeros(3)}))
    assert_same(loaded, snapshot)
