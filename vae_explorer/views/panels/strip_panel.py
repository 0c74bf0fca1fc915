"""A fixed set of digits above what the networks make of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.pictures import Strip
from vae_explorer.views.attach import attach
from vae_explorer.views.panels.panel import RIGHT, Panel
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_rows import ImageRow, ImageRows


class StripPanel(ImageRows):
    """Inputs above their reconstructions, one column a digit, named by its class."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.set_waiting(tr("Digits and their reconstructions appear here."))
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(220, 88)
        self.setAccessibleName(tr("Reconstructions"))

    def sizeHint(self) -> QSize:
        return QSize(320, 136)

    def set_pairs(
        self,
        inputs: NDArray[np.floating] | NDArray[np.uint8] | None,
        reconstructions: NDArray[np.floating] | None,
        labels: Sequence[str],
    ) -> None:
        """Show images of shape (n, C, H, W), uint8 or in [0, 1], and the names of their classes."""
        rows = (
            ImageRow(tr("input"), inputs),
            ImageRow(tr("reconstruction"), reconstructions),
        )
        self.set_rows(rows, labels)


def bind(panel: StripPanel, desk: Desk) -> None:
    """Show the strip of the run on the screen."""

    def show(strip: Strip) -> None:
        panel.set_pairs(strip.inputs, strip.reconstructions, strip.names)

    def show_none() -> None:
        panel.set_pairs(None, None, ())
        panel.set_waiting(tr("Its images are where it was trained."))

    attach(panel, desk.products.strip_changed, show)
    attach(panel, desk.products.strip_missing, show_none)
    ready = desk.training.ready
    panel.set_waiting(
        tr("Inputs and reconstructions appear here.") if ready else tr("Loading PyTorch…")
    )
    attach(
        panel,
        desk.training.engine_failed,
        lambda: panel.set_waiting(tr("PyTorch cannot be loaded.")),
    )
    attach(
        panel,
        desk.training.engine_ready,
        lambda: panel.set_waiting(tr("Inputs and reconstructions appear here.")),
    )


PANEL = Panel("strip", marked("Reconstructions"), StripPanel, bind, RIGHT)
