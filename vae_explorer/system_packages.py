"""Which package of which Linux distribution holds a library that Qt needs from the system."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Distribution:
    """A family of distributions with one set of package names.

    Attributes
    ----------
    family
        Name of the field of `Library` with its packages.
    identifiers
        Values of ``ID`` or ``ID_LIKE`` in ``/etc/os-release`` that belong to it.
    installer
        The command that installs packages.
    """

    family: str
    identifiers: frozenset[str]
    installer: str

    def install_command(self, packages: Iterable[str]) -> str:
        """Return the command line that installs packages, for the user who is running this."""
        sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
        return f"{sudo}{self.installer} {' '.join(packages)}"


DISTRIBUTIONS = (
    Distribution("debian", frozenset({"debian", "ubuntu"}), "apt install"),
    Distribution("fedora", frozenset({"fedora", "rhel", "centos"}), "dnf install"),
    Distribution("arch", frozenset({"arch", "archlinux"}), "pacman -S"),
    Distribution("suse", frozenset({"suse", "opensuse", "sles"}), "zypper install"),
)


def running_distribution(os_release: Mapping[str, str] | None = None) -> Distribution | None:
    """Return the family of this system, or of one with the given ``/etc/os-release``."""
    if os_release is None:
        try:
            os_release = platform.freedesktop_os_release()
        except OSError:
            return None
    # The likeness is ordered from near to far: Ubuntu's derivatives say "ubuntu debian".
    for identifier in (os_release.get("ID", ""), *os_release.get("ID_LIKE", "").split()):
        for distribution in DISTRIBUTIONS:
            if {identifier, identifier.split("-")[0]} & distribution.identifiers:
                return distribution
    return None


@dataclass(frozen=True)
class Library:
    """The packages of a library, and the Qt platform plugin that needs it.

    Attributes
    ----------
    debian, fedora, arch, suse
        The package's name in each family.
    plugin
        ``"xcb"`` or ``"wayland"``; empty for a library that every window needs.
    """

    debian: str
    fedora: str
    arch: str
    suse: str
    plugin: str = ""

    def package(self, distribution: Distribution) -> str:
        """Return the package's name."""
        name: str = getattr(self, distribution.family)
        return name

    def serves(self, plugin: str) -> bool:
        """Whether a platform plugin needs this library."""
        return self.plugin in ("", plugin.split("-")[0])


def _xcb(debian: str, fedora: str = "libxcb", arch: str = "libxcb", suse: str = "") -> Library:
    return Library(debian, fedora, arch, suse or debian, "xcb")


def _wayland(debian: str, fedora: str) -> Library:
    return Library(debian, fedora, "wayland", debian, "wayland")


LIBRARIES: dict[str, Library] = {
    "libEGL.so.1": Library("libegl1", "libglvnd-egl", "libglvnd", "Mesa-libEGL1"),
    "libGL.so.1": Library("libgl1", "libglvnd-glx", "libglvnd", "Mesa-libGL1"),
    "libX11.so.6": Library("libx11-6", "libX11", "libx11", "libX11-6"),
    "libfontconfig.so.1": Library("libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    "libfreetype.so.6": Library("libfreetype6", "freetype", "freetype2", "libfreetype6"),
    "libglib-2.0.so.0": Library("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libgthread-2.0.so.0": Library("libglib2.0-0", "glib2", "glib2", "libgthread-2_0-0"),
    "libdbus-1.so.3": Library("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libxkbcommon.so.0": Library("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libz.so.1": Library("zlib1g", "zlib", "zlib", "libz1"),
    "libzstd.so.1": Library("libzstd1", "libzstd", "zstd", "libzstd1"),
    "libxkbcommon-x11.so.0": _xcb("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": _xcb("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-icccm.so.4": _xcb("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": _xcb("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": _xcb("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": _xcb(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
    ),
    "libxcb-util.so.1": _xcb("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-randr.so.0": _xcb("libxcb-randr0"),
    "libxcb-render.so.0": _xcb("libxcb-render0"),
    "libxcb-shape.so.0": _xcb("libxcb-shape0"),
    "libxcb-shm.so.0": _xcb("libxcb-shm0"),
    "libxcb-sync.so.1": _xcb("libxcb-sync1"),
    "libxcb-xfixes.so.0": _xcb("libxcb-xfixes0"),
    "libxcb-xkb.so.1": _xcb("libxcb-xkb1"),
    "libxcb.so.1": _xcb("libxcb1"),
    "libX11-xcb.so.1": _xcb("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libwayland-client.so.0": _wayland("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": _wayland("libwayland-cursor0", "libwayland-cursor"),
}
