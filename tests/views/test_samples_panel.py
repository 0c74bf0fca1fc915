"""The panel of samples: what it asks for, and what it says."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui_kit import click, write
from latent_kit import ring, snapshot
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from vae_explorer.core.measures.aggregate import aggregate
from vae_explorer.core.measures.samplers import SAMPLERS
from vae_explorer.session.sampled import Batch, Look, Wish
from vae_explorer.views.panels.sample_figures import warning
from vae_explorer.views.panels.sample_grid import SampleGrid
from vae_explorer.views.panels.samples_panel import SamplesPanel
from vae_explorer.views.style.theme import LIGHT

MODEL = replace(snapshot(ring()), epoch=1.0)


def batch(sampler: str, count: int = 20, holes: int = 3) -> Batch:
    z = np.stack((np.arange(count) / 10, -np.arange(count) / 10), axis=1).astype(np.float32)
    return Batch(sampler, z, np.arange(count) < holes, np.zeros((count, 1, 28, 28), np.uint8))


def look(*samplers: str, **facts: object) -> Look:
    figures = aggregate(MODEL.embedding, MODEL.log_variance)
    batches = tuple(batch(key) for key in samplers)
    return replace(
        Look(1, MODEL, figures=figures, batches=batches, prior_in_holes=0.6, beyond_prior=0.3),
        **facts,
    )


@pytest.fixture
def panel(qtbot) -> SamplesPanel:
    panel = SamplesPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(560, 200)
    panel.show()
    qtbot.waitExposed(panel)
    panel.wished.connect(panel.set_wish)  # as the session does
    return panel


@pytest.fixture
def wishes(panel: SamplesPanel) -> list[Wish]:
    kept: list[Wish] = []
    panel.wished.connect(kept.append)
    return kept


def named(panel: SamplesPanel, name: str) -> QWidget:
    found = (w for w in panel.findChildren(QWidget) if not isinstance(w, QLabel))
    return next(w for w in found if w.accessibleName() == name)


def grids(panel: SamplesPanel) -> list[SampleGrid]:
    return [grid for grid in panel.findChildren(SampleGrid) if grid.isVisible()]


def test_the_button_draws_and_draws_others_the_next_time(panel, wishes, qtbot) -> None:
    for _ in range(2):
        qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    assert wishes == [Wish(("prior",), "prior", 200, 0), Wish(("prior",), "prior", 200, 1)]


def test_what_was_drawn_is_drawn_again_from_another_sampler(panel, wishes, qtbot) -> None:
    sampler, components = named(panel, "Sampler"), named(panel, "Components")
    assert not components.isEnabled()
    sampler.select("mixture")
    assert wishes == []  # nothing was drawn yet
    assert components.isEnabled()
    qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    components.setFocus()
    qtbot.keyClick(components, Qt.Key.Key_Up)
    assert wishes[-1] == Wish(("mixture",), "mixture", 200, 0, 11)
    sampler.select("encode")
    assert wishes[-1].shown == "encode"
    assert wishes[-1].seed == 0


def test_all_samplers_side_by_side(panel, wishes, qtbot) -> None:
    qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(named(panel, "Compare samplers"), Qt.MouseButton.LeftButton)
    assert wishes[-1].samplers == tuple(SAMPLERS)
    panel.set_look(look(*SAMPLERS))
    assert [grid.sampler for grid in grids(panel)] == list(SAMPLERS)
    assert {grid.told for grid in grids(panel)} <= {"3 of 20 (15 %)", "15 %"}
    panel.resize(2400, 200)
    assert {grid.told for grid in grids(panel)} == {"3 of 20 in holes (15 %)"}
    panel.resize(560, 200)
    qtbot.mouseClick(named(panel, SAMPLERS["mixture"].title), Qt.MouseButton.LeftButton)
    assert wishes[-1].shown == "mixture"
    assert panel.minimumSizeHint().width() <= 560


def test_it_says_how_many_are_in_holes(panel, wishes, qtbot) -> None:
    panel.set_look(look("prior"))
    (grid,) = grids(panel)
    assert grid.told == ""  # of a wish that is none of this panel's
    qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    panel.set_look(look("prior"))
    assert grid.told == "3 of 20 in holes (15 %)"
    panel.set_wish(None)
    assert grid.told == ""


def test_a_click_on_an_image_tells_where_it_is_from(panel, qtbot) -> None:
    qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    panel.set_look(look("prior"))
    (grid,) = grids(panel)
    with qtbot.waitSignal(panel.place_chosen) as place:
        click(grid.grid, grid.grid.place_of(7).center().toPoint())
    assert place.args == pytest.approx([0.7, -0.7])


def test_figures_have_the_place_of_the_images_where_there_is_no_room(panel, qtbot) -> None:
    panel.set_look(look())
    assert not panel.figures.isVisible()
    qtbot.mouseClick(named(panel, "Figures"), Qt.MouseButton.LeftButton)
    assert panel.figures.isVisible()
    assert not grids(panel)
    panel.resize(1000, 200)
    assert panel.figures.isVisible()
    assert grids(panel)
    texts = [label.text() for label in panel.figures.findChildren(QLabel)]
    assert "KL(q(z) ‖ p(z))" in texts
    assert "2 of 2" in texts


def test_it_is_remembered(panel, wishes, qtbot) -> None:
    named(panel, "Sampler").select("gaussian")
    named(panel, "Draws").setValue(75)
    other = SamplesPanel(LIGHT)
    qtbot.addWidget(other)
    other.restore(panel.state() | {"compare": True, "components": "many", "nonsense": 1})
    assert other.state() == panel.state() | {"compare": True}
    assert wishes == []


def test_the_images_are_saved(panel, qtbot, tmp_path: Path, monkeypatch) -> None:
    qtbot.mouseClick(named(panel, "Compare samplers"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(named(panel, "Draw"), Qt.MouseButton.LeftButton)
    assert not named(panel, "Save images").isEnabled()
    panel.set_look(look(*SAMPLERS))
    for path in (tmp_path / "all.png", tmp_path / "nowhere" / "all.png"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        messages: list = []
        panel.message.connect(messages.append)
        qtbot.mouseClick(named(panel, "Save images"), Qt.MouseButton.LeftButton)
        assert bool(messages) is not path.parent.is_dir()
    assert QImage(str(tmp_path / "all.png")).width() > 4 * 5 * 56


# What is wrong


def test_a_prior_that_is_the_wrong_one_is_said_plainly() -> None:
    found = look()
    text, why = warning(found)
    assert "N(0, I) is the wrong thing to sample from: 60 % of it is in holes" in text
    assert "misses 30 % of q(z)" in text
    assert f"{found.figures.kl:.2f} nats" in why
    points = replace(found.figures, kl=math.inf)
    assert "autoencoder" in warning(replace(found, figures=points))[1]


def test_nothing_is_said_of_a_plane_as_it_should_be() -> None:
    figures = replace(look().figures, kl=0.4)
    beginning = replace(MODEL, epoch=0.1)
    for found in (look(figures=figures), None, Look(1, MODEL), look(snapshot=beginning)):
        assert warning(found) == ("", "")


@pytest.mark.parametrize(("active", "words"), [(0, "no dimension"), (1, "only one dimension")])
def test_a_collapsed_posterior_is_said_plainly(panel, active: int, words: str) -> None:
    figures = replace(look().figures, kl=0.1, active_dimensions=active)
    text, _ = warning(look(figures=figures))
    assert "collapsed" in text
    assert words in text
    panel.set_look(look(figures=figures))
    told = next(label for label in panel.findChildren(QLabel) if label.text() == text)
    assert told.isVisible()
    panel.set_look(None)
    assert not told.isVisible()


# What there is room for


def test_side_by_side_all_say_it_alike_and_nothing_is_cut(panel, qtbot) -> None:
    click(named(panel, "Compare samplers"))
    click(named(panel, "Draw"))
    for width, holes in ((452, 1), (452, 9), (620, 3), (820, 20), (1920, 7)):
        panel.resize(width, 200)
        batches = tuple(batch(key, 200, holes + i) for i, key in enumerate(SAMPLERS))
        panel.set_look(look(*SAMPLERS, batches=batches))
        qtbot.wait(20)
        words = {len(grid.told.split()) for grid in grids(panel)}
        assert len(words) == 1
        for label in (grid._count for grid in grids(panel)):
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_a_part_below_one_per_cent_is_not_none(panel) -> None:
    click(named(panel, "Draw"))
    for holes, part in ((0, "(0 %)"), (1, "(0.5 %)"), (2, "(1 %)"), (30, "(15 %)")):
        panel.set_look(look(batches=(batch("prior", 200, holes),)))
        assert grids(panel)[0].told.endswith(part)


def test_figures_ask_for_no_more_room_and_are_below_the_images_where_there_is(panel, qtbot) -> None:
    click(named(panel, "Compare samplers"))
    panel.resize(452, 170)
    qtbot.wait(20)
    least: list[int] = []
    panel.installEventFilter(watcher := _Sizes(panel, least))
    click(named(panel, "Figures"))
    qtbot.wait(20)
    panel.removeEventFilter(watcher)
    assert panel.width() == 452
    assert max(least, default=0) <= 452
    assert not named(panel, "Compare samplers").isEnabled(), "there are no images"
    panel.resize(452, 330)
    assert grids(panel)
    assert panel.figures.isVisible()
    assert named(panel, "Compare samplers").isEnabled()
    assert panel.minimumSizeHint().height() <= 170, "it can be as low as it was"


class _Sizes(QObject):
    """Notes how wide a panel wants to be at each change of its layout."""

    def __init__(self, panel: SamplesPanel, least: list[int]) -> None:
        super().__init__(panel)
        self._panel, self._least = panel, least

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._least.append(self._panel.minimumSizeHint().width())
        return False


# What is drawn is what is written


def test_the_fields_say_what_somebody_else_lets_be_drawn(panel, wishes) -> None:
    panel.set_wish(Wish(("gaussian",), "gaussian", 500, 3, 7))
    assert named(panel, "Draws").value() == 500
    assert named(panel, "Components").value() == 7
    assert named(panel, "Sampler").currentData() == "gaussian"
    assert wishes == []
    click(named(panel, "Draw"))
    assert wishes == [Wish(("gaussian",), "gaussian", 500, 4, 7)]


def test_more_than_the_most_becomes_the_most_as_it_is_typed(panel) -> None:
    field = named(panel, "Draws")
    field.setFocus()
    write(field, "99999")
    assert field.lineEdit().text() == "1000"
