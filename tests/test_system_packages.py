"""The system libraries of the README and of the error message are those that Qt is linked with."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vae_explorer.system_packages import DISTRIBUTIONS, LIBRARIES, Distribution

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")

# What the packages that the README names bring along, by their own dependencies.
BROUGHT_ALONG = {
    "debian": {
        "libxcb-cursor0": {"libxcb-image0", "libxcb-render0", "libxcb-render-util0"},
        "libxcb-image0": {"libxcb-util1", "libxcb-shm0", "libxcb1"},
        "libegl1": {"libx11-xcb1", "libxcb-randr0", "libxcb-sync1", "libxcb-xfixes0"},
        "libgl1": {"libx11-6"},
        "libxkbcommon-x11-0": {"libxkbcommon0", "libxcb-xkb1"},
        "libfontconfig1": {"libfreetype6"},
        "libglib2.0-0": {"zlib1g"},
        "libdbus-1-3": {"libzstd1"},  # through libsystemd0
    },
    "fedora": {
        "xcb-util-cursor": {"xcb-util-image", "xcb-util-renderutil", "libxcb"},
        "xcb-util-image": {"xcb-util"},
        "libglvnd-glx": {"libX11"},
        "libxkbcommon-x11": {"libxkbcommon"},
        "fontconfig": {"freetype"},
        "glib2": {"zlib"},
        "dbus-libs": {"libzstd"},  # through systemd-libs
    },
    "arch": {
        "xcb-util-cursor": {"xcb-util-image", "xcb-util-renderutil", "libxcb"},
        "xcb-util-image": {"xcb-util"},
        "libglvnd": {"libx11"},
        "libxkbcommon-x11": {"libxkbcommon"},
        "fontconfig": {"freetype2"},
        "glib2": {"zlib"},
        "dbus": {"zstd"},  # through systemd-libs
    },
    "suse": {
        "libxcb-cursor0": {"libxcb-image0", "libxcb-render0", "libxcb-render-util0"},
        "libxcb-image0": {"libxcb-util1", "libxcb-shm0", "libxcb1"},
        "libxkbcommon-x11-0": {"libxkbcommon0", "libxcb-xkb1"},
        "libfontconfig1": {"libfreetype6"},
        "libglib-2_0-0": {"libz1"},
        "libdbus-1-3": {"libzstd1"},  # through libsystemd0
    },
}
FROM_ANY_SYSTEM = re.compile(r"lib(stdc\+\+|gcc_s|m|c|pthread|dl|rt)\.so|ld-linux")


def packages(distribution: Distribution) -> set[str]:
    """Return what the README tells to install."""
    command = re.search(rf"`sudo {re.escape(distribution.installer)} ([^`]+)`", README)
    assert command is not None
    return set(command[1].split())


def needed(distribution: Distribution) -> set[str]:
    """Return the packages of all that a window on X11 needs."""
    return {lib.package(distribution) for lib in LIBRARIES.values() if lib.serves("xcb")}


def family(distribution: Distribution) -> str:
    return distribution.family


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=family)
def test_the_readme_names_packages_that_the_error_message_knows(distribution) -> None:
    assert packages(distribution) <= needed(distribution)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=family)
def test_the_readme_installs_all_at_once(distribution) -> None:
    there = packages(distribution)
    for _ in range(3):
        along = BROUGHT_ALONG[distribution.family]
        there |= {name for package in there for name in along.get(package, ())}
    assert needed(distribution) <= there


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="asks Debian's package manager")
def test_debians_packages_bring_along_what_is_said_here() -> None:
    debian = DISTRIBUTIONS[0]
    result = subprocess.run(
        ["apt-cache", "depends", "--recurse", "--important", *sorted(packages(debian))],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        pytest.skip("this system has another name for one of them, or no list of packages")
    there = {line.strip("<>") for line in result.stdout.splitlines() if not line.startswith(" ")}
    assert needed(debian) <= there


@pytest.mark.skipif(shutil.which("readelf") is None, reason="reads Linux libraries")
def test_qt_is_linked_with_no_other_libraries() -> None:
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    qt = Path(spec.submodule_search_locations[0], "Qt")
    if not (qt / "lib" / "libQt6Gui.so.6").exists():
        pytest.skip("Qt is not that of the wheel")
    names = ("Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa", "WaylandClient")
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in names]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland")]
    linked = subprocess.run(
        ["readelf", "-d", *(str(file) for file in files if file.exists())],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sonames = set(re.findall(r"NEEDED.*\[(.+)\]", linked))
    system = {
        name
        for name in sonames
        if not (qt / "lib" / name).exists() and not FROM_ANY_SYSTEM.match(name)
    }
    assert system <= set(LIBRARIES)  # other versions of Qt may do with fewer
