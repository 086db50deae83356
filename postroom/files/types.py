"""Which files may be sent by link, told by their content and their names.

See docs/contract/files.md, checks of a file.
"""

import io
import json
import zipfile
from typing import NamedTuple

LONGEST_NAME = 100

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"
# Microsoft's older container, also around newer documents that have a password.
_OLE = "application/x-ole-storage"


class Type(NamedTuple):
    """One type of file: its name on the wire and for people, and what such a file may hold."""

    mimetype: str
    title: str
    contents: frozenset[str]


def _type(mimetype: str, title: str, *also: str) -> Type:
    return Type(mimetype, title, frozenset((mimetype, *also)))


_JPEG = _type("image/jpeg", "JPEG image")
TYPES = {
    ".csv": _type("text/csv", "CSV file", "text/plain", "application/json"),
    ".doc": _type("application/msword", "Microsoft Word document", _OLE, _WORD, "text/rtf"),
    ".docx": _type(_WORD, "Microsoft Word document", _OLE, "application/msword"),
    ".jpeg": _JPEG,
    ".jpg": _JPEG,
    ".json": _type("application/json", "JSON file", "text/plain"),
    ".odt": _type(_ODT, "OpenDocument text"),
    ".pdf": _type("application/pdf", "PDF"),
    ".png": _type("image/png", "PNG image"),
    ".rtf": _type("text/rtf", "Rich text document", "text/plain"),
    ".txt": _type("text/plain", "Text file", "application/json", "text/rtf"),
    ".xlsx": _type(_EXCEL, "Microsoft Excel spreadsheet", _OLE),
}
SUPPORTED = ", ".join(f"'{extension}'" for extension in sorted(TYPES))
# The extension of each mimetype; where two mean the same, the one that people use.
EXTENSIONS = {type.mimetype: extension for extension, type in TYPES.items()}
TITLES = {type.mimetype: type.title for type in TYPES.values()}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"{\\rtf", "text/rtf"),
)
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r\b\x1b"))


class Refused(ValueError):
    """A file that cannot be sent; the text is the client's."""


def judge(data: bytes, filename: str | None, is_csv: bool = False) -> str:
    """The mimetype of a file, by its name where it has one. Raises Refused.

    What it holds has to be what its name says, or something that people call so.
    """
    found = sniff(data)
    if filename is not None:
        expected = by_name(filename)
        if found not in expected.contents:
            raise unsupported(found)
        return expected.mimetype
    if is_csv and found in TYPES[".csv"].contents:
        return "text/csv"
    if found not in EXTENSIONS:
        raise unsupported(found)
    return found


def by_name(filename: str) -> Type:
    """What a file's name says that it is. Raises Refused."""
    if len(filename) > LONGEST_NAME:
        raise Refused(f"`filename` cannot be longer than {LONGEST_NAME} characters")
    _, dot, extension = filename.rpartition(".")
    if not dot or not extension.strip():
        raise Refused("`filename` must end with a file extension. For example, filename.csv")
    extension = f".{extension.strip().lower()}"
    if extension not in TYPES:
        raise unsupported(extension)
    return TYPES[extension]


def mimetype(filename: str) -> str:
    """What to call a file that somebody has checked already."""
    try:
        return by_name(filename).mimetype
    except Refused:
        return "application/octet-stream"


def unsupported(kind: str) -> Refused:
    return Refused(f"Unsupported file type '{kind}'. Supported types are: {SUPPORTED}")


def sniff(data: bytes) -> str:
    """The mimetype of a file by its content alone."""
    for signature, mimetype in _SIGNATURES:
        if data.startswith(signature):
            return mimetype
    if data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # Streams inside are listed by their names.
        return "application/msword" if "WordDocument".encode("utf-16-le") in data else _OLE
    if data.startswith(b"PK\x03\x04"):
        return _sniff_archive(data)
    return _sniff_text(data)


def _sniff_archive(data: bytes) -> str:
    # The first entry, never compressed, says what the rest is.
    if data[30:].startswith(b"mimetype" + _ODT.encode() + b"PK"):
        return _ODT
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return _WORD
        if any(name.startswith("xl/") for name in names):
            return _EXCEL
    return "application/zip"


def _sniff_text(data: bytes) -> str:
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            return "application/octet-stream"
        # One byte a character, as older tools write it.
        text = data.decode("latin-1")
    if any(character in text for character in map(chr, _CONTROLS)):
        return "application/octet-stream"
    if text.lstrip()[:1] in ("{", "["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return "text/plain"
        return "application/json"
    return "text/plain"
