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
from vae_explorer.session.state import Message, RunState
from vae_explorer.views.document import Document


class FakeController(QObject):
    saved = Signal()
    document_changed = Signal()
    message_posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self.snapshot = SimpleNamespace(config=TINY, epoch=7.4)
        self.unsaved = False
        self.state = RunState.EMPTY
        self.asked: list[tuple[str, Path | None]] = []

    def open(self, path: Path) -> None:
        self.asked.append(("open", path))

    def save(self, path: Path) -> None:
        self.asked.append(("save", path))

    def pause(self) -> None:
        self.asked.append(("pause", None))

    def finish_saving(self, path: Path) -> None:
        self.path, self.unsaved = path, False
        self.document_changed.emit()
        self.saved.emit()


@dataclass
class Person:
    answer: object = None
    file: str = ""
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
        return person.file, ""

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
    control.state = RunState.RUNNING
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
    control.message_posted.emit(Message("error", "The disk is full."))
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
