"""From pictures to files: the kinds that there are, and the making of a film.

To add a kind, write a function with the arguments of `Write` and name it in `FORMATS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.gif import write_gif
from vae_explorer.core.film.lettering import Picture
from vae_explorer.core.film.mp4 import check_mp4, write_mp4
from vae_explorer.core.film.pngs import check_pngs, write_pngs
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.storage.kinds import FOLDER, by_suffix

_SAMPLES = 9  # pictures that tell a file with few colours which it will need


class Write(Protocol):
    """Writes pictures to a file, whole or not at all."""

    def __call__(
        self,
        path: Path,
        pictures: Iterator[Picture],
        fps: float,
        samples: Callable[[], list[Picture]],
    ) -> None:
        """Write them.

        Parameters
        ----------
        pictures
            One after the other, (height, width, 3), drawn when it is asked for. May raise, and
            then nothing is left.
        fps
            Pictures a second.
        samples
            Draws some pictures from all of the film, beforehand.
        """
        ...


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    title
        For people; `marked`.
    write
        Writes it.
    fps
        Pictures a second, where nobody says.
    check
        Raises `UserError` where it cannot be written, before any work.
    """

    title: str
    write: Write
    fps: float = 30.0
    check: Callable[[Path], None] = lambda _path: None


FORMATS: dict[str, Format] = {
    ".mp4": Format(marked("MP4 video"), write_mp4, check=check_mp4),
    ".gif": Format(marked("Animated GIF"), write_gif, fps=12.5),
    FOLDER: Format(marked("Folder of PNG pictures"), write_pngs, check=check_pngs),
}
"""By the suffix of a file's name."""


@dataclass(frozen=True)
class Made:
    """How far a film is.

    Attributes
    ----------
    done, total
        Pictures.
    seconds_left
        Until it is there; None as long as nobody can tell.
    """

    done: int
    total: int
    seconds_left: float | None = None


def format_of(path: Path) -> Format:
    """Return the kind of file that a path names.

    Raises
    ------
    UserError
        For another one, or one that cannot be written here.
    """
    return by_suffix(FORMATS, path, tr("A film's name"))


def make_film(
    reel: Reel,
    path: Path,
    progress: Callable[[Made], None] = lambda _made: None,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Draw a film and write it, whole or not at all.

    Parameters
    ----------
    path
        A file, or a folder that is not there yet; its suffix says which kind of file.
    progress
        Told after each picture.
    cancelled
        Asked before each.

    Returns
    -------
    int
        Pictures.

    Raises
    ------
    UserError
        When it cannot be written.
    Interrupted
        When `cancelled` said so; nothing is left.
    """
    kind = format_of(path)
    fps = reel.storyboard.fps or kind.fps
    artist, total = Artist(reel), reel.pictures(fps)

    def samples() -> list[Picture]:
        found = []
        for i in range(_SAMPLES):
            go_on_unless(cancelled)
            found.append(artist.picture(reel.seconds * i / (_SAMPLES - 1)))
        return found

    def pictures() -> Iterator[Picture]:
        began = time.perf_counter()
        for i in range(total):
            go_on_unless(cancelled)
            yield artist.picture(i / fps)
            elapsed = time.perf_counter() - began
            progress(Made(i + 1, total, elapsed / (i + 1) * (total - i - 1)))
        go_on_unless(cancelled)

    kind.write(path, pictures(), fps, samples)
    return total
