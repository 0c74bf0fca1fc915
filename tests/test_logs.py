"""The log: what it holds, how large it grows, and that it never is in the way."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest

from vae_explorer import logs
from vae_explorer.cli import main
from vae_explorer.core.errors import UserError
from vae_explorer.logs import RECENT, log_path, logging_to_file, recent_lines

log = logging.getLogger("vae_explorer.test")


def written() -> str:
    return log_path().read_text(encoding="utf-8")


def test_it_is_in_the_platforms_log_folder(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fresh_home in log_path().parents or sys.platform == "darwin"
    # Without those of pytest, which would have to send to another process what is no text.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with logging_to_file():
        log.info("hello %s", "\udcff")  # a file name that is no text
    assert "INFO vae_explorer.test: hello" in written()


def test_details_are_logged_on_request_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_file():
        log.debug("quiet")
    assert "quiet" not in written()
    assert capsys.readouterr().err == ""
    with logging_to_file(debug=True):
        log.debug("loud")
    assert "loud" in written()
    assert "loud" in capsys.readouterr().err


def test_it_stays_small() -> None:
    with logging_to_file():
        for _ in range(700):
            log.info("x" * 1000)
    files = sorted(log_path().parent.iterdir())
    assert len(files) == 2
    assert all(file.stat().st_size <= 256 * 1024 for file in files)


def test_a_folder_that_cannot_be_made_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(logs, "log_path", lambda: tmp_path / "file" / "vae-explorer.log")
    with logging_to_file():
        log.info("in memory")
    assert recent_lines()[-1].endswith("in memory")
    assert capsys.readouterr().err == ""


def test_the_last_lines_are_those_of_starts_before_as_well() -> None:
    with logging_to_file():
        for i in range(2 * RECENT):
            log.info("before %d", i)
    with logging_to_file():
        log.info("after")
        lines = recent_lines()
    assert len(lines) == RECENT
    assert lines[-1].endswith("after")
    assert lines[-2].endswith(f"before {2 * RECENT - 1}")


def test_exceptions_are_logged_and_go_on() -> None:
    with pytest.raises(ZeroDivisionError), logging_to_file():
        print(1 / 0)
    with pytest.raises(UserError), logging_to_file():
        raise UserError("No such thing.", "Look again.")
    assert "ZeroDivisionError" in written()
    assert "No such thing. Look again." in written()


def test_what_nothing_catches_is_logged_and_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    before = sys.excepthook, threading.excepthook
    with logging_to_file():
        sys.excepthook(ValueError, ValueError("in a slot"), None)
        error = KeyError("in a thread")
        args = threading.ExceptHookArgs((KeyError, error, None, threading.current_thread()))
        threading.excepthook(args)
    assert (sys.excepthook, threading.excepthook) == before
    printed = capsys.readouterr().err
    for text in ("in a slot", "in a thread"):
        assert text in written()
        assert text in printed


def test_commands_log_their_start_and_their_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "missing.safetensors"]) == 2
    assert ": evaluate" in written()
    assert "missing.safetensors" in written()
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_nothing_is_written_for_help() -> None:
    assert main(["--help"]) == 0
    assert not log_path().exists()
