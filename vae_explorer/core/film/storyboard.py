"""What a film shows: moments of a run, a way of the probe, layers, speed, size and captions.

A storyboard is a small file that a person can read and change::

    title = "MNIST"
    size = "1080p"                  # or "4:3", "720p", "4K", "1280x720"
    theme = "dark"
    layers = ["mosaic", "dots", "rings", "names", "probe", "numbers", "curve"]
    probe = ["7", "-1.5, 0.3", "#4021"]   # a class, a point, a digit by its row

    [[moments]]
    from = 0                        # epochs; "step 40" counts steps, "end" is the last moment
    to = 1
    seconds = 6

    [[moments]]
    from = 1
    to = "end"
    speed = 2                       # epochs a second

    [[captions]]
    from = 0.5                      # seconds of the film
    to = 3
    text = "Before training, every digit lies at the origin."

It is read by `vae_explorer.core.film.reading`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.paths import Digit, Place, Point, Typical
from vae_explorer.core.text import either
from vae_explorer.core.timeline.frame import Frame

SUFFIX = ".toml"
SIZES = {"1080p": (1920, 1080), "4:3": (1440, 1080), "720p": (1280, 720), "4K": (3840, 2160)}
SMALLEST, LARGEST = (320, 240), (3840, 2160)
LAYERS = {
    "mosaic": marked("Mosaic behind the dots"),
    "dots": marked("Dots"),
    "rings": marked("Rings of the prior"),
    "names": marked("Names of the classes"),
    "probe": marked("Decoded image"),
    "mosaic-beside": marked("Mosaic beside the plot"),
    "numbers": marked("Epoch and loss"),
    "curve": marked("Curve of the loss"),
}
"""What can be seen, `marked`, by the name that a file has for it."""

USUAL_LAYERS = ("dots", "rings", "names", "probe", "numbers", "curve")
CLOCKS = ("frames", "epochs")
THEMES = ("light", "dark")
USUAL_SECONDS, MOST_SECONDS, MOST_FPS, MOST_EPOCHS = 10.0, 600.0, 60.0, 1e5

Size = tuple[int, int]


@dataclass(frozen=True)
class Moment:
    """When, counted in epochs or in steps; the last moment that there is, for None."""

    value: float | None = None
    unit: str = "epoch"

    def step(self, frames: Sequence[Frame]) -> float:
        """Return at which step of a run it is.

        Parameters
        ----------
        frames
            Of the run, at least one.

        Raises
        ------
        UserError
            When the run has no such moment.
        """
        last = frames[-1]
        if self.value is None:
            return last.step
        if self.unit == "step":
            step, end = self.value, tr("step {step:,}", step=last.step)
            wanted = tr("step {step:,g}", step=self.value)
        else:
            step = self.value * (last.step / last.epoch if last.epoch else 0.0)
            end = tr("epoch {epoch:.4g}", epoch=last.epoch)
            wanted = tr("epoch {epoch:,g}", epoch=self.value)
        if step > last.step * (1 + 1e-9) or (self.value > 0 and not last.step):
            raise UserError(
                tr(
                    "The film is to show {moment}, and what is kept of the run ends at {end}.",
                    moment=wanted,
                    end=end,
                ),
                tr("Choose an earlier moment."),
            )
        return min(step, last.step)

    def __str__(self) -> str:
        if self.value is None:
            return "end"
        return f"{self.unit} {self.value:g}"

    @property
    def words(self) -> str:
        """Return it as a sentence has it; files have it as `str` does."""
        if self.value is None:
            return tr("end", "of a run")
        if self.unit == "step":
            return tr("step {step:g}", step=self.value)
        return tr("epoch {epoch:g}", epoch=self.value)


START, END = Moment(0.0), Moment()


@dataclass(frozen=True)
class Stretch:
    """A stretch of a run that is shown without a break.

    Attributes
    ----------
    start, end
        Its first and last moment.
    seconds
        How long it lasts; None for what `speed` says, or else for a share of the film.
    speed
        Epochs a second.
    """

    start: Moment = START
    end: Moment = END
    seconds: float | None = None
    speed: float | None = None


@dataclass(frozen=True)
class Caption:
    """A text, and from when to when it is seen, in seconds of the film."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Storyboard:
    """What a film shows.

    Attributes
    ----------
    title
        In the picture; the run's name if empty.
    size
        Width and height in pixels, both even.
    theme
        One of `THEMES`.
    fps
        Pictures a second; None for what is usual for the kind of file.
    seconds
        How long the stretches last in all, where they do not say; None for ten.
    hold
        For how many seconds the last picture stays.
    clock
        How the moments of a stretch follow each other: ``"frames"`` evenly, as they are kept, so
        that the beginning has most of the time; ``"epochs"`` as the training had them.
    stretches
        One after the other.
    layers
        Names from `LAYERS`.
    dots
        How many, of the first digits; None for all that are kept.
    reach
        Half of the side of the region of the plane, which then is around the origin; None for all
        that there is to see.
    probe
        Where the probe rests, one place after another; where there is one, it stays there.
    captions
        In the order of time.
    """

    title: str = ""
    size: Size = SIZES["1080p"]
    theme: str = "light"
    fps: float | None = None
    seconds: float | None = None
    hold: float = 1.5
    clock: str = "frames"
    stretches: tuple[Stretch, ...] = (Stretch(),)
    layers: tuple[str, ...] = USUAL_LAYERS
    dots: int | None = None
    reach: float | None = None
    probe: tuple[Place, ...] = (Point(0.0, 0.0),)
    captions: tuple[Caption, ...] = ()

    def to_toml(self) -> str:
        """Return the text of a file that is read as this storyboard."""
        usual = Storyboard()
        lines = ["# A film of a training: vae-explorer film FILE --storyboard THIS --out film.mp4"]
        if self.title:
            lines.append(f"title = {_quoted(self.title)}")
        lines.append(f"size = {_quoted(size_name(self.size))}")
        lines.append(f"theme = {_quoted(self.theme)}")
        for name in ("fps", "seconds", "hold", "dots", "reach"):
            value = getattr(self, name)
            if value != getattr(usual, name):
                lines.append(f"{name} = {_number(value)}")
        lines.append(f"clock = {_quoted(self.clock)}")
        lines.append(f"layers = [{', '.join(map(_quoted, self.layers))}]")
        lines.append(f"probe = [{', '.join(_quoted(place_text(place)) for place in self.probe)}]")
        for stretch in self.stretches:
            lines += ["", "[[moments]]", f"from = {_moment(stretch.start)}"]
            lines.append(f"to = {_moment(stretch.end)}")
            for name in ("seconds", "speed"):
                if getattr(stretch, name) is not None:
                    lines.append(f"{name} = {_number(getattr(stretch, name))}")
        for caption in self.captions:
            lines += ["", "[[captions]]", f"from = {_number(caption.start)}"]
            lines += [f"to = {_number(caption.end)}", f"text = {_quoted(caption.text)}"]
        return "\n".join(lines) + "\n"


def read_size(text: str) -> Size:
    """Read ``1080p`` or another name from `SIZES`, or ``1280x720``.

    Raises
    ------
    UserError
        When it is no size that a film can have.
    """
    if text in SIZES:
        return SIZES[text]
    found = re.fullmatch(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", text.strip())
    if not found:
        sizes = either([*SIZES, "1280x720"])
        found_text = f"{text!r:.60}"
        raise UserError(tr("{text} is no size: write {sizes}.", text=found_text, sizes=sizes))
    width, height = int(found[1]), int(found[2])
    size = f"{width}x{height}"
    if not (SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]):
        low, high = ("x".join(map(str, sides)) for sides in (SMALLEST, LARGEST))
        text = tr("The size {size} is not within {low} to {high}.", size=size, low=low, high=high)
        raise UserError(text)
    if width % 2 or height % 2:
        raise UserError(tr("The size {size} is odd, and films have even sides.", size=size))
    if height > width:
        text = tr("The size {size} is higher than wide, which no film here is.", size=size)
        raise UserError(text)
    return width, height


def size_name(size: Size) -> str:
    """Return the name of a size, or its width and height."""
    return next((name for name, known in SIZES.items() if known == size), f"{size[0]}x{size[1]}")


def place_text(place: Place) -> str:
    """Return what `vae_explorer.core.paths.read_place` reads as this place."""
    if isinstance(place, Digit):
        return f"#{place.row}"
    return place.name if isinstance(place, Typical) else f"{place.z1:.6g}, {place.z2:.6g}"


def _quoted(text: str) -> str:
    """Return a text as TOML has it: as JSON has it, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    return f"{value:.12g}"


def _moment(moment: Moment) -> str:
    if moment.value is not None and moment.unit == "epoch":
        return _number(moment.value)
    return _quoted(str(moment) if moment.value is None else f"step {_number(moment.value)}")
