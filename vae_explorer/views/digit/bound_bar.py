"""A bar in which log p(x) is the sum of the ELBO and KL(q ‖ p(z|x)), in two parts."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

ELBO, AMORTISATION, APPROXIMATION = "elbo", "amortisation", "approximation"
TIPS = {
    ELBO: marked("ELBO: what q(z|x) proves of log p(x). It is never above it."),
    AMORTISATION: marked(
        "Amortisation gap: what the encoder leaves on the table. The best diagonal Gaussian for "
        "this very image has an ELBO higher by so much, with the same decoder."
    ),
    APPROXIMATION: marked(
        "Approximation gap: what no diagonal Gaussian can reach, since the true posterior is none."
    ),
}
_HIGH = 18  # pixels of the bar
_LEAST = 1.0  # nats that the bar spans beyond the gap
_ROOM = 0.35  # of the bar that the ELBO has at least


@dataclass(frozen=True)
class Bounds:
    """What the bar shows, in nats.

    Attributes
    ----------
    log_px, elbo, best
        Of the image, of the encoder's Gaussian, and of the best one.
    own
        Of a Gaussian of one's own; None where there is none.
    """

    log_px: float
    elbo: float
    best: float
    own: float | None = None


def colours(theme: Theme) -> dict[str, str]:
    """Return the colour of each part."""
    if theme.is_dark:
        return {ELBO: "#5b8df5", AMORTISATION: "#e39b4a", APPROXIMATION: "#c65a86"}
    return {ELBO: "#2f62dd", AMORTISATION: "#d98321", APPROXIMATION: "#b04577"}


def _told(bounds: Bounds) -> str:
    """Return the bounds in words."""
    elbo, log_px = number(bounds.elbo, 2), number(bounds.log_px, 2)
    if bounds.own is None:
        return tr("ELBO {elbo}, log p(x) {log_px} nats", elbo=elbo, log_px=log_px)
    return tr(
        "Your ELBO {own}, encoder’s ELBO {elbo}, log p(x) {log_px} nats",
        own=number(bounds.own, 2),
        elbo=elbo,
        log_px=log_px,
    )


class BoundBar(QWidget):
    """From the left the ELBO, whose beginning is out of sight; at the right end is log p(x)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bounds: Bounds | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(140)
        self.setAccessibleName(tr("log p(x) as the sum of ELBO and KL"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_bounds(self, bounds: Bounds | None) -> None:
        """Show these."""
        self._bounds = bounds
        if bounds is not None:
            self.setAccessibleDescription(_told(bounds))
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        return QSize(220, round(_HIGH * theme.scale + 2.6 * theme.type.caption))

    def _bar(self) -> QRectF:
        high = _HIGH * self._theme.scale
        return QRectF(0.5, self._theme.type.caption * 1.35, self.width() - 1, high)

    def _x(self, nats: float) -> float:
        """Return where a bound is in the bar."""
        assert self._bounds is not None
        bar, bounds = self._bar(), self._bounds
        span = max((bounds.log_px - bounds.elbo) / (1 - _ROOM), _LEAST)
        part = min(max(1 - (bounds.log_px - nats) / span, 0.0), 1.0)
        return bar.left() + part * bar.width()

    def parts(self) -> dict[str, QRectF]:
        """Return where each part is."""
        if self._bounds is None:
            return {}
        bar, bounds = self._bar(), self._bounds
        first = bounds.elbo if bounds.own is None else min(bounds.own, bounds.log_px)
        ends = [bar.left(), self._x(first)]
        ends += [max(ends[1], self._x(bounds.best)), bar.right()]
        names = (ELBO, AMORTISATION, APPROXIMATION)
        return {
            name: QRectF(left, bar.top(), right - left, bar.height())
            for name, left, right in zip(names, ends, ends[1:], strict=False)
        }

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            for name, rect in self.parts().items():
                if rect.left() <= at.x() <= rect.right():
                    QToolTip.showText(event.globalPos(), f"<qt>{escape(tr(TIPS[name]))}</qt>", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._bounds is None:
            return
        theme, bounds, bar = self._theme, self._bounds, self._bar()
        inks = colours(theme)
        with painting(self, smooth=True) as painter:
            font = self.font()
            font.setPixelSize(theme.type.caption)
            painter.setFont(font)
            for name, rect in self.parts().items():
                colour = QColor(inks[name])
                if bounds.own is not None and name != ELBO:
                    colour.setAlphaF(0.35)
                painter.fillRect(rect, colour)
            painter.setPen(QPen(QColor(theme.outline), 1))
            painter.drawRect(bar)
            self._paint_break(painter, bar)
            self._paint_mark(painter, bounds.log_px, "log p(x)", above=True)
            if bounds.own is None:
                self._paint_mark(painter, bounds.elbo, "ELBO", above=True)
            else:
                self._paint_mark(painter, bounds.elbo, tr("encoder’s"), above=False)
                own = min(bounds.own, bounds.log_px)
                self._paint_mark(painter, own, tr("yours"), above=True, own=True)

    def _paint_break(self, painter: QPainter, bar: QRectF) -> None:
        """Show that the bar does not begin at nought."""
        ground, scale = QColor(self._theme.panel), self._theme.scale
        painter.setPen(QPen(ground, 2 * scale))
        for x in (7 * scale, 12 * scale):
            painter.drawPolyline(
                QPolygonF([QPointF(x + 3, bar.top()), QPointF(x - 3, bar.bottom())])
            )

    def _paint_mark(
        self, painter: QPainter, nats: float, name: str, *, above: bool, own: bool = False
    ) -> None:
        theme, bar, x = self._theme, self._bar(), self._x(nats)
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QPen(QColor(theme.text), 2 * theme.scale))
        reach = 3 * theme.scale
        painter.drawLine(QPointF(x, bar.top() - reach), QPointF(x, bar.bottom() + reach))
        text = f"{name} {number(nats, 2)}"
        width = metrics.horizontalAdvance(text)
        left = min(max(x - width / 2, 0), self.width() - width)
        if above and name != "log p(x)":  # beside the name at the right end
            end = self.width() - metrics.horizontalAdvance(
                f"log p(x) {number(self._bounds.log_px, 2)}" if self._bounds else ""
            )
            left = max(0.0, min(left, end - width - 10 * theme.scale))
        base = (
            bar.top() - reach - metrics.descent() if above else bar.bottom() + metrics.ascent() + 2
        )
        painter.setPen(QColor(theme.text if own else theme.muted))
        painter.drawText(QPointF(left, base), text)
