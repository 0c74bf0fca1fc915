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
from vae_explorer.core.language import marked, tr
from vae_explorer.core.networks.layers import described
from vae_explorer.core.text import count, duration
from vae_explorer.session.run_tree import in_tree_order
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)

_WORDS = {
    RunState.QUEUED: marked("waits"),
    RunState.PREPARING: marked("preparing"),
    RunState.RUNNING: marked("training"),
    RunState.STOPPING: marked("stopping"),
    RunState.PAUSED: marked("paused"),
    RunState.STOPPED: marked("stopped"),
    RunState.FINISHED: marked("finished"),
    RunState.FAILED: marked("failed"),
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
    epochs_in_short: str
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
        return f"{self._doing} · {self.epochs}"

    @property
    def doing_in_short(self) -> str:
        """`doing` where there is little room: ``Training · 7 of 30``."""
        return f"{self._doing} · {self.epochs_in_short}"

    @property
    def _doing(self) -> str:
        word = self.word
        if self.place is not None and self.waiting > 1:
            word = tr("{waits}, {place}", waits=word, place=_ordinal(self.place + 1))
        return f"{word[:1].upper()}{word[1:]}"

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
            parts.append(tr("Test {loss} {value}", loss=self.loss_title, value=self.loss))
        if self.folder:
            parts.append(
                tr("Watched in {folder}, last heard of {time}", folder=self.folder, time=self.time)
            )
        elif self.time:
            parts.append(tr("Trained for {time}", time=self.time))
        if self.shown:
            parts.append(tr("Shown"))
        if self.pinned:
            parts.append(tr("Its curves are pinned"))
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
    epochs, in_short = _epochs(run)
    return RunRow(
        id=run.id,
        name=run.name,
        colour=run.colour,
        dataset=tr(data_set.title) if data_set is not None else run.config.dataset,
        network=_network(run),
        epochs=epochs,
        epochs_in_short=in_short,
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
    name = names.get(parent, tr("a run that was removed"))
    if frame is None:
        return tr("Branches off {run} at step {step:,}", run=name, step=step)
    return tr("Branches off {run} at epoch {epoch:.2f}", run=name, epoch=frame.epoch)


def state_in_words(run: Run) -> str:
    """What a run is doing, in a word; one that was never trained here came from a file."""
    if run.watch is not None:
        return tr("watched")
    if run.state is RunState.EMPTY:
        from_file = run.bundled or run.path is not None or run.step > 0
        return tr("opened") if from_file else tr("untrained")
    return tr(_WORDS[run.state])


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


def _epochs(run: Run) -> tuple[str, str]:
    """How far it is, and the same where there is little room."""
    if run.config.kind.elsewhere:
        text = tr("epoch {epoch:.1f}", epoch=run.epoch)
        return text, text
    done = int(run.epoch + 1e-6)  # a sum of steps may miss a whole number by little
    planned = run.config.passes
    if run.snapshot is None or done >= planned:
        text = count(max(done, planned), marked("epoch"))
        return text, text
    epochs = count(planned, marked("epoch"))
    return (
        tr("{done:,} of {epochs}", done=done, epochs=epochs),
        tr("{done:,} of {all:,}", done=done, all=planned),
    )


def _ordinal(number: int) -> str:
    end = 0 if 10 < number % 100 < 20 else number % 10
    if end == 1:
        return tr("{number}st", number=number)
    if end == 2:
        return tr("{number}nd", number=number)
    if end == 3:
        return tr("{number}rd", number=number)
    return tr("{number}th", number=number)


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
