"""Can Qt open a window here? Asked on Linux before Qt is started.

Without a display or with a system library missing, Qt aborts the process with a message that few
understand, and nothing can be caught. Each check here does what Qt is about to do (load its
platform plugin, connect to the display), so that it costs next to nothing when all is well.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from vae_explorer.core.errors import UserError

_WITHOUT_A_DISPLAY = (
    "Use xvfb-run vae-explorer, or QT_QPA_PLATFORM=offscreen with --screenshot, or the commands "
    "train, evaluate, encode, decode and manifold, which need no display."
)
REQUIREMENTS = "https://doc.qt.io/qt-6/linux-requirements.html"

# What Qt loads from the system, by the plugin that asks for it ("" for both), and the package of
# Debian that holds it. The loader names one missing library at a time; people want them all.
LIBRARIES: Mapping[str, Mapping[str, str]] = {
    "": {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libz.so.1": "zlib1g",
        "libzstd.so.1": "libzstd1",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb.so.1": "libxcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}
_MISSING_FILE = re.compile(r"^(\S+\.so[.\d]*): cannot open shared object file: No such file")


def check_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Return if Qt can open a window, as far as can be told.

    Raises
    ------
    UserError
        On Linux, when there is no display, it does not answer, or Qt lacks a system library.
    """
    if not platform.startswith("linux"):
        return
    candidates = platform_candidates(environ)
    if not candidates:
        raise _no_display()
    plugins = _plugin_folder()
    problems: list[UserError] = []
    for name in candidates:
        try:
            if plugins is not None:
                _load_plugin(plugins, name)
            _CONNECTIONS.get(name.split("-")[0], lambda _: None)(environ)
        except UserError as problem:
            problems.append(problem)
        else:
            return
    # Qt's last resort, X11, is what most people can mend.
    raise problems[-1]


def _no_display() -> UserError:
    return UserError(
        "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).", _WITHOUT_A_DISPLAY
    )


def platform_candidates(environ: Mapping[str, str]) -> list[str]:
    """Return the platform plugins that Qt tries, in its order: see QGuiApplication."""
    if explicit := environ.get("QT_QPA_PLATFORM"):
        return [part.split(":")[0] for part in explicit.split(";")]
    candidates = []
    session = environ.get("XDG_SESSION_TYPE")
    if session == "wayland" or {"WAYLAND_DISPLAY", "WAYLAND_SOCKET"} & set(environ):
        candidates.append("wayland")
    if environ.get("DISPLAY"):
        candidates.append("xcb")
    return candidates


def _plugin_folder() -> Path | None:
    """Return the platform plugins of an installed PySide6 wheel, without importing it."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            "PySide6, the window's toolkit, is not installed.",
            "Install it with: python -m pip install PySide6-Essentials",
        )
    folder = Path(spec.submodule_search_locations[0], "Qt", "plugins", "platforms")
    # A distribution's own PySide6 keeps Qt elsewhere, and its package manager keeps it whole.
    return folder if folder.is_dir() else None


def _load_plugin(folder: Path, name: str) -> None:
    """Load a platform plugin with all the libraries it needs; Qt will find them loaded."""
    plugin = folder / f"libq{name.split('-')[0]}.so"
    if not plugin.is_file():
        return  # an alias or a plugin from elsewhere: Qt's own message names those it has
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise _not_loadable(name, error) from error


def _not_loadable(name: str, error: OSError) -> UserError:
    """Name every library that is missing, as one installation should mend them all."""
    match = _MISSING_FILE.match(str(error))
    if match is None:
        return UserError(f"Qt's plugin for {name} cannot be loaded: {error}.", _WITHOUT_A_DISPLAY)
    known = {**LIBRARIES[""], **LIBRARIES.get(name.split("-")[0], {})}
    missing = list(dict.fromkeys([match[1], *filter(_is_missing, known)]))
    what = f"Qt cannot open a window: this system lacks {_list(missing)}."
    packages = dict.fromkeys(known[soname] for soname in missing if soname in known)
    if not packages:
        return UserError(what, f"See {REQUIREMENTS}")
    install = f"sudo apt install {' '.join(packages)}"
    return UserError(what, f"On Debian and Ubuntu: {install}; elsewhere see {REQUIREMENTS}")


def _is_missing(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return True
    return False


def _connect_x11(environ: Mapping[str, str]) -> None:
    """Connect to the X server with the library and in the way that Qt does."""
    display = environ.get("DISPLAY")
    if not display:
        raise _no_display()
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return  # not this check's business
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    with _without_native_messages():
        connection = xcb.xcb_connect(display.encode(), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if failed:
        raise UserError(
            f"The X server of DISPLAY={display} does not answer or refuses the connection.",
            f"Correct DISPLAY. {_WITHOUT_A_DISPLAY}",
        )


def _connect_wayland(environ: Mapping[str, str]) -> None:
    if "WAYLAND_SOCKET" in environ:
        return  # already connected; looking would use it up
    name = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = os.path.join(environ.get("XDG_RUNTIME_DIR", ""), name)
    try:
        with closing(socket.socket(socket.AF_UNIX)) as client:
            client.connect(path)
    except OSError as error:
        if "WAYLAND_DISPLAY" not in environ:
            raise _no_display() from error
        raise UserError(
            f"The Wayland server of WAYLAND_DISPLAY={name} does not answer.",
            f"Correct WAYLAND_DISPLAY. {_WITHOUT_A_DISPLAY}",
        ) from error


_CONNECTIONS = {"xcb": _connect_x11, "wayland": _connect_wayland}


@contextmanager
def _without_native_messages() -> Iterator[None]:
    """Keep a C library's own complaint away from the one line that the user gets."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _list(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
