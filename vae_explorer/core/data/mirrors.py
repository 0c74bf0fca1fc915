"""What is fetched from mirrors, what their answers say, and what can go wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True)
class RemoteFile:
    """A gzipped file and its checksum.

    Parameters
    ----------
    name
        Name below every mirror's address, ending in ``.gz``.
    md5
        MD5 of the file as it is sent, in hexadecimal.
    most_bytes
        What it can have at most when it is unpacked. Neither then nor while it arrives is more
        written, whatever a server announces or sends.
    """

    name: str
    md5: str
    most_bytes: int

    @property
    def most_packed_bytes(self) -> int:
        """What it can have as it is sent: data that gzip cannot pack grows by a little."""
        return self.most_bytes + self.most_bytes // 1000 + 1024


class MirrorFailed(Exception):
    """One mirror cannot deliver one file; another may."""

    def __init__(self, mirror: str, reason: str, no_connection: bool = False) -> None:
        super().__init__(f"{mirror}: {reason}")
        self.host = urlsplit(mirror).netloc
        self.no_connection = no_connection


@contextmanager
def http_errors_of(mirror: str) -> Iterator[None]:
    """Turn what requests and urllib3 raise into `MirrorFailed`."""
    import requests
    import urllib3

    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError) as error:
        raise MirrorFailed(mirror, str(error), no_connection=True) from error


def content_length(answer: requests.Response) -> int | None:
    """Return how many bytes an answer announces, if it does."""
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else None
