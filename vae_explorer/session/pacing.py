"""How often a training may show itself, and how fast it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.core.pace import Pace
from vae_explorer.session.state import RunProgress

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

PUBLISH_SECONDS = 1 / 15
# Parts of the training time that publishing may take: at first, when the plane takes shape and
# everybody looks, and later.
FIRST_PUBLISH_BUDGET, PUBLISH_BUDGET = 0.12, 0.04
FIRST_EPOCHS = 1
# However long it takes beside other busy programs, nobody should look at a plane that stands still;
# but showing itself may not take more than this part of a run's time.
MOST_SECONDS, MOST_BUDGET = 2.0, 0.25


class Pacing:
    """The clock of one run.

    Attributes
    ----------
    seconds
        That have gone into its training since it was taken up.
    """

    def __init__(self) -> None:
        self._pace = Pace()
        self._publish_after = 0.0
        self.clear()

    def clear(self) -> None:
        """Begin with another run."""
        self._trained = self.seconds = 0.0
        self._pace.clear()

    def halt(self) -> None:
        """Forget the rate: the training was interrupted."""
        self._pace.clear()

    def add(self, images: int, seconds: float) -> None:
        """Take a chunk of steps, by its own seconds: what is done between chunks does not count."""
        self._trained += images
        self.seconds += seconds
        self._pace.tell(self._trained, self.seconds)

    def may_publish(self, now: float) -> bool:
        """Whether enough has been trained since the run has shown itself last."""
        return now >= self._publish_after

    def note_publishing(self, now: float, cost: float, epoch: float) -> None:
        """Take what it has cost to show the run at a time, both in seconds."""
        budget = FIRST_PUBLISH_BUDGET if epoch < FIRST_EPOCHS else PUBLISH_BUDGET
        longest = max(MOST_SECONDS, cost / MOST_BUDGET)
        self._publish_after = now + min(max(PUBLISH_SECONDS, cost / budget), longest)

    @property
    def rate(self) -> float:
        """Images a second; 0 while it cannot be told."""
        return self._pace.rate or 0.0

    def seconds_left(self, images: int) -> float | None:
        """Return how long so many images will take; None before that is worth saying."""
        return images / self.rate if self.rate and self._pace.steady else None

    def progress(self, trainer: Trainer, *, running: bool) -> RunProgress:
        """Return how far a run is; it is going on, or has halted."""
        return RunProgress(
            trainer.step,
            trainer.epoch,
            trainer.config.passes,
            self.rate if running else 0.0,
            self.seconds_left(trainer.course.images_left) if running else None,
            self.seconds,
            trainer.phase,
        )
