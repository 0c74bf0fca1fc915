"""ZIP files with stored entries, read strictly, and what is left of a damaged one.

Read here, not by the library: nothing is unpacked, every size is held against the file's before
memory is asked for, entries cannot overlap, and where the table at the end is missing or wrong the
entries are found by their own headers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_ENTRIES = 2**17
_MOST_TABLE = 2**26  # bytes of the table of contents
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64, _LOCATOR_64 = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
_IN_LOCAL, _IN_CENTRAL, _IN_END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_IN_END_64, _IN_LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_COMMENT = 2**16
_ENCRYPTED, _SIZE_BEHIND = 0x1, 0x8
_FULL = 0xFFFFFFFF  # in place of a number that is in the extra field
_CHUNK = 2**20


@dataclass(frozen=True)
class ZipEntry:
    """An entry of the file.

    Attributes
    ----------
    name
        As it is written there, whatever it is.
    nbytes
        Of its content.
    start
        Where its own header begins.
    content
        Where its content begins.
    crc
        Checksum of the content.
    """

    name: str
    nbytes: int
    start: int
    content: int
    crc: int

    @property
    def stop(self) -> int:
        """Where it ends."""
        return self.content + self.nbytes


class ZipReader:
    """The entries of an open file.

    Attributes
    ----------
    entries
        Those that can be read, by name; of one name the last.
    damaged
        Names of entries that are not all there, or compressed.
    salvaged
        Whether the table of contents was missing or wrong, so that entries were searched for.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        self.damaged: list[str] = []
        self.salvaged = False
        try:
            found = self._from_table()
        except (ValueError, struct.error, OverflowError):
            self.salvaged = True
            self.damaged.clear()
            found = list(self._from_headers())
        self.entries = {entry.name: entry for entry in found}

    def read(self, name: str) -> bytearray:
        """Return the content of an entry.

        Raises
        ------
        ValueError
            When it is damaged.
        """
        entry = self.entries[name]
        content = bytearray(entry.nbytes)
        self._file.seek(entry.content)
        if self._file.readinto(content) != entry.nbytes:  # type: ignore[attr-defined]
            raise ValueError("it is cut off")
        if zlib.crc32(content) != entry.crc:
            raise ValueError("its checksum is another")
        return content

    def _bytes(self, start: int, count: int) -> bytes:
        if not 0 <= start <= start + count <= self._size:
            raise ValueError("a place outside of the file")
        self._file.seek(start)
        content = self._file.read(count)
        if len(content) != count:
            raise ValueError("the file was cut short")
        return content

    # By the table at the end

    def _from_table(self) -> list[ZipEntry]:
        start, length, count = self._table()
        if length > _MOST_TABLE or count > MOST_ENTRIES:
            raise ValueError("a table of contents that is too large")
        table = self._bytes(start, length)
        found, position = [], 0
        for _ in range(count):
            fields = _CENTRAL.unpack_from(table, position)
            mark, flags, method, crc = fields[0], fields[3], fields[4], fields[7]
            name_length, extra_length, comment_length = fields[10:13]
            if mark != _IN_CENTRAL:
                raise ValueError("no entry where one should be")
            position += _CENTRAL.size
            name = table[position : position + name_length]
            position += name_length
            extra = table[position : position + extra_length]
            position += extra_length + comment_length
            packed, size, at = _widened(extra, (fields[8], fields[9], fields[16]))
            entry = self._entry_at(at, name, size, crc)
            if method or packed != size or flags & _ENCRYPTED:
                self.damaged.append(entry.name)
            else:
                found.append(entry)
        if position != length:
            raise ValueError("more in the table of contents than it should hold")
        end = 0
        for entry in sorted(found, key=lambda entry: entry.start):
            if entry.start < end or entry.stop > start:
                raise ValueError("entries that overlap")
            end = entry.stop
        return found

    def _table(self) -> tuple[int, int, int]:
        """Return where the table begins, its bytes, and how many entries it has."""
        tail_at = max(0, self._size - _END.size - _COMMENT)
        tail = self._bytes(tail_at, self._size - tail_at)
        at = tail.rfind(_IN_END)
        _, disk, table_disk, here, count, length, start, _ = _END.unpack_from(tail, at)
        if at < 0 or disk or table_disk or here != count:
            raise ValueError("no end of a ZIP file")
        if _FULL in (length, start) or count == 0xFFFF:
            mark, _, place, _ = _LOCATOR_64.unpack(
                self._bytes(tail_at + at - _LOCATOR_64.size, _LOCATOR_64.size)
            )
            wide = _END_64.unpack(self._bytes(place, _END_64.size))
            if mark != _IN_LOCATOR_64 or wide[0] != _IN_END_64:
                raise ValueError("no end of a large ZIP file")
            count, length, start = wide[7:]
        return start, length, count

    def _entry_at(self, at: int, name: bytes, size: int, crc: int) -> ZipEntry:
        """Return an entry of the table if its own header agrees with it."""
        fields = _LOCAL.unpack(self._bytes(at, _LOCAL.size))
        name_length, extra_length = fields[9:]
        own_name = self._bytes(at + _LOCAL.size, name_length)
        content = at + _LOCAL.size + name_length + extra_length
        if fields[0] != _IN_LOCAL or own_name != name or content + size > self._size:
            raise ValueError("an entry that is not where the table says")
        return ZipEntry(_text(name), size, at, content, crc)

    # By the headers of the entries themselves

    def _from_headers(self) -> Iterator[ZipEntry]:
        position = tried = 0
        while tried < MOST_ENTRIES and (at := self._next_header(position)) is not None:
            tried += 1
            entry, position = self._own(at)
            if entry is not None:
                yield entry

    def _own(self, at: int) -> tuple[ZipEntry | None, int]:
        """Return the entry whose header is somewhere, and where to look on."""
        position = at + len(_IN_LOCAL)
        try:
            fields = _LOCAL.unpack(self._bytes(at, _LOCAL.size))
            _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
            name = _text(self._bytes(at + _LOCAL.size, name_length))
            extra = self._bytes(at + _LOCAL.size + name_length, extra_length)
            packed, size, _ = _widened(extra, (packed, size, 0))
        except (ValueError, struct.error):
            return None, position
        content = at + _LOCAL.size + name_length + extra_length
        if method or packed != size or flags & (_ENCRYPTED | _SIZE_BEHIND):
            self.damaged.append(name)
            return None, position
        entry = ZipEntry(name, size, at, content, crc)
        if entry.stop > self._size:
            self.damaged.append(name)
            return None, position
        return entry, entry.stop

    def _next_header(self, position: int) -> int | None:
        while position < self._size:
            chunk = self._bytes(position, min(_CHUNK, self._size - position))
            if (at := chunk.find(_IN_LOCAL)) >= 0:
                return position + at
            position += max(1, len(chunk) - len(_IN_LOCAL) + 1)
        return None


def _widened(extra: bytes, numbers: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return packed size, size and place, from the extra field where they need 64 bits."""
    packed, size, at = numbers
    if _FULL not in numbers:
        return numbers
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, position + 4))
            size = next(wide, size) if size == _FULL else size
            packed = next(wide, packed) if packed == _FULL else packed
            at = next(wide, at) if at == _FULL else at
            break
        position += 4 + length
    return packed, size, at


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
