"""Files of storyboards: what they say, and what is said of a mistake in one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.reading import parse, read
from vae_explorer.core.film.storyboard import (
    END,
    SIZES,
    Caption,
    Moment,
    Storyboard,
    Stretch,
    read_size,
    size_name,
)
from vae_explorer.core.paths import Digit, Point, Typical

WHOLE = Storyboard(
    title='A "talk" on z\u2081,\tin two parts',
    size=(1440, 1080),
    theme="dark",
    fps=25,
    seconds=12.5,
    hold=0,
    clock="epochs",
    stretches=(
        Stretch(Moment(0.0), Moment(40.0, "step"), seconds=3),
        Stretch(Moment(1.5), END, speed=0.25),
    ),
    layers=("mosaic", "dots", "probe", "mosaic-beside"),
    dots=2000,
    reach=4.5,
    probe=(Typical("7"), Point(-1.5, 0.25), Digit(4021)),
    captions=(Caption(0, 2.5, 'Überall Ziffern \\ "7"'), Caption(3, 4, "Now.\x7f")),
)


@pytest.mark.parametrize("storyboard", [Storyboard(), WHOLE, replace(WHOLE, size=(640, 480))])
def test_what_is_written_is_read_as_it_was(storyboard: Storyboard) -> None:
    assert parse(storyboard.to_toml().encode(), "film.toml") == storyboard


def test_a_file_is_readable_toml() -> None:
    values = tomllib.loads(WHOLE.to_toml())

    assert values["probe"] == ["7", "-1.5, 0.25", "#4021"]
    assert values["moments"] == [
        {"from": 0, "to": "step 40", "seconds": 3},
        {"from": 1.5, "to": "end", "speed": 0.25},
    ]


def test_an_empty_file_is_the_usual_film() -> None:
    assert parse(b"", "film.toml") == Storyboard()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("theme = 'red'", 1, "choose light or dark"),
        ("\nfbs = 30", 2, "did you mean 'fps'?"),
        ("fps = 0", 1, "from 1 to 60"),
        ("size = '1079x1920'", 1, "is odd"),
        ("size = '720x1280'", 1, "higher than wide"),
        ("size = '99999x2'", 1, "not within 320x240 to 3840x2160"),
        ("size = 'large'", 1, "1080p, 4:3, 720p, 4K or 1280x720"),
        ("dots = 2.5", 1, "whole number"),
        ("layers = ['dots', 'dotz']", 1, "no layer 'dotz'"),
        ("probe = ['1,,2']", 1, "no place in the plane"),
        ("theme = 'dark'\n[[moments]]\nfrom = 3\nto = 2", 4, "no time"),
        ("[[moments]]\nfrom = 'epoch 3'", 2, "a number of epochs"),
        ("[[moments]]\nfrom = 'end'", 1, "no time"),
        ("[[moments]]\nto = true", 2, "'to' is True"),
        ("[[moments]]\nseconds = 1\nspeed = 2", 3, "both"),
        ("[[captions]]\nfrom = 2\nto = 1\ntext = 'x'", 3, "ends at 1 s"),
        ("[[captions]]\nfrom = 2\nto = 3", 1, "has no 'text'"),
        ("[[captions]]\ntext = 'x'", 1, "needs 'from' and 'to'"),
        ("title = 'x", 1, "not TOML"),
        ("title = 'a'\ntitle = 'b'", 2, "not TOML"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(text.encode(), "film.toml")

    assert caught.value.what.startswith(f"film.toml, line {line}: ")
    assert words in caught.value.what


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(UserError, match=r"none\.toml cannot be read"):
        read(tmp_path / "none.toml")


def test_sizes_have_names() -> None:
    assert all(read_size(name) == size and size_name(size) == name for name, size in SIZES.items())
    assert size_name(read_size("640 × 480")) == "640x480"


def test_the_storyboards_of_the_documentation_can_be_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "film.md").read_text(encoding="utf-8")
    whole, of_the_readme = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)

    storyboard = parse(whole.encode(), "film.md")
    assert [stretch.speed for stretch in storyboard.stretches] == [None, 2]
    assert storyboard.captions[0].start == 0.5
    assert parse(of_the_readme.encode(), "film.md").size == (640, 480)
