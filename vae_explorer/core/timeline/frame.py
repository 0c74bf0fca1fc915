"""A moment of a run, kept in little memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data.base import DIGITS
from vae_explorer.core.history import History
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.core.training_state import TrainingState

_HALF_MAX = float(np.finfo(np.float16).max)


@dataclass(frozen=True, eq=False)
class Frame:
    """What a `Snapshot` shows, with weights in half precision.

    Decoded images differ from those of the snapshot by some thousandths. The codes are kept as they
    are, so that the dots do not jump between a frame and the moment that it was taken of.

    Attributes
    ----------
    config
        The settings at that moment.
    step, epoch
        Optimiser steps and passes over the training images by then.
    weights
        By name, float16; float32 for the few arrays that float16 cannot hold.
    embedding, log_variance, labels, split, shape, class_names
        See `Snapshot`.
    interpolated
        Whether some codes were measured shortly before and after that moment, and lie between.
    """

    config: RunConfig
    step: int
    epoch: float
    weights: Mapping[str, NDArray[np.floating]]
    embedding: FloatArray
    log_variance: FloatArray
    labels: NDArray[np.uint8]
    split: str = "test"
    shape: ImageShape = DIGIT_SHAPE
    class_names: tuple[str, ...] = DIGITS
    interpolated: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot) -> Frame:
        """Return the frame of a snapshot, as it is."""
        return cls(
            config=snapshot.config,
            step=snapshot.step,
            epoch=snapshot.epoch,
            weights={name: _halved(array) for name, array in snapshot.weights.items()},
            embedding=snapshot.embedding,
            log_variance=snapshot.log_variance,
            labels=snapshot.labels,
            split=snapshot.split,
            shape=snapshot.shape,
            class_names=snapshot.class_names,
        )

    @cached_property
    def nbytes(self) -> int:
        """The memory that it takes; the labels are shared by all frames of a run."""
        weights = sum(array.nbytes for array in self.weights.values())
        return weights + self.embedding.nbytes + self.log_variance.nbytes

    def snapshot(self, history: History | None = None) -> Snapshot:
        """Return the snapshot of that moment.

        Parameters
        ----------
        history
            Losses of the whole run; those up to this moment belong to the snapshot.
        """
        return Snapshot(
            config=self.config,
            step=self.step,
            epoch=self.epoch,
            weights=_Widened(self.weights),
            embedding=self.embedding,
            log_variance=self.log_variance,
            labels=self.labels,
            split=self.split,
            history=history.until(self.step) if history is not None else History(),
            shape=self.shape,
            class_names=self.class_names,
        )


@dataclass(frozen=True, eq=False)
class KeyState:
    """A moment of a run in full: training goes on from it bit for bit.

    Attributes
    ----------
    snapshot
        Exact.
    training
        Of the same step.
    """

    snapshot: Snapshot
    training: TrainingState

    @property
    def step(self) -> int:
        """Optimiser steps by then."""
        return self.snapshot.step

    @cached_property
    def nbytes(self) -> int:
        """The memory that it takes."""
        parts = (self.snapshot.weights, self.training.means, self.training.squares)
        arrays = sum(array.nbytes for part in parts for array in part.values())
        return arrays + self.snapshot.embedding.nbytes + self.snapshot.log_variance.nbytes


@dataclass(frozen=True)
class _Widened(Mapping[str, FloatArray]):
    """Half-precision arrays that are float32 when one is asked for: a hand needs the decoder's."""

    halves: Mapping[str, NDArray[np.floating]]
    _made: dict[str, FloatArray] = field(default_factory=dict, compare=False)

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self._made:
            self._made[name] = _widened(self.halves[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.halves

    def __iter__(self) -> Iterator[str]:
        return iter(self.halves)

    def __len__(self) -> int:
        return len(self.halves)


def _torch() -> Any:
    """Return torch where it is loaded: it converts three times as fast as numpy."""
    return sys.modules.get("torch")


def _halved(array: FloatArray) -> NDArray[np.floating]:
    if not array.size or max(-array.min(), array.max()) > _HALF_MAX:
        return array
    torch = _torch()
    if torch is not None and hasattr(torch, "from_numpy") and array.flags.writeable:
        half: NDArray[np.float16] = torch.from_numpy(array).half().numpy()
        return half
    return array.astype(np.float16)


def _widened(array: NDArray[np.floating]) -> FloatArray:
    torch = _torch()
    if torch is not None and hasattr(torch, "from_numpy") and array.flags.writeable:
        wide: FloatArray = torch.from_numpy(array).float().numpy()
        return wide
    return array.astype(np.float32, copy=False)
