"""The object store: files by key, in a folder or wherever a URL that obstore knows leads.

The first part of a key is what the contract calls a bucket ("letters-pdf/…"). Where those lie
that the admin app reads and writes too can be said for each by itself (buckets.SETTINGS).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import ObjectStore as Store
from obstore.store import from_url

from postroom.files.folder import Folder
from postroom.files.found import CHUNK, Found

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# Whatever can go wrong with a store. A key that it does not have is NotFound.
Fault = (BaseError, OSError)
NotFound = FileNotFoundError


class TooLarge(OSError):
    """A file that is larger than any that is read here."""


# Bytes: twice what a request may bring, as the admin app writes uploads to the store itself.
LARGEST = 64 * 2**20

# Its own would last three minutes, and who asks has gone by then. What has to happen is tried
# again by whoever wants it.
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}

# Bytes of an object that are held in memory until all of it is here; the rest lies in a file.
IN_MEMORY = 2**20


class ObjectStore:
    """Blocking calls: event loops make them in threads."""

    def __init__(self, url: str, buckets: Mapping[str, str] | None = None) -> None:
        """A path of a folder, which is made when missing, or a URL: s3://…, file://…

        Keys whose first part is among the buckets lie where that says, without that part: a
        bucket's name, or again a path or a URL.
        """
        self._store = opened(url)
        self._buckets = {
            name: opened(place if has_scheme(place) or "/" in place else f"s3://{place}")
            for name, place in (buckets or {}).items()
        }

    def put(
        self,
        key: str,
        data: bytes | Iterable[bytes],
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Write a file with what is said of it, all of it or nothing; the file's ETag.

        What was there before is replaced. Chunks that end in an exception change nothing.
        """
        store, path = self._place(key)
        attributes = {**(metadata or {}), **(headers or {})}
        chunks = (data,) if isinstance(data, bytes) else data
        if isinstance(store, Folder):
            return store.put(path, chunks, attributes)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            for chunk in chunks:
                file.write(chunk)
            file.seek(0)
            done = obstore.put(store, path, file, attributes=attributes or None)
        return (done["e_tag"] or "").strip('"')

    @asynccontextmanager
    async def writer(self, key: str) -> AsyncIterator[Any]:
        """To write a file piece by piece, as they come; all of it or nothing is there.

        For event loops, unlike the others: async with store.writer(key) as file: await
        file.write(…).
        """
        store, path = self._place(key)
        if isinstance(store, Folder):
            with store.writing(path) as file:
                yield Unhurried(file)
        else:
            async with obstore.open_writer_async(store, path) as remote:
                yield remote

    def find(self, key: str) -> Found:
        """A file that can be read piece by piece, and what is said of it. Raises NotFound."""
        store, path = self._place(key)
        if isinstance(store, Folder):
            return store.find(path)
        looked: Any = obstore.get(store, path, options={"head": True})
        meta = looked.meta

        def read(start: int, end: int) -> Iterator[bytes]:
            if start < end:
                part: Any = obstore.get(store, path, options={"range": (start, end)})
                yield from map(bytes, part.stream(min_chunk_size=CHUNK))

        return Found(
            size=meta["size"],
            modified=meta["last_modified"],
            etag=(meta["e_tag"] or "").strip('"'),
            attributes=dict(looked.attributes),
            read=read,
        )

    def get(self, key: str) -> bytes:
        """The file. Raises TooLarge, without reading it, for what nobody of ours has written."""
        found = self.find(key)
        try:
            if found.size > LARGEST:
                raise TooLarge
            return b"".join(found.read(0, found.size))
        finally:
            found.close()

    def change(self, key: str, change: Callable[[bytes], bytes]) -> None:
        """Write what becomes of a file, b"" where there is none, as if nobody else did so.

        A store behind a URL has to know conditional writes, as S3 does. There `change` may be
        called again, with what another has written meanwhile.
        """
        store, path = self._place(key)
        if isinstance(store, Folder):
            with store.locked(path):
                self.put(key, change(self._content(key)))
            return
        while True:
            mode: Any = "create"
            data = b""
            with suppress(NotFound):
                found: Any = obstore.get(store, path)
                data, mode = bytes(found.bytes()), {"e_tag": found.meta["e_tag"]}
            with suppress(AlreadyExistsError, PreconditionError):
                obstore.put(store, path, change(data), mode=mode, use_multipart=False)
                return

    def _content(self, key: str) -> bytes:
        try:
            return self.get(key)
        except NotFound:
            return b""

    def metadata(self, key: str) -> dict[str, str]:
        """What was said of a file when it was written, names in lower case."""
        found = self.find(key)
        found.close()
        return found.metadata

    def move(self, source: str, target: str) -> None:
        store, path = self._place(source)
        new_store, new_path = self._place(target)
        if new_store is not store:
            found = self.find(source)
            try:
                self.put(target, found.read(0, found.size), found.attributes)
            finally:
                found.close()
            self.delete(source)
        elif isinstance(store, Folder):
            store.move(path, new_path)
        else:
            obstore.rename(store, path, new_path)

    def delete(self, key: str) -> None:
        """Remove a file; one that is not there is as good as removed."""
        store, path = self._place(key)
        if isinstance(store, Folder):
            store.delete(path)
        else:
            with suppress(NotFound):
                obstore.delete(store, path)

    def list(self, prefix: str) -> Iterator[str]:
        """The keys below a prefix, which ends where a part of a key ends."""
        return (key for key, _ in self.list_with_times(prefix))

    def list_with_times(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """The same keys, and when each was written."""
        store, path = self._place(prefix)
        before = prefix.removesuffix(path)
        if isinstance(store, Folder):
            for key, moment in store.list(path):
                yield before + key, moment
        else:
            for page in obstore.list(store, path):
                for found in page:
                    yield before + found["path"], found["last_modified"]

    def _place(self, key: str) -> tuple[Folder | Store, str]:
        bucket, _, rest = key.partition("/")
        store = self._buckets.get(bucket)
        return (self._store, key) if store is None else (store, rest)


class Unhurried:
    """A file whose writing does not hold an event loop up."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    async def write(self, data: bytes) -> None:
        await asyncio.to_thread(self._file.write, data)


def opened(place: str) -> Folder | Store:
    if not has_scheme(place):
        return Folder(Path(place).resolve())
    parts = urlsplit(place)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    if parts.scheme == "memory":
        return from_url(place)
    # obstore speaks plain HTTP only when told to; whether to is said by the endpoint's URL.
    options: ClientConfig = {"allow_http": True, "connect_timeout": "3s", "timeout": "20s"}
    return from_url(place, client_options=options, retry_config=RETRIES)


def has_scheme(place: str) -> bool:
    return "://" in place
