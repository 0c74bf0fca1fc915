"""A session comes back from its file as it was."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from session_kit import (
    assert_same_frames,
    assert_same_session,
    make_moment,
    make_session,
    make_timeline,
    names_in,
    rewrite_zip,
)

from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.storage.model_file import load
from vae_explorer.core.storage.session_file import (
    FolderWriter,
    Session,
    StoredRun,
    frame_bytes,
    looks_like_session,
    read_frame,
    read_session,
    write_session,
)
from vae_explorer.core.storage.session_plan import Moment, fitting, free_memory
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import memory, place, thinned


@pytest.fixture(params=["file", "folder"])
def path(request, tmp_path: Path) -> Path:
    if request.param == "folder":
        (tmp_path / "session").mkdir()
        return tmp_path / "session"
    return tmp_path / "all.vaesession"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "all.vaesession"
    write_session(make_session(), path)
    return path


def test_a_session_comes_back_as_it_was(path):
    session = make_session()

    write_session(session, path)
    found = read_session(path)

    assert_same_session(found, session)
    assert found.notes == ()


def test_a_branch_shares_the_moments_before_it_in_the_file_and_in_memory(path):
    session = make_session()

    write_session(session, path)
    run, branch = read_session(path).runs

    assert branch.timeline.frames[0] is run.timeline.frames[0]
    assert branch.timeline.states[0] is run.timeline.states[0]
    assert memory([run.timeline, branch.timeline]) == memory([old.timeline for old in session.runs])


def test_equal_sessions_give_equal_bytes(tmp_path):
    one, other = tmp_path / "one.vaesession", tmp_path / "other.vaesession"

    write_session(make_session(), one)
    write_session(read_session(one), other)

    assert one.read_bytes() == other.read_bytes()


def test_the_layout_is_what_is_documented(file):
    names = names_in(file)

    assert names[0] == "session.json"
    assert names[1:3] == ["runs/1/model.safetensors", "runs/2/model.safetensors"]
    assert "runs/1/frames/000000012.safetensors" in names
    assert "runs/1/states/000000008.safetensors" in names
    with zipfile.ZipFile(file) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        about = json.loads(archive.read("session.json"))
    assert (about["format"], about["version"]) == ("vae-explorer-session", 1)


def test_every_entry_opens_alone_as_a_model(file, tmp_path):
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "out")

    frame = load(tmp_path / "out/runs/1/frames/000000008.safetensors")
    state = load(tmp_path / "out/runs/1/states/000000008.safetensors")

    assert frame.notes == ()
    assert frame.snapshot.step == state.snapshot.step == 8
    assert state.training is not None
    assert np.array_equal(frame.snapshot.embedding, state.snapshot.embedding)


def test_a_frame_comes_back_from_its_bytes_as_it_was():
    frame = replace(Frame.of(make_moment(8)), interpolated=True)

    content = frame_bytes(frame)

    line = replace(make_timeline(()), frames=(frame,))
    assert_same_frames(replace(line, frames=(read_frame(content, "frame"),)), line)
    assert frame_bytes(read_frame(content, "frame")) == content


def test_a_frame_whose_weights_need_single_precision_keeps_it():
    moment = make_moment(8)
    name = next(iter(moment.weights))
    large = moment.weights[name].copy()
    large.flat[0] = 1e6
    frame = Frame.of(replace(moment, weights={**moment.weights, name: large}))

    assert read_frame(frame_bytes(frame), "frame").weights[name].flat[0] == 1e6


def test_a_session_without_history_opens(tmp_path):
    session = Session(runs=(StoredRun("1", "Run 1", 0, make_moment(3)),), shown="1")
    write_session(session, tmp_path / "a.vaesession")

    found = read_session(tmp_path / "a.vaesession")

    assert_same_session(found, session)


def test_an_empty_session_opens(tmp_path):
    write_session(Session(), tmp_path / "a.vaesession")

    assert read_session(tmp_path / "a.vaesession").runs == ()


def test_writing_into_a_folder_again_removes_what_is_gone(tmp_path):
    session = make_session()
    write_session(session, tmp_path)
    fewer = replace(session.runs[0], timeline=session.runs[0].timeline.without_one())

    write_session(replace(session, runs=(fewer,), shown="1"), tmp_path)

    assert not (tmp_path / "runs/2").exists()
    assert len(list((tmp_path / "runs/1/frames").iterdir())) == 3
    assert_same_session(read_session(tmp_path), replace(session, runs=(fewer,), shown="1"))


def test_a_folder_can_be_read_at_any_time_while_it_grows(tmp_path):
    writer, session = FolderWriter(tmp_path / "growing"), make_session()
    run = session.runs[0]

    seen = []
    for frame in run.timeline.frames:
        writer.frame("1", frame)
        found = read_session(writer.folder)
        seen.append((found.runs[0].timeline.steps, found.runs[0].snapshot.step))
    writer.model("1", run.snapshot, run.training)
    writer.describe({"runs": [{"key": "1", "name": "Elsewhere"}]})
    whole = read_session(writer.folder)

    assert seen == [((0,), 0), ((0, 4), 4), ((0, 4, 8), 8), ((0, 4, 8, 12), 12)]
    assert whole.runs[0].name == "Elsewhere"
    assert whole.runs[0].training is not None
    assert whole.notes == ()


def test_writing_can_be_called_off_and_leaves_what_was_there(file):
    before = file.read_bytes()

    def tell(done: int, _all: int) -> None:
        if done:
            raise Interrupted

    with pytest.raises(Interrupted):
        write_session(make_session(), file, tell)

    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_progress_is_told_from_nothing_to_all(path):
    told = []
    write_session(make_session(), path, lambda done, whole: told.append((done, whole)))
    write_told = list(told)
    told.clear()
    read_session(path, tell=lambda done, whole: told.append((done, whole)))

    assert write_told[0][0] == 0
    assert write_told[-1][0] == pytest.approx(write_told[-1][1], rel=0.5)
    assert [done for done, _ in write_told] == sorted(done for done, _ in write_told)
    assert told[-1][0] == told[-1][1]


def test_what_cannot_be_written_is_told(tmp_path):
    with pytest.raises(UserError, match=r"a\.vaesession"):
        write_session(make_session(), tmp_path / "nowhere" / "a.vaesession")


def test_frames_beyond_the_budget_are_thinned_while_reading(file):
    frame = make_session().runs[0].timeline.frames[0]

    found = read_session(file, budget=4 * frame.nbytes)

    steps = found.runs[0].timeline.steps
    assert 2 <= len(steps) < 4
    assert (steps[0], steps[-1]) == (0, 12)
    assert any("more would take more memory" in note for note in found.notes)


def test_a_long_history_is_thinned_evenly_and_soon():
    line = [Moment(step, 1000, "") for step in range(0, 200_000, 10)]

    (kept,) = fitting({"1": line}, 20_000).values()

    assert len(kept) == 20
    assert (kept[0].step, kept[-1].step) == (0, 199_990)
    gaps = np.diff([place(moment.step) for moment in kept])
    assert gaps.max() < 4 * np.median(gaps)


@pytest.mark.parametrize("keep_first", [True, False])
def test_what_is_not_read_is_what_would_have_been_dropped(keep_first):
    line = tuple(Moment(step, 1000, "") for step in (0, 4, 8, 13, 14, 20, 40, 41, 90))
    one_by_one = line
    for _ in range(6):
        one_by_one = thinned(one_by_one, keep_first=keep_first)

    assert fitting({"1": line}, 3000, keep_first=keep_first) == {"1": one_by_one}


def test_unknown_entries_and_keys_are_told_and_kept(file, tmp_path):
    with zipfile.ZipFile(file) as archive:
        about = json.loads(archive.read("session.json"))
    about["later"] = {"a": 1}
    about["runs"][0]["notes"] = "mine"
    change = {"session.json": json.dumps(about).encode(), "films/one.toml": b"speed = 2"}
    rewrite_zip(file, change)

    found = read_session(file)
    write_session(found, tmp_path / "again.vaesession")
    again = read_session(tmp_path / "again.vaesession")

    assert any("films/one.toml" in note for note in found.notes)
    assert again.more == {"later": {"a": 1}}
    assert again.runs[0].more == {"notes": "mine"}
    assert again.entries == {"films/one.toml": b"speed = 2"}


def test_a_newer_version_is_refused(file):
    rewrite_zip(file, {"session.json": b'{"format": "vae-explorer-session", "version": 2}'})

    with pytest.raises(UserError, match="version 2"):
        read_session(file)


def test_a_session_is_recognised(file, tmp_path):
    (tmp_path / "folder").mkdir()
    assert looks_like_session(file)
    assert not looks_like_session(tmp_path / "folder")
    FolderWriter(tmp_path / "folder").describe({"runs": []})
    assert looks_like_session(tmp_path / "folder")
    assert not looks_like_session(tmp_path / "model.safetensors")


def test_models_that_memory_has_no_room_for_are_refused(file, monkeypatch):
    monkeypatch.setattr("vae_explorer.core.storage.session_reading.free_memory", lambda: 1000)

    with pytest.raises(UserError, match="memory"):
        read_session(file)


def test_free_memory_is_known_or_not():
    free = free_memory()
    assert free is None or free > 2**20
