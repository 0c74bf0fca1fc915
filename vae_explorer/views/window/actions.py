"""Every action of the window, once: menus, toolbar and the list of shortcuts are made from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme


@dataclass(frozen=True)
class _Row:
    name: str
    text: str
    icon: str | None
    keys: tuple[QKeySequence.StandardKey | str, ...]  # the first one is shown in the menu
    tip: str
    checkable: bool = False
    key: str = ""  # one that the window or a widget takes, shown in the menu beside the text


_Key = QKeySequence.StandardKey
_PRESENT = ("F11", _Key.FullScreen)  # some desktops have another key than the one that people know
_ROWS = (
    _Row("open", "&Open…", "open", (_Key.Open,), "Open a model, a session or an experiment"),
    _Row("open_bundled", "Open the &bundled model", None, (), "Show the model of the first start"),
    _Row("open_image", "Open &image…", "image", (), "Open a picture, to see where its code lies"),
    _Row("watch", "&Watch a folder…", None, (), "Follow a run that is trained elsewhere"),
    _Row("save", "&Save", "save", (_Key.Save,), "Save the model and its codes"),
    _Row("save_as", "Save &As…", "save-as", ("Ctrl+Shift+S",), "Save the model in another file"),
    _Row(
        "save_session",
        "Save s&ession…",
        None,
        ("Ctrl+Alt+S",),
        "Save all runs with their histories, pins and the view in one file",
    ),
    _Row("manifold", "Save the &manifold…", None, (), "Decode a grid over the plane, and save it"),
    _Row("film", "Make a &film…", None, (), "Make a video or an animation of this run's history"),
    _Row("quit", "&Quit", None, (_Key.Quit,), "Close the window"),
    _Row("undo", "&Undo", "undo", (_Key.Undo,), "Take back a move of the cursor, or a choice"),
    _Row("redo", "&Redo", "redo", (_Key.Redo, "Ctrl+Shift+Z"), "Do again what was taken back"),
    _Row(
        "select_all",
        "Select &all digits",
        None,
        (),
        "Select every digit whose dot is seen (Ctrl+A in the plot)",
        key="Ctrl+A",
    ),
    _Row("select_nothing", "Select &nothing", None, (), "Let go of the selection", key="Esc"),
    _Row("find", "&Find digits…", None, (_Key.Find,), "Select digits by index or by class"),
    _Row(
        "paste_image",
        "&Paste image",
        None,
        (_Key.Paste,),
        "Take the picture on the clipboard, to see where its code lies",
    ),
    _Row("play", "&Train", "play", (), "Train, pause or resume (Space)", key="Space"),
    _Row("step", "Single s&tep", "step", ("Ctrl+.",), "Take one optimiser step and pause"),
    _Row("stop", "Sto&p", "stop", (), "End the run and keep what it has reached"),
    _Row("reset", "&Reset", "reset", ("Ctrl+R",), "Show an untrained network"),
    _Row("replay", "&Play it again", None, ("Ctrl+Space",), "Play the kept moments of the run"),
    _Row("earlier", "&Earlier moment", None, ("Alt+Left",), "One kept moment back"),
    _Row("later", "&Later moment", None, ("Alt+Right",), "One kept moment on"),
    _Row("first_moment", "&First moment", None, ("Alt+Home",), "Where the training began"),
    _Row("live", "&Newest moment, live", None, ("Alt+End",), "The newest, from now on"),
    _Row("branch", "&Branch off…", "branch", ("Ctrl+B",), "Train on from the moment that is shown"),
    _Row("defaults", "&Defaults", None, (), "Set everything of the next run to its default"),
    _Row(
        "known_state",
        "&Known state",
        "home",
        ("Ctrl+Shift+Home",),
        "For a talk: the bundled model, every panel in its place, default settings",
    ),
    _Row(
        "show_all", "Show &all", "show-all", (), "Fit every code into the plot (Home)", key="Home"
    ),
    _Row("compare", "&Compare runs", "compare", (), "Show the chosen runs side by side"),
    _Row("stop_comparing", "Stop c&omparing", None, (), "Show one run alone"),
    _Row("find_probe", "Centre on the &handle", None, (), "Show the handle (C)", key="C"),
    _Row("reset_layout", "Reset &layout", None, (), "Put every panel back in its place"),
    _Row("larger", "&Larger", None, (_Key.ZoomIn, "Ctrl+="), "Show everything larger"),
    _Row("smaller", "&Smaller", None, (_Key.ZoomOut,), "Show everything smaller"),
    _Row("usual_size", "&Usual size", None, ("Ctrl+0",), "Show everything as large as usual"),
    _Row("present", "&Full screen", "present", _PRESENT, "Full screen, no clutter", True),
    _Row("dark", "&Dark theme", "moon", (), "Switch between light and dark", True),
    _Row("experiments", "&Experiments", "experiment", (), "Questions to be answered by training"),
    _Row("show_tour", "Show in &full screen", None, ("F5",), "The tour that goes on, or the first"),
    _Row("autopilot", "&Autopilot", None, (), "A show that goes on by itself", True),
    _Row("shortcuts", "&Keyboard shortcuts", "keyboard", ("Ctrl+/",), "List all shortcuts"),
    _Row("copy_report", "Copy &report", None, (), "Versions, system and log, to paste"),
    _Row("about", "&About VAE Explorer", None, (), "Version and licence"),
)


class Actions:
    """The window's actions by name.

    Parameters
    ----------
    window
        Their parent; shortcuts work all over it.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self._actions: dict[str, QAction] = {}
        for row in _ROWS:
            action = QAction(window)
            _call(action, row.text, row.key)
            action.setCheckable(row.checkable)
            action.setShortcuts(_sequences(row.keys))
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{row.tip} ({shown})" if shown else row.tip)
            action.setStatusTip("")
            window.addAction(action)
            self._actions[row.name] = action
        self.set_theme(theme)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def set_theme(self, theme: Theme) -> None:
        for row in _ROWS:
            if row.icon is not None:
                self._actions[row.name].setIcon(icon(row.icon, theme))

    def show_as(self, name: str, text: str, picture: str, tip: str, theme: Theme) -> None:
        """Let an action look like another one, as Train becomes Pause."""
        action = self._actions[name]
        key = next(row.key for row in _ROWS if row.name == name)
        _call(action, text, key)
        action.setIcon(icon(picture, theme))
        action.setToolTip(tip)

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return what each action is called and its keys, for those that have any."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (row.text.replace("&", "").rstrip("…"), ", ".join(k.toString(native) for k in keys))
            for row in _ROWS
            if (keys := self._actions[row.name].shortcuts())
        ]


def _sequences(keys: Iterable[QKeySequence.StandardKey | str]) -> list[QKeySequence]:
    """Return each key once; a platform may lack one, or have it as another's name."""
    sequences = [QKeySequence(key) for key in keys]
    return list({s.toString(): s for s in sequences if s.toString()}.values())


def _call(action: QAction, text: str, key: str) -> None:
    """Let menus show a key beside the text, as with shortcuts; buttons say the text alone."""
    action.setText(f"{text}\t{key}" if key else text)
    action.setIconText(text.replace("&", "").rstrip("…"))
