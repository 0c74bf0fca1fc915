"""The window in another language: built anew on a session that goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_kit import TINY, drag, handle, key
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject, QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from stage_kit import Theatre

from vae_explorer.core.language import language, tr
from vae_explorer.core.paths import Point
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import Message, RunState
from vae_explorer.views.panels.coordinate_field import CoordinateField
from vae_explorer.views.window import languages as languages_module
from vae_explorer.views.window.languages import SYSTEM, Languages, catalogue, of_system
from vae_explorer.views.window.main_window import MainWindow
from vae_explorer.views.window.stage import Stage


def test_the_window_speaks_chinese_and_back_while_a_run_goes_on(theatre: Theatre) -> None:
    theatre.window.training.set_config(TINY)
    theatre.window.training.toggle()
    theatre.wait_until(lambda: theatre.desk.state is RunState.RUNNING)
    step = theatre.desk.snapshot.step
    theatre.speak("中文")
    assert language() == "zh"
    titles = [action.text() for action in theatre.window.menuBar().actions()]
    assert titles[0].startswith("文件")
    assert not [title for title in titles if title.isascii()]
    assert theatre.desk.settings.language == "zh"
    assert theatre.desk.state is RunState.RUNNING
    theatre.wait_until(lambda: theatre.desk.snapshot.step > step + 20)
    assert theatre.window.training.config() == TINY
    theatre.speak("English")
    assert next(a.text() for a in theatre.window.menuBar().actions()) == "&File"
    assert theatre.desk.settings.language == "en"


def test_qts_own_dialogs_speak_it_too(theatre: Theatre, qtbot) -> None:
    theatre.speak("中文")
    box = QMessageBox(theatre.window)
    qtbot.addWidget(box)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    assert cancel.text() == "取消"


def test_another_window_of_the_same_session_shows_the_same(theatre: Theatre) -> None:
    desk = theatre.desk
    desk.workspace.place(0.7, -0.4)
    desk.workspace.settle()
    desk.workspace.selected.look_at(3, desk.snapshot.config.dataset, "3")
    desk.workspace.pins.add_place(0.2, 0.9)
    desk.workspace.route.insert(0, Point(-1.0, 0.0))
    desk.workspace.route.insert(1, Point(1.0, 0.5))
    theatre.window.latent.set_layers({"mosaic": True, "rings": True, "aggregate": True})
    theatre.settle()
    before = theatre.picture()
    theatre.stage._replace()
    theatre.wait_until(lambda: theatre.window.panels.is_complete)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theatre.settle()
    theatre.wait_until(lambda: theatre.picture() == before)


def test_coordinates_keep_the_decimals_that_a_hand_could_aim_at(theatre: Theatre) -> None:
    theatre.desk.workspace.move(-0.097153, 0.758336, 2)
    theatre.settle()
    theatre.stage._replace()
    theatre.wait_until(lambda: theatre.window.panels.is_complete)
    fields = theatre.window.layout_of_panels.panels["decoded"].findChildren(CoordinateField)
    assert [field.text() for field in fields] == ["−0.10", "0.76"]


def test_what_was_done_can_be_undone_in_the_next_window(theatre: Theatre) -> None:
    workspace, plot = theatre.desk.workspace, theatre.window.latent.plot
    before = workspace.probe
    drag(plot, handle(plot), handle(plot) + QPoint(60, -40))
    moved = workspace.probe
    assert moved != before
    theatre.speak("中文")
    theatre.window.latent.plot.setFocus()
    key(theatre.window.latent.plot, Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert workspace.probe == pytest.approx(before)
    key(
        theatre.window.latent.plot,
        Qt.Key.Key_Z,
        modifier=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert workspace.probe == pytest.approx(moved)


def test_messages_and_the_view_and_full_screen_go_along(theatre: Theatre) -> None:
    theatre.desk.post(Message("warning", "Something is odd.", actions=(("Mend it", "mend"),)))
    theatre.window.latent.plot.zoom(1.5)
    region = theatre.window.latent.plot.region_by_hand
    assert region is not None
    theatre.speak("中文")
    assert theatre.window.messages.isVisible()
    assert theatre.window.messages.text == "Something is odd."
    seen = theatre.window.latent.plot.region_by_hand
    assert (seen.left, seen.top) == pytest.approx((region.left, region.top), abs=0.05)
    theatre.window.present(True)
    theatre.speak("English")
    assert theatre.window.layout_of_panels.presenting
    assert theatre.window.isFullScreen()
    theatre.window.present(False)


def test_a_window_that_is_gone_leaves_no_connection_behind(theatre: Theatre) -> None:
    theatre.stage._replace()
    theatre.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theatre.wait_until(lambda: theatre.window.panels.is_complete)
    before = _receivers(theatre.desk)
    for _ in range(2):
        theatre.stage._replace()
        theatre.wait_until(lambda: theatre.window.panels.is_complete)
        theatre.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    after = _receivers(theatre.desk)
    assert {name: (before.get(name), n) for name, n in after.items() if n != before.get(name)} == {}
    assert sum(isinstance(w, MainWindow) for w in QApplication.topLevelWidgets()) == 1


def _receivers(desk: QObject) -> dict[str, int]:
    """Return how many listen to each signal of the session."""
    found: dict[str, int] = {}
    for place, part in enumerate([desk, *desk.findChildren(QObject)]):
        if isinstance(part, MainWindow | Stage):
            continue
        kind = part.metaObject()
        for i in range(kind.methodOffset(), kind.methodCount()):
            method = kind.method(i)
            if method.methodType() is QMetaMethod.MethodType.Signal:
                signature = bytes(method.methodSignature().data()).decode()
                name = f"{place} {kind.className()}.{signature}"
                found[name] = part.receivers(f"2{signature}")
    return found


def test_the_language_of_the_desktop_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locale:
        @staticmethod
        def system() -> object:
            return Locale()

        names: tuple[str, ...] = ()

        def uiLanguages(self) -> list[str]:
            return list(self.names)

    monkeypatch.setattr(languages_module, "QLocale", Locale)
    for names, code in (
        (("zh-Hans-CN", "zh-CN", "zh"), "zh"),
        (("zh_TW",), "zh"),
        (("fr-FR", "fr", "zh-CN"), "zh"),
        (("fr-FR", "fr"), "en"),
        ((), "en"),
    ):
        monkeypatch.setattr(Locale, "names", names)
        assert of_system() == code


def test_what_the_command_line_asks_for_is_not_remembered(tmp_path: Path, qapp) -> None:
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    languages = Languages(settings, "zh")
    try:
        assert (language(), tr("&File")[:2]) == ("zh", "文件")
        assert settings.language == SYSTEM
    finally:
        languages.forget()
    assert (language(), tr("&File")) == ("en", "&File")


def test_a_catalogue_that_cannot_be_read_leaves_the_window_english(
    tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "vae_explorer_zh.qm"
    broken.write_bytes(catalogue("zh").read_bytes()[:100])
    monkeypatch.setattr(languages_module, "catalogue", lambda _code: broken)
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    languages = Languages(Settings(store), "zh")
    try:
        assert (language(), tr("&File")) == ("en", "&File")
    finally:
        languages.forget()


def test_a_language_that_nobody_speaks_is_the_desktops(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    store.setValue("language", "xx")
    assert Settings(store).language == SYSTEM
