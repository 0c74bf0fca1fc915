"""The fields of a storyboard: a stretch of the run, size, theme, time, layers, probe, captions."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.storyboard import (
    CLOCKS,
    LAYERS,
    MOST_EPOCHS,
    MOST_SECONDS,
    SIZES,
    USUAL_SECONDS,
    Moment,
    Storyboard,
    Stretch,
    read_size,
    size_name,
)
from vae_explorer.core.language import marked, tr
from vae_explorer.core.paths import Place, Point
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import ComboBox, DoubleSpinBox, FormGrid, explain
from vae_explorer.views.window.film_texts import (
    captions_text,
    places_text,
    read_captions,
    read_places,
)

_ALL, _BETWEEN, _GIVEN = "all", "between", "given"
_STAYS, _PINS, _VISITS = "stays", "pins", "visits"
_CLOCK_TEXTS = dict(zip(CLOCKS, (marked("Slow at first"), marked("Even, by epochs")), strict=True))
_THEME_TEXTS = {"light": marked("Light"), "dark": marked("Dark")}


class FilmForm(QWidget):
    """A storyboard as controls.

    What a storyboard has beyond these, such as several stretches, is kept as it was read.

    Attributes
    ----------
    changed
        Something else is wanted.
    """

    changed = Signal()

    def __init__(
        self,
        storyboard: Storyboard,
        epochs: float,
        handle: tuple[float, float],
        pins: tuple[Place, ...],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._base = storyboard
        self._handle: Place = Point(*handle)
        self._pins = pins
        self._filling = False
        self._build(epochs, theme)
        self.set_storyboard(storyboard)
        for combo in (self._moments, self._clock, self._size, self._dress, self._probe):
            combo.currentIndexChanged.connect(self._change)
        for spin in (self._start, self._end, self._seconds):
            spin.valueChanged.connect(self._change)
        for box in self._layers.values():
            box.toggled.connect(self._change)
        self._places.textChanged.connect(self._change)
        self._captions.textChanged.connect(self._change)

    def _build(self, epochs: float, theme: Theme) -> None:
        self._moments = ComboBox(self)
        self._moments.addItem(tr("All that is kept"), _ALL)
        self._moments.addItem(tr("From epoch to epoch"), _BETWEEN)
        self._start, self._end = (DoubleSpinBox(0, MOST_EPOCHS, 0.5, 2, self) for _ in "12")
        self._end.setValue(epochs)
        self._clock = ComboBox(self)
        for key, text in _CLOCK_TEXTS.items():
            self._clock.addItem(tr(text), key)
        self._seconds = DoubleSpinBox(0.5, MOST_SECONDS, 1, 1, self)
        self._seconds.setSuffix(tr(" s"))
        self._size = ComboBox(self)
        for name, (width, height) in SIZES.items():
            self._size.addItem(f"{name}  ({width} × {height})", name)
        self._dress = ComboBox(self)
        for name, text in _THEME_TEXTS.items():
            self._dress.addItem(tr(text), name)
        form = FormGrid(theme)
        form.beside(self._moments, tr("Moments"), tr("Which stretch of the run the film shows."))
        between = QHBoxLayout()
        between.setSpacing(theme.space.s)
        explain(self._start, tr("First epoch"), tr("First epoch that is seen."))
        explain(self._end, tr("Last epoch"), tr("Last epoch that is seen."))
        for field in (self._start, self._end):
            between.addWidget(field, 1)
        form.addLayout(between, form.rowCount(), 1)
        form.beside(
            self._clock,
            tr("Pace"),
            tr(
                "Slow at first: frames follow each other evenly, and most of them are of the "
                "beginning. Even: each epoch lasts as long."
            ),
        )
        form.beside(
            self._seconds,
            tr("Duration"),
            tr("How long the film is; then the last picture stays."),
        )
        form.beside(self._size, tr("Size"), tr("Of a picture, in pixels."))
        form.beside(
            self._dress,
            tr("Theme"),
            tr("Light for print and bright rooms, dark for a screen."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.m)
        column.addLayout(form)
        column.addWidget(_heading(tr("In the picture")))
        column.addLayout(self._layer_grid(theme))
        column.addWidget(_heading(tr("Probe")))
        column.addLayout(self._probe_row(theme))
        column.addWidget(_heading(tr("Captions")))
        self._captions = QPlainTextEdit(self)
        self._captions.setPlaceholderText(tr("0 – 3: Before training, all lie at the origin."))
        self._captions.setTabChangesFocus(True)
        lines = 3 * self._captions.fontMetrics().lineSpacing() + 2 * theme.space.s
        self._captions.setFixedHeight(lines)
        explain(
            self._captions,
            tr("Captions"),
            tr("One a line, each with its seconds of the film: 0 – 3: Some words."),
        )
        column.addWidget(self._captions)
        column.addStretch(1)

    def _layer_grid(self, theme: Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space.l)
        grid.setVerticalSpacing(theme.space.xs)
        self._layers: dict[str, QCheckBox] = {}
        rows = (len(LAYERS) + 1) // 2
        for i, (name, title) in enumerate(LAYERS.items()):
            text = tr(title)
            box = QCheckBox(text, self)
            within = f"{text[0].lower()}{text[1:]}"
            explain(box, text, tr("Show this in the film: {layer}.", layer=within))
            grid.addWidget(box, i % rows, i // rows)
            self._layers[name] = box
        return grid

    def _probe_row(self, theme: Theme) -> QVBoxLayout:
        self._probe = ComboBox(self)
        self._probe.addItem(tr("Stays where the handle is"), _STAYS)
        if self._pins:
            self._probe.addItem(tr("Visits the pins in turn"), _PINS)
        self._probe.addItem(tr("Visits places in turn"), _VISITS)
        explain(self._probe, tr("Probe"), tr("Where the image is decoded while the film runs."))
        self._places = QLineEdit(self)
        self._places.setPlaceholderText("7; −1.5, 0.3; #4021")
        explain(
            self._places,
            tr("Places"),
            tr("Classes, points, or digits by their rows, with semicolons between them."),
        )
        column = QVBoxLayout()
        column.setSpacing(theme.space.s)
        column.addWidget(self._probe)
        column.addWidget(self._places)
        return column

    def set_storyboard(self, storyboard: Storyboard) -> None:
        """Show a storyboard."""
        self._filling = True
        self._base = storyboard
        given = _span(storyboard) is None
        row = self._moments.findData(_GIVEN)
        if given and row < 0:
            self._moments.addItem(tr("As in the storyboard"), _GIVEN)
        elif not given and row >= 0:
            self._moments.removeItem(row)
        if (span := _span(storyboard)) is None:
            self._moments.select(_GIVEN)
        else:
            start, end = span
            self._moments.select(_ALL if (start, end) == (0, None) else _BETWEEN)
            self._start.setValue(start)
            if end is not None:
                self._end.setValue(end)
        self._clock.select(storyboard.clock)
        times = [stretch.seconds for stretch in storyboard.stretches]
        own = sum(time for time in times if time is not None)
        self._seconds.setValue(storyboard.seconds or own or USUAL_SECONDS)
        self._size.select(size_name(storyboard.size))
        self._dress.select(storyboard.theme)
        for name, box in self._layers.items():
            box.setChecked(name in storyboard.layers)
        known = {(self._handle,): _STAYS, self._pins: _PINS}
        way = known.get(storyboard.probe, _VISITS)
        self._probe.select(way)
        self._places.setText(places_text(storyboard.probe) if way == _VISITS else "")
        self._captions.setPlainText(captions_text(storyboard.captions))
        self._filling = False
        self._change()

    def storyboard(self) -> Storyboard:
        """Return what is wanted; raises `UserError` with what is wrong with the texts."""
        probe: tuple[Place, ...] = (self._handle,)
        if self._probe.currentData() == _PINS:
            probe = self._pins
        elif self._probe.currentData() == _VISITS:
            probe = read_places(self._places.text())
        moments = self._moments.currentData()
        stretches = self._base.stretches if moments == _GIVEN else (Stretch(),)
        if moments == _BETWEEN:
            start, end = self._start.value(), self._end.value()
            if end <= start:
                raise UserError(tr("The last epoch is to be later than the first."))
            stretches = (Stretch(Moment(start), Moment(end)),)
        return replace(
            self._base,
            stretches=stretches,
            clock=self._clock.currentData(),
            seconds=self._wanted_seconds(stretches),
            size=read_size(self._size.currentData()),
            theme=self._dress.currentData(),
            layers=tuple(name for name, box in self._layers.items() if box.isChecked()),
            probe=probe,
            captions=read_captions(self._captions.toPlainText()),
        )

    def _wanted_seconds(self, stretches: tuple[Stretch, ...]) -> float | None:
        """Return the duration, unless it is that which the stretches have anyway."""
        seconds = self._seconds.value()
        base = self._base
        if stretches == base.stretches and base.seconds is None:
            times = [stretch.seconds for stretch in stretches]
            usual = sum(time for time in times if time is not None) or USUAL_SECONDS
            if abs(seconds - usual) < 0.05:
                return None
        return seconds

    @Slot()
    def _change(self) -> None:
        if self._filling:
            return
        between = self._moments.currentData() == _BETWEEN
        for field in (self._start, self._end):
            field.setEnabled(between)
        self._places.setEnabled(self._probe.currentData() == _VISITS)
        self.changed.emit()


def _span(storyboard: Storyboard) -> tuple[float, float | None] | None:
    """Return the first and last epoch of one plain stretch, the end being None; None for others."""
    if len(storyboard.stretches) != 1:
        return None
    (stretch,) = storyboard.stretches
    plain = stretch.seconds is None and stretch.speed is None
    if not plain or "step" in (stretch.start.unit, stretch.end.unit):
        return None
    return (stretch.start.value or 0.0), stretch.end.value


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setWeight(font.Weight.DemiBold)
    label.setFont(font)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return label
