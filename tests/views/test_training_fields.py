"""The fields of the training panel: their sections, their order, and which of them count."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from training_panel_kit import field, shown_panel

from vae_explorer.core.config import RunConfig
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import DARK


@pytest.fixture
def panel(qtbot) -> TrainingPanel:
    return shown_panel(qtbot)


def test_sections_fold_and_say_which_are_open(panel: TrainingPanel, qtbot) -> None:
    panel.set_expanded_sections(["optimiser"])
    assert panel.expanded_sections() == ("optimiser",)
    assert not field(panel, "Layer widths").isVisible()
    header = field(panel, "Network")
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    assert panel.expanded_sections() == ("network", "optimiser")
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert panel.expanded_sections() == ("optimiser",)


def test_the_wheel_scrolls_past_a_field_without_the_focus(panel: TrainingPanel) -> None:
    before = panel.config()
    field(panel, "Layer widths").setFocus()
    for name in ("Data set", "Epochs", "Activation"):
        target = field(panel, name)
        centre = QPointF(target.rect().center())
        event = QWheelEvent(
            centre,
            QPointF(target.mapToGlobal(centre)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)
        assert not event.isAccepted()
    assert panel.config() == before


def test_what_does_nothing_beside_the_other_settings_cannot_be_edited(panel: TrainingPanel) -> None:
    def usable() -> tuple[bool, bool]:
        names = ("Variance σ²", "Weight decay")
        return tuple(field(panel, name).isEnabled() for name in names)

    assert usable() == (False, True)
    panel.set_config(replace(panel.config(), likelihood="gaussian", optimizer="adam"))
    assert usable() == (True, False)
    choose = field(panel, "Likelihood")
    choose.setCurrentIndex(choose.findData("gaussian-learned"))
    choose.activated.emit(choose.currentIndex())
    assert usable() == (False, False)
    assert panel.config().idle() == {"variance", "weight_decay", "components"}


def test_what_does_nothing_is_not_in_the_way_with_a_value_that_cannot_be_used(
    panel: TrainingPanel,
) -> None:
    decay = field(panel, "Weight decay")
    decay.setText("99")
    decay.textEdited.emit("99")
    assert "weight_decay" in panel.problems()
    choose = field(panel, "Method")
    choose.setCurrentIndex(choose.findData("adam"))
    choose.activated.emit(choose.currentIndex())
    assert not panel.problems()
    assert panel.config().weight_decay == 0.01


def test_tab_goes_through_the_fields_in_reading_order(panel: TrainingPanel, qtbot) -> None:
    panel.set_available({"mnist": False})
    field(panel, "Data set").setFocus()
    seen = []
    for _ in range(37):
        focused = panel.focusWidget()
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        *("Data set", "Download the data set", "Preset", "β", "Learning rate", "Epochs"),
        *("Network", "Kind", "Layer widths", "Activation", "Linear bottleneck"),
        *("Objective", "Likelihood", "Posterior", "Prior", "KL divergence", "Bound"),
        "Samples of z",
        *("Regime", "Gradient", "Noise", "KL warm-up", "Pixels"),
        *(
            "Optimiser",
            "Method",
            "Weight decay",
            "Decoder’s rate",
            "Schedule",
            "Images",
            "Batch size",
            "Augmentation",
        ),
        *("Seed", "New seed", "Machine", "Device", "Precision", "Defaults"),
    ]


def test_each_control_has_a_name_and_an_explanation(panel: TrainingPanel) -> None:
    controls = [
        w
        for w in panel.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.isVisible()
        and w.objectName() != "qt_spinbox_lineedit"
    ]
    assert len(controls) >= 20
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize("width", [240, 320])
def test_nothing_is_cut_off_at_dock_width(panel: TrainingPanel, qtbot, width) -> None:
    panel.set_available({"mnist": False})
    panel.resize(width, 400)
    qtbot.waitUntil(lambda: panel.width() == width)
    for child in panel.findChildren(QWidget):
        if child.isVisible() and child.accessibleName():
            right = child.mapTo(panel, child.rect().topRight()).x()
            assert right < width, child.accessibleName()


def test_it_does_not_let_a_dock_cut_off_large_text(panel: TrainingPanel) -> None:
    assert panel.minimumSizeHint().width() == 240
    panel.setStyleSheet("QWidget { font-size: 22px; }")
    assert panel.minimumSizeHint().width() > 240


def test_a_new_theme_repaints(panel: TrainingPanel) -> None:
    before = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != before


def test_settings_that_mean_nothing_to_pca_cannot_be_edited(panel: TrainingPanel) -> None:
    panel.set_config(RunConfig(dataset="offline", regime="pca"))
    fields = panel._form._fields
    assert {name for name, field in fields.items() if field.widget.isEnabled()} == {
        "dataset",
        "digits",
        "regime",
        "seed",
    }
    assert not panel._form._preset.widget.isEnabled()
    panel.set_config(RunConfig(dataset="offline"))
    assert fields["epochs"].widget.isEnabled()
    assert panel._form._preset.widget.isEnabled()
