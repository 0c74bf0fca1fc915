"""What each action of the window is called, and what it does."""

from __future__ import annotations

from types import MappingProxyType

from vae_explorer.core.language import marked

TEXTS = MappingProxyType(
    {
        "open": (marked("&Open…"), marked("Open a model, a session or an experiment")),
        "open_bundled": (
            marked("Open the &bundled model"),
            marked("Show the model of the first start"),
        ),
        "open_image": (
            marked("Open &image…"),
            marked("Open a picture, to see where its code lies"),
        ),
        "open_classifier": (
            marked("Open a &classifier…"),
            marked("Let it say what decoded images look like, and where in the plane that changes"),
        ),
        "bundled_classifier": (
            marked("&Use the bundled classifier"),
            marked("Let the classifier of the first start say what images look like"),
        ),
        "watch": (marked("&Watch a folder…"), marked("Follow a run that is trained elsewhere")),
        "save": (marked("&Save"), marked("Save the model and its codes")),
        "save_as": (marked("Save &As…"), marked("Save the model in another file")),
        "save_session": (
            marked("Save s&ession…"),
            marked("Save all runs with their histories, pins and the view in one file"),
        ),
        "manifold": (
            marked("Save the &manifold…"),
            marked("Decode a grid over the plane, and save it"),
        ),
        "film": (
            marked("Make a &film…"),
            marked("Make a video or an animation of this run's history"),
        ),
        "quit": (marked("&Quit"), marked("Close the window")),
        "undo": (marked("&Undo"), marked("Take back a move of the cursor, or a choice")),
        "redo": (marked("&Redo"), marked("Do again what was taken back")),
        "select_all": (
            marked("Select &all digits"),
            marked("Select every digit whose dot is seen (Ctrl+A in the plot)"),
        ),
        "select_nothing": (marked("Select &nothing"), marked("Let go of the selection")),
        "find": (marked("&Find digits…"), marked("Select digits by index or by class")),
        "paste_image": (
            marked("&Paste image"),
            marked("Take the picture on the clipboard, to see where its code lies"),
        ),
        "play": (marked("&Train"), marked("Train, pause or resume (Space)")),
        "step": (marked("Single st&ep"), marked("Take one optimiser step and pause")),
        "stop": (marked("Sto&p"), marked("End the run and keep what it has reached")),
        "reset": (marked("&Reset"), marked("Show an untrained network")),
        "replay": (marked("&Play it again"), marked("Play the kept moments of the run")),
        "earlier": (marked("&Earlier moment"), marked("One kept moment back")),
        "later": (marked("&Later moment"), marked("One kept moment on")),
        "first_moment": (marked("&First moment"), marked("Where the training began")),
        "live": (marked("&Newest moment, live"), marked("The newest, from now on")),
        "branch": (marked("&Branch off…"), marked("Train on from the moment that is shown")),
        "defaults": (marked("&Defaults"), marked("Set everything of the next run to its default")),
        "known_state": (
            marked("&Known state"),
            marked("For a talk: the bundled model, every panel in its place, default settings"),
        ),
        "show_all": (marked("Show &all"), marked("Fit every code into the plot (Home)")),
        "compare": (marked("&Compare runs"), marked("Show the chosen runs side by side")),
        "stop_comparing": (marked("Stop c&omparing"), marked("Show one run alone")),
        "find_probe": (marked("Centre on the &handle"), marked("Show the handle (C)")),
        "reset_layout": (marked("&Reset layout"), marked("Put every panel back in its place")),
        "larger": (marked("&Larger"), marked("Show everything larger")),
        "smaller": (marked("&Smaller"), marked("Show everything smaller")),
        "usual_size": (marked("&Usual size"), marked("Show everything as large as usual")),
        "present": (marked("&Full screen"), marked("Full screen, no clutter")),
        "dark": (marked("&Dark theme"), marked("Switch between light and dark")),
        "experiments": (marked("&Experiments"), marked("Questions to be answered by training")),
        "show_tour": (
            marked("Show in &full screen"),
            marked("The tour that goes on, or the first"),
        ),
        "autopilot": (marked("&Autopilot"), marked("A show that goes on by itself")),
        "shortcuts": (marked("&Keyboard shortcuts"), marked("List all shortcuts")),
        "copy_report": (marked("Copy &report"), marked("Versions, system and log, to paste")),
        "about": (marked("&About VAE Explorer"), marked("Version and licence")),
    }
)
"""The text of a menu and the tip, by the name of the action."""
