"""Files of tours: what they say, what is wrong with them, and those that the program brings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.catalogue import ids as experiments
from vae_explorer.core.language import LANGUAGES
from vae_explorer.core.tours import catalogue
from vae_explorer.core.tours.reading import Known, is_tour, parse, read
from vae_explorer.core.tours.route import Route, through
from vae_explorer.core.tours.tour import Scene, Tour

TOUR = """\
title = { en = "Holes", zh = "空洞" }
about = "Where nothing is."

[[steps]]
text = '''One line
and the same.

Another.'''
layers = ["dots"]
probe = [0.5, -1]
moment = "first"

[[steps]]
text = "Two"
question = "Why?"
answer = "So."
moment = 2
region = [-1, -2, 1, 2]
images = "draws"
sample = 50
[steps.train]
epochs = 3
"""


def tour(text: str = TOUR, known: Known | None = None) -> Tour:
    return parse(text.encode(), "mine.toml", "mine", known)


def test_a_file_says_what_is_told_and_shown() -> None:
    found = tour()
    first, second = found.steps
    assert found.title.within("zh") == "空洞"
    assert found.title.within("fr") == "Holes"
    assert first.text.within("en") == "One line and the same.\n\nAnother."
    assert first.scene == Scene(layers=("dots",), probe=(0.5, -1.0), moment="first")
    assert second.question is not None
    assert second.deeds.train is not None
    assert (second.deeds.train.epochs, second.deeds.sample) == (3, 50)
    assert found.languages == ("en",)


def test_what_is_shown_stays_until_a_later_step_says_otherwise() -> None:
    seen = tour().scene_at(1)
    assert (seen.layers, seen.probe) == (("dots",), (0.5, -1.0))
    assert (seen.moment, seen.region, seen.drawn) == (2.0, (-1.0, -2.0, 1.0, 2.0), True)
    assert tour().scene_at(0).region is None


def test_what_a_step_trains_is_looked_at_until_the_bundled_model_is_asked_for() -> None:
    steps = ('model = "bundled"', "", "[steps.train]\nepochs = 3", "", 'model = "bundled"', "")
    text = 'title = "T"\nabout = "A"\n'
    text += "".join(f'\n[[steps]]\ntext = "S"\n{step}\n' for step in steps)
    seen = [tour(text).scene_at(i).bundled for i in range(len(steps))]
    assert seen == [True, True, False, False, True, True]


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ('text = "Two"', "", 12, "needs a 'text'"),
        ('answer = "So."', "", 12, "needs an answer"),
        ("probe = [0.5, -1]", 'probe = "here"', 9, "list of 2 numbers"),
        ("probe = [0.5, -1]", "probe = [0.5, nan]", 9, "list of 2 numbers"),
        ("region = [-1, -2, 1, 2]", "region = [1, -2, -1, 2]", 17, "left, bottom, right"),
        ('layers = ["dots"]', 'layers = ["dot"]', 8, "no layer 'dot'"),
        ('moment = "first"', 'moment = "frist"', 10, "choose"),
        ("epochs = 3", "epochs = -3", 21, "epoch"),
        ("sample = 50", "samples = 50", 19, "did you mean 'sample'"),
        ("sample = 50", 'experiment = "elbow"', 19, "no experiment 'elbow'"),
        ('zh = "空洞"', 'fr = "Trous"', 1, "fr"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_its_line(
    before: str, after: str, line: int, sentence: str
) -> None:
    known = Known(layers=("dots", "rings"), experiments=("elbo",))
    with pytest.raises(UserError) as caught:
        tour(TOUR.replace(before, after), known)
    assert sentence in caught.value.what
    told = int(caught.value.what.partition("line ")[2].partition(":")[0])
    assert abs(told - line) <= 1


def test_a_tour_without_steps_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\[\[steps\]\]"):
        tour('title = "A"\nabout = "B"')
    with pytest.raises(UserError, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_tours_and_experiments_are_told_apart() -> None:
    assert is_tour(TOUR.encode())
    assert not is_tour(b'title = "A"\n[[runs]]\nname = "One"\n')


@pytest.mark.parametrize("name", catalogue.ids())
def test_those_that_the_program_brings_speak_every_language(name: str) -> None:
    found = catalogue.find(name, Known(experiments=experiments()))
    assert found.languages == tuple(LANGUAGES)
    assert found.steps[0].scene.bundled


def test_six_are_in_the_menu_the_whole_first() -> None:
    assert [tour.id for tour in catalogue.in_menu()] == [
        "whole",
        *(f"article-{i}" for i in range(5)),
    ]


def test_a_route_passes_its_points_at_an_even_pace_and_closes() -> None:
    points = np.array([[0, 0], [2, 0], [2.5, 1.5], [-1, 2]], float)
    route = Route(points)
    places = np.array([route.at(route.length * i / 400) for i in range(401)])
    steps = np.hypot(*np.diff(places, axis=0).T)
    assert steps.max() < 1.02 * steps.mean()
    assert steps.min() > 0.98 * steps.mean()
    np.testing.assert_allclose(places[0], places[-1], atol=1e-9)
    for point in points:
        assert np.hypot(*(places - point).T).min() < steps.max()


def test_a_round_goes_to_the_nearest_class_that_is_left() -> None:
    medians = {3: (0.0, 0.0), 5: (4.0, 0.0), 7: (1.0, 0.0), 9: (2.0, 1.0)}
    route = through(medians)
    assert route is not None
    along = np.linspace(0, route.length, 2000)
    places = np.array([route.at(a) for a in along])
    when = {k: along[np.hypot(*(places - np.array(p)).T).argmin()] for k, p in medians.items()}
    assert when[3] < when[7] < when[9] < when[5]
    assert through({0: (0.0, 0.0), 1: (1.0, 1.0)}) is None
