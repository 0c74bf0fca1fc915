"""Tours in the window: their caption, their keys, and what they ask of panels and plot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QWidget,
)

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.experiments.catalogue import ids
from vae_explorer.core.language import tr
from vae_explorer.core.tours.reading import Known
from vae_explorer.core.tours.tour import Scene, Tour
from vae_explorer.session.desk import Desk
from vae_explorer.views.tours.caption import Caption
from vae_explorer.views.widgets.form import TYPED_INTO

if TYPE_CHECKING:
    from vae_explorer.views.panels.experiments_panel import ExperimentsPanel
    from vae_explorer.views.panels.path_panel import PathPanel
    from vae_explorer.views.window.main_window import MainWindow

FIRST_TOUR = "whole"
AUTOPILOT = "autopilot"
_TOUCHES = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


class Guide(QObject):
    """Leads through a tour. A clicker's keys work wherever the focus is."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._tours = window, desk.tours
        self._caption = Caption(window.looks.theme, window)
        self._black = _Black(window)
        self._layers: dict[str, bool] | None = None  # before the tour
        centre = window.centralWidget()
        column = centre.layout() if centre is not None else None
        assert isinstance(column, QBoxLayout)
        column.insertWidget(column.indexOf(window.latent) + 1, self._caption)
        tours = desk.tours
        tours.known = Known(
            panels=tuple(window.layout_of_panels.docks),
            layers=tuple(window.latent.layers()),
            experiments=ids(),
        )
        tours.changed.connect(self._follow)
        tours.scene_wanted.connect(self._show)
        tours.replay_wanted.connect(self._replay)
        tours.replay_over.connect(window.timeline.player.pause)
        tours.path_wanted.connect(self._play_path)
        tours.experiment_wanted.connect(self._open_experiment)
        self._caption.forward_wanted.connect(tours.forward)
        self._caption.back_wanted.connect(tours.back)
        self._caption.end_wanted.connect(tours.end)
        self._caption.language_wanted.connect(tours.speak)
        window.looks.changed.connect(self._caption.set_theme)
        window.menus.tours.aboutToShow.connect(self._fill_menu)
        window.menus.tours.addAction("…")  # else there is nothing to open
        window.actions_by_name["autopilot"].triggered.connect(self.fly)
        window.actions_by_name["show_tour"].triggered.connect(self.present)
        self._listens = False
        if tours.tour is not None:
            self._follow()

    @property
    def caption(self) -> Caption:
        """What is told."""
        return self._caption

    # What the user wants

    @Slot()
    def fly(self) -> None:
        """Let the show go on by itself, or end it."""
        if self._tours.by_itself:
            self._tours.end()
        else:
            self._tours.start_named(AUTOPILOT, by_itself=True)

    @Slot()
    def present(self) -> None:
        """Show the tour that goes on, or else the first one, in full screen."""
        self._black.hide()
        if self._tours.tour is None:
            self._tours.start_named(FIRST_TOUR)
        self._window.actions_by_name["present"].setChecked(True)

    @Slot()
    def _fill_menu(self) -> None:
        menu = self._window.menus.tours
        menu.clear()
        for tour in self._tours.in_menu():
            title = tour.title.within(self._tours.language).replace("&", "&&")
            action = menu.addAction(title, partial(self._begin, tour))
            action.setToolTip(tour.about.within(self._tours.language))
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        menu.addAction(self._window.actions_by_name["show_tour"])
        menu.addAction(self._window.actions_by_name["autopilot"])

    def _begin(self, tour: Tour) -> None:
        self._tours.start(tour)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(watched, QWindow):
            # Here, and not at the widget with the focus: a clicker works if there is none, too.
            mine = watched is self._window.windowHandle() and not QApplication.activePopupWidget()
            return mine and self._press(event)
        if kind not in _TOUCHES or not isinstance(watched, QWidget):
            return False
        if self._tours.by_itself and not event.spontaneous() and kind != QEvent.Type.KeyPress:
            return False
        self._tours.touch()
        return False

    def _press(self, event: QEvent) -> bool:
        """Do what a key of a clicker does; return whether it is one."""
        assert isinstance(event, QKeyEvent)
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if self._black.isVisible():
            self._black.hide()
            return True
        typing = isinstance(QApplication.focusWidget(), TYPED_INTO)
        if key == Qt.Key.Key_PageDown:
            self._tours.forward()
        elif key == Qt.Key.Key_PageUp:
            self._tours.back()
        elif key == Qt.Key.Key_Period and not typing:
            self._black.cover()
        elif key == Qt.Key.Key_Escape and not typing and not self._has_to_let_go():
            self._tours.end()
            self._window.actions_by_name["present"].setChecked(False)
        else:
            self._tours.touch()
            return False
        return True

    def _has_to_let_go(self) -> bool:
        """Whether the plot has first claim to Escape."""
        plot = self._window.latent.plot
        return plot.hasFocus() and (plot.hand.holds or plot.picking)

    # What the tour asks for

    @Slot()
    def _follow(self) -> None:
        tours, caption = self._tours, self._caption
        tour, step = tours.tour, tours.step
        self._listen(touring=tour is not None)
        self._give_back_layers(touring=tour is not None)
        # A room should not read them, and in a small window they would take the plot's place.
        presenting = self._window.layout_of_panels.presenting
        self._window.messages.set_presenting(tour is not None or presenting)
        caption.setVisible(tour is not None)
        self._window.actions_by_name["autopilot"].setChecked(tours.by_itself)
        if tour is None or step is None:
            self._black.hide()
            return
        language = tours.language
        place = f"{tour.title.within(language)}  ·  {tours.number + 1} / {len(tour.steps)}"
        if tours.held:
            yours = tr("It is yours; the show goes on after a minute of rest.")
            place = f"{place}  ·  {yours}"
        question = step.question.within(language) if step.question is not None else ""
        answer = step.answer if tours.answered else None
        caption.set_words(
            place,
            step.text.within(language),
            question,
            answer.within(language) if answer is not None else "",
        )
        caption.set_ways(
            back=tours.number > 0 or tours.answered,
            to_answer=step.question is not None and not tours.answered,
        )
        caption.set_languages(tour.languages, language)

    def _listen(self, *, touring: bool) -> None:
        """Have every event of the program go through `eventFilter`, as long as a tour goes on."""
        app = QApplication.instance()
        if app is not None and touring is not self._listens:
            self._listens = touring
            (app.installEventFilter if touring else app.removeEventFilter)(self)

    def _give_back_layers(self, *, touring: bool) -> None:
        """Let the plot have, after a tour, the layers that it had before."""
        if not touring and self._layers is not None:
            self._window.latent.set_layers(self._layers)
            self._layers = None

    @Slot(Scene)
    def _show(self, scene: Scene) -> None:
        window, layout = self._window, self._window.layout_of_panels
        if scene.panels is not None and layout.presenting:
            layout.present_panels(set(scene.panels) - {"training", "experiments"})
        elif scene.panels is not None:
            for name in reversed(scene.panels):
                layout.raise_panel(name)
        if scene.layers is not None:
            shown = window.latent.layers()
            self._layers = self._layers or shown
            window.latent.set_layers({name: name in scene.layers for name in shown})
        if scene.region == ():
            window.latent.show_all()
        elif scene.region is not None:
            window.latent.plot.look_at(Rect(*scene.region))

    @Slot(str)
    def _open_experiment(self, key: str) -> None:
        panel = self._window.layout_of_panels.panels["experiments"]
        cast("ExperimentsPanel", panel).open(key)

    @Slot()
    def _play_path(self) -> None:
        panel = self._window.layout_of_panels.panels["interpolation"]
        cast("PathPanel", panel).transport.player.play()

    @Slot()
    def _replay(self) -> None:
        self._window.timeline.track.go_to_first()
        self._window.timeline.toggle()


class _Black(QWidget):
    """A black window, so that a room looks at the speaker."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName(tr("Black: any key shows the window again"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet("background: black;")
        self.hide()

    def cover(self) -> None:
        """Cover the whole window."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def mousePressEvent(self, _event: QEvent) -> None:
        self.hide()
