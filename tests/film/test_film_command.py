"""``vae-explorer film``: a film of a session, without a window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import film_kit
import numpy as np
import pytest
from PIL import Image

from vae_explorer.cli import main
from vae_explorer.core.film import mp4
from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import Storyboard
from vae_explorer.core.paths import Digit, Typical
from vae_explorer.core.storage.session_file import Session, StoredRun, write_session
from vae_explorer.core.timeline.timeline import Timeline


def stored(key: str, name: str, line: Timeline) -> StoredRun:
    newest = replace(film_kit.frames()[-1].snapshot(), history=film_kit.history())
    return StoredRun(key, name, 0, newest, timeline=line)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session with a run that has no history, and two that have one."""
    monkeypatch.chdir(tmp_path)
    whole = Timeline(film_kit.frames())
    runs = (
        stored("1", "Bare", Timeline()),
        stored("2", "First", whole),
        stored("3", "Second", Timeline(film_kit.frames()[:2])),
    )
    write_session(Session(runs, shown="2"), tmp_path / "talk.vaesession")
    return tmp_path / "talk.vaesession"


def film(*arguments: object) -> int:
    return main(["film", *map(str, arguments)])


SHORT = ("--size", "320x240", "--seconds", "0.5", "--fps", "4")


def test_a_session_becomes_a_folder_of_pictures(session: Path, capsys) -> None:
    assert film(session, "--out", "pictures", *SHORT, "--theme", "dark") == 0

    said = capsys.readouterr()
    assert said.err == ""
    assert said.out == "Saved pictures: 8 pictures of 320 x 240, 2 seconds of First.\n"
    files = sorted(Path("pictures").iterdir())
    storyboard = Storyboard(
        size=(320, 240),
        theme="dark",
        seconds=0.5,
        fps=4,
        probe=(Typical("1"), Typical("3"), Typical("7")),
    )
    artist = Artist(Reel(film_kit.frames(), film_kit.history(), storyboard, "First"))
    for i in (0, 1, 7):
        assert np.array_equal(np.asarray(Image.open(files[i])), artist.picture(i / 4))


def test_a_storyboard_says_what_is_seen_and_options_go_before_it(session: Path, capsys) -> None:
    storyboard = Storyboard(size=(800, 600), seconds=3, hold=0, fps=2, probe=(Digit(1),))
    Path("talk.toml").write_text(storyboard.to_toml(), encoding="utf-8")

    assert film(session, "--storyboard", "talk.toml", "--out", "a.gif", "--size", "320x240") == 0

    assert "6 pictures of 320 x 240, 3 seconds" in capsys.readouterr().out
    with Image.open("a.gif") as picture:
        assert picture.size == (320, 240)


def test_a_run_is_chosen_by_its_name(session: Path, capsys) -> None:
    assert film(session, "--run", "Second", "--out", "a.gif", *SHORT) == 0
    assert "of Second." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--run", "None"), "'Bare', 'First' or 'Second'"),
        (("--run", "Bare"), "Nothing is kept"),
        (("--out", "a.avi"), "ends in"),
        (("--out", "none/a.gif"), "does not exist"),
        (("--out", "none/pictures"), "does not exist"),
        (("--storyboard", "none.toml"), "none.toml cannot be read"),
    ],
)
def test_a_mistake_is_told_in_a_line(session: Path, capsys, arguments, words) -> None:
    before = sorted(session.parent.iterdir())

    assert film(session, "--out", "a.gif", *SHORT, *arguments) == 2

    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert words in error
    assert sorted(session.parent.iterdir()) == before


@pytest.mark.parametrize("option", [("--size", "9x9"), ("--fps", "0"), ("--seconds", "nan")])
def test_a_value_that_cannot_be_is_refused(session: Path, capsys, option) -> None:
    assert film(session, "--out", "a.gif", *option) == 2
    assert option[1] in capsys.readouterr().err


def test_without_pyav_nothing_is_read_and_the_way_out_is_told(
    session: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mp4, "find_spec", lambda _name: None)

    assert film(session, "--out", "a.mp4") == 2

    assert 'python -m pip install "vae-explorer[film]"' in capsys.readouterr().err


def test_a_session_without_a_history_is_told(tmp_path: Path, capsys) -> None:
    write_session(Session((stored("1", "Bare", Timeline()),)), tmp_path / "a.vaesession")

    assert film(tmp_path / "a.vaesession", "--out", tmp_path / "a.gif") == 2

    assert "Nothing is kept in it of how a run went." in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_leaves_nothing(session: Path) -> None:
    # What is started in the background of a shell ignores it, and so do its children.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from vae_explorer.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "film", str(session), "--out", "a.gif"]
    process = subprocess.Popen(
        [*command, "--seconds", "600"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list(session.parent.glob(".vae-explorer-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=60)

    assert out == ""
    assert error == "vae-explorer: Interrupted.\n"
    assert process.returncode == 130
    assert [path.name for path in session.parent.iterdir()] == ["talk.vaesession"]
