"""What became of a few fixed digits at chosen epochs of a run, kept as the run is trained.

A snapshot of the end of an epoch need not ever be published, so that the training thread makes the
strip there and then; the session keeps the small pictures, and not the snapshots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.text import typed
from vae_explorer.session.held_out import HeldOut
from vae_explorer.session.pictures import Strip, StripRequest, make_strip
from vae_explorer.session.settings import Settings

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

DEFAULT_EPOCHS = (1, 10, 20, 30, 40, 50)
MOST_EPOCHS, LAST_EPOCH = 40, 1_000_000  # how many can be chosen, and the largest
_KEY = "strip_epochs"


class StripMaker(QObject):
    """Makes the strips, on the training thread.

    Attributes
    ----------
    wanted
        The chosen epochs; may be replaced from any thread. That with which a run ends is kept, too.
    made
        An epoch, and the `Strip` of the run at its end.
    """

    made = Signal(int, Strip)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted: frozenset[int] = frozenset(DEFAULT_EPOCHS)
        self._held_out: HeldOut | None = None

    def begin(self, held_out: HeldOut) -> None:
        """Take the digits of the run that is to be trained."""
        self._held_out = held_out

    def look(self, run_id: int, trainer: Trainer) -> None:
        """Make a strip if a chosen epoch has just come to its end.

        That takes as long as to publish a snapshot, some ten milliseconds, a few times a run.
        """
        if self._held_out is None or not trainer.course.at_epoch_end:
            return
        epoch = round(trainer.epoch)
        if epoch in self.wanted or trainer.finished:
            snapshot = trainer.snapshot(exact=False)
            self.made.emit(epoch, make_strip(StripRequest(run_id, snapshot, self._held_out)))


@dataclass(frozen=True)
class KeptStrips:
    """The strips of one run.

    Attributes
    ----------
    strips
        By epoch, the earliest first.
    """

    strips: Mapping[int, Strip] = field(default_factory=dict)

    def with_strip(self, epoch: int, strip: Strip) -> KeptStrips:
        """Return these and one more; of other digits than before, it alone."""
        before = next(iter(self.strips.values()), None)
        same = before is not None and before.inputs.shape == strip.inputs.shape
        kept = dict(self.strips) if same else {}
        return KeptStrips(dict(sorted((kept | {epoch: strip}).items())))

    def chosen(self, epochs: Iterable[int]) -> dict[int, Strip]:
        """Return those of some epochs, and the last that there is."""
        last = max(self.strips, default=0)
        wanted = {*epochs, last}
        return {epoch: strip for epoch, strip in self.strips.items() if epoch in wanted}


class EpochStrips(QObject):
    """The chosen epochs, and the strips of every run.

    Attributes
    ----------
    changed
        Id of a run that has another strip.
    epochs_changed
        Others are chosen.
    """

    changed = Signal(int)
    epochs_changed = Signal()

    def __init__(self, maker: StripMaker, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._maker = maker
        self._settings = settings
        self._kept: dict[int, KeptStrips] = {}
        stored = settings.table(_KEY, list(DEFAULT_EPOCHS))
        self._epochs = _sensible(stored) or DEFAULT_EPOCHS
        maker.wanted = frozenset(self._epochs)
        maker.made.connect(self._on_made)

    @property
    def epochs(self) -> tuple[int, ...]:
        """Those that are chosen, rising."""
        return self._epochs

    def choose(self, epochs: Iterable[int]) -> None:
        """Choose epochs, from 1 on; what a run has passed by then cannot be had any more."""
        chosen = _sensible(list(epochs))
        if chosen and chosen != self._epochs:
            self._epochs = chosen
            self._maker.wanted = frozenset(chosen)
            self._settings.set_table(_KEY, list(chosen))
            self.epochs_changed.emit()

    def of(self, run_id: int) -> KeptStrips:
        """Return what there is of a run."""
        return self._kept.get(run_id, KeptStrips())

    @Slot(int, Strip)
    def _on_made(self, epoch: int, strip: Strip) -> None:
        self._kept[strip.run_id] = self.of(strip.run_id).with_strip(epoch, strip)
        self.changed.emit(strip.run_id)


def read_epochs(text: str) -> tuple[int, ...]:
    """Read ``1, 10, 20``, in any order.

    Raises
    ------
    UserError
        When it is anything else, or too many.
    """
    words = typed(text).replace(",", " ").replace(";", " ").split()
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 8]
    if len(numbers) != len(words) or not numbers or not all(1 <= n <= LAST_EPOCH for n in numbers):
        raise UserError(
            tr("Those are no epochs."), tr("Write whole numbers from 1 on, such as 1, 10, 20.")
        )
    if len(set(numbers)) > MOST_EPOCHS:
        text = tr("Those are more than {most} epochs.", most=MOST_EPOCHS)
        raise UserError(text, tr("Leave some out."))
    return tuple(sorted(set(numbers)))


def _sensible(values: list[object]) -> tuple[int, ...]:
    numbers = {v for v in values if type(v) is int and 1 <= v <= LAST_EPOCH}
    return tuple(sorted(numbers))[:MOST_EPOCHS]
