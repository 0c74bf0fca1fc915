"""What is remembered between two starts, and that nonsense in the file does no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from vae_explorer.session.settings import RECENT_FILES, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def stored(file: Path) -> Settings:
    return Settings(QSettings(str(file), QSettings.Format.IniFormat))


def test_a_fresh_store_gives_the_defaults(file: Path) -> None:
    settings = stored(file)
    assert settings.theme == "system"
    assert settings.recent_files == []
    assert settings.bytes("geometry").isEmpty()
    assert settings.text("layers", "{}") == "{}"


def test_everything_comes_back_after_a_restart(file: Path, tmp_path: Path) -> None:
    settings = stored(file)
    settings.theme = "dark"
    settings.add_recent_file(tmp_path / "ä b, c.safetensors")
    settings.set_bytes("state", QByteArray(b"\0\1\2"))
    settings.set_option("layers", '{"dots": true}')
    settings.sync()

    again = stored(file)
    assert again.theme == "dark"
    assert again.recent_files == [tmp_path / "ä b, c.safetensors"]
    assert again.bytes("state") == QByteArray(b"\0\1\2")
    assert again.text("layers", "{}") == '{"dots": true}'


def test_a_theme_that_does_not_exist_is_the_systems(file: Path) -> None:
    settings = stored(file)
    settings.theme = "sepia"
    assert settings.theme == "system"


def test_recent_files_are_the_newest_first_each_once_and_few(file: Path, tmp_path: Path) -> None:
    settings = stored(file)
    paths = [tmp_path / f"{i}.safetensors" for i in range(RECENT_FILES + 3)]
    for path in paths:
        settings.add_recent_file(path)
    assert settings.recent_files == paths[::-1][:RECENT_FILES]
    settings.add_recent_file(paths[-3])
    assert settings.recent_files[0] == paths[-3]
    assert len(set(settings.recent_files)) == RECENT_FILES
    settings.clear_recent_files()
    assert settings.recent_files == []


def test_a_relative_path_is_remembered_from_where_it_was(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = stored(file)
    settings.add_recent_file(Path("model.safetensors"))
    assert settings.recent_files == [tmp_path / "model.safetensors"]


@pytest.mark.parametrize("nonsense", ["7", "@Invalid()", "@ByteArray(x)", ", ,", '"'])
def test_nonsense_in_the_file_reads_as_defaults(file: Path, nonsense: str) -> None:
    lines = (f"theme={nonsense}", f"recent_files={nonsense}", "[window]", f"state={nonsense}")
    file.write_text("[General]\n" + "\n".join(lines) + "\n")
    settings = stored(file)
    assert settings.theme == "system"
    assert all(isinstance(path, Path) for path in settings.recent_files)
    assert isinstance(settings.bytes("state"), QByteArray)


# Damage, and others who write


NESTED = "[" * 2000 + "]" * 2000


@pytest.mark.parametrize("text", [NESTED, "{", "\\x00", "[" * 200_000])
def test_a_table_that_is_damaged_reads_as_the_default_and_is_told(file: Path, text: str) -> None:
    file.write_text(f'[options]\nlayers="{text}"\ntheme=dark\n')
    before = file.read_bytes()
    settings = stored(file)
    assert settings.table("layers", {"dots": True}) == {"dots": True}
    assert settings.table("layers", []) == []
    (note,) = settings.notes
    assert note.endswith(".")
    kept = file.with_name("settings.ini.damaged")
    assert str(kept) in note
    settings.set_table("layers", {})
    settings.sync()
    assert kept.read_bytes() == before
    assert stored(file).notes == []


def test_a_table_of_another_shape_is_of_another_version_not_damaged(file: Path) -> None:
    settings = stored(file)
    settings.set_table("layers", [1, 2])
    assert settings.table("layers", {}) == {}
    assert settings.table("layers", []) == [1, 2]
    assert settings.notes == []


@pytest.mark.parametrize(
    "content",
    [bytes(3000), b"<html>\n<body>nothing</body>\n", b"[General]\ntheme=dark\n[win", b"hello\n"],
    ids=["zeros", "a page", "truncated", "a word"],
)
def test_a_file_that_is_no_settings_is_kept_and_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings = stored(file)
    assert len(settings.notes) == 1
    settings.theme = "light"
    settings.sync()
    assert file.with_name("settings.ini.damaged").read_bytes() == content
    assert stored(file).theme == "light"


def test_whoever_writes_nothing_keeps_no_copy(file: Path) -> None:
    file.write_bytes(bytes(3000))
    store = QSettings(str(file), QSettings.Format.IniFormat)
    assert Settings(store, read_only=True).notes == []
    assert list(file.parent.iterdir()) == [file]


def test_two_windows_do_not_lose_each_others_recent_files(file: Path, tmp_path: Path) -> None:
    one, other = stored(file), stored(file)
    assert one.recent_files == other.recent_files == []
    one.add_recent_file(tmp_path / "a")
    other.add_recent_file(tmp_path / "b")
    one.add_recent_file(tmp_path / "c")
    one.sync()
    other.sync()
    assert stored(file).recent_files == [tmp_path / name for name in "cba"]


def test_nor_do_two_processes(file: Path, tmp_path: Path) -> None:
    ours = stored(file)
    ours.add_recent_file(tmp_path / "a")
    script = f"""
from pathlib import Path
from PySide6.QtCore import QSettings
from vae_explorer.session.settings import Settings
store = QSettings({str(file)!r}, QSettings.Format.IniFormat)
Settings(store).add_recent_file(Path({str(tmp_path / "b")!r}))
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    ours.add_recent_file(tmp_path / "c")
    assert ours.recent_files == [tmp_path / name for name in "cba"]


def test_settings_that_cannot_be_written_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings = stored(tmp_path / "file" / "settings.ini")
    assert settings.problem() is None
    settings.theme = "dark"
    settings.sync()
    sentence = settings.problem()
    assert sentence is not None
    assert "settings.ini" in sentence
    settings.sync()
    assert settings.problem() is None


def test_settings_that_can_be_written_are_no_problem(file: Path) -> None:
    settings = stored(file)
    settings.theme = "dark"
    settings.sync()
    assert settings.problem() is None
