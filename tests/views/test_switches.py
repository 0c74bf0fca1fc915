"""The switches of the layers fold into a menu where there is little room."""

from __future__ import annotations

import pytest

from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.style.theme import LIGHT


@pytest.fixture
def panel(qtbot) -> LatentPanel:
    panel = LatentPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_class_names(tuple("0123456789"))
    panel.resize(1600, 500)
    panel.show()
    return panel


def shown(panel: LatentPanel) -> list[str]:
    return [b.defaultAction().text() for b in panel.switches.buttons if not b.isHidden()]


def test_all_are_there_where_there_is_room(panel: LatentPanel) -> None:
    assert shown(panel) == [action.text() for action in panel.layer_actions()]
    assert panel.switches.more.isHidden()


@pytest.mark.parametrize("width", [640, 520, 420])
def test_those_without_room_are_in_a_menu_of_all(panel: LatentPanel, width: int) -> None:
    panel.resize(width, 500)
    titles = [action.text() for action in panel.layer_actions()]
    few = shown(panel)
    assert few == titles[: len(few)]
    assert len(few) < len(titles)
    more = panel.switches.more
    assert not more.isHidden()
    assert [action.text() for action in more.menu().actions()] == titles
    last = more.mapTo(panel, more.rect().topRight())
    assert last.x() < width
    panel.resize(1600, 500)
    assert more.isHidden()


def test_a_folded_layer_is_switched_in_the_menu(panel: LatentPanel) -> None:
    panel.resize(420, 500)
    action = panel.switches.more.menu().actions()[-1]
    before = panel.layers()[action.data()]
    action.trigger()
    assert panel.layers()[action.data()] is not before
    assert (action.data() in panel.plot.stack.shown) is not before
