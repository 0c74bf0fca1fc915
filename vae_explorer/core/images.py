"""The shape of the images of a data set."""

from __future__ import annotations

from typing import NamedTuple


class ImageShape(NamedTuple):
    """Channels, height and width, as in an array of shape (N, C, H, W)."""

    channels: int
    height: int
    width: int

    def __str__(self) -> str:
        return " x ".join(map(str, self))

    @property
    def pixels(self) -> int:
        """Numbers in an image, all channels counted."""
        return self.channels * self.height * self.width


DIGIT_SHAPE = ImageShape(1, 28, 28)
"""Of MNIST and its relatives, and so of every file that does not say."""
