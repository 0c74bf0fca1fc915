"""What there is to be seen at a moment of a film."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect, class_medians
from vae_explorer.core.errors import UserError
from vae_explorer.core.film.shots import shots_of, step_at
from vae_explorer.core.film.storyboard import Caption, Storyboard
from vae_explorer.core.history import History
from vae_explorer.core.language import marked, tr
from vae_explorer.core.paths import Digit, Place, Point, settled
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import place

_REST = 0.18  # of a leg of the probe's way: at its beginning, and at its end
_FADE = 0.35  # seconds in which a caption comes, and goes
_WIDEST = 2.0  # times what the last frame needs: what an early one had beyond that is left out


@dataclass(frozen=True, eq=False)
class Scene:
    """What a picture shows.

    Attributes
    ----------
    seconds
        Of the film.
    step, epoch
        Of the run; between two frames they lie between.
    points
        Where the dots are, (2, N).
    labels
        Their classes, (N,).
    snapshot
        Of the nearer frame: its decoder draws what is seen.
    probe
        Where it is.
    between
        Numbers of the frames before and after, and how far it is from one to the other.
    caption, visibility
        A text, empty for none, and how far it has come, from 0 to 1.
    loss
        Title, value and unit of the newest losses, such as ``("−ELBO, test", "148.2", "nats")``;
        None before any was measured.
    """

    seconds: float
    step: float
    epoch: float
    points: FloatArray
    labels: NDArray[np.uint8]
    snapshot: Snapshot
    probe: tuple[float, float]
    between: tuple[int, int, float] = (0, 0, 0.0)
    caption: str = ""
    visibility: float = 0.0
    loss: tuple[str, str, str] | None = None

    @cached_property
    def image(self) -> FloatArray:
        """What the decoder draws at the probe, (C, H, W) in [0, 1]."""
        image: FloatArray = self.snapshot.decode(np.array([self.probe], np.float32))[0]
        return image

    def medians(self) -> dict[int, tuple[float, float]]:
        """Return the median of the dots of each class."""
        return _medians(self.points.T, self.labels)


class Reel:
    """The frames of a run, in the order of a storyboard.

    Parameters
    ----------
    frames
        Of one run, by their steps.
    history
        Losses of the whole run.
    storyboard
        What of it is shown.
    name
        Of the run: the title, where the storyboard has none.

    Raises
    ------
    UserError
        When nothing is kept of the run, or not what the storyboard wants.
    """

    def __init__(
        self, frames: Sequence[Frame], history: History, storyboard: Storyboard, name: str = ""
    ) -> None:
        if not frames:
            raise UserError(
                tr("Nothing is kept of this run that a film could show."),
                tr("Train it with its history kept, or choose another run."),
            )
        self.storyboard = storyboard
        self.title = storyboard.title or name
        self.history = history
        self._frames = tuple(frames)
        self._places = [place(frame.step) for frame in frames]
        self.shots = shots_of(storyboard, self._frames)
        self._snapshots: dict[int, Snapshot] = {}
        self._probe = tuple(self._settled(at) for at in storyboard.probe)

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return self.shots[-1].ends + self.storyboard.hold

    @property
    def first_step(self) -> float:
        """The first step that is seen."""
        return min(shot.first for shot in self.shots)

    @property
    def last_step(self) -> float:
        """The last step that is seen."""
        return max(shot.last for shot in self.shots)

    @property
    def last_snapshot(self) -> Snapshot:
        """The newest that is seen."""
        return self._snapshot(self._neighbours(self.last_step)[1])

    def pictures(self, fps: float) -> int:
        """Return how many pictures it has, at least one."""
        return max(1, round(self.seconds * fps))

    def step_at(self, seconds: float) -> float:
        """Return which step of the run is seen at a moment of the film."""
        return step_at(self.shots, self.storyboard.clock, seconds)

    def scene(self, seconds: float) -> Scene:
        """Return what is seen at a moment of the film."""
        step = self.step_at(seconds)
        before, after, share = self._neighbours(step)
        near = before if share < 0.5 else after
        codes = self._between(before, after, share)
        frame = self._frames[near]
        count = self._dots
        first, last = self._frames[before], self._frames[after]
        caption, visibility = _caption(self.storyboard.captions, seconds)
        return Scene(
            seconds=seconds,
            step=step,
            epoch=first.epoch + share * (last.epoch - first.epoch),
            points=np.ascontiguousarray(codes[:count].T),
            labels=frame.labels[:count],
            snapshot=self._snapshot(near),
            probe=self._probe_at(seconds, codes),
            between=(before, after, share),
            caption=caption,
            visibility=visibility,
            loss=self._loss(step),
        )

    @property
    def _dots(self) -> int:
        return self.storyboard.dots or len(self._frames[0].labels)

    @property
    def seen(self) -> range:
        """Numbers of the frames that it goes through."""
        first, _, _ = self._neighbours(self.first_step)
        _, last, _ = self._neighbours(self.last_step)
        return range(first, last + 1)

    def medians_of(self, number: int) -> dict[int, tuple[float, float]]:
        """Return the median of the dots of each class in a frame."""
        frame = self._frames[number]
        return _medians(frame.embedding[: self._dots], frame.labels[: self._dots])

    def region(self) -> Rect:
        """Return the square of the plane that the film shows, from its beginning to its end."""
        if self.storyboard.reach is not None:
            r = self.storyboard.reach
            return Rect(-r, -r, r, r)
        rects = [self._frames[i].snapshot().codes.region() for i in self.seen]
        end = rects[-1]
        most = _WIDEST * max(end.width, end.height) / 2
        x, y = (end.left + end.right) / 2, (end.bottom + end.top) / 2
        half = max(
            max(abs(r.left - x), abs(r.right - x), abs(r.bottom - y), abs(r.top - y)) for r in rects
        )
        half = float(min(half, most))
        return Rect(float(x) - half, float(y) - half, float(x) + half, float(y) + half)

    def _neighbours(self, step: float) -> tuple[int, int, float]:
        """Return the frames before and after a step, and how far it is from one to the other."""
        at = place(step)
        after = min(bisect_right(self._places, at), len(self._places) - 1)
        before = max(after - 1, 0)
        low, high = self._places[before], self._places[after]
        if high <= low:
            return after, after, 0.0
        return before, after, min(max((at - low) / (high - low), 0.0), 1.0)

    def _between(self, before: int, after: int, share: float) -> FloatArray:
        """Return codes on their way, (N, 2)."""
        start, end = self._frames[before].embedding, self._frames[after].embedding
        if share <= 0 or len(start) != len(end):
            return start if share < 0.5 else end
        if share >= 1:
            return end
        with np.errstate(over="ignore", invalid="ignore"):
            codes: FloatArray = start + np.float32(share) * (end - start)
        return codes

    def _snapshot(self, i: int) -> Snapshot:
        """Return that of a frame; the last few are kept, with their networks."""
        if i not in self._snapshots:
            while len(self._snapshots) > 1:
                del self._snapshots[next(iter(self._snapshots))]
            self._snapshots[i] = self._frames[i].snapshot()
        return self._snapshots[i]

    def _settled(self, at: Place) -> Point | Digit:
        """Return the digit that is typical of a class where the film ends."""
        found = settled(self.last_snapshot, at)
        assert isinstance(found, Point | Digit)
        count = len(self._frames[0].embedding)
        if isinstance(found, Digit) and found.row >= count:
            text = tr(
                "The run has no digit #{row}: {count:,} are kept, from #0 on.",
                row=found.row,
                count=count,
            )
            raise UserError(text)
        return found

    def _probe_at(self, seconds: float, codes: FloatArray) -> tuple[float, float]:
        """Return where the probe is: at rest at a place, or on a straight line to the next one."""
        legs = len(self._probe) - 1
        if not legs:
            return _at(self._probe[0], codes)
        along = min(max(seconds / self.shots[-1].ends, 0.0), 1.0) * legs
        leg = min(int(along), legs - 1)
        t = min(max((along - leg - _REST) / (1 - 2 * _REST), 0.0), 1.0)
        t = t * t * (3 - 2 * t)
        (x, y), (u, v) = _at(self._probe[leg], codes), _at(self._probe[leg + 1], codes)
        return x + t * (u - x), y + t * (v - y)

    def _loss(self, step: float) -> tuple[str, str, str] | None:
        """Return the newest losses at a step: of held-out images, or else of minibatches."""
        config = self._frames[-1].config
        known = self.history.until(math.floor(step + 1e-6))  # which may be found by halving
        losses, title = known.latest_held_out, marked("{loss}, test")
        if losses is None:
            losses, title = known.latest_train, marked("{loss}, train")
        if losses is None:
            return None
        loss = config.loss_title
        value, _, unit = config.loss_text(losses.negative_elbo).partition(" ")
        return tr(title, loss=loss[0].upper() + loss[1:]), value, unit


def _medians(points: FloatArray, labels: NDArray[np.uint8]) -> dict[int, tuple[float, float]]:
    placed = np.isfinite(points).all(axis=1)
    return class_medians(points[placed], labels[placed])


def _at(place: Point | Digit, codes: FloatArray) -> tuple[float, float]:
    if isinstance(place, Point):
        return place.z1, place.z2
    z1, z2 = map(float, codes[place.row])
    return (z1, z2) if math.isfinite(z1) and math.isfinite(z2) else (0.0, 0.0)


def _caption(captions: Sequence[Caption], seconds: float) -> tuple[str, float]:
    for caption in reversed(captions):
        if caption.start <= seconds < caption.end:
            near = min(seconds - caption.start + _FADE / 8, caption.end - seconds)
            return caption.text, min(1.0, near / _FADE)
    return "", 0.0
