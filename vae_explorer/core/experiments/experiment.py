"""An experiment: runs that answer a question, what to watch meanwhile, and what to expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vae_explorer.core.changes import Planned
from vae_explorer.core.config import RunConfig
from vae_explorer.core.drawing.manifold import DEFAULT_AXES
from vae_explorer.core.language import marked, tr
from vae_explorer.core.objective.posteriors import POSTERIORS

_FITTED = 500  # images that are measured where each has to be fitted

ARTICLES: dict[str, str] = {
    "0": marked("Overview of variational inference"),
    "1": marked("From theory to practice"),
    "2": marked("Two perspectives"),
    "3": marked("Notes on a textbook"),
    "4": marked("The distribution of the Zs"),
    "beyond": marked("Beyond the articles"),
}
"""What each of the articles is about, by what a file calls it."""


@dataclass(frozen=True)
class PlannedRun:
    """One training of an experiment.

    Attributes
    ----------
    name
        What the file calls it: the same in every language.
    config
        Its settings.
    plan
        What changes in the middle of it.
    title
        What people call it; its name if left out.
    """

    name: str
    config: RunConfig
    plan: tuple[Planned, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        if not self.title:
            object.__setattr__(self, "title", self.name)


@dataclass(frozen=True)
class Prediction:
    """What is asked before the runs, of which nothing is kept.

    Attributes
    ----------
    question
        Such as "Which of them has holes?".
    choices
        Two to four answers.
    answer
        Place of the right one in `choices`.
    after
        One sentence that says why, for afterwards.
    """

    question: str
    choices: tuple[str, ...]
    answer: int
    after: str


@dataclass(frozen=True)
class Range:
    """Where a number is expected to be; what is None is not asked for.

    Attributes
    ----------
    value, tolerance
        About this, and no farther from it than that.
    at_least, at_most
        The ends of a range.
    source
        Who says so, as the second half of a sentence: "the paper reports 138.4".
    """

    value: float | None = None
    tolerance: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Expectation:
    """A number that is measured in the end, and what it should be.

    Attributes
    ----------
    run
        Name of the run that it is measured of.
    measure
        Key in `vae_explorer.core.experiments.measures.MEASURES`.
    partner
        Name of a second run, for measures of two; else empty.
    more_than, less_than
        Name of a run of which the same number is to be smaller, or larger; else empty.
    full, short
        Where it should be, by the form in which the experiment was run.
    titles
        What people call the runs, by their names; a run that is not in it goes by its name.
    """

    run: str
    measure: str
    partner: str = ""
    more_than: str = ""
    less_than: str = ""
    full: Range = field(default_factory=Range)
    short: Range = field(default_factory=Range)
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    def range(self, *, short: bool) -> Range:
        """Return where it should be in a form."""
        return self.short if short else self.full

    def title_of(self, run: str) -> str:
        """Return what people call a run."""
        return self.titles.get(run, run)

    @property
    def runs(self) -> tuple[str, ...]:
        """Names of all runs that have to be measured for it."""
        return tuple(filter(None, (self.run, self.partner, self.more_than, self.less_than)))


@dataclass(frozen=True)
class Experiment:
    """What a file of an experiment says, its texts in the language in which it was read.

    Attributes
    ----------
    id
        The name of its file without the suffix: what others call it.
    title, question
        Of its card.
    article
        Key in `ARTICLES`.
    order
        Place in the course of teaching.
    what
        What will happen, in a few sentences.
    full, short
        The runs, in their order, of either form.
    minutes, short_minutes
        How long they take on a laptop with two cores.
    prediction
        A question to be answered before, or None.
    panels, layers
        What to bring to the front: names of panels, and of layers of the plane.
    pinned
        Names of the runs whose curves are compared.
    results
        What is measured in the end.
    suggestions
        What to try next, in words.
    following
        Ids of experiments that come next.
    picture
        Key of its drawing.
    manifold
        Where the grid lines of its pictures of the plane run: key in
        `vae_explorer.core.drawing.manifold.AXES`.
    path
        The file that it was read from; None for those that the program brings.
    """

    id: str
    title: str
    question: str
    article: str
    order: float
    what: str
    full: tuple[PlannedRun, ...]
    short: tuple[PlannedRun, ...]
    minutes: float
    short_minutes: float
    prediction: Prediction | None = None
    panels: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    results: tuple[Expectation, ...] = ()
    suggestions: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    picture: str = ""
    manifold: str = DEFAULT_AXES
    path: Path | None = None

    def runs(self, *, short: bool) -> tuple[PlannedRun, ...]:
        """Return the runs of a form."""
        return self.short if short else self.full

    def time(self, *, short: bool) -> float:
        """Return the minutes of a form."""
        return self.short_minutes if short else self.minutes

    @property
    def course(self) -> tuple[object, ...]:
        """What is trained and measured, which is the same in every language."""
        runs = [(run.name, run.config, run.plan) for run in (*self.full, *self.short)]
        results = [
            (r.measure, *r.runs, *(replace(part, source="") for part in (r.full, r.short)))
            for r in self.results
        ]
        return (*runs, *results)

    @property
    def most_images(self) -> int | None:
        """How many held-out images are measured, the same for all runs; None for all there are.

        Without an encoder each of them has to be fitted.
        """
        fitted = any(not POSTERIORS[run.config.posterior].amortised for run in self.full)
        return _FITTED if fitted else None

    @property
    def key(self) -> str:
        """What tells it from all others, a changed copy from the original too."""
        return self.id if self.path is None else str(self.path)

    @property
    def source(self) -> str:
        """Where it is from, for people."""
        if self.article == "beyond":
            return tr(ARTICLES[self.article])
        return tr("Article {number}", number=self.article)
