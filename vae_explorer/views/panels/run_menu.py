"""What can be done with a run, and why it cannot be done now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

MORE_EPOCHS = (1, 10, 30, 100)

_AT_WORK = (RunState.PREPARING, RunState.RUNNING, RunState.STOPPING)


@dataclass(frozen=True)
class Situation:
    """A run, whether it is on the screen, and its place among the `waiting` runs of the queue.

    `missing` is what its data set is called where that is not on disk, and empty where it is.
    """

    run: Run
    shown: bool
    place: int | None
    waiting: int
    missing: str = ""


@dataclass(frozen=True)
class Deed:
    """Something that can be done with a run.

    `title` and `tip` are `marked`. `refusal` says why it cannot be done now, and is empty when it
    can. Deeds of the queue are listed for waiting runs alone, and those of watched runs for them.
    """

    key: str
    title: str
    keys: str
    refusal: Callable[[Situation], str]
    tip: str = ""
    of_queue: bool = False
    of_watched: bool = False


def _always(_: Situation) -> str:
    return ""


def _not_to_show(at: Situation) -> str:
    if at.shown:
        return tr("It is the one on the screen.")
    return _not_to_compare(at)


def _not_to_compare(at: Situation) -> str:
    if at.run.snapshot is not None:
        return ""
    return tr("There is nothing to see before its turn comes.")


def _not_to_pin(at: Situation) -> str:
    history = at.run.history
    may_come = at.run.state in (*_AT_WORK, RunState.QUEUED, RunState.PAUSED)
    if at.run.pinned or may_come or len(history.train) or len(history.held_out):
        return ""
    return tr("It has no curves: no losses were kept of its training.")


def _not_to_train_on(at: Situation) -> str:
    run = at.run
    if run.watch is not None:
        return tr("It is trained elsewhere.")
    if run.state in _AT_WORK:
        return tr("It is training now.")
    if run.state is RunState.QUEUED:
        return tr("It waits for its turn already.")
    if run.is_solved:
        return tr("It is solved: no training makes it better.")
    if run.state is RunState.FAILED and run.training is None:
        return tr("Its training ended in an error. Use its settings for a new run.")
    if run.state in (RunState.PAUSED, RunState.FINISHED) or run.training is not None:
        return ""
    if run.state is RunState.EMPTY and not run.step:
        return tr("It was never trained. Use its settings for a new run.")
    return tr(
        "Only the model was kept, without what training it further takes. "
        "Use its settings for a new run."
    )


def _not_to_save(at: Situation) -> str:
    return "" if at.run.step else tr("Nothing has been trained yet.")


def _not_to_evaluate(at: Situation) -> str:
    if at.run.snapshot is None:
        return tr("There is nothing to evaluate before its turn comes.")
    return tr("{data} is not on this computer.", data=at.missing) if at.missing else ""


def _not_to_remove(at: Situation) -> str:
    return tr("It is training now. Stop it first.") if at.run.state in _AT_WORK else ""


def _not_up(at: Situation) -> str:
    if at.place is None:
        return tr("It does not wait in the queue.")
    return "" if at.place > 0 else tr("It is the next to be trained.")


def _not_down(at: Situation) -> str:
    if at.place is None:
        return tr("It does not wait in the queue.")
    return "" if at.place < at.waiting - 1 else tr("It is the last of the queue.")


def _not_to_dequeue(at: Situation) -> str:
    return "" if at.place is not None else tr("It does not wait in the queue.")


def _not_watched(at: Situation) -> str:
    return "" if at.run.watch is not None else tr("It is not watched.")


SHOW = Deed(
    "show",
    marked("Show"),
    "Return",
    _not_to_show,
    marked("Look at this run: plane, image and curves."),
)
COMPARE = Deed(
    "compare",
    marked("Compare"),
    "",
    _not_to_compare,
    marked("Look at it, or at all chosen runs, beside the one on the screen."),
)
PIN = Deed(
    "pin",
    marked("Pin its curves"),
    "P",
    _not_to_pin,
    marked("Keep its curves beside those of others."),
)
RENAME = Deed("rename", marked("Rename"), "F2", _always)
UP = Deed("up", marked("Move up in the queue"), "Alt+Up", _not_up, of_queue=True)
DOWN = Deed("down", marked("Move down in the queue"), "Alt+Down", _not_down, of_queue=True)
DEQUEUE = Deed("dequeue", marked("Take out of the queue"), "", _not_to_dequeue, of_queue=True)
UNWATCH = Deed(
    "unwatch",
    marked("Stop watching"),
    "",
    _not_watched,
    marked("Look at its folder no longer; what was read stays."),
    of_watched=True,
)
TRAIN_ON = Deed("train_on", marked("Train further"), "", _not_to_train_on)
SETTINGS = Deed(
    "settings",
    marked("Use its settings"),
    "",
    _always,
    marked("Copy its settings to the Training panel."),
)
EVALUATE = Deed(
    "evaluate",
    marked("Evaluate…"),
    "",
    _not_to_evaluate,
    marked("Measure it on its data set: −ELBO, and how well classes lie apart in the plane."),
)
SAVE = Deed("save", marked("Save as…"), "", _not_to_save)
REMOVE = Deed(
    "remove",
    marked("Remove"),
    "Del",
    _not_to_remove,
    marked("Take it off the list; undo brings it back."),
)

DEEDS = {
    deed.key: deed
    for deed in (
        SHOW,
        COMPARE,
        PIN,
        RENAME,
        UP,
        DOWN,
        DEQUEUE,
        UNWATCH,
        TRAIN_ON,
        SETTINGS,
        EVALUATE,
        SAVE,
        REMOVE,
    )
}
# A line in the menu stands before each of these.
GROUPS = {UP.key, TRAIN_ON.key, REMOVE.key}


def planned_epochs(run: Run) -> int:
    """Where its training ends, or ended."""
    return max(run.config.passes, ceil(run.epoch - 1e-6))


def ways_to_train_on(run: Run) -> tuple[tuple[str, int], ...]:
    """What to offer: words, and how many epochs more than are planned."""
    planned = planned_epochs(run)
    ways = [
        (
            tr(
                "{epochs}, to epoch {last:,}",
                epochs=count(more, marked("more epoch")),
                last=planned + more,
            ),
            more,
        )
        for more in MORE_EPOCHS
    ]
    if run.epoch < planned - 1e-6:
        ways.insert(0, (tr("As planned, to epoch {last:,}", last=planned), 0))
    return tuple(ways)
