"""What a run is: the network, the objective and the schedule, as plain immutable values.

Nothing here imports torch, so that the window can show and check a configuration, and read one
from a model file, before the numerics are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vae_explorer.core.architecture import LINEAR, PRESETS, TABLE, Architecture
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.described import Described, part, setting
from vae_explorer.core.language import marked, tr
from vae_explorer.core.objective import choices
from vae_explorer.core.objective.kinds import Kind
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import posterior_of
from vae_explorer.core.objective.regimes import ENCODED, regime_of
from vae_explorer.core.rules import NOTES, RULES
from vae_explorer.core.settings import Choice, Real, Whole
from vae_explorer.core.text import signed

LATENT_DIM = 2
OWN_IMAGES = "own"
"""In place of a data set's key: images that another program has and this one has not."""

# Title by key.
OPTIMIZERS = {"adamw": "AdamW", "adam": "Adam"}
SCHEDULES = {
    "linear": marked("Linear"),
    "one-cycle": marked("One cycle"),
    "constant": marked("Constant"),
}
DEVICES = {"auto": marked("Automatic"), "cpu": "CPU", "cuda": "CUDA", "mps": marked("Apple GPU")}
PRECISIONS = {"auto": marked("Automatic"), "float32": "float32", "bfloat16": "bfloat16"}


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
    likelihood, posterior, prior, kl, bound, regime, gradient
        Keys in the registries of likelihoods, posteriors, priors, KL estimators, bounds, regimes
        and estimators of the gradient.
    components
        Gaussians in a prior that is learned.
    noise
        What z is drawn with while training: ``"normal"``, or ``"uniform"``, a common mistake.
        Every run is measured with normal noise.
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
    decoder_rate
        How many times faster than the encoder all else moves: the decoder, a learned prior and
        what the likelihood learns; 0 lets them stand still.
    augmentation
        Strength of the random distortions of training digits, see
        `vae_explorer.core.augmentation.distort`; 0 for none.
    digits
        How many training images are used, see `training_images`.
    batch_size, epochs, seed
        `seed` fixes initial weights, order of the digits and noise.
    device, precision
        ``"auto"`` takes the fastest that the machine has.
    """

    dataset: str = setting(
        Choice(
            "mnist",
            DATA_SETS,
            (OWN_IMAGES,),
            title=marked("Data set"),
            tip=marked("The images that the network learns from."),
            group="basics",
        )
    )
    architecture: Architecture = part(Architecture)  # noqa: RUF009 (it makes a field)
    likelihood: str = setting(choices.LIKELIHOOD)
    variance: float = setting(choices.VARIANCE)
    posterior: str = setting(choices.POSTERIOR)
    prior: str = setting(choices.PRIOR)
    components: int = setting(choices.COMPONENTS)
    kl: str = setting(choices.KL)
    bound: str = setting(choices.BOUND)
    samples: int = setting(choices.SAMPLES)
    regime: str = setting(choices.REGIME)
    gradient: str = setting(choices.GRADIENT)
    noise: str = setting(choices.NOISE)
    warm_up: float = setting(choices.WARM_UP)
    reduction: str = setting(choices.REDUCTION)
    beta: float = setting(choices.BETA)
    optimizer: str = setting(
        Choice(
            "adamw",
            OPTIMIZERS,
            title=marked("Method"),
            tip=marked("The rule that turns slopes of the loss into steps."),
            group="optimiser",
            noun=marked("optimizer"),
        )
    )
    learning_rate: float = setting(
        Real(
            1.5e-3,
            1e-8,
            10,
            title=marked("Learning rate"),
            tip=marked(
                "How far each step moves the weights: too small is slow, too large diverges."
            ),
            group="basics",
            live=True,
            outside=marked("The learning rate must be above 0 and at most 10."),
            unreadable=marked("The learning rate is not a number: write it as 0.001 or 1e-3."),
        )
    )
    weight_decay: float = setting(
        Real(
            0.01,
            0,
            10,
            title=marked("Weight decay"),
            tip=marked("How fast AdamW lets weights fade that nothing keeps up; Adam has none."),
            group="optimiser",
            only_with=("optimizer", ("adamw",)),
        )
    )
    decoder_rate: float = setting(
        Real(
            1.0,
            0,
            10,
            title=marked("Decoder’s rate"),
            tip=marked(
                "Times the learning rate: at 1 the decoder moves as the encoder does; at 0 it "
                "stands still, and the encoder alone learns."
            ),
            group="optimiser",
            live=True,
            noun=marked("decoder’s rate"),
            only_with=("regime", ENCODED),
        )
    )
    schedule: str = setting(
        Choice(
            "linear",
            SCHEDULES,
            title=marked("Schedule"),
            tip=marked(
                "Linear is at the learning rate after 30 steps and lets it fade to zero then: good "
                "to watch, and good at the end. One cycle takes a third of the run to get there."
            ),
            group="optimiser",
        )
    )
    digits: int = setting(
        Whole(
            0,
            0,
            100_000_000,
            step=1000,
            title=marked("Images"),
            tip=marked(
                "How many of the training images are learned from, the first ones; 0 for all, "
                "or for 1,000 with a mean-field posterior."
            ),
            group="optimiser",
            noun=marked("number of training images"),
        )
    )
    batch_size: int = setting(
        Whole(
            128,
            1,
            60_000,
            step=32,
            title=marked("Batch size"),
            tip=marked("How many images share one step."),
            group="optimiser",
        )
    )
    epochs: int = setting(
        Whole(
            30,
            1,
            100_000,
            title=marked("Epochs"),
            tip=marked("How many times to go through all training images."),
            group="basics",
            live=True,
            outside=marked("Train for 1 to 100,000 epochs."),
        )
    )
    augmentation: float = setting(
        Real(
            0.0,
            0,
            1,
            title=marked("Augmentation"),
            tip=marked("How strongly training images are distorted at random, such as 0.07."),
            group="optimiser",
        )
    )
    seed: int = setting(
        Whole(
            0,
            0,
            2**63 - 1,
            title=marked("Seed"),
            tip=marked("Starts all random numbers: the same seed repeats the same run."),
            group="optimiser",
            outside=marked("The seed must be a whole number from 0 to 2⁶³ − 1."),
        )
    )
    device: str = setting(
        Choice(
            "auto",
            DEVICES,
            title=marked("Device"),
            tip=marked("The processor to train on."),
            group="machine",
        )
    )
    precision: str = setting(
        Choice(
            "auto",
            PRECISIONS,
            title=marked("Precision"),
            tip=marked("bfloat16 is faster where the processor has it."),
            group="machine",
        )
    )

    def problems(self) -> dict[str, str]:
        """See `Described`; and what makes no sense together."""
        found = super().problems()
        if found:
            return found
        effective, idle = self.effective(), self.idle()
        for name, sentence in filter(None, (rule(effective) for rule in RULES)):
            if name not in idle:
                found.setdefault(name, sentence)
        return found

    def notes(self) -> dict[str, str]:
        """Return a sentence or two for each setting of which something should be known."""
        effective = self.effective()
        return {name: sentence for name, note in NOTES.items() if (sentence := note(effective))}

    def idle(self) -> set[str]:
        """See `Described`; and those that mean nothing to the kind of model."""
        uses = self.kind.uses
        return super().idle() | (set() if uses is None else set(self.settings()) - uses)

    @property
    def kind(self) -> Kind:
        """The kind of model that comes out."""
        return regime_of(self).kind

    @property
    def likelihood_key(self) -> str:
        """Key of the likelihood: of `likelihood`, or of what the kind of model has instead."""
        return self.kind.likelihood or self.likelihood

    @property
    def passes(self) -> int:
        """How many epochs are planned: `epochs`, or 1 of what is solved at once."""
        return 1 if self.kind.at_once else self.epochs

    @property
    def network(self) -> Architecture:
        """The network that is built: `architecture`, or what the kind of model has instead."""
        return LINEAR if self.kind.linear else self.architecture

    def trainable(self) -> RunConfig:
        """Return it, or what of it can be trained here where another program has recorded it."""
        if not self.kind.elsewhere:
            return self
        usual = RunConfig()
        values: dict[str, object] = {"regime": usual.regime, "epochs": usual.epochs}
        if self.dataset == OWN_IMAGES:
            values["dataset"] = usual.dataset
        config = self.changed(**values)
        table = config.architecture.kind == TABLE
        return replace(config, architecture=usual.architecture) if table else config

    def comparable(self, other: RunConfig) -> bool:
        """Whether the nats of both are of one scale, so that they may share an axis."""
        scales = {likelihood_of(config).scale for config in (self, other)}
        return len(scales) == 1

    @property
    def has_bound(self) -> bool:
        """Whether its losses add up to −ELBO: an autoencoder has a reconstruction alone."""
        return posterior_of(self).has_density

    @property
    def loss_title(self) -> str:
        """What `Losses.negative_elbo` is of such a run, within a sentence."""
        usual = "−ELBO" if self.has_bound else tr("reconstruction loss")
        return tr(self.kind.loss) if self.kind.loss else usual

    @property
    def word(self) -> str:
        """What such a model is called within a sentence, `marked`; empty for a VAE."""
        return self.kind.word or posterior_of(self).word

    def loss_text(self, value: float, digits: int = 1) -> str:
        """Return a value of that loss with its unit."""
        return f"{signed(value, f'.{digits}f')} {tr(self.kind.unit)}".rstrip()

    def training_images(self, available: int) -> int:
        """Return how many images are trained on, the first ones, of so many that there are."""
        return min(available, self.digits or posterior_of(self).usual_images or available)

    @property
    def preset(self) -> str | None:
        """Key of the preset with this architecture, or None for one of the user's own."""
        return next((k for k, p in PRESETS.items() if p.architecture == self.architecture), None)
