"""MP4 with H.264, by PyAV, which is imported when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.lettering import Picture
from vae_explorer.core.language import tr
from vae_explorer.core.storage.atomic import whole_file

_QUALITY = "20"  # of x264: as good as the pictures to the eye
_PRESET = "veryfast"  # dots that move leave little to slower ones
COMMAND = 'python -m pip install "vae-explorer[film]"'


def check_mp4(_path: Path) -> None:
    """Raise `UserError` where PyAV is missing."""
    if find_spec("av") is None:
        raise UserError(
            tr("MP4 files are written by PyAV, which is not installed."),
            tr("Install it by {command}, or choose .gif or a folder.", command=COMMAND),
        )


def write_mp4(
    path: Path,
    pictures: Iterator[Picture],
    fps: float,
    samples: Callable[[], list[Picture]],  # noqa: ARG001 - a video has all colours
) -> None:
    """Write a video; see `vae_explorer.core.film.encode.Write`."""
    import av

    rate = Fraction(fps).limit_denominator(1001)
    with (
        whole_file(path) as file,
        _told(file) as sink,
        av.open(sink, "w", format="mp4") as container,
    ):
        stream = container.add_stream("libx264", rate, options={"crf": _QUALITY, "preset": _PRESET})
        stream.pix_fmt = "yuv420p"
        codec = stream.codec_context
        # What the colours are; without it players guess by the size.
        codec.colorspace = codec.color_primaries = codec.color_trc = 1  # BT.709
        codec.color_range = 1  # 16 to 235
        for i, picture in enumerate(pictures):
            height, width = picture.shape[:2]
            if not i:
                stream.width, stream.height = width, height
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
            frame.pts = i
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


class _Sink:
    """A file that remembers why it could not be written, which FFmpeg tells as a number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = self.error or error
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


@contextmanager
def _told(file: BinaryIO) -> Iterator[_Sink]:
    sink = _Sink(file)
    try:
        yield sink
    except Exception as error:
        if sink.error is not None and error is not sink.error:
            raise sink.error from error
        raise
