"""What kinds of model there are beside the variational autoencoder.

A kind says what a run's networks are, which of the settings mean anything to it, and what can be
said of it: a model file, the form, the curves and the commands ask here instead of for a name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vae_explorer.core.language import marked

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
    posterior
        Key of the family of posteriors that it has, whatever is chosen; empty for the one chosen.
    has_encoder
        Whether a network says where images are; if not, a discriminator is trained in its place.
    word
        What such a model is called, within a sentence; empty for a variational autoencoder.
    loss
        What its first loss is called, within a sentence; empty for that of the posterior.
    unit
        Of that loss.
    note
        What is to be known of its dots wherever they are, in a few words; empty for nothing.
    about
        What one who chooses it should know, in a sentence or two; empty for nothing.
    at_once
        Whether one step solves it, so that there are no epochs to count.
    alone
        Whether the decoder is all that is known: of the encoder there are the codes alone.
    elsewhere
        Whether another program trains it, so that its schedule is not known and none can go on.
    """

    uses: frozenset[str] | None = None
    likelihood: str = ""
    posterior: str = ""
    has_encoder: bool = True
    word: str = ""
    loss: str = ""
    unit: str = marked("nats")
    note: str = ""
    about: str = ""
    linear: bool = False
    at_once: bool = False
    alone: bool = False
    elsewhere: bool = False


VARIATIONAL = Kind()
PRINCIPAL_COMPONENTS = Kind(
    uses=_ALWAYS,
    likelihood="gaussian-linear",
    word=marked("PCA"),
    linear=True,
    at_once=True,
    about=marked(
        "Nothing is trained: one step finds the best linear model, probabilistic PCA. "
        "Its ELBO is log p(x)."
    ),
)
ADVERSARIAL = Kind(
    uses=_ALWAYS
    | {"kind", "widths", "activation", "linear_bottleneck"}
    | {"optimizer", "learning_rate", "weight_decay", "schedule", "batch_size", "epochs"}
    | {"augmentation", "device", "precision"},
    likelihood="squared-error",
    posterior="delta",
    has_encoder=False,
    word=marked("GAN"),
    loss=marked("squared error"),
    unit="",
    note=marked("a GAN has no encoder: dots are at the nearest image that it draws"),
    about=marked(
        "A discriminator teaches the decoder, and there is no encoder. No likelihood either: "
        "such a model has no ELBO and no log p(x)."
    ),
)
RECORDED = Kind(
    uses=frozenset(
        {"dataset", "likelihood", "posterior", "beta", "seed"}
        | {"kind", "widths", "activation", "linear_bottleneck"}
    ),
    elsewhere=True,
    about=marked("Another program trains it, and has recorded what came out."),
)
RECORDED_DECODER = replace(RECORDED, alone=True)
RECORDED_TABLE = replace(
    RECORDED_DECODER, note=marked("recorded as images on a grid; what is between them is blended")
)
