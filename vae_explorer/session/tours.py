"""Tours: which one goes on, at which step, and what that asks of the session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments import catalogue as experiments
from vae_explorer.core.language import LANGUAGES, language
from vae_explorer.core.storage.bundled import load_model_file
from vae_explorer.core.tours import catalogue
from vae_explorer.core.tours.reading import Known, read
from vae_explorer.core.tours.tour import CLASSES, PATH, Deeds, Scene, Step, Tour
from vae_explorer.session.experiments import Experiments
from vae_explorer.session.library import Library
from vae_explorer.session.sampled import Wish
from vae_explorer.session.sampling import Sampling
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.tour_deeds import change_live, code_of, seek, select
from vae_explorer.session.training import Training
from vae_explorer.session.travel import Travel
from vae_explorer.session.workspace import Workspace

REST_MS = 60_000  # without a touch, after which a show goes on
_LANGUAGE = "tour_language"
_TOPIC = "tour"
_NEXT = -1  # in place of a run's id: of the run that is about to begin


class Tours(QObject):
    """One tour at a time, led by hand or going on by itself.

    Attributes
    ----------
    known
        Names that a file may speak of; the window says which.
    changed
        Another tour or step, the answer is shown, another language, or the show waits.
    scene_wanted
        A `Scene` that the window is to show.
    replay_wanted, replay_over
        The history of the shown run is to be played from its beginning, or no more.
    path_wanted
        The path is to be played.
    experiment_wanted
        Key of an experiment whose page is to be seen.
    message_posted
        A `Message`.
    """

    changed = Signal()
    scene_wanted = Signal(Scene)
    replay_wanted = Signal()
    path_wanted = Signal()
    replay_over = Signal()
    experiment_wanted = Signal(str)
    message_posted = Signal(Message)

    def __init__(
        self,
        workspace: Workspace,
        training: Training,
        library: Library,
        sampling: Sampling,
        laboratory: Experiments,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.known = Known()
        self._workspace, self._training, self._library = workspace, training, library
        self._sampling, self._laboratory, self._settings = sampling, laboratory, settings
        self._travel = Travel(workspace, self)
        self._tour: Tour | None = None
        self._number = 0
        self._answered = False
        self._by_itself = False
        self._held = self._rained = False  # a show that somebody has taken over; samples fell
        self._trained: int | None = None  # the run that the show has begun last
        self._own: int | None = None  # the run that a tour has begun last
        self._begun: set[str] = set()  # experiments, likewise
        self._seen = Scene()  # what was asked for last
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._go_on)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._take_back)
        for signal in (workspace.shown_changed, workspace.activity_changed):
            signal.connect(self._forget, Qt.ConnectionType.QueuedConnection)
        found = settings.text(_LANGUAGE, "")
        self._chosen = found if found in LANGUAGES else ""

    # What there is to see

    @property
    def tour(self) -> Tour | None:
        """The one that goes on."""
        return self._tour

    @property
    def number(self) -> int:
        """Of its step, from 0."""
        return self._number

    @property
    def step(self) -> Step | None:
        """Its step."""
        return self._tour.steps[self._number] if self._tour is not None else None

    @property
    def answered(self) -> bool:
        """Whether the answer to the step's question is shown."""
        return self._answered

    @property
    def by_itself(self) -> bool:
        """Whether it goes on by itself, as long as nobody touches anything."""
        return self._by_itself

    @property
    def held(self) -> bool:
        """Whether somebody has taken over."""
        return self._held

    @property
    def language(self) -> str:
        """Code of the language that it speaks: the window's, unless another was chosen."""
        return self._chosen or language()

    def in_menu(self) -> tuple[Tour, ...]:
        """Return the tours that can be chosen; a mistake in a file is told in a sentence."""
        try:
            return catalogue.in_menu(self.known)
        except UserError as error:
            self._tell(error)
            return ()

    # What the user wants

    def start(self, tour: Tour, *, by_itself: bool = False) -> None:
        """Begin a tour."""
        self.end()
        self._stop_what_it_began()
        self._tour, self._by_itself, self._seen = tour, by_itself, Scene()
        self._workspace.selected.clear()
        self._enter(0)

    def start_named(self, name: str, *, by_itself: bool = False) -> None:
        """Begin one that the program brings."""
        try:
            self.start(catalogue.find(name, self.known), by_itself=by_itself)
        except UserError as error:
            self._tell(error)

    def open(self, path: Path) -> None:
        """Begin the tour of a file; a mistake in it is told in a sentence."""
        try:
            self.start(read(path.absolute(), self.known))
        except UserError as error:
            self._tell(error)

    def forward(self) -> None:
        """Show the answer, or else go to the next step; after the last one the tour is over."""
        step = self.step
        if self._tour is None or step is None:
            return
        if step.question is not None and not self._answered:
            self._answered = True
            self.changed.emit()
        elif self._number + 1 < len(self._tour.steps):
            self._enter(self._number + 1)
        elif self._by_itself:
            self._enter(0)
        else:
            self.end()

    def back(self) -> None:
        """Hide the answer, or go to the step before."""
        if self._tour is None:
            return
        if self._answered:
            self._answered = False
            self.changed.emit()
        elif self._number:
            self._enter(self._number - 1, deeds=False)

    def restart(self) -> None:
        """Begin the tour anew."""
        if self._tour is not None:
            self._enter(0)

    def owns(self, run_id: int) -> bool:
        """Whether a step has begun this run."""
        return self._own in (run_id, _NEXT)

    def end(self) -> None:
        """Leave the tour; what it has brought to the screen stays, and what trains goes on."""
        if self._tour is None:
            return
        self._tour = None
        self._clear_samples()
        if self._training.state is RunState.FINISHED:
            self._training.stop()  # Train would go on with it
        self._next.stop()
        self._rest.stop()
        self._travel.halt()
        self._answered = self._by_itself = self._held = False
        self.changed.emit()

    def speak(self, code: str) -> None:
        """Let tours speak another language, whatever the window speaks."""
        if code in LANGUAGES and code != self.language:
            self._chosen = code
            self._settings.set_option(_LANGUAGE, code)
            self.changed.emit()

    def touch(self) -> None:
        """Somebody has touched the window: a show lets them, and waits for a minute of rest."""
        if self._by_itself:
            self._next.stop()
            self._travel.halt()
            self._rest.start()
            if not self._held:
                self._held = True
                self.changed.emit()

    @Slot()
    def _take_back(self) -> None:
        self._held = False
        self._seen = Scene()  # somebody has moved things
        self._enter(self._number)

    # A step

    def _enter(self, number: int, *, deeds: bool = True) -> None:
        tour = self._tour
        assert tour is not None
        self._number, self._answered = number, False
        self._travel.halt()
        self._clear_samples()
        self.replay_over.emit()
        step, before = tour.steps[number], self._seen
        self._seen = tour.scene_at(number)
        self._show(self._seen, before)
        if deeds:
            self._do(step.deeds)
            if step.deeds.experiment:  # which arranges layers and panels of its own
                self.scene_wanted.emit(Scene(layers=self._seen.layers, panels=self._seen.panels))
        if self._by_itself:
            parts = 2 if step.question is not None else 1
            self._next.start(round(1000 * step.seconds / parts))
        self.changed.emit()

    def _clear_samples(self) -> None:
        if self._rained:
            self._sampling.clear()
            self._rained = False

    @Slot()
    def _go_on(self) -> None:
        step = self.step
        if step is not None and step.question is not None and not self._answered:
            self._next.start(round(1000 * step.seconds / 2))
        self.forward()

    def _show(self, scene: Scene, before: Scene) -> None:
        workspace = self._workspace
        if scene.bundled:
            self._show_bundled()
        if scene.drawn is not None:
            workspace.draws.show(scene.drawn)
        if scene.moment != before.moment:
            seek(workspace, scene.moment)
        if scene.digit is not None and scene.digit != before.digit:
            select(workspace, scene.digit)
        self.scene_wanted.emit(scene)
        place = scene.probe if scene.probe != before.probe else None
        if place is None and scene.digit is not None and scene.digit != before.digit:
            place = code_of(self._workspace.snapshot, scene.digit)
        if place is not None:
            self._travel.go_to(place)

    def _show_bundled(self) -> None:
        run = next((run for run in self._workspace.runs if run.bundled), None)
        if run is not None:
            self._workspace.look_at(run.id)
            return
        try:
            self._library.add(load_model_file(), None)
        except UserError as error:
            self._tell(error)

    def _do(self, deeds: Deeds) -> None:
        if deeds.stop or deeds.begins:
            self._stop_what_it_began()
            self._training.stop()
        if deeds.train is not None:
            named = self._tour is not None and not self._by_itself
            name = self._tour.title.within(self.language) if self._tour and named else ""
            self._own = _NEXT
            run = self._training.train(deeds.train, name, unattended=self._by_itself)
            self._own = run.id if run is not None else None
            self._trained = self._own if self._by_itself else None
            self._forget()
        if deeds.experiment:
            self._experiment(deeds.experiment)
        if deeds.change:
            change_live(self._training, self._workspace, deeds.change)
        if deeds.sample:
            self._sampling.draw(Wish(count=deeds.sample))
            self._rained = True
        if deeds.replay:
            self.replay_wanted.emit()
        if deeds.travel == CLASSES:
            self._travel.go_round()
        elif deeds.travel == PATH:
            self.path_wanted.emit()

    def _experiment(self, name: str) -> None:
        try:
            experiment = experiments.find(name)
        except UserError as error:
            self._tell(error)
            return
        self._laboratory.start(experiment, short=True)
        self._begun.add(experiment.key)
        self.experiment_wanted.emit(experiment.key)

    def _stop_what_it_began(self) -> None:
        """Stop experiments with all their runs that wait, and the run of a step."""
        for key in self._begun:
            self._laboratory.stop(key)
        self._begun.clear()
        if self._own is not None and self._workspace.activity.run_id == self._own:
            self._training.stop()
        self._own = None

    @Slot()
    def _forget(self) -> None:
        """Take runs of a show off the list that are neither trained nor shown any more."""
        shown = self._workspace.shown
        for run in self._workspace.runs:
            over = run.unattended and run.id != self._trained and run is not shown
            if over and not run.state.at_work:
                self._workspace.discard([run.id])

    def _tell(self, error: UserError) -> None:
        self.message_posted.emit(Message.about(error, topic=_TOPIC))
