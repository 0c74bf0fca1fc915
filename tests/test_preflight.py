"""What stands between Qt and a window is named in one sentence, before Qt can abort."""

from __future__ import annotations

import ctypes
import importlib.util
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from vae_explorer import preflight
from vae_explorer.core.errors import UserError
from vae_explorer.preflight import LIBRARIES, REQUIREMENTS, check_display, platform_candidates

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="loads Linux libraries")

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")

# What the packages that the README names bring along, by their own dependencies.
BROUGHT_ALONG = {
    "libxcb-cursor0": {"libxcb-image0", "libxcb-render0", "libxcb-render-util0"},
    "libxcb-image0": {"libxcb-util1", "libxcb-shm0", "libxcb1"},
    "libegl1": {"libx11-xcb1", "libxcb-randr0", "libxcb-sync1", "libxcb-xfixes0"},
    "libgl1": {"libx11-6"},
    "libxkbcommon-x11-0": {"libxkbcommon0", "libxcb-xkb1"},
    "libfontconfig1": {"libfreetype6"},
    "libglib2.0-0": {"zlib1g"},
    "libdbus-1-3": {"libzstd1"},  # through libsystemd0
}
FROM_ANY_SYSTEM = re.compile(r"lib(stdc\+\+|gcc_s|m|c|pthread|dl|rt)\.so|ld-linux")
ON_X11 = {**LIBRARIES[""], **LIBRARIES["xcb"]}


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

    def lack(*sonames: str) -> None:
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
        lacking("libxcb-cursor.so.0", "libxkbcommon-x11.so.0")
        text = problem({"DISPLAY": ":0"})
        assert "libxcb-cursor.so.0 and libxkbcommon-x11.so.0" in text
        assert "sudo apt install libxcb-cursor0 libxkbcommon-x11-0;" in text
        assert text.endswith(REQUIREMENTS)

    def test_of_one_platform_are_not_asked_of_another(self, lacking) -> None:
        lacking("libxcb-icccm.so.4", "libwayland-client.so.0")
        assert "wayland" not in problem({"DISPLAY": ":0"})

    def test_that_nobody_foresaw_are_named(self, lacking) -> None:
        lacking("libnovel.so.3")
        text = problem({"DISPLAY": ":0"})
        assert "libnovel.so.3" in text
        assert text.endswith(REQUIREMENTS)

    @on_linux
    def test_that_are_damaged_are_told_from_missing_ones(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "libqxcb.so").write_bytes(b"no library")
        monkeypatch.setattr(preflight, "_plugin_folder", lambda: tmp_path)
        assert "plugin for xcb cannot be loaded" in problem({"DISPLAY": ":0"})

    def test_do_not_matter_where_another_platform_works(self, lacking, tmp_path: Path) -> None:
        lacking("libxcb-cursor.so.0")
        check_display({"QT_QPA_PLATFORM": "xcb;offscreen", "DISPLAY": ":0"}, "linux")

    @on_linux
    def test_of_this_system_serve_its_offscreen_platform(self) -> None:
        check_display({"QT_QPA_PLATFORM": "offscreen"})

    def test_need_pyside6_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
        assert "pip install PySide6-Essentials" in problem({"DISPLAY": ":0"})


class TestReadme:
    def test_installs_all_at_once(self) -> None:
        there = named_in_readme()
        for _ in range(3):
            there |= {name for package in there for name in BROUGHT_ALONG.get(package, ())}
        assert set(ON_X11.values()) <= there

    def test_names_packages_that_the_message_knows_and_the_same_link(self) -> None:
        assert named_in_readme() <= set(ON_X11.values())
        assert REQUIREMENTS in README

    @pytest.mark.skipif(shutil.which("apt-cache") is None, reason="asks Debian's package manager")
    @pytest.mark.slow
    def test_packages_bring_along_what_is_said_here(self) -> None:
        result = subprocess.run(
            ["apt-cache", "depends", "--recurse", "--important", *sorted(named_in_readme())],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            pytest.skip("this system has another name for one of them, or no list of packages")
        lines = result.stdout.splitlines()
        there = {line.strip("<>") for line in lines if not line.startswith(" ")}
        assert set(ON_X11.values()) <= there


def named_in_readme() -> set[str]:
    command = re.search(r"^sudo apt install (.+)$", README, re.MULTILINE)
    assert command is not None
    return set(command[1].split())


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
    # Other versions of Qt may do with fewer.
    assert system <= {name for libraries in LIBRARIES.values() for name in libraries}
