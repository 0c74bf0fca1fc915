"""Whatever is done to a model file, it is opened or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import (
    assert_same,
    make_training,
    write_version_1,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import FORMAT, load, save_snapshot


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
