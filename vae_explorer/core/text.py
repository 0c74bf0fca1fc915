"""Numbers and values in sentences: how many of what, how long, and what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from reprlib import Repr
from unicodedata import normalize

from vae_explorer.core.language import marked, tr

# A plain repr follows each bracket of a nested value, thousands deep, until the stack is full.
_BRIEF = Repr()
_BRIEF.maxlevel = 3


def count(number: float, noun: str) -> str:
    """Return a number with its noun, in the plural unless there is just one.

    Parameters
    ----------
    number
        A whole number, shown as it is, or a real one, shown to four digits.
    noun
        In the singular, with a regular plural, and `marked`: ``marked("epoch")``. A language that
        translates it has no plurals; the word that counts such things goes with its noun.

    Returns
    -------
    str
        Such as ``"1 epoch"``, ``"0.25 epochs"`` or ``"12,000 epochs"``.
    """
    text = f"{number:.4g}" if abs(number) < 1000 else f"{round(number):,}"
    word = tr(noun)
    return f"{text} {word}" if text == "1" or word != noun else f"{text} {noun}s"


def with_article(noun: str) -> str:
    """Return ``"a GAN"`` or ``"an autoencoder"``; `marked`, it is translated, without article."""
    word = tr(noun)
    return word if word != noun else f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def begun(text: str) -> str:
    """Return a text with its first letter large, as a sentence begins; a symbol such as β stays."""
    return text[:1].upper() + text[1:] if text[:1].isascii() else text


def signed(value: float, form: str) -> str:
    """Return a number as f-strings write it, such as ``8.2f``, with a minus as long as a plus."""
    return format(value, form).replace("-", "−")


def duration(seconds: float) -> str:
    """Return a time in seconds as a clock shows it: ``"0:42"``, ``"1:02:05"``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def typed(text: str) -> str:
    """Return what somebody has typed with the signs that programs read.

    The keyboards of East Asian languages give wide ones: ``，``, ``；``, ``：``, ``＃``, ``７``.
    """
    return normalize("NFKC", text).replace("、", ",").replace("−", "-")


def either(options: Iterable[str]) -> str:
    """Return ``"a, b or c"``."""
    *first, last = options
    return tr(" or ").join(filter(None, (tr(", ").join(first), last)))


def shown(value: object) -> str:
    """Return a value as Python writes it, at most 60 characters, whatever it holds."""
    plain = isinstance(value, str | int | float | None)
    try:
        return f"{repr(value) if plain else _BRIEF.repr(value):.60}"
    except ValueError:  # Python does not write whole numbers of thousands of digits
        return tr("a number of very many digits")


def ago(seconds: float) -> str:
    """Return how long ago something was, for people."""
    if seconds < 60:
        return tr("just now")
    if seconds < 86_400:
        hours = round(seconds / 3600)
        if not hours:
            return tr("{minutes} min ago", minutes=f"{seconds / 60:.0f}")
        return tr("{time} ago", time=count(hours, marked("hour")))
    return tr("{time} ago", time=count(round(seconds / 86_400), marked("day")))
