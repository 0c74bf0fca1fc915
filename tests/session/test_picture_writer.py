"""Files that are written beside whatever else goes on."""

from __future__ import annotations

from pathlib import Path

from desk_kit import Screen, TestDesk, wait_until


def test_every_file_that_was_asked_for_is_written(ready: TestDesk, screen: Screen, tmp_path, qtbot):
    names = [f"{i}.png" for i in range(4)]
    for name in names:
        ready.pictures.write(tmp_path / name, name.encode)
    wait_until(qtbot, lambda: len(screen.messages) == 4)
    assert [(tmp_path / name).read_text() for name in names] == names
    assert {message.severity for message in screen.messages} == {"success"}


def test_what_cannot_be_written_is_told_and_holds_up_nothing(
    ready: TestDesk, screen: Screen, tmp_path: Path, qtbot
) -> None:
    ready.pictures.write(tmp_path / "nowhere" / "a.png", lambda: b"a")
    ready.pictures.write(tmp_path / "b.png", lambda: b"b")
    wait_until(qtbot, lambda: len(screen.messages) == 2)
    assert [message.severity for message in screen.messages] == ["error", "success"]
    assert "nowhere" in screen.messages[0].text
