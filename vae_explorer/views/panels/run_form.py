"""The settings of a run as a form: a ``RunConfig`` in, entries checked, a ``RunConfig`` out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core import config as core
from vae_explorer.core.config import PRESETS, Architecture, RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import (
    INDENT,
    ComboBox,
    FormGrid,
    NumberField,
    Section,
    SpinBox,
    die_icon,
    explain,
)

CHANGEABLE = ("beta", "learning_rate")  # while a run exists

_LABELS = {
    "dataset": ("Data set", "The images that the network learns from."),
    "preset": ("Preset", "A ready-made encoder; the decoder is its mirror image."),
    "beta": (
        "β",
        "How strongly the codes are pulled towards the prior: 1 is the plain VAE, more gives a "
        "tidier plane and blurrier digits. It can be changed while training.",
    ),
    "learning_rate": (
        "Learning rate",
        "How far each step moves the weights: too small is slow, too large diverges. It can be "
        "changed while training.",
    ),
    "epochs": ("Epochs", "How many times to go through all training images."),
    "kind": ("Kind", "Dense layers see all pixels at once, convolutions small parts."),
    "widths": (
        "Layer widths",
        "Units of each hidden layer from the image inwards; for a convolutional network one or "
        "two channel counts, then one dense layer.",
    ),
    "activation": ("Activation", "The curve that bends the output of each hidden unit."),
    "likelihood": ("Likelihood", "How the reconstruction of an image is compared with it."),
    "kl": ("KL divergence", "How the distance of the codes from the prior is computed."),
    "optimizer": ("Method", "The rule that turns slopes of the loss into steps."),
    "schedule": ("Schedule", "One cycle warms the learning rate up, then lets it fade."),
    "batch_size": ("Batch size", "How many images share one step."),
    "seed": ("Seed", "Starts all random numbers: the same seed repeats the same run."),
    "device": ("Device", "The processor to train on."),
    "precision": ("Precision", "bfloat16 is faster where the processor has it."),
}
_TITLES = {
    **{"mlp": "Dense", "conv": "Convolutional", "adamw": "AdamW", "adam": "Adam"},
    **{"relu": "ReLU", "gelu": "GELU", "silu": "SiLU", "elu": "ELU", "softplus": "Softplus"},
    **{"one-cycle": "One cycle", "constant": "Constant", "auto": "Automatic"},
    **{"cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"},
}
_UNREADABLE = {
    "beta": "β is not a number: write it with a point, such as 0.5.",
    "learning_rate": "The learning rate is not a number: write it as 0.001 or 1e-3.",
    "seed": "The seed is not a whole number: write digits only, such as 42.",
    "widths": "Write the layer widths as whole numbers with commas, such as 512, 256.",
}
_DOWNLOAD_SIZES = {"mnist": "12 MB", "fashion-mnist": "31 MB", "kmnist": "21 MB"}


class RunForm(QWidget):
    """One field for each part of a ``RunConfig``; the rarer ones in sections that fold away.

    ``changed`` reports every edit; ``committed`` that β or the rate has been left or confirmed.
    """

    changed = Signal()
    committed = Signal()
    download_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._available: dict[str, bool] = {}
        self._devices: Set[str] = frozenset(core.DEVICES)
        self._config = RunConfig()
        self._problems: dict[str, str] = {}
        self._loading = False
        self.setProperty("role", "body")

        self._combos = {
            "dataset": _choices({key: entry.title for key, entry in DATA_SETS.items()}),
            "likelihood": _choices({key: entry.title for key, entry in LIKELIHOODS.items()}),
            "kl": _choices({key: entry.title for key, entry in KL_ESTIMATORS.items()}),
            "optimizer": _choices(_titled(core.OPTIMIZERS)),
            "schedule": _choices(_titled(core.SCHEDULES)),
            "device": _choices(_titled(core.DEVICES)),
            "precision": _choices(_titled(core.PRECISIONS)),
        }
        self._numbers = {
            "beta": NumberField(),
            "learning_rate": NumberField(),
            "seed": NumberField(whole=True),
        }
        self._spins = {"epochs": SpinBox(1, 100_000), "batch_size": SpinBox(1, 60_000, step=32)}
        self._preset = _choices({key: preset.title for key, preset in PRESETS.items()})
        self._preset.addItem("Custom", None)
        self._kind = _choices(_titled(core.KINDS))
        self._activation = _choices(_titled(core.ACTIVATIONS))
        self._widths = QLineEdit(maxLength=80)
        self._linear = QCheckBox("Linear bottleneck")
        self._dice = QToolButton()
        self._fields: dict[str, QWidget] = {
            **{"preset": self._preset, "kind": self._kind, "widths": self._widths},
            **{"activation": self._activation, "linear_bottleneck": self._linear},
            **self._combos,
            **self._numbers,
            **self._spins,
        }
        self._hint = QLabel()
        self._download = QPushButton("Download")
        self._sections = {
            "network": Section("Network", theme),
            "objective": Section("Objective", theme),
            "optimiser": Section("Optimiser", theme),
        }
        self._lay_out()
        self._connect()
        self.set_config(self._config)
        self.set_theme(theme)

    def config(self) -> RunConfig:
        return self._config

    def problems(self) -> dict[str, str]:
        return dict(self._problems)

    def set_config(self, config: RunConfig) -> None:
        self._loading = True
        self._config = config
        for name, combo in self._combos.items():
            combo.select(getattr(config, name))
        for name, spin in self._spins.items():
            spin.setValue(getattr(config, name))
        for name, field in self._numbers.items():
            field.set_number(getattr(config, name))
        self._show_architecture(config.architecture)
        self._loading = False
        self._refresh()

    def set_locked(self, locked: bool) -> None:
        """Lock all that defines a run, which is all but the `CHANGEABLE`."""
        for name, field in self._fields.items():
            field.setEnabled(not locked or name in CHANGEABLE)
        self._dice.setEnabled(not locked)

    def set_available(self, available: Mapping[str, bool]) -> None:
        """Tell which data sets, by key, can be used without a download."""
        self._available = dict(available)
        self._show_availability()

    def set_devices(self, usable: Set[str]) -> None:
        """Tell which devices can be trained on; the others are shown as missing."""
        self._devices = usable
        for key in core.DEVICES:
            self._combos["device"].set_entry(
                key,
                _TITLES[key] if key in usable else f"{_TITLES[key]} (not here)",
                enabled=key in usable,
            )
        self._refresh()

    def expanded_sections(self) -> tuple[str, ...]:
        return tuple(key for key, section in self._sections.items() if section.expanded)

    def set_expanded_sections(self, keys: Iterable[str]) -> None:
        wanted = set(keys)
        for key, section in self._sections.items():
            section.set_expanded(key in wanted)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for section in self._sections.values():
            section.set_theme(theme)
        self._dice.setIcon(die_icon(theme))

    def _lay_out(self) -> None:
        space = self._theme.space
        basics = FormGrid(self._theme)
        self._rows(basics, below=("dataset",))
        basics.across(self._availability_row())
        self._rows(basics, below=("preset",), beside=("beta", "learning_rate", "epochs"))
        network = self._sections["network"].form
        self._rows(network, beside=("kind",))
        self._rows(network, below=("widths",), beside=("activation",))
        explain(
            self._linear,
            "Linear bottleneck",
            "Leave the hidden layer next to the two latent numbers without an activation.",
        )
        network.across(self._linear)
        self._rows(self._sections["objective"].form, below=("likelihood", "kl"))
        self._rows(
            self._sections["optimiser"].form,
            beside=("optimizer", "schedule", "batch_size", "seed", "device", "precision"),
        )
        explain(self._dice, "New seed", "Draw a new seed, for another run of the same kind.")

        column = QVBoxLayout(self)
        column.setContentsMargins(space.m - INDENT, space.xs, space.m, space.s)
        basics.setContentsMargins(INDENT, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addLayout(basics)
        column.addSpacing(space.xs)
        for section in self._sections.values():
            column.addWidget(section)
        column.addStretch()

    def _rows(self, form: FormGrid, beside: Iterable[str] = (), below: Iterable[str] = ()) -> None:
        for name in below:
            form.below(self._fields[name], *_LABELS[name])
        for name in beside:
            companion = self._dice if name == "seed" else None
            form.beside(self._fields[name], *_LABELS[name], companion=companion)

    def _availability_row(self) -> QWidget:
        self._hint.setProperty("role", "caption")
        self._download.setProperty("role", "quiet")
        explain(self._download, "Download the data set", "Fetch these images from the internet.")
        row = QWidget()
        row.setProperty("role", "body")
        # Of one height with and without the button, so that nothing below it jumps.
        row.setFixedHeight(28)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._hint, 1)
        line.addWidget(self._download)
        return row

    def _connect(self) -> None:
        for combo in (*self._combos.values(), self._kind, self._activation):
            combo.currentIndexChanged.connect(self._refresh)
        for spin in self._spins.values():
            spin.valueChanged.connect(self._refresh)
        for field in (*self._numbers.values(), self._widths):
            field.textChanged.connect(self._refresh)
        self._linear.toggled.connect(self._refresh)
        for name in CHANGEABLE:
            self._numbers[name].committed.connect(self.committed)
        self._preset.activated.connect(self._preset_chosen)
        self._kind.activated.connect(self._kind_chosen)
        self._dice.clicked.connect(
            lambda: self._numbers["seed"].set_number(random.SystemRandom().randrange(10_000))
        )
        self._download.clicked.connect(lambda: self.download_requested.emit(self._config.dataset))

    def _refresh(self) -> None:
        """Read all fields and mark those that are wrong."""
        if self._loading:
            return
        self._config, unreadable = self._read()
        self._problems = self._config.problems() | self._missing_device() | unreadable
        for name, field in self._fields.items():
            set_style_property(field, "invalid", name in self._problems)
        self._preset.select(None if "widths" in unreadable else self._config.preset)
        self._show_availability()
        self.changed.emit()

    def _missing_device(self) -> dict[str, str]:
        device = self._config.device
        if device in self._devices or device not in core.DEVICES:
            return {}
        name = "Apple GPU" if device == "mps" else f"{_TITLES[device]} device"
        return {"device": f"This computer has no {name} that PyTorch can use: choose Automatic."}

    def _read(self) -> tuple[RunConfig, dict[str, str]]:
        unreadable: list[str] = []
        values: dict[str, Any] = {n: c.currentData() for n, c in self._combos.items()}
        values |= {name: spin.value() for name, spin in self._spins.items()}
        for name, field in self._numbers.items():
            number = field.number()
            if number is None:
                unreadable.append(name)
            else:
                values[name] = number
        widths = _parse_widths(self._widths.text())
        if widths is None:
            unreadable.append("widths")
        architecture = Architecture(
            self._kind.currentData(),
            self._config.architecture.widths if widths is None else widths,
            self._activation.currentData(),
            self._linear.isChecked(),
        )
        config = replace(self._config, architecture=architecture, **values)
        return config, {name: _UNREADABLE[name] for name in unreadable}

    def _preset_chosen(self) -> None:
        key = self._preset.currentData()
        if key is None:
            self._sections["network"].set_expanded(True)
            self._widths.setFocus()
        else:
            self._show_architecture(PRESETS[key].architecture)
            self._refresh()

    def _kind_chosen(self) -> None:
        # Widths of one kind make an absurd network of the other: 1024 channels, say.
        kind = self._kind.currentData()
        usual = next(p for p in reversed(PRESETS.values()) if p.architecture.kind == kind)
        self._widths.setText(_widths_text(usual.architecture))

    def _show_architecture(self, architecture: Architecture) -> None:
        loading, self._loading = self._loading, True
        self._kind.select(architecture.kind)
        self._widths.setText(_widths_text(architecture))
        self._activation.select(architecture.activation)
        self._linear.setChecked(architecture.linear_bottleneck)
        self._loading = loading

    def _show_availability(self) -> None:
        key = self._config.dataset
        here = self._available.get(key, True)
        can_download = key in DATA_SETS and DATA_SETS[key].can_download
        size = _DOWNLOAD_SIZES.get(key)
        missing = f"To download ({size})" if size else "To download"
        if not can_download:
            missing = "Not on this computer"
        self._hint.setText("On this computer" if here else missing)
        self._download.setVisible(can_download and not here)


def _choices(titles: Mapping[str, str]) -> ComboBox:
    combo = ComboBox()
    for key, title in titles.items():
        combo.addItem(title, key)
    return combo


def _titled(keys: Iterable[str]) -> dict[str, str]:
    return {key: _TITLES.get(key, key) for key in keys}


def _parse_widths(text: str) -> tuple[int, ...] | None:
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    if not parts or not all(part.isdecimal() for part in parts):
        return None
    return tuple(int(part) for part in parts)


def _widths_text(architecture: Architecture) -> str:
    return ", ".join(str(width) for width in architecture.widths)
