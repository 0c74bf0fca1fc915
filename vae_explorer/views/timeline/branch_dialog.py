"""With which settings a run branches off: those that may change in the middle of one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.core.language import tr
from vae_explorer.core.settings import Whole
from vae_explorer.session.desk import Desk
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import FormGrid, NumberField


class BranchDialog(QDialog):
    """Asks for the settings from some moment on.

    Parameters
    ----------
    name
        Of the run.
    epoch
        Of the moment.
    config
        The settings that the run had then.

    Attributes
    ----------
    chosen
        A `RunConfig`.
    """

    chosen = Signal(RunConfig)

    def __init__(
        self,
        name: str,
        epoch: float,
        config: RunConfig,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Branch off {name}", name=name))
        self._config = config
        told = QLabel(
            tr(
                "{name} goes on from epoch {epoch:.2f} as a run of its own, bit for bit as if "
                "these had been its settings from there on. What was trained in the meantime "
                "stays.",
                name=name,
                epoch=epoch,
            )
        )
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        form = FormGrid(theme)
        self.fields: dict[str, NumberField] = {}
        for key, setting in RunConfig.settings().items():
            if setting.live and key not in config.idle():
                field = NumberField(whole=isinstance(setting, Whole), parent=self)
                field.set_number(config.values()[key])
                field.textChanged.connect(self._check)
                form.beside(field, tr(setting.title), tr(setting.tip))
                self.fields[key] = field
        self._why = QLabel()
        self._why.setProperty("role", "error")
        self._why.setWordWrap(True)
        self._why.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._train = buttons.addButton(
            tr("Train the branch"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._train.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space.xl] * 4)
        column.setSpacing(theme.space.l)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(self._why)
        column.addWidget(buttons)
        self.setMinimumWidth(round(380 * theme.scale))
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()
            first.selectAll()

    def config(self) -> RunConfig | None:
        """Return what the fields say, or None where that cannot be."""
        values = {key: field.number() for key, field in self.fields.items()}
        if None in values.values():
            return None
        return self._config.changed(**values)

    @Slot()
    def _check(self) -> None:
        config = self.config()
        if config is None:
            problems = {"": tr("A number is missing.")}
        elif config.epochs < self._config.epochs:
            least = self._config.epochs
            problems = {"epochs": tr("It has {epochs:,} epochs or more.", epochs=least)}
        else:
            problems = config.problems()
        for key, field in self.fields.items():
            wrong = key in problems or field.number() is None
            set_style_property(field, "invalid", wrong)
        self._train.setEnabled(not problems)
        self._why.setText(next(iter(problems.values()), ""))
        self._why.setVisible(bool(problems))

    def accept(self) -> None:
        config = self.config()
        if config is not None and self._train.isEnabled():
            self.chosen.emit(config)
            super().accept()


def ask_to_branch(desk: Desk, theme: Theme, parent: QWidget) -> BranchDialog | None:
    """Ask how the shown run should go on from the moment that is shown, and let it."""
    workspace, branches = desk.workspace, desk.branches
    run = workspace.shown
    if run is None or branches.refusal(run):
        branches.message_posted.emit(branches.told(run))
        return None
    step = workspace.moment if workspace.moment is not None else run.step
    frame = run.timeline.at(step)
    if frame is None:
        return None
    config = branches.settings_at(run, frame.step)
    dialog = BranchDialog(run.name, frame.epoch, config, theme, parent)
    dialog.chosen.connect(lambda chosen: branches.begin(run.id, frame.step, chosen))
    dialog.open()
    return dialog
