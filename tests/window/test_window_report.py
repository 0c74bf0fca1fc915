"""*Help > Copy report*."""

from __future__ import annotations

import logging

from PySide6.QtGui import QGuiApplication

from vae_explorer import __version__
from vae_explorer.logs import logging_to_file


def test_it_is_copied_and_said_so(explorer) -> None:
    with logging_to_file():
        logging.getLogger("vae_explorer.test").warning("something odd happened")
        explorer.action("copy_report").trigger()
    text = QGuiApplication.clipboard().text()
    for fact in (f"VAE Explorer: {__version__}", "Qt: ", "Screens: ", "torch: ", "Device: CPU"):
        assert fact in text
    assert "something odd happened" in text
    assert "on the clipboard" in explorer.message


def test_it_is_in_the_help_menu(explorer) -> None:
    (help_menu,) = [a.menu() for a in explorer.window.menuBar().actions() if a.text() == "&Help"]
    assert explorer.action("copy_report") in help_menu.actions()
