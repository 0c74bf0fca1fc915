"""What the aggregate posterior is like, in numbers with their names; and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.session.sampled import Look
from vae_explorer.views.latent.flow import FlowLayout
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.form import explain

if TYPE_CHECKING:
    from vae_explorer.core.measures.aggregate import Aggregate


_TOO_EARLY = 0.5  # epochs, before which every plane is still on its way


class _Figure(NamedTuple):
    name: str
    tip: str
    text: Callable[[Aggregate], str]


_FIGURES = (
    _Figure(
        "KL(q(z) ‖ p(z))",
        marked(
            "How far the aggregate posterior is from the prior N(0, I): the part of the mean KL "
            "divergence that says nothing of x. About e to this power draws from the prior are "
            "needed for one like those of q(z)."
        ),
        lambda a: _nats(a.kl),
    ),
    _Figure(
        "I(x; z)",
        marked(
            "Mutual information: how much z tells of x. With KL(q(z) ‖ p(z)) it adds up to the "
            "mean KL divergence; it cannot be more than the logarithm of the number of images."
        ),
        lambda a: _nats(a.mutual_information),
    ),
    _Figure(
        marked("moment-fit KL"),
        marked(
            "KL divergence from N(0, I) of a Gaussian with the mean and the covariance of q(z): "
            "what of the divergence is a matter of place and size. The rest is shape, that is, "
            "holes."
        ),
        lambda a: _nats(a.moment_kl),
    ),
    _Figure(
        marked("active"),
        marked("Dimensions of the plane along which the codes vary by more than 0.01."),
        lambda a: tr("{active} of {all}", active=a.active_dimensions, all=len(a.mean)),
    ),
    _Figure(
        marked("mean of q(z)"),
        marked("Of the prior: 0, 0."),
        lambda a: ", ".join(number(mean, 2) for mean in a.mean),
    ),
    _Figure(
        marked("variances; covariance"),
        marked("Along z₁ and z₂, and between them. Of the prior: 1, 1; 0."),
        lambda a: (
            f"{number(a.covariance[0][0], 2)}, {number(a.covariance[1][1], 2)}; "
            f"{number(a.covariance[0][1], 2)}"
        ),
    ),
)


class SampleFigures(QWidget):
    """A number above its name, as many side by side as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "body")
        flow = FlowLayout(self)
        self._values: list[QLabel] = []
        for figure in _FIGURES:
            cell = QWidget()
            cell.setProperty("role", "body")
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, theme.space.l, theme.space.xs)
            column.setSpacing(0)
            value, name = QLabel("–"), QLabel(tr(figure.name))
            value.setFont(numeric_font(QFont()))
            name.setProperty("role", "caption")
            for label in (value, name):
                explain(label, tr(figure.name), tr(figure.tip))
                column.addWidget(label)
            flow.addWidget(cell)
            self._values.append(value)

    def set_look(self, look: Look | None) -> None:
        """Tell what was found."""
        found = look.figures if look is not None else None
        for label, figure in zip(self._values, _FIGURES, strict=True):
            label.setText(figure.text(found) if found is not None else "–")
            name = tr("{name}: {value}", name=tr(figure.name), value=label.text())
            label.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Nothing of it is painted here."""


def warning(look: Look | None) -> tuple[str, str]:
    """Return what is wrong with sampling from this model's prior, in a sentence, and why."""
    found = look.figures if look is not None else None
    if found is None or look is None or look.snapshot.epoch < _TOO_EARLY:
        return "", ""
    if found.active_dimensions == 0:
        return (
            tr("The posterior has collapsed: no dimension of the plane is in use."),
            tr(
                "The codes of all digits are nearly the same, so that z says nothing of x and "
                "every image that is decoded is the mean one."
            ),
        )
    learned = look.snapshot.learned_prior is not None
    prior = tr("The learned prior") if learned else tr("N(0, I)", "as a prior")
    said, why = [], []
    if found.has_collapsed:
        said.append(tr("The posterior has collapsed: only one dimension of the plane is in use."))
        why.append(tr("Along one axis the codes of all digits are nearly the same."))
    if found.prior_is_wrong:
        said.append(
            tr(
                "{prior} is the wrong thing to sample from: {holes:.0f} % of it is in holes, and "
                "it misses {missed:.0f} % of q(z).",
                prior=prior,
                holes=100 * look.prior_in_holes,
                missed=100 * look.beyond_prior,
            )
        )
        far = tr("q(z) is {kl:.2f} nats from it.", kl=found.kl)
        if math.isinf(found.kl):
            far = tr("Nothing in an autoencoder draws its codes towards it.")
        why.append(
            tr(
                "{far} From ln 2 = 0.69 nats on, every second draw may be where the decoder was "
                "never asked. Draw from what is fitted to q(z).",
                far=far,
            )
        )
    return " ".join(said), " ".join(why)


def _nats(value: float) -> str:
    return tr("{value} nats", value=number(value, 2)) if math.isfinite(value) else "∞"
