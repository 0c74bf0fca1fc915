"""Images of one's own: centred as MNIST's are, and read within bounds."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vae_explorer.core.drawing.own_images import centred, from_picture, placed
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.storage import own_pictures
from vae_explorer.core.storage.own_pictures import is_picture, read_picture


def middle(image: np.ndarray) -> tuple[float, float]:
    """Return the centre of mass, row and column, of a picture."""
    mass = image.astype(float)
    rows, columns = np.indices(mass.shape)
    return float((rows * mass).sum() / mass.sum()), float((columns * mass).sum() / mass.sum())


def box(image: np.ndarray) -> tuple[int, int]:
    """Return height and width of what is on a picture."""
    rows, columns = np.nonzero(image)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def a_one(width: int = 640, height: int = 480, ink: int = 0, ground: int = 255) -> np.ndarray:
    """Return a bar with a foot, somewhere on a picture."""
    levels = np.full((height, width), ground, np.uint8)
    levels[9 * height // 20 : height // 2, width // 4 : width // 4 + width // 8] = ink
    levels[height // 5 : height // 2, width // 4 : width // 4 + width // 20] = ink
    return levels


class TestCentred:
    def test_what_mnist_has_centred_stays_as_it_is(self, mnist_test) -> None:
        digits = mnist_test.images[:1000]
        again = np.stack([centred(digit[0], DIGIT_SHAPE) for digit in digits])
        assert (again == digits).all(axis=(1, 2, 3)).mean() > 0.99

    def test_the_middle_is_where_mnist_has_it(self, mnist_test) -> None:
        rows, columns = np.transpose([middle(image[0]) for image in mnist_test.images[:1000]])
        for ours, theirs in zip(
            middle(centred(a_one(ground=0, ink=255), DIGIT_SHAPE)[0]), (rows, columns), strict=True
        ):
            assert abs(np.median(theirs) - 14) < 0.1
            assert np.abs(theirs - 14).max() <= 0.5 + 1e-6
            assert abs(ours - 14) <= 0.5

    def test_ink_of_any_size_and_place_fills_twenty_pixels(self) -> None:
        ink = np.zeros((300, 500), np.uint8)
        ink[10:110, 400:440] = 255
        ink[90:110, 400:480] = 255  # an L, whose mass is not in the middle of its box
        image = centred(ink, DIGIT_SHAPE)[0]
        assert box(image) == (20, 16)
        assert middle(image) == pytest.approx((14, 14), abs=0.51)
        np.testing.assert_array_equal(
            centred(np.roll(ink, (150, -300), (0, 1)), DIGIT_SHAPE)[0], image
        )

    def test_small_ink_is_enlarged_and_a_dot_stays_within(self) -> None:
        dot = np.zeros((28, 28), np.uint8)
        dot[3, 4] = 255
        assert box(centred(dot, DIGIT_SHAPE)[0]) == (20, 20)

    def test_scaling_down_keeps_the_mean(self) -> None:
        stripes = np.zeros((400, 400), np.uint8)
        stripes[:, ::2] = 255
        inner = centred(stripes, DIGIT_SHAPE)[0][5:23, 5:23]
        assert np.abs(inner.astype(int) - 127).max() <= 3  # no moiré

    def test_other_shapes_are_in_proportion(self) -> None:
        ink = np.full((10, 10), 200, np.uint8)
        image = centred(ink, ImageShape(3, 56, 56))
        assert image.shape == (3, 56, 56)
        assert box(image[0]) == (40, 40)
        np.testing.assert_array_equal(image[0], image[2])

    def test_no_ink_is_no_image(self) -> None:
        assert not centred(np.zeros((50, 40), np.uint8), DIGIT_SHAPE).any()

    def test_placed_leaves_it_where_it_is(self) -> None:
        ink = np.zeros((280, 280), np.uint8)
        ink[100:200, 50:60] = 255
        image = placed(ink, DIGIT_SHAPE)[0]
        assert image[11:19, 5].min() >= 220
        assert middle(image) == pytest.approx((14.5, 5), abs=0.05)


class TestFromPicture:
    def test_light_ground_is_inverted_and_said_so(self) -> None:
        image, note = from_picture(a_one(), DIGIT_SHAPE)
        assert image.shape == DIGIT_SHAPE
        assert image.max() == 255
        assert image[0, 0, 0] == 0
        assert note == (
            "Inverted, because its ground was light; scaled from 640 x 480 and centred as MNIST’s "
            "digits are."
        )

    def test_dark_ground_is_not(self) -> None:
        light, _ = from_picture(a_one(), DIGIT_SHAPE)
        dark, note = from_picture(a_one(ink=255, ground=0), DIGIT_SHAPE)
        assert "nverted" not in note
        np.testing.assert_array_equal(light, dark)

    def test_what_fits_is_taken_as_it_is(self) -> None:
        digit = centred(a_one(ink=200, ground=0), DIGIT_SHAPE)
        digit[0, 2, 2] = 3  # a speck does not matter
        image, note = from_picture(digit[0], DIGIT_SHAPE)
        np.testing.assert_array_equal(image, digit)
        assert note == ""
        image, note = from_picture(255 - digit[0], DIGIT_SHAPE)
        np.testing.assert_array_equal(image, digit)
        assert note == "Inverted, because its ground was light."

    def test_pale_ink_on_grey_and_noisy_paper_is_ink(self) -> None:
        clean, _ = from_picture(a_one(), DIGIT_SHAPE)
        noise = np.random.default_rng(0).integers(-6, 7, (480, 640))
        pale = (a_one(ink=110, ground=215) + noise).astype(np.uint8)
        image, note = from_picture(pale, DIGIT_SHAPE)
        assert "contrast stretched" in note
        assert np.abs(image.astype(int) - clean).mean() < 1

    def test_uncentred_it_is_framed(self) -> None:
        image, note = from_picture(a_one(), DIGIT_SHAPE, centre=False)
        assert note.endswith("scaled from 640 x 480.")
        rows, columns = np.nonzero(image[0] > 100)
        assert (rows.min(), columns.min()) == (7, 7)  # 3.5 pixels of ground above and below

    def test_a_picture_without_anything_on_it_is_refused(self) -> None:
        with pytest.raises(UserError, match="nothing on the picture"):
            from_picture(np.full((100, 100), 240, np.uint8), DIGIT_SHAPE)

    def test_colours_stay_for_a_model_of_colours(self) -> None:
        red = np.zeros((64, 32, 3), np.uint8)
        red[..., 0] = 200
        image, note = from_picture(red, ImageShape(3, 16, 16))
        assert image.shape == (3, 16, 16)
        assert image[0].min() == 200
        assert not image[1:].any()
        assert note == "Scaled from 32 x 64."

    @pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2)])
    def test_odd_sizes_do_not_break_it(self, size) -> None:
        levels = np.zeros(size, np.uint8)
        levels[-1, -1] = 255
        for centre in (True, False):
            try:
                image, _ = from_picture(levels, DIGIT_SHAPE, centre=centre)
            except UserError:
                continue
            assert image.shape == DIGIT_SHAPE


def saved(path: Path, picture: Image.Image, **options) -> Path:
    picture.save(path, **options)
    return path


class TestReading:
    def test_transparent_is_white(self, tmp_path: Path) -> None:
        levels = np.zeros((20, 30, 4), np.uint8)
        levels[5:15, 10:12] = (0, 0, 0, 255)
        found, size = read_picture(saved(tmp_path / "a.png", Image.fromarray(levels)))
        assert size == (30, 20)
        assert found[0, 0].min() == 255
        assert found[10, 11].max() == 0

    def test_a_palette_with_a_transparent_colour_too(self, tmp_path: Path) -> None:
        picture = Image.new("P", (8, 8), 0)
        picture.putpalette([0, 0, 0, 255, 0, 0])
        found, _ = read_picture(saved(tmp_path / "p.png", picture, transparency=0))
        assert found.min() == 255

    def test_it_is_upright(self, tmp_path: Path) -> None:
        levels = np.full((40, 80), 255, np.uint8)
        levels[:10] = 0  # dark above
        exif = Image.Exif()
        exif[0x0112] = 6  # turn by a quarter, clockwise: dark at the right
        path = saved(tmp_path / "a.jpg", Image.fromarray(levels), exif=exif)
        found, size = read_picture(path)
        assert size == (40, 80)
        assert found.shape == (80, 40)
        assert found[40, 38] < 50
        assert found[40, 2] > 200

    def test_sixteen_bits_are_not_clipped(self, tmp_path: Path) -> None:
        levels = np.array([[0, 257 * 100], [257 * 200, 65535]], np.uint16)
        found, _ = read_picture(saved(tmp_path / "a.png", Image.fromarray(levels)))
        np.testing.assert_array_equal(found, [[0, 100], [200, 255]])

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "CMYK"])
    def test_every_mode_is_read(self, tmp_path: Path, mode: str) -> None:
        suffix = "jpg" if mode == "CMYK" else "png"
        path = saved(tmp_path / f"a.{suffix}", Image.new("RGB", (9, 7), "white").convert(mode))
        found, _ = read_picture(path)
        assert found.shape[:2] == (7, 9)
        assert found.min() >= 250

    def test_a_large_one_is_made_smaller_and_keeps_its_size(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.jpg", Image.fromarray(a_one(3000, 1500)))
        found, size = read_picture(path)
        assert max(found.shape) <= 1024
        assert size == (3000, 1500)

    def test_a_bomb_is_not_set_off(self, tmp_path: Path) -> None:
        header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)

        def chunk(kind: bytes, data: bytes) -> bytes:
            return (
                struct.pack(">I", len(data))
                + kind
                + data
                + struct.pack(">I", zlib.crc32(kind + data))
            )

        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))
        (tmp_path / "bomb.png").write_bytes(content + chunk(b"IEND", b""))
        with pytest.raises(UserError, match="too many pixels"):
            read_picture(tmp_path / "bomb.png")

    def test_what_the_decoder_would_allow_is_bounded_too(self, tmp_path, monkeypatch) -> None:
        path = saved(tmp_path / "b.png", Image.new("1", (101, 100)))
        monkeypatch.setattr(own_pictures, "MOST_PIXELS", 10_000)
        with pytest.raises(UserError, match="too many pixels"):
            read_picture(path)

    def test_a_huge_file_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "huge.png").open("wb") as file:
            file.truncate(own_pictures.MOST_BYTES + 1)
        with pytest.raises(UserError, match="too large"):
            read_picture(tmp_path / "huge.png")

    def test_broken_ones_are_told_in_a_sentence(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(1)
        for form in ("png", "jpeg"):
            buffer = io.BytesIO()
            Image.fromarray(a_one(60, 40)).save(buffer, form)
            whole = buffer.getvalue()
            cuts = [whole[:n] for n in (0, 3, 9, 30, len(whole) // 2)]
            for _ in range(60):
                content = bytearray(whole)
                for place in rng.integers(8, len(content), 4):
                    content[place] = rng.integers(256)
                cuts.append(bytes(content))
            for content in cuts:
                path = tmp_path / f"broken.{form}"
                path.write_bytes(content)
                with contextlib.suppress(UserError):  # anything else fails
                    found, _ = read_picture(path)
                    assert found.dtype == np.uint8

    def test_what_is_no_picture_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "text.png").write_text("no picture")
        with pytest.raises(UserError, match="no PNG or JPEG"):
            read_picture(tmp_path / "text.png")
        with pytest.raises(UserError, match="no PNG or JPEG"):
            read_picture(saved(tmp_path / "a.gif", Image.new("L", (5, 5))))
        with pytest.raises(UserError, match="no file"):
            read_picture(tmp_path / "nowhere.png")
        with pytest.raises(UserError, match="folder"):
            read_picture(tmp_path)

    def test_files_are_known_by_name_or_by_what_is_in_them(self, tmp_path: Path) -> None:
        saved(tmp_path / "scan.dat", Image.new("L", (5, 5)), format="PNG")
        (tmp_path / "model.safetensors").write_bytes(bytes(20))
        assert is_picture(tmp_path / "scan.dat")
        assert is_picture(tmp_path / "gone.JPG")
        assert not is_picture(tmp_path / "model.safetensors")
        assert not is_picture(tmp_path / "nowhere")
        assert not is_picture(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert not is_picture(tmp_path / "pipe")
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(UserError):
            read_picture(tmp_path / "pipe.png")
