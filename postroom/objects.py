"""The object store: files by key, in a folder or wherever a URL that obstore knows leads.

The first part of a key is what the contract calls a bucket ("letters-pdf/…").
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

# Whatever can go wrong with a store. A key that it does not have is NotFound.
Fault = (BaseError, OSError)
NotFound = FileNotFoundError


class ObjectStore:
    """Blocking calls: event loops make them in threads."""

    def __init__(self, url: str) -> None:
        """A path of a folder, which is made when missing, or a URL: s3://…, file://…"""
        if "://" in url:
            self._store = from_url(url)
        else:
            self._store = LocalStore(Path(url).resolve(), mkdir=True)

    def put(self, key: str, data: bytes) -> None:
        """Write a file, all of it or nothing; what was there before is replaced."""
        obstore.put(self._store, key, data)

    def writer(self, key: str) -> AbstractAsyncContextManager[Any]:
        """To write a file piece by piece, in parts as they fill; all of it or nothing is there.

        For event loops, unlike the others: async with store.writer(key) as file: await
        file.write(…).
        """
        return obstore.open_writer_async(self._store, key)

    def get(self, key: str) -> bytes:
        return bytes(obstore.get(self._store, key).bytes())

    def move(self, source: str, target: str) -> None:
        obstore.rename(self._store, source, target)

    def delete(self, key: str) -> None:
        """Remove a file; one that is not there is as good as removed."""
        try:
            obstore.delete(self._store, key)
        except NotFound:
            return

    def list(self, prefix: str) -> Iterator[str]:
        """The keys below a prefix, which ends where a part of a key ends."""
        for page in obstore.list(self._store, prefix):
            for found in page:
                yield found["path"]
