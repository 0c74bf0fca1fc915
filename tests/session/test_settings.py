"""What is remembered between two starts, and that nonsense in the file does no harm."""

from __future__ import annotations

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
    assert settings.flag("smooth", True) is True
    assert settings.text("layers", "{}") == "{}"


def test_everything_comes_back_after_a_restart(file: Path, tmp_path: Path) -> None:
    settings = stored(file)
    settings.theme = "dark"
    settings.add_recent_file(tmp_path / "ä b, c.safetensors")
    settings.set_bytes("state", QByteArray(b"\0\1\2"))
    settings.set_option("smooth", False)
    settings.set_option("layers", '{"dots": true}')
    settings.sync()

    again = stored(file)
    assert again.theme == "dark"
    assert again.recent_files == [tmp_path / "ä b, c.safetensors"]
    assert again.bytes("state") == QByteArray(b"\0\1\2")
    assert again.flag("smooth", True) is False
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
