"""What somebody who reports a problem should tell, without what is nobody's business."""

from __future__ import annotations

import getpass
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vae_explorer import __version__

_PACKAGES = {
    "PySide6": "PySide6_Essentials",
    "torch": "torch",
    "torchvision": "torchvision",
    "numpy": "numpy",
    "pyqtgraph": "pyqtgraph",
    "safetensors": "safetensors",
}
# A path starts where a word does; a space is part of it only inside a folder's name.
_NAME = r"""([^\\/\s"'<>)\],;]*)"""
_POSIX = re.compile(r"""(?<![^\s"'(\[=<>,:])(?!//)~?/(?!\s)(?:[^/\n"'<>]*[^/\s"'<>]/)*""" + _NAME)
_WINDOWS = re.compile(r"""(?:~|\b[A-Za-z]:|\\)[\\/]+(?:[^\\/\n"'<>]*[^\\/\s"'<>][\\/]+)*""" + _NAME)


def report_text(
    facts: Mapping[str, str], lines: Iterable[str], *, home: str, user: str, program: Iterable[str]
) -> str:
    """Return a report to paste.

    Parameters
    ----------
    facts
        What is told first, a line each, by its title.
    lines
        Last lines of the log.
    home, user
        The user's home folder and name. Neither is in the report: the folder is written ``~``,
        other files are named without their folders, and the name is left out.
    program
        Folders of the program and of the packages that it uses; of a file in them the report tells
        where it is in there.
    """
    told = "\n".join(f"{title}: {fact}" for title, fact in facts.items())
    log = "\n".join(lines) or "(nothing)"
    return without_paths(
        f"{told}\n\nLast lines of the log:\n{log}\n", home=home, user=user, program=program
    )


def without_paths(text: str, *, home: str, user: str, program: Iterable[str] = ()) -> str:
    """Return a text in which no folder of the user's is named, and neither is the user.

    See `report_text` for the parameters.
    """
    for folder in sorted(program, key=len, reverse=True):  # the inner ones first
        text = _without_prefix(text, folder, "")
    text = _without_prefix(text, home, "~")
    text = _WINDOWS.sub(_name_alone, text)
    text = _POSIX.sub(_name_alone, text)
    if len(user) > 1:
        text = re.sub(
            rf"(?<![A-Za-z0-9]){re.escape(user)}(?![A-Za-z0-9])", "(user)", text, flags=re.I
        )
    return text


def _without_prefix(text: str, folder: str, replacement: str) -> str:
    """Replace a folder, in each way that it may be written in a log."""
    folder = folder.rstrip("/\\")
    if not folder:  # the root, as some containers have it
        return text
    spellings = {folder, folder.replace("\\", "/"), folder.replace("\\", "\\\\")}
    for spelling in sorted(spellings, key=len, reverse=True):
        end = r"(?=[/\\]|[\s\"'),;:]|$)" if replacement else r"[/\\]+"
        text = re.sub(re.escape(spelling) + end, replacement, text)
    return text


def _name_alone(match: re.Match[str]) -> str:
    home = "~/" if match[0].startswith("~") else ""
    folders = "…/" if match[0].count("/") + match[0].count("\\") > 1 else ""
    return f"{home}{folders}{match[1]}" if match[1] or home else match[0][:1]


def machine_facts() -> dict[str, str]:
    """Return what is known without a window: versions, system, device. Imports nothing heavy."""
    return {
        "VAE Explorer": __version__,
        "Python": platform.python_version(),
        **{title: _version(package) for title, package in _PACKAGES.items()},
        "System": platform.platform(),
        "Device": _device(),
    }


def private_facts() -> dict[str, str]:
    """Return the user's home folder and name, as `report_text` takes them."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        user = ""
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    return {"home": home, "user": user}


def program_folders() -> list[str]:
    """Return where the program and its packages lie."""
    package = Path(__file__).resolve().parents[2]
    return [str(package), *(p for p in sys.path if p.endswith("-packages")), sys.prefix]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _device() -> str:
    if "torch" not in sys.modules:
        return "PyTorch is not loaded"
    from vae_explorer.core.engine.device import resolve_compute

    return resolve_compute().title
