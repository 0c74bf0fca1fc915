"""What a speaker needs in full screen, in one line: play, β, how far it is, and the way back."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.core.language import tr
from vae_explorer.session.desk import Desk
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.form import NumberField, explain
from vae_explorer.views.window.actions import Actions

_ICON = 24


class PresenterBar(QWidget):
    """A slim bar under the plot.

    Attributes
    ----------
    released
        Return or Esc was pressed in a field: the keyboard belongs elsewhere.
    """

    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._buttons = {name: QToolButton(self) for name in ("play", "known_state", "present")}
        self._beta = NumberField(parent=self)
        beta = RunConfig.settings()["beta"]
        tip = tr("{tip} Return lets it take effect.", tip=tr(beta.tip))
        explain(self._beta, tr(beta.title), tip)
        self._beta.setMaximumWidth(160)
        self._beta.installEventFilter(self)
        name = QLabel(tr(beta.title), self)
        name.setBuddy(self._beta)
        self._line = QLabel(self)
        self._line.setAccessibleName(tr("How far the training is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.xs)
        row.setSpacing(theme.space.m)
        row.addWidget(self._buttons["play"])
        row.addWidget(name)
        row.addWidget(self._beta)
        row.addSpacing(theme.space.l)
        row.addWidget(self._line, 1)
        row.addWidget(self._buttons["known_state"])
        row.addWidget(self._buttons["present"])
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._line.text()

    def bind(self, desk: Desk, training: TrainingPanel, actions: Actions) -> None:
        """Connect the bar to the session."""
        self._workspace, self._training = desk.workspace, training
        for name, button in self._buttons.items():
            button.setDefaultAction(actions[name])
        self._beta.committed.connect(self._commit)
        training.validity_changed.connect(self._follow_form)
        training.config_changed.connect(self._follow_form)
        training.config_shown.connect(self._follow_form)
        for signal in (desk.workspace.snapshot_changed, desk.workspace.shown_changed):
            signal.connect(self._follow_snapshot)
        self._follow_form()
        self._follow_snapshot()

    def set_theme(self, theme: Theme) -> None:
        self._line.setFont(numeric_font(self.font()))
        side = round(_ICON * theme.scale)
        for button in self._buttons.values():
            button.setIconSize(QSize(side, side))
        self._beta.setMaximumWidth(theme.type.body * 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._beta or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = cast(QKeyEvent, event).key()
        if key == Qt.Key.Key_Escape:
            self._beta.set_number(self._training.shown_config().beta)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        else:
            return super().eventFilter(watched, event)
        self.released.emit()
        return True

    @Slot()
    def _follow_form(self) -> None:
        if not self._beta.hasFocus():
            self._beta.set_number(self._training.shown_config().beta)

    @Slot()
    def _commit(self) -> None:
        if not self._beta.isModified():
            return  # the focus has but come and gone
        self._beta.setModified(False)
        value = self._beta.number()
        if value is None or not self._training.set_live("beta", value):
            self._beta.set_number(self._training.shown_config().beta)

    @Slot()
    def _follow_snapshot(self) -> None:
        run = self._workspace.shown
        snapshot = run.snapshot if run is not None else None
        if snapshot is None:
            self._line.clear()
            return
        epoch, epochs = snapshot.epoch, snapshot.config.passes
        parts = [tr("epoch {epoch:.1f} of {epochs}", epoch=epoch, epochs=epochs)]
        if (losses := snapshot.history.latest_held_out) is not None:
            config = snapshot.config
            parts.append(f"{config.loss_title} {config.loss_text(losses.negative_elbo)}")
        self._line.setText("  ·  ".join(parts))
