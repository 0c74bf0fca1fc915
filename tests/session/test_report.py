"""A report tells what helps, and nothing of whose computer it is."""

from __future__ import annotations

import pytest

from vae_explorer.session.report import (
    machine_facts,
    private_facts,
    program_folders,
    report_text,
    without_paths,
)

HOME, USER = "/home/anna", "anna"
PROGRAM = ["/home/anna/venv/lib/python3.12/site-packages"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Saved /home/anna/run.safetensors.", "Saved ~/run.safetensors."),
        ("Saved /home/anna/secret plan/run.safetensors", "Saved ~/…/run.safetensors"),
        ("no file '/media/usb/My Thesis/a b.safetensors'", "no file '…/a b.safetensors'"),
        ("copied /data/x/a.png to /data/y/b.png", "copied …/a.png to …/b.png"),
        ("in PosixPath('/home/anna')", "in PosixPath('~')"),
        ("file:///home/anna/secret/x.csv", "file://~/…/x.csv"),
        (
            'File "/home/anna/venv/lib/python3.12/site-packages/torch/nn/x.py", line 3',
            'File "torch/nn/x.py", line 3',
        ),
        ("41,000 images/s, 3 / 4, n/a", "41,000 images/s, 3 / 4, n/a"),
        ("see https://doc.qt.io/qt-6/linux.html", "see https://doc.qt.io/qt-6/linux.html"),
        ("Anna's file anna-run.csv; Hannah", "(user)'s file (user)-run.csv; Hannah"),
    ],
)
def test_folders_and_the_user_are_left_out(line: str, told: str) -> None:
    assert without_paths(line, home=HOME, user=USER, program=PROGRAM) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (r"Saved C:\Users\Anna\run.csv", "Saved ~/run.csv"),
        (r"open 'C:\\Users\\Anna\\plans\\run.csv'", "open '~/…/run.csv'"),
        ("Saved C:/Users/Anna/plans/run.csv", "Saved ~/…/run.csv"),
        (r"no D:\my plans\b.csv here", "no …/b.csv here"),
        (r"no \\server\share\b.csv", "no …/b.csv"),
    ],
)
def test_folders_of_windows_are_left_out(line: str, told: str) -> None:
    assert without_paths(line, home=r"C:\Users\Anna", user="Anna") == told


def test_a_home_that_is_the_root_does_not_eat_the_text() -> None:
    assert without_paths("a / b", home="/", user="", program=["/"]) == "a / b"


def test_facts_come_first_and_the_log_follows() -> None:
    text = report_text(
        {"Python": "3.12", "Qt": "6.8"}, ["one", "two"], home=HOME, user=USER, program=PROGRAM
    )
    assert text.splitlines()[:2] == ["Python: 3.12", "Qt: 6.8"]
    assert text.endswith("one\ntwo\n")


def test_the_facts_of_this_machine_have_every_version() -> None:
    facts = machine_facts()
    assert {"VAE Explorer", "Python", "PySide6", "torch", "numpy", "System", "Device"} <= set(facts)
    assert "not installed" not in facts.values()


def test_what_is_private_here_is_not_in_a_report_of_here() -> None:
    private = private_facts()
    text = f"{private['home']}/a/b.csv"
    assert report_text({}, [text], program=program_folders(), **private).endswith("~/…/b.csv\n")
