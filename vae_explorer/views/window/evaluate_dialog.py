"""What to evaluate a run on: the options of the command, with its defaults."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.result import MAX_SAMPLES, MAX_SEED, SAMPLES
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import ComboBox, FormGrid, NumberField, SpinBox

_SPLITS = (
    ("test", marked("Test: images it has not seen")),
    ("train", marked("Training: images it learned from")),
)


class EvaluateDialog(QDialog):
    """Asks for a split, draws of z and their seed.

    Attributes
    ----------
    chosen
        The split (``"test"`` or ``"train"``), the number of draws, and the seed.
    """

    chosen = Signal(str, int, object)  # a seed may have 63 bits, an int of Qt has 31

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Evaluate {name}", name=name))
        self._split = ComboBox(self)
        self._split.setMinimumContentsLength(30)
        for key, text in _SPLITS:
            self._split.addItem(tr(text), key)
        self._samples = SpinBox(1, MAX_SAMPLES, parent=self)
        self._samples.setValue(SAMPLES)
        self._seed = NumberField(whole=True, parent=self)
        self._seed.set_number(0)
        form = FormGrid(theme)
        form.beside(self._split, tr("Split"), tr("Which images of its data set it is measured on."))
        form.beside(
            self._samples,
            tr("Draws of z"),
            tr("For each image; the mean is taken. Four times as many halve the error."),
        )
        form.beside(
            self._seed, tr("Seed"), tr("Of the draws: the same seed gives the same numbers.")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._evaluate = buttons.addButton(tr("Evaluate"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._evaluate.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._seed.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space.xl] * 4)
        column.setSpacing(theme.space.l)
        column.addLayout(form)
        column.addWidget(buttons)

    @Slot()
    def _check(self) -> None:
        good = self._good_seed() is not None
        self._evaluate.setEnabled(good)
        set_style_property(self._seed, "invalid", not good)

    def _good_seed(self) -> int | None:
        seed = self._seed.number()
        return seed if isinstance(seed, int) and 0 <= seed <= MAX_SEED else None

    def accept(self) -> None:
        seed = self._good_seed()
        if seed is not None:
            self.chosen.emit(self._split.currentData(), self._samples.value(), seed)
            super().accept()
