"""`Recorder`: a line in anyone's training loop, and the run can be watched and rewound."""

from __future__ import annotations

import math
import os
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer import __version__
from vae_explorer.core.config import OWN_IMAGES, RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import History, Losses
from vae_explorer.core.images import ImageShape
from vae_explorer.core.recording.beginning import begin_recording
from vae_explorer.core.recording.calling import undisturbed, unwrapped
from vae_explorer.core.recording.looking import Looking
from vae_explorer.core.recording.losses import LossMeans, measured
from vae_explorer.core.recording.outputs import OUTPUTS
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.session_file import FolderWriter
from vae_explorer.core.text import either
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import spacing

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.recording.beginning import begin_recording
from vae_explorer.core.recording.calling import Network

_KEY = "1"
# Of the training, that frames may take where no spacing was asked for: most happens at first.
_FIRST_SECONDS, _MOST_OF_THE_TIME = 1.0, 0.05
_MOST_IMAGES = 10_000
_STEPS_PER_EPOCH = 1000  # where nobody tells
# Means that a decoder's output is a logit of each pixel's, so that its sigmoid is the image.
_LIKELIHOODS = ("bernoulli", "binary", "threshold", "gaussian")


class Recorder:
    """Writes moments of a training into a folder, which ``vae-explorer watch`` follows.

    Nothing of the training is disturbed: its random numbers, the modes of its modules and its
    gradients are what they would have been. Under ``torchrun`` the first process writes, and
    `log` does nothing in the others.

    Parameters
    ----------
    folder
        Made when there is something to write. If there is an earlier recording in it, that goes,
        but for what is before the first step: so a training that is taken up again goes on in it.
    name
        What the run is called; the folder's name if left out.
    every
        Steps between two frames. If left out, frames are dense at first and then rarer, a hundred
        in thirty epochs of MNIST, and take at most a twentieth of the time.
    dataset
        Key of the data set that the images are the first held-out ones of, such as ``"mnist"``:
        then the window can show them. Left out for any others.
    class_names
        Of the labels; digits, or numbers, if left out.
    shape
        Channels, height and width of an image, where the tensor does not tell.
    output
        What the decoder gives: ``"logits"``, ``"pixels"`` in [0, 1], or ``"signed"`` ones in
        [−1, 1]. If left out, pixels where all that it gives at first is in [0, 1], else logits.
    likelihood
        What its loss takes pixels for: ``"bernoulli"``, ``"binary"`` or ``"gaussian"``.
    beta
        Weight of the KL divergence, for the record.
    steps_per_epoch
        So that steps can be told in epochs. Where nothing tells of epochs, a thousand steps count
        as one.

    Raises
    ------
    UserError
        For an argument that is out of range.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        name: str = "",
        every: int | None = None,
        dataset: str | None = None,
        class_names: Sequence[str] | None = None,
        shape: tuple[int, int, int] | None = None,
        output: str | None = None,
        likelihood: str = "bernoulli",
        beta: float = 1.0,
        steps_per_epoch: int | None = None,
    ) -> None:
        for given, choices, noun in (
            (dataset, DATA_SETS, "data set"),
            (output, OUTPUTS, "output"),
            (likelihood, _LIKELIHOODS, "likelihood"),
        ):
            if given is not None and given not in choices:
                raise UserError(f"The {noun} is {given!r:.40}; choose {either(choices)}.")
        for number, noun in ((every, "every"), (steps_per_epoch, "steps_per_epoch")):
            if number is not None and number < 1:
                raise UserError(f"{noun} is {number}, where 1 or more is needed.")
        self._folder = Path(folder).absolute()
        self._name = name or self._folder.name
        self._every = every
        self._steps_per_epoch = steps_per_epoch
        self._dataset = dataset
        self._class_names = tuple(class_names) if class_names is not None else None
        self._looking = Looking(ImageShape(*shape) if shape is not None else None, output)
        self._config = RunConfig(
            dataset=dataset or OWN_IMAGES, likelihood=likelihood, beta=beta
        ).validated()
        self._writer = FolderWriter(self._folder)
        self._history = History()
        self._means = LossMeans()
        self._taken_at: int | None = None
        self._began, self._spent = time.perf_counter(), 0.0
        self._warned: set[str] = set()
        self._is_first = True

    def log(
        self,
        encoder: Network,
        decoder: Network,
        images: Tensor | NDArray[Any],
        labels: Tensor | NDArray[Any] | Sequence[int] | None,
        step: int,
        *,
        epoch: float | None = None,
        losses: Mapping[str, float | Tensor] | None = None,
        test_losses: Mapping[str, float | Tensor] | None = None,
        now: bool = False,
    ) -> bool:
        """Write a frame if one is due; cheap if none is.

        What cannot be written is told by a warning, once, and the training goes on.

        Parameters
        ----------
        encoder
            A module, or anything that can be called with `images`. It gives a pair (mean,
            log-variance), each (B, 2), one tensor of 4 columns, or of 2 for an autoencoder.
        decoder
            Takes points of the plane, (B, 2), and gives images.
        images
            Held-out images as the encoder takes them, always the same; the first 10,000 count.
        labels
            Their classes, whole numbers from 0; None if there are none.
        step
            Optimiser steps so far.
        epoch
            Passes over the training images so far, with a fraction.
        losses
            For the curves: ``reconstruction`` and ``kl`` of the minibatch, means in nats per image.
            Give them with each step: their means from frame to frame are drawn. Tensors may stay
            where they are.
        test_losses
            The same of held-out images, where they have been measured.
        now
            Write a frame though none is due: at the end of the training, say.

        Returns
        -------
        bool
            Whether a frame was written.

        Raises
        ------
        UserError
            At the first call, for what cannot be recorded: another number of latent dimensions,
            say. What goes wrong later is a warning, and so is a disk that cannot be written.
        """
        if not _is_first_process():
            return False
        if losses is not None:
            self._means.add(losses)
        if not (self._is_due(step) or (now and step != self._taken_at)):
            return False
        started = time.perf_counter()
        if self._taken_at is not None and step < self._taken_at:  # another training
            self._is_first, self._history = True, History()
        self._taken_at = step
        try:
            if epoch is None:
                epoch = step / (self._steps_per_epoch or _STEPS_PER_EPOCH)
            self._note_losses(test_losses, step, epoch)
            self._write(self._snapshot(encoder, decoder, images, labels, step, epoch))
        except _Diverged as error:
            self._warn(str(error))
            return False
        except Exception as error:
            if self._is_first and not isinstance(error.__cause__, OSError):
                raise
            known = isinstance(error, UserError)
            self._warn(str(error) if known else f"No frame was taken: {error!r:.200}.")
            return False
        finally:
            self._spent += time.perf_counter() - started
        return True

    def _is_due(self, step: int) -> bool:
        last = self._taken_at
        if last is None or step < last:
            return True
        if self._every is not None:
            return step - last >= self._every
        seconds = time.perf_counter() - self._began
        late = self._spent > _FIRST_SECONDS + _MOST_OF_THE_TIME * seconds
        return step - last >= spacing(last) and not late

    def _snapshot(
        self,
        encoder: Network,
        decoder: Network,
        images: Tensor | NDArray[Any],
        labels: Tensor | NDArray[Any] | Sequence[int] | None,
        step: int,
        epoch: float,
    ) -> Snapshot:
        encoder, decoder = unwrapped(encoder), unwrapped(decoder)
        x = images[:_MOST_IMAGES]
        with undisturbed(encoder, decoder):
            taken = self._looking.look(encoder, decoder, x)
        if not taken.is_finite:
            raise _Diverged("Its codes or weights are no finite numbers: such moments are left out")
        classes = _labels(labels, len(taken.mean))
        config = self._config.changed(
            regime=taken.networks.regime,
            posterior="diagonal" if taken.has_density else "delta",
            epochs=max(1, math.ceil(epoch)),
        )
        config = replace(config, architecture=taken.networks.architecture)
        return Snapshot(
            config=config,
            step=step,
            epoch=epoch,
            weights=taken.networks.weights,
            embedding=taken.mean,
            log_variance=taken.log_variance,
            labels=classes,
            history=self._history,
            shape=taken.shape,
            class_names=self._names(classes),
        )

    def _names(self, labels: NDArray[np.uint8]) -> tuple[str, ...]:
        if self._class_names is None:
            known = DATA_SETS[self._dataset].class_names if self._dataset else ()
            number = int(labels.max(initial=0)) + 1
            usual = known or tuple(str(i) for i in range(max(number, 10 if number > 1 else 1)))
            self._class_names = usual if number > 1 or known else ("all",)
        return self._class_names

    def _note_losses(
        self, test: Mapping[str, float | Tensor] | None, step: int, epoch: float
    ) -> None:
        rows = {"train": self._means.take(), "test": measured(test) if test is not None else None}
        for split, values in rows.items():
            if values is not None and all(map(math.isfinite, values)):
                row = Losses(step, epoch, *values)
                self._history = self._history.with_losses(**{split: row})

    def _write(self, snapshot: Snapshot) -> None:
        if self._is_first:
            self._begin(snapshot.step)
            snapshot = replace(snapshot, history=self._history)
        self._writer.frame(_KEY, Frame.of(snapshot))
        self._writer.model(_KEY, snapshot)
        self._is_first = False

    def _begin(self, step: int) -> None:
        """Say what is to come, and take away what is of another training."""
        earlier = begin_recording(
            self._writer, _KEY, step, self._name, f"vae_explorer.Recorder {__version__}"
        )
        if earlier is not None:
            before, new = earlier.until(step - 1), self._history
            self._history = History(
                np.concatenate((before.train, new.train)),
                np.concatenate((before.test, new.test)),
            )

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warned:
            self._warned.add(sentence)
            warnings.warn(
                f"VAE Explorer's Recorder: {sentence} The training goes on.",
                RuntimeWarning,
                stacklevel=3,
            )


class _Diverged(Exception):
    """There is nothing to be seen at a moment."""


def _is_first_process() -> bool:
    """Whether this is the process that writes, of those that train one model."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_rank() == 0
    return os.environ.get("RANK", "0") in ("", "0")


def _labels(labels: Any, count: int) -> NDArray[np.uint8]:
    """Return the classes of the images, (N,) uint8."""
    if labels is None:
        return np.zeros(count, np.uint8)
    found = labels.detach().cpu().numpy() if isinstance(labels, torch.Tensor) else labels
    found = np.asarray(found)[:count]
    if found.shape != (count,):
        raise UserError(
            f"There are {count:,} images, and labels of shape {' x '.join(map(str, found.shape))}.",
            "Give one class for each image.",
        )
    if found.dtype.kind not in "iub" or (count and not 0 <= found.min() <= found.max() <= 255):
        raise UserError("The labels are no whole numbers from 0 to 255.")
    return found.astype(np.uint8)
