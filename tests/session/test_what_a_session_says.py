"""What the session gives names to, and knows by names, whatever language is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_kit import TestDesk, settings_in
from gui_kit import PATIENCE_MS

from vae_explorer.core.film.storyboard import END, Moment
from vae_explorer.core.language import speak
from vae_explorer.session.settings import Settings

CHINESE = {
    "Run {number}": "运行 {number}",
    "Saving {file}": "正在保存 {file}",
    "end": "末尾",
    "epoch {epoch:g}": "第 {epoch:g} 轮",
    "{what} {way_out}": "{what}{way_out}",
}


@pytest.fixture
def chinese() -> Iterator[None]:
    speak("zh", lambda text, _note: CHINESE.get(text, ""))
    yield
    speak("en", None)


def test_a_new_run_is_named_in_the_language_of_the_day(control: TestDesk, chinese) -> None:
    assert control.workspace.add().name == "运行 1"
    assert control.workspace.add().name == "运行 2"
    speak("en", None)
    assert control.workspace.add().name == "Run 1"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["运行 1", "Run 1"])
def test_a_name_that_the_program_gave_makes_room_for_that_of_a_file(
    ready: TestDesk, chinese, qtbot, tmp_path: Path, name: str
) -> None:
    run = ready.workspace.add(name, snapshot=ready.snapshot)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.library.save(run.id, tmp_path / "mine.safetensors")
    assert ready.workspace.run(run.id).name == "mine"


def test_a_session_is_known_to_be_saved(control: TestDesk, chinese, qtbot, tmp_path) -> None:
    told: list[str] = []
    control.sessions.busy_changed.connect(told.append)
    with qtbot.waitSignal(control.sessions.saved, timeout=PATIENCE_MS):
        control.sessions.save(tmp_path / "mine.vae-session")
        assert control.sessions.saving
    assert not control.sessions.saving
    assert told == ["正在保存 mine.vae-session", ""]


def test_tours_speak_as_the_window_does_until_another_language_is_chosen(
    control: TestDesk, qapp, tmp_path: Path
) -> None:
    assert control.tours.language == "en"
    speak("zh", lambda _text, _note: "")
    try:
        assert control.tours.language == "zh"
        control.tours.speak("en")
        assert control.tours.language == "en"
    finally:
        speak("en", None)
    assert control.settings.text("tour_language", "") == "en"


def test_a_note_on_damaged_settings_is_in_the_language_that_is_spoken_by_then(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.ini"
    file.write_bytes(b"hello\n")
    settings: Settings = settings_in(tmp_path)
    (note,) = settings.notes
    assert note.startswith("The settings were damaged")
    speak("zh", lambda text, _note: "{file}，{copy}" if text.endswith("{copy}.") else "")
    try:
        assert settings.notes == [f"settings.ini，{file}.damaged"]
    finally:
        speak("en", None)


def test_a_moment_of_a_film_is_told_in_words_and_filed_as_ever(chinese) -> None:
    assert (Moment(3.0).words, END.words) == ("第 3 轮", "末尾")
    assert (str(Moment(3.0)), str(END)) == ("epoch 3", "end")
