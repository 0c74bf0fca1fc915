"""Pictures as files: a PNG of one image, an animation of many."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr

FRAME_MS = 40
_SMALLEST = 280  # pixels of an animation's shorter side: players smooth what is smaller

Images = NDArray[np.floating] | NDArray[np.uint8]


def png_bytes(image: Images) -> bytes:
    """Return an image, (channels, height, width), uint8 or in [0, 1], as a PNG.

    Raises
    ------
    UserError
        When it is neither grey nor in red, green and blue.
    """
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(_levels(image, "PNG")).save(buffer, "PNG")
    return buffer.getvalue()


def gif_bytes(images: Images, frame_ms: int = FRAME_MS) -> bytes:
    """Return images, (N, channels, height, width), uint8 or in [0, 1], as an endless animation.

    Pixels are enlarged to whole squares, at least 280 a side in all.

    Parameters
    ----------
    frame_ms
        How long each is seen, in milliseconds; the format counts hundredths of a second.

    Raises
    ------
    UserError
        See `png_bytes`.
    """
    from PIL import Image

    frames = []
    for image in images:
        frame = Image.fromarray(_levels(image, "GIF"))
        factor = max(1, -(-_SMALLEST // min(frame.size)))
        size = (frame.width * factor, frame.height * factor)
        frames.append(frame.resize(size, Image.Resampling.NEAREST))
    buffer = io.BytesIO()
    frames[0].save(
        buffer, format="GIF", save_all=True, append_images=frames[1:], duration=frame_ms, loop=0
    )
    return buffer.getvalue()


def _levels(image: Images, kind: str) -> NDArray[np.uint8]:
    """Return (height, width) of greys, or (height, width, 3)."""
    levels: NDArray[np.uint8]
    if image.dtype == np.uint8:
        levels = image.astype(np.uint8, copy=False)
    else:
        levels = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    if len(levels) not in (1, 3):
        raise UserError(
            tr(
                "A {kind} file has one or three channels, and these images have {channels}.",
                kind=kind,
                channels=len(levels),
            ),
            tr("Save a .npy file."),
        )
    return levels[0] if len(levels) == 1 else levels.transpose(1, 2, 0)
