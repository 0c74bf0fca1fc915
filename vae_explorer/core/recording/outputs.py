"""What foreign networks give, brought to what is understood here: codes, and logits of pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.errors import UserError
from vae_explorer.core.objective.posteriors import NARROWEST, WIDEST

LOGITS, PIXELS, SIGNED = "logits", "pixels", "signed"
OUTPUTS = (LOGITS, PIXELS, SIGNED)
"""What a decoder may give: logits, pixels in [0, 1], or pixels in [−1, 1]."""

_EDGE = 1e-4  # of a pixel from black and from white, for its logit to be finite
_WRAP = "Wrap it: recorder.log(lambda x: …, decoder, …)."


@dataclass(frozen=True, eq=False)
class Codes:
    """Posteriors of a batch.

    Attributes
    ----------
    mean, log_variance
        (B, 2), float32 on the CPU.
    parts
        What the encoder gave them as: one tensor, or two.
    has_density
        Whether there is a variance; or else it is an autoencoder.
    """

    mean: Tensor
    log_variance: Tensor
    parts: tuple[Tensor, ...]
    has_density: bool


def codes_of(result: Any) -> Codes:
    """Understand what an encoder gave.

    Parameters
    ----------
    result
        A pair (mean, log-variance), one tensor of 4 columns, mean first, or of 2 for an
        autoencoder, or a normal distribution of torch.

    Raises
    ------
    UserError
        For anything else.
    """
    if isinstance(result, torch.distributions.Distribution):
        mean, variance = result.mean, result.variance
        return _codes(mean, variance.float().log(), ())
    if isinstance(result, Mapping) or (isinstance(result, tuple | list) and len(result) != 2):
        raise UserError(
            f"The encoder gives {type(result).__name__} of {len(result)}, of which the mean and "
            "the log-variance cannot be told.",
            _WRAP,
        )
    if isinstance(result, tuple | list):
        mean, log_variance = result
        if not (isinstance(mean, Tensor) and isinstance(log_variance, Tensor)):
            raise UserError("The encoder gives what are no tensors.", _WRAP)
        return _codes(mean.flatten(1), log_variance.flatten(1), (mean, log_variance))
    if not isinstance(result, Tensor):
        raise UserError(f"The encoder gives {type(result).__name__}, which is no tensor.", _WRAP)
    flat = result.flatten(1)
    if flat.shape[1] == LATENT_DIM:
        return _codes(flat, None, (result,))
    if flat.shape[1] == 2 * LATENT_DIM:
        mean, log_variance = flat.chunk(2, dim=1)
        return _codes(mean, log_variance, (result,))
    raise _not_a_plane(flat.shape[1])


def _codes(mean: Tensor, log_variance: Tensor | None, parts: tuple[Tensor, ...]) -> Codes:
    if mean.shape[-1] != LATENT_DIM or (
        log_variance is not None and log_variance.shape != mean.shape
    ):
        raise _not_a_plane(mean.shape[-1])
    mean = _plain(mean)
    if log_variance is None:
        return Codes(mean, torch.full_like(mean, NARROWEST), parts, has_density=False)
    return Codes(mean, _plain(log_variance).clamp(NARROWEST, WIDEST), parts, has_density=True)


def _not_a_plane(found: int) -> UserError:
    return UserError(
        f"The encoder gives {found} numbers an image, where a plane has 2, or 4 with the "
        "log-variances.",
        "Train a latent space of two dimensions, or wrap the encoder.",
    )


def _plain(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu", torch.float32)


def kind_of_output(output: Tensor) -> str:
    """Return what a decoder seems to give: `PIXELS` if all of it is in [0, 1], else `LOGITS`."""
    values = _plain(output)
    inside = bool(((values >= 0) & (values <= 1)).all())
    return PIXELS if inside else LOGITS


def logits_of(output: Tensor, kind: str) -> Tensor:
    """Return the logits of pixels, (B, pixels), float32 on the CPU."""
    values = _plain(output).flatten(1)
    if kind == LOGITS:
        return values
    if kind == SIGNED:
        values = (values + 1) / 2
    return values.clamp(_EDGE, 1 - _EDGE).logit()


def pixels_of(output: Tensor, kind: str) -> Tensor:
    """Return pixels in [0, 1], (B, pixels), float32 on the CPU."""
    values = _plain(output).flatten(1)
    if kind == LOGITS:
        return values.sigmoid()
    return ((values + 1) / 2 if kind == SIGNED else values).clamp(0, 1)
