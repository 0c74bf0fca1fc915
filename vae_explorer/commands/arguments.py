"""Options that several commands share, and the values that they take."""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.result import MAX_SAMPLES, MAX_SEED
from vae_explorer.core.measures.samplers import MOST_COMPONENTS
from vae_explorer.core.paths import Place, read_place


def add_model(parser: ArgumentParser) -> None:
    """Declare MODEL."""
    parser.add_argument(
        "model", nargs="?", type=Path, metavar="MODEL", help="model file (default: the bundled one)"
    )


def add_data(parser: ArgumentParser, default: str) -> None:
    """Declare --dataset and --data-dir; `default` says what is taken without the former."""
    from vae_explorer.core.data import DATA_SETS

    parser.add_argument(
        "--dataset",
        choices=tuple(DATA_SETS),
        metavar="NAME",
        help=f"one of {', '.join(DATA_SETS)} (default: {default})",
    )
    add_data_dir(parser)


def add_data_dir(parser: ArgumentParser) -> None:
    """Declare --data-dir."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="folder of the data sets (default: $VAE_EXPLORER_DATA, else your data folder)",
    )


def add_split(parser: ArgumentParser) -> None:
    """Declare --split."""
    parser.add_argument(
        "--split", choices=("train", "test"), default="test", help="which part (default: test)"
    )


def point(text: str) -> tuple[float, float]:
    """Read ``Z1,Z2``."""
    try:
        z1, z2 = (float(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a point such as -1.5,0.3") from None
    if not max(abs(z1), abs(z2)) <= 1e6:  # NaN is not either
        raise ArgumentTypeError(f"{text!r} is not within 1,000,000 of the origin")
    return z1, z2


def place(text: str) -> Place:
    """Read a point, a digit by its row, or a class; see `read_place`."""
    try:
        return read_place(text)
    except UserError as error:
        raise ArgumentTypeError(f"{error.what} {error.way_out}".strip()) from None


def widths(text: str) -> tuple[int, ...]:
    """Read ``512,256``."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a list of layer widths such as 512,256") from None


def seconds(text: str) -> float:
    """Read a duration."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 86_400:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 86,400")
    return value


def sample_count(text: str) -> int:
    """Read the number of draws of z."""
    return _whole(text, 1, MAX_SAMPLES)


def seed(text: str) -> int:
    """Read a seed."""
    return _whole(text, 0, MAX_SEED)


def image_count(text: str) -> int:
    """Read the number of images in a picture."""
    return _whole(text, 1, 10_000)


def frame_count(text: str) -> int:
    """Read the number of images on the way from one place to another."""
    return _whole(text, 2, 1000)


def component_count(text: str) -> int:
    """Read the number of Gaussians in a mixture."""
    return _whole(text, 1, MOST_COMPONENTS)


def grid_size(text: str) -> int:
    """Read the number of rows of a manifold."""
    return _whole(text, 1, 200)


def _whole(text: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ArgumentTypeError(f"{text!r} is not a whole number from {low:,} to {high:,}")
    return value
