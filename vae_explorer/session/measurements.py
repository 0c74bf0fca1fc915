"""What experiments measure of their runs, one request after the other, on a thread of its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.experiments.outcome import Key
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Latest


@dataclass(frozen=True, eq=False)
class MeasureRequest:
    """Measure numbers of runs.

    Attributes
    ----------
    key
        Of the experiment.
    wanted
        What to measure.
    runs
        Snapshots by the runs' names.
    quick
        See `vae_explorer.core.experiments.measures.Measured`.
    most
        How many images to measure; None for all.
    """

    key: str
    wanted: tuple[Key, ...]
    runs: Mapping[str, Snapshot]
    quick: bool
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Measurement:
    """What was found, or the exception that ended it."""

    request: MeasureRequest
    found: Mapping[Key, float] | Exception


class Measurements(QObject):
    """Answers each request, unlike `Latest`, which it uses.

    Attributes
    ----------
    measured
        A `Measurement`.
    """

    measured = Signal(Measurement)

    def __init__(self, data_root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._data_root = data_root
        self._waiting: deque[MeasureRequest] = deque()
        self._under_way: MeasureRequest | None = None
        self._cancel = threading.Event()
        self._latest: Latest[MeasureRequest] = Latest("experiments", self._solve, self)
        self._latest.answered.connect(self._on_answer)

    def begin(self) -> None:
        """Measure from now on; called when torch is there."""
        self._latest.begin()

    def ask(self, request: MeasureRequest) -> None:
        """Measure; `measured` follows, after those that were asked for before."""
        self._waiting.append(request)
        self._go_on()

    def cancel(self, key: str) -> None:
        """Give up what is asked for an experiment; no more is heard of it."""
        self._waiting = deque(request for request in self._waiting if request.key != key)
        if self._under_way is not None and self._under_way.key == key:
            self._cancel.set()

    def end(self) -> None:
        """Ask the thread to end, in the middle of a measurement if need be."""
        self._waiting.clear()
        self._cancel.set()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()

    def _go_on(self) -> None:
        if self._under_way is None and self._waiting:
            self._under_way = self._waiting.popleft()
            self._cancel.clear()
            self._latest.ask(self._under_way)

    def _solve(self, request: MeasureRequest) -> Measurement:
        """Called on the thread."""
        from vae_explorer.core.experiments.outcome import measure

        kept: dict[tuple[str, int], LabelledImages] = {}
        cancelled = self._cancel.is_set

        def data(snapshot: Snapshot) -> LabelledImages:
            dataset, seed = snapshot.config.dataset, snapshot.config.seed
            if (dataset, seed) not in kept:
                kept[dataset, seed] = DATA_SETS[dataset].load(
                    self._data_root, "test", seed, cancelled
                )
            return kept[dataset, seed]

        try:
            found = measure(
                request.wanted,
                request.runs,
                data,
                quick=request.quick,
                most=request.most,
                cancelled=cancelled,
            )
        except Exception as error:
            return Measurement(request, error)
        return Measurement(request, found)

    @Slot(object)
    def _on_answer(self, answer: Measurement) -> None:
        self._under_way = None
        if not isinstance(answer.found, Interrupted):
            self.measured.emit(answer)
        self._go_on()
