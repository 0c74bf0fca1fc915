"""Texts of an experiment in several languages: the one that is spoken is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.catalogue import find, ids
from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.outcome import judge
from vae_explorer.core.experiments.reading import parse
from vae_explorer.core.language import LANGUAGES, speak

TRANSLATED = """\
title = { en = "Why the KL matters", zh = "KL 为什么重要" }
question = { zh = "没有它会怎样？", en = "What happens without it?" }
what.en = '''
Two networks,
one without.

Watch the plane.'''
what.zh = '''
两个网络，
其中一个没有
KL 散度。

看平面。'''
pin = ["Without"]
try = [{ en = "Set beta = 2.", zh = "设 beta = 2。" }, "β = 2"]

[settings]
epochs = 20

[prediction]
question = { en = "Which has holes?", zh = "哪个有空洞？" }
choices = [
  { en = "With", zh = "有" },
  { en = "Without", zh = "没有" },
]
answer = "Without"
after.en = "Nothing fills them."
after.zh = "没有什么来填满。"

[[runs]]
name = { en = "With", zh = "有 KL" }

[[runs]]
name = { en = "Without", zh = "无 KL" }
beta = 0

[[results]]
run = "With"
measure = "kl"
more_than = "Without"
source.en = "the article says so"
source.zh = "文章如此说"
[results.short]
at_least = 1
"""

OLD = """\
title = "Why the KL matters"
question = "What happens without it?"
what = "Two networks."
[[runs]]
name = "With"
[[results]]
run = "With"
measure = "kl"
source = "the article says so"
"""

# Names of runs that are no words.
_NAMES = {"rand", "randn", "VampPrior"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    speak("en", None)


def read(text: str, language: str) -> Experiment:
    speak(language, None)
    return parse(text.encode(), "own.toml", "own")


def texts(experiment: Experiment) -> list[str]:
    """All that somebody reads of an experiment, in the order of the file."""
    found = [experiment.title, experiment.question, experiment.what, *experiment.suggestions]
    if experiment.prediction is not None:
        asked = experiment.prediction
        found += [asked.question, *asked.choices, asked.after]
    for result in experiment.results:
        found += [result.full.source, result.short.source]
    return [*found, *(run.title for run in (*experiment.full, *experiment.short))]


def test_texts_are_read_in_the_language_that_is_spoken() -> None:
    english, chinese = read(TRANSLATED, "en"), read(TRANSLATED, "zh")
    assert (english.title, chinese.title) == ("Why the KL matters", "KL 为什么重要")
    assert (english.question, chinese.question) == ("What happens without it?", "没有它会怎样？")
    assert english.suggestions == ("Set beta = 2.", "β = 2")
    assert chinese.suggestions == ("设 beta = 2。", "β = 2")
    assert english.prediction is not None
    assert chinese.prediction is not None
    assert (english.prediction.choices, english.prediction.answer) == (("With", "Without"), 1)
    assert (chinese.prediction.choices, chinese.prediction.answer) == (("有", "没有"), 1)
    assert chinese.prediction.after == "没有什么来填满。"
    assert chinese.results[0].full.source == "文章如此说"


def test_lines_of_chinese_are_joined_without_spaces() -> None:
    assert read(TRANSLATED, "en").what == "Two networks, one without.\n\nWatch the plane."
    assert read(TRANSLATED, "zh").what == "两个网络，其中一个没有 KL 散度。\n\n看平面。"


def test_what_names_a_run_is_the_same_in_every_language() -> None:
    english, chinese = read(TRANSLATED, "en"), read(TRANSLATED, "zh")
    assert [run.name for run in chinese.full] == [run.name for run in english.full]
    assert [run.title for run in chinese.full] == ["有 KL", "无 KL"]
    assert [run.title for run in chinese.short] == ["有 KL", "无 KL"]
    assert chinese.pinned == ("Without",)
    assert chinese.results[0].runs == ("With", "Without")
    assert chinese.course == english.course
    outcome = judge(chinese.results[0], {("With", "kl", ""): 7.0}, short=False)
    assert outcome.heading == "有 KL: KL divergence"
    assert "无 KL" in outcome.expected
    assert outcome.to_json()["run"] == "With"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_in_one_language_is_read_in_all(language: str) -> None:
    found = read(OLD, language)
    assert texts(found) == texts(read(OLD, "en"))
    assert (found.full[0].name, found.full[0].title) == ("With", "With")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("what.zh = '''", "what.fr = '''", "[what] has no key 'fr'"),
        ('after.zh = "没有什么来填满。"', "after.zh = 1", "'zh' is 1 and should be a text"),
        ('{ en = "With", zh = "有 KL" }', '{ en = "With", zh = "" }', "'zh' is '' and should be"),
        ('{ en = "Why the KL matters", zh = "KL 为什么重要" }', "{}", "there in no language"),
        ('"文章如此说"', '"' + 241 * "说" + '"', "'zh' has 241 characters; 240 are the most"),
        ('answer = "Without"', 'answer = "没有"', "none of the choices"),
        ('run = "With"', 'run = "有 KL"', "choose With or Without"),
        ('pin = ["Without"]', 'pin = [{ en = "Without" }]', "'pin' should be a list of texts"),
        ('try = [{ en = "Set', 'try = [{ fr = "Set', "[[try]] has no key 'fr'"),
    ],
)
def test_a_mistake_in_a_translated_text_is_told_with_its_line(
    old: str, new: str, words: str
) -> None:
    assert TRANSLATED.count(old) == 1
    text = TRANSLATED.replace(old, new)
    line = next(i for i, one in enumerate(text.splitlines(), 1) if new in one)
    with pytest.raises(UserError) as caught:
        read(text, "zh")
    assert caught.value.what.startswith(f"own.toml, line {line}: ")
    assert words in caught.value.what


def test_two_runs_may_not_have_one_name() -> None:
    text = TRANSLATED.replace('en = "Without", zh = "无 KL"', 'en = "With", zh = "无 KL"')
    with pytest.raises(UserError, match="two runs of the name 'With'"):
        read(text, "zh")


@pytest.mark.parametrize("name", ids())
def test_those_that_the_program_brings_speak_every_language(name: str) -> None:
    told = {}
    for language in LANGUAGES:
        speak(language, None)
        told[language] = find(name)
    assert len({experiment.course for experiment in told.values()}) == 1
    for english, chinese in zip(texts(told["en"]), texts(told["zh"]), strict=True):
        assert not re.search("[\u3000-\u9fff]", english)
        in_words = re.search("[a-z]{2}", english.replace("log p(x)", ""))
        assert (chinese != english) is bool(in_words and english not in _NAMES), english
