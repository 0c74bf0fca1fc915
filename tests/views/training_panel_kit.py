"""A training panel, and what a person does with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from vae_explorer.core.architecture import PRESETS, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import LIGHT

SECTIONS = ("network", "objective", "optimiser", "machine")


CONFIGS = [
    RunConfig(),
    RunConfig(
        dataset="offline",
        architecture=Architecture("conv", (16, 64), "tanh", True),
        beta=0.25,
        optimizer="adam",
        learning_rate=3e-5,
        weight_decay=0.5,
        schedule="constant",
        batch_size=100,
        epochs=7,
        augmentation=0.07,
        seed=2**53 + 1,
        device="cpu",
        precision="float32",
    ),
    *(RunConfig(architecture=preset.architecture) for preset in PRESETS.values()),
]


def shown_panel(qtbot) -> TrainingPanel:
    """Return a panel on the screen, with all of its sections open."""
    panel = TrainingPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    panel.set_expanded_sections(SECTIONS)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def field(panel: TrainingPanel, name: str) -> QWidget:
    return next(
        w
        for w in panel.findChildren(QWidget)
        if w.accessibleName() == name and not isinstance(w, QLabel)
    )


def button(panel: TrainingPanel) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.property("role") == "primary")


def retype(qtbot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def choose(qtbot, combo: QComboBox, text: str) -> None:
    """Pick an entry with the keyboard, as a person would."""
    combo.setFocus()
    steps = combo.findText(text) - combo.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(combo, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def says(panel: TrainingPanel, text: str) -> bool:
    return any(label.isVisible() and text in label.text() for label in panel.findChildren(QLabel))
