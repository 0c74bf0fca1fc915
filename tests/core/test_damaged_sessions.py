"""Of every damaged session what is whole is opened, and a note says what is not."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from file_kit import assert_same, make_snapshot
from session_kit import assert_same_frames, make_session, names_in, rewrite_zip

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.session_file import (
    Session,
    frame_bytes,
    read_session,
    write_session,
)
from vae_explorer.core.storage.session_layout import is_plain, parsed
from vae_explorer.core.timeline.frame import Frame

FRAME = "runs/1/frames/000000012.safetensors"
STATE = "runs/1/states/000000008.safetensors"
MODEL = "runs/1/model.safetensors"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "all.vaesession"
    write_session(make_session(), path)
    return path


def content_at(path: Path, name: str) -> int:
    """Return where in a ZIP file the content of an entry begins."""
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(name).header_offset
    names, extra = struct.unpack_from("<2H", path.read_bytes(), at + 26)
    return at + 30 + names + extra


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


def flipped_bit(path: Path) -> None:
    flip(path, content_at(path, FRAME) + 2000)


def flipped_header(path: Path) -> None:
    flip(path, content_at(path, FRAME) - 30 - len(FRAME))


def foreign(path: Path) -> None:
    other = make_snapshot(Architecture("mlp", (5, 3), "gelu"), step=12)
    rewrite_zip(path, {FRAME: frame_bytes(Frame.of(other))})


def of_another_step(path: Path) -> None:
    rewrite_zip(path, {FRAME: frame_bytes(make_session().runs[0].timeline.frames[1])})


def cut_short(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        rewrite_zip(path, {FRAME: archive.read(FRAME)[:-7]})


def no_model(path: Path) -> None:
    rewrite_zip(path, {FRAME: b"x" * 5000})


def not_numbers(path: Path) -> None:
    frame = make_session().runs[0].timeline.frames[3]
    frame.weights[next(iter(frame.weights))].flat[3] = np.nan
    rewrite_zip(path, {FRAME: frame_bytes(frame)})


def empty(path: Path) -> None:
    rewrite_zip(path, {FRAME: b""})


@pytest.mark.parametrize(
    "damage",
    [
        *(flipped_bit, flipped_header, foreign, of_another_step, cut_short, no_model),
        *(not_numbers, empty),
    ],
)
def test_a_damaged_frame_is_left_out_with_a_note(
    damage: Callable[[Path], None], file: Path
) -> None:
    damage(file)

    found = read_session(file)

    run, branch = found.runs
    assert run.timeline.steps == (0, 4, 8)
    assert branch.timeline.steps == (0, 4, 10)
    assert_same(run.snapshot, make_session().runs[0].snapshot)
    assert run.training is not None
    if damage is not flipped_header:  # of which nothing can be known
        assert "1 moment of Deep β is damaged and left out." in found.notes
    assert found.notes


def test_a_damaged_state_is_left_out_with_a_note(file: Path) -> None:
    flip(file, content_at(file, STATE) + 2000)

    found = read_session(file)

    assert [state.step for state in found.runs[0].timeline.states] == [4]
    assert found.notes == ("1 full state of Deep β is damaged and left out.",)


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 100])
def test_the_newest_frame_takes_the_place_of_a_damaged_model(
    content: bytes | None, file: Path
) -> None:
    rewrite_zip(file, {MODEL: content})

    found = read_session(file)

    run = found.runs[0]
    assert (run.snapshot.step, run.training) == (12, None)
    assert_same_frames(run.timeline, make_session().runs[0].timeline)
    assert run.snapshot.history.train[-1, 0] == 8, "of the newest full state"
    assert "step 12" in found.notes[0]


def test_the_newest_full_state_takes_the_place_of_a_damaged_model_if_it_is_newer(
    file: Path,
) -> None:
    rewrite_zip(file, {MODEL: b"", FRAME: b""})

    run = read_session(file).runs[0]

    assert run.snapshot.step == 8
    assert run.training is not None


def test_a_run_of_which_nothing_is_whole_is_left_out(file: Path) -> None:
    mine = [name for name in names_in(file) if name.startswith("runs/2/")]
    rewrite_zip(file, dict.fromkeys(mine, b"") | {"session.json": only_run_two()})

    found = read_session(file)

    assert [run.key for run in found.runs] == ["1"]
    assert "Nothing of Branch is whole; it was left out." in found.notes


def only_run_two() -> bytes:
    about = {
        "format": "vae-explorer-session",
        "version": 1,
        "runs": [{"key": "2", "name": "Branch"}, {"key": "1"}],
    }
    return json.dumps(about).encode()


@pytest.mark.parametrize(
    "text", [None, b"", b"{", b"[]", b"\xff", b"{}", b'{"a":' * 2000 + b"1" + b"}" * 2000]
)
def test_without_its_description_a_session_is_what_its_entries_tell(
    text: bytes | None, file: Path
) -> None:
    rewrite_zip(file, {"session.json": text})

    found = read_session(file)

    assert [(run.key, run.name, run.colour) for run in found.runs] == [
        ("1", "Run 1", 0),
        ("2", "Run 2", 1),
    ]
    assert found.runs[0].timeline.steps == (0, 4, 8, 12)
    assert "names, colours and the view are lost" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("colour", value) for value in (-1, 2.5, "red", None, 10**30)],
        *[("name", value) for value in (5, "", None, ["x"])],
        *[("origin", value) for value in (5, ["1"], ["../1", 3], ["1", 3], ["2", -1], {})],
        *[("plan", value) for value in (5, [5], [[1, 2, 3]], [["x", "beta", 1]])],
        *[("seconds", value) for value in ("x", None, True, 10**400)],
        *[("shared_frames", value) for value in (5, {"1": [4]}, {"9": [4]}, {"2": "x"})],
    ],
)
def test_a_description_with_a_value_that_cannot_be_is_read_without_it(
    name: str, value: object, file: Path
) -> None:
    about = {
        "format": "vae-explorer-session",
        "version": 1,
        "runs": [{"key": "1", name: value}, "nonsense", {"key": "../2"}],
    }
    rewrite_zip(file, {"session.json": json.dumps(about).encode()})

    found = read_session(file)

    assert found.runs[0].timeline.steps == (0, 4, 8, 12)
    assert found.runs[0].name
    assert found.runs[0].colour >= 0


def test_a_file_that_was_cut_off_anywhere_opens_as_far_as_it_goes(file: Path) -> None:
    content = file.read_bytes()
    steps = []
    begin = content_at(file, "runs/2/model.safetensors")
    for length in np.linspace(begin, len(content) - 1, 60).astype(int):
        file.write_bytes(content[:length])
        found = read_session(file)
        assert found.notes
        run = found.runs[0]
        assert (run.snapshot.step, run.name) == (12, "Deep β")
        steps.append(len(run.timeline) + len(run.timeline.states))
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 6)


def test_a_file_whose_beginning_is_gone_opens(file: Path) -> None:
    file.write_bytes(file.read_bytes()[50:])

    found = read_session(file)

    assert found.runs[0].timeline.steps == (0, 4, 8, 12)


def test_compressed_entries_are_left_out(file: Path) -> None:
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("runs/1/frames/000000020.safetensors", b"0" * 10_000)

    found = read_session(file)

    assert found.runs[0].timeline.steps == (0, 4, 8, 12)
    assert "1 moment of Deep β is damaged and left out." in found.notes


def test_a_file_of_compressed_entries_is_refused(file: Path) -> None:
    rewrite_zip(file, {}, deflate=True)

    with pytest.raises(UserError):
        read_session(file)


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "/etc/passwd", "runs/../../evil", "runs\\1\\model.safetensors", ".hidden"),
        *("runs/1/.hidden", "C:/evil", "a//b", "", "runs/1/frames/12.safetensors/", "a\x00b"),
    ],
)
def test_names_that_lead_elsewhere_are_none(name: str) -> None:
    assert parsed(name) is None
    assert not is_plain(name)


@pytest.mark.parametrize(
    "name",
    [
        *("runs/1/frames/1.safetensors", "runs/a b/model.safetensors"),
        *("runs/1/frames/0000000012.safetensors", "runs/1/frames/000000012.pkl"),
    ],
)
def test_only_names_of_the_layout_are_read(name: str) -> None:
    assert parsed(name) is None


def test_an_entry_that_leads_elsewhere_is_neither_read_nor_kept(file: Path, tmp_path: Path) -> None:
    rewrite_zip(file, {"../../evil.txt": b"evil"})

    found = read_session(file)
    (tmp_path / "inner").mkdir()
    write_session(found, tmp_path / "inner")

    assert found.entries == {}
    assert not list(tmp_path.rglob("evil*"))


def test_entries_that_overlap_are_not_read_twice(file: Path) -> None:
    """As in a ZIP bomb, whose table names the same bytes again and again."""
    content = file.read_bytes()
    table = content.index(b"PK\x01\x02")
    first = 46 + struct.unpack_from("<H", content, table + 28)[0]
    entry = content[table : table + first]
    end = content.rindex(b"PK\x05\x06")
    count = struct.unpack_from("<H", content, end + 10)[0]
    twice = content[:end] + entry + content[end:]
    fields = struct.pack("<2HL", count + 1, count + 1, end + first - table)
    file.write_bytes(twice[: end + first + 8] + fields + twice[end + first + 16 :])

    found = read_session(file)

    assert found.runs[0].timeline.steps == (0, 4, 8, 12)
    assert "what is whole of it was opened" in found.notes[0]


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 10_000, b"PK\x03\x04" * 5000])
def test_what_is_no_session_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.vaesession"
    path.write_bytes(content)

    with pytest.raises(UserError, match=r"no\.vaesession"):
        read_session(path)


def test_a_folder_that_is_no_session_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read_session(tmp_path)
    with pytest.raises(UserError, match="nowhere"):
        read_session(tmp_path / "nowhere")


@dataclass
class Outcomes:
    opened: int = 0
    refused: int = 0


def changed_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(content)
    for place in rng.integers(len(changed), size=rng.integers(1, 6)):
        changed[place] = rng.integers(256)
    return bytes(changed)


def changed_structure(content: bytes, rng: np.random.Generator) -> bytes:
    """Change what is no content: the headers of entries, and the table."""
    changed = bytearray(content)
    marks = [i for mark in (b"PK\x01\x02", b"PK\x03\x04") for i in places(content, mark)]
    table = content.index(b"PK\x01\x02")
    for _ in range(rng.integers(1, 4)):
        if rng.random() < 0.5:
            place = int(rng.choice(marks)) + int(rng.integers(80))
        else:
            place = int(rng.integers(table, len(content)))
        if place < len(changed):
            changed[place] = rng.choice([0, 1, 0xFF, int(rng.integers(256))])
    return bytes(changed)


def places(content: bytes, mark: bytes) -> list[int]:
    found, at = [], content.find(mark)
    while at >= 0:
        found.append(at)
        at = content.find(mark, at + 1)
    return found


def cut_or_repeated(content: bytes, rng: np.random.Generator) -> bytes:
    a, b = sorted(int(place) for place in rng.integers(len(content), size=2))
    return content[:a] + content[b:] if rng.random() < 0.5 else content[:b] + content[a:]


def zeroed(content: bytes, rng: np.random.Generator) -> bytes:
    a, length = int(rng.integers(len(content))), int(rng.integers(4096))
    return content[:a] + bytes(len(content[a : a + length])) + content[a + length :]


@pytest.mark.parametrize("mutate", [changed_bytes, changed_structure, cut_or_repeated, zeroed])
@pytest.mark.slow
def test_whatever_is_done_to_a_session_it_is_opened_or_refused(
    mutate: Callable[[bytes, np.random.Generator], bytes], file: Path
) -> None:
    whole = file.read_bytes()
    rng = np.random.default_rng(7)
    outcomes = Outcomes()
    for _ in range(75):
        content = mutate(whole, rng)
        file.write_bytes(content)
        try:
            found = read_session(file)
        except UserError:
            outcomes.refused += 1
            continue
        outcomes.opened += 1
        check(found)
    assert outcomes.opened > 45


def check(found: Session) -> None:
    """Whatever was opened can be drawn, and holds no number that is none."""
    " ".join(found.notes).encode()
    for run in found.runs:
        for moment in (run.snapshot, *(frame.snapshot() for frame in run.timeline.frames)):
            assert np.isfinite(moment.embedding).all()
            assert np.isfinite(moment.decode(np.zeros((1, 2), np.float32))).all()
