"""Opening and saving, and the question that is asked before unsaved work is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from vae_explorer.core.classifier import is_classifier
from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.reading import SUFFIX as EXPERIMENT
from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.model_file import SUFFIX
from vae_explorer.core.storage.own_pictures import SUFFIXES as PICTURES
from vae_explorer.core.storage.own_pictures import is_picture
from vae_explorer.core.storage.session_layout import DESCRIPTION
from vae_explorer.core.storage.session_layout import SUFFIX as SESSION
from vae_explorer.core.text import count
from vae_explorer.core.toml.reading import bytes_of
from vae_explorer.core.tours.reading import is_tour
from vae_explorer.session.desk import Desk
from vae_explorer.session.runs import Run
from vae_explorer.session.state import Message, RunState
from vae_explorer.views.window.session_files import SessionFiles, session_at

_PICTURES = " ".join(f"*{suffix}" for suffix in PICTURES)
_TO_OPEN = f"*{SUFFIX} *{SESSION} *{EXPERIMENT} {DESCRIPTION} {_PICTURES}"
_Button = QMessageBox.StandardButton
_SESSION = _Button.SaveAll  # which says something else here


class _Kind(NamedTuple):
    """What a file can hold: as the dialog calls it, and as the library does."""

    filter: str
    whole: bool = False
    half: bool = False


class Files(QObject):
    """The dialogs around model files and sessions.

    Attributes
    ----------
    sessions
        Those of sessions.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._workspace, self._library = desk.workspace, desk.library
        self._window = window
        self.sessions = SessionFiles(desk, window)
        self._after_save: Callable[[], None] | None = None
        self._halted = False  # a training, for the time of a question
        self._library.saved.connect(self._on_saved)
        self._library.opened.connect(self._note_file)
        self._library.save_failed.connect(self._on_save_failed)
        desk.sessions.saved.connect(self._go_on)
        desk.sessions.save_failed.connect(self._stay)

    @property
    def saving(self) -> bool:
        """Whether a model or a session is still being written."""
        return self._library.saving or self._desk.sessions.saving

    def told_of_waiting(self) -> Message:
        """Return what to tell somebody who wants to close the window while it is `saving`."""
        return Message("info", tr("The file is being written; the window waits for it."))

    def title(self) -> str:
        """Return what the window's title calls what is shown."""
        run = self._workspace.shown
        if run is None:
            return tr("New model")
        return run.path.name if run.path is not None else run.name

    # Opening

    def _open_text(self, path: Path) -> None:
        """Open a tour, or else an experiment, which says what is wrong with it."""
        try:
            of_a_tour = is_tour(bytes_of(path))
        except UserError:
            of_a_tour = False
        if of_a_tour:
            self._desk.tours.open(path)
        else:
            self._desk.experiments.files.open(path)

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        shown = self._workspace.shown
        folder = str(shown.path.parent) if shown is not None and shown.path else ""
        kinds = tr(
            "Models, sessions, experiments, tours, pictures, classifiers ({names})", names=_TO_OPEN
        )
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open a model"), folder, kinds)
        if chosen:
            self.open_path(Path(chosen))

    @Slot()
    def open_classifier(self) -> None:
        """Ask for a file with a classifier, and use it."""
        kinds = tr("Classifiers ({names})", names="*.safetensors")
        title = tr("Open a classifier")
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if chosen:
            self._desk.classifiers.open(Path(chosen))

    @Slot(Path)
    def open_path(self, path: Path) -> None:
        """Open a model, a session, an experiment or a picture; what is unsaved stays."""
        session = session_at(path)
        if session is not None:
            self._desk.sessions.open(session)
        elif path.suffix.lower() == EXPERIMENT:
            self._open_text(path)
        elif is_picture(path):
            self._desk.own_images.open(path)
        elif is_classifier(path):
            self._desk.classifiers.open(path)
        else:
            self._library.open(path)

    # Saving

    @Slot()
    def save(self) -> None:
        """Save what is shown in the file that it has, or ask for one."""
        run = self._workspace.shown
        if run is not None and run.snapshot is not None:
            self.save_run(run.id)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save what is shown in it."""
        run = self._workspace.shown
        if run is not None and run.snapshot is not None:
            self._save_as(run)

    @Slot(int)
    def save_run(self, run_id: int) -> None:
        """Save a run in the file that it has, or ask for one."""
        run = self._workspace.run(run_id)
        if run is None or run.snapshot is None:
            return
        if run.path is None:
            self._save_as(run)
        else:
            self._library.save(run.id, run.path, whole=run.kept_whole)

    def _save_as(self, run: Run) -> None:
        chosen = self._ask_for_file(run)
        if chosen is None:
            self._stay()
        else:
            path, kind = chosen
            self._library.save(run.id, path, whole=kind.whole, half=kind.half)

    def _ask_for_file(self, run: Run) -> tuple[Path, _Kind] | None:
        """Ask for a file to save in, and what it is to hold; None to give up."""
        suggestion = str(run.path) if run.path is not None else _suggestion(run)
        kinds = {kind.filter: kind for kind in _kinds(run)}
        while True:
            chosen, wanted = QFileDialog.getSaveFileName(
                self._window, tr("Save the model"), suggestion, ";;".join(kinds)
            )
            if not chosen:
                return None
            # Not every platform's dialog reports a filter: the first then, which loses nothing.
            kind = kinds.get(wanted, next(iter(kinds.values())))
            path = Path(chosen)
            if path.suffix == SUFFIX:
                return path, kind
            path = Path(f"{path}{SUFFIX}")
            # The dialog has asked about the name as it was typed, and knows nothing of this one.
            if not path.exists() or self._may_replace(path):
                return path, kind
            suggestion = str(path)

    def _may_replace(self, path: Path) -> bool:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Save the model"),
            tr(
                "{file} already exists in {folder}. Replace it?",
                file=path.name,
                folder=path.parent,
            ),
            _Button.Yes | _Button.No,
            self._window,
        )
        return _ask(box) == _Button.Yes

    # Before something is lost

    def confirm(self, go_on: Callable[[], None], *, halted: bool = False) -> None:
        """Go on at once if nothing is unsaved; otherwise ask first, and save first if wanted.

        A file that is still being written is waited for; should that fail, nothing goes on.

        Parameters
        ----------
        halted
            A training was paused for these questions, and is to go on if nothing comes of them.
        """
        if self.saving:
            self._after_save = lambda: self.confirm(go_on, halted=halted)
            return
        unsaved = self._workspace.unsaved
        if not unsaved:
            go_on()
            return
        training = self._desk.training
        if training.state in (RunState.RUNNING, RunState.PREPARING):
            training.pause()
            halted = True
        answer = self._ask_about(unsaved)
        if answer == _Button.Discard:
            go_on()
        elif answer == _Button.Save:
            # One after the other: each may ask for a file, and each has to succeed.
            last = len(unsaved) == 1
            self._after_save = go_on if last else lambda: self.confirm(go_on, halted=halted)
            self._halted = halted
            self.save_run(unsaved[0].id)
        elif answer == _SESSION:
            self._after_save, self._halted = go_on, halted
            if not self.sessions.save():
                self._stay()
        elif halted:
            training.play()

    def _ask_about(self, unsaved: tuple[Run, ...]) -> QMessageBox.StandardButton:
        if len(unsaved) == 1:
            name = unsaved[0].name
            text = tr("{name} has been trained and not saved. Save it first?", name=name)
        else:
            names = tr(", ").join(run.name for run in unsaved)
            text = tr(
                "{runs} have been trained and not saved: {names}. Save?",
                runs=count(len(unsaved), marked("run")),
                names=names,
            )
        buttons = _Button.Save | _SESSION | _Button.Discard | _Button.Cancel
        title = tr("Unsaved model")
        box = QMessageBox(QMessageBox.Icon.Question, title, text, buttons, self._window)
        box.setInformativeText(tr("A session holds all runs, with what is kept of their training."))
        session = box.button(_SESSION)
        session.setText(tr("Save s&ession…"))
        session.setToolTip(tr("All runs with their histories, in one file"))
        box.setDefaultButton(_Button.Save if len(unsaved) == 1 else _SESSION)
        return _ask(box)

    @Slot(int)
    def _on_saved(self, run_id: int) -> None:
        self._note_file(run_id)
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        go_on, self._after_save = self._after_save, None
        if go_on is not None:
            go_on()

    @Slot(int)
    def _on_save_failed(self, _run_id: int) -> None:
        self._stay()

    @Slot()
    def _stay(self) -> None:
        """Do not go on, so that nothing is lost; a training that was halted for it does."""
        self._after_save = None
        if self._halted:
            self._halted = False
            self._desk.training.play()

    @Slot(int)
    def _note_file(self, run_id: int) -> None:
        run, settings = self._workspace.run(run_id), self._desk.settings
        if run is not None and run.path is not None:
            settings.add_recent_file(run.path)


def _ask(box: QMessageBox) -> QMessageBox.StandardButton:
    box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
    answer = QMessageBox.StandardButton(box.exec())
    box.deleteLater()
    return answer


def _suggestion(run: Run) -> str:
    config = run.config
    return f"{config.dataset}-{config.preset or 'custom'}-epoch-{round(run.epoch)}{SUFFIX}"


def _kinds(run: Run) -> list[_Kind]:
    """Return what a run can be saved as, with the sizes; what keeps most comes first."""
    snapshot = run.snapshot
    assert snapshot is not None
    weights = sum(array.nbytes for array in snapshot.weights.values())
    codes = snapshot.embedding.nbytes + snapshot.log_variance.nbytes

    def words(what: str, size: int) -> str:
        megabytes = size / 1e6
        return tr("{what}, {megabytes:.1f} MB", what=what, megabytes=megabytes) + f" (*{SUFFIX})"

    alone = [
        _Kind(words(tr("Model only"), weights + codes)),
        _Kind(words(tr("Model only, half precision"), weights // 2 + codes), half=True),
    ]
    if not run.can_go_on:
        return alone
    whole = words(tr("Model that can be trained further"), 3 * weights + codes)
    return [_Kind(whole, whole=True), *alone]
