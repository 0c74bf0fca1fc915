"""Commands that write codes and pictures."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from cli_kit import TEST, TINY
from PIL import Image, ImageSequence

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.drawing.manifold import AXES
from vae_explorer.core.drawing.own_images import from_picture
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.samplers import SAMPLERS
from vae_explorer.core.storage.model_file import load_snapshot


class TestEncode:
    @pytest.fixture
    def codes(self, model: Path, data_dir: Path):
        return load_snapshot(model).encode(DATA_SETS["mnist"].load(data_dir, "test").images)

    def test_csv_holds_the_codes_exactly(self, run, model: Path, codes) -> None:
        run("encode", model, "--out", "codes.csv")
        header, *rows = csv.reader(Path("codes.csv").read_text().splitlines())
        assert header == ["index", "label", "mean_1", "mean_2", "log_variance_1", "log_variance_2"]
        table = np.array(rows, np.float64)
        assert table[:, 0].tolist() == list(range(TEST))
        assert table[:, 1].tolist() == [i % 10 for i in range(TEST)]
        np.testing.assert_array_equal(table[:, 2:].astype(np.float32), np.hstack(codes))

    def test_npz_holds_the_same(self, run, model: Path, codes) -> None:
        run("encode", model, "--out", "codes.npz", "--split", "test")
        with np.load("codes.npz") as file:
            assert file["label"].dtype == np.uint8
            np.testing.assert_array_equal(file["mean_2"], codes[0][:, 1])
            np.testing.assert_array_equal(file["log_variance_1"], codes[1][:, 0])


class TestDecode:
    Z = ((-1.5, 0.3), (0.0, -2.0), (1.0, 1.0))
    OPTIONS = ("--z", "-1.5,0.3", "--z", "0,-2", "--z", "1,1")

    @pytest.fixture
    def images(self, model: Path):
        return load_snapshot(model).decode(np.array(self.Z, np.float32))

    def test_npy_holds_the_images(self, run, model: Path, images) -> None:
        run("decode", model, *self.OPTIONS, "--out", "z.npy")
        found = np.load("z.npy")
        assert found.shape == (3, 1, 28, 28)
        np.testing.assert_array_equal(found, images)

    def test_png_shows_them_side_by_side(self, run, model: Path, images) -> None:
        run("decode", *self.OPTIONS, "--out", "z.png", model)
        with Image.open("z.png") as picture:
            grey = np.asarray(picture)
        assert grey.dtype == np.uint8
        np.testing.assert_allclose(grey, np.hstack(images[:, 0]) * 255, atol=0.5001)

    @pytest.mark.parametrize("z", ["-1", "-1,2,3", "a,b", "nan,0", "-inf,0", "1e9,0", ""])
    def test_takes_points_alone(self, fail, model: Path, z: str) -> None:
        assert "--z" in fail("decode", model, "--z", z, "--out", "z.png")


class TestManifold:
    def test_shows_the_plane_as_a_map(self, run, model: Path) -> None:
        run("manifold", model, "--n", "3", "--out", "m.png")
        with Image.open("m.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (84, 84)
        # Top left is low z₁ and high z₂: −q and q, the 5/6 quantile of the normal distribution.
        corner = load_snapshot(model).decode(np.array([[-0.967422, 0.967422]], np.float32))[0, 0]
        np.testing.assert_allclose(grey[:28, :28], corner * 255, atol=0.51)

    def test_lays_its_grid_where_it_is_told(self, run, model: Path) -> None:
        pictures = {}
        for axes in AXES:
            said = run("manifold", model, "--n", "4", "--axes", axes, "--out", f"{axes}.png")
            assert AXES[axes].title[1:] in said
            with Image.open(f"{axes}.png") as picture:
                pictures[axes] = np.asarray(picture)
        snapshot = load_snapshot(model)
        corner = snapshot.decode(np.array([[-3, 3]], np.float32))[0, 0]
        np.testing.assert_allclose(pictures["linear"][:28, :28], corner * 255, atol=0.51)
        low, high = np.quantile(snapshot.embedding, (1 / 8, 7 / 8), axis=0)
        corner = snapshot.decode(np.array([[low[0], high[1]]], np.float32))[0, 0]
        np.testing.assert_allclose(pictures["aggregate"][:28, :28], corner * 255, atol=0.51)

    def test_knows_its_axes(self, fail, model: Path) -> None:
        said = fail("manifold", model, "--axes", "polar", "--out", "m.png")
        assert all(key in said for key in ("polar", *AXES))

    @pytest.mark.parametrize("n", ["0", "-3", "201", "two"])
    def test_has_a_sensible_size(self, fail, model: Path, n: str) -> None:
        assert "--n" in fail("manifold", model, "--n", n, "--out", "m.png")


class TestSample:
    def test_shows_what_draws_from_the_prior_decode_to(self, run, model: Path) -> None:
        assert "10 images" in run("sample", model, "--n", "10", "--seed", "3", "--out", "s.png")
        with Image.open("s.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (3 * 28, 4 * 28)
        z = np.random.default_rng(3).standard_normal((10, 2), np.float32)
        last = load_snapshot(model).decode(z)[9, 0]
        np.testing.assert_allclose(grey[56:84, 28:56], last * 255, atol=0.51)
        assert not grey[56:84, 56:].any()  # two images fewer than the grid has room for

    def test_draws_pixels_where_that_is_asked_for(self, run, model: Path) -> None:
        for name in ("a.png", "b.png"):
            run("sample", model, "--n", "4", "--draw", "--out", name)
        assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
        with Image.open("a.png") as picture:
            assert set(np.unique(picture)) == {0, 255}  # of a Bernoulli

    @pytest.mark.parametrize("sampler", SAMPLERS)
    def test_draws_z_from_what_is_named_and_tells_how_many_are_in_holes(
        self, run, model: Path, sampler: str
    ) -> None:
        said = run(
            "sample", model, "--n", "6", "--sampler", sampler, "--seed", "1", "--out", "s.png"
        )
        assert re.search(r"\d of 6 \(\d+%\) in holes", said)
        with Image.open("s.png") as picture:
            grey = np.asarray(picture)
        snapshot = load_snapshot(model)
        last = snapshot.decode(SAMPLERS[sampler].draw(snapshot, 6, 1))[5, 0]
        np.testing.assert_allclose(grey[28:56, 56:84], last * 255, atol=0.51)

    def test_knows_its_samplers(self, fail, model: Path) -> None:
        said = fail("sample", model, "--sampler", "dice", "--out", "s.png")
        assert all(key in said for key in ("dice", *SAMPLERS))

    @pytest.mark.parametrize("k", ["0", "51", "some"])
    def test_has_a_sensible_number_of_components(self, fail, model: Path, k: str) -> None:
        assert "--components" in fail("sample", model, "--components", k, "--out", "s.png")

    @pytest.mark.parametrize("n", ["0", "10001", "many"])
    def test_has_a_sensible_number(self, fail, model: Path, n: str) -> None:
        assert "--n" in fail("sample", model, "--n", n, "--out", "s.png")


def typical(snapshot, label: int) -> np.ndarray:
    codes = snapshot.embedding[snapshot.labels == label]
    return min(codes, key=lambda code: np.hypot(*(code - np.median(codes, axis=0))))


class TestInterpolate:
    def test_goes_from_digit_to_digit_in_a_straight_line(self, run, model: Path) -> None:
        options = ("--from", "7", "--to", "2", "--steps", "5")
        run("interpolate", model, *options, "--out", "line.png")
        with Image.open("line.png") as picture:
            grey = np.asarray(picture)
        assert grey.shape == (28, 5 * 28)
        snapshot = load_snapshot(model)
        seven, two = (typical(snapshot, k) for k in (7, 2))
        middle = snapshot.decode(((seven + two) / 2)[None].astype(np.float32))[0, 0]
        np.testing.assert_allclose(grey[:, 56:84], middle * 255, atol=0.6)

    def test_is_an_animation_that_runs_back_and_forth(self, run, model: Path) -> None:
        run("interpolate", model, "--from=-1,0", "--to", "1,0.5", "--steps", "4", "--out", "l.gif")
        with Image.open("l.gif") as picture:
            # Frames that are alike are one, and stay for longer.
            shown = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
            assert sum(shown) == 6 * 40
            picture.seek(0)
            assert picture.size == (280, 280)
            assert picture.info["loop"] == 0
            first = np.asarray(picture.convert("L"))[5::10, 5::10]
        image = load_snapshot(model).decode(np.array([[-1, 0]], np.float32))[0, 0]
        np.testing.assert_allclose(first, image * 255, atol=2)  # of a palette

    @pytest.mark.parametrize(
        ("place", "words"),
        [("eleven", "no class"), ("1,x", "no place"), (" ", "no place"), ("#99999", "no digit")],
    )
    def test_says_what_is_no_place(self, fail, model: Path, place: str, words: str) -> None:
        options = ("--from", place, "--to", "2", "--out", "l.gif")
        assert words in fail("interpolate", model, *options)


class TestPath:
    def test_goes_by_its_waypoints_with_steps_of_one_length(self, run, model: Path) -> None:
        vias = ("--via", "-1,0", "--via", "1,0", "--via", "1,1")
        output = run("path", model, *vias, "--steps", "7", "--out", "p.npz")
        assert "7 images from (-1.00, 0.00) to (1.00, 0.00) to (1.00, 1.00)" in output
        assert "3.00 in the plane" in output
        with np.load("p.npz") as arrays:
            expected = [[-1, 0], [-0.5, 0], [0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1]]
            np.testing.assert_allclose(arrays["z"], expected, atol=1e-6)
            images = load_snapshot(model).decode(arrays["z"])
            np.testing.assert_allclose(arrays["images"], images * 255, atol=0.6)

    def test_tells_both_lengths_of_the_shortest_way(self, run, model: Path) -> None:
        vias = ("--via", "7", "--via", "#5", "--shortest")
        output = run("path", model, *vias, "--steps", "4", "--out", "p.png")
        words = output.split()
        lengths = [float(words[words.index(name) + 1]) for name in ("straight", "shortest")]
        assert lengths[1] <= lengths[0]
        with Image.open("p.png") as picture:
            assert picture.size == (4 * 28, 28)

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--via", "7", "--out", "p.gif"), "2 to 24 waypoints"),
            (("--via", "7", "--via", "eleven", "--out", "p.gif"), "no class"),
            (("--via", "7", "--via", "1,x", "--out", "p.gif"), "no place"),
            (("--via", "7", "--via", "2", "--out", "p.bmp"), "ends in .gif"),
            (("--via", "7", "--via", "2", "--out", "none/p"), "does not exist"),
        ],
    )
    def test_says_what_is_wrong(self, fail, model: Path, options, words: str) -> None:
        assert words in fail("path", model, *options)


def test_a_gan_has_no_holes_since_it_has_no_encoder_to_leave_them(run) -> None:
    run("train", "--out", "gan.safetensors", *TINY, "--regime", "adversarial")
    output = run("sample", "gan.safetensors", "--n", 4, "--out", "z.png")
    assert "4 images" in output
    assert "holes" not in output
    assert "squared error" in run("evaluate", "gan.safetensors")
    run("encode", "gan.safetensors", "--out", "codes.csv")
    header = Path("codes.csv").read_text().splitlines()[0]
    assert header == "index,label,mean_1,mean_2"


class TestEncodeImage:
    @pytest.fixture
    def picture(self) -> Path:
        levels = np.full((60, 90), 255, np.uint8)
        levels[10:50, 40:48] = 0
        Image.fromarray(levels).save("scan.png")
        return Path("scan.png")

    def test_prints_the_code_and_what_was_done(self, run, model: Path, picture: Path) -> None:
        found = json.loads(run("encode", model, "--image", picture, "--json"))
        pixels, note = from_picture(np.asarray(Image.open(picture)), DIGIT_SHAPE)
        mean, log_variance = load_snapshot(model).encode(pixels[None])
        np.testing.assert_allclose(found["mean"], mean[0], rtol=1e-6)
        np.testing.assert_allclose(found["sigma"], np.exp(log_variance[0] / 2), rtol=1e-6)
        assert found["turned"] == note
        assert "60" in note
        assert sum(found["nearest_classes"].values()) == 10
        text = run("encode", model, "--image", picture)
        assert f"mean   {mean[0, 0]:.4f}, {mean[0, 1]:.4f}" in text
        assert note in text

    def test_as_it_lies_does_not_centre(self, run, model: Path, picture: Path) -> None:
        text = run("encode", model, "--image", picture, "--as-it-lies")
        assert "centred" not in text
        assert "scaled from 90 x 60." in text

    def test_mistakes_are_told(self, fail, model: Path) -> None:
        Path("notes.png").write_text("no picture")
        assert "no PNG or JPEG" in fail("encode", model, "--image", "notes.png")
        assert "nowhere.png" in fail("encode", model, "--image", "nowhere.png")
        assert "--image" in fail("encode", model, "--out", "codes.csv", "--json")
