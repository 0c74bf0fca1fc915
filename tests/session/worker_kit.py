"""What a worker tells, and how it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gui_kit import TINY

from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.requests import Saved, SaveRequest, TrainRequest
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.session.worker import TrainingWorker

SHORT = replace(TINY, epochs=2)  # of four steps
ROOT = Path("nowhere")
PREPARING, RUNNING, PAUSED = RunState.PREPARING, RunState.RUNNING, RunState.PAUSED
STOPPED, FINISHED, FAILED = RunState.STOPPED, RunState.FINISHED, RunState.FAILED


class Listener:
    """Keeps all that a worker tells, in order; run by run where it says of which it is."""

    def __init__(self, worker: TrainingWorker) -> None:
        self.worker = worker
        self.news: list[tuple[int, RunState]] = []
        self.snapshots: list[Snapshot] = []
        self.snapshots_of: dict[int, Snapshot] = {}  # the newest of each
        self.left: dict[int, TrainingState] = {}
        self.progress: list[RunProgress] = []
        self.errors: list[BaseException] = []
        self.images: list = []
        self.files: list = []
        self.saved: list[Saved] = []
        self.unsaved: list[tuple[int, BaseException]] = []
        worker.state_changed.connect(lambda *news: self.news.append(news))
        worker.snapshot_ready.connect(self._keep_snapshot)
        worker.let_go.connect(lambda run, state, _seconds: self.left.update({run: state}))
        worker.progress_changed.connect(lambda _run, progress: self.progress.append(progress))
        worker.failed.connect(self.errors.append)
        worker.images_ready.connect(lambda *what: self.images.append(what))
        worker.files.loaded.connect(lambda *what: self.files.append(what))
        worker.files.saved.connect(self.saved.append)
        worker.files.save_failed.connect(lambda *what: self.unsaved.append(what))

    def _keep_snapshot(self, run_id: int, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.snapshots_of[run_id] = snapshot

    @property
    def states(self) -> list[RunState]:
        return [state for _, state in self.news]

    def moved(self, beyond: int = 0) -> bool:
        """Draw what there is, and say whether it is beyond a step."""
        self.worker.acknowledge()
        return self.snapshots[-1].step > beyond

    def go_on(self, run_id: int, config: RunConfig, then: str = "play") -> TrainRequest:
        """Return the request to go on with a run that was let go."""
        return TrainRequest(
            run_id, config, ROOT, self.snapshots_of[run_id], self.left[run_id], then
        )


def train(
    worker: TrainingWorker, config: RunConfig = TINY, then: str = "play", run_id: int = 1
) -> None:
    worker.train(TrainRequest(run_id, config, ROOT, then=then))


def save(
    worker: TrainingWorker, path: Path, snapshot: Snapshot, run_id: int = 1, *, whole: bool = True
) -> None:
    worker.files.save(SaveRequest(run_id, path, snapshot, None, whole))
