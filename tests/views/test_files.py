"""The flow around model files, with a library that only notes what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desk_kit import TestDesk, settings_in
from gui_kit import TINY, Answer
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Activity
from vae_explorer.views.window.files import Files


@dataclass
class Person:
    answer: object = None
    file: str = ""
    kind: str = ""
    files: list[str] = field(default_factory=list)  # which come before it
    suggestions: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: list[Qt.TextFormat] = field(default_factory=list)


@pytest.fixture
def person(monkeypatch) -> Person:
    person = Person()

    def question(box: QMessageBox) -> object:
        person.texts.append(box.text())
        person.formats.append(box.textFormat())
        return person.answer

    def file_name(_parent, _title, suggestion, filters) -> tuple[str, str]:
        person.suggestions.append(suggestion)
        person.filters = filters.split(";;")
        chosen = person.files.pop(0) if person.files else person.file
        return chosen, person.kind or person.filters[0]

    monkeypatch.setattr(QMessageBox, "exec", question)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", file_name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file_name)
    return person


class NotingDesk(TestDesk):
    """A desk whose training and library are asked, and do nothing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, settings_in(folder))
        self.asked: list[tuple[str, object]] = []
        self.library.open = lambda path, **_: self.asked.append(("open", path))
        self.library.save = self._save
        self.training.pause = lambda: self.asked.append(("pause", None))
        self.training.play = lambda: self.asked.append(("play", None))

    def _save(self, run_id: int, path: Path, *, whole: bool = True, half: bool = False) -> None:
        self.library._saves += 1
        what = "save" if whole else "save alone"
        self.asked.append((f"{what} halved" if half else what, path))

    def finish_saving(self, run: Run, path: Path) -> None:
        self.library._saves -= 1
        step = self.workspace.run(run.id).step
        self.workspace.update(run.id, path=path, saved_step=step)
        self.library.saved.emit(run.id)

    def fail_saving(self, run: Run) -> None:
        self.library._saves -= 1
        self.library.save_failed.emit(run.id)

    def set_state(self, run: Run, state: RunState) -> None:
        self.workspace.update(run.id, state=state)
        self.workspace.set_activity(Activity(run.id, state))


@pytest.fixture
def desk(qapp, tmp_path: Path):
    desk = NotingDesk(tmp_path)
    yield desk
    desk.shutdown()


@pytest.fixture
def files(desk, person, qtbot) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    files = Files(desk, window)
    files.keeps = window
    return files


@pytest.fixture(scope="module")
def learned(train_digits, held_out_digits) -> Snapshot:
    from vae_explorer.core.training import Trainer

    trainer = Trainer(train_digits, held_out_digits, TINY)
    steps = trainer.steps()
    for _ in range(28):  # of four to an epoch
        next(steps)
    return trainer.snapshot()


@pytest.fixture
def run(desk, learned) -> Run:
    """Return a run of seven epochs, of which no file knows."""
    return desk.workspace.add(config=TINY, snapshot=learned, state=RunState.STOPPED)


def going_on() -> tuple[list[str], object]:
    """Return what notes that it goes on, and where."""
    gone: list[str] = []
    return gone, lambda: gone.append("on")


def test_what_is_shown_has_a_name(desk, files, learned) -> None:
    assert files.title() == "New model"
    desk.show(learned)
    assert files.title() == "Bundled model"
    desk.workspace.add(config=TINY, snapshot=learned)
    assert files.title() == "Run 1"
    desk.show(learned, Path("/models/seven.safetensors"))
    assert files.title() == "seven.safetensors"


def test_the_file_that_is_suggested_tells_what_it_holds(files, run, person) -> None:
    files.save()
    assert person.suggestions == ["mnist-custom-epoch-7.safetensors"]


def test_the_suffix_is_added_once(desk, files, run, person) -> None:
    for chosen in ("/models/a", "/models/a.safetensors", "/models/a.b"):
        person.file = chosen
        files.save_as()
    assert [path.name for _, path in desk.asked] == [
        "a.safetensors",
        "a.safetensors",
        "a.b.safetensors",
    ]


def test_a_run_that_can_go_on_is_saved_with_what_that_takes_or_alone(
    desk, files, run, person
) -> None:
    desk.set_state(run, RunState.PAUSED)
    person.file = "/models/a"
    files.save_as()
    whole, alone, halved = person.filters
    assert "trained further" in whole
    assert "Model only" in alone
    assert "half precision" in halved
    for person.kind in (alone, halved):
        files.save_as()
    assert [what for what, _ in desk.asked] == ["save", "save alone", "save alone halved"]


def test_a_model_that_cannot_go_on_is_saved_alone_at_full_precision_or_half(
    desk, files, run, person
) -> None:
    person.file = "/models/a"
    files.save_as()
    alone, person.kind = person.filters
    assert "half precision" not in alone
    files.save_as()
    assert [what for what, _ in desk.asked] == ["save alone", "save alone halved"]


def test_a_dialog_that_reports_no_kind_of_file_keeps_the_most(desk, files, run, person) -> None:
    desk.set_state(run, RunState.PAUSED)
    person.file, person.kind = "/models/a", "All files (*)"
    files.save_as()
    assert [what for what, _ in desk.asked] == ["save"]


def test_a_file_that_only_the_suffix_makes_an_old_one_is_asked_about(
    desk, files, run, person, tmp_path: Path
) -> None:
    """The dialog itself asks about names as they are typed."""
    old = tmp_path / "old.safetensors"
    old.touch()
    person.files, person.answer = [str(tmp_path / "old"), ""], Answer.No
    files.save_as()
    assert desk.asked == []
    assert len(person.texts) == 1
    assert len(person.suggestions) == 2  # the dialog comes back, for another name
    person.files, person.answer = [str(tmp_path / "old")], Answer.Yes
    files.save_as()
    assert [path for _, path in desk.asked] == [old]
    person.files = [str(old)]
    files.save_as()
    assert len(person.texts) == 2


@pytest.mark.parametrize("name", ["<b>bold", "<img src=x>", "two  spaces", "a &lt; b", "a & b"])
def test_a_file_name_is_asked_about_as_it_is(files, run, person, tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.safetensors").touch()
    person.files, person.answer = [str(tmp_path / name), ""], Answer.No
    files.save_as()
    assert person.texts == [f"{name}.safetensors already exists in {tmp_path}. Replace it?"]
    assert person.formats == [Qt.TextFormat.PlainText]


def test_nothing_on_the_screen_saves_nothing(desk, files, person) -> None:
    files.save()
    files.save_as()
    assert desk.asked == []
    assert person.suggestions == []


def test_opening_asks_nothing(desk, files, run, person) -> None:
    files.open_path(Path("b.safetensors"))
    assert desk.asked == [("open", Path("b.safetensors"))]
    assert person.texts == []


@pytest.mark.parametrize(
    ("answer", "goes"), [(Answer.Discard, True), (Answer.Cancel, False), (Answer.Escape, False)]
)
def test_unsaved_work_is_asked_about(files, run, person, answer, goes) -> None:
    gone, go_on = going_on()
    person.answer = answer
    files.confirm(go_on)
    assert len(person.texts) == 1
    assert "Run 1" in person.texts[0]
    assert bool(gone) is goes


def test_several_unsaved_runs_are_asked_about_at_once_and_saved_in_turn(
    desk, files, run, learned, person
) -> None:
    other = desk.workspace.add(config=TINY, snapshot=learned)
    gone, go_on = going_on()
    person.answer, person.files = Answer.Save, ["/models/a", "/models/b"]
    files.confirm(go_on)
    assert "2 runs" in person.texts[0]
    assert "Run 1, Run 2" in person.texts[0]
    desk.finish_saving(run, Path("/models/a.safetensors"))
    assert gone == []
    assert "Run 2" in person.texts[1]
    desk.finish_saving(other, Path("/models/b.safetensors"))
    assert gone == ["on"]
    assert [path.stem for _, path in desk.asked if path is not None] == ["a", "b"]


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED])
def test_a_run_that_the_question_has_paused_goes_on(desk, files, run, person, state) -> None:
    desk.set_state(run, state)
    person.answer = Answer.Cancel
    files.confirm(lambda: None)
    asked = [what for what, _ in desk.asked]
    assert asked == (["pause", "play"] if state is RunState.RUNNING else [])


def test_what_may_lose_work_waits_for_a_save_under_way(desk, files, run, person) -> None:
    gone, go_on = going_on()
    person.file = "/models/a"
    files.save()
    files.confirm(go_on)
    assert gone == []
    desk.finish_saving(run, Path("/models/a.safetensors"))
    assert gone == ["on"]
    assert person.texts == []


def test_what_may_lose_work_is_given_up_when_the_save_under_way_fails(
    desk, files, run, person
) -> None:
    gone, go_on = going_on()
    person.file = "/models/a"
    files.save()
    files.confirm(go_on)
    desk.fail_saving(run)
    files.save()
    desk.finish_saving(run, Path("/models/a.safetensors"))
    assert gone == []


def test_save_first_that_fails_or_is_cancelled_stays(desk, files, run, person) -> None:
    gone, go_on = going_on()
    person.answer, person.file = Answer.Save, "/models/a"
    files.confirm(go_on)
    desk.fail_saving(run)
    person.file = ""
    files.confirm(go_on)
    person.file = "/models/later"
    files.save()
    desk.finish_saving(run, Path("/models/later.safetensors"))
    assert gone == []


def test_files_that_were_opened_or_saved_are_remembered(desk, files, learned) -> None:
    for name in ("a", "b", "a"):
        desk.show(learned, Path(f"/models/{name}.safetensors").absolute())
    assert [path.name for path in desk.settings.recent_files] == ["a.safetensors", "b.safetensors"]
