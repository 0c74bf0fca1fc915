"""Fetching files over HTTP: with progress, checksums, mirrors, resume and cancel.

The traffic runs on a thread of its own, so that a cancel takes effect at once even while a server
or a name lookup keeps silent. The caller's thread waits, reports progress and asks for cancel.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.core.data.base import (
    CancelCallback,
    DownloadCancelled,
    Progress,
    ProgressCallback,
)
from vae_explorer.core.data.copying import (
    copy_up_to,
    is_plain_file,
    open_new,
    open_to_append,
)
from vae_explorer.core.data.download_failures import no_mirror_left, not_writable, too_large
from vae_explorer.core.data.mirrors import MirrorFailed, RemoteFile, content_length, http_errors_of
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr

if TYPE_CHECKING:
    import requests

TIMEOUT = (6.0, 20.0)  # seconds to connect, and between two packets
REPORT_INTERVAL = 0.04  # seconds between two progress reports
GRACE = 0.5  # seconds that a cancelled transfer gets to close its files
CHUNK_BYTES = 1 << 14
MAX_ATTEMPTS = 5  # to get one file from one mirror, as long as each brings it forward


def download_files(
    title: str,
    files: Sequence[RemoteFile],
    mirrors: Sequence[str],
    folder: Path,
    progress: ProgressCallback,
    cancelled: CancelCallback,
) -> None:
    """Fetch gzipped files and unpack them into `folder`, without the ``.gz``.

    A file under its final name is always whole: it is unpacked beside and moved there. What has
    arrived of an unfinished file stays as ``<name>.part`` and is continued by the next call.

    Parameters
    ----------
    title
        Name of the data set, for messages.
    files
        What to fetch. Files that `folder` already holds are replaced.
    mirrors
        Addresses to which a file's name is appended; tried in this order.
    folder
        Where to. It is made if need be.
    progress
        Called on this thread with the bytes of all files. ``done`` falls back only if a file has
        to be started again.
    cancelled
        Polled on this thread, many times a second.

    Raises
    ------
    UserError
        Without network, space or permission, or if no mirror has the right file.
    DownloadCancelled
        If `cancelled` returned True.
    """
    if cancelled():
        raise DownloadCancelled
    job = _Job(title, files, list(mirrors), folder)
    thread = threading.Thread(target=job.run, name="download", daemon=True)
    thread.start()
    reported: Progress | None = None
    try:
        running = True
        while running:
            thread.join(REPORT_INTERVAL)
            running = thread.is_alive()
            if (latest := job.progress) is not None and latest != reported:
                progress(reported := latest)
            if running and cancelled():
                raise DownloadCancelled
    finally:
        job.stop.set()
        thread.join(GRACE)
    if job.error is not None:
        raise job.error


@dataclass(eq=False)
class _Job:
    """The transfer of all files, on the download thread.

    Attributes
    ----------
    progress
        The state to be reported. Replaced as a whole, so that another thread may read it.
    stop
        Set by the caller's thread to end the transfer at its next chunk.
    error
        What ended the transfer, or None.
    """

    title: str
    files: Sequence[RemoteFile]
    mirrors: list[str]
    folder: Path
    progress: Progress | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    _sizes: dict[str, int | None] = field(default_factory=dict)
    _done: dict[str, int] = field(default_factory=dict)
    _announced: dict[tuple[str, str], int] = field(default_factory=dict)  # by mirror and name

    def run(self) -> None:
        """Fetch every file; never raises."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._fetch_all()
        except OSError as error:
            self.error = not_writable(self.title, self.folder, error)
        except Exception as error:
            self.error = error

    def _fetch_all(self) -> None:
        import requests

        with requests.Session() as session:
            # A .gz is wanted as it is, not as a compressed encoding of its content.
            session.headers["Accept-Encoding"] = "identity"
            for file in self.files:
                self._done[file.name] = _length(self._part(file))
            for file in self.files:
                self._report(tr("asking for {file}", file=file.name))
                self._sizes[file.name] = self._ask_size(session, file)
            for file in self.files:
                if not self._is_complete(file):
                    self._fetch(session, file)
                self._unpack(file)

    def _part(self, file: RemoteFile) -> Path:
        return self.folder / f"{file.name}.part"

    def _is_complete(self, file: RemoteFile) -> bool:
        part = self._part(file)
        return is_plain_file(part) and md5_of(part) == file.md5

    def _report(self, what: str) -> None:
        sizes = [self._sizes.get(file.name) for file in self.files]
        total = None if None in sizes else sum(size or 0 for size in sizes)
        self.progress = Progress(sum(self._done.values()), total, what)

    def _check_stop(self) -> None:
        if self.stop.is_set():
            raise DownloadCancelled

    def _ask_size(self, session: requests.Session, file: RemoteFile) -> int | None:
        """Return the size of `file` in bytes, or None where the mirrors do not tell."""
        if self._is_complete(file):  # but not unpacked: a kill or a full disk came between
            return self._done[file.name]
        failures: list[MirrorFailed] = []
        for mirror in list(self.mirrors):
            self._check_stop()
            try:
                with http_errors_of(mirror):
                    url = mirror + file.name
                    answer = session.head(url, timeout=TIMEOUT, allow_redirects=True)
            except MirrorFailed as failure:
                failures.append(failure)
                continue
            if answer.ok and (size := content_length(answer)):
                self._prefer(mirror)
                self._announced[mirror, file.name] = size
                return size
        if failures and len(failures) == len(self.mirrors):
            raise self._no_mirror_left(file, failures)
        return None

    def _prefer(self, mirror: str) -> None:
        """Try a mirror that answers first: a silent one costs its timeout at each file."""
        self.mirrors.remove(mirror)
        self.mirrors.insert(0, mirror)

    def _fetch(self, session: requests.Session, file: RemoteFile) -> None:
        """Bring ``<name>.part`` to its right content, from the first mirror that can."""
        failures: list[MirrorFailed] = []
        for mirror in list(self.mirrors):
            try:
                self._fetch_from(session, mirror, file)
                return
            except MirrorFailed as failure:
                failures.append(failure)
        raise self._no_mirror_left(file, failures)

    def _fetch_from(self, session: requests.Session, mirror: str, file: RemoteFile) -> None:
        part = self._part(file)
        for breaks_left in reversed(range(MAX_ATTEMPTS)):
            start = _length(part)
            try:
                self._transfer(session, mirror, file)
            except MirrorFailed as failure:
                if failure.no_connection and _length(part) > start and breaks_left:
                    continue
                raise
            if self._is_complete(file):
                return
            part.unlink(missing_ok=True)
            if start == 0:
                break
            # What was there before may be to blame: once more from the beginning.
        raise MirrorFailed(mirror, tr("{file} arrived with a wrong checksum", file=file.name))

    def _transfer(self, session: requests.Session, mirror: str, file: RemoteFile) -> None:
        """Append to ``<name>.part`` what the mirror has behind it, or replace it."""
        url, part = mirror + file.name, self._part(file)
        start = _length(part)
        headers = {"Range": f"bytes={start}-"} if start else {}
        with (
            http_errors_of(mirror),
            session.get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer,
        ):
            if start and answer.status_code == 416:
                return  # there is nothing behind `start`: the checksum decides
            if not answer.ok:
                raise MirrorFailed(mirror, f"{answer.status_code} {answer.reason}")
            self._check_stop()  # before a transfer given up long ago touches the file
            span = answer.headers.get("Content-Range", "")
            continued = answer.status_code == 206 and span.startswith(f"bytes {start}-")
            start = start if continued else 0
            length = content_length(answer)
            announced = self._announced.get((mirror, file.name))
            total = announced if length is None else start + length
            most = min(file.most_packed_bytes, total or file.most_packed_bytes)
            if length is not None and start + length > most:
                reason = tr(
                    "{file} has {length:,} bytes there", file=file.name, length=start + length
                )
                raise MirrorFailed(mirror, reason)
            self._sizes[file.name] = None if length is None else total
            self._done[file.name] = start
            too_much = False
            with open_to_append(part) if continued else open_new(part) as output:
                # Not iter_content(), which would unpack what is sent as "Content-Encoding: gzip".
                for chunk in answer.raw.stream(CHUNK_BYTES, decode_content=False):
                    self._check_stop()
                    too_much = self._done[file.name] + len(chunk) > most
                    if too_much:
                        break
                    output.write(chunk)
                    self._done[file.name] += len(chunk)
                    self._report(file.name)
            if too_much:
                part.unlink()  # nothing to go on with
                reason = tr(
                    "it sends more than {most:,} bytes of {file}", most=most, file=file.name
                )
                raise MirrorFailed(mirror, reason)
            if length is not None and self._done[file.name] < start + length:
                raise MirrorFailed(mirror, tr("the connection broke off"), no_connection=True)

    def _unpack(self, file: RemoteFile) -> None:
        part = self._part(file)
        self._done[file.name] = self._sizes[file.name] = part.stat().st_size
        self._report(tr("unpacking {file}", file=file.name))
        self._check_stop()
        beside = self.folder / f"{file.name}.unpacking"
        try:
            with gzip.open(part, "rb") as packed, open_new(beside) as plain:
                if not copy_up_to(file.most_bytes, packed, plain):
                    raise too_large(self.title, file)
                plain.flush()
                os.fsync(plain.fileno())
            beside.replace(self.folder / file.name.removesuffix(".gz"))
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        part.unlink()

    def _no_mirror_left(self, file: RemoteFile, failures: Sequence[MirrorFailed]) -> UserError:
        begun = _length(self._part(file)) > 0
        return no_mirror_left(self.title, file, self.folder, failures, begun=begun)


def _length(path: Path) -> int:
    return path.lstat().st_size if is_plain_file(path) else 0


def md5_of(path: Path) -> str:
    """Return the checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        # A checksum against damage, as published; not against forgery.
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
