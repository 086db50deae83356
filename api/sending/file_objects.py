"""File objects in personalisation: what they may say (docs/contract/files.md, file objects).

jsonschema cannot say what these texts say, and of values of a wrong type at that.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from api.wire.errors import PublicError
from postroom.content.values import as_text
from postroom.files.documents import DEFAULT_WEEKS

FIELDS = ("file", "is_csv", "confirm_email_before_download", "retention_period", "filename")
PERIOD = re.compile(r"([1-9]|[1-6][0-9]|7[0-8]) weeks?")


class FileObject(NamedTuple):
    """A valid one; the content is still base64."""

    content: str
    is_csv: bool
    confirm_email_before_download: bool
    weeks: int
    filename: str | None


def is_file_object(value: Any) -> bool:
    """An object with the key "file" is an upload; any other object is text."""
    return isinstance(value, dict) and "file" in value


def check_file_objects(values: dict[str, Any]) -> dict[str, FileObject]:
    """The file objects by name. Raises PublicError with every fault of the first bad one."""
    return {name: check(value) for name, value in values.items() if is_file_object(value)}


def check(value: dict[str, Any]) -> FileObject:
    if found := [fault.replace("'", "") for fault in faults(value)]:
        raise PublicError(400, "ValidationError", *found)
    return FileObject(
        content=value["file"],
        is_csv=bool(value.get("is_csv")),
        confirm_email_before_download=value.get("confirm_email_before_download") is not False,
        weeks=weeks(value.get("retention_period")) or DEFAULT_WEEKS,
        filename=value.get("filename"),
    )


def faults(value: dict[str, Any]) -> Iterator[str]:
    """The faults of each field in their order, then those that concern several fields."""
    if not isinstance(value["file"], str):
        yield f"file {as_text(value['file'])} is not of type string"
    for name in ("is_csv", "confirm_email_before_download"):
        if not isinstance(value.get(name), bool | None):
            yield (
                f"{name} Unsupported value for {name}: {as_text(value[name])}. "
                "Use a boolean true or false value."
            )
    period = value.get("retention_period")
    if period is not None and not weeks(period):
        yield (
            f"retention_period Unsupported value for retention_period: {as_text(period)}. "
            "Supported periods are from 1 to 78 weeks."
        )
    yield from faults_of_name(value.get("filename"))
    if "is_csv" in value and "filename" in value:
        yield "Do not set a value for `is_csv` if `filename` is set."
    if unexpected := sorted(value.keys() - set(FIELDS)):
        verb = "was" if len(unexpected) == 1 else "were"
        names = ", ".join(unexpected)
        yield f"Additional properties are not allowed ({names} {verb} unexpected)"


def faults_of_name(filename: Any) -> Iterator[str]:
    if filename is None:
        return
    if not isinstance(filename, str) or "." not in filename:
        yield "filename `filename` must end with a file extension. For example, filename.csv"
        return
    try:
        filename.encode()
    except UnicodeEncodeError:
        yield "filename is not valid Unicode"


def weeks(period: Any) -> int | None:
    """How many weeks a text like "26 weeks" means, None if it is no such text."""
    match = isinstance(period, str) and PERIOD.fullmatch(period.strip().lower())
    return int(match[1]) if match else None
