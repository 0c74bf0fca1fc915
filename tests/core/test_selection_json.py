"""What is selected is in session files, and comes back; damaged, it alone is lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from session_kit import make_session, rewrite_zip

from vae_explorer.core.selection import OwnImage, Selection
from vae_explorer.core.storage.selection_json import read_selection, selection_json
from vae_explorer.core.storage.session_file import read_session, write_session

IMAGE = OwnImage(np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4), "a 4", "inverted")


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection((5,), 5, "mnist"),
        Selection((0, 1, 2, 7, 9, 10), 9, "mnist"),
        Selection(tuple(range(10_000)), None, "mnist"),
        Selection(tuple(range(0, 10_000, 3)), None, ""),
    ],
)
def test_digits_come_back(selection: Selection) -> None:
    table = json.loads(json.dumps(selection_json(selection)))
    assert read_selection(table) == selection


def test_ones_own_image_comes_back() -> None:
    table = json.loads(json.dumps(selection_json(Selection((3, 4), None, "mnist", IMAGE))))
    found = read_selection(table)
    assert found.rows == (3, 4)
    assert found.own is not None
    assert (found.own.name, found.own.note) == ("a 4", "inverted")
    np.testing.assert_array_equal(found.own.pixels, IMAGE.pixels)
    assert found.own.pixels.flags.writeable


def test_many_digits_take_little_room() -> None:
    assert selection_json(Selection(tuple(range(10_000)), None, "mnist"))["rows"] == "0-9999"


OWN = selection_json(Selection((), None, "", IMAGE))["own"]


@pytest.mark.parametrize(
    "value",
    [
        *(5, "x", [], {"rows": [1, 2]}, {"rows": "1;2"}, {"rows": "2,1"}, {"rows": "4-2"}),
        *({"rows": "-1"}, {"rows": "0-999999999"}, {"rows": "1", "current": 2}),
        *({"rows": "1", "current": True}, {"rows": "1", "dataset": 5}, {"own": "x"}),
        *({"own": OWN | change} for change in (
            {"shape": [2, 3]}, {"shape": [2, 3, 5]}, {"shape": [2, 3, -4]}, {"shape": [2.0, 3, 4]},
            {"shape": [2**30, 2**30, 1]}, {"pixels": "%%%%"}, {"pixels": None}, {"name": 5},
        )),
        {"rows": "1", "current": 1, "own": OWN},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_lost_alone_and_a_note_says_so(
    value: object, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_selection(value)
    path = tmp_path / "a.vaesession"
    write_session(make_session(), path)
    about = json.loads(json.dumps(_description(path)))
    rewrite_zip(path, {"session.json": json.dumps(about | {"selection": value}).encode()})
    found = read_session(path)
    assert found.selection == {}
    assert found.notes == ("What was selected is damaged and left out.",)
    assert [run.name for run in found.runs] == ["Deep β", "Deep β, β 4"]
    assert found.pins == make_session().pins


def test_a_session_without_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.vaesession"
    write_session(make_session(), path)
    about = _description(path)
    del about["selection"]
    rewrite_zip(path, {"session.json": json.dumps(about).encode()})
    found = read_session(path)
    assert found.selection == {}
    assert found.notes == ()


def _description(path: Path) -> dict:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("session.json"))
