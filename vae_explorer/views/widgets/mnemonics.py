"""Texts of menus without the letters that the Alt key takes."""

from __future__ import annotations

import re

# Chinese has no letters to underline: there the letter follows in brackets.
_LETTER = re.compile(r"\(&\w\)|&(?=[^&])")


def without_mnemonic(text: str) -> str:
    """Return ``"Open…"`` for ``"&Open…"``, and ``"打开…"`` for ``"打开(&O)…"``."""
    return _LETTER.sub("", text)
