"""The latent panel: the plot with its legend and its switches."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vae_explorer.views.latent.legend import Legend
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme

# name, icon, what the tooltip says, whether it is on at first
_LAYERS = (
    ("dots", "dots", "Dots: the code of every digit", True),
    ("names", "labels", "Names of the classes, at the median of their codes", True),
    ("rings", "rings", "Rings of the prior N(0, I) at 1, 2 and 3 σ", True),
    ("mosaic", "mosaic", "Mosaic: what the decoder draws all over the plane", False),
)


class LatentPanel(QWidget):
    """Plot, legend and switches.

    Attributes
    ----------
    layer_switched
        Name of a layer and whether it is shown.
    """

    layer_switched = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = LatentPlot(theme, self)
        self.legend = Legend(theme, self)
        self.legend.visible_changed.connect(self.plot.set_visible_classes)
        self._buttons: dict[str, QToolButton] = {}
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space.s, theme.space.xs, theme.space.s, theme.space.xs)
        bar.setSpacing(2)
        bar.addWidget(self.legend)
        bar.addStretch(1)
        for name, _, tip, shown in _LAYERS:
            button = self._button(tip)
            button.setCheckable(True)
            button.setChecked(shown)
            button.toggled.connect(self._switch)
            self._buttons[name] = button
            bar.addWidget(button)
            self.plot.set_layer(name, shown)
        self._fit = self._button("Show all (Home): every code, and every class")
        self._fit.clicked.connect(self._show_all)
        bar.addWidget(self._fit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.plot, 1)
        self.set_theme(theme)

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIconSize(QSize(20, 20))
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(":")[0].partition(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return button

    def set_theme(self, theme: Theme) -> None:
        for name, picture, _, _ in _LAYERS:
            self._buttons[name].setIcon(icon(picture, theme))
        self._fit.setIcon(icon("show-all", theme))
        self.legend.set_theme(theme)
        self.plot.set_theme(theme)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Name the classes in the legend and the plot."""
        self.legend.set_class_names(names)
        self.plot.set_class_names(names)

    def layers(self) -> dict[str, bool]:
        """Return which layers are shown."""
        return {name: button.isChecked() for name, button in self._buttons.items()}

    def set_layers(self, shown: Mapping[str, bool]) -> None:
        """Show or hide layers by name."""
        for name, button in self._buttons.items():
            button.setChecked(shown.get(name, button.isChecked()))

    def _switch(self, shown: bool) -> None:
        name = next(n for n, button in self._buttons.items() if button is self.sender())
        self.plot.set_layer(name, shown)
        self.layer_switched.emit(name, shown)

    def _show_all(self) -> None:
        self.legend.show_every_class()
        self.plot.show_all()
