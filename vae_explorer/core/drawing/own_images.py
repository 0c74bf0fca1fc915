"""Images of one's own, drawn or opened, made as a model takes them.

Digits are normalised as those of MNIST were (LeCun, Cortes and Burges,
http://yann.lecun.com/exdb/mnist): scaled with anti-aliasing to fit 20 x 20 pixels, aspect kept, and
laid by whole pixels into 28 x 28 with their centre of mass in the middle. Images of another shape
likewise, in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.light import uneven_ink
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.language import tr
from vae_explorer.core.selection import OwnImage

Levels = NDArray[np.uint8]

_BOX = 20 / 28  # of a side: what the ink fills
_NOISE = 0.1  # of full ink, below which what is on a picture is its ground
_STRETCHED = 1.1  # what a change of contrast has to be to be told of
_FAINTEST = 12  # levels between ink and ground, below which there is nothing to be seen


@dataclass(frozen=True, eq=False)
class Drawing(OwnImage):
    """What was drawn on a pad.

    Attributes
    ----------
    ink
        (h, w), uint8: all of the pad, of which `pixels` is what the model takes.
    """

    ink: Levels = field(kw_only=True)


def centred(ink: Levels, shape: ImageShape) -> Levels:
    """Return ink as MNIST would have it.

    Parameters
    ----------
    ink
        (h, w), of any size; 0 is the ground, everything else counts as ink.
    shape
        Of the images to be.

    Returns
    -------
    ndarray
        Of `shape`, the same in each channel; all 0 without ink.
    """
    channels, height, width = shape
    laid = np.zeros((height, width), np.uint8)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size:
        box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        room = max(1, round(_BOX * height)), max(1, round(_BOX * width))
        scaled = _scaled(box, min(room[0] / box.shape[0], room[1] / box.shape[1]))
        top, left = (
            _offset(scaled.sum(axis=1 - axis, dtype=np.float64), side)
            for axis, side in enumerate((height, width))
        )
        laid[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return np.repeat(laid[None], channels, axis=0)


def _offset(mass: NDArray[np.float64], side: int) -> int:
    """Return where ink begins along an axis, so that its centre of mass is in the middle."""
    centre = float(mass @ np.arange(len(mass)) / max(mass.sum(), 1e-9))
    # MNIST's centres of mass are from 13.5 up to 14.5, counted from 0 at the first pixel's centre.
    return int(np.clip(round(side // 2 - centre), 0, side - len(mass)))


def placed(ink: Levels, shape: ImageShape) -> Levels:
    """Return ink where it is, scaled to a shape; as `centred` otherwise."""
    from PIL import Image

    channels, height, width = shape
    scaled = Image.fromarray(ink).resize((width, height), Image.Resampling.HAMMING)
    return np.repeat(np.asarray(scaled)[None], channels, axis=0)


def _scaled(levels: Levels, factor: float) -> Levels:
    """Return a picture, (h, w) or (h, w, 3), by so much larger; smaller with anti-aliasing."""
    from PIL import Image

    height, width = (max(1, round(factor * side)) for side in levels.shape[:2])
    picture = Image.fromarray(np.ascontiguousarray(levels))
    # Averages when it makes smaller and interpolates when it makes larger, without ringing; what
    # has the size already stays as it is.
    return np.asarray(picture.resize((width, height), Image.Resampling.HAMMING))


def from_picture(
    picture: Levels,
    shape: ImageShape,
    *,
    centre: bool = True,
    size: tuple[int, int] | None = None,
) -> tuple[Levels, str]:
    """Turn a picture into an image that a model takes, and say what was done.

    Parameters
    ----------
    picture
        (h, w) of greys, or (h, w, 3); uint8.
    shape
        Of the model's images. With three channels they stay in colour, and what does not fit is
        framed by the picture's ground; with one they are ink on black.
    centre
        Whether grey ink is laid as `centred` does; otherwise the whole picture is scaled. One that
        has the size already is not moved.

    Returns
    -------
    image : ndarray
        Of `shape`, uint8.
    note : str
        Sentences for the user; empty where nothing was done.

    Raises
    ------
    UserError
        When there is nothing on the picture.
    """
    channels, height, width = shape
    size = size or (picture.shape[1], picture.shape[0])
    if channels == 3:
        return _in_colour(picture, size, height, width)
    done = [tr("turned to grey")] if _has_colour(picture) else []
    fits = size == (width, height)
    ink, told = _ink_of(_grey(picture), as_it_is=fits)
    done += told
    if fits:
        image = np.repeat(ink[None], channels, axis=0)
    else:
        if centre:
            done.append(
                tr(
                    "scaled from {width:,} x {height:,} and centred as MNIST’s digits are",
                    width=size[0],
                    height=size[1],
                )
            )
            image = centred(np.where(ink < _NOISE * 255, 0, ink).astype(np.uint8), shape)
        else:
            done.append(_scaled_from(size))
            image = _framed(ink, height, width, 0)[None].repeat(channels, axis=0)
    return image, _sentence(done)


def _in_colour(
    picture: Levels, size: tuple[int, int], height: int, width: int
) -> tuple[Levels, str]:
    colour = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    if size == (width, height):
        return np.moveaxis(colour, 2, 0).copy(), ""
    ground = np.rint(np.median(_border(colour), axis=0)).astype(np.uint8)
    framed = _framed(colour, height, width, ground)
    return np.moveaxis(framed, 2, 0).copy(), _sentence([_scaled_from(size)])


def _ink_of(grey: Levels, *, as_it_is: bool) -> tuple[Levels, list[str]]:
    """Return ink on black, and what was done for that.

    With `as_it_is` ink on a clean ground keeps its levels; else most of it is white.
    """
    ground = float(np.median(_border(grey)))
    inverted = ground > 127.5
    done = [tr("inverted, because its ground was light")] if inverted else []
    height = None if as_it_is else uneven_ink(grey, dark=inverted)
    if height is not None:
        done.append(tr("its uneven light evened out"))
    else:
        height = (ground - grey if inverted else grey - ground).clip(0, 255)
    if height.max() < _FAINTEST:
        raise UserError(
            tr("There is nothing on the picture that stands out from its ground."),
            tr("Choose one of a dark digit on a light ground, or of a light one on a dark ground."),
        )
    factor = 1.0
    if not (as_it_is and ground in (0.0, 255.0)):
        # Of what is ink for certain the middle: the strongest may be a speck, or a JPEG's ringing.
        factor = max(1.0, 255 / float(np.median(height[height > height.max() / 2])))
    levels = np.rint((height * factor).clip(0, 255)).astype(np.uint8)
    if factor > _STRETCHED:
        done.append(tr("its contrast stretched"))
    return levels, done


def _border(levels: Levels) -> Levels:
    """Return the pixels along the edges, (n,) or (n, 3)."""
    sides = (levels[0], levels[-1], levels[:, 0], levels[:, -1])
    return np.concatenate(sides)


def _framed(levels: Levels, height: int, width: int, ground: Levels | int) -> Levels:
    """Return a picture in the middle of a field of the ground's level, as large as fits."""
    frame = np.empty((height, width, *levels.shape[2:]), np.uint8)
    frame[:] = ground
    scaled = _scaled(levels, min(height / levels.shape[0], width / levels.shape[1]))
    scaled = scaled[:height, :width]
    top, left = (height - scaled.shape[0]) // 2, (width - scaled.shape[1]) // 2
    frame[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return frame


def _has_colour(picture: Levels) -> bool:
    if picture.ndim == 2:
        return False
    spread = picture.max(axis=2).astype(np.int16) - picture.min(axis=2)
    return bool((spread > 8).any())


def _grey(picture: Levels) -> Levels:
    """Return the luma of a picture, (h, w), by ITU-R BT.601 as Pillow has it."""
    if picture.ndim == 2:
        return picture
    luma: Levels = np.rint(picture @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)
    return luma


def _sentence(done: list[str]) -> str:
    text = tr("; ").join(done)
    return tr("{text}.", text=f"{text[0].upper()}{text[1:]}") if text else ""


def _scaled_from(size: tuple[int, int]) -> str:
    return tr("scaled from {width:,} x {height:,}", width=size[0], height=size[1])
