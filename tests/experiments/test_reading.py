"""Files of experiments: what they say, and what is said of a mistake in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from vae_explorer.core.architecture import PRESETS
from vae_explorer.core.changes import Planned
from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.catalogue import find, ids, source_of
from vae_explorer.core.experiments.reading import Known, parse, read
from vae_explorer.core.toml.reading import MOST_BYTES

WHOLE = """\
title = "Why the KL matters"
article = 3
order = 7
question = "What happens without it?"
what = \"\"\"
Two networks,
one without.

Watch the plane. [not a table]
\"\"\"
panels = ["curves"]
next = ["elbo"]
try = ["Set beta = 2."]

[settings]
preset = "mlp-512-256"
epochs = 20

[short]
epochs = 5

[prediction]
question = "Which has holes?"
choices = ["With", "Without"]
answer = "Without"
after = "Nothing fills them."

[[runs]]
name = "With"

[[runs]]
name = "Without"
beta = 0.5
[[runs.changes]]
epoch = 8
beta = 0
[[runs.changes]]
epoch = 12
beta = 1
learning_rate = 1e-4

[[results]]
run = "With"
measure = "negative_elbo"
value = 140
tolerance = 3
source = "the article says 140"
short = { value = 150 }
"""


def told(text: str | bytes, known: Known | None = None) -> str:
    """Return the complaint about a file."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(UserError) as caught:
        parse(data, "own.toml", "own", known)
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in WHOLE
    return told(WHOLE.replace(old, new, 1))


def line_of(text: str, within: str = WHOLE) -> int:
    return next(i for i, line in enumerate(within.splitlines(), 1) if text in line)


def test_a_file_says_it_all() -> None:
    found = parse(WHOLE.encode(), "own.toml", "own")
    assert (found.id, found.title, found.article) == ("own", "Why the KL matters", "3")
    assert found.what == "Two networks, one without.\n\nWatch the plane. [not a table]"
    with_, without = found.full
    assert with_.config.architecture == PRESETS["mlp-512-256"].architecture
    assert (with_.config.epochs, with_.config.beta, with_.plan) == (20, 1.0, ())
    assert without.config.beta == 0.5
    assert without.plan == (
        Planned(8, "beta", 0.0),
        Planned(12, "beta", 1.0),
        Planned(12, "learning_rate", 1e-4),
    )
    assert found.prediction is not None
    assert found.prediction.answer == 1
    assert found.results[0].full.value == 140
    assert found.results[0].short.value == 150


def test_the_short_form_has_its_settings_and_its_changes_come_sooner() -> None:
    found = parse(WHOLE.encode(), "own.toml", "own")
    assert [run.config.epochs for run in found.short] == [5, 5]
    assert [change.epoch for change in found.short[1].plan] == [2, 3, 3]
    assert found.short_minutes < found.minutes


def test_settings_of_a_run_go_over_those_of_all_and_the_short_form_over_both() -> None:
    text = WHOLE.replace('name = "With"\n', 'name = "With"\nepochs = 30\n[runs.short]\nbeta = 3\n')
    found = parse(text.encode(), "own.toml", "own")
    assert found.full[0].config.epochs == 30
    assert (found.short[0].config.epochs, found.short[0].config.beta) == (5, 3.0)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("beta = 0.5", "betta = 0.5", "betta", "did you mean 'beta'?"),
        ("beta = 0.5", "beta = -1", "beta = -1", "β must be a number from 0 to 10,000."),
        ("beta = 0.5", 'beta = "one"', 'beta = "one"', "wrong type"),
        ('preset = "mlp-512-256"', 'preset = "big"', "preset", "'big'; choose mlp-256-128"),
        ('next = ["elbo"]', 'nxt = ["elbo"]', "nxt", "did you mean 'next'?"),
        ("order = 7", "order = 'first'", "order", "should be a number"),
        ("article = 3", "article = 9", "article", "choose 0, 1, 2, 3, 4 or beyond"),
        ("epoch = 12", "epoch = 20", "epoch = 20", "ended before epoch 20"),
        ("epoch = 12\nbeta = 1", "epoch = 12\nseed = 1", "seed", "cannot be changed in the middle"),
        ("epoch = 8\nbeta = 0", "epoch = 8", "[[runs.changes]]", "needs a setting"),
        ('answer = "Without"', 'answer = "Both"', "answer", "none of the choices"),
        ('run = "With"', 'run = "Wth"', "run = ", "choose With or Without"),
        ('"negative_elbo"', '"elbo"', "measure", "choose negative_elbo"),
        ('name = "Without"', 'name = "With"', "two", "two runs of the name 'With'"),
        ("tolerance = 3", "tolerance = -3", "tolerance", "from 0"),
        ("short = { value = 150 }", "short = { vlue = 150 }", "short = {", "'vlue'"),
        ("title =", "titel =", "titel", "no key 'titel'; did you mean 'title'?"),
        ('title = "Why the KL matters"\n', "", "", "no 'title'"),
        ('[[runs]]\nname = "With"', '[[run]]\nname = "With"', "[[run]]", "did you mean 'runs'?"),
        ('try = ["Set beta = 2."]', "try = [1]", "try", "list of texts"),
        ("epochs = 20", "epochs = 20\nwarm_up = 30", "warm_up", "longer than the run of 20"),
        ("epochs = 5", "epochs = 5\nwarm_up = 9", "warm_up", "longer than the run of 5"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_its_line(
    old: str, new: str, line: str, words: str
) -> None:
    text = WHOLE.replace(old, new, 1)
    sentence = changed(old, new)
    if line == "two":  # the second of two
        number = len(text[: text.rindex('name = "With"')].splitlines()) + 1
    else:
        number = line_of(line, text) if line else 1
    assert sentence.startswith(f"own.toml, line {number}: ")
    assert words in sentence
    assert "\n" not in sentence


def test_what_is_not_toml_is_told_with_its_line() -> None:
    sentence = changed("[short]", "[short")
    assert sentence.startswith(f"own.toml, line {line_of('[short]')}: this is not TOML: ")


def test_a_file_that_ends_in_the_middle_is_told() -> None:
    sentence = told('title = """never closed')
    assert sentence.startswith("own.toml, line 1: this is not TOML: ")


def test_text_that_is_not_utf_8_is_told_with_its_line() -> None:
    assert told(b'title = "a"\nwhat = "\xff"') == ("own.toml, line 2: this is not text in UTF-8.")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + 5000 * "[" + 5000 * "]",
        "a = " + 20_000 * "1",
        "x" * (MOST_BYTES + 1),
        "a = {" + "b = {" * 2000 + "}" * 2001,
    ],
)
def test_what_is_too_much_is_refused_in_a_sentence(text: str) -> None:
    assert told(text).startswith("own.toml")


def test_names_are_checked_where_they_are_known() -> None:
    known = Known(panels=("curves", "strip"), layers=(), experiments=("elbo",))
    parse(WHOLE.encode(), "own.toml", "own", known)
    text = WHOLE.replace('panels = ["curves"]', 'panels = ["curvs"]')
    assert told(text, known) == (
        f"own.toml, line {line_of('panels', text)}: there is no panel 'curvs'; "
        "did you mean 'curves'?"
    )


def test_what_makes_no_sense_together_has_the_line_of_one_of_them() -> None:
    text = WHOLE.replace("epochs = 20", 'epochs = 20\nbound = "iwae"')
    assert "choose the Monte Carlo KL" in told(text)


def test_a_copy_that_was_changed_can_be_read(tmp_path: Path) -> None:
    name = ids()[0]
    path = tmp_path / "mine.toml"
    path.write_bytes(source_of(name).replace(b'en = "', b'en = "My ', 1))
    found = read(path)
    assert found.id == "mine"
    assert found.title.startswith("My ")
    assert found.path == path
    assert find(str(path)) == found


def test_a_name_that_is_none_is_answered_with_one_that_is() -> None:
    with pytest.raises(UserError, match="Did you mean elbo"):
        find("elbow")


def test_windows_lines_are_counted_alike() -> None:
    text = WHOLE.replace("beta = 0.5", "betta = 0.5")
    assert told(text.replace("\n", "\r\n")) == told(text)
