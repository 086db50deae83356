"""What a PUT brings: content as it is or in chunks (aws-chunked), and its checksums."""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Protocol

from api.storage.faults import Fault
from api.storage.signatures import CONTENT_HASH, UNSIGNED
from postroom.files.found import CHUNK

MIB = 2**20
# Bytes of an object, apart from how they are framed.
LARGEST = 32 * MIB
# What the framing of chunks may add; of the admin app's, some dozens of bytes a MiB.
LARGEST_BODY = LARGEST + MIB
LONGEST_LINE = 4096
MOST_TRAILERS = 16
SIZE = re.compile(rb"([0-9a-fA-F]{1,8})\r\n")
CHECKSUM = "x-amz-checksum-"
NOT_CHECKSUMS = (f"{CHECKSUM}mode", f"{CHECKSUM}algorithm", f"{CHECKSUM}type")


class Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class CRC32:
    """zlib's, in the form of the other digests."""

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


ALGORITHMS: dict[str, Callable[[], Digest]] = {
    "crc32": CRC32,
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
}


class Payload:
    """The content of a body, once, in pieces; it ends in a Fault where it is not what was said."""

    def __init__(self, body: IO[bytes], length: int, headers: Mapping[str, str]) -> None:
        self._body, self._left, self._headers = body, length, headers
        self._chunked = headers[CONTENT_HASH] == UNSIGNED[1]
        self._size = self._announced_size(length)
        self._trailer = headers.get("x-amz-trailer", "").strip().lower()
        self._expected: dict[str, tuple[Digest, str]] = {}
        self._expect_all()

    def _announced_size(self, length: int) -> int:
        text = self._headers.get("x-amz-decoded-content-length", "") if self._chunked else length
        if not re.fullmatch(r"[0-9]{1,12}", str(text)):
            raise Fault("MissingContentLength")
        if int(text) > LARGEST:
            raise Fault("EntityTooLarge")
        return int(text)

    def _expect_all(self) -> None:
        """Note each checksum that the headers give, and the one that the trailer will."""
        for name, value in self._headers.items():
            if name.startswith(CHECKSUM) and name not in NOT_CHECKSUMS:
                self._expect(name, value)
        if self._trailer:
            self._expect(self._trailer, "")
        content_hash = self._headers[CONTENT_HASH]
        if content_hash not in UNSIGNED:
            value = base64.b64encode(bytes.fromhex(content_hash)).decode()
            self._expected[CONTENT_HASH] = hashlib.sha256(), value
        if md5 := self._headers.get("content-md5"):
            self._expected["content-md5"] = hashlib.md5(usedforsecurity=False), checked(md5, 16)

    def _expect(self, name: str, value: str) -> None:
        algorithm = ALGORITHMS.get(name.removeprefix(CHECKSUM))
        if algorithm is None:
            raise Fault("NotImplemented", f"This checksum is not implemented: {name}")
        digest = algorithm()
        self._expected[name] = digest, checked(value, len(digest.digest())) if value else ""

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._chunks() if self._chunked else self._plain():
            size += len(piece)
            if size > self._size:
                raise Fault("IncompleteBody")
            for digest, _ in self._expected.values():
                digest.update(piece)
            yield piece
        if size != self._size:
            raise Fault("IncompleteBody")
        for name, (digest, value) in self._expected.items():
            if base64.b64encode(digest.digest()).decode() != value:
                raise Fault("XAmzContentSHA256Mismatch" if name == CONTENT_HASH else "BadDigest")

    def _plain(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._read(CHUNK)):
            yield piece

    def _chunks(self) -> Iterator[bytes]:
        """The content between the lines that frame it. Notes the trailer's checksum."""
        while size := self._chunk_size():
            while size:
                piece = self._read(min(size, CHUNK))
                if not piece:
                    raise Fault("IncompleteBody")
                size -= len(piece)
                yield piece
            if self._line() != b"\r\n":
                raise Fault("IncompleteBody")
        self._read_trailer()

    def _chunk_size(self) -> int:
        found = SIZE.fullmatch(self._line())
        if found is None:
            raise Fault("IncompleteBody")
        return int(found[1], 16)

    def _read_trailer(self) -> None:
        for _ in range(MOST_TRAILERS):
            line = self._line()
            if line in (b"\r\n", b""):
                break
            name, colon, value = line.decode("latin-1").partition(":")
            name = name.strip().lower()
            if not colon or name != self._trailer or self._expected[name][1]:
                raise Fault("MalformedTrailerError")
            digest, _ = self._expected[name]
            self._expected[name] = digest, checked(value.strip(), len(digest.digest()))
        if self._trailer and not self._expected[self._trailer][1]:
            raise Fault("MalformedTrailerError")

    def _read(self, size: int) -> bytes:
        piece = self._body.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def _line(self) -> bytes:
        line = self._body.readline(min(LONGEST_LINE, self._left))
        self._left -= len(line)
        return line


def checked(value: str, length: int) -> str:
    """A checksum in base64, of so many bytes. Raises Fault."""
    try:
        if len(base64.b64decode(value, validate=True)) == length:
            return value
    except (binascii.Error, ValueError):
        pass
    raise Fault("InvalidDigest")
