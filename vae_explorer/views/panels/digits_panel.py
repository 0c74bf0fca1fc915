"""Digits that stand out: ambiguous, far below log p(x), at a wrong mode, badly reconstructed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.refined import RANKINGS, Refined
from vae_explorer.session.desk import Desk
from vae_explorer.session.refined_text import summary
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.pins import name_of
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.digit_list import DigitList, ListedDigit
from vae_explorer.views.widgets.elided_label import ElidedLabel
from vae_explorer.views.widgets.form import ComboBox, explain
from vae_explorer.views.widgets.refining_bar import RefiningBar

FIRST = 100  # digits of a list
_LINE, _ROOMY = 84, 250  # pixels in normal type: of a line of digits; from which on there is a text
_WAITING = marked("The lists need log p(x) and the best Gaussian of every digit:")


class DigitsPanel(QWidget):
    """The choice of a list, its digits, and a sentence on all of them.

    Attributes
    ----------
    ranking_chosen
        Key of a list.
    refine_wanted
        The figures that the lists need.
    cancel_wanted
        They are not wanted any more.
    chosen
        Row of a digit.
    """

    ranking_chosen = Signal(str)
    refine_wanted = Signal()
    cancel_wanted = Signal()
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = theme.scale
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ranking = ComboBox()
        for place, ranking in enumerate(RANKINGS.values()):
            self._ranking.addItem(tr(ranking.title), ranking.key)
            self._ranking.setItemData(place, tr(ranking.tip), Qt.ItemDataRole.ToolTipRole)
        explain(self._ranking, tr("List of digits"), tr("Which digits are listed."))
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self.measure = ElidedLabel(tr("What is below each digit"))
        self.list = DigitList(theme)
        explain(
            self.list,
            tr("Digits"),
            tr(
                "Arrow keys walk the list: each digit is selected, and the handle goes to its code."
            ),
        )
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("role", "muted")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._refine = QPushButton(tr("Refine all digits"))
        self._refine.setProperty("role", "primary")
        self.allow_refining(True)
        self.progress = RefiningBar(theme, narrow=True)
        line = QHBoxLayout()
        line.setSpacing(theme.space.s)
        line.addWidget(self._ranking, 1)
        line.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.s, theme.space.m, theme.space.s)
        column.setSpacing(theme.space.s)
        column.addLayout(line)
        column.addWidget(self.measure)
        column.addWidget(self.list, 1)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._refine, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.progress)
        column.addStretch(0)
        self._ranking.currentIndexChanged.connect(self._name_measure)
        self._ranking.currentIndexChanged.connect(
            lambda: self.ranking_chosen.emit(self._ranking.currentData())
        )
        self._refine.clicked.connect(self.refine_wanted)
        self.progress.cancel_wanted.connect(self.cancel_wanted)
        self.list.chosen.connect(self.chosen)
        self.list.setMinimumHeight(round(_LINE * theme.scale))
        self._name_measure()
        self.show_state(text=tr(_WAITING), under_way=False, refined=False)

    def sizeHint(self) -> QSize:
        return QSize(320, 260)

    def set_theme(self, theme: Theme) -> None:
        self._scale = theme.scale
        self.list.set_theme(theme)
        self.list.setMinimumHeight(round(_LINE * theme.scale))
        self._arrange()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Leave a low panel to the list; what is known of all digits is in its tooltip then."""
        listed = not self.list.isHidden()
        room = not listed or self.height() >= _ROOMY * self._scale
        self._text.setVisible(bool(self.text) and self.progress.isHidden() and room)
        self._count.setToolTip(self.text if listed else "")

    @property
    def ranking(self) -> str:
        """Key of the list."""
        return str(self._ranking.currentData())

    @property
    def text(self) -> str:
        """The sentence below the list."""
        return self._text.text()

    def _name_measure(self) -> None:
        measure = tr(RANKINGS[self.ranking].measure)
        self.measure.set_words(tr("Below each digit: {measure}", measure=measure), measure)

    def choose(self, key: str) -> None:
        """Show another list."""
        self._ranking.select(key)

    def allow_refining(self, allowed: bool) -> None:
        """Let all digits be refined, or not where their images are missing."""
        self._refine.setEnabled(allowed)
        tip = tr("Compute the true posterior of every digit.")
        missing = tr("The images behind the codes are not there, or not there yet.")
        explain(self._refine, tr("Refine all digits"), tip if allowed else missing)

    def set_digits(self, digits: Sequence[ListedDigit], total: int) -> None:
        """List digits, the first of so many."""
        self.list.set_digits(digits)
        some = tr("first {listed} of {all:,}", listed=len(digits), all=total)
        more = some if total > len(digits) else f"{total:,}"
        self._count.setText(more if total else "")

    def show_state(self, *, text: str, under_way: bool, refined: bool) -> None:
        """Say what is known of all digits, or how it can be had."""
        focus = QApplication.focusWidget()
        held = focus is not None and (focus is self._refine or self.progress.isAncestorOf(focus))
        self._text.setText(text)
        self._refine.setVisible(not refined and not under_way)
        self.progress.setVisible(under_way)
        self.list.setVisible(refined)
        self.measure.setVisible(refined)
        self._count.setVisible(refined)
        if held:  # what has the focus may be gone now
            (self.progress if under_way else self.list if refined else self._refine).setFocus()
        self._arrange()


def bind(panel: DigitsPanel, desk: Desk) -> None:
    """List the digits of the moment on the screen, and look at those that are chosen."""
    workspace, refined = desk.workspace, desk.refined

    def show() -> None:
        found, snapshot = refined.now, workspace.snapshot
        there = snapshot is not None and refined.images(snapshot) is not None
        if found is not None:
            text = summary(found)
        else:
            text = tr("{waiting} {cost}.", waiting=tr(_WAITING), cost=refined.cost)
        panel.allow_refining(there)
        panel.show_state(text=text, under_way=refined.under_way, refined=found is not None)
        panel.set_digits(*(_listed(desk, found, panel.ranking) if found else ((), 0)))
        mark()

    def mark() -> None:
        panel.list.mark(workspace.selected.now.current)

    def look_at(row: int) -> None:
        snapshot = workspace.snapshot
        if snapshot is None or row >= len(snapshot.labels):
            return
        workspace.selected.look_at(row, snapshot.config.dataset, name_of(snapshot, row))
        place = desk.placing.place_of(row)
        if place is not None:
            workspace.place(*place)
            workspace.settle("walking")

    attach(panel, refined.changed, show)
    attach(panel, refined.under_way_changed, show)
    refined.progressed.connect(panel.progress.show_progress)
    attach(panel, desk.products.images_changed, show)
    attach(panel, workspace.shown_changed, show)
    attach(panel, workspace.selected.changed, mark)
    panel.ranking_chosen.connect(show)
    panel.refine_wanted.connect(refined.start)
    panel.cancel_wanted.connect(refined.cancel)
    panel.chosen.connect(look_at)
    show()


def _listed(desk: Desk, found: Refined, key: str) -> tuple[list[ListedDigit], int]:
    """Return the first digits of a list, and how many there are in all."""
    snapshot, images = desk.workspace.snapshot, desk.products.images
    if snapshot is None or images is None or len(images) < len(found):
        return [], 0
    ranking = RANKINGS[key]
    value, rows = ranking.value(found), ranking.first(found, FIRST)
    digits = []
    for row in rows.tolist():
        name = f"{class_name(snapshot.class_names, int(snapshot.labels[row]))} · #{row}"
        text = ranking.text(float(value[row]))
        tip = tr(
            "{digit}: {list}, {value}; gap {gap:.1f} nats",
            digit=name,
            list=tr(ranking.title).lower(),
            value=text,
            gap=found.gap[row],
        )
        digits.append(ListedDigit(row, images.images[row], text, tip))
    return digits, int(ranking.among(found).sum())


build = DigitsPanel
