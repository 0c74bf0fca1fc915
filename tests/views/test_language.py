"""What a view finds by what it is, and not by what it is called in one language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from vae_explorer.core import language
from vae_explorer.views.style.theme import LIGHT
from vae_explorer.views.timeline.bar import TimelineBar
from vae_explorer.views.widgets.mnemonics import without_mnemonic
from vae_explorer.views.window.actions import Actions

WORDS = {"Normal": "正常", "&Open…": "打开(&O)…", "&Redo": "重做(&R)", "Space": "空格"}


@pytest.fixture
def chinese() -> Iterator[None]:
    language.speak("zh", lambda text, _note: WORDS.get(text, ""))
    yield
    language.speak("en", None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&Open…", "Open…"),
        ("Save s&ession…", "Save session…"),
        ("打开(&O)…", "打开…"),
        ("Q&&A", "Q&A"),
        ("f(x)", "f(x)"),
    ],
)
def test_a_letter_of_the_alt_key_is_left_out(text: str, plain: str) -> None:
    assert without_mnemonic(text) == plain


@pytest.mark.usefixtures("chinese")
def test_the_usual_speed_is_chosen_in_any_language(qtbot) -> None:
    bar = TimelineBar(LIGHT)
    qtbot.addWidget(bar)
    (chosen,) = (action for action in bar._speeds.values() if action.isChecked())
    assert chosen.text().startswith("正常")
    assert bar.state()["seconds"] == 8


@pytest.mark.usefixtures("chinese")
def test_a_button_says_the_action_alone(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, LIGHT)
    assert actions["open"].text() == "打开(&O)…"
    assert actions["open"].iconText() == "打开"
    assert actions["play"].text().endswith("\t空格")
    assert "重做" in dict(actions.shortcuts())


@pytest.mark.usefixtures("chinese")
def test_a_value_that_is_chinese_itself_is_not_set_off_by_spaces(monkeypatch) -> None:
    monkeypatch.setitem(WORDS, "{a} above {b}", "{a} 高于 {b}。")
    assert language.tr("{a} above {b}", a="平均场", b="自编码器") == "平均场高于自编码器。"
    assert language.tr("{a} above {b}", a="VAE", b=154.4) == "VAE 高于 154.4。"
