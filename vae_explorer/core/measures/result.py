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
        Nats per image, at β = 1, each the mean over `samples` draws of z for each image.
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
