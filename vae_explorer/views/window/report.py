"""*Help > Copy report*: what to paste where a problem is reported."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from vae_explorer.core.language import tr
from vae_explorer.logs import recent_lines
from vae_explorer.session.state import Message


def copy_report(tell: Callable[[Message], None]) -> None:
    """Put the report on the clipboard, and tell so."""
    # Here, for the start would have to wait for what it imports.
    from vae_explorer.session.report import (
        machine_facts,
        private_facts,
        program_folders,
        report_text,
    )

    screens = [
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():.0%}"
        for screen in QGuiApplication.screens()
    ]
    facts = machine_facts() | {
        "Qt": f"{qVersion()}, {QGuiApplication.platformName()}",
        "Screens": ", ".join(screens),
    }
    text = report_text(facts, recent_lines(), program=program_folders(), **private_facts())
    QGuiApplication.clipboard().setText(text)
    tell(
        Message(
            "success",
            tr(
                "The report is on the clipboard: versions, this system, and the last lines of the "
                "log, without your name and folders."
            ),
            details=text,
        )
    )
