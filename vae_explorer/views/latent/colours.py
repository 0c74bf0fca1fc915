"""What the dots are coloured by and where they are: two buttons, their menus, and a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from vae_explorer.core.language import tr
from vae_explorer.session.colouring import CLASS, MEASURES
from vae_explorer.session.desk import Desk
from vae_explorer.session.placing import ENCODER, PLACEMENTS
from vae_explorer.session.refined_text import in_short
from vae_explorer.session.shifts import Shifts
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.colour_bar import ColourBar
from vae_explorer.views.latent.layers.shifts import ShiftLayer
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.refining_bar import RefiningBar

if TYPE_CHECKING:
    from vae_explorer.views.latent.panel import LatentPanel


class DotChoices(QObject):
    """The controls.

    Attributes
    ----------
    colour_chosen, place_chosen
        Keys of a colouring, and of a placement.
    """

    colour_chosen = Signal(str)
    place_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.colours = _Menu(
            tr("Colour &dots by"),
            [
                (CLASS, tr("Class"), tr("The class of each digit."), False),
                *(
                    (m.key, tr(m.title), tr(m.tip), m.refined is not None)
                    for m in MEASURES.values()
                ),
            ],
            parent,
        )
        self.places = _Menu(
            tr("&Put dots at"),
            [(p.key, tr(p.title), tr(p.tip), p.places is not None) for p in PLACEMENTS.values()],
            parent,
        )
        self.colours.chosen.connect(self.colour_chosen)
        self.places.chosen.connect(self.place_chosen)
        self.bar = ColourBar(theme)
        self.progress = RefiningBar(theme)
        self.text = QLabel()
        self.text.setProperty("role", "muted")
        self.text.setMinimumWidth(40)
        self.line = QWidget(parent)
        row = QHBoxLayout(self.line)
        row.setContentsMargins(theme.space.s, 0, theme.space.s, theme.space.xs)
        row.setSpacing(theme.space.m)
        row.addWidget(self.bar, 1)
        row.addWidget(self.progress, 2)
        row.addWidget(self.text, 1)
        self.buttons: list[QToolButton] = []
        self.show_line(bar=False, progress=False, text="")

    def adopt(self, colour: QToolButton, place: QToolButton) -> list[QToolButton]:
        """Let two buttons open the menus, and return them."""
        self.buttons = [colour, place]
        for button, menu in zip(self.buttons, (self.colours, self.places), strict=True):
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setCheckable(True)
            button.toggled.connect(lambda _on: self._mark())
        return self.buttons

    def set_theme(self, theme: Theme) -> None:
        for button, name in zip(self.buttons, ("colours", "refined"), strict=True):
            button.setIcon(icon(name, theme))
        self.bar.set_theme(theme)

    def show_choices(self, colour: str, place: str) -> None:
        """Mark what is chosen."""
        self.colours.mark(colour)
        self.places.mark(place)
        self._mark()

    def _mark(self) -> None:
        usual = (self.colours.key == CLASS, self.places.key == ENCODER)
        for button, is_usual in zip(self.buttons, usual, strict=True):
            button.setChecked(not is_usual)

    def show_line(self, *, bar: bool, progress: bool, text: str) -> None:
        """Show the colour bar, how far refining is, what it has gained, or nothing."""
        self.text.setText(text)
        self.text.setToolTip(text)
        self.text.setVisible(bool(text))
        self.bar.setVisible(bar)
        self.progress.setVisible(progress)
        self.line.setVisible(bar or progress or bool(text))


class _Menu(QMenu):
    """Entries of which one is in force; it says which was chosen."""

    chosen = Signal(str)

    def __init__(
        self, title: str, entries: Iterable[tuple[str, str, str, bool]], parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        self._cost: QAction | None = None  # a line above the entries that have one
        for key, text, tip, costs in entries:
            if costs and self._cost is None:
                self.addSeparator()
                self._cost = self.addAction(tr("Refines all digits"))
                self._cost.setEnabled(False)
            action = self.addAction(text)
            action.setData(key)
            action.setToolTip(tip)
            action.setCheckable(True)
            self._group.addAction(action)
        self._group.triggered.connect(self._tell)

    def tell_cost(self, text: str) -> None:
        """Say what the entries below the line cost; empty where that is done."""
        if self._cost is not None:
            self._cost.setText(text or self._cost.text())
            self._cost.setVisible(bool(text))

    @property
    def key(self) -> str:
        """Of the entry in force."""
        return str(self._group.checkedAction().data()) if self._group.checkedAction() else ""

    def mark(self, key: str) -> None:
        """Mark the entry that is in force."""
        for action in self._group.actions():
            action.setChecked(action.data() == key)

    def _tell(self, action: QAction) -> None:
        self.chosen.emit(action.data())


def bind_colours(panel: LatentPanel, desk: Desk) -> None:
    """Let the dots be coloured and placed, and arrows be drawn between the places."""
    choices, plot, refined = panel.choices, panel.plot, desk.refined
    colouring, placing = desk.colouring, desk.placing

    def show() -> None:
        now = colouring.now
        plot.dots.set_levels(now.levels if now is not None else None)
        choices.bar.set_coloured(now)
        choices.show_choices(colouring.key, placing.key)
        wanted = colouring.measure is not None or placing.key != ENCODER
        found = refined.now if placing.key != ENCODER else None
        choices.show_line(
            bar=now is not None,
            progress=refined.under_way and wanted,
            text=in_short(found, placing.key) if found is not None else "",
        )
        plot.update()

    def place() -> None:
        codes = placing.codes
        if codes is not None:
            plot.set_codes(codes)
        show()

    def show_shifts(shifts: Shifts | None) -> None:
        plot.stack.layer(ShiftLayer).set_shifts(shifts)
        plot.update()

    def watch(layer: str, shown: bool) -> None:
        if layer == ShiftLayer.name:
            desk.shifts.watch("plot", shown)

    def tell_cost() -> None:
        text = tr("Refines all digits: {cost}", cost=refined.cost) if refined.now is None else ""
        text = tr("Until all digits are refined") if refined.under_way else text
        for menu in (choices.colours, choices.places):
            menu.tell_cost(text)

    for menu in (choices.colours, choices.places):
        menu.aboutToShow.connect(tell_cost)
    choices.colour_chosen.connect(colouring.choose)
    choices.place_chosen.connect(placing.choose)
    choices.progress.cancel_wanted.connect(refined.cancel)
    attach(panel, colouring.changed, show)
    attach(panel, placing.changed, place)
    refined.progressed.connect(choices.progress.show_progress)
    attach(panel, refined.under_way_changed, show)
    attach(panel, desk.shifts.changed, show_shifts)
    panel.layer_switched.connect(watch)
    attach(panel, desk.workspace.snapshot_changed, place)
    watch(ShiftLayer.name, panel.layers().get(ShiftLayer.name, False))
    place()
