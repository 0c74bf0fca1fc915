"""Downloads, against a server on this machine that can misbehave."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from vae_explorer.core.data import download
from vae_explorer.core.data.base import DownloadCancelled, Progress
from vae_explorer.core.data.download import download_files
from vae_explorer.core.data.mirrors import RemoteFile
from vae_explorer.core.data.torchvision_sets import KMNIST, import_torchvision
from vae_explorer.core.errors import UserError

# Noise, so that it stays larger than several chunks when packed.
PLAIN = {
    name: np.random.default_rng(seed).bytes(length)
    for seed, (name, length) in enumerate([("images", 100_000), ("labels", 3_000)])
}
PACKED = {f"{name}.gz": gzip.compress(content) for name, content in PLAIN.items()}
FILES = [
    RemoteFile(name, hashlib.md5(content).hexdigest(), len(PLAIN[name.removesuffix(".gz")]))
    for name, content in PACKED.items()
]
TOTAL = sum(map(len, PACKED.values()))


class Mirror:
    """A web server for `files`, with switches for what goes wrong.

    `cut_once` breaks the connection of the first GET for a file after so many bytes; `hold_after`
    makes every GET fall silent after so many bytes until `release` is set; `ends_at` breaks every
    connection at that byte of the file.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = dict(files)
        self.ranges = True
        self.tells_size = True
        self.announces: int | None = None  # in answer to HEAD, whatever there is
        self.cut_once: dict[str, int] = {}
        self.hold_after: int | None = None
        self.ends_at: int | None = None
        self.release = threading.Event()
        self.requests: list[tuple[str, str, str | None]] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                mirror.answer(self)

            def do_GET(self) -> None:
                mirror.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: object) -> None:
                pass  # a client that goes away is part of the tests

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/data/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.release.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def gets(self, name: str) -> list[str | None]:
        """Return the Range headers of the GET requests for a file."""
        return [span for method, path, span in self.requests if (method, path) == ("GET", name)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.removeprefix("/data/")
        span = handler.headers.get("Range")
        self.requests.append((handler.command, name, span))
        content = self.files.get(name)
        if content is None:
            handler.send_error(404)
            return
        start = int(span.removeprefix("bytes=").removesuffix("-")) if span and self.ranges else 0
        if start and start >= len(content):
            handler.send_error(416)
            return
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if handler.command == "HEAD" and self.announces is not None:
            handler.send_header("Content-Length", str(self.announces))
        elif self.tells_size:
            handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        if handler.command == "GET":
            self.send(handler, name, content[start : self.ends_at])

    def send(self, handler: BaseHTTPRequestHandler, name: str, body: bytes) -> None:
        if name in self.cut_once:
            handler.wfile.write(body[: self.cut_once.pop(name)])
            return  # HTTP/1.0: the connection is closed here
        if self.hold_after is not None:
            handler.wfile.write(body[: self.hold_after])
            handler.wfile.flush()
            self.release.wait(10)
            body = body[self.hold_after :]
        handler.wfile.write(body)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror(PACKED)
    yield mirror
    mirror.close()


@pytest.fixture
def second_mirror() -> Iterator[Mirror]:
    mirror = Mirror(PACKED)
    yield mirror
    mirror.close()


def fetch(
    folder: Path,
    *mirrors: Mirror | str,
    progress: Callable[[Progress], None] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    urls = [mirror if isinstance(mirror, str) else mirror.url for mirror in mirrors]
    download_files("Noise", FILES, urls, folder, progress, cancelled)


def assert_complete(folder: Path) -> None:
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == PLAIN


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def test_files_arrive_unpacked_and_nothing_else_stays(tmp_path: Path, mirror: Mirror) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    fetch(folder, mirror)
    assert_complete(folder)


def test_progress_grows_to_the_sum_of_all_files(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "REPORT_INTERVAL", 0.0005)
    seen: list[Progress] = []
    fetch(tmp_path, mirror, progress=seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total == TOTAL
    assert {progress.total for progress in seen if progress.done} == {TOTAL}


def test_progress_comes_on_the_callers_thread(tmp_path: Path, mirror: Mirror) -> None:
    threads: set[threading.Thread] = set()
    fetch(tmp_path, mirror, progress=lambda now: threads.add(threading.current_thread()))
    assert threads == {threading.current_thread()}


def test_a_server_that_tells_no_size_gives_no_total(tmp_path: Path, mirror: Mirror) -> None:
    mirror.tells_size = False
    mirror.hold_after = 20_000
    totals: list[int | None] = []

    def progress(now: Progress) -> None:
        totals.append(now.total)
        if now.done:
            mirror.release.set()

    fetch(tmp_path, mirror, progress=progress)
    assert totals[0] is None
    assert_complete(tmp_path)


def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    tmp_path: Path, mirror: Mirror
) -> None:
    mirror.cut_once = {"images.gz": 40_000}
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)
    assert mirror.gets("images.gz") == [None, "bytes=40000-"]


def test_a_partial_file_of_an_earlier_start_is_continued(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "images.gz.part").write_bytes(PACKED["images.gz"][:50_000])
    seen: list[Progress] = []
    fetch(tmp_path, mirror, progress=seen.append)
    assert_complete(tmp_path)
    assert mirror.gets("images.gz") == ["bytes=50000-"]
    assert seen[0].done >= 50_000
    assert seen[-1].done == seen[-1].total == TOTAL


def test_a_complete_partial_file_needs_no_transfer(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "images.gz.part").write_bytes(PACKED["images.gz"])
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)
    assert mirror.gets("images.gz") == []


def test_a_server_that_ignores_ranges_gives_a_clean_restart(tmp_path: Path, mirror: Mirror) -> None:
    mirror.ranges = False
    (tmp_path / "images.gz.part").write_bytes(PACKED["images.gz"][:50_000])
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)
    assert len(mirror.gets("images.gz")) == 1


@pytest.mark.parametrize("length", [50_000, len(PACKED["images.gz"]), 200_000])
def test_a_foreign_partial_file_is_thrown_away(tmp_path: Path, mirror: Mirror, length: int) -> None:
    (tmp_path / "images.gz.part").write_bytes(b"?" * length)
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)
    assert mirror.gets("images.gz") == [f"bytes={length}-", None]


def test_a_wrong_checksum_is_an_error_and_leaves_no_file(tmp_path: Path, mirror: Mirror) -> None:
    mirror.files["labels.gz"] = gzip.compress(b"something else")
    with pytest.raises(UserError, match=r"did not deliver labels\.gz") as error:
        fetch(tmp_path, mirror)
    assert "wrong checksum" in error.value.details
    assert error.value.way_out
    assert [path.name for path in tmp_path.iterdir()] == ["images"]


def test_a_wrong_checksum_leads_to_the_next_mirror(
    tmp_path: Path, mirror: Mirror, second_mirror: Mirror
) -> None:
    mirror.files["images.gz"] = b"a page of a hotel's network"
    fetch(tmp_path, mirror, second_mirror)
    assert_complete(tmp_path)


def test_a_missing_file_leads_to_the_next_mirror(
    tmp_path: Path, mirror: Mirror, second_mirror: Mirror
) -> None:
    mirror.files.clear()
    fetch(tmp_path, mirror, second_mirror)
    assert_complete(tmp_path)


def test_a_mirror_that_is_down_leads_to_the_next_one(tmp_path: Path, mirror: Mirror) -> None:
    fetch(tmp_path, closed_port(), mirror)
    assert_complete(tmp_path)


def test_a_file_that_no_mirror_has_is_named(tmp_path: Path, mirror: Mirror) -> None:
    del mirror.files["labels.gz"]
    with pytest.raises(UserError, match=r"labels\.gz") as error:
        fetch(tmp_path, mirror)
    assert "404" in error.value.details


def test_no_network_is_said_and_a_way_out_given(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no network connection to 127") as error:
        fetch(tmp_path, closed_port())
    assert "try again" in error.value.way_out
    assert str(tmp_path) in error.value.way_out
    assert error.value.details


def test_a_connection_that_broke_for_good_keeps_what_came(tmp_path: Path, mirror: Mirror) -> None:
    mirror.ends_at = 60_000
    with pytest.raises(UserError, match="broke off") as error:
        fetch(tmp_path, mirror)
    assert "goes on where it stopped" in error.value.way_out
    assert (tmp_path / "images.gz.part").read_bytes() == PACKED["images.gz"][:60_000]


def test_cancel_returns_before_a_silent_server_does_and_keeps_what_came(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "GRACE", 0.05)
    mirror.hold_after = 60_000
    arrived: list[int] = []
    with pytest.raises(DownloadCancelled):
        fetch(
            tmp_path,
            mirror,
            progress=lambda now: arrived.append(now.done),
            cancelled=lambda: bool(arrived) and arrived[-1] >= 40_000,
        )
    assert not mirror.release.is_set()
    mirror.release.set()
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(5)
    part = (tmp_path / "images.gz.part").read_bytes()
    assert 40_000 <= len(part) <= 60_000
    assert PACKED["images.gz"].startswith(part)

    mirror.hold_after = None
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)
    assert mirror.gets("images.gz")[-1] == f"bytes={len(part)}-"


def test_cancel_before_the_start_asks_nobody(tmp_path: Path, mirror: Mirror) -> None:
    with pytest.raises(DownloadCancelled):
        fetch(tmp_path, mirror, cancelled=lambda: True)
    assert mirror.requests == []


def test_an_error_in_a_callback_ends_the_transfer(tmp_path: Path, mirror: Mirror) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, mirror, progress=interrupt)
    assert not [thread for thread in threading.enumerate() if thread.name == "download"]


def test_an_old_file_is_replaced_whole(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "images").write_bytes(b"damaged")
    fetch(tmp_path, mirror)
    assert_complete(tmp_path)


def test_a_file_in_the_folders_place_is_an_error(tmp_path: Path, mirror: Mirror) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(UserError, match="cannot be written") as error:
        fetch(tmp_path / "data" / "raw", mirror)
    assert "--data-dir" in error.value.way_out


def test_a_read_only_folder_is_an_error(tmp_path: Path, mirror: Mirror) -> None:
    tmp_path.chmod(0o555)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("permissions do not bind this user")
    try:
        with pytest.raises(UserError, match="cannot be written") as error:
            fetch(tmp_path, mirror)
    finally:
        tmp_path.chmod(0o755)
    assert "--data-dir" in error.value.way_out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
@pytest.mark.parametrize("name", ["images.gz.part", "images.gz.unpacking"])
def test_a_full_disk_is_an_error(
    tmp_path: Path, mirror: Mirror, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, full = download.open_new, partial(open, "/dev/full", "wb")
    monkeypatch.setattr(
        download,
        "open_new",
        lambda path: full() if path.name == name else there(path),
    )
    with pytest.raises(UserError, match="disk is full") as error:
        fetch(tmp_path, mirror)
    assert "Free" in error.value.way_out
    assert not (tmp_path / "images").exists()
    assert not (tmp_path / "images.gz.unpacking").exists()


# Servers and people that mean no good


def written(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.iterdir())


@pytest.mark.parametrize("announced", [None, 1000, 300_000_000])
def test_a_server_that_sends_more_than_there_can_be_is_stopped(
    tmp_path: Path, mirror: Mirror, announced: int | None
) -> None:
    mirror.files["images.gz"] = bytes(5_000_000)
    mirror.announces, mirror.tells_size = announced, False
    with pytest.raises(UserError, match=r"did not deliver images\.gz") as error:
        fetch(tmp_path, mirror)
    assert "sends more than" in error.value.details
    assert written(tmp_path) == 0


def test_a_server_never_has_more_written_than_it_announced(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.announces, mirror.tells_size = 20_000, False
    largest: list[int] = []
    with pytest.raises(UserError):
        fetch(tmp_path, mirror, progress=lambda now: largest.append(now.done))
    assert max(largest) <= 20_000


def test_a_file_that_is_announced_too_large_is_not_asked_for(
    tmp_path: Path, mirror: Mirror
) -> None:
    mirror.files["images.gz"] = bytes(5_000_000)
    with pytest.raises(UserError) as error:
        fetch(tmp_path, mirror)
    assert "5,000,000 bytes" in error.value.details
    assert written(tmp_path) == 0


def test_a_bomb_unpacks_to_no_more_than_the_known_size(tmp_path: Path, mirror: Mirror) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    mirror.files["images.gz"] = bomb
    files = [RemoteFile("images.gz", hashlib.md5(bomb).hexdigest(), 100_000)]
    with pytest.raises(UserError, match="more than 100,000 bytes"):
        download_files("Noise", files, [mirror.url], tmp_path, lambda _: None, lambda: False)
    assert [path.name for path in tmp_path.iterdir()] == ["images.gz.part"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("name", ["images.gz.part", "images.gz.unpacking"])
@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_a_planted_link_is_not_followed(
    tmp_path: Path, mirror: Mirror, name: str, kind: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(PACKED["images.gz"][:500])
    folder = tmp_path / "data"
    folder.mkdir()
    if kind == "symbolic":
        (folder / name).symlink_to(victim)
    else:
        (folder / name).hardlink_to(victim)
    fetch(folder, mirror)
    assert_complete(folder)
    assert victim.read_bytes() == PACKED["images.gz"][:500]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_planted_link_to_nowhere_makes_no_file_there(tmp_path: Path, mirror: Mirror) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "images.gz.part").symlink_to(tmp_path / "made")
    fetch(folder, mirror)
    assert_complete(folder)
    assert not (tmp_path / "made").exists()


def test_a_data_set_is_fetched_from_torchvisions_mirrors_and_readable_then(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = bytes((0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28))
    for prefix in ("train", "t10k"):
        images = header + bytes(2 * 784)
        labels = bytes((0, 0, 8, 1, 0, 0, 0, 2, 3, 7))
        mirror.files[f"{prefix}-images-idx3-ubyte.gz"] = gzip.compress(images)
        mirror.files[f"{prefix}-labels-idx1-ubyte.gz"] = gzip.compress(labels)
    names = [name for name in mirror.files if "ubyte" in name]
    source = import_torchvision().datasets.KMNIST
    monkeypatch.setattr(source, "mirrors", [mirror.url])
    monkeypatch.setattr(
        source, "resources", [(n, hashlib.md5(mirror.files[n]).hexdigest()) for n in names]
    )
    KMNIST.download(tmp_path, lambda progress: None, lambda: False)
    assert KMNIST.is_available(tmp_path)
    assert KMNIST.load(tmp_path, "test").labels.tolist() == [3, 7]
