"""The truth about the digit that is looked at, in numbers and through a lens."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.session.desk import Desk
from vae_explorer.session.own_encoder import Attempt
from vae_explorer.session.truth_requests import Told
from vae_explorer.views.attach import attach
from vae_explorer.views.digit.figures import Figures, words
from vae_explorer.views.digit.head import DigitHead
from vae_explorer.views.digit.lens import LensPicture
from vae_explorer.views.digit.lens_view import GOOD, LensView
from vae_explorer.views.latent.flow import FlowLayout
from vae_explorer.views.latent.pins import name_of
from vae_explorer.views.panels.digit_shown import Shown, shown_of
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

EMPTY_TEXT = marked("Click a dot in the plot to select its digit, or give its number.")
WAITING_TEXT = marked("Adding up the posterior…")
_LENS = 104  # pixels that it has at least
_WHO = "digit panel"


class DigitPanel(QWidget):
    """A digit, log p(x) as a sum of ELBO and KL, the lens, and the encoder's place for a hand.

    Attributes
    ----------
    row_wanted
        The number of a digit.
    map_wanted
        Whether the posterior should be seen in the plot.
    encoder_wanted
        Whether somebody wants to be the encoder.
    q_moved, q_settled, refine_wanted, reset_wanted
        What is done then.
    seen
        Whether the panel is.
    """

    row_wanted = Signal(int)
    map_wanted = Signal(bool)
    encoder_wanted = Signal(bool)
    q_moved = Signal(Diagonal)
    q_settled = Signal(str)
    refine_wanted = Signal(bool)
    reset_wanted = Signal()
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Shown | None = None
        self._told: Told | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(220, 88)
        self.head = DigitHead(theme)
        self.head.row_wanted.connect(self.row_wanted)
        self.head.map.clicked.connect(self.map_wanted)
        self.figures = Figures(theme)
        self.lens = LensView(theme)
        self.lens.moved.connect(self.q_moved)
        self.lens.settled.connect(self.q_settled)
        self.lens.ended.connect(lambda: self.encoder_wanted.emit(False))
        self.be = self._button(
            tr("Be the encoder"),
            tr("Be the encoder"),
            tr("Move and stretch the ellipse yourself: how high can you bring the ELBO?"),
            True,
        )
        self.be.clicked.connect(self._be_encoder)
        self.refine = self._button(
            tr("Refine"), tr("Refine"), tr("Let steps up the slope of the ELBO move it."), True
        )
        self.refine.clicked.connect(self.refine_wanted)
        self.reset = self._button(
            tr("Reset"), tr("Reset"), tr("Go back to the encoder’s ellipse."), False
        )
        self.reset.clicked.connect(self.reset_wanted)
        self._empty, self.note = words(), words()
        self.note.setProperty("role", "muted")
        self._empty.setText(tr(EMPTY_TEXT))
        self._reveal = QTimer(self, singleShot=True, interval=0)  # when all has its place
        self._reveal.timeout.connect(self._reveal_lens)
        self._lay_out()
        self.set_theme(theme)
        self.set_digit(None, 0)

    def _button(self, text: str, name: str, tip: str, checkable: bool) -> QAbstractButton:
        button = QPushButton(self)
        button.setText(text)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(button, name, tip)
        return button

    def _lay_out(self) -> None:
        space = self._theme.space
        tools = FlowLayout(gap=space.xs)  # a second row, where one would make the panel wider
        for button in (self.be, self.refine, self.reset):
            tools.addWidget(button)
        body = QWidget()
        body.setProperty("role", "body")
        self._body = column = QVBoxLayout(body)
        column.setContentsMargins(space.m, space.xs, space.m, space.s)
        column.setSpacing(space.xs)
        column.addWidget(self.head)
        column.addWidget(self._empty)
        column.addLayout(tools)
        column.addWidget(self.figures)  # its bar and the lens are to be seen together
        column.addWidget(self.lens, 1)
        column.addWidget(self.note)
        column.addStretch(0)
        self._scroll = scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def sizeHint(self) -> QSize:
        return QSize(320, 360)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.head.set_theme(theme)
        self.figures.set_theme(theme)
        self.lens.set_theme(theme)
        self.lens.setMinimumHeight(round(_LENS * theme.scale))
        self._tell()

    def _be_encoder(self, wanted: bool) -> None:
        self.encoder_wanted.emit(wanted)
        if self._attempt is not None:
            self.lens.setFocus()  # or the arrow keys would still be the number’s

    # Values

    def set_digit(self, shown: Shown | None, count: int) -> None:
        """Show an image, of which there are `count` to choose from by number; None for none."""
        self._shown = shown
        there = shown is not None
        self._empty.setVisible(not there)
        self.head.show_pictures(there)
        self.head.set_digit(shown, count)
        self._tell()

    def set_told(self, told: Told | None, reason: str = "", behind: int = 0) -> None:
        """Tell the truth about it, or why there is none; and how many steps ago it was so."""
        before = self._told.truth if self._told is not None else None
        self._told, self._reason, self._behind = told, reason, behind
        truth = told.truth if told is not None else None
        if truth is None:
            missing = told.reason if told is not None else reason
            self.lens.set_lens(None, None, missing or tr(WAITING_TEXT))
        elif truth is not before:
            self.lens.set_lens(LensPicture(truth.lens), truth.q)
        self._tell()

    def set_attempt(self, attempt: Attempt | None, *, refining: bool) -> None:
        """Show the Gaussian of whoever is the encoder."""
        begins = attempt is not None and self._attempt is None
        self._attempt = attempt
        self.be.setChecked(attempt is not None)
        self.refine.setChecked(refining)
        for button in (self.refine, self.reset):
            button.setVisible(attempt is not None)
        self.head.setVisible(attempt is None)
        self.figures.set_brief(attempt is not None)
        self.lens.set_own(attempt.q if attempt is not None else None)
        self._tell()
        if begins:
            self._reveal.start()

    def set_map(self, shown: bool) -> None:
        """Show whether the map is in the plot."""
        self.head.map.setChecked(shown)

    _attempt: Attempt | None = None
    _reason, _behind = "", 0

    def _tell(self) -> None:
        truth = self._told.truth if self._told is not None else None
        there, known = self._shown is not None, self._shown is not None and truth is not None
        self.figures.setVisible(known)
        self.lens.setVisible(there)
        self.be.setVisible(known)
        self.note.setVisible(False)
        if truth is None or not there:
            return
        own = self._attempt.elbo if self._attempt is not None else None
        self.figures.tell(truth, own, self._behind)
        self.note.setText(truth.note)
        self.note.setVisible(bool(truth.note) and self._attempt is None)

    @property
    def height_for_encoder(self) -> int:
        """At which bar and lens are seen well together."""
        least = self._body.totalHeightForWidth(self._scroll.viewport().width())
        return least + GOOD - self.lens.minimumHeight()

    def _reveal_lens(self) -> None:
        """Let bar and lens be in view: where there is too little room, they are the lowest."""
        if self._attempt is not None:
            seen, bar = self._scroll.viewport(), self._scroll.verticalScrollBar()
            self.figures.fit(seen.height() - self._body.totalHeightForWidth(seen.width()))
            self._body.activate()
            bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reveal.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.seen.emit(False)
        super().hideEvent(event)


def bind(panel: DigitPanel, desk: Desk) -> None:
    """Show the truth about the image that is looked at, and let another be looked at."""
    workspace, truths, own = desk.workspace, desk.truths, desk.own_encoder

    def show_digit() -> None:
        subject, snapshot = desk.subjects.now, workspace.snapshot
        count = len(snapshot.labels) if snapshot is not None else 0
        if subject is None:
            panel.set_digit(None, count)
        else:
            panel.set_digit(shown_of(subject, desk), count)
        show_truth()

    def show_truth() -> None:
        subject, told, snapshot = desk.subjects.now, truths.now, workspace.snapshot
        reason = truths.reason
        if not reason and subject is not None and subject.image is None:
            reason = tr("The images of this model are not at hand.")
        behind = max(0, snapshot.step - told.snapshot.step) if told and snapshot else 0
        panel.set_told(told, reason, behind)

    def show_own() -> None:
        panel.set_attempt(own.now, refining=own.refining)

    def choose(row: int) -> None:
        snapshot = workspace.snapshot
        if snapshot is not None and row < len(snapshot.labels):
            name = name_of(snapshot, row)
            workspace.selected.look_at(row, snapshot.config.dataset, name)

    panel.row_wanted.connect(choose)
    panel.map_wanted.connect(truths.map_wanted)
    panel.encoder_wanted.connect(lambda wanted: own.start() if wanted else own.stop())
    panel.q_moved.connect(own.move)
    panel.q_settled.connect(own.settle)
    panel.refine_wanted.connect(own.refine)
    panel.reset_wanted.connect(own.reset)
    panel.seen.connect(lambda seen: truths.watch(_WHO, seen))
    attach(panel, desk.subjects.changed, show_digit)
    attach(panel, workspace.snapshot_changed, show_digit)
    attach(panel, truths.changed, show_truth)
    truths.map_shown.connect(panel.set_map)
    attach(panel, own.changed, show_own)
    attach(panel, own.refining_changed, show_own)
    truths.watch(_WHO, panel.isVisible())
    panel.set_map(truths.shows_map)
    show_digit()
    show_own()


build = DigitPanel
