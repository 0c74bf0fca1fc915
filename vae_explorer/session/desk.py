"""Everything of a session in one place: the workspace, its services, and their threads."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.session.background import Background
from vae_explorer.session.branches import Branches
from vae_explorer.session.classifying import Classifiers, Likeness
from vae_explorer.session.colouring import Colouring
from vae_explorer.session.comparison import Comparison
from vae_explorer.session.downloads import Downloads
from vae_explorer.session.epoch_strips import EpochStrips
from vae_explorer.session.evaluations import Evaluations
from vae_explorer.session.experiments import Experiments
from vae_explorer.session.films import Films
from vae_explorer.session.gradient_arrows import GradientArrows
from vae_explorer.session.hand import Hand
from vae_explorer.session.library import Library
from vae_explorer.session.manifolds import Manifolds
from vae_explorer.session.neighbours import NearestDigits
from vae_explorer.session.own_encoder import OwnEncoder
from vae_explorer.session.own_images import OwnImages
from vae_explorer.session.pad import Pad
from vae_explorer.session.paths import Paths
from vae_explorer.session.picture_writer import PictureWriter
from vae_explorer.session.pin_strips import PinStrips
from vae_explorer.session.placing import Placing
from vae_explorer.session.products import Products
from vae_explorer.session.reconstructed import Reconstructed
from vae_explorer.session.references import References
from vae_explorer.session.refined import RefinedDigits
from vae_explorer.session.regions import Regions
from vae_explorer.session.sampling import Sampling
from vae_explorer.session.sessions import Sessions
from vae_explorer.session.settings import Settings
from vae_explorer.session.shifts import Shifting
from vae_explorer.session.state import Message
from vae_explorer.session.subjects import Subjects
from vae_explorer.session.timelines import Timelines
from vae_explorer.session.tours import Tours
from vae_explorer.session.training import Training
from vae_explorer.session.trust import TrustMeter
from vae_explorer.session.truths import Truths
from vae_explorer.session.watching import Watching
from vae_explorer.session.worker import TrainingWorker
from vae_explorer.session.workspace import Workspace


class Desk(QObject):
    """What a panel is bound to.

    Parameters
    ----------
    data_root
        Folder of the data sets.
    settings
        What the program remembers from one start to the next.

    Attributes
    ----------
    workspace, training, branches, library, products, references, sampling, gradient_arrows,
    evaluations, experiments, downloads, settings
        The parts; each knows what it is for.
    subjects, truths, own_encoder
        Likewise: the image that is selected, as the shown model sees it, the truth about it, and a
        Gaussian of one's own for it.
    neighbours
        Likewise: its nearest digits.
    reconstructed, pad, own_images
        Likewise: what the model gives back of it, the pad that it may be drawn on, and pictures
        that are opened.
    refined, shifts, colouring, placing
        Likewise: what the encoder leaves on the table, digit by digit, arrows of it, and what the
        dots are coloured by and where they are.
    classifiers, likeness, regions
        Likewise: a classifier of images, what it says of the image at the probe, and where in the
        plane it sees which class.
    timelines, sessions, watching, epoch_strips, paths, manifolds, pin_strips, comparison,
    pictures, films
        Likewise: moments that runs leave, files with all of it, runs that are trained elsewhere,
        strips, the way along a route, pictures of the whole of it, those of pins, runs side by
        side, the writing of pictures, and films.
    trust
        Likewise: how far what is decoded at the probe is to be trusted.
    tours
        Likewise: what leads a room through all of it.
    worker
        On the training thread, for the services alone.
    message_posted
        A `Message` for the user, from any of them or from a panel.
    data_sets_changed
        Another data set is on disk.
    settings_wanted
        The settings that the next run should have.
    """

    message_posted = Signal(Message)
    data_sets_changed = Signal()
    settings_wanted = Signal(RunConfig)

    def __init__(self, data_root: Path, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_root = data_root
        self.settings = settings
        self.worker = TrainingWorker()
        self._thread = Background(self.worker, "training", self)
        self.workspace = Workspace(self)
        self.hand = Hand(self.workspace, self)
        self.training = Training(self.workspace, self.worker, self.hand, data_root, self)
        self.branches = Branches(self.workspace, self.training, self)
        self.library = Library(self.workspace, self.worker, self)
        self.timelines = Timelines(self.workspace, self.worker.framer, self.hand, settings, self)
        self.watching = Watching(self.workspace, self.timelines, self)
        self.sessions = Sessions(self.workspace, self.worker, self.timelines, self)
        self.products = Products(self.workspace, self.worker, data_root, self)
        self.subjects = Subjects(self.workspace, self.products, self)
        self.reconstructed = Reconstructed(self.workspace, self.subjects, self)
        self.pad = Pad(self.workspace, self)
        self.own_images = OwnImages(self.workspace, self.pad, self)
        self.refined = RefinedDigits(self.workspace, self.products, self)
        self.shifts = Shifting(self.workspace, self.refined, self)
        self.colouring = Colouring(self.workspace, self.refined, self)
        self.placing = Placing(self.workspace, self.refined, self)
        self.neighbours = NearestDigits(self.workspace, self.products, self.subjects, self)
        self.truths = Truths(self.workspace, self.products, self.subjects, self)
        self.own_encoder = OwnEncoder(self.truths, self)
        self.trust = TrustMeter(self.workspace, self.products, self)
        self.classifiers = Classifiers(self.workspace, self)
        self.likeness = Likeness(self.workspace, self.products, self.classifiers, self)
        self.regions = Regions(self.workspace, self.classifiers, self)
        self.references = References(self.workspace, self.products, self)
        self.sampling = Sampling(self.workspace, self)
        self.gradient_arrows = GradientArrows(self.workspace, self.products, self)
        self.evaluations = Evaluations(self.workspace, data_root, self)
        self.epoch_strips = EpochStrips(self.worker.strips, settings, self)
        self.experiments = Experiments(self.workspace, self.training, settings, self)
        self.tours = Tours(
            self.workspace,
            self.training,
            self.library,
            self.sampling,
            self.experiments,
            settings,
            self,
        )
        self.paths = Paths(self.workspace, self.classifiers, self)
        self.manifolds = Manifolds(self.workspace, self)
        self.pin_strips = PinStrips(self.workspace, self.products, self)
        self.comparison = Comparison(self.workspace, self)
        compared = self.comparison
        self.sessions.keep_view("compared", compared.to_json, compared.bring_back)
        self.pictures = PictureWriter(self)
        self.films = Films(self)
        self.downloads = Downloads(self)
        self._is_shut_down = False
        for part in (
            self.training,
            self.branches,
            self.library,
            self.watching,
            self.sessions,
            self.own_images,
            self.classifiers,
            self.evaluations,
            self.refined,
            self.experiments,
            self.tours,
            self.paths,
            self.pictures,
            self.films,
            self.downloads,
        ):
            part.message_posted.connect(self.message_posted)
        for service in (
            self.products,
            self.subjects,
            self.neighbours,
            self.trust,
            self.reconstructed,
            self.own_images,
            self.classifiers,
            self.likeness,
            self.regions,
            self.refined,
            self.shifts,
            self.colouring,
            self.truths,
            self.own_encoder,
            self.references,
            self.sampling,
            self.gradient_arrows,
            self.evaluations,
            self.experiments.measurements,
            self.paths,
            self.manifolds,
            self.pin_strips,
            self.comparison,
            self.pictures,
            self.films,
        ):
            self.training.engine_ready.connect(service.begin)
        self.downloads.finished.connect(self._on_downloaded)

    def available(self) -> dict[str, bool]:
        """Return for each data set whether it is on disk."""
        return {key: data.is_available(self.data_root) for key, data in DATA_SETS.items()}

    def post(self, message: Message) -> None:
        """Tell the user something."""
        self.message_posted.emit(message)

    def use_settings(self, run_id: int) -> None:
        """Let the next run have the settings of this one."""
        run = self.workspace.run(run_id)
        if run is not None:
            self.settings_wanted.emit(run.config.trainable())

    def download(self, key: str) -> None:
        """Fetch a data set in the background."""
        self.downloads.begin(key, self.data_root)

    @Slot(str)
    def _on_downloaded(self, _key: str) -> None:
        self.data_sets_changed.emit()
        self.products.look_for_images()

    def shutdown(self) -> None:
        """Stop all threads; takes well under a second, or as long as the saves that wait."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self.tours.end()
        self.worker.interrupt()
        self.downloads.cancel()
        self.library.quit()
        with_threads = (
            self.watching,
            self.sessions,
            self.products,
            self.subjects,
            self.neighbours,
            self.trust,
            self.reconstructed,
            self.own_images,
            self.classifiers,
            self.likeness,
            self.regions,
            self.refined,
            self.shifts,
            self.colouring,
            self.truths,
            self.own_encoder,
            self.references,
            self.sampling,
            self.gradient_arrows,
            self.evaluations,
            self.experiments,
            self.paths,
            self.manifolds,
            self.pin_strips,
            self.comparison,
            self.pictures,
            self.films,
            self.downloads,
        )
        for part in with_threads:
            part.end()
        self._thread.wait()
        for part in with_threads:
            part.wait()
