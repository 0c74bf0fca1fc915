"""The settings of the objective, described: fields of `RunConfig`.

Nothing here imports torch.
"""

from __future__ import annotations

from vae_explorer.core.language import marked
from vae_explorer.core.objective.bounds import BOUNDS
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.estimators import GRADIENTS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.objective.posteriors import POSTERIORS
from vae_explorer.core.objective.priors import LEARNED, PRIORS
from vae_explorer.core.objective.regimes import BROUGHT, REGIMES
from vae_explorer.core.settings import Choice, Real, Whole

NOISES = {"normal": marked("Normal"), "uniform": marked("Uniform (a mistake)")}
REDUCTIONS = {"sum": marked("Sum"), "mean": marked("Mean")}  # title by key
DENSITIES = tuple(key for key, posterior in POSTERIORS.items() if posterior.has_density)

LIKELIHOOD = Choice(
    "bernoulli",
    LIKELIHOODS,
    title=marked("Likelihood"),
    tip=marked("How the reconstruction of an image is compared with it."),
    group="objective",
)

VARIANCE = Real(
    0.5,
    1e-3,
    100,
    title=marked("Variance σ²"),
    tip=marked(
        "Of a pixel, for the Gaussian that does not learn it: ½ is plain squared error, "
        "less lets the reconstruction count for more."
    ),
    group="objective",
    noun=marked("variance"),
    only_with=("likelihood", ("gaussian",)),
)

POSTERIOR = Choice(
    "diagonal",
    POSTERIORS,
    title=marked("Posterior"),
    tip=marked(
        "What is said of z for an image: by an encoder a Gaussian to draw it from; for each image "
        "a Gaussian of its own, without an encoder; or one point, which makes a plain autoencoder."
    ),
    group="objective",
)

PRIOR = Choice(
    "normal",
    PRIORS,
    title=marked("Prior"),
    tip=marked(
        "Where codes are expected: at the standard normal distribution, or at a mixture of "
        "Gaussians that is learned with the rest, freely or as the posteriors of learned images."
    ),
    group="objective",
    only_with=("posterior", DENSITIES),
)

COMPONENTS = Whole(
    10,
    1,
    500,
    title=marked("Components"),
    tip=marked("How many Gaussians a learned prior is a mixture of."),
    group="objective",
    noun=marked("number of components"),
    only_with=("prior", LEARNED),
)

KL = Choice(
    "closed",
    KL_ESTIMATORS,
    title=marked("KL divergence"),
    tip=marked("How the distance of the codes from the prior is computed."),
    group="objective",
    noun=marked("KL estimator"),
    only_with=("posterior", DENSITIES),
)

BOUND = Choice(
    "elbo",
    BOUNDS,
    title=marked("Bound"),
    tip=marked(
        "The ELBO is a mean over samples of z; the importance-weighted bound has them "
        "inside the logarithm, and is tighter with each further one."
    ),
    group="objective",
)

SAMPLES = Whole(
    1,
    1,
    100,
    title=marked("Samples of z"),
    tip=marked(
        "How many are drawn for each image and step: M of the ELBO, K of the "
        "importance-weighted bound. Each costs as much as a pass through the decoder."
    ),
    group="objective",
    noun=marked("number of samples"),
    only_with=("posterior", DENSITIES),
)

REGIME = Choice(
    "joint",
    REGIMES,
    tuple(BROUGHT),
    title=marked("Regime"),
    tip=marked(
        "How encoder and decoder are trained beside each other. Separate losses, one after the "
        "other, and random z train the encoder on the KL divergence alone. A GAN has a "
        "discriminator in place of the encoder. PCA is not trained: it is the best linear model."
    ),
    group="objective",
)

GRADIENT = Choice(
    "reparameterised",
    GRADIENTS,
    title=marked("Gradient"),
    tip=marked(
        "How the encoder's gradient is estimated from draws of z: by the slope of the loss at the "
        "draw, or by the score function, the loss times the slope of ln q(z given x)."
    ),
    group="objective",
    noun=marked("gradient estimator"),
)

NOISE = Choice(
    "normal",
    NOISES,
    title=marked("Noise"),
    tip=marked(
        "What ε is in z = μ + σ ε. Uniform from 0 to 1, as rand gives where randn was meant, is a "
        "common mistake: the decoder sees one corner of each posterior, and not its centre."
    ),
    group="objective",
    only_with=("posterior", DENSITIES),
)

WARM_UP = Real(
    0.0,
    0,
    1e4,
    title=marked("KL warm-up"),
    tip=marked("Epochs in which the weight of the KL divergence rises from 0 to β."),
    group="objective",
    noun=marked("KL warm-up"),
    only_with=("posterior", DENSITIES),
)

REDUCTION = Choice(
    "sum",
    REDUCTIONS,
    title=marked("Pixels"),
    tip=marked(
        "The sum over pixels is the model's. Their mean is a common mistake: it makes "
        "the KL divergence count as much as with β at the number of pixels, 784 for 28 × 28."
    ),
    group="objective",
    noun=marked("reduction"),
)

BETA = Real(
    1.0,
    0,
    1e4,
    title="β",
    tip=marked(
        "How strongly the codes are pulled towards the prior: 1 is the plain VAE, more "
        "gives a tidier plane and blurrier digits."
    ),
    group="basics",
    live=True,
    outside=marked("β must be a number from 0 to 10,000."),
    unreadable=marked("β is not a number: write it with a point, such as 0.5."),
    only_with=("posterior", DENSITIES),
)
