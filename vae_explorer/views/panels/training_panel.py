"""What to train: the run's settings, and the button that starts and pauses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message, RunState
from vae_explorer.views.panels.panel import LEFT, Panel
from vae_explorer.views.panels.run_form import RunForm
from vae_explorer.views.panels.training_binding import bind_training
from vae_explorer.views.panels.training_footer import INERT, Situation, TrainingFooter
from vae_explorer.views.style.theme import Theme

_NARROWEST = 240


class TrainingPanel(QWidget):
    """The settings of a run. ``config`` is what is written there now, whether or not it is valid.

    ``change_requested`` reports a finished, valid edit of what may change in mid-run (Return, a
    step, or the focus leaving), since a half-typed number must not reach a run: the whole
    configuration as it is then. ``released`` reports Return or Esc in a field, after which the
    keyboard belongs elsewhere.
    """

    config_changed = Signal(RunConfig)
    config_shown = Signal()
    change_requested = Signal(RunConfig)
    validity_changed = Signal(bool)
    released = Signal()
    play_requested = Signal(RunConfig)
    step_requested = Signal(RunConfig)
    reset_requested = Signal(RunConfig)
    queue_requested = Signal(RunConfig)
    pause_requested = Signal()
    download_requested = Signal(str)
    message = Signal(Message)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, defaults: RunConfig | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = RunState.EMPTY
        self._config = self._committed = defaults or RunConfig()
        self._was_valid = True
        self._run_config: RunConfig | None = None  # of the run, while a new one is drafted
        self._overridden: dict[str, tuple[object, object]] = {}  # what was given, instead of what
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self._form = RunForm(theme, defaults=self._config)
        self._footer = TrainingFooter(theme)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._footer)

        self._form.changed.connect(self._entries_changed)
        self._form.committed.connect(self._commit)
        self._form.released.connect(self.released)
        self._form.download_requested.connect(self.download_requested)
        self._footer.pressed.connect(self._press)
        self._footer.draft_toggled.connect(self._toggle_draft)
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
        self._config = self._committed = config
        self._form.set_config(config)
        self.config_shown.emit()

    def set_state(self, state: RunState) -> None:
        self._state = state
        if self._run_config is not None and not self._has_run:
            self._run_config = None
        self._form.set_locked(self._has_run and not self.drafting)
        self._show_verdict()

    # What the user wants, from here or from an action of the window

    def toggle(self) -> None:
        """Train, pause, resume or go on, whichever comes next."""
        if self._state in INERT:
            return  # not disabled, which would take the keyboard's focus away
        self._form.settle()
        if not self.drafting:
            self._commit()
        if self._state is RunState.RUNNING:
            self.pause_requested.emit()
        elif self._state is RunState.PAUSED:
            self.play_requested.emit(self.config())
        elif self.drafting:
            self._press()
        else:
            self._if_valid(self.play_requested)

    def step(self) -> None:
        """Take a single step, of a new run if there is none."""
        if self._state is RunState.PAUSED or self._state is RunState.RUNNING:
            self.step_requested.emit(self.config())
        elif self._state not in INERT:
            self._if_valid(self.step_requested)

    def reset(self) -> None:
        """Show an untrained network."""
        self._form.settle()
        self._if_valid(self.reset_requested)

    def _if_valid(self, request: SignalInstance) -> None:
        for sentence in self.problems().values():
            self.message.emit(Message("error", sentence, topic=INVALID))
            return
        request.emit(self.config())

    def set_defaults(self) -> None:
        """Let the next run have default settings."""
        if not self._has_run or self.drafting:
            self.set_config(RunConfig())

    def choose_dataset(self, key: str) -> None:
        """Let the next run use another data set."""
        if not self._has_run:
            self.set_config(replace(self.config(), dataset=key))

    def set_live(self, name: str, value: float) -> bool:
        """Change a setting that may be changed in mid-run; return whether it is in range."""
        config = self.shown_config().changed(**{name: value})
        if name in config.problems():
            return False
        if self.drafting:  # of the run, and not of the draft
            self._run_config = config
            self.change_requested.emit(config)
            return True
        self._form.set_config(config)
        self._config = config
        self._commit()
        self.config_changed.emit(config)
        return True

    def shown_config(self) -> RunConfig:
        """The settings of the run, also while a new one is drafted; of the next without one."""
        return self._run_config if self._run_config is not None else self.config()

    @property
    def drafting(self) -> bool:
        """Whether the form shows the settings of a run to come, while another lasts."""
        return self._run_config is not None

    def _toggle_draft(self) -> None:
        if self._run_config is None:
            self._run_config = self.config()
        else:
            config, self._run_config = self._run_config, None
            self.set_config(config)
        self.set_state(self._state)

    def draft(self, config: RunConfig) -> None:
        """Show settings for a run to come."""
        if self._has_run and not self.drafting:
            self._toggle_draft()
        self.set_config(config)

    def override(self, **fields: object) -> None:
        """Change fields of the next run for this time only, unless the user changes them again."""
        config = self.config()
        self._overridden |= {
            name: (given, self._overridden.get(name, (None, getattr(config, name)))[1])
            for name, given in fields.items()
        }
        self.set_config(replace(config, **fields))  # type: ignore[arg-type]

    def take_back(self, names: Iterable[str]) -> None:
        """Undo `override` of these fields, where the user has not changed them since.

        There must be no `problems`.
        """
        config = self.config()
        overridden = {n: self._overridden.pop(n) for n in names if n in self._overridden}
        before: dict[str, Any] = {
            name: instead_of
            for name, (given, instead_of) in overridden.items()
            if getattr(config, name) == given
        }
        self.set_config(replace(config, **before))

    def state(self) -> dict[str, Any]:
        """What is worth remembering: the settings of the next run, and the sections."""
        state: dict[str, Any] = {"sections": list(self.expanded_sections())}
        if not self.problems():
            config = self.config()
            kept: dict[str, Any] = {
                name: instead_of
                for name, (given, instead_of) in self._overridden.items()
                if getattr(config, name) == given
            }
            state["run"] = replace(config, **kept).to_json()
        return state

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore `state`; what makes no sense is left as it is."""
        sections = state.get("sections", [])
        if isinstance(sections, list):
            self.set_expanded_sections(key for key in sections if isinstance(key, str))
        with suppress(UserError):
            self.set_config(RunConfig.from_json(state.get("run", {})))

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
        self._footer.set_theme(theme)

    @property
    def _has_run(self) -> bool:
        return self._situation.lasts

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
        if self.drafting:
            return  # the run that lasts is another
        problems, before, now = (
            self._form.problems(),
            self._committed.values(),
            self._config.values(),
        )
        live = [name for name, setting in self._config.settings().items() if setting.live]
        values = {name: before[name] if name in problems else now[name] for name in live}
        if any(values[name] != before[name] for name in live):
            self._committed = self._config.changed(**values)
            self.change_requested.emit(self._committed)

    @property
    def _situation(self) -> Situation:
        return Situation(
            self._state,
            self._config.epochs,
            next(iter(self._form.problems().values()), ""),
            bool(self._form.blocking()),
            self.drafting,
        )

    def _show_verdict(self) -> None:
        self._footer.show_situation(self._situation)

    def _press(self) -> None:
        if not self.drafting:
            self.toggle()
        elif not self.problems():
            self._form.settle()
            self.queue_requested.emit(self.config())
            self._toggle_draft()


INVALID = "settings"


def bind(panel: TrainingPanel, desk: Desk) -> None:
    """Let the form start and change runs, and show what the training does."""
    bind_training(panel, desk)


PANEL = Panel("training", marked("Training"), TrainingPanel, bind, LEFT)
