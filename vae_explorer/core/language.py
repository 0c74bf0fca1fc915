"""In which language the program speaks: English, unless the window lends a translator.

A sentence that somebody will read goes through `tr` where it is made, at the moment at which it is
needed. A text that is only written down, as in a table of a module, is `marked` there, and goes
through `tr` where it is shown. Values are named in braces, so that another language may put them
elsewhere::

    tr("{runs} of {all} runs", runs=3, all=12)

Qt's own tool finds both: `scripts/task.py translations` gathers the texts for the translator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

LANGUAGES = MappingProxyType({"en": "English", "zh": "中文"})

Translate = Callable[[str, str], str]
"""Returns a text of this program, with the note that tells it from its equals, translated; an
empty text for one that it does not know."""

# A value is set off by spaces, as Latin letters and digits are; it may be Chinese itself.
_CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff08-\uff1f]"
_BETWEEN_CHINESE = re.compile(rf"(?<={_CHINESE}) (?={_CHINESE})")

_translate: Translate | None = None
_language = "en"


def tr(text: str, note: str = "", /, **values: object) -> str:
    """Return a text in the language that is spoken.

    Parameters
    ----------
    text
        In English, with the names of values in braces.
    note
        What tells this text from the same words elsewhere, for a translator: ``tr("Open",
        "adjective")``.
    values
        What stands in the place of each name. Without any, braces are what they are.
    """
    if _translate is not None:
        text = _translate(text, note) or text
    if not values:
        return text
    text = text.format(**values)
    return _BETWEEN_CHINESE.sub("", text) if _language == "zh" else text


def marked(text: str) -> str:
    """Return the text as it is, which will go through `tr` where it is shown."""
    return text


def language() -> str:
    """Return the code of the language that is spoken, a key of `LANGUAGES`."""
    return _language


def speak(code: str, translate: Translate | None) -> None:
    """Speak another language from now on; sentences that are made already stay as they are.

    Parameters
    ----------
    code
        A key of `LANGUAGES`.
    translate
        May be called on any thread; None for English.
    """
    global _language, _translate
    _language, _translate = code, translate
