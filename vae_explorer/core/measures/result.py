"""What an evaluation finds, and what may be asked of one; here before torch is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

SAMPLES = 10  # a standard error of 0.009 nats on MNIST, where one draw has 0.027
MAX_SAMPLES = 10_000
MAX_SEED = 2**63 - 1
NEIGHBOURS = 10  # that vote for the class of a code


@dataclass(frozen=True)
class Evaluation:
    """Means over a split.

    Attributes
    ----------
    negative_elbo, reconstruction, kl
        Nats per image, at β = 1, each the mean over `samples` draws of z for each image. Of an
        autoencoder, whose posterior has no density, the first and the last are NaN.
    standard_error
        Of `negative_elbo`, in nats per image: how far other draws of z may lead elsewhere. It says
        nothing of other images. NaN for a single draw.
    knn_accuracy
        See `vae_explorer.core.measures.evaluation.knn_accuracy`; from 0 to 1.
    images, samples
        How many images were measured, and how many draws of z there were for each.
    """

    negative_elbo: float
    reconstruction: float
    kl: float
    standard_error: float
    knn_accuracy: float
    images: int
    samples: int

    def to_json(self) -> dict[str, float]:
        """Return a value that `json.dumps` takes."""
        return asdict(self)


@dataclass(frozen=True)
class Truth:
    """What can be had in two dimensions, and not only bounded: means over a split.

    Of an autoencoder all but `active_dimensions` are NaN: it has no p(z), and so no p(x), and its
    codes are points, whose mixture has no density.

    Attributes
    ----------
    log_px
        ln p(x) by quadrature over the plane, nats per image; NaN where codes are spread too widely.
    log_px_standard_error
        Of `log_px`, from one image to the next: how far other images may lead elsewhere.
    encoder_gap
        `log_px` less the ELBO: the mean divergence of q(z given x) from the true posterior, nats.
    kl_aggregate, mutual_information, active_dimensions
        See `vae_explorer.core.measures.aggregate.Aggregate`.
    likelihood
        Its key: nats of different ones cannot be compared.
    log_px_note
        What is to be known of `log_px`, or why there is none, for people; empty for nothing.
    """

    log_px: float
    log_px_standard_error: float
    encoder_gap: float
    kl_aggregate: float
    mutual_information: float
    active_dimensions: int
    likelihood: str
    log_px_note: str = ""

    def to_json(self) -> dict[str, float | str]:
        """Return a value that `json.dumps` takes."""
        return asdict(self)


@dataclass(frozen=True)
class Reference:
    """A level that a loss can be compared with, see `references`.

    Attributes
    ----------
    name
        For people, `marked`.
    value
        Nats per image, a mean over the images.
    bounds_elbo
        Whether it is a level of −ELBO too, since no KL divergence has to be paid for it.
    """

    name: str
    value: float
    bounds_elbo: bool = True
