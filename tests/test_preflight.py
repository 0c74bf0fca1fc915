"""What stands between Qt and a window is named in one sentence, before Qt can abort."""

from __future__ import annotations

import ctypes
import importlib.util
import socket
import sys
from pathlib import Path

import pytest

from vae_explorer import preflight, system_packages
from vae_explorer.core.errors import UserError
from vae_explorer.preflight import check_display, platform_candidates
from vae_explorer.system_packages import DISTRIBUTIONS, LIBRARIES, running_distribution

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="loads Linux libraries")

OS_RELEASES = {
    "debian": {"ID": "debian"},
    "mint": {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"},
    "fedora": {"ID": "fedora"},
    "rocky": {"ID": "rocky", "ID_LIKE": "rhel centos fedora"},
    "arch": {"ID": "arch"},
    "manjaro": {"ID": "manjaro", "ID_LIKE": "arch"},
    "tumbleweed": {"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"},
    "leap": {"ID": "opensuse-leap"},
}


@pytest.fixture
def no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the libraries out of account."""
    monkeypatch.setattr(preflight, "_plugin_folder", lambda: None)


def problem(environ: dict[str, str]) -> str:
    with pytest.raises(UserError) as caught:
        check_display(environ, "linux")
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Return a function that makes this system one without some libraries."""

    def lack(release: dict[str, str], *sonames: str) -> None:
        def load(name: str, *_: object, **__: object) -> object:
            if name in sonames:
                missing = name
            elif name.endswith("libqxcb.so"):
                missing = sonames[0]
            else:
                return object()
            raise OSError(f"{missing}: cannot open shared object file: No such file or directory")

        (tmp_path / "libqxcb.so").touch()
        monkeypatch.setattr(preflight, "_plugin_folder", lambda: tmp_path)
        monkeypatch.setattr(ctypes, "CDLL", load)
        monkeypatch.setattr(
            preflight, "running_distribution", lambda: running_distribution(release)
        )
        monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000, raising=False)

    return lack


class TestDisplay:
    def test_without_any_the_ways_out_are_named(self) -> None:
        text = problem({})
        assert "DISPLAY" in text
        for way_out in ("xvfb-run", "QT_QPA_PLATFORM=offscreen", "train", "evaluate", "manifold"):
            assert way_out in text

    def test_is_not_needed_by_the_offscreen_platform(self, no_plugins: None) -> None:
        check_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")

    @pytest.mark.parametrize("platform", ["darwin", "win32"])
    def test_is_not_asked_for_on_other_systems(self, platform: str) -> None:
        check_display({}, platform)

    def test_asked_for_by_name_must_be_set(self, no_plugins: None) -> None:
        assert "no display" in problem({"QT_QPA_PLATFORM": "xcb"})

    @on_linux
    def test_that_does_not_answer_is_named(
        self, no_plugins: None, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert "DISPLAY=:987 does not answer" in problem({"DISPLAY": ":987"})
        assert capfd.readouterr().err == ""

    @on_linux
    def test_of_wayland_that_does_not_answer_is_named(
        self, no_plugins: None, tmp_path: Path
    ) -> None:
        environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert "WAYLAND_DISPLAY=wayland-7 does not answer" in problem(environ)

    @on_linux
    def test_of_wayland_that_answers_is_enough(
        self, no_plugins: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("wayland-7")
            server.listen()
            check_display(
                {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": ".", "DISPLAY": ":987"}, "linux"
            )


class TestCandidates:
    @pytest.mark.parametrize(
        ("environ", "candidates"),
        [
            ({}, []),
            ({"DISPLAY": ""}, []),
            ({"DISPLAY": ":0"}, ["xcb"]),
            ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
            ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, ["wayland", "xcb"]),
            ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
            ({"QT_QPA_PLATFORM": "vnc:size=640x480;xcb"}, ["vnc", "xcb"]),
        ],
    )
    def test_are_those_of_qt(self, environ: dict[str, str], candidates: list[str]) -> None:
        assert platform_candidates(environ) == candidates


class TestLibraries:
    def test_that_are_missing_are_all_in_one_command(self, lacking) -> None:
        lacking(OS_RELEASES["debian"], "libxcb-cursor.so.0", "libxkbcommon-x11.so.0")
        text = problem({"DISPLAY": ":0"})
        assert "libxcb-cursor.so.0 and libxkbcommon-x11.so.0" in text
        assert text.endswith("sudo apt install libxcb-cursor0 libxkbcommon-x11-0")

    @pytest.mark.parametrize(
        ("release", "command"),
        [
            ("mint", "sudo apt install libxcb-icccm4"),
            ("fedora", "sudo dnf install xcb-util-wm"),
            ("rocky", "sudo dnf install xcb-util-wm"),
            ("arch", "sudo pacman -S xcb-util-wm"),
            ("manjaro", "sudo pacman -S xcb-util-wm"),
            ("tumbleweed", "sudo zypper install libxcb-icccm4"),
            ("leap", "sudo zypper install libxcb-icccm4"),
        ],
    )
    def test_have_the_distributions_names(self, lacking, release: str, command: str) -> None:
        lacking(OS_RELEASES[release], "libxcb-icccm.so.4")
        assert problem({"DISPLAY": ":0"}).endswith(command)

    def test_of_an_unknown_distribution_have_debians_names(self, lacking) -> None:
        lacking({"ID": "nixos"}, "libEGL.so.1")
        text = problem({"DISPLAY": ":0"})
        assert "libEGL.so.1" in text
        assert "Debian calls libegl1" in text

    def test_that_nobody_foresaw_are_named(self, lacking) -> None:
        lacking(OS_RELEASES["debian"], "libnovel.so.3")
        assert "libnovel.so.3" in problem({"DISPLAY": ":0"})

    @on_linux
    def test_that_are_damaged_are_told_from_missing_ones(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "libqxcb.so").write_bytes(b"no library")
        monkeypatch.setattr(preflight, "_plugin_folder", lambda: tmp_path)
        assert "plugin for xcb cannot be loaded" in problem({"DISPLAY": ":0"})

    def test_do_not_matter_where_another_platform_works(self, lacking, tmp_path: Path) -> None:
        lacking(OS_RELEASES["debian"], "libxcb-cursor.so.0")
        check_display({"QT_QPA_PLATFORM": "xcb;offscreen", "DISPLAY": ":0"}, "linux")

    def test_are_known_for_every_family(self) -> None:
        for library in LIBRARIES.values():
            assert all(library.package(distribution) for distribution in DISTRIBUTIONS)

    @on_linux
    def test_of_this_system_serve_its_offscreen_platform(self) -> None:
        check_display({"QT_QPA_PLATFORM": "offscreen"})

    def test_need_pyside6_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
        assert "pip install PySide6-Essentials" in problem({"DISPLAY": ":0"})
