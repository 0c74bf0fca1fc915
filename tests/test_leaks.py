"""A test that leaves a window behind fails."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

CARELESS = """
    from PySide6.QtWidgets import QDialog, QMenu, QWidget

    kept = []

    def window(kind, title):
        kept.append(kind())
        kept[-1].setWindowTitle(title)
        return kept[-1]

    def test_leaves_a_window(qtbot):
        window(QWidget, "shown").show()

    def test_leaves_a_hidden_dialog(qtbot):
        window(QDialog, "hidden")

    def test_leaves_an_open_menu(qtbot):
        window(QMenu, "open").show()

    def test_hands_its_window_over(qtbot):
        qtbot.addWidget(window(QWidget, "handed over"))
        kept[-1].show()

    def test_lets_its_window_go(qtbot):
        QWidget().show()
"""


@pytest.mark.slow
def test_windows_that_a_test_leaves_behind_fail_it(tmp_path: Path) -> None:
    file = tmp_path / "test_careless.py"
    file.write_text(textwrap.dedent(CARELESS))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-o", "addopts=", file.name],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = result.stdout
    for window in ("QWidget shown", "QDialog hidden", "QMenu open"):
        assert f"windows left behind: {window}\n" in told
    assert "handed over" not in told
    assert "5 passed, 3 errors" in told
