"""What a tour is: steps, each with a text, perhaps a question, and what the window shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vae_explorer.core.config import RunConfig
from vae_explorer.core.language import LANGUAGES
from vae_explorer.core.toml.words import Words

FIRST, NEWEST = "first", "newest"
CLASSES, PATH = "classes", "path"


@dataclass(frozen=True)
class Scene:
    """What the window shows at a step; what is left out stays as it was at the step before.

    Attributes
    ----------
    bundled
        Whether the bundled model is shown.
    layers
        Names of the layers that are shown, and no others.
    panels
        Names of panels that come to the front.
    probe
        z₁ and z₂.
    digit
        The row of the held-out digit that is selected; −1 for none.
    moment
        `FIRST`, `NEWEST`, or an epoch whose moment is looked at.
    region
        Left, bottom, right and top of what of the plane is seen; empty for all of it.
    drawn
        Whether images are draws from p(x given z), and not its mean.
    """

    bundled: bool | None = None
    layers: tuple[str, ...] | None = None
    panels: tuple[str, ...] | None = None
    probe: tuple[float, float] | None = None
    digit: int | None = None
    moment: str | float | None = None
    region: tuple[float, ...] | None = None
    drawn: bool | None = None

    def over(self, before: Scene) -> Scene:
        """Return what is seen when this follows on another."""
        mine, others = vars(self), vars(before)
        return Scene(**{k: others[k] if v is None else v for k, v in mine.items()})


@dataclass(frozen=True)
class Deeds:
    """What happens when a step is reached from the one before; going back undoes none of it.

    Attributes
    ----------
    train
        Settings of a run that begins.
    experiment
        Id of an experiment whose short form begins.
    change
        Live settings that the run that trains gets.
    stop
        Whether what trains is stopped.
    replay
        Whether the history of the run is played from its beginning.
    sample
        Points of the prior that fall onto the plane.
    travel
        `CLASSES`: the probe travels through the classes for as long as the step lasts. `PATH`: the
        path is played.
    """

    train: RunConfig | None = None
    experiment: str = ""
    change: Mapping[str, float] = field(default_factory=dict)
    stop: bool = False
    replay: bool = False
    sample: int = 0
    travel: str = ""

    @property
    def begins(self) -> bool:
        """Whether something begins to train."""
        return self.train is not None or bool(self.experiment)


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    text
        What is said.
    question, answer
        What the audience is asked, and what is true; both or neither.
    scene
        What the window shows.
    deeds
        What happens.
    seconds
        How long it lasts where the tour goes on by itself.
    """

    text: Words
    question: Words | None = None
    answer: Words | None = None
    scene: Scene = field(default_factory=Scene)
    deeds: Deeds = field(default_factory=Deeds)
    seconds: float = 12.0


@dataclass(frozen=True)
class Tour:
    """A tour.

    Attributes
    ----------
    id
        Name of its file, without the ending.
    title
        A few words.
    about
        A sentence.
    order
        Its place in the menu.
    steps
        At least one.
    path
        Of a file of the user's own; None for one that the program brings.
    """

    id: str
    title: Words
    about: Words
    order: float
    steps: tuple[Step, ...]
    path: Path | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of those that every text of it is there in."""
        texts = [self.title, self.about]
        for step in self.steps:
            texts += [t for t in (step.text, step.question, step.answer) if t is not None]
        return tuple(c for c in LANGUAGES if all(c in text.by_language for text in texts))

    def scene_at(self, number: int) -> Scene:
        """Return what is seen at a step, with all that stays from those before.

        What a step trains is looked at from then on, until a step asks for the bundled model again.
        """
        seen = Scene()
        for step in self.steps[: number + 1]:
            seen = step.scene.over(seen)
            if step.deeds.begins and step.scene.bundled is None:
                seen = replace(seen, bundled=False)
        return seen
