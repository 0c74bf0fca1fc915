"""The curves as a picture and as a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QWidget

from vae_explorer.core.history import LATER, OLDEST, Losses
from vae_explorer.views.curves.drawing import svg
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.series import RunCurves
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.pixmaps import png_of

PNG_SCALE = 2
COLUMNS = ("run", "split", *Losses._fields[:OLDEST], "negative_elbo", *LATER)


def table(runs: Iterable[RunCurves]) -> bytes:
    """All measurements of all runs as CSV: nats per image, a row for each, see `Losses`.

    What was not measured is empty, and so is what an autoencoder has not: KL divergence and −ELBO.
    The split "sample" is a fixed thousand of the test images, measured early in a run.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for run in runs:
        history = run.history
        splits = {"train": history.train, "test": history.test, "sample": history.sample}
        for split, rows in splits.items():
            for step, *rest in rows.tolist():
                losses = Losses(int(step) if abs(step) < 2**63 else step, *rest)
                later = ("" if math.isnan(value) else value for value in losses[OLDEST:])
                bound = losses.negative_elbo if run.has_bound else ""
                kl = losses.kl if run.has_bound else ""
                writer.writerow((run.name, split, *losses[: OLDEST - 1], kl, bound, *later))
    return text.getvalue().encode()


def picture(area: QWidget, plots: Sequence[LossPlot], theme: Theme) -> QImage:
    """What `area` shows of the plots, at twice its pixels."""
    image = QImage(area.size() * PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(PNG_SCALE)
    with painting(image, smooth=True) as painter:
        _paint(painter, area, plots, theme)
    return image


def _paint(painter: QPainter, area: QWidget, plots: Sequence[LossPlot], theme: Theme) -> None:
    painter.fillRect(QRect(QPoint(0, 0), area.size()), QColor(theme.panel))
    for plot in plots:
        corner = plot.title.mapTo(area, QPoint(0, 0))
        title = QTextDocument()
        title.setDocumentMargin(0)
        title.setDefaultFont(plot.title.font())
        title.setHtml(f"<span style='color:{theme.text}'>{plot.title.text()}</span>")
        painter.save()
        painter.translate(corner)
        title.drawContents(painter)
        painter.restore()
        view = plot.plot.viewport()
        target = QRectF(QRect(view.mapTo(area, QPoint(0, 0)), view.size()))
        plot.plot.render(painter, target, view.rect(), Qt.AspectRatioMode.IgnoreAspectRatio)


def drawing_of(kind: str, area: QWidget, plots: Sequence[LossPlot], theme: Theme) -> bytes:
    """What `area` shows of the plots, as a file of a kind: ``"svg"`` or ``"png"``."""
    return svg(area, plots, theme) if kind == "svg" else png_of(picture(area, plots, theme))
