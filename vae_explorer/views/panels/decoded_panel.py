"""The image that the decoder makes of a point of the latent plane."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QIODevice, QSaveFile, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QHideEvent,
    QImage,
    QImageWriter,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.engine.pixels import PIXELS
from vae_explorer.core.language import marked, tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.attach import attach
from vae_explorer.views.panels.coordinate_field import MOST_DECIMALS, CoordinateField
from vae_explorer.views.panels.draw_switch import DrawSwitch
from vae_explorer.views.panels.panel import RIGHT, Panel
from vae_explorer.views.panels.trust_part import TrustPart, bind_trust
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.elided_label import ElidedLabel
from vae_explorer.views.widgets.form import MINUS, ComboBox, explain
from vae_explorer.views.widgets.image_view import COLOUR_MAPS, ImageView, Look

EXPORT_SIDE = 560  # pixels: 20 for each of the image's, which slides can take
_LEAST_BESIDE = 128  # units of the image's height beside what tells how far to trust it


class DecodedPanel(QWidget):
    """The decoded image, large, with its coordinates and the ways to take it elsewhere.

    ``coordinate_edited`` reports the axis, 0 or 1, and the value typed or stepped here;
    ``set_point`` does not. ``trust_seen`` tells whether the part on how far to trust it is on the
    screen.
    """

    coordinate_edited = Signal(int, float)
    trust_seen = Signal(bool)
    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self.view = ImageView(theme)
        self.view.setAccessibleName(tr("Decoded image"))
        self.view.filled.connect(self._enable_actions)
        self.draws = DrawSwitch(theme)
        self._likeness = ElidedLabel(tr("Likeness"))
        self._likeness.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._coordinates = [CoordinateField() for _ in range(2)]
        self._colours = ComboBox()
        for key, title in COLOUR_MAPS.items():
            self._colours.addItem(tr(title), key)
        explain(self._colours, tr("Colours"), tr("The colours that grey values are shown in."))
        self._smooth = QToolButton()
        self._smooth.setCheckable(True)
        explain(
            self._smooth,
            tr("Smooth"),
            tr("Blend the image's pixels into each other instead of showing them as squares."),
        )
        self._trust = QToolButton()
        self._trust.setCheckable(True)
        explain(
            self._trust,
            tr("How far to trust it"),
            tr(
                "Show the real images nearest to it, how dense the codes are here, and what else "
                "tells whether the image is to be trusted."
            ),
        )
        self.trust = TrustPart(theme)
        self.trust.hide()
        self._least = self.view.minimumHeight()
        self._trust.toggled.connect(self._fold_trust)
        self._copy = QToolButton()
        explain(self._copy, tr("Copy image"), tr("Copy the image to the clipboard."))
        self._save = QToolButton()
        explain(self._save, tr("Save image"), tr("Save the image as a PNG file."))

        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.m)
        column.setSpacing(theme.space.s)
        column.addWidget(self.view, 1)
        draws = QHBoxLayout()
        draws.setSpacing(theme.space.s)
        draws.addWidget(self.draws)
        draws.addWidget(self._likeness, 1)
        column.addLayout(draws)
        column.addLayout(self._point_row())
        column.addLayout(self._look_row())
        column.addWidget(self.trust)

        for axis, spin in enumerate(self._coordinates):
            spin.valueChanged.connect(partial(self.coordinate_edited.emit, axis))
        self._colours.currentIndexChanged.connect(self._look_chosen)
        self._smooth.toggled.connect(self._look_chosen)
        self._copy.clicked.connect(self._copy_image)
        self._save.clicked.connect(self._save_image)
        self._enable_actions(False)
        self.set_theme(theme)

    def set_waiting(self, text: str) -> None:
        """Say why there is no image; shown whenever there is none."""
        self.view.set_waiting(text)
        self.view.setAccessibleDescription(text)

    def set_point(self, z1: float, z2: float, decimals: int = MOST_DECIMALS) -> None:
        """Show the point; of what was not typed here, no more than so many decimals."""
        for spin, value in zip(self._coordinates, (z1, z2), strict=True):
            spin.show_value(value, decimals)

    def set_likeness(self, text: str) -> None:
        """Say what a classifier takes the image for; nothing, where there is none for it."""
        brief = text.removeprefix(tr("looks like {classes}", classes=""))
        self._likeness.set_words(*(words[:1].upper() + words[1:] for words in (text, brief)))

    def state(self) -> dict[str, object]:
        """What is worth remembering: ``smooth``, ``colour_map`` and ``trust``."""
        look = self.view.look
        trust = self._trust.isChecked()
        return {"smooth": look.smooth, "colour_map": look.colour_map, "trust": trust}

    def restore(self, state: Mapping[str, object]) -> None:
        """Restore `state`; what is missing or unknown is left as it is."""
        smooth, colour_map = state.get("smooth"), state.get("colour_map")
        if isinstance(trust := state.get("trust"), bool):
            self._trust.setChecked(trust)
        if isinstance(smooth, bool):
            self._smooth.setChecked(smooth)
        if isinstance(colour_map, str) and colour_map in COLOUR_MAPS:
            self._colours.select(colour_map)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.view.set_theme(theme)
        self.draws.set_theme(theme)
        self.trust.set_theme(theme)
        for button, name in (
            (self._trust, "trust"),
            (self._smooth, "smooth"),
            (self._copy, "copy"),
            (self._save, "save"),
        ):
            set_icon(button, name, theme)

    def _point_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space.s)
        for spin, name in zip(self._coordinates, ("z₁", "z₂"), strict=True):
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setBuddy(spin)
            spin.setFont(numeric_font(QFont()))
            # Half-typed numbers would send the cursor across the plane and back.
            spin.setKeyboardTracking(False)
            tip = tr("The coordinate {name} of the point that is decoded.", name=name)
            explain(spin, name, tip)
            row.addWidget(label)
            row.addWidget(spin, 1)
        return row

    def _look_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space.xs)
        row.addWidget(self._colours, 1)
        for button in (self._trust, self._smooth, self._copy, self._save):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # what is being typed counts first
            row.addWidget(button)
        return row

    def _fold_trust(self, shown: bool) -> None:
        # It is scrolled, rather than that the image became a thumbnail.
        least = _LEAST_BESIDE if shown else self._least
        self.view.setMinimumHeight(round(least * self._theme.scale))
        self.trust.setVisible(shown)
        self.trust_seen.emit(shown and self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.trust_seen.emit(self._trust.isChecked())

    def hideEvent(self, event: QHideEvent) -> None:
        self.trust_seen.emit(False)
        super().hideEvent(event)

    def _look_chosen(self) -> None:
        self.view.set_look(Look(self._colours.currentData(), self._smooth.isChecked()))

    @Slot(bool)
    def _enable_actions(self, filled: bool) -> None:
        for button in (self._copy, self._save):
            button.setEnabled(filled)

    def _copy_image(self) -> None:
        picture = self.view.render_at(EXPORT_SIDE)
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture)

    def _save_image(self) -> None:
        picture = self.view.render_at(EXPORT_SIDE)
        if picture is None:
            return
        z1, z2 = (spin.cleanText().replace(MINUS, "-") for spin in self._coordinates)
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save image"), f"digit_{z1}_{z2}.png", tr("PNG image (*.png)")
        )
        if not path:
            return
        if problem := write_png(picture, path):
            self.message.emit(
                Message(
                    "error",
                    tr(
                        "The image could not be saved as {path}. Choose another folder or name.",
                        path=path,
                    ),
                    details=problem,
                )
            )


_POINT_MS = 100  # nobody reads numbers faster


def bind(panel: DecodedPanel, desk: Desk) -> None:
    """Show what is decoded at the probe, and let the probe be typed."""
    workspace = desk.workspace

    def show_point(z1: float, z2: float) -> None:
        panel.set_point(z1, z2, workspace.decimals)

    def place(axis: int, value: float) -> None:
        # The other coordinate keeps the digits that its field has no room for.
        z1, z2 = workspace.probe
        workspace.place(*((value, z2) if axis == 0 else (z1, value)))
        # The arrows of a field step through one coordinate; typing both is two steps.
        workspace.settle(("z₁", "z₂")[axis])

    def tell_of_draws(snapshot: Snapshot) -> None:
        pixels = PIXELS.get(snapshot.config.likelihood_key)
        panel.draws.set_words(tr(pixels.words) if pixels is not None else "")

    throttle = Throttle(_POINT_MS, show_point, panel)
    workspace.probe_changed.connect(throttle.request)
    desk.products.image_changed.connect(panel.view.set_image)
    desk.likeness.changed.connect(panel.set_likeness)
    attach(
        panel,
        desk.training.engine_failed,
        lambda: panel.set_waiting(tr("PyTorch cannot be loaded.")),
    )
    panel.coordinate_edited.connect(place)
    draws = workspace.draws
    panel.draws.chosen.connect(draws.show)
    panel.draws.anew.connect(draws.draw_anew)
    attach(panel, draws.changed, lambda: panel.draws.set_drawn(draws.seed is not None))
    attach(panel, workspace.snapshot_changed, tell_of_draws)
    if workspace.snapshot is not None:
        tell_of_draws(workspace.snapshot)
    panel.message.connect(desk.post)
    panel.trust_seen.connect(desk.trust.want)
    bind_trust(panel.trust, desk)
    panel.draws.set_drawn(draws.seed is not None)
    panel.set_waiting(tr("Loading PyTorch…"))
    show_point(*workspace.probe)


PANEL = Panel("decoded", marked("Decoded"), DecodedPanel, bind, RIGHT, presented=True)


def write_png(picture: QImage, path: str) -> str:
    """Write `picture` to `path`, whole or not at all; return what went wrong, or nothing."""
    file = QSaveFile(path)
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return file.errorString()
    writer = QImageWriter(file, b"png")
    if not writer.write(picture):
        file.cancelWriting()
        return writer.errorString()
    return "" if file.commit() else file.errorString()
