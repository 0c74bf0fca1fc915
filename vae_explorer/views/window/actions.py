"""Every action of the window, once: menus, toolbar and the list of shortcuts are made from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.mnemonics import without_mnemonic
from vae_explorer.views.window.action_texts import TEXTS


@dataclass(frozen=True)
class _Row:
    name: str  # a key of `TEXTS`
    icon: str | None = None
    keys: tuple[QKeySequence.StandardKey | str, ...] = ()  # the first one is shown in the menu
    checkable: bool = False
    key: str = ""  # one that the window or a widget takes, shown in the menu beside the text


_Key = QKeySequence.StandardKey
_PRESENT = ("F11", _Key.FullScreen)  # some desktops have another key than the one that people know
_ROWS = (
    _Row("open", "open", (_Key.Open,)),
    _Row("open_bundled"),
    _Row("open_image", "image"),
    _Row("open_classifier"),
    _Row("bundled_classifier"),
    _Row("watch"),
    _Row("save", "save", (_Key.Save,)),
    _Row("save_as", "save-as", ("Ctrl+Shift+S",)),
    _Row("save_session", keys=("Ctrl+Alt+S",)),
    _Row("manifold"),
    _Row("film"),
    _Row("quit", keys=(_Key.Quit,)),
    _Row("undo", "undo", (_Key.Undo,)),
    _Row("redo", "redo", (_Key.Redo, "Ctrl+Shift+Z")),
    _Row("select_all", key="Ctrl+A"),
    _Row("select_nothing", key="Esc"),
    _Row("find", keys=(_Key.Find,)),
    _Row("paste_image", keys=(_Key.Paste,)),
    _Row("play", "play", key=marked("Space")),
    _Row("step", "step", ("Ctrl+.",)),
    _Row("stop", "stop"),
    _Row("reset", "reset", ("Ctrl+R",)),
    _Row("replay", keys=("Ctrl+Space",)),
    _Row("earlier", keys=("Alt+Left",)),
    _Row("later", keys=("Alt+Right",)),
    _Row("first_moment", keys=("Alt+Home",)),
    _Row("live", keys=("Alt+End",)),
    _Row("branch", "branch", ("Ctrl+B",)),
    _Row("defaults"),
    _Row("known_state", "home", ("Ctrl+Shift+Home",)),
    _Row("show_all", "show-all", key="Home"),
    _Row("compare", "compare"),
    _Row("stop_comparing"),
    _Row("find_probe", key="C"),
    _Row("reset_layout"),
    _Row("larger", keys=(_Key.ZoomIn, "Ctrl+=")),
    _Row("smaller", keys=(_Key.ZoomOut,)),
    _Row("usual_size", keys=("Ctrl+0",)),
    _Row("present", "present", _PRESENT, checkable=True),
    _Row("dark", "moon", checkable=True),
    _Row("experiments", "experiment"),
    _Row("show_tour", keys=("F5",)),
    _Row("autopilot", checkable=True),
    _Row("shortcuts", "keyboard", ("Ctrl+/",)),
    _Row("copy_report"),
    _Row("about"),
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
            text, tip = map(tr, TEXTS[row.name])
            _call(action, text, row.key)
            action.setCheckable(row.checkable)
            action.setShortcuts(_sequences(row.keys))
            shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(tr("{tip} ({keys})", tip=tip, keys=shown) if shown else tip)
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
            (_plain(tr(TEXTS[row.name][0])), tr(", ").join(k.toString(native) for k in keys))
            for row in _ROWS
            if (keys := self._actions[row.name].shortcuts())
        ]


def _sequences(keys: Iterable[QKeySequence.StandardKey | str]) -> list[QKeySequence]:
    """Return each key once; a platform may lack one, or have it as another's name."""
    sequences = [QKeySequence(key) for key in keys]
    return list({s.toString(): s for s in sequences if s.toString()}.values())


def _call(action: QAction, text: str, key: str) -> None:
    """Let menus show a key beside the text, as with shortcuts; buttons say the text alone."""
    action.setText(f"{text}\t{tr(key)}" if key else text)
    action.setIconText(_plain(text))


def _plain(text: str) -> str:
    return without_mnemonic(text).rstrip("…")
