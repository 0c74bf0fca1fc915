"""Model files: a snapshot as one ``.safetensors`` file, which executes nothing when it is read.

Layout, format version 1. Metadata: ``format`` ("vae-explorer"), ``version``, and ``snapshot``, a
JSON object with the configuration and counters. Tensors: ``weights.NAME`` (float16 or float32),
``embedding`` and ``log_variance`` (N, 2), ``labels`` (N,), ``history.train`` and ``history.test``
(n, 4).
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot

FORMAT = "vae-explorer"
VERSION = 1
SUFFIX = ".safetensors"

_MAX_BYTES = 2**31  # no model that this program can build is larger
_CHOOSE = "Choose a file that VAE Explorer saved."


def save_snapshot(snapshot: Snapshot, path: Path | str, *, half_precision: bool = False) -> None:
    """Write a model file, either whole or not at all.

    Parameters
    ----------
    half_precision
        Store the weights as float16: half the size, and an ELBO within 0.01 nats.

    Raises
    ------
    UserError
        When the file cannot be written; a file that was there before is left as it was.
    """
    from safetensors.numpy import save

    tensors: dict[str, NDArray[Any]] = {
        f"weights.{name}": array.astype(
            np.float16 if half_precision and _fits(array) else np.float32
        )
        for name, array in snapshot.weights.items()
    }
    tensors |= {
        "embedding": snapshot.embedding,
        "log_variance": snapshot.log_variance,
        "labels": snapshot.labels,
        "history.train": snapshot.history.train,
        "history.test": snapshot.history.test,
    }
    about = {
        "config": snapshot.config.to_json(),
        "step": snapshot.step,
        "epoch": snapshot.epoch,
        "split": snapshot.split,
        "stale_steps": snapshot.stale_steps,
    }
    metadata = {"format": FORMAT, "version": str(VERSION), "snapshot": json.dumps(about)}
    content = save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata)
    write_atomically(Path(path), content)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a kill or a full disk leaves the old one whole.

    Raises
    ------
    UserError
        When the folder or file cannot be written.
    """
    temporary: str | None = None
    try:
        path = path.resolve()  # a link stays a link: what it points to is replaced
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder")
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".vae-explorer-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file private; a saved file gets what any new file would get.
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_UMASK)
        os.replace(temporary, path)
        temporary = None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            f"{path.name} could not be saved in {path.parent}: {reason}.",
            "Choose another folder, or make room, and save again.",
            str(error),
        ) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def load_snapshot(path: Path | str) -> Snapshot:
    """Read a model file.

    Raises
    ------
    UserError
        When there is no such file, it is not a model file, or what it holds is damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    path = Path(path)
    content = _read(path)
    try:
        tensors = load(content)
        metadata = _metadata(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise UserError(
            f"{path.name} is not a whole safetensors file; it may be damaged or of another kind.",
            _CHOOSE,
            f"{type(error).__name__}: {error}",
        ) from error
    try:
        return _snapshot(tensors, metadata)
    except UserError as error:
        raise UserError(f"{path.name}: {error.what}", error.way_out or _CHOOSE) from error


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UserError(f"{path.name or path} is a folder.", "Choose a model file in it.")
        if path.exists() and not path.is_file():
            raise UserError(f"{path.name} is a device or a pipe.", _CHOOSE)  # and may never end
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise UserError(f"{path.name} is too large to be a model ({size:,} bytes).", _CHOOSE)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.", "Check the name and the folder.") from error
    except PermissionError as error:
        raise UserError(
            f"You have no permission to read {path}.", "Change its permissions or copy it."
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UserError(
            f"{path} could not be read: {getattr(error, 'strerror', None) or error}.",
            "Check the name, and that its disk is connected.",
        ) from error
    if not content:
        raise UserError(f"{path.name} is empty (0 bytes).", _CHOOSE)
    return content


def _metadata(content: bytes) -> dict[str, Any]:
    """Return the header's metadata; the numpy loader of safetensors leaves it out."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    metadata = header.get("__metadata__", {})
    return metadata if isinstance(metadata, dict) else {}


def _snapshot(tensors: dict[str, NDArray[Any]], metadata: dict[str, Any]) -> Snapshot:
    if metadata.get("format") != FORMAT:
        raise UserError("This safetensors file was not saved by VAE Explorer.")
    if metadata.get("version") != str(VERSION):
        raise UserError(
            f"It has format version {metadata.get('version')!r:.20}; "
            f"this program reads version {VERSION}.",
            "Update VAE Explorer.",
        )
    try:
        about = json.loads(metadata.get("snapshot", ""))
        step, epoch, split = int(about["step"]), float(about["epoch"]), str(about["split"])
        stale_steps = int(about["stale_steps"])
        config_json = about["config"]
        if not (0 <= step < 2**63 and 0 <= epoch < math.inf and 0 <= stale_steps < 2**63):
            raise ValueError("a counter is out of range")
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise UserError("Its description is damaged.") from error
    config = RunConfig.from_json(config_json)
    weights = {}
    for name, shape in config.architecture.parameter_shapes().items():
        weights[name] = _tensor(tensors, f"weights.{name}", shape, "f").astype(np.float32)
    labels = _tensor(tensors, "labels", (None,), "u")
    codes_shape = (len(labels), LATENT_DIM)
    embedding = _tensor(tensors, "embedding", codes_shape, "f").astype(np.float32)
    log_variance = _tensor(tensors, "log_variance", codes_shape, "f").astype(np.float32)
    if labels.size and labels.max() > 9:
        raise UserError(f"It has a label {labels.max()}, where 0 to 9 are possible.")
    rows = (None, len(Losses._fields))
    history = History(
        _tensor(tensors, "history.train", rows, "f").astype(np.float64),
        _tensor(tensors, "history.test", rows, "f").astype(np.float64),
    )
    return Snapshot(
        config=config,
        step=step,
        epoch=epoch,
        weights=weights,
        embedding=embedding,
        log_variance=log_variance,
        labels=labels.astype(np.uint8),
        split="train" if split == "train" else "test",
        history=history,
        stale_steps=stale_steps,
    )


def _tensor(
    tensors: dict[str, NDArray[Any]], name: str, shape: tuple[int | None, ...], kind: str
) -> NDArray[Any]:
    array = tensors.get(name)
    if array is None:
        raise UserError(f"It lacks the array {name!r}.")
    fits = array.ndim == len(shape) and all(
        wanted in (None, found) for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted_shape = " x ".join("any" if n is None else str(n) for n in shape)
        found_shape = " x ".join(map(str, array.shape)) or "a single number"
        raise UserError(f"Its array {name!r} is {found_shape}, where {wanted_shape} is needed.")
    if array.dtype.kind != kind:
        raise UserError(f"Its array {name!r} holds numbers of the wrong type, {array.dtype}.")
    if kind == "f" and not (np.abs(array) <= np.finfo(np.float32).max).all():
        raise UserError(f"Its array {name!r} holds values that are not finite numbers.")
    return array


def _fits(array: NDArray[np.float32]) -> bool:
    """Whether float16 can hold the values; it would make infinity of larger ones."""
    return bool((np.abs(array) <= np.finfo(np.float16).max).all())


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


# Read once: for the moment that reading takes, files of other threads would be open to all.
_UMASK = _umask()
