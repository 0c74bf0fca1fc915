"""Films as files: as they were drawn, and whole or not at all."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import film_kit
import numpy as np
import pytest
from PIL import Image, ImageSequence

from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.film import encode, mp4
from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.encode import FORMATS, format_of, make_film
from vae_explorer.core.film.gif import Palette, write_gif
from vae_explorer.core.film.scene import Reel


def pictures(path: Path) -> list[np.ndarray]:
    with Image.open(path) as file:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(file)]


@pytest.fixture(params=[".gif", "", ".mp4"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == ".mp4":
        pytest.importorskip("av", reason="PyAV, of the extra 'film', is not installed")
    return tmp_path / f"film{request.param}"


def test_a_folder_has_the_pictures_as_they_were_drawn(tmp_path: Path) -> None:
    artist = Artist(film_kit.reel())

    assert make_film(film_kit.reel(), tmp_path / "film") == 12

    files = sorted((tmp_path / "film").iterdir())
    assert [file.name for file in files] == [f"{i:05}.png" for i in range(1, 13)]
    for i in (0, 5, 11):
        assert np.array_equal(np.asarray(Image.open(files[i])), artist.picture(i / 10))


def test_a_gif_has_nearly_these_pictures_and_their_time(tmp_path: Path) -> None:
    path, artist = tmp_path / "film.gif", Artist(film_kit.reel())

    make_film(film_kit.reel(), path)

    with Image.open(path) as file:
        assert file.info["loop"] == 0
        times = [frame.info["duration"] for frame in ImageSequence.Iterator(file)]
    assert sum(times) == 1200
    assert times[-1] >= 200  # the pictures that stay are one
    at = 0.0
    for picture, time in zip(pictures(path), times, strict=True):
        drawn = artist.picture(at / 1000)
        assert np.abs(picture.astype(int) - drawn).mean() < 1.5
        at += time


def test_what_stands_still_keeps_its_colours_in_a_gif(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    make_film(film_kit.reel(), path)

    shown, artist = np.stack(pictures(path)), Artist(film_kit.reel())
    drawn = np.stack([artist.picture(i / 10) for i in range(len(shown))])

    still = (drawn == drawn[0]).all(axis=(0, 3))
    assert still.mean() > 0.5
    assert (shown == shown[0]).all(axis=(0, 3))[still].all()


def test_frequent_colours_are_exact_in_a_gif() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:, :] = (247, 248, 250)
    picture[10:30] = (1, 2, 3)

    palette = Palette([picture])

    assert np.array_equal(palette.colours[palette.indices(picture)], picture)


def test_a_picture_with_all_colours_can_be_written(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3, 61, 67, 3)).astype(np.uint8)

    write_gif(tmp_path / "a.gif", iter(noise), 7.0, lambda: [noise[0]])

    shown = pictures(tmp_path / "a.gif")
    palette = Palette([noise[0]])
    for picture, drawn in zip(shown, noise, strict=True):
        assert np.array_equal(picture, palette.colours[palette.indices(drawn)])


def test_an_mp4_has_nearly_these_pictures_and_their_time(tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="PyAV, of the extra 'film', is not installed")
    path, artist = tmp_path / "film.mp4", Artist(film_kit.reel())

    make_film(film_kit.reel(), path)

    with av.open(path) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, float(stream.average_rate)) == (320, 240, 10)
        assert float(stream.duration * stream.time_base) == pytest.approx(1.2)
        assert stream.codec_context.pix_fmt == "yuv420p"
        shown = [
            frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()
            for frame in container.decode(stream)
        ]
    assert len(shown) == 12
    for i in (0, 6, 11):
        off = shown[i].astype(int) - artist.picture(i / 10)
        assert np.abs(off).mean() < 4
        assert abs(off.mean()) < 1  # no colour is shifted


@pytest.mark.parametrize("suffix", [".gif", ""])
def test_equal_films_are_equal_files(suffix: str, tmp_path: Path) -> None:
    files = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}{suffix}"
        make_film(Reel(film_kit.frames(), film_kit.history(), film_kit.SMALL), path)
        files.append(sorted(path.iterdir()) if path.is_dir() else [path])

    for first, second in zip(*files, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_what_is_cancelled_leaves_nothing(path: Path, tmp_path: Path) -> None:
    done = []

    with pytest.raises(Interrupted):
        make_film(film_kit.reel(), path, done.append, lambda: len(done) >= 4)

    assert len(done) == 4
    assert list(tmp_path.iterdir()) == []


def test_what_is_cancelled_leaves_the_film_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    path.write_bytes(b"an older film")

    with pytest.raises(Interrupted):
        make_film(film_kit.reel(), path, cancelled=lambda: True)

    assert path.read_bytes() == b"an older film"
    assert list(tmp_path.iterdir()) == [path]


def test_a_bug_while_drawing_leaves_nothing_and_keeps_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self, seconds):
        if seconds > 0.5:
            raise ValueError("a bug")
        return np.zeros((240, 320, 3), np.uint8)

    monkeypatch.setattr(Artist, "picture", fail)

    with pytest.raises(ValueError, match="a bug"):
        make_film(film_kit.reel(), path)

    assert list(tmp_path.iterdir()) == []


class FullDisk:
    """A file on a disk that has room for some bytes."""

    def __init__(self, file) -> None:
        self._file, self._left = file, 3000

    def write(self, data) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_a_full_disk_leaves_nothing_and_is_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    fdopen = os.fdopen

    class Opened:
        def __init__(self, *arguments) -> None:
            self._file = fdopen(*arguments)

        def __enter__(self):
            return FullDisk(self._file.__enter__())

        def __exit__(self, *error):
            return self._file.__exit__(*error)

    monkeypatch.setattr("vae_explorer.core.storage.atomic.os.fdopen", Opened)

    def save(_self, target, *_arguments, **_more):
        target.write_bytes(b"part of a picture")
        raise OSError(errno.ENOSPC, "No space left on device")

    if not path.suffix:
        monkeypatch.setattr(Image.Image, "save", save)

    with pytest.raises(UserError, match="No space left"):
        make_film(film_kit.reel(), path)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")

    with pytest.raises(UserError, match="is no empty folder"):
        make_film(film_kit.reel(), folder)

    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()

    make_film(film_kit.reel(), tmp_path / "film")

    assert len(list((tmp_path / "film").iterdir())) == 12


def test_a_kind_of_file_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.mp4, \.gif or no suffix, for a folder"):
        format_of(tmp_path / "film.avi")


def test_without_pyav_one_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mp4, "find_spec", lambda _name: None)

    with pytest.raises(UserError) as caught:
        make_film(film_kit.reel(), tmp_path / "film.mp4")

    assert 'python -m pip install "vae-explorer[film]"' in str(caught.value)


def test_progress_tells_how_much_is_done_and_left(tmp_path: Path) -> None:
    told = []

    make_film(film_kit.reel(), tmp_path / "film.gif", told.append)

    assert [made.done for made in told] == list(range(1, 13))
    assert {made.total for made in told} == {12}
    assert told[-1].seconds_left == 0
    assert told[5].seconds_left > 0


def test_a_storyboard_may_leave_the_rate_to_the_kind_of_file(tmp_path: Path) -> None:
    film = Reel(film_kit.frames(), film_kit.history(), replace(film_kit.SMALL, fps=None))

    assert make_film(film, tmp_path / "film.gif") == round(1.2 * FORMATS[".gif"].fps)
    assert set(encode.FORMATS) == {".mp4", ".gif", ""}
