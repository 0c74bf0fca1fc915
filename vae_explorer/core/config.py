"""What a run is: the network, the objective and the schedule, as plain immutable values.

Nothing here imports torch, so that the window can show and check a configuration, and read one
from a model file, before the numerics are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

from vae_explorer.core.architecture import PRESETS, Architecture
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.described import Described, part, setting
from vae_explorer.core.objective.bounds import BOUNDS
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.objective.regimes import REGIMES
from vae_explorer.core.settings import Choice, Real, Whole

LATENT_DIM = 2

# Title by key.
OPTIMIZERS = {"adamw": "AdamW", "adam": "Adam"}
REDUCTIONS = {"sum": "Sum", "mean": "Mean"}
SCHEDULES = {"linear": "Linear", "one-cycle": "One cycle", "constant": "Constant"}
DEVICES = {"auto": "Automatic", "cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"}
PRECISIONS = {"auto": "Automatic", "float32": "float32", "bfloat16": "bfloat16"}


@dataclass(frozen=True)
class RunConfig(Described):
    """Everything that determines a training run.

    Two runs with equal configurations on the same machine end in the same weights, bit for bit.

    Attributes
    ----------
    dataset
        Key in the registry of data sets.
    architecture
        The network.
    likelihood, kl, bound, regime
        Keys in the registries of likelihoods, KL estimators, bounds and regimes.
    variance
        σ² of a pixel for the Gaussian likelihood that does not learn it.
    samples
        Draws of z for each image and step.
    warm_up
        Epochs in which the weight of the KL divergence rises from 0 to `beta`.
    reduction
        ``"sum"`` over the pixels, or ``"mean"``.
    beta
        Weight of the KL divergence in the objective, at least 0.
    optimizer, learning_rate, weight_decay, schedule
        The optimiser; what `schedule` makes of `learning_rate` it takes. The weight decay
        is decoupled for AdamW and does nothing for Adam.
    augmentation
        Strength of the random distortions of training digits, see
        `vae_explorer.core.augmentation.distort`; 0 for none.
    batch_size, epochs, seed
        `seed` fixes initial weights, order of the digits and noise.
    device, precision
        ``"auto"`` takes the fastest that the machine has.
    """

    dataset: str = setting(
        Choice(
            "mnist",
            DATA_SETS,
            title="Data set",
            tip="The images that the network learns from.",
            group="basics",
        )
    )
    architecture: Architecture = part(Architecture)  # noqa: RUF009 (it makes a field)
    likelihood: str = setting(
        Choice(
            "bernoulli",
            LIKELIHOODS,
            title="Likelihood",
            tip="How the reconstruction of an image is compared with it.",
            group="objective",
        )
    )
    variance: float = setting(
        Real(
            0.5,
            1e-3,
            100,
            title="Variance σ²",
            tip="Of a pixel, for the Gaussian that does not learn it: ½ is plain squared error, "
            "less lets the reconstruction count for more.",
            group="objective",
            noun="variance",
            only_with=("likelihood", ("gaussian",)),
        )
    )
    kl: str = setting(
        Choice(
            "closed",
            KL_ESTIMATORS,
            title="KL divergence",
            tip="How the distance of the codes from the prior is computed.",
            group="objective",
            noun="KL estimator",
        )
    )
    bound: str = setting(
        Choice(
            "elbo",
            BOUNDS,
            title="Bound",
            tip="The ELBO is a mean over samples of z; the importance-weighted bound has them "
            "inside the logarithm, and is tighter with each further one.",
            group="objective",
        )
    )
    samples: int = setting(
        Whole(
            1,
            1,
            100,
            title="Samples of z",
            tip="How many are drawn for each image and step: M of the ELBO, K of the "
            "importance-weighted bound. Each costs as much as a pass through the decoder.",
            group="objective",
            noun="number of samples",
        )
    )
    regime: str = setting(
        Choice(
            "joint",
            REGIMES,
            title="Regime",
            tip="How encoder and decoder are trained beside each other; all but Joint train the "
            "encoder on the KL divergence alone.",
            group="objective",
        )
    )
    warm_up: float = setting(
        Real(
            0.0,
            0,
            1e4,
            title="KL warm-up",
            tip="Epochs in which the weight of the KL divergence rises from 0 to β.",
            group="objective",
            noun="KL warm-up",
        )
    )
    reduction: str = setting(
        Choice(
            "sum",
            REDUCTIONS,
            title="Pixels",
            tip="The sum over pixels is the model's. Their mean is a common mistake: it makes "
            "the KL divergence count as much as with β = 784.",
            group="objective",
            noun="reduction",
        )
    )
    beta: float = setting(
        Real(
            1.0,
            0,
            1e4,
            title="β",
            tip="How strongly the codes are pulled towards the prior: 1 is the plain VAE, more "
            "gives a tidier plane and blurrier digits.",
            group="basics",
            live=True,
            outside="β must be a number from 0 to 10,000.",
            unreadable="β is not a number: write it with a point, such as 0.5.",
        )
    )
    optimizer: str = setting(
        Choice(
            "adamw",
            OPTIMIZERS,
            title="Method",
            tip="The rule that turns slopes of the loss into steps.",
            group="optimiser",
            noun="optimizer",
        )
    )
    learning_rate: float = setting(
        Real(
            1.5e-3,
            1e-8,
            10,
            title="Learning rate",
            tip="How far each step moves the weights: too small is slow, too large diverges.",
            group="basics",
            live=True,
            outside="The learning rate must be above 0 and at most 10.",
            unreadable="The learning rate is not a number: write it as 0.001 or 1e-3.",
        )
    )
    weight_decay: float = setting(
        Real(
            0.01,
            0,
            10,
            title="Weight decay",
            tip="How fast AdamW lets weights fade that nothing keeps up; Adam has none.",
            group="optimiser",
            only_with=("optimizer", ("adamw",)),
        )
    )
    schedule: str = setting(
        Choice(
            "linear",
            SCHEDULES,
            title="Schedule",
            tip="Linear is at the learning rate after 30 steps and lets it fade to zero then: "
            "good to watch, and good at the end. One cycle takes a third of the run to get there.",
            group="optimiser",
        )
    )
    batch_size: int = setting(
        Whole(
            128,
            1,
            60_000,
            step=32,
            title="Batch size",
            tip="How many images share one step.",
            group="optimiser",
        )
    )
    epochs: int = setting(
        Whole(
            30,
            1,
            100_000,
            title="Epochs",
            tip="How many times to go through all training images.",
            group="basics",
            live=True,
            outside="Train for 1 to 100,000 epochs.",
        )
    )
    augmentation: float = setting(
        Real(
            0.0,
            0,
            1,
            title="Augmentation",
            tip="How strongly training images are distorted at random, such as 0.07.",
            group="optimiser",
        )
    )
    seed: int = setting(
        Whole(
            0,
            0,
            2**63 - 1,
            title="Seed",
            tip="Starts all random numbers: the same seed repeats the same run.",
            group="optimiser",
            outside="The seed must be a whole number from 0 to 2⁶³ − 1.",
        )
    )
    device: str = setting(
        Choice("auto", DEVICES, title="Device", tip="The processor to train on.", group="machine")
    )
    precision: str = setting(
        Choice(
            "auto",
            PRECISIONS,
            title="Precision",
            tip="bfloat16 is faster where the processor has it.",
            group="machine",
        )
    )

    def problems(self) -> dict[str, str]:
        """See `Described`; and what makes no sense together."""
        found = super().problems()
        if found:
            return found
        if self.bound == "iwae" and self.kl == "closed":
            found["kl"] = (
                "The importance-weighted bound weighs each draw: choose the Monte Carlo KL for it."
            )
        if self.bound == "iwae" and self.regime != "joint":
            found["regime"] = "The importance-weighted bound is of the joint training alone."
        if self.warm_up > self.epochs:
            found["warm_up"] = (
                f"A warm-up of {self.warm_up:g} epochs is longer than the run of {self.epochs}."
            )
        return found

    def comparable(self, other: RunConfig) -> bool:
        """Whether the nats of both are of one scale, so that they may share an axis."""
        scales = {LIKELIHOODS[config.likelihood].scale for config in (self, other)}
        return len(scales) == 1

    @property
    def preset(self) -> str | None:
        """Key of the preset with this architecture, or None for one of the user's own."""
        return next((k for k, p in PRESETS.items() if p.architecture == self.architecture), None)
