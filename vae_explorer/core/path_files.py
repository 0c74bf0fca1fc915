"""The images along a way as files: an animation, a strip, arrays, or a folder of pictures.

To add a kind, write a function with the arguments of `Write` and name it in `KINDS`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.paths import Digit, Pair, Place, Route, there_and_back
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.storage.kinds import FOLDER, by_suffix
from vae_explorer.core.storage.picture_files import gif_bytes, png_bytes

RATE = 25.0  # frames a second, where nobody says
_VIDEO, _PICTURE = 560, 280  # pixels of the shorter side, at least

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class PathImages:
    """What is decoded along a way, and what the way is.

    Attributes
    ----------
    images
        (N, C, H, W), uint8.
    z
        From where, (N, 2).
    waypoints
        Through which the way goes, (K, 2).
    rows, labels
        Of waypoints that are digits, their rows and classes, (K,); −1 for points of the plane.
    class_names
        In the order of the labels.
    shortest
        Whether it is the shortest way under the decoder's metric, and not the straight one.
    """

    images: NDArray[np.uint8]
    z: NDArray[np.float32]
    waypoints: NDArray[np.float64]
    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...]
    shortest: bool = False


def path_images(
    snapshot: Snapshot,
    route: Route,
    where: tuple[Pair, ...],
    z: NDArray[np.float32],
    images: NDArray[np.uint8],
) -> PathImages:
    """Return images along a route of a snapshot, whose waypoints lie at `where`."""
    rows = np.array([_row(place) for place in route.places], np.int64)
    known = (rows >= 0) & (rows < len(snapshot.labels))
    labels = np.full(len(rows), -1, np.int64)
    labels[known] = snapshot.labels[rows[known]]
    places = np.array(where, np.float64).reshape(-1, 2)
    return PathImages(images, z, places, rows, labels, snapshot.class_names, route.shortest)


def _row(place: Place) -> int:
    return place.row if isinstance(place, Digit) else -1


class Write(Protocol):
    """Writes a file, whole or not at all."""

    def __call__(
        self, path: Path, made: PathImages, rate: float, progress: Progress, go_on: GoOn
    ) -> None:
        """Write it.

        Parameters
        ----------
        rate
            Frames a second.
        progress
            Told how many pictures are written, of how many.
        go_on
            Called before each; may raise, and then nothing is left.
        """
        ...


GoOn = Callable[[], None]


def _gif(path: Path, made: PathImages, rate: float, progress: Progress, go_on: GoOn) -> None:
    go_on()
    frames = made.images[there_and_back(len(made.images))]
    content = gif_bytes(frames, round(1000 / rate))
    go_on()
    write_atomically(path, content)
    progress(len(frames), len(frames))


def _mp4(path: Path, made: PathImages, rate: float, progress: Progress, go_on: GoOn) -> None:
    from vae_explorer.core.film.mp4 import write_mp4

    frames = made.images[there_and_back(len(made.images))]
    write_mp4(path, _pictures(frames, _VIDEO, progress, go_on), rate, list)


def _strip(
    path: Path,
    made: PathImages,
    rate: float,  # noqa: ARG001
    progress: Progress,
    go_on: GoOn,
) -> None:
    go_on()
    count = len(made.images)
    write_atomically(path, png_bytes(tile(made.images, count)))
    progress(count, count)


def _npz(
    path: Path,
    made: PathImages,
    rate: float,  # noqa: ARG001
    progress: Progress,
    go_on: GoOn,
) -> None:
    go_on()
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        z=made.z,
        images=made.images,
        waypoints=made.waypoints,
        waypoint_rows=made.rows,
        waypoint_labels=made.labels,
        class_names=np.array(made.class_names),
        shortest=np.array(made.shortest),
    )
    write_atomically(path, buffer.getvalue())
    progress(len(made.images), len(made.images))


def _folder(path: Path, made: PathImages, rate: float, progress: Progress, go_on: GoOn) -> None:
    from vae_explorer.core.film.pngs import write_pngs

    write_pngs(path, _pictures(made.images, _PICTURE, progress, go_on), rate, list)


def _pictures(
    images: NDArray[np.uint8], least: int, progress: Progress, go_on: GoOn
) -> Iterator[NDArray[np.uint8]]:
    """Return the images in colours, their pixels as squares, with an even number of rows."""
    factor = -(-least // min(images.shape[-2:]))
    factor += factor % 2
    for done, image in enumerate(images, 1):
        go_on()
        large = np.repeat(np.repeat(image, factor, axis=1), factor, axis=2)
        colours = np.moveaxis(np.broadcast_to(large, (3, *large.shape[1:])), 0, -1)
        yield np.ascontiguousarray(colours)
        progress(done, len(images))
    go_on()


def _can_video(path: Path) -> None:
    from vae_explorer.core.film.mp4 import check_mp4

    check_mp4(path)


def _can_fill(path: Path) -> None:
    from vae_explorer.core.film.pngs import check_pngs

    check_pngs(path)


class Kind(NamedTuple):
    """A kind of file.

    Attributes
    ----------
    title
        For people, `marked`.
    write
        Writes it.
    check
        Raises `UserError` where it cannot be written, before any work.
    """

    title: str
    write: Write
    check: Callable[[Path], None] = lambda _path: None


KINDS: dict[str, Kind] = {
    ".gif": Kind(marked("Animated GIF, there and back"), _gif),
    ".mp4": Kind(marked("MP4 video, there and back"), _mp4, _can_video),
    ".png": Kind(marked("PNG strip, all images side by side"), _strip),
    ".npz": Kind(marked("NumPy arrays: points, images, waypoints"), _npz),
    FOLDER: Kind(marked("Folder of PNG pictures"), _folder, _can_fill),
}
"""By the suffix of a file's name."""


def kind_of(path: Path) -> Kind:
    """Return the kind of file that a path names.

    Raises
    ------
    UserError
        For another one, or one that cannot be written here.
    """
    return by_suffix(KINDS, path, tr("A path's file"))


def write_path(
    path: Path,
    made: PathImages,
    rate: float = RATE,
    progress: Progress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Write the images along a way, whole or not at all.

    Parameters
    ----------
    path
        A file, or a folder that is not there yet; its suffix says which kind of file.
    rate
        Frames a second, of animations.
    progress
        Told how many pictures are written, of how many.
    cancelled
        Asked before each.

    Raises
    ------
    UserError
        When it cannot be written.
    Interrupted
        When `cancelled` said so; nothing is left.
    """
    kind_of(path).write(path, made, rate, progress, lambda: go_on_unless(cancelled))
