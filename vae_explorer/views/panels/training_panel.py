"""What to train: the run's settings, and the button that starts and pauses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.run_form import RunForm
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import explain

_NARROWEST = 240
_LOCKED = "Reset (⟲) to change the rest."


class TrainingPanel(QWidget):
    """The settings of a run. ``config`` is what is written there now, whether or not it is valid.

    ``beta_changed`` and ``learning_rate_changed`` report a finished, valid edit (Return, a step,
    or the focus leaving), since a half-typed number must not reach a run.
    """

    config_changed = Signal(object)
    validity_changed = Signal(bool)
    beta_changed = Signal(float)
    learning_rate_changed = Signal(float)
    play_requested = Signal()
    pause_requested = Signal()
    download_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = RunState.EMPTY
        self._config = RunConfig()
        self._committed: dict[str, float] = {}
        self._was_valid = True
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self._form = RunForm(theme)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._line = QWidget()
        self._line.setFixedHeight(1)
        self._line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._button = QPushButton()
        self._button.setProperty("role", "primary")

        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._form)
        space = theme.space
        footer = QVBoxLayout()
        footer.setContentsMargins(space.m, space.s, space.m, space.m)
        footer.setSpacing(space.s)
        footer.addWidget(self._verdict)
        footer.addWidget(self._button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._line)
        outer.addLayout(footer)

        self._form.changed.connect(self._entries_changed)
        self._form.committed.connect(self._commit)
        self._form.download_requested.connect(self.download_requested)
        self._button.clicked.connect(self._press)
        self.set_config(self._config)
        self.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        # A scroll area hides what is too wide; a dock must not, also with the large text of a talk.
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        wide = self._form.minimumSizeHint().width() + bar
        return super().minimumSizeHint().expandedTo(QSize(max(_NARROWEST, wide), 0))

    def config(self) -> RunConfig:
        """The entries; a field that cannot be read counts as it was before."""
        return self._form.config()

    def problems(self) -> dict[str, str]:
        """One sentence for each field that cannot be trained with, keyed by its name."""
        return self._form.problems()

    def set_config(self, config: RunConfig) -> None:
        """Show `config`. Nothing is reported but a change of validity: the owner knows it."""
        self._committed = {"beta": config.beta, "learning_rate": config.learning_rate}
        self._config = config
        self._form.set_config(config)

    def set_state(self, state: RunState) -> None:
        self._state = state
        self._form.set_locked(self._has_run)
        self._show_verdict()

    def set_available(self, available: Mapping[str, bool]) -> None:
        """Tell which data sets, by key, can be used without a download."""
        self._form.set_available(available)

    def set_devices(self, usable: Set[str]) -> None:
        """Tell which devices can be trained on; until then all are taken to be there."""
        self._form.set_devices(usable)

    def expanded_sections(self) -> tuple[str, ...]:
        return self._form.expanded_sections()

    def set_expanded_sections(self, keys: Iterable[str]) -> None:
        self._form.set_expanded_sections(keys)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._form.set_theme(theme)
        self._line.setStyleSheet(f"background: {theme.border};")
        self._show_verdict()

    @property
    def _has_run(self) -> bool:
        return self._state.has_run or self._state is RunState.PREPARING

    def _entries_changed(self) -> None:
        config, is_valid = self._form.config(), not self._form.problems()
        self._show_verdict()
        if config != self._config:
            self._config = config
            self.config_changed.emit(config)
        if is_valid != self._was_valid:
            self._was_valid = is_valid
            self.validity_changed.emit(is_valid)

    def _commit(self) -> None:
        problems = self._form.problems()
        for name, signal in (
            ("beta", self.beta_changed),
            ("learning_rate", self.learning_rate_changed),
        ):
            value = getattr(self._config, name)
            if name not in problems and value != self._committed[name]:
                self._committed[name] = value
                signal.emit(value)

    def _show_verdict(self) -> None:
        """Say what the button does, and why it cannot, or why fields are locked."""
        problems = self._form.problems()
        running = self._state is RunState.RUNNING
        preparing = self._state is RunState.PREPARING
        epochs = self._config.epochs
        self._button.setText(
            {
                RunState.PREPARING: "Preparing …",
                RunState.RUNNING: "Pause",
                RunState.PAUSED: "Resume",
                RunState.FINISHED: f"Train {epochs} more epoch{'' if epochs == 1 else 's'}",
            }.get(self._state, "Train")
        )
        self._button.setIcon(
            icon("pause" if running else "play", self._theme, self._theme.accent_text)
        )
        explain(
            self._button,
            self._button.text(),
            "Pause the training; it can go on from there."
            if running
            else "Start training (Space).",
        )
        # What runs can always be paused, whatever is half typed.
        self._button.setEnabled(running or preparing or not problems)
        problem = next(iter(problems.values()), "")
        self._verdict.setText(problem or (_LOCKED if self._has_run else ""))
        set_style_property(self._verdict, "role", "error" if problem else "caption")
        self._verdict.setVisible(bool(self._verdict.text()))

    def _press(self) -> None:
        if self._state is RunState.PREPARING:
            return  # not disabled, which would take the keyboard's focus away
        self._commit()
        (self.pause_requested if self._state is RunState.RUNNING else self.play_requested).emit()
