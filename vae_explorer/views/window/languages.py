"""The language of the window: which one is wished for, and what is installed for it."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from vae_explorer.core.language import LANGUAGES, language, speak
from vae_explorer.session.settings import Settings

SYSTEM = "system"
_LOCALES = {"zh": "zh_CN"}  # as Qt names what it brings for its own dialogs
_KEPT = 4096  # sentences that are not looked up twice


class Languages(QObject):
    """Lets the program speak as the settings say, from now on.

    Parameters
    ----------
    choice
        A key of `LANGUAGES`, which the command line has asked for, or None for what the settings
        say.
    """

    def __init__(self, settings: Settings, choice: str | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._installed: list[QTranslator] = []
        self._choice = choice or settings.language
        self._install()

    @property
    def choice(self) -> str:
        """A key of `LANGUAGES`, or `SYSTEM`."""
        return self._choice

    def choose(self, choice: str) -> bool:
        """Speak another language, and remember it; return whether it is another one indeed."""
        self._choice = self._settings.language = choice
        before = language()
        self._install()
        return language() != before

    def _install(self) -> None:
        code = of_system() if self._choice == SYSTEM else self._choice
        if code == language():
            return
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        ours = QTranslator(self)
        if code not in _LOCALES or not ours.load(str(catalogue(code))):
            speak("en", None)
            return
        qts = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        found = [qts] if qts.load(f"qtbase_{_LOCALES[code]}", folder) else []
        for translator in (*found, ours):
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)

        @lru_cache(_KEPT)
        def translate(text: str, note: str) -> str:
            return ours.translate("", text, note) or ""

        speak(code, translate)

    def forget(self) -> None:
        """Speak English again, and take back what was installed."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        speak("en", None)


def of_system() -> str:
    """Return the language of the desktop, as far as the program speaks it; else English."""
    wanted = (name.replace("_", "-").split("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in wanted if code in LANGUAGES), "en")


def catalogue(code: str) -> Path:
    """Return the file with the sentences in a language, as ``lrelease`` writes it."""
    return Path(str(files("vae_explorer.resources"))) / "languages" / f"vae_explorer_{code}.qm"
