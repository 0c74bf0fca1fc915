"""Looking at foreign networks at one moment: codes of the images, and the decoder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.recording.calling import Network, home_of, modules_of
from vae_explorer.core.recording.chains import Chain, chain_of, watched
from vae_explorer.core.recording.networks import Recorded, recorded
from vae_explorer.core.recording.outputs import Codes, codes_of, kind_of_output

FloatArray = NDArray[np.float32]

_BLOCK = 1000  # images that are encoded at a time
_TRIED = 16  # with which the layers are found
_POINTS = 256  # decoded to see what a decoder gives
_PRIOR_REACH = 3.0  # of the region that a table covers, at least


@dataclass(frozen=True, eq=False)
class Taken:
    """What was seen.

    Attributes
    ----------
    networks
        As ours.
    mean, log_variance
        Of the posteriors, (N, 2).
    has_density
        Whether there are log-variances.
    shape
        Of the images.
    """

    networks: Recorded
    mean: FloatArray
    log_variance: FloatArray
    has_density: bool
    shape: ImageShape

    @property
    def is_finite(self) -> bool:
        """Whether all of it are numbers that can be drawn."""
        arrays = (self.mean, self.log_variance, *self.networks.weights.values())
        return all(np.isfinite(array).all() for array in arrays)


class Looking:
    """Looks at networks that are trained, again and again.

    Parameters
    ----------
    shape
        Of the images; None where the tensor tells.
    output
        What the decoder gives, see `outputs`; None where that is to be found out.
    """

    def __init__(self, shape: ImageShape | None, output: str | None) -> None:
        self._shape = shape
        self._output = output

    def look(self, encoder: Network, decoder: Network, images: Tensor | NDArray[Any]) -> Taken:
        """Return what there is to be seen; the networks are at rest.

        Raises
        ------
        UserError
            For what cannot be understood.
        """
        if isinstance(images, np.ndarray) and not images.flags.writeable:
            images = images.copy()  # else torch warns
        x = torch.as_tensor(images)
        if not len(x):
            raise UserError("There are no images.", "Give some hundreds that are held out.")
        if x.dtype == torch.uint8:
            x = x.float() / 255
        whole = _at_home(encoder, x[:_TRIED])
        result, products = watched(encoder, whole)
        first = codes_of(result)
        parts = [part.flatten(1) for part in first.parts]
        chain = chain_of(products, whole, parts) if parts and _is_plain(whole) else None
        shape = self._shape = self._shape or _shape_of(x)
        blocks = [codes_of(encoder(_at_home(encoder, rows))) for rows in torch.split(x, _BLOCK)]
        mean = torch.cat([codes.mean for codes in blocks])
        log_variance = torch.cat([codes.log_variance for codes in blocks])
        networks = self._decoder(decoder, chain, first, whole, shape, mean)
        return Taken(networks, mean.numpy(), log_variance.numpy(), first.has_density, shape)

    def _decoder(
        self,
        decoder: Network,
        chain: Chain | None,
        codes: Codes,
        x: Tensor,
        shape: ImageShape,
        mean: Tensor,
    ) -> Recorded:
        def decode(z: Tensor) -> Tensor:
            found = decoder(_at_home(decoder, z))
            if not isinstance(found, Tensor) or found.numel() != len(z) * shape.pixels:
                size = found.numel() / len(z) if isinstance(found, Tensor) else 0
                raise UserError(
                    f"The decoder gives {size:g} numbers a point, where an image has "
                    f"{shape.pixels} ({shape}).",
                    "Give the Recorder shape=(channels, height, width), or wrap the decoder.",
                )
            return found

        finite = mean[mean.isfinite().all(1)]
        reach = torch.full((2,), _PRIOR_REACH)
        low = torch.minimum(finite.amin(0), -reach) if len(finite) else -reach
        high = torch.maximum(finite.amax(0), reach) if len(finite) else reach
        if self._output is None:
            points = finite[:_POINTS] if len(finite) else torch.zeros(1, 2)
            self._output = kind_of_output(decode(points))
        return recorded(
            decode, self._output, chain, codes, x.detach().float().cpu(), shape, (low, high)
        )


def _at_home(network: Network, x: Tensor) -> Tensor:
    """Return a tensor where a network is, and as it takes it."""
    home = home_of(modules_of(network))
    if home is None:
        return x
    device, dtype = home
    return x.to(device, dtype if x.is_floating_point() and dtype.is_floating_point else x.dtype)


def _is_plain(x: Tensor) -> bool:
    """Whether images are pixels in [0, 1], as they are when this program encodes others."""
    return bool(((x >= 0) & (x <= 1)).all())


def _shape_of(x: Tensor) -> ImageShape:
    """Return the shape of images, (N, C, H, W), (N, H, W), or (N, pixels) of squares."""
    if x.ndim == 4:
        return ImageShape(*x.shape[1:])
    if x.ndim == 3:
        return ImageShape(1, *x.shape[1:])
    if x.ndim == 2:
        for channels in (1, 3):
            side = math.isqrt(x.shape[1] // channels)
            if side and channels * side * side == x.shape[1]:
                return ImageShape(channels, side, side)
    raise UserError(
        f"The shape of an image cannot be told from {' x '.join(map(str, x.shape[1:]))} numbers.",
        "Give the Recorder shape=(channels, height, width).",
    )
