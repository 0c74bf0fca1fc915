"""How good runs are on a split of their data set, measured beside whatever else goes on."""

from __future__ import annotations

import math
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import Split
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.measures.result import NEIGHBOURS, SAMPLES, Evaluation, Truth
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import count
from vae_explorer.session.latest import Latest
from vae_explorer.session.state import Message
from vae_explorer.session.workspace import Workspace

_TOPIC = "evaluation"


@dataclass(frozen=True, eq=False)
class EvaluationRequest:
    """Measure a model: `name` is the run's, and `samples` and `seed` are of the draws of z."""

    run_id: int
    name: str
    snapshot: Snapshot
    split: Split
    samples: int
    seed: int


@dataclass(frozen=True, eq=False)
class _Answer:
    request: EvaluationRequest
    found: tuple[Evaluation, Truth] | Exception


class Evaluations(QObject):
    """Evaluates runs on a thread of its own, one after the other.

    Attributes
    ----------
    evaluated
        Id of a run, and the `Evaluation`; a message has told of it.
    under_way_changed
        Name of the run that is being evaluated, empty for none.
    message_posted
        A `Message`.
    """

    evaluated = Signal(int, Evaluation)
    under_way_changed = Signal(str)
    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, data_root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._data_root = data_root
        self._ready = False
        # Each was asked for by hand, so that a newer wish does not replace an older one.
        self._waiting: deque[EvaluationRequest] = deque()
        self._under_way = False
        self._cancel = threading.Event()
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
            text = "Nothing can be evaluated before PyTorch is loaded."
            self.message_posted.emit(Message("warning", text, topic=_TOPIC))
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
            return _Answer(request, self._measure(request))
        except Exception as error:
            return _Answer(request, error)

    def _measure(self, request: EvaluationRequest) -> tuple[Evaluation, Truth]:
        from vae_explorer.core.measures.evaluation import evaluate
        from vae_explorer.core.measures.truth import truth

        config, cancelled = request.snapshot.config, self._cancel.is_set
        data = DATA_SETS.get(config.dataset)
        if data is None:
            raise UserError(f"This program has no data set {config.dataset!r:.60}.")
        images = data.load(self._data_root, request.split, config.seed, cancelled)
        snapshot, seed = request.snapshot, request.seed
        found = evaluate(snapshot, images.images, images.labels, request.samples, seed, cancelled)
        return found, truth(snapshot, images.images, found, seed=seed, cancelled=cancelled)

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        self._under_way = False
        self.under_way_changed.emit("")
        request, found = answer.request, answer.found
        if isinstance(found, tuple):
            self.message_posted.emit(_tell(request, *found))
            self.evaluated.emit(request.run_id, found[0])
        elif not isinstance(found, Interrupted):
            self.message_posted.emit(Message.about(found, topic=_TOPIC))
        self._go_on()


def _tell(request: EvaluationRequest, found: Evaluation, more: Truth) -> Message:
    snapshot = request.snapshot
    title = DATA_SETS[snapshot.config.dataset].title
    error = f" ± {found.standard_error:.2g}" if math.isfinite(found.standard_error) else ""
    spread = f"{error[3:]} nats, between draws of z" if error else "unknown, for a single draw"
    draws = f"{count(found.samples, 'draw')} of z"
    if not snapshot.config.has_bound:
        return _tell_of_autoencoder(request, found, more)
    text = (
        f"{request.name}, {title}, {request.split}: "
        f"−ELBO {found.negative_elbo:.2f}{error} nats "
        f"(reconstruction {found.reconstruction:.2f}, KL {found.kl:.2f}), "
        f"log p(x) {more.log_px:.2f}, "
        f"{NEIGHBOURS}-NN {100 * found.knn_accuracy:.1f} %, {draws}."
    )
    details = "\n".join(
        (
            f"run               {request.name}, epoch {snapshot.epoch:.4g}, step {snapshot.step:,}",
            f"images            {found.images:,} of {title}, {request.split} split",
            f"draws             {draws} for each image, seed {request.seed}",
            f"−ELBO             {found.negative_elbo:.4f} nats per image, at β = 1",
            f"standard error    {spread}",
            f"reconstruction    {found.reconstruction:.4f} nats per image",
            f"KL divergence     {found.kl:.4f} nats per image",
            f"log p(x)          {more.log_px:.4f} nats per image, by quadrature",
            f"encoder's gap     {more.encoder_gap:.4f} nats per image: log p(x) − ELBO",
            f"KL of aggregate   {more.kl_aggregate:.4f} nats: q(z) from the prior",
            f"I(x; z)           {more.mutual_information:.4f} nats",
            f"active            {count(more.active_dimensions, 'dimension')} of the plane",
            f"{NEIGHBOURS}-NN accuracy    {100 * found.knn_accuracy:.2f} %, in the plane",
        )
    )
    return Message("info", text, details=details, topic=_TOPIC, stays=True)


def _tell_of_autoencoder(request: EvaluationRequest, found: Evaluation, more: Truth) -> Message:
    snapshot = request.snapshot
    title = DATA_SETS[snapshot.config.dataset].title
    text = (
        f"{request.name}, {title}, {request.split}: "
        f"reconstruction loss {found.reconstruction:.2f} nats, "
        f"{NEIGHBOURS}-NN {100 * found.knn_accuracy:.1f} %. "
        "An autoencoder has no ELBO and no p(x)."
    )
    details = "\n".join(
        (
            f"run               {request.name}, epoch {snapshot.epoch:.4g}, step {snapshot.step:,}",
            f"images            {found.images:,} of {title}, {request.split} split",
            f"reconstruction    {found.reconstruction:.4f} nats per image, decoded at the codes",
            "−ELBO             none: its codes are points, without a density and a KL divergence",
            "log p(x)          none: there is no prior to draw codes from",
            f"active            {count(more.active_dimensions, 'dimension')} of the plane",
            f"{NEIGHBOURS}-NN accuracy    {100 * found.knn_accuracy:.2f} %, in the plane",
        )
    )
    return Message("info", text, details=details, topic=_TOPIC, stays=True)
