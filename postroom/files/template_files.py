"""Files of templates: every email gets copies of its own, and links to them.

For whoever stores emails: make the copies, fill the values with their links, announce the keys
under which they will lie (api.announce_objects), store each (documents.store), and pass what
that gives to the database function that stores the emails (api.keep_documents).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postroom.content.values import Values, key
from postroom.files.documents import LONGEST_WEEKS, Document
from postroom.files.types import mimetype

FOLDER = "template-email-files"


@dataclass(frozen=True, slots=True)
class Copy:
    """One of a template's files for one recipient; its name is a placeholder."""

    name: str
    link_text: str | None
    # The key under which the admin app has put the template's file.
    source: str
    document: Document


def copies(
    files: Iterable[dict[str, Any]], placeholders: Iterable[str], service_id: UUID, address: str
) -> list[Copy]:
    """Copies of those of a template's files that its text names.

    The files are as api.list_live_email_files describes them.
    """
    named = set(map(key, placeholders))
    return [copy(file, service_id, address) for file in files if key(file["filename"]) in named]


def copy(file: dict[str, Any], service_id: UUID, address: str) -> Copy:
    document = Document(
        service_id,
        mimetype(file["filename"]),
        filename=file["filename"],
        address=address if file["validate_users_email"] else None,
        # Any number can be asked for.
        weeks=min(max(file["retention_period"], 1), LONGEST_WEEKS),
    )
    source = f"{FOLDER}/{service_id}/{file['id']}"
    return Copy(file["filename"], file["link_text"], source, document)


def fill(values: Values, copies: Iterable[Copy], link: Callable[[Document], str]) -> dict[str, Any]:
    """The values, with links to the copies in place of whatever had the same name."""
    copies = list(copies)
    taken = {key(copy.name) for copy in copies}
    filled = {name: value for name, value in values.items() if key(name) not in taken}
    for copy in copies:
        url = link(copy.document)
        filled[copy.name] = f"[{copy.link_text}]({url})" if copy.link_text else url
    return filled
