"""How good runs are on a split of their data set, measured beside whatever else goes on."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import Split
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.result import SAMPLES, Evaluation, Truth
from vae_explorer.session.evaluation_text import TOPIC, EvaluationRequest, tell
from vae_explorer.session.latest import Latest
from vae_explorer.session.state import Message
from vae_explorer.session.workspace import Activity, Workspace


@dataclass(frozen=True, eq=False)
class _Answer:
    request: EvaluationRequest
    found: Evaluation | None = None
    more: Truth | None = None
    failure: Exception | None = None


class Evaluations(QObject):
    """Evaluates runs on a thread of its own, one after the other.

    Attributes
    ----------
    evaluated
        Id of a run, and the `Evaluation`; a message has told of it.
    under_way_changed
        Name of the run that is being evaluated, empty for none.
    progressed
        How much of log p(x) is added up, from 0 to 1; emitted on the thread that adds.
    message_posted
        A `Message`: the bound as soon as it is known, then all.
    """

    evaluated = Signal(int, Evaluation)
    under_way_changed = Signal(str)
    progressed = Signal(float)
    message_posted = Signal(Message)
    _bounded = Signal(object)  # an _Answer

    def __init__(self, workspace: Workspace, data_root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._data_root = data_root
        self._ready = False
        # Each was asked for by hand, so that a newer wish does not replace an older one.
        self._waiting: deque[EvaluationRequest] = deque()
        self._under_way = False
        self._cancel = threading.Event()
        self._training = threading.Event()
        workspace.activity_changed.connect(self._follow_activity)
        self._bounded.connect(self._on_bounded, Qt.ConnectionType.QueuedConnection)
        self._latest: Latest[EvaluationRequest] = Latest("evaluation", self._solve, self)
        self._latest.answered.connect(self._on_answer)

    def begin(self) -> None:
        """Evaluate from now on; called when torch is there."""
        self._ready = True
        self._latest.begin()

    def evaluate(
        self, run_id: int, split: Split = "test", samples: int = SAMPLES, seed: int = 0
    ) -> None:
        """Measure a run as it is now; `evaluated` follows, or an error message.

        Parameters
        ----------
        run_id
            Of a run that has a snapshot; for another one nothing happens.
        split, samples, seed
            See `vae_explorer.core.measures.evaluation.evaluate`.
        """
        run = self._workspace.run(run_id)
        if run is None or run.snapshot is None:
            return
        if not self._ready:
            text = tr("Nothing can be evaluated before PyTorch is loaded.")
            self.message_posted.emit(Message("warning", text, topic=TOPIC))
            return
        self._waiting.append(
            EvaluationRequest(run_id, run.name, run.snapshot, split, samples, seed)
        )
        self._go_on()

    def cancel(self) -> None:
        """Give the evaluation up that is under way, and those that wait."""
        self._waiting.clear()
        if self._under_way:
            self._cancel.set()

    def end(self) -> None:
        """Ask the thread to end, in the middle of an evaluation if need be."""
        self._waiting.clear()
        self._cancel.set()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()

    def _go_on(self) -> None:
        if self._under_way or not self._waiting:
            return
        request = self._waiting.popleft()
        self._under_way = True
        self._cancel.clear()
        self.under_way_changed.emit(request.name)
        self._latest.ask(request)

    def _solve(self, request: EvaluationRequest) -> _Answer:
        """Called on the thread."""
        try:
            return _Answer(request, *self._measure(request))
        except Exception as error:
            return _Answer(request, failure=error)

    def _measure(self, request: EvaluationRequest) -> tuple[Evaluation, Truth | None]:
        from vae_explorer.core.measures.evaluation import evaluate
        from vae_explorer.core.measures.truth import truth

        config, cancelled = request.snapshot.config, self._is_cancelled
        data = DATA_SETS.get(config.dataset)
        if data is None:
            name = f"{config.dataset!r:.60}"
            raise UserError(tr("This program has no data set {name}.", name=name))
        images = data.load(self._data_root, request.split, config.seed, cancelled)
        snapshot, seed = request.snapshot, request.seed
        found = evaluate(snapshot, images.images, images.labels, request.samples, seed, cancelled)
        self._bounded.emit(_Answer(request, found))
        try:
            more = truth(
                snapshot,
                images.images,
                found,
                seed=seed,
                cancelled=cancelled,
                progress=self.progressed.emit,
            )
        except Interrupted:
            return found, None
        return found, more

    def _is_cancelled(self) -> bool:
        """Called on the thread, often: where nothing trains, it has all cores to itself."""
        from vae_explorer.core.engine.threads import usable_threads, use_threads

        use_threads(1 if self._training.is_set() else usable_threads())
        return self._cancel.is_set()

    @Slot(Activity)
    def _follow_activity(self, activity: Activity) -> None:
        if activity.state.at_work:
            self._training.set()
        else:
            self._training.clear()

    @Slot(object)
    def _on_bounded(self, answer: _Answer) -> None:
        """Tell what is known while the rest is worked out."""
        if answer.found is not None and answer.request.snapshot.config.has_bound:
            self.message_posted.emit(tell(answer.request, answer.found, None, tr("follows")))

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        self._under_way = False
        self.under_way_changed.emit("")
        request, found, more = answer.request, answer.found, answer.more
        if found is not None:
            why = more.log_px_note if more is not None else tr("was given up")
            self.message_posted.emit(tell(request, found, more, why))
            self.evaluated.emit(request.run_id, found)
        elif answer.failure is not None and not isinstance(answer.failure, Interrupted):
            self.message_posted.emit(Message.about(answer.failure, topic=TOPIC))
        self._go_on()
