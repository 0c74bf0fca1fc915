"""What a data set is: labelled images of one size, found by a key."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

import numpy as np

from vae_explorer.core.images import ImageShape

if TYPE_CHECKING:
    from numpy.typing import NDArray

Split: TypeAlias = Literal["train", "test"]

DIGITS = tuple("0123456789")
DATA_ROOT_VARIABLE = "VAE_EXPLORER_DATA"


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """Images with their class labels.

    Parameters
    ----------
    images
        Levels, uint8 of shape (N, channels, height, width): 0 is none of the channel's colour, or
        the background of a grey image, 255 is all of it, or full ink.
    labels
        Class indices, uint8 of shape (N,).
    class_names
        Names of the classes, up to 256, in the order of their labels.

    Raises
    ------
    ValueError
        If the shapes or types differ from the above, or a label has no name.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    class_names: tuple[str, ...] = DIGITS

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.ndim != 4:
            raise ValueError(
                "images must be uint8 (N, channels, height, width), "
                f"not {self.images.dtype} {self.images.shape}"
            )
        if self.labels.dtype != np.uint8 or self.labels.shape != (len(self.images),):
            raise ValueError(
                f"labels must be uint8 ({len(self.images)},), "
                f"not {self.labels.dtype} {self.labels.shape}"
            )
        if self.labels.max(initial=0) >= len(self.class_names):
            raise ValueError(
                f"a label is {self.labels.max()}, but there are {len(self.class_names)} classes"
            )

    @property
    def shape(self) -> ImageShape:
        """Of each image."""
        return ImageShape(*self.images.shape[1:])

    @cached_property
    def ink(self) -> tuple[float, float]:
        """The least and the most ink that one of them has: the mean level, in [0, 1]."""
        means = self.images.reshape(len(self), -1).mean(axis=1) / 255
        return float(means.min(initial=1)), float(means.max(initial=0))

    def __len__(self) -> int:
        return len(self.images)

    def first(self, count: int) -> LabelledImages:
        """Return the first `count`, without a copy; itself where there are no more."""
        if count >= len(self):
            return self
        return LabelledImages(self.images[:count], self.labels[:count], self.class_names)


@dataclass(frozen=True)
class Progress:
    """How far a download has come.

    Parameters
    ----------
    done
        Bytes on disk so far, over all files of the data set.
    total
        Bytes of all files, or None while a server has not told.
    what
        What is being done, for a label: ``"train-images-idx3-ubyte.gz"``.
    """

    done: int
    total: int | None
    what: str


ProgressCallback: TypeAlias = Callable[[Progress], None]
CancelCallback: TypeAlias = Callable[[], bool]


def never() -> bool:
    """Return False: what is done may take its time."""
    return False


class DownloadCancelled(Exception):
    """The user cancelled a download; what has arrived is kept for the next attempt."""


@runtime_checkable
class DataSet(Protocol):
    """One entry of the registry ``DATA_SETS``. All images of one shape, in up to 256 classes."""

    @property
    def key(self) -> str:
        """Name on the command line and in model files, such as ``"fashion-mnist"``."""

    @property
    def title(self) -> str:
        """Name for people, `marked`, such as ``"FashionMNIST"``."""

    @property
    def shape(self) -> ImageShape:
        """Of its images."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, in the order of their labels."""

    @property
    def can_download(self) -> bool:
        """Whether ``download`` can fetch it."""

    def is_available(self, root: Path) -> bool:
        """Whether ``load`` is expected to work without a download. Looks, but does not read."""

    def problem(self, root: Path) -> str | None:
        """Say in a sentence what is damaged; None if nothing is, also where nothing is there."""

    def load(
        self, root: Path, split: Split, seed: int = 0, cancelled: CancelCallback = never
    ) -> LabelledImages:
        """Return one split.

        Parameters
        ----------
        root
            Folder of all data sets, see `data_root`. It may be read-only.
        split
            ``"train"`` or ``"test"``.
        seed
            Seed of generated data sets. Data sets on disk ignore it.
        cancelled
            Polled by what takes long; True ends it.

        Raises
        ------
        UserError
            If files are missing or damaged.
        Interrupted
            If `cancelled` returned True.
        """

    def download(self, root: Path, progress: ProgressCallback, cancelled: CancelCallback) -> None:
        """Fetch what is missing below `root`.

        Parameters
        ----------
        root
            Folder of all data sets. It is made if need be.
        progress
            Called with the bytes so far, on the calling thread.
        cancelled
            Polled between chunks; True ends the download.

        Raises
        ------
        UserError
            Without network, space or permission, or if no mirror has the right file.
        DownloadCancelled
            If `cancelled` returned True. What has arrived is kept for the next attempt.
        """


def data_root(explicit: Path | None = None) -> Path:
    """Return the folder of the data sets, whether or not it exists.

    The first that is given of: `explicit` (the option ``--data-dir``), the environment variable
    ``VAE_EXPLORER_DATA``, the platform's folder for user data.
    """
    if explicit is not None:
        return explicit.expanduser()
    if from_environment := os.environ.get(DATA_ROOT_VARIABLE):
        return Path(from_environment).expanduser()
    from platformdirs import user_data_path

    return user_data_path("vae-explorer", appauthor=False) / "data"
