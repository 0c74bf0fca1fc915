"""What can be drawn along a run: to add one, a column of `Losses` and a row here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from vae_explorer.core.language import marked, tr

LEAST_RANGE = 2.0  # nats; a smaller range would make noise look like progress


class Quantity(NamedTuple):
    """What has a plot of its own.

    Attributes
    ----------
    title, tip
        Name, and what it is.
    attribute
        Of `Losses`; also the name under which a choice is remembered.
    unit, short_unit
        On its axis, and behind a number.
    least
        The smallest range of values of its axis.
    digits
        Behind the point; None for as many as are of use.
    absent
        What is said where a run has none.
    needs_bound
        Whether an autoencoder has none.
    levels
        Which references are drawn: "all", those that "bound" −ELBO, or none.
    """

    title: str
    attribute: str
    tip: str
    unit: str = marked("nats per image")
    short_unit: str = marked("nats")
    least: float = LEAST_RANGE
    digits: int | None = None
    absent: str = ""
    needs_bound: bool = True
    levels: str = ""

    def written(self, value: float) -> str:
        """A value with as many digits as are of use."""
        if self.digits is None or not math.isfinite(value):
            return value_text(value)
        return f"{value:.{self.digits}f}".replace("-", "−")

    def measured(self, value: float) -> str:
        """The same with its unit."""
        return f"{self.written(value)} {tr(self.short_unit)}".rstrip()


NEGATIVE_ELBO, RECONSTRUCTION, KL = QUANTITIES_AT_FIRST = (
    Quantity(
        "−ELBO",
        "negative_elbo",
        marked("Reconstruction and KL divergence together, at β = 1 whatever is minimised."),
        levels="bound",
    ),
    Quantity(
        marked("Reconstruction"),
        "reconstruction",
        marked("How badly the decoder explains the images."),
        needs_bound=False,
        levels="all",
    ),
    Quantity("KL", "kl", marked("How far the posteriors are from the prior.")),
)

QUANTITIES = (
    *QUANTITIES_AT_FIRST,
    Quantity(
        marked("KL of z₁"),
        "kl_1",
        marked("What the first axis has of the KL divergence; near 0 it is not in use."),
        least=0.5,
        absent=marked("not measured"),
    ),
    Quantity(
        marked("KL of z₂"),
        "kl_2",
        marked("What the second axis has of the KL divergence; near 0 it is not in use."),
        least=0.5,
        absent=marked("not measured"),
    ),
    Quantity(
        marked("Trained loss"),
        "trained",
        marked("The number that is minimised: with β, warm-up, the bound, the mean over pixels."),
        least=0.5,
        absent=marked("not measured"),
        needs_bound=False,
    ),
    Quantity(
        marked("Learned σ"),
        "sigma",
        marked(
            "The standard deviation of a pixel from 0 (black) to 1 (white), where a Gaussian "
            "likelihood learns it."
        ),
        unit=marked("pixel value"),
        short_unit="",
        least=0.02,
        digits=3,
        absent=marked("not learned here"),
        needs_bound=False,
    ),
)


QUANTITIES_OF_GANS = (
    Quantity(
        marked("Squared error"),
        "reconstruction",
        marked("By which the nearest image that is drawn misses an image, summed over the pixels."),
        unit=marked("per image"),
        short_unit="",
        needs_bound=False,
    ),
    Quantity(
        marked("Decoder's loss"),
        "trained",
        marked("How sure the discriminator is of drawn images: 0.69 where it cannot tell."),
        least=0.5,
        absent=marked("not measured"),
        needs_bound=False,
    ),
    Quantity(
        marked("Discriminator's loss"),
        "discriminator",
        marked("How badly it tells real images from drawn ones: 1.39 where it cannot."),
        least=0.5,
        absent=marked("not measured"),
        needs_bound=False,
    ),
)
"""What takes the place of those chosen where a GAN is shown, which has few of them."""


def quantities(attributes: Iterable[object]) -> tuple[Quantity, ...]:
    """Those of these names, in their own order; those at first where none is known."""
    wanted = set(attributes)
    return tuple(q for q in QUANTITIES if q.attribute in wanted) or QUANTITIES_AT_FIRST


def value_text(value: float) -> str:
    """A loss with as many digits as are of use: ``134.7``, ``6.46``, ``8.0e7``."""
    if math.isnan(value):
        return tr("not a number")
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= 1e5:
        text = short_exponent(f"{value:.1e}")
    elif abs(value) >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    return text.replace("-", "−")


def short_exponent(text: str) -> str:
    """``8.0e7`` for ``8.0e+07``."""
    number, mark, power = text.partition("e")
    return f"{number}e{int(power)}" if mark else text
