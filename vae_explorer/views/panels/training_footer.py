"""The foot of the training panel: what is wrong or fixed, the button that trains, and a draft."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.session.state import RunState
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import explain

INERT = (RunState.PREPARING, RunState.STOPPING)
_LOCKED = marked("The rest is fixed as long as the run lasts.")
_DRAFT = marked("Settings of a new run, which can wait for its turn.")


@dataclass(frozen=True)
class Situation:
    """What the foot says.

    Attributes
    ----------
    state
        What the training is doing.
    epochs
        That the form asks for.
    problem
        The first thing that is wrong in the form, or nothing.
    blocked
        Whether that keeps a run from being started.
    drafting
        Whether the form shows a run to come while another lasts.
    """

    state: RunState
    epochs: int
    problem: str = ""
    blocked: bool = False
    drafting: bool = False

    @property
    def lasts(self) -> bool:
        """Whether there is a run, so that most settings are fixed."""
        return self.state.has_run or self.state in INERT

    def words(self) -> tuple[str, str]:
        """Return what the button says, and what its tooltip does."""
        if self.drafting:
            return tr("Add to the queue"), tr("Let a run with these settings wait for its turn.")
        if self.state is RunState.RUNNING:
            return tr("Pause"), tr("Pause the training; it can go on from there.")
        more = count(self.epochs, marked("more epoch"))
        text = {
            RunState.PREPARING: tr("Preparing …"),
            RunState.STOPPING: tr("Stopping …"),
            RunState.PAUSED: tr("Resume"),
            RunState.FINISHED: tr("Train {more_epochs}", more_epochs=more),
        }.get(self.state, tr("Train"))
        return text, tr("Start training (Space).")


class TrainingFooter(QWidget):
    """A verdict, the button, and the way to a draft and back."""

    pressed = Signal()
    draft_toggled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._situation = Situation(RunState.EMPTY, 1)
        self.setProperty("role", "body")
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._line = QWidget()
        self._line.setFixedHeight(1)
        self._line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._button = QPushButton()
        self._button.setProperty("role", "primary")
        self._draft = QPushButton()
        self._draft.setProperty("role", "quiet")
        space = theme.space
        body = QVBoxLayout()
        body.setContentsMargins(space.m, space.s, space.m, space.m)
        body.setSpacing(space.s)
        for widget in (self._verdict, self._button, self._draft):
            body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._line)
        column.addLayout(body)
        self._button.clicked.connect(self.pressed)
        self._draft.clicked.connect(self.draft_toggled)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._line.setStyleSheet(f"background: {theme.border};")
        self.show_situation(self._situation)

    def show_situation(self, situation: Situation) -> None:
        """Say what the button does, and why it cannot, or why fields are locked."""
        self._situation = situation
        running = situation.state is RunState.RUNNING and not situation.drafting
        text, tip = situation.words()
        self._button.setText(text)
        picture = "pause" if running else "play"
        self._button.setIcon(icon(picture, self._theme, self._theme.accent_text))
        explain(self._button, text, tip)
        # What runs can always be paused, whatever is half typed; what is blank goes back.
        # Inert is not disabled, which would take the keyboard's focus away.
        self._button.setEnabled(running or situation.state in INERT or not situation.blocked)
        self._draft.setVisible(situation.lasts)
        draft = tr("Back to the run") if situation.drafting else tr("New run…")
        self._draft.setText(draft)
        tip = tr("Settings of another run, to wait until this one has ended.")
        explain(self._draft, draft, tip)
        hint = _DRAFT if situation.drafting else _LOCKED if situation.lasts else ""
        self._verdict.setText(situation.problem or (tr(hint) if hint else ""))
        set_style_property(self._verdict, "role", "error" if situation.problem else "caption")
        self._verdict.setVisible(bool(self._verdict.text()))
