"""What kinds of model there are beside the variational autoencoder.

A kind says what a run's networks are, which of the settings mean anything to it, and what can be
said of it: a model file, the form, the curves and the commands ask here instead of for a name.
"""

from __future__ import annotations

from dataclasses import dataclass

# What every run is about, and where it is computed.
_ALWAYS = frozenset({"dataset", "digits", "regime", "seed"})


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of model.

    Attributes
    ----------
    uses
        Names of the settings that do something; None for all of them.
    likelihood
        Key of the one that it has, whatever is chosen; empty for the one that is chosen.
    linear
        Whether its networks have no hidden layer, whatever is chosen.
    at_once
        Whether one step solves it, so that there are no epochs to count.
    """

    uses: frozenset[str] | None = None
    likelihood: str = ""
    linear: bool = False
    at_once: bool = False


VARIATIONAL = Kind()
PRINCIPAL_COMPONENTS = Kind(uses=_ALWAYS, likelihood="gaussian-linear", linear=True, at_once=True)
