"""The gallery of experiments and the page of one, with a hand on mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QRadioButton

from vae_explorer.core.config import RunConfig
from vae_explorer.core.experiments.experiment import (
    Expectation,
    Experiment,
    PlannedRun,
    Prediction,
    Range,
)
from vae_explorer.session.runs import Run
from vae_explorer.session.sittings import Sitting, Stage
from vae_explorer.session.state import RunState
from vae_explorer.views.experiments.card import Card
from vae_explorer.views.experiments.more_sketches import SKETCHES, draw_sketch
from vae_explorer.views.experiments.parts import ResultRow, RunButton, RunLine
from vae_explorer.views.panels.experiments_panel import ExperimentsPanel, run_line
from vae_explorer.views.style.theme import DARK, LIGHT

RUNS = (PlannedRun("A", RunConfig()), PlannedRun("B", RunConfig()))
QUESTION = Prediction("Which has holes?", ("A", "B"), 1, "Nothing fills them.")


def experiment(name: str, article: str = "0", **facts) -> Experiment:
    return Experiment(
        id=name,
        title=f"The {name}",
        question=f"What of {name}?",
        article=article,
        order=1,
        what="Two networks.\n\nOne without.",
        full=RUNS,
        short=RUNS,
        minutes=6,
        short_minutes=0.5,
        picture=name,
        **facts,
    )


FIRST = experiment(
    "elbo",
    prediction=QUESTION,
    suggestions=("Another β.",),
    following=("seeds", "gone"),
    results=(Expectation("A", "kl", full=Range(at_least=3.0), short=Range(at_most=1.0)),),
)
ALL = (FIRST, experiment("pca", "0"), experiment("seeds", "beyond"))


@pytest.fixture
def panel(qtbot) -> ExperimentsPanel:
    panel = ExperimentsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(300, 700)
    panel.set_experiments(ALL, {"elbo": (12.0, 1.0)})
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def cards(panel: ExperimentsPanel) -> list[Card]:
    return panel.gallery.board.cards


def texts(panel: ExperimentsPanel) -> list[str]:
    return [label.text() for label in panel.page.findChildren(QLabel) if label.isVisible()]


def button(panel: ExperimentsPanel, name: str) -> QAbstractButton:
    return next(
        b
        for b in panel.page.findChildren(QAbstractButton)
        if b.accessibleName().startswith(name) and b.isVisible()
    )


def click(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def sitting(stage: Stage = Stage.TRAINING, **facts) -> Sitting:
    return Sitting(FIRST, short=True, runs={"A": 1, "B": 2}, stage=stage, **facts)


LINES = (RunLine("A", 0, 0.5, "epoch 3 of 6", True), RunLine("B", 1, 0.0, "waits"))
DONE = sitting(
    Stage.DONE, values={("A", "kl", ""): 5.0}, whole=frozenset("AB"), ended=frozenset("AB")
)


def test_there_is_a_card_for_each_in_order_under_its_article(panel) -> None:
    assert [card.text_of.title for card in cards(panel)] == ["The elbo", "The pca", "The seeds"]
    headings = [label.text() for label in panel.gallery.board.findChildren(QLabel)]
    assert headings == ["Article 0: Overview of variational inference", "Beyond the articles"]
    assert cards(panel)[0].text_of.time == "1 min – 12 min"
    assert "What of elbo?" in cards(panel)[0].accessibleDescription()


def test_a_click_opens_the_page_and_the_button_leads_back(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    assert panel.page.isVisible()
    assert {"The elbo", "What of elbo?", "Article 0 · 2 runs", "Another β."} <= set(texts(panel))
    assert "Two networks.\n\nOne without." in texts(panel)
    click(qtbot, button(panel, "All experiments"))
    assert not panel.page.isVisible()
    assert cards(panel)[0].hasFocus()


def test_keys_walk_through_the_cards_open_one_and_leave_it(panel, qtbot) -> None:
    cards(panel)[0].setFocus()
    qtbot.keyClick(cards(panel)[0], Qt.Key.Key_Down)
    qtbot.keyClick(cards(panel)[1], Qt.Key.Key_Right)
    assert cards(panel)[2].hasFocus()
    qtbot.keyClick(cards(panel)[2], Qt.Key.Key_Up)
    qtbot.keyClick(cards(panel)[1], Qt.Key.Key_Return)
    assert "The pca" in texts(panel)
    assert button(panel, "Start").hasFocus()
    qtbot.keyClick(button(panel, "Start"), Qt.Key.Key_Escape)
    assert cards(panel)[1].hasFocus()


def test_cards_stand_side_by_side_where_there_is_room(panel, qtbot) -> None:
    first, second, _ = cards(panel)
    assert first.x() == second.x()
    panel.resize(900, 700)
    qtbot.waitUntil(lambda: first.y() == second.y())
    assert second.x() > first.geometry().right()


def test_no_card_is_wider_than_a_narrow_dock(panel, qtbot) -> None:
    panel.resize(260, 700)
    qtbot.waitUntil(lambda: panel.gallery.board.width() <= 260)
    for card in cards(panel):
        assert card.geometry().right() < 260
        assert card.height() >= card.heightForWidth(card.width())


@pytest.mark.parametrize(("form", "short"), [("Short form", True), ("Full form", False)])
def test_the_chosen_form_is_started(panel, qtbot, form: str, short: bool) -> None:
    click(qtbot, cards(panel)[0])
    click(qtbot, button(panel, form))
    with qtbot.waitSignal(panel.start_requested) as caught:
        click(qtbot, button(panel, "Start"))
    assert caught.args == ["elbo", short]


def test_the_forms_say_how_long_they_take_here(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    assert button(panel, "Short form").text() == "Short · 1 min"
    assert button(panel, "Full form").text() == "Full · 12 min"


def test_while_it_runs_its_runs_can_be_seen_shown_and_stopped(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    panel.set_sitting("elbo", sitting(), LINES)
    first, second = panel.page.findChildren(RunButton)
    assert first.accessibleName() == "A, epoch 3 of 6"
    assert not button(panel, "Short form").isEnabled()
    with qtbot.waitSignal(panel.run_requested) as caught:
        click(qtbot, second)
    assert caught.args == ["elbo", "B"]
    with qtbot.waitSignal(panel.stop_requested) as caught:
        click(qtbot, button(panel, "Stop"))
    assert caught.args == ["elbo"]
    assert cards(panel)[0].text_of.status == "Runs: 0 of 2 done"


def test_a_run_is_called_by_its_title_and_chosen_by_its_name(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    panel.set_sitting("elbo", sitting(), [LINES[0], replace(LINES[1], title="乙")])
    _, second = panel.page.findChildren(RunButton)
    assert second.accessibleName() == "乙, waits"
    with qtbot.waitSignal(panel.run_requested) as caught:
        click(qtbot, second)
    assert caught.args == ["elbo", "B"]


def test_where_all_of_its_runs_wait_it_says_for_what(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    panel.set_sitting("elbo", sitting(), [RunLine(name, 0, 0.0, "…", waits=True) for name in "AB"])
    assert "Waits until the run that trains, or is paused, has ended." in texts(panel)


def test_in_the_end_it_says_what_came_out_beside_what_to_expect(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    panel.set_sitting("elbo", DONE, LINES)
    (row,) = panel.page.findChildren(ResultRow)
    assert row.isVisible()
    assert {"A: KL divergence", "5.00 nats", "To expect: at most 1 nats"} <= set(texts(panel))
    assert "0 of 1 numbers came out as expected." in texts(panel)
    assert button(panel, "Start").text() == "Start again"


@pytest.mark.parametrize(
    ("choice", "verdict"), [(0, "It is not. It is: B."), (1, "So it is."), (None, "It is: B.")]
)
def test_a_prediction_is_answered_when_the_runs_are_over(panel, qtbot, choice, verdict) -> None:
    click(qtbot, cards(panel)[0])
    options = [b for b in panel.page.findChildren(QRadioButton) if b.isVisible()]
    if choice is not None:
        qtbot.mouseClick(options[choice], Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not any("Nothing fills them." in text for text in texts(panel))
    panel.set_sitting("elbo", sitting(), LINES)
    panel.set_sitting("elbo", DONE, LINES)
    assert f"{verdict} Nothing fills them." in texts(panel)


def test_a_guess_is_still_there_when_one_comes_back(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    option = next(b for b in panel.page.findChildren(QRadioButton) if b.isVisible())
    qtbot.mouseClick(option, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    click(qtbot, button(panel, "All experiments"))
    click(qtbot, cards(panel)[0])
    assert next(b for b in panel.page.findChildren(QRadioButton) if b.isVisible()).isChecked()


def test_what_comes_next_is_one_click_away(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    click(qtbot, button(panel, "The seeds"))
    assert panel.page.experiment is ALL[2]


def test_an_experiment_that_is_not_known_yet_is_opened_when_it_is(panel) -> None:
    own = replace(experiment("own"), title="Mine")
    panel.open(own.key)
    assert not panel.page.isVisible()
    panel.set_experiments((*ALL, own), {})
    assert "Mine" in texts(panel)


def test_the_open_page_is_remembered(panel, qtbot) -> None:
    click(qtbot, cards(panel)[1])
    other = ExperimentsPanel(DARK)
    qtbot.addWidget(other)
    other.restore(panel.state())
    other.set_experiments(ALL, {})
    assert other.page.experiment is ALL[1]
    other.restore({"open": 3})


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (RunState.QUEUED, "waits"),
        (RunState.RUNNING, "epoch 1 of 30"),
        (RunState.FINISHED, "done"),
        (RunState.PAUSED, "paused"),
    ],
)
def test_a_run_says_in_a_word_how_far_it_is(state: RunState, text: str) -> None:
    assert run_line("A", Run(1, "A", 0, state=state), None).state == text


def test_a_run_that_is_gone_says_so() -> None:
    assert run_line("A", None, 1) == RunLine("A", None, 0.0, "removed")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_experiment_has_a_drawing_of_its_own(qapp, theme) -> None:
    pictures = set()
    for name in (*SKETCHES, "no such drawing"):
        image = QImage(76, 76, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        draw_sketch(painter, QRectF(0, 0, 76, 76), name, theme)
        painter.end()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == len(SKETCHES) + 1


def test_another_theme_reaches_every_part(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    panel.set_sitting("elbo", DONE, LINES)
    panel.set_theme(DARK)

    def rows() -> int:
        return len([row for row in panel.page.findChildren(ResultRow) if row.isVisible()])

    qtbot.waitUntil(lambda: rows() == 1)


@pytest.mark.parametrize("width", [260, 420])
def test_no_part_of_a_page_is_cut_off_at_the_side(panel, qtbot, width: int) -> None:
    choices = ("A choice of many words that has to be broken over lines " * 2, "B")
    wordy = replace(FIRST, prediction=replace(QUESTION, choices=choices))
    panel.set_experiments((wordy,), {})
    panel.resize(width, 700)
    panel.open(wordy.key)
    panel.set_sitting("elbo", DONE, LINES)
    body = panel.page._body
    qtbot.waitUntil(lambda: body.width() <= width)
    assert body.minimumSizeHint().width() <= width


def test_the_words_of_a_choice_are_as_good_as_its_button(panel, qtbot) -> None:
    click(qtbot, cards(panel)[0])
    label = next(w for w in panel.page.findChildren(QLabel) if w.text() == "B" and w.isVisible())
    with qtbot.waitSignal(panel.page.guessed) as caught:
        click(qtbot, label)
    assert caught.args == [1]
