"""The flow around one model file, with a controller that only notes what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from gui_kit import TINY, Answer
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from vae_explorer.session.settings import Settings
from vae_explorer.session.state import RunState
from vae_explorer.views.window.document import Document


class FakeController(QObject):
    saved = Signal()
    document_changed = Signal()
    save_failed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self.snapshot = SimpleNamespace(config=TINY, epoch=7.4)
        self.bundled = True
        self.unsaved = False
        self.saving = False
        self.state = RunState.EMPTY
        self.asked: list[tuple[str, Path | None]] = []

    def open(self, path: Path) -> None:
        self.asked.append(("open", path))

    def save(self, path: Path) -> None:
        self.saving = True
        self.asked.append(("save", path))

    def pause(self) -> None:
        self.asked.append(("pause", None))
        if self.state is RunState.RUNNING:
            self.state = RunState.PAUSED

    def play(self) -> None:
        self.asked.append(("play", None))

    def finish_saving(self, path: Path) -> None:
        self.path, self.unsaved, self.saving = path, False, False
        self.document_changed.emit()
        self.saved.emit()

    def fail_saving(self) -> None:
        self.saving = False
        self.save_failed.emit()


@dataclass
class Person:
    answer: object = None
    file: str = ""
    files: list[str] = field(default_factory=list)  # which come before it
    suggestions: list[str] = field(default_factory=list)
    questions: int = 0


@pytest.fixture
def person(monkeypatch) -> Person:
    person = Person()

    def question(*_) -> object:
        person.questions += 1
        return person.answer

    def file_name(_parent, _title, suggestion, _filter) -> tuple[str, str]:
        person.suggestions.append(suggestion)
        return person.files.pop(0) if person.files else person.file, ""

    monkeypatch.setattr(QMessageBox, "question", question)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", file_name)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", file_name)
    return person


@pytest.fixture
def control(qapp) -> FakeController:
    return FakeController()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def document(control, settings, person, qtbot) -> Document:
    window = QWidget()
    qtbot.addWidget(window)
    document = Document(control, settings, window)
    document.keeps = window
    return document


def test_a_model_without_a_file_has_a_name(document, control) -> None:
    assert document.name() == "Bundled model"
    control.bundled = False
    assert document.name() == "New model"
    control.path = Path("/models/seven.safetensors")
    assert document.name() == "seven.safetensors"


def test_the_file_that_is_suggested_tells_what_it_holds(document, person) -> None:
    document.save()
    assert person.suggestions == ["mnist-custom-epoch-7.safetensors"]


def test_the_suffix_is_added_once(document, control, person) -> None:
    for chosen in ("/models/a", "/models/a.safetensors", "/models/a.b"):
        person.file = chosen
        document.save_as()
    assert [path.name for _, path in control.asked] == [
        "a.safetensors",
        "a.safetensors",
        "a.b.safetensors",
    ]


def test_a_file_that_only_the_suffix_makes_an_old_one_is_asked_about(
    document, control, person, tmp_path: Path
) -> None:
    """The dialog itself asks about names as they are typed."""
    old = tmp_path / "old.safetensors"
    old.touch()
    person.files, person.answer = [str(tmp_path / "old"), ""], Answer.No
    document.save_as()
    assert control.asked == []
    assert person.questions == 1
    assert len(person.suggestions) == 2  # the dialog comes back, for another name
    person.files, person.answer = [str(tmp_path / "old")], Answer.Yes
    document.save_as()
    assert control.asked == [("save", old)]
    person.files = [str(old)]
    document.save_as()
    assert person.questions == 2


def test_nothing_on_the_screen_saves_nothing(document, control, person) -> None:
    control.snapshot = None
    document.save()
    document.save_as()
    assert control.asked == []
    assert person.suggestions == []


def test_saved_work_is_not_asked_about(document, control, person) -> None:
    document.open_path(Path("b.safetensors"))
    assert control.asked == [("open", Path("b.safetensors"))]
    assert person.questions == 0


@pytest.mark.parametrize(
    ("answer", "opens"), [(Answer.Discard, True), (Answer.Cancel, False), (Answer.Escape, False)]
)
def test_unsaved_work_is_asked_about(document, control, person, answer, opens) -> None:
    control.unsaved, person.answer = True, answer
    document.open_path(Path("b.safetensors"))
    assert person.questions == 1
    assert (("open", Path("b.safetensors")) in control.asked) is opens


@pytest.mark.parametrize("answer", [Answer.Cancel, Answer.Discard], ids=lambda a: a.name)
@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED])
def test_a_run_that_a_question_has_paused_goes_on(
    document, control, person, answer, state: RunState
) -> None:
    """After the request that may replace it, so that only a run that is still there does."""
    control.unsaved, control.state, person.answer = True, state, answer
    document.open_path(Path("b.safetensors"))
    asked = [what for what, _ in control.asked]
    assert asked[0] == "pause"
    assert (asked[-1] == "play") is (state is RunState.RUNNING)
    assert asked.count("open") == (answer == Answer.Discard)


def test_what_may_lose_work_waits_for_a_save_under_way(document, control, person) -> None:
    control.path = Path("/models/a.safetensors")
    document.save()
    document.open_path(Path("b.safetensors"))
    assert control.asked[-1][0] == "save"
    control.finish_saving(control.path)
    assert control.asked[-1] == ("open", Path("b.safetensors"))


def test_what_may_lose_work_is_asked_about_after_a_save_under_way(
    document, control, person
) -> None:
    control.path, person.answer = Path("/models/a.safetensors"), Answer.Cancel
    document.save()
    document.open_path(Path("b.safetensors"))
    assert person.questions == 0
    control.saving, control.unsaved = False, True  # the run has gone on
    control.saved.emit()
    assert person.questions == 1


def test_what_may_lose_work_is_given_up_when_the_save_under_way_fails(
    document, control, person
) -> None:
    control.path = Path("/models/a.safetensors")
    document.save()
    document.open_path(Path("b.safetensors"))
    control.fail_saving()
    control.finish_saving(control.path)
    assert "open" not in [what for what, _ in control.asked]


def test_save_first_goes_on_when_it_is_saved(document, control, person) -> None:
    control.unsaved, person.answer, person.file = True, Answer.Save, "/models/a"
    document.open_path(Path("b.safetensors"))
    assert control.asked[-1] == ("save", Path("/models/a.safetensors"))
    control.finish_saving(Path("/models/a.safetensors"))
    assert control.asked[-1] == ("open", Path("b.safetensors"))
    control.finish_saving(Path("/models/a.safetensors"))
    assert len([what for what, _ in control.asked if what == "open"]) == 1


def test_save_first_that_fails_or_is_cancelled_stays(document, control, person) -> None:
    control.unsaved, person.answer, person.file = True, Answer.Save, "/models/a"
    document.open_path(Path("b.safetensors"))
    control.fail_saving()
    control.finish_saving(Path("/models/later.safetensors"))
    control.unsaved, control.path, person.file = True, None, ""
    document.open_path(Path("b.safetensors"))
    control.finish_saving(Path("/models/later.safetensors"))
    assert not [what for what, _ in control.asked if what == "open"]


def test_files_that_were_opened_or_saved_are_remembered(document, control, settings) -> None:
    for name in ("a", "b", "a"):
        control.path = Path(f"/models/{name}.safetensors").absolute()
        control.document_changed.emit()
    assert [path.name for path in settings.recent_files] == ["a.safetensors", "b.safetensors"]
