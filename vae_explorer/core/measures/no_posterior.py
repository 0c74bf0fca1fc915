"""Which models have no posterior to be compared with, and why; without torch."""

from __future__ import annotations

from vae_explorer.core.config import RunConfig
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import with_article


def why_none(config: RunConfig) -> str:
    """Return why a model has no p(z given x) that its q could be held against, in a sentence.

    Empty where it has one.
    """
    if config.kind.alone:
        return tr("The encoder of this model is not here, so that there is no q to compare.")
    if config.has_bound:
        return ""
    word = with_article(config.word or marked("autoencoder"))
    return tr("There is no p(x) and no posterior: it is {word}.", word=word)
