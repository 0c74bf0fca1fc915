"""log p(x) of one image as the sum of ELBO and KL, as a bar and in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.views.digit.bound_bar import (
    AMORTISATION,
    APPROXIMATION,
    TIPS,
    BoundBar,
    Bounds,
    colours,
)
from vae_explorer.views.style.theme import Theme

if TYPE_CHECKING:
    from vae_explorer.core.measures.digit_truth import DigitTruth

_SUM = marked("log p(x) = ELBO + KL(q ‖ p(z|x)): each of the three is added up by itself.")


class Figures(QWidget):
    """The bar, the sum, the two parts of the gap, the peaks, and where mode and mean are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told: tuple[DigitTruth, float | None, int] | None = None
        self._brief, self._sums = False, True
        self.bar = BoundBar(theme)
        self.sum, self.parts, self.peaks, self.places = (words() for _ in range(4))
        self.sum.setToolTip(f"<qt>{escape(tr(_SUM))}</qt>")
        self.parts.setToolTip(
            f"<qt>{escape(tr(TIPS[AMORTISATION]))}<br>{escape(tr(TIPS[APPROXIMATION]))}</qt>"
        )
        self.peaks.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.xs)
        for widget in (self.bar, self.sum, self.parts, self.peaks, self.places):
            column.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.bar.set_theme(theme)
        if self._told is not None:
            self.tell(*self._told)

    def set_brief(self, brief: bool) -> None:
        """Leave out all but the bar and the sum, or not."""
        self._sums = self._sums or not brief
        self._brief = brief
        self._arrange()

    def fit(self, room: int) -> None:
        """Leave out the sum, too, where so many pixels are left below; or take it in again."""
        gained = self.sum.heightForWidth(self.width()) + self._theme.space.xs
        self._sums = room - (gained if self.sum.isHidden() else 0) >= 0
        self._arrange()

    def _arrange(self) -> None:
        self.sum.setVisible(self._sums or not self._brief)
        self.parts.setVisible(not self._brief)
        self.places.setVisible(not self._brief)
        self.peaks.setVisible(not self._brief and bool(self.peaks.text()))

    def tell(self, truth: DigitTruth, own: float | None, behind: int = 0) -> None:
        """Tell the truth about an image, so many steps ago, and the bound of one’s own Gaussian."""
        self._told = (truth, own, behind)
        self.bar.set_bounds(Bounds(truth.log_px, truth.elbo, truth.best_elbo, own))
        self.sum.setText(_sum(truth, own))
        inks = colours(self._theme)
        amortisation, approximation = (
            number(nats, 2) for nats in (truth.amortisation_gap, truth.approximation_gap)
        )
        parts = (
            (AMORTISATION, tr("amortisation {nats}: what the encoder misses", nats=amortisation)),
            (
                APPROXIMATION,
                tr("approximation {nats}: what no diagonal Gaussian reaches", nats=approximation),
            ),
        )
        self.parts.setText(
            "<br>".join(f"<span style='color:{inks[name]}'>■</span> {text}" for name, text in parts)
        )
        self.peaks.setText(truth.sentence)
        mode, mean = (
            ", ".join(number(float(v), 2) for v in place) for place in (truth.mode, truth.q.mean)
        )
        where = tr("mode {mode} · encoder’s mean {mean}", mode=mode, mean=mean)
        if behind:
            where = tr("{what} · {steps:,} steps ago", what=where, steps=behind)
        self.places.setText(where)
        self._arrange()


def _sum(truth: DigitTruth, own: float | None) -> str:
    """Return log p(x) as a sum: of the encoder's bound, or of one's own."""
    log_px = number(truth.log_px, 2)
    if own is None:
        elbo, kl = number(truth.elbo, 2), number(truth.kl, 2)
        return tr("ELBO {elbo} + KL {kl} = log p(x) {log_px} nats", elbo=elbo, kl=kl, log_px=log_px)
    bound = min(own, truth.log_px)
    elbo, kl = number(bound, 2), number(truth.log_px - bound, 2)
    return tr("your ELBO {elbo} + KL {kl} = log p(x) {log_px}", elbo=elbo, kl=kl, log_px=log_px)


def words() -> QLabel:
    """Return a label that wraps within whatever width there is."""
    label = QLabel()
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
