"""Opening and saving: what the files of the runs are, and whether they hold it all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.model_file import ModelFile
from vae_explorer.core.storage.recovered import name_of
from vae_explorer.session.requests import Saved, SaveRequest
from vae_explorer.session.run_list import new_name
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.worker import TrainingWorker
from vae_explorer.session.workspace import Workspace

BUNDLED = marked("Bundled model")
_FILE = "file"


class Library(QObject):
    """Reads and writes model files, one after the other, on the training thread.

    Attributes
    ----------
    opened
        Id of a run that was read from a file.
    saved
        Id of a run that was written.
    save_failed
        Id of a run that was not; a message has said why.
    message_posted
        A `Message`.
    """

    opened = Signal(int)
    saved = Signal(int)
    save_failed = Signal(int)
    message_posted = Signal(Message)

    _load = Signal(Path, bool)
    _save = Signal(SaveRequest)
    _quit = Signal()

    def __init__(self, workspace: Workspace, worker: TrainingWorker, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._saves = 0  # asked for, and not ended
        self._load.connect(worker.files.load, Qt.ConnectionType.QueuedConnection)
        self._save.connect(worker.files.save, Qt.ConnectionType.QueuedConnection)
        self._quit.connect(worker.quit, Qt.ConnectionType.QueuedConnection)
        worker.files.loaded.connect(self._on_loaded)
        worker.files.saved.connect(self._on_saved)
        worker.files.save_failed.connect(self._on_save_failed)

    @property
    def saving(self) -> bool:
        """Whether a file is still being written."""
        return self._saves > 0

    def open(self, path: Path, *, recovered: bool = False) -> None:
        """Read a model file and show it; what is on the screen stays until it has been read.

        Parameters
        ----------
        recovered
            It was kept for its user, who has no file of it yet.
        """
        self._load.emit(path, recovered)

    def add(self, file: ModelFile, path: Path | None) -> Run:
        """Add what was read to the runs, and show it.

        Parameters
        ----------
        path
            The file that holds it; None for the bundled model.
        """
        path = path.absolute() if path is not None else None
        again = [r for r in self._workspace.runs if path is not None and r.path == path]
        run = self._add(
            file,
            path.stem if path is not None else tr(BUNDLED),
            path=path,
            saved_step=file.snapshot.step,
            bundled=path is None,
        )
        active = self._workspace.activity.run_id
        # A file that is opened anew takes the place of what was read from it before.
        self._workspace.discard(
            old.id
            for old in again
            if old.id != active and not old.unsaved and old.state is not RunState.QUEUED
        )
        if path is not None:
            self._take_from_others(run.id, path, saved_step=None)
        self._note(file, path.name if path is not None else tr(BUNDLED))
        self.opened.emit(run.id)
        return run

    def _add(self, file: ModelFile, name: str, **facts: Any) -> Run:
        snapshot = file.snapshot
        run = Run(0, "", 0, snapshot=snapshot, training=file.training)
        return self._workspace.add(
            name,
            config=snapshot.config,
            snapshot=snapshot,
            training=file.training,
            state=run.state_at_rest,
            **facts,
        )

    def _note(self, file: ModelFile, name: str) -> None:
        if file.notes:
            text = tr("{file}: {text}", file=name, text=" ".join(file.notes))
            self.message_posted.emit(Message("info", text, topic=_FILE))

    def save(self, run_id: int, path: Path, *, whole: bool = True, half: bool = False) -> None:
        """Write a run; `saved` follows, or an error message and `save_failed`.

        Parameters
        ----------
        whole
            With what it takes to train it further; otherwise the model alone.
        half
            With the weights as float16, half their size, in a file that is not whole.
        """
        run = self._workspace.run(run_id)
        if run is not None and run.snapshot is not None:
            self._saves += 1
            path = path.absolute()
            request = SaveRequest(run_id, path, run.snapshot, run.training, whole, half)
            self._save.emit(request)

    def _take_from_others(self, run_id: int, path: Path, saved_step: int | None) -> None:
        """Let a file belong to one run alone: another's next save would write over it."""
        for other in self._workspace.runs:
            if other.id != run_id and other.path == path:
                facts: dict[str, Any] = {} if saved_step is None else {"saved_step": saved_step}
                self._workspace.update(other.id, path=None, **facts)

    def quit(self) -> None:
        """End the thread after the saves that wait."""
        self._quit.emit()

    @Slot(ModelFile, Path, bool)
    def _on_loaded(self, file: ModelFile, path: Path, recovered: bool) -> None:
        if recovered:
            name = name_of(path)
            run = self._add(file, name)  # which no file of the user's holds
            self._note(file, name)
            self.opened.emit(run.id)
        else:
            self.add(file, path)

    @Slot(Saved)
    def _on_saved(self, saved: Saved) -> None:
        self._saves -= 1
        run = self._workspace.run(saved.run_id)
        facts: dict[str, Any] = {
            "path": saved.path,
            "saved_step": saved.snapshot.step,
            "kept_whole": saved.whole,
        }
        self._take_from_others(saved.run_id, saved.path, saved_step=0)  # it is overwritten
        if run is not None and run.path is None and _is_given(run.name):
            facts["name"] = saved.path.stem
        self._workspace.update(saved.run_id, **facts)  # even if it was removed: it may come back
        told = {"file": saved.path.name, "folder": saved.path.parent, "size": saved.size / 1e6}
        text = tr("Saved {file} in {folder} ({size:.1f} MB).", **told)
        if saved.whole:
            model = sum(array.nbytes for array in saved.snapshot.weights.values())
            text = tr(
                "Saved {file} in {folder} ({size:.1f} MB, of which {more:.1f} MB let it be "
                "trained further).",
                **told,
                more=2 * model / 1e6,
            )
        self.message_posted.emit(Message("success", text, topic=_FILE))
        self.saved.emit(saved.run_id)

    @Slot(int, BaseException)
    def _on_save_failed(self, run_id: int, error: BaseException) -> None:
        self._saves -= 1
        self.message_posted.emit(Message.about(error, topic=_FILE))
        self.save_failed.emit(run_id)


def _is_given(name: str) -> bool:
    """Whether the program gave this name, and not the user."""
    number = re.search(r"\d+$", name)
    return number is not None and name in (f"Run {number[0]}", new_name(number[0]))
