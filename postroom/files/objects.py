"""The object store: files by key, in a folder or wherever a URL that obstore knows leads.

The first part of a key is what the contract calls a bucket ("letters-pdf/…"). Where those lie
that the admin app reads and writes too can be said for each by itself (BUCKETS).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url
from obstore.store import ObjectStore as Store

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# Whatever can go wrong with a store. A key that it does not have is NotFound.
Fault = (BaseError, OSError)
NotFound = FileNotFoundError


class TooLarge(OSError):
    """A file that is larger than any that is read here."""


# Bytes: twice what a request may bring, as the admin app writes uploads to the store itself.
LARGEST = 64 * 2**20

CSV_UPLOADS = "csv-uploads"
CONTACT_LISTS = "contact-lists"
# What is shared with the admin app: the first part of our keys, and the variable that both read
# to find the bucket. Without it they lie with everything else.
BUCKETS = {
    CSV_UPLOADS: "S3_BUCKET_CSV_UPLOAD",
    CONTACT_LISTS: "S3_BUCKET_CONTACT_LIST",
    "transient-uploaded-letters": "S3_BUCKET_TRANSIENT_UPLOADED_LETTERS",
    "template-email-files": "S3_BUCKET_TEMPLATE_EMAIL_FILES",
    "report-requests-download": "S3_BUCKET_REPORT_REQUESTS_DOWNLOAD",
}

# Its own would last three minutes, and who asks has gone by then. What has to happen is tried
# again by whoever wants it.
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}

# A folder keeps a file's metadata beside it.
_METADATA = ".metadata.json"


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

    def put(self, key: str, data: bytes, metadata: Mapping[str, str] | None = None) -> None:
        """Write a file, all of it or nothing; what was there before is replaced."""
        store, path = self._place(key)
        if isinstance(store, LocalStore):
            if metadata:
                obstore.put(store, path + _METADATA, json.dumps(dict(metadata)).encode())
            obstore.put(store, path, data)
        else:
            obstore.put(store, path, data, attributes=dict(metadata or {}))

    def writer(self, key: str) -> AbstractAsyncContextManager[Any]:
        """To write a file piece by piece, in parts as they fill; all of it or nothing is there.

        For event loops, unlike the others: async with store.writer(key) as file: await
        file.write(…).
        """
        store, path = self._place(key)
        return obstore.open_writer_async(store, path)

    def get(self, key: str) -> bytes:
        """The file. Raises TooLarge, without reading it, for what nobody of ours has written."""
        store, path = self._place(key)
        return read(obstore.get(store, path))

    def metadata(self, key: str) -> dict[str, str]:
        """What was said of a file when it was written, names in lower case."""
        store, path = self._place(key)
        if not isinstance(store, LocalStore):
            found = obstore.get(store, path, options={"head": True}).attributes
            return {name.lower(): value for name, value in found.items()}
        obstore.head(store, path)
        try:
            return json.loads(read(obstore.get(store, path + _METADATA)))
        except NotFound:
            return {}

    def move(self, source: str, target: str) -> None:
        store, path = self._place(source)
        new_store, new_path = self._place(target)
        if new_store is store:
            obstore.rename(store, path, new_path)
        else:
            obstore.put(new_store, new_path, read(obstore.get(store, path)))
            obstore.delete(store, path)

    def delete(self, key: str) -> None:
        """Remove a file; one that is not there is as good as removed."""
        store, path = self._place(key)
        paths = [path, path + _METADATA] if isinstance(store, LocalStore) else [path]
        for path in paths:
            try:
                obstore.delete(store, path)
            except NotFound:
                continue

    def list(self, prefix: str) -> Iterator[str]:
        """The keys below a prefix, which ends where a part of a key ends."""
        store, path = self._place(prefix)
        before = prefix.removesuffix(path)
        for page in obstore.list(store, path):
            for found in page:
                if not found["path"].endswith(_METADATA):
                    yield before + found["path"]

    def _place(self, key: str) -> tuple[Store, str]:
        bucket, _, rest = key.partition("/")
        store = self._buckets.get(bucket)
        return (self._store, key) if store is None else (store, rest)


def read(found: Any) -> bytes:
    """What obstore.get has found."""
    if found.meta["size"] > LARGEST:
        raise TooLarge
    return bytes(found.bytes())


def opened(place: str) -> Store:
    if not has_scheme(place):
        return LocalStore(Path(place).resolve(), mkdir=True)
    if urlsplit(place).scheme in ("file", "memory"):
        return from_url(place)
    # obstore speaks plain HTTP only when told to; whether to is said by the endpoint's URL.
    options: ClientConfig = {"allow_http": True, "connect_timeout": "3s", "timeout": "20s"}
    return from_url(place, client_options=options, retry_config=RETRIES)


def has_scheme(place: str) -> bool:
    return "://" in place
