"""What each action of the window does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.core.config import RunConfig
from vae_explorer.session.desk import Desk
from vae_explorer.session.own_images import TOPIC as PICTURE
from vae_explorer.views.attach import attach
from vae_explorer.views.drawing.opening import ask_for_picture, paste
from vae_explorer.views.window import help_menu
from vae_explorer.views.window.filming import show_film
from vae_explorer.views.window.looking import connect_looking
from vae_explorer.views.window.report import copy_report
from vae_explorer.views.window.selecting import connect_selecting

if TYPE_CHECKING:
    from vae_explorer.views.window.main_window import MainWindow


def connect_actions(window: MainWindow, desk: Desk) -> None:
    """Connect every action of the window."""
    act, looks, latent = window.actions_by_name, window.looks, window.latent
    for name, slot in (
        ("open", window.files.open),
        ("open_image", lambda: ask_for_picture(desk, window)),
        ("paste_image", lambda: paste(desk)),
        ("open_bundled", lambda: open_bundled(desk)),
        ("open_classifier", window.files.open_classifier),
        ("bundled_classifier", desk.classifiers.use_bundled),
        ("watch", lambda: _watch(window, desk)),
        ("save", window.files.save),
        ("save_as", window.files.save_as),
        ("save_session", window.files.sessions.save),
        ("manifold", lambda: _show_manifold(window, desk)),
        ("film", lambda: show_film(desk, looks.theme, window)),
        ("quit", window.close),
        ("play", window.training.toggle),
        ("step", window.training.step),
        ("stop", desk.training.stop),
        ("reset", window.training.reset),
        ("replay", window.timeline.toggle),
        ("earlier", lambda: window.timeline.track.step_by(-1)),
        ("later", lambda: window.timeline.track.step_by(1)),
        ("first_moment", window.timeline.track.go_to_first),
        ("live", window.timeline.go_live),
        ("branch", lambda: _branch(window, desk)),
        ("defaults", window.training.set_defaults),
        ("show_all", latent.show_all),
        ("compare", lambda: desk.comparison.compare(window.runs.to_compare())),
        ("stop_comparing", desk.comparison.stop),
        ("find_probe", latent.plot.centre_on_handle),
        ("copy_report", lambda: copy_report(desk.post)),
        ("reset_layout", window.layout_of_panels.reset),
        ("known_state", lambda: go_to_known_state(window, desk)),
        ("larger", lambda: looks.step_scale(1)),
        ("smaller", lambda: looks.step_scale(-1)),
        ("usual_size", lambda: looks.choose_scale(100)),
        (
            "shortcuts",
            lambda: help_menu.show_shortcuts(
                looks.theme, act.shortcuts() + latent.layer_shortcuts(), window
            ),
        ),
        ("about", lambda: help_menu.show_about(window)),
    ):
        act[name].triggered.connect(slot)
    connect_looking(window, desk)
    connect_selecting(window, desk)
    attach(window, desk.own_images.opened, lambda: window.layout_of_panels.raise_panel("draw"))
    attach(window, desk.own_images.opened, lambda: window.messages.clear_topic(PICTURE))
    window.timeline.branch_wanted.connect(act["branch"].trigger)
    act["present"].toggled.connect(window.present)
    act["dark"].triggered.connect(lambda dark: looks.choose_theme("dark" if dark else "light"))
    window.menus.theme_chosen.connect(looks.choose_theme)
    window.menus.scale_chosen.connect(looks.choose_scale)
    window.menus.recent_chosen.connect(window.files.open_path)


def open_bundled(desk: Desk) -> None:
    """Show the bundled model."""
    from vae_explorer.core.storage.bundled import load_model_file

    shown = next((run for run in desk.workspace.runs if run.bundled), None)
    if shown is not None:
        desk.workspace.look_at(shown.id)
    else:
        desk.library.add(load_model_file(), None)


def go_to_known_state(window: MainWindow, desk: Desk) -> None:
    """Be as at the first start, for a talk; runs stay on their list, and can go on."""
    desk.training.stop()
    window.layout_of_panels.reset()
    window.training.draft(RunConfig())
    window.latent.reset()
    desk.workspace.place(0.0, 0.0)
    desk.workspace.settle()
    open_bundled(desk)
    if desk.classifiers.is_own:
        desk.classifiers.use_bundled()
    window.latent.show_all()


# Dialogs are imported when they are asked for: the first frame does not wait for them.


def _watch(window: MainWindow, desk: Desk) -> None:
    from vae_explorer.views.window.watch_folder import ask_for_folder

    ask_for_folder(desk, window)


def _show_manifold(window: MainWindow, desk: Desk) -> None:
    from vae_explorer.views.window.manifold_dialog import show_manifold

    show_manifold(desk, window.looks.theme, window)


def _branch(window: MainWindow, desk: Desk) -> None:
    from vae_explorer.views.timeline.branch_dialog import ask_to_branch

    ask_to_branch(desk, window.looks.theme, window)
