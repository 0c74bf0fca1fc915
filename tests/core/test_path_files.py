"""Images along a way as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from file_kit import make_snapshot
from PIL import Image

from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.path_files import PathImages, kind_of, path_images, write_path
from vae_explorer.core.paths import Digit, Point, Route, code_of, evenly


@pytest.fixture
def made() -> PathImages:
    snapshot = make_snapshot()
    route = Route((Digit(3), Point(0, 1), Digit(12)), shortest=True)
    where = tuple(code_of(snapshot, place) for place in route.places)
    z = evenly(np.array(where), 5)
    images = (snapshot.decode(z) * 255).astype(np.uint8)
    return path_images(snapshot, route, where, z, images)


def test_arrays_hold_points_images_and_what_the_waypoints_are(made, tmp_path: Path) -> None:
    write_path(tmp_path / "a.npz", made)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["images"], made.images)
        np.testing.assert_array_equal(arrays["z"], made.z)
        assert arrays["waypoint_rows"].tolist() == [3, -1, 12]
        assert arrays["waypoint_labels"].tolist() == [3, -1, 2]
        np.testing.assert_allclose(arrays["waypoints"][1], (0, 1))
        assert arrays["class_names"].tolist() == list("0123456789")
        assert arrays["shortest"]


def test_a_folder_has_a_picture_for_each_and_is_whole_or_not_there(made, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_path(tmp_path / "all", made, progress=lambda *done: told.append(done))
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == [f"{i:05}.png" for i in range(1, 6)]
    assert told == [(i, 5) for i in range(1, 6)]
    with Image.open(tmp_path / "all" / "00002.png") as picture:
        grey = np.asarray(picture)[5::10, 5::10, 0]
    np.testing.assert_array_equal(grey, made.images[1, 0])
    with pytest.raises(UserError, match="is there already"):
        write_path(tmp_path / "all", made)
    asked = iter([False, False, True, True])
    with pytest.raises(Interrupted):
        write_path(tmp_path / "some", made, cancelled=lambda: next(asked))
    assert not (tmp_path / "some").exists()


def test_a_video_goes_there_and_back(made, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    write_path(tmp_path / "a.mp4", made, rate=25)
    with av.open(str(tmp_path / "a.mp4")) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(frames) == 8
    assert frames[0].shape == (560, 560)
    levels = made.images[[0, 1, 2, 3, 4, 3, 2, 1], 0].mean(axis=(1, 2))
    np.testing.assert_allclose([frame.mean() for frame in frames], levels, atol=3)


def test_what_is_no_such_file_is_told_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"ends in \.gif"):
        kind_of(Path("a.bmp"))
    monkeypatch.setattr("vae_explorer.core.film.mp4.find_spec", lambda _name: None)
    with pytest.raises(UserError, match="PyAV"):
        kind_of(Path("a.mp4"))
