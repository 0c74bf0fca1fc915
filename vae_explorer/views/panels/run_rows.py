"""The rows of the Runs panel: what is told of each run, and the model that a list shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import marked
from vae_explorer.core.networks.layers import described
from vae_explorer.core.text import count, duration
from vae_explorer.session.run_tree import in_tree_order
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)

_WORDS = {
    RunState.QUEUED: "waits",
    RunState.PREPARING: "preparing",
    RunState.RUNNING: "training",
    RunState.STOPPING: "stopping",
    RunState.PAUSED: "paused",
    RunState.STOPPED: "stopped",
    RunState.FINISHED: "finished",
    RunState.FAILED: "failed",
}
_UNDER_WAY = (RunState.RUNNING, RunState.STOPPING, RunState.PAUSED)
_SHARES = 400  # of the progress line: finer steps would be painted and not seen


@dataclass(frozen=True)
class RunRow:
    """What a row tells, as it is written there; equal rows look alike.

    `share` is how far the progress line goes, None for no line. `place` is the place in the queue
    of `waiting` runs, None outside it.
    """

    id: int
    name: str
    colour: int
    dataset: str
    network: str
    epochs: str
    state: RunState
    word: str
    loss: str
    loss_title: str
    time: str
    share: float | None
    pinned: bool
    shown: bool
    place: int | None
    waiting: int
    depth: int = 0  # of the tree of branches
    branched: str = ""
    folder: str = ""  # that it is watched in

    @property
    def doing(self) -> str:
        """State and epochs, such as ``Training · 7 of 30 epochs``."""
        word = self.word
        if self.place is not None and self.waiting > 1:
            word = f"{word}, {_ordinal(self.place + 1)}"
        return f"{word[:1].upper()}{word[1:]} · {self.epochs}"

    @property
    def doing_in_short(self) -> str:
        """`doing` where there is little room: ``Training · 7 of 30``."""
        return (
            self.doing.removesuffix("s").removesuffix(" epoch")
            if " of " in self.epochs
            else self.doing
        )

    @property
    def origin(self) -> str:
        """Data set and network."""
        return f"{self.dataset} · {self.network}"

    @property
    def facts(self) -> tuple[str, ...]:
        """Everything but the name, a phrase each."""
        parts = [self.doing, self.origin]
        if self.branched:
            parts.append(self.branched)
        if self.loss:
            parts.append(f"Test {self.loss_title} {self.loss}")
        if self.folder:
            parts.append(f"Watched in {self.folder}, last heard of {self.time}")
        elif self.time:
            parts.append(f"Trained for {self.time}")
        if self.shown:
            parts.append("Shown")
        if self.pinned:
            parts.append("Its curves are pinned")
        return tuple(parts)

    @property
    def tip(self) -> str:
        """All of it, for a tooltip; a name is no markup."""
        return f"<qt><b>{escape(self.name)}</b><br>{'<br>'.join(map(escape, self.facts))}</qt>"


def row_of(
    run: Run,
    *,
    shown: bool,
    place: int | None = None,
    waiting: int = 0,
    depth: int = 0,
    branched: str = "",
) -> RunRow:
    """Write a run out."""
    test = run.history.latest_held_out
    data_set = DATA_SETS.get(run.config.dataset)
    share = None
    if run.state in _UNDER_WAY:
        share = round(min(1.0, run.epoch / run.config.passes) * _SHARES) / _SHARES
    return RunRow(
        id=run.id,
        name=run.name,
        colour=run.colour,
        dataset=data_set.title if data_set is not None else run.config.dataset,
        network=_network(run),
        epochs=_epochs(run),
        state=run.state,
        word=state_in_words(run),
        loss=run.config.loss_text(test.negative_elbo) if test is not None else "",
        loss_title=run.config.loss_title,
        time=_time(run),
        share=share,
        pinned=run.pinned,
        shown=shown,
        place=place,
        waiting=waiting,
        depth=depth,
        branched=branched,
        folder=str(run.watch.folder) if run.watch is not None else "",
    )


def rows_of(runs: Sequence[Run], shown: int | None) -> list[RunRow]:
    """Write runs out, branches below what they branch off."""
    names = {run.id: run.name for run in runs}
    waiting = [run.id for run in runs if run.state is RunState.QUEUED]
    return [
        row_of(
            run,
            shown=run.id == shown,
            place=waiting.index(run.id) if run.state is RunState.QUEUED else None,
            waiting=len(waiting),
            depth=depth,
            branched=_branched(run, names),
        )
        for run, depth in in_tree_order(runs)
    ]


def _branched(run: Run, names: Mapping[int, str]) -> str:
    """Where a run branches off, in words; empty for one that began by itself."""
    if run.origin is None:
        return ""
    parent, step = run.origin
    frame = run.timeline.at(step)
    when = f"epoch {frame.epoch:.2f}" if frame is not None else f"step {step:,}"
    return f"Branches off {names.get(parent, 'a run that was removed')} at {when}"


def state_in_words(run: Run) -> str:
    """What a run is doing, in a word; one that was never trained here came from a file."""
    if run.watch is not None:
        return "watched"
    if run.state is RunState.EMPTY:
        from_file = run.bundled or run.path is not None or run.step > 0
        return "opened" if from_file else "untrained"
    return _WORDS[run.state]


def _time(run: Run) -> str:
    """When a watched run was last heard of; how long any other was trained."""
    if run.watch is not None:
        return run.watch.heard
    return duration(run.seconds) if run.seconds >= 0.5 else ""


def _network(run: Run) -> str:
    shape = run.snapshot.shape if run.snapshot is not None else _shape_of_data(run)
    return described(run.config, shape)


def _shape_of_data(run: Run) -> ImageShape:
    data = DATA_SETS.get(run.config.dataset)
    return data.shape if data is not None else DIGIT_SHAPE


def _epochs(run: Run) -> str:
    if run.config.kind.elsewhere:
        return f"epoch {run.epoch:.1f}"
    done = int(run.epoch + 1e-6)  # a sum of steps may miss a whole number by little
    planned = run.config.passes
    if run.snapshot is None or done >= planned:
        return count(max(done, planned), marked("epoch"))
    return f"{done:,} of {count(planned, marked('epoch'))}"


def _ordinal(number: int) -> str:
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


class RunsModel(QAbstractListModel):
    """Rows that are replaced one by one, so that a list keeps its place and an open editor."""

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RunRow] = []

    @property
    def rows(self) -> list[RunRow]:
        return self._rows

    def row_number(self, run: int | None) -> int | None:
        """Where a run stands, None where it does not."""
        return next((i for i, row in enumerate(self._rows) if row.id == run), None)

    def set_rows(self, rows: Sequence[RunRow]) -> None:
        """Show `rows`, and tell the views of what differs alone."""
        wanted = {row.id for row in rows}
        for i in range(len(self._rows) - 1, -1, -1):
            if self._rows[i].id not in wanted:
                self.beginRemoveRows(QModelIndex(), i, i)
                del self._rows[i]
                self.endRemoveRows()
        for i, row in enumerate(rows):
            there = self.row_number(row.id)
            if there is None:
                self.beginInsertRows(QModelIndex(), i, i)
                self._rows.insert(i, row)
                self.endInsertRows()
                continue
            if there != i:
                self.beginMoveRows(QModelIndex(), there, there, QModelIndex(), i)
                self._rows.insert(i, self._rows.pop(there))
                self.endMoveRows()
            if self._rows[i] != row:
                self._rows[i] = row
                self.dataChanged.emit(self.index(i), self.index(i))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return row.name
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "; ".join(row.facts)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip
        return row if role == ROW_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Report a new name; it is shown once it comes back with the runs."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, name = self._rows[index.row()], " ".join(str(value).split())
        if not name or name == row.name:
            return False
        self.renamed.emit(row.id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags
