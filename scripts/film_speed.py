"""Measure how long a film takes: ten seconds at 1080p and 30 pictures a second.

    python scripts/film_speed.py                        # of a run that is made up
    python scripts/film_speed.py --session FILE         # of a real one

The goal is 60 seconds on two cores, read, drawn and written. The made-up run has a hundred
frames of the default network with random weights, and ten thousand codes that go from the origin
to where a trained model has them: drawing does not mind. Without PyAV the film is PNG pictures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.encode import FORMATS, make_film
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import USUAL_LAYERS, Storyboard
from vae_explorer.core.history import History, Losses
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.models import model_of
from vae_explorer.core.paths import Typical
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import spacing

GOAL = 60.0  # seconds
CODES, STEPS, STEPS_PER_EPOCH = 10_000, 14_070, 469


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--session", type=Path, metavar="FILE", help="a .vaesession file")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="of film")
    arguments = parser.parse_args()
    suffix = _suffix()
    worst = 0.0
    print(
        f"{arguments.seconds:g} s at 1920 x 1080 and 30 pictures a second, {FORMATS[suffix].title}"
    )
    for name, layers in (
        ("usual layers", USUAL_LAYERS),
        ("with the mosaic", ("mosaic", *USUAL_LAYERS)),
        ("two mosaics", ("mosaic", "mosaic-beside", *USUAL_LAYERS)),
    ):
        began = time.perf_counter()
        frames, history = _frames(arguments.session)
        read = time.perf_counter() - began
        storyboard = Storyboard(
            seconds=arguments.seconds, hold=0, layers=layers, probe=(Typical("7"), Typical("1"))
        )
        reel = Reel(frames, history, storyboard, "MNIST")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"film{suffix}"
            began = time.perf_counter()
            pictures = make_film(reel, path)
            made = time.perf_counter() - began
            files = [path] if path.is_file() else list(path.iterdir())
            size = sum(file.stat().st_size for file in files)
        total = made + (read if arguments.session else 0.0)
        worst = max(worst, total)
        print(
            f"  {name:<16} {total:6.1f} s   {1000 * made / pictures:5.0f} ms a picture, of which "
            f"{_drawing(reel):4.0f} ms drawing; {size / 1e6:.1f} MB"
        )
    met = "met" if worst <= GOAL else "missed"
    print(f"  goal {GOAL:g} s: {met}")
    return 0


def _suffix() -> str:
    try:
        FORMATS[".mp4"].check(Path("film.mp4"))
    except UserError as error:
        print(error, file=sys.stderr)
        return ""
    return ".mp4"


def _drawing(reel: Reel) -> float:
    """Return milliseconds for a picture between two that follow it, without writing it."""
    artist = Artist(reel)
    times = []
    for i in range(90):
        began = time.perf_counter()
        artist.picture(reel.seconds / 2 + i / 30)
        times.append(time.perf_counter() - began)
    return 1000 * float(np.mean(times))


def _frames(session: Path | None) -> tuple[tuple[Frame, ...], History]:
    if session is None:
        return _made_up()
    from vae_explorer.core.storage.session_file import read_session

    stored = max(read_session(session).runs, key=lambda run: len(run.timeline))
    return stored.timeline.frames, stored.snapshot.history


def _made_up() -> tuple[tuple[Frame, ...], History]:
    config = RunConfig()
    rng = np.random.default_rng(0)
    labels = (np.arange(CODES) % 10).astype(np.uint8)
    angle = labels * (2 * np.pi / 10)
    codes = np.stack((np.cos(angle), np.sin(angle)), axis=1) * 1.5
    codes = (codes + rng.normal(0, 0.5, codes.shape)).astype(np.float32)
    weights = {
        name: rng.normal(0, 0.05, tensor.shape).astype(np.float32)
        for name, tensor in model_of(config, DIGIT_SHAPE, 0).state_dict().items()
    }
    first = Frame.of(Snapshot(config, 0, 0.0, weights, 0 * codes, np.zeros_like(codes), labels))
    frames, step = [], 0
    while step <= STEPS:
        share = np.float32(1 - np.exp(-step / 300))
        epoch = step / STEPS_PER_EPOCH
        frames.append(replace(first, step=step, epoch=epoch, embedding=codes * share))
        step += spacing(step)
    rows = [
        Losses(step, step / STEPS_PER_EPOCH, 130 + 70 * float(np.exp(-step / 300)), 6.0)
        for step in range(23, STEPS, 23)
    ]
    return tuple(frames), History.of(rows, rows[20::20])


if __name__ == "__main__":
    sys.exit(main())
