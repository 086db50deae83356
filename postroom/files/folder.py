"""A folder as an object store: a file for each key, there whole or not at all.

What is said of an object stands at the head of its file, so one rename brings both, and a copy of
the folder has both. A file that begins otherwise is all content: most are, and people may put
their own there.
"""

import errno
import fcntl
import hashlib
import json
import os
import secrets
import struct
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

from postroom.files.found import CHUNK, Found

# The first bytes of a file that has a head. Content that begins so gets one as well, so nobody who
# writes a file can say what its head is.
MARK = b"\x89postroom object\r\n\x1a\n"
LENGTH = struct.Struct(">I")
# Where files lie until they are whole; no key begins with it.
UNFINISHED = ".unfinished"
UNFINISHED_FOR = 86_400  # seconds after which nobody writes them any more
NO_ETAG = "0" * 32
BELOW_ANOTHER = "A folder cannot hold one key below another"
TOO_LONG = "A folder cannot hold a name of more than 255 bytes"
# Times that a folder is made again that somebody removed because it was empty.
ATTEMPTS = 10


class CannotHold(OSError):
    """What a file system has no place for: a key below another, or a name that is too long."""


class Folder:
    """Blocking calls; several processes may write to one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unfinished = root / UNFINISHED
        self._unfinished.mkdir(parents=True, exist_ok=True)
        for left in self._unfinished.iterdir():
            with suppress(OSError):
                if left.stat().st_mtime < time.time() - UNFINISHED_FOR:
                    left.unlink()

    def put(self, key: str, chunks: Iterable[bytes], attributes: Mapping[str, str]) -> str:
        """Write an object; its ETag. Nothing is changed if the chunks end in an exception."""
        digest = hashlib.md5(usedforsecurity=False)
        with self.writing(key) as file:
            rest = iter(chunks)
            first = next(rest, b"")
            has_head = bool(attributes) or first.startswith(MARK)
            if has_head:
                file.write(head(attributes, NO_ETAG))
            for chunk in chain((first,), rest):
                digest.update(chunk)
                file.write(chunk)
            if has_head:
                file.seek(0)
                file.write(head(attributes, digest.hexdigest()))
        return digest.hexdigest()

    @contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        """A file that becomes the object at the end. Raises CannotHold."""
        path, new = self._path(key), self._unfinished / secrets.token_hex(16)
        try:
            with new.open("xb") as file:
                yield file
            self._place(new, path)
        finally:
            new.unlink(missing_ok=True)

    @contextmanager
    def locked(self, key: str) -> Iterator[None]:
        """Nobody else is here with this key meanwhile, in any process that shares the folder."""
        path = self._unfinished / f"{hashlib.sha256(key.encode()).hexdigest()}.lock"
        while True:
            with path.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                path.touch()
                # It may have been removed as old just before: then others lock another one.
                if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                    yield
                    return

    def _place(self, new: Path, path: Path) -> None:
        for _ in range(ATTEMPTS):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                new.rename(path)
                return
            except FileNotFoundError:
                continue  # removed in between, as it was empty
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                raise CannotHold(error.errno, BELOW_ANOTHER) from None
            except OSError as error:
                if error.errno != errno.ENAMETOOLONG:
                    raise
                raise CannotHold(error.errno, TOO_LONG) from None
        raise CannotHold(0, "The folder is removed again and again")

    def find(self, key: str) -> Found:
        """An object, open. Raises FileNotFoundError."""
        try:
            file = self._path(key).open("rb")
        except (NotADirectoryError, IsADirectoryError):
            raise FileNotFoundError(key) from None
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            raise FileNotFoundError(key) from None
        state = os.fstat(file.fileno())
        attributes, etag, offset = read_head(file)
        return Found(
            size=state.st_size - offset,
            modified=datetime.fromtimestamp(state.st_mtime, UTC),
            etag=etag or f"{state.st_size:x}-{state.st_mtime_ns:x}",
            attributes=attributes,
            read=lambda start, end: pieces(file, offset + start, offset + end),
            close=file.close,
        )

    def delete(self, key: str) -> None:
        """Remove an object, and the folders that it leaves empty."""
        path = self._path(key)
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            path.unlink()
        for parent in path.parents:
            if parent == self._root:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    def move(self, source: str, target: str) -> None:
        path = self._path(source)
        if not path.is_file():
            raise FileNotFoundError(source)
        self._place(path, self._path(target))

    def list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Keys below a prefix that ends where a part of a key ends, and when they were written."""
        for folder, folders, names in os.walk(self._path(prefix) if prefix else self._root):
            folders[:] = sorted(f for f in folders if Path(folder, f) != self._unfinished)
            for name in sorted(names):
                path = Path(folder, name)
                with suppress(FileNotFoundError):
                    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    yield path.relative_to(self._root).as_posix(), moment

    def _path(self, key: str) -> Path:
        """Where an object lies, below the folder. Raises ValueError."""
        parts = key.split("/")
        if parts[0] == UNFINISHED or any(p in ("", ".", "..") or "\0" in p for p in parts):
            raise ValueError("an illegal key")
        return self._root.joinpath(*parts)


def head(attributes: Mapping[str, str], etag: str) -> bytes:
    """The head of a file; of one length for all ETags."""
    text = json.dumps({"etag": etag, "attributes": dict(attributes)}).encode()
    return MARK + LENGTH.pack(len(text)) + text


def read_head(file: IO[bytes]) -> tuple[dict[str, str], str | None, int]:
    """What is said of an object, its ETag, and where its content begins."""
    start = file.read(len(MARK) + LENGTH.size)
    if not start.startswith(MARK):
        return {}, None, 0
    (length,) = LENGTH.unpack(start[len(MARK) :])
    said: dict[str, Any] = json.loads(file.read(length))
    return said["attributes"], said["etag"], len(start) + length


def pieces(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    """The bytes from one place in a file to another."""
    file.seek(start)
    while start < end and (piece := file.read(min(CHUNK, end - start))):
        start += len(piece)
        yield piece
