"""Samples: points drawn from the prior or from q(z), and what they decode to."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import tr
from vae_explorer.core.measures.samplers import DEFAULT_COMPONENTS, MOST_COMPONENTS, SAMPLERS
from vae_explorer.session.desk import Desk
from vae_explorer.session.sampled import Look, Wish
from vae_explorer.session.state import Message
from vae_explorer.views.panels.decoded_panel import write_png
from vae_explorer.views.panels.sample_figures import SampleFigures, warning
from vae_explorer.views.panels.sample_grid import FULLNESSES, SampleGrid
from vae_explorer.views.panels.samples_binding import bind_samples
from vae_explorer.views.panels.samples_picture import side_by_side
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import BRIEF, ComboBox, SpinBox, explain

_WIDE = 820  # pixels in normal type, from which on figures are beside the images
_TALL = 205  # and of height, from which on they are below them
_FIGURES_WIDTH = 330
_SAMPLER_WIDTH, _NUMBER_WIDTH, _NARROW_NUMBER_WIDTH = 260, 76, 64
_MOST_DRAWS = 1000
_DEFAULT_DRAWS = 200


class SamplesPanel(QWidget):
    """The sampler, a button, and a grid of images; or the grids of all samplers side by side.

    Attributes
    ----------
    wished
        A `Wish`: draw this.
    cleared
        Nothing is to be drawn any more.
    shown_wanted
        The draws of this sampler are to be seen in the plane.
    place_chosen
        z₁ and z₂ of an image.
    watched
        Whether the panel can be seen.
    message
        A `Message` for the user.
    """

    wished = Signal(Wish)
    cleared = Signal()
    shown_wanted = Signal(str)
    place_chosen = Signal(float, float)
    watched = Signal(bool)
    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._seed = 0
        self._drawn = False
        self._look: Look | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sampler = ComboBox()
        for key, sampler in SAMPLERS.items():
            self._sampler.addItem(tr(sampler.title), key)
            role = Qt.ItemDataRole.ToolTipRole
            self._sampler.setItemData(self._sampler.count() - 1, tr(sampler.tip), role)
            self._sampler.setItemData(self._sampler.count() - 1, tr(sampler.word), BRIEF)
        self._count = SpinBox(1, _MOST_DRAWS, 50)
        self._count.setValue(_DEFAULT_DRAWS)
        self._components = SpinBox(1, MOST_COMPONENTS)
        self._components.setValue(DEFAULT_COMPONENTS)
        self._components.setPrefix("K ")
        explain(self._sampler, tr("Sampler"), tr("Where z is drawn from."))
        explain(self._count, tr("Draws"), tr("How many points each sampler draws."))
        tip = tr("Gaussians in the mixture that is fitted to q(z).")
        explain(self._components, tr("Components"), tip)
        self._draw = QPushButton(tr("Draw", "samples"))
        self._draw.setProperty("role", "primary")
        tip = tr("Draw new points: they fall onto the plane and are decoded.")
        explain(self._draw, tr("Draw", "samples"), tip)
        self._compare = self._button(
            tr("Compare samplers"),
            tr("Which z to sample: the draws of all samplers side by side."),
        )
        self._compare.setCheckable(True)
        self._numbers = self._button(
            tr("Figures"),
            tr("What the aggregate posterior q(z) is like, in numbers, in place of the images."),
        )
        self._numbers.setCheckable(True)
        self._save = self._button(tr("Save images"), tr("Save these images as a PNG file."))
        self._clear = self._button(tr("Clear"), tr("Take the draws off the plane."))
        self._warning = QLabel()
        self._warning.setProperty("role", "warning")
        self._warning.setWordWrap(True)
        self._warning.hide()
        self._grids = {key: SampleGrid(key, theme) for key in SAMPLERS}
        self.figures = SampleFigures(theme)
        self._arrange_all()
        self._connect()
        self.set_theme(theme)
        self._follow_choice()

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        explain(button, name, tip)
        return button

    def _arrange_all(self) -> None:
        space = self._theme.space
        bar = QHBoxLayout()
        bar.setSpacing(space.xs)
        bar.addWidget(self._sampler, 1)
        fields = (self._count, self._components, self._draw)
        for widget in (*fields, self._compare, self._numbers, self._save, self._clear):
            bar.addWidget(widget)
        bar.addStretch(0)
        self._images = QWidget()
        self._images.setProperty("role", "body")
        line = QHBoxLayout(self._images)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space.s)
        for grid in self._grids.values():
            line.addWidget(grid, 1)
        self._body = body = QHBoxLayout()
        body.setSpacing(space.m)
        body.addWidget(self._images, 1)
        body.addWidget(self.figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.m, space.xs, space.m, space.s)
        column.setSpacing(space.xs)
        column.addLayout(bar)
        column.addWidget(self._warning)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self._draw.clicked.connect(self._draw_anew)
        self._sampler.currentIndexChanged.connect(self._follow_choice)
        self._compare.toggled.connect(self._follow_choice)
        self._count.committed.connect(self._draw_again)
        self._components.committed.connect(self._draw_again)
        self._numbers.toggled.connect(self._arrange)
        self._save.clicked.connect(self._save_images)
        self._clear.clicked.connect(self.cleared)
        for grid in self._grids.values():
            grid.chosen.connect(self.place_chosen)
            grid.titled.connect(self._sampler.select)
            grid.resized.connect(self._tell)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def minimumSizeHint(self) -> QSize:
        """Leave out the figures below the images, which make room for them when it gets lower."""
        least = super().minimumSizeHint()
        if self.figures.isHidden() or self._images.isHidden() or self._is_wide:
            return least
        return least - QSize(0, self.figures.minimumSizeHint().height() + self._body.spacing())

    # Values

    def set_look(self, look: Look | None) -> None:
        """Show what was found of the shown model."""
        self._look = look
        self.figures.set_look(look)
        text, why = warning(look)
        self._warning.setText(text)
        self._warning.setToolTip(f"<qt>{escape(why)}</qt>" if why else "")
        self._warning.setVisible(bool(text))
        for key, grid in self._grids.items():
            batch = look.batch(key) if look is not None and self._drawn else None
            grid.set_batch(batch, short=self._compare.isChecked())
        self._tell()
        self._save.setEnabled(any(grid.grid.count for grid in self._shown_grids()))

    def set_wish(self, wish: Wish | None) -> None:
        """Show what is drawn from now on."""
        self._drawn = wish is not None
        self._clear.setEnabled(self._drawn)
        if wish is None:
            self.set_look(self._look)
        elif wish != self._wish():
            self._take(wish)

    def _take(self, wish: Wish) -> None:
        """Let the fields say what somebody else lets be drawn."""
        fields = (self._sampler, self._count, self._components, self._compare)
        _quiet = [QSignalBlocker(field) for field in fields]  # as long as this goes on
        self._seed = wish.seed
        self._sampler.select(wish.shown)
        self._count.setValue(wish.count)
        self._components.setValue(wish.components)
        self._compare.setChecked(len(wish.samplers) > 1)
        self._show_choice()

    def state(self) -> dict[str, object]:
        """What is worth remembering."""
        return {
            "sampler": self._sampler.currentData(),
            "count": self._count.value(),
            "components": self._components.value(),
            "compare": self._compare.isChecked(),
            "figures": self._numbers.isChecked(),
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Restore `state`; what is missing or unknown is left as it is."""
        if (sampler := state.get("sampler")) in SAMPLERS:
            self._sampler.select(sampler)
        for name, field in (("count", self._count), ("components", self._components)):
            if isinstance(value := state.get(name), int):
                field.setValue(value)
        for name, button in (("compare", self._compare), ("figures", self._numbers)):
            if isinstance(checked := state.get(name), bool):
                button.setChecked(checked)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for name, button in (
            ("compare", self._compare),
            ("figures", self._numbers),
            ("save", self._save),
            ("clear", self._clear),
        ):
            button.setIcon(icon(name, theme))
        for grid in self._grids.values():
            grid.set_theme(theme)
        self._arrange()

    # What a person does

    def _wish(self) -> Wish:
        shown = self._sampler.currentData()
        samplers = tuple(SAMPLERS) if self._compare.isChecked() else (shown,)
        return Wish(samplers, shown, self._count.value(), self._seed, self._components.value())

    def _draw_anew(self) -> None:
        self._seed += self._drawn
        self.wished.emit(self._wish())

    def _draw_again(self) -> None:
        if self._drawn:
            self.wished.emit(self._wish())

    def _follow_choice(self) -> None:
        """Draw from another sampler what was drawn before."""
        self._draw_again()
        self._show_choice()

    def _show_choice(self) -> None:
        """Show the grids that are chosen."""
        shown, several = self._sampler.currentData(), self._compare.isChecked()
        # Disabled, not hidden: the button beside it should not move away under a hand.
        self._components.setEnabled(several or SAMPLERS[shown].has_components)
        self._sampler.setToolTip(tr(SAMPLERS[shown].tip))
        for key, grid in self._grids.items():
            grid.setVisible(several or key == shown)
            grid.set_titled(several, key == shown)
        self.set_look(self._look)

    def _shown_grids(self) -> list[SampleGrid]:
        several, shown = self._compare.isChecked(), self._sampler.currentData()
        return [grid for key, grid in self._grids.items() if several or key == shown]

    def _tell(self) -> None:
        """Say of all grids how many are in holes, as fully as there is room for in each."""
        grids = self._shown_grids()
        fits = (way for way in range(FULLNESSES) if all(grid.has_room(way) for grid in grids))
        way = next(fits, FULLNESSES - 1)
        for grid in grids:
            grid.tell(way)

    def _save_images(self) -> None:
        pictures = [
            (grid.title, picture)
            for grid in self._shown_grids()
            if (picture := grid.grid.picture()) is not None
        ]
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save images"), "samples.png", tr("PNG image (*.png)")
        )
        if path and pictures and (problem := write_png(side_by_side(pictures, self._theme), path)):
            text = tr(
                "The images could not be saved as {path}. Choose another folder or name.",
                path=path,
            )
            self.message.emit(Message("error", text, details=problem))

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watched.emit(False)

    @property
    def _is_wide(self) -> bool:
        return self.width() >= _WIDE * self._theme.type.body / 13

    def _arrange(self) -> None:
        """Let the figures be beside the images, below them, or in their place if need be."""
        scale = self._theme.type.body / 13
        wide, numbers = self._is_wide, self._numbers.isChecked()
        images = wide or not numbers or self.height() >= _TALL * scale
        self._numbers.setVisible(not wide)
        self._compare.setEnabled(images)
        self._sampler.setMaximumWidth(round(_SAMPLER_WIDTH * scale))
        for field in (self._count, self._components):
            field.setMaximumWidth(round((_NUMBER_WIDTH if wide else _NARROW_NUMBER_WIDTH) * scale))
        # What goes makes room before what comes takes it, or the panel would want more.
        self._images.setVisible(images and self._images.isVisibleTo(self))
        self.figures.setVisible((wide or numbers) and self.figures.isVisibleTo(self))
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self.figures.setMaximumWidth(round(_FIGURES_WIDTH * scale) if wide else 16_777_215)
        self._images.setVisible(images)
        self.figures.setVisible(wide or numbers)


def build(theme: Theme) -> SamplesPanel:
    """Return the panel."""
    return SamplesPanel(theme)


def bind(panel: SamplesPanel, desk: Desk) -> None:
    """Draw what is wished, show what comes of it, and let the probe follow a chosen image."""
    bind_samples(panel, desk)
