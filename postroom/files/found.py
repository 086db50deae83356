"""An object as a store has found it, before it is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of an object, and its bytes from one place to another, a piece at a time.

    Among the attributes are the headers of HTTP that go with its content (HEADERS), in their
    usual spelling; the rest is metadata.
    """

    size: int
    modified: datetime
    etag: str
    attributes: Mapping[str, str]
    read: Callable[[int, int], Iterator[bytes]]
    close: Callable[[], object] = lambda: None

    @property
    def headers(self) -> dict[str, str]:
        return {name: value for name, value in self.attributes.items() if name in HEADERS}

    @property
    def metadata(self) -> dict[str, str]:
        """Names in lower case."""
        return {n.lower(): value for n, value in self.attributes.items() if n not in HEADERS}


HEADERS = frozenset(
    ("Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type")
)
