"""What a decoder's output says of pixels, with numpy alone: their means, and draws of them.

For a single point, which a hand that drags waits for, and for draws that stand still: the noise of
an image is a function of a seed and of its place, so that what is drawn twice is the same, and that
under a hand that drags no pixel flickers that has no reason to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.language import marked
from vae_explorer.core.networks.activations import logistic

FloatArray = NDArray[np.float32]
Own = Mapping[str, FloatArray]

_NEARLY_FLAT = 0.1  # logits below this, where the continuous Bernoulli's formulas divide 0 by 0
_LEAST_VARIANCE = 1e-3  # as in `objective.gaussian`
_PACE = 10.0  # likewise


class Pixels(NamedTuple):
    """A likelihood for numpy.

    Attributes
    ----------
    mean
        From the raw output, (..., heads * pixels), the image to show, (..., pixels).
    draw
        From the raw output, noise of the same kind as `noise`, (..., pixels), and the likelihood's
        own parameters, an image.
    noise
        ``"uniform"`` in [0, 1), or ``"normal"``.
    words
        What a draw looks like, the rest of a sentence, `marked`.
    heads
        Numbers of the output for each pixel.
    """

    mean: Callable[[FloatArray], FloatArray]
    draw: Callable[[FloatArray, FloatArray, float, Own], FloatArray]
    noise: str
    words: str
    heads: int = 1


def _bits(output: FloatArray, noise: FloatArray, _variance: float, _own: Own) -> FloatArray:
    return (noise < logistic(output)).astype(np.float32)


def _continuous_mean(output: FloatArray) -> FloatArray:
    away = np.where(np.abs(output) < _NEARLY_FLAT, np.float32(_NEARLY_FLAT), output)
    closed = -1 / np.expm1(-away) - 1 / away
    flat = np.float32(0.5) + output / 12
    mean: FloatArray = np.where(np.abs(output) < _NEARLY_FLAT, flat, closed).clip(0, 1)
    return mean


def _continuous_draw(
    output: FloatArray, noise: FloatArray, _variance: float, _own: Own
) -> FloatArray:
    """Return the inverse of the distribution function at the noise."""
    size = np.maximum(np.abs(output), np.float32(1e-3))
    # The density for −l is that for l mirrored; this way round nothing overflows.
    falling = output < 0
    part = np.where(falling, noise, 1 - noise)
    below = np.log1p(part * np.expm1(-size)) / -size
    drawn = np.where(falling, below, 1 - below)
    image: FloatArray = np.where(np.abs(output) < 1e-3, noise, drawn)
    return image


def _gaussian_draw(output: FloatArray, noise: FloatArray, variance: float, _own: Own) -> FloatArray:
    return logistic(output) + np.float32(variance**0.5) * noise


def _learned_draw(output: FloatArray, noise: FloatArray, _variance: float, own: Own) -> FloatArray:
    variance = _LEAST_VARIANCE + np.exp(_PACE * own["log_variance"])
    image: FloatArray = logistic(output) + np.sqrt(variance).astype(np.float32) * noise
    return image


def _cut_off(output: FloatArray) -> FloatArray:
    """Return what can be shown of a mean that nothing keeps between black and white."""
    return output.clip(0, 1)


def _linear_draw(output: FloatArray, noise: FloatArray, _variance: float, own: Own) -> FloatArray:
    image: FloatArray = output + np.exp(0.5 * own["log_variance"]) * noise
    return image


def _pixel_mean(output: FloatArray) -> FloatArray:
    return logistic(np.split(output, 2, axis=-1)[0])


def _pixel_draw(output: FloatArray, noise: FloatArray, _variance: float, _own: Own) -> FloatArray:
    mean, raw = np.split(output, 2, axis=-1)
    deviation = np.sqrt(_LEAST_VARIANCE + np.logaddexp(raw, 0)).astype(np.float32)
    image: FloatArray = logistic(mean) + deviation * noise
    return image


def _as_it_is(output: FloatArray, _noise: FloatArray, _variance: float, _own: Own) -> FloatArray:
    return logistic(output)


_BITS = Pixels(
    logistic,
    _bits,
    "uniform",
    marked("each pixel is a coin of its own, black or white; the mean is how often it is white."),
)

# Of the likelihoods in `objective.likelihoods`; of one that is not here, torch makes the images.
PIXELS: dict[str, Pixels] = {
    "bernoulli": _BITS,
    "binary": _BITS,
    "threshold": _BITS,
    "continuous-bernoulli": Pixels(
        _continuous_mean,
        _continuous_draw,
        "uniform",
        marked("each pixel has a grey of its own, anywhere from black to white."),
    ),
    "gaussian": Pixels(
        logistic,
        _gaussian_draw,
        "normal",
        marked("the mean with noise of the σ that was chosen on each pixel."),
    ),
    "gaussian-learned": Pixels(
        logistic,
        _learned_draw,
        "normal",
        marked("the mean with noise of the learned σ, the same on each pixel."),
    ),
    "gaussian-pixel": Pixels(
        _pixel_mean,
        _pixel_draw,
        "normal",
        marked("the mean with noise where the decoder is unsure: σ is learned for each pixel."),
        heads=2,
    ),
    "gaussian-linear": Pixels(
        _cut_off,
        _linear_draw,
        "normal",
        marked("the mean with noise on each pixel, of what two components leave unexplained."),
    ),
    "squared-error": Pixels(
        logistic,
        _as_it_is,
        "normal",
        marked("a GAN draws its images as they are: there is no noise to draw."),
    ),
}


@lru_cache(maxsize=1024)
def noise_field(kind: str, seed: int, place: int, pixels: int) -> FloatArray:
    """Return the noise of one image, (pixels,) float32, read-only.

    Parameters
    ----------
    kind
        See `Pixels.noise`.
    seed, place
        Of which it is a function; neither is negative.
    """
    generator = np.random.default_rng((seed, place))
    field: FloatArray = (
        generator.random(pixels, np.float32)
        if kind == "uniform"
        else generator.standard_normal(pixels, np.float32)
    )
    field.setflags(write=False)
    return field
