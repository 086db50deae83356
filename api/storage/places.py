"""Where an object lies: its bucket and key, and what that is in the store."""

import unicodedata

from api.storage.faults import Fault
from postroom.files.buckets import PREFIXES

LONGEST_KEY = 1024


def split(path: str) -> tuple[str, str]:
    """Bucket and key of a path below the door's. Raises Fault for a bucket that there is not."""
    bucket, _, key = path.partition("/")
    if bucket and bucket not in PREFIXES:
        raise Fault("NoSuchBucket")
    return bucket, key


def place(bucket: str, key: str) -> str:
    """The object's key in the store. Raises Fault for one that a store would misunderstand."""
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        raise Fault("InvalidArgument", "A key has to be UTF-8") from None
    if size > LONGEST_KEY:
        raise Fault("KeyTooLongError")
    if any(part in ("", ".", "..") for part in key.split("/")):
        raise Fault("InvalidArgument", "No part of a key may be empty, . or ..")
    if any(unicodedata.category(character) == "Cc" for character in key):
        raise Fault("InvalidArgument", "A key may not have control characters")
    return f"{PREFIXES[bucket]}/{key}"
