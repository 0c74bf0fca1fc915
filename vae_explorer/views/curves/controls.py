"""The buttons of the curves: what is drawn and how, export; one menu where it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.views.curves.quantities import QUANTITIES, Quantity, quantities
from vae_explorer.views.curves.series import Splits
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.slim_button import SlimButton
from vae_explorer.views.widgets.staying_menu import StayingMenu

_LOG_TIP = marked("Draw the losses on a logarithmic axis.")
_SPLITS = {
    Splits.BOTH: marked("Train and test"),
    Splits.TRAIN: marked("Train only"),
    Splits.TEST: marked("Test only"),
}
_EXPORTS = {
    "copy": marked("Copy image"),
    "png": marked("Save as PNG…"),
    "svg": marked("Save as SVG…"),
    "csv": marked("Save as CSV…"),
}


class CurveControls(QWidget):
    """A slim row; ``chosen`` signals report what a person does, ``set_options`` does not."""

    log_chosen = Signal(bool)
    splits_chosen = Signal(Splits)
    export_chosen = Signal(str)  # a key of the exports: "copy", "png", "svg", "csv"
    show_all_chosen = Signal()
    quantities_chosen = Signal(tuple)  # of `Quantity`, at least one
    references_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._narrow = False
        self._splits = Splits.BOTH
        self._can_show_all = False
        self._quantity_actions = [self._quantity(quantity) for quantity in QUANTITIES]
        self._reference_action = QAction(tr("Reference lines"), self, checkable=True)
        self._reference_action.setToolTip(
            tr(
                "Dashed lines at what needs no network: the mean image, a perfect reconstruction, "
                "two principal components."
            )
        )
        self._reference_action.triggered.connect(self.references_chosen)
        self._log_action = QAction(tr("Logarithmic axis"), self, checkable=True)
        self._log_action.triggered.connect(self.log_chosen)
        self._split_actions = self._exclusive()
        self._export_actions = [
            self._action(tr(text), lambda _=False, key=key: self.export_chosen.emit(key))
            for key, text in _EXPORTS.items()
        ]
        self._all_action = self._action(tr("Show all"), lambda: self.show_all_chosen.emit())

        self._all = SlimButton(
            self, tr("Show all"), tr("Show the whole run again (or double-click a plot).")
        )
        self._all.clicked.connect(self.show_all_chosen)
        self._log = SlimButton(self, tr("Logarithmic axis"), tr(_LOG_TIP))
        self._log.setCheckable(True)
        self._log.clicked.connect(self._log_clicked)
        self._plots = SlimButton(self, tr("Plots"), tr("Choose which losses are drawn."))
        self._plots.setMenu(self._menu(self._quantity_actions, [self._reference_action]))
        self._which = SlimButton(
            self,
            tr("Train and test"),
            tr("Show the losses on training digits, on held-out digits, or both."),
        )
        self._which.setMenu(self._menu(self._split_actions))
        self._export = SlimButton(
            self,
            tr("Export"),
            tr("Copy the curves as an image, or save them as PNG, SVG or CSV."),
        )
        self._export.setMenu(self._menu(self._export_actions))
        self._more = SlimButton(
            self, tr("Curves"), tr("Plots, axis, train and test, copy and save.")
        )
        self._more.setMenu(
            self._menu(
                self._quantity_actions,
                [self._reference_action],
                [self._log_action],
                self._split_actions,
                self._export_actions,
                [self._all_action],
            )
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for button in (
            self._all,
            self._plots,
            self._log,
            self._which,
            self._export,
            self._more,
        ):
            row.addWidget(button)
        self.set_theme(theme)
        self._arrange()

    def set_options(self, log: bool, splits: Splits) -> None:
        """Show the options without telling anyone."""
        self._log.setChecked(log)
        self._log_action.setChecked(log)
        self._splits = splits
        for choice, action in zip(_SPLITS, self._split_actions, strict=True):
            action.setChecked(choice is splits)
        self._draw_splits()

    def set_plots(self, chosen: Sequence[Quantity], references: bool) -> None:
        """Show what is drawn without telling anyone."""
        for quantity, action in zip(QUANTITIES, self._quantity_actions, strict=True):
            action.setChecked(quantity in chosen)
            # The last one stays: a panel without a plot has nothing to be chosen in.
            action.setEnabled(len(chosen) > 1 or quantity not in chosen)
        self._reference_action.setChecked(references)

    def tell_linear(self, why: str) -> None:
        """Say why some axes are linear all the same; an empty text for none."""
        explain(self._log, tr("Logarithmic axis"), why or tr(_LOG_TIP))

    def set_can_show_all(self, can: bool) -> None:
        self._can_show_all = can
        self._arrange()

    def set_narrow(self, narrow: bool) -> None:
        """Put everything but the way back into one menu."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = round(16 * theme.type.caption / 12)
        pictures = {self._all: "show-all", self._plots: "plots", self._log: "log"}
        pictures[self._export] = "export"
        for button, name in (pictures | {self._more: "more"}).items():
            button.setIcon(icon(name, theme))
        for button in (*pictures, self._which, self._more):
            button.setIconSize(QSize(side, side))
        self._draw_splits()
        self.adjustSize()

    def _draw_splits(self) -> None:
        colour = None if self._splits is Splits.BOTH else self._theme.accent_ink
        self._which.setIcon(icon("splits", self._theme, colour))
        self._which.setAccessibleName(tr(_SPLITS[self._splits]))

    def _arrange(self) -> None:
        for button in (self._plots, self._log, self._which, self._export):
            button.setVisible(not self._narrow)
        self._more.setVisible(self._narrow)
        self._all.setVisible(self._can_show_all)
        self._all_action.setEnabled(self._can_show_all)
        self.adjustSize()

    def _quantity(self, quantity: Quantity) -> QAction:
        action = QAction(tr(quantity.title), self, checkable=True)
        action.setToolTip(tr(quantity.tip))
        action.triggered.connect(self._choose_quantities)
        return action

    def _choose_quantities(self) -> None:
        pairs = zip(QUANTITIES, self._quantity_actions, strict=True)
        chosen = quantities(quantity.attribute for quantity, action in pairs if action.isChecked())
        self.quantities_chosen.emit(chosen)

    def _log_clicked(self, log: bool) -> None:
        self._log_action.setChecked(log)
        self.log_chosen.emit(log)

    def _exclusive(self) -> list[QAction]:
        group = QActionGroup(self)
        actions = []
        for splits, text in _SPLITS.items():
            action = self._action(tr(text), lambda _=False, s=splits: self.splits_chosen.emit(s))
            action.setCheckable(True)
            group.addAction(action)
            actions.append(action)
        return actions

    def _action(self, text: str, then: Callable[..., None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(then)
        return action

    def _menu(self, *groups: list[QAction]) -> QMenu:
        menu = StayingMenu(self)
        menu.setToolTipsVisible(True)
        for number, actions in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions(actions)
        return menu
