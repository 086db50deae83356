"""Uploads: CSV files in the object store and what their rows become.

The admin app writes the file and says what it is in the file's metadata; it has refused files
with faults before. What comes through all the same is stored as a notification that is not
sent, so that every row can be seen and counted.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from postroom import text_messages
from postroom.content import email_addresses
from postroom.content.email import EmailTemplate
from postroom.content.guest_lists import reachable
from postroom.content.recipients import (
    MAX_ROWS,
    Options,
    RecipientFile,
    Row,
    UnreadableFile,
    decode,
)
from postroom.content.sms import SMSTemplate
from postroom.content.values import key
from postroom.files import letter_files, template_files
from postroom.files.buckets import CONTACT_LISTS, CSV_UPLOADS
from postroom.templates import Content, parse

# The columns of a text message that other types have too, with what stands in them there.
NO_NUMBER = {"phone_prefix": "+44", "rate_multiplier": 0}


def file_key(service_id: Any, job_id: Any) -> str:
    """Where the admin app puts an upload's file (docs/contract/internal.md, shared files)."""
    return f"{CSV_UPLOADS}/service-{service_id}-notify/{job_id}.csv"


def contact_list_key(service_id: Any, contact_list_id: Any) -> str:
    """Where the admin app puts a contact list's file."""
    return f"{CONTACT_LISTS}/service-{service_id}-notify/{contact_list_id}.csv"


def read(details: dict[str, Any], data: bytes, document_base_url: str) -> "Upload":
    """The file of an upload, of which jobs.read_upload says this. Raises UnreadableFile."""
    permissions = details["permissions"]
    template = parse(
        details["template_type"],
        details["subject"],
        details["content"],
        details["reply_to_text"] if details["template_type"] == "letter" else None,
        details["letter_welsh_subject"],
        details["letter_welsh_content"],
    )
    prefix = details["service_name"] if details["prefix_sms"] else None
    upload = Upload(
        decode(data),
        template,
        options(permissions, prefix),
        service_id=details["service_id"],
        postage=details["postage"],
        # A service in trial mode may write to these alone; it may send no letter at all.
        reachable=reachable(details["guests"], details["team"]) if details["restricted"] else None,
        email_files=details["email_files"],
        document_base_url=document_base_url,
    )
    if upload.row_count > upload.file.options.max_rows:
        raise UnreadableFile("The file has too many rows")
    return upload


def options(permissions: Collection[str], prefix: str | None, max_rows: int = MAX_ROWS) -> Options:
    """What a service with these permissions may send."""
    return Options(
        international_sms="international_sms" in permissions,
        sms_to_uk_landlines="sms_to_uk_landlines" in permissions,
        international_letters="international_letters" in permissions,
        prefix=prefix,
        max_rows=max_rows,
    )


class Upload:
    """A file and what its rows are judged by. Raises UnreadableFile, also while reading."""

    def __init__(
        self,
        text: str,
        template: Content,
        options: Options,
        *,
        service_id: Any,
        postage: str | None,
        reachable: frozenset[str] | None,
        email_files: list[dict[str, Any]],
        document_base_url: str,
    ) -> None:
        self.service_id = service_id
        # The files that its emails link to: each email gets copies of its own.
        self.email_files = email_files
        self.document_base_url = document_base_url
        self.template = template
        provided = frozenset(key(file["filename"]) for file in email_files)
        # PostgreSQL's text has no NUL.
        self.file = RecipientFile(
            text.replace("\0", ""), template, replace(options, provided=provided)
        )
        self.postage = postage or "second"
        # The recipients that may be written to, unless it is everybody.
        self.reachable = reachable
        self.is_sendable = (
            self.file.has_recipient_columns
            and not self.file.missing_column_headers
            and not self.file.duplicate_recipient_column_headers
        )

    @property
    def row_count(self) -> int:
        return self.file.row_count

    def rows(self, first: int = 0) -> Iterator[dict[str, Any]]:
        """What each row becomes, as jobs.store_rows takes it.

        A row with "copies" (template_files.Copy) links to these: whoever stores it stores them
        first, and gives it the "documents" that come of that instead.
        """
        # None is a row beyond the limit, up to which a file is taken at all.
        for row in filter(None, self.file.rows(first)):
            found = {
                "personalisation": row.personalisation,
                "client_reference": row.client_reference,
                **self.described(row),
            }
            yield self._with_files(found) if self.email_files and "status" not in found else found

    def described(self, row: Row) -> dict[str, Any]:
        """A row with its recipient and price, or one that cannot be sent."""
        if not self.is_sendable or row.has_error or self._is_too_long(row):
            return self._refused(row)
        found: dict[str, Any]
        if row.phone_number is not None:
            found = {
                "recipient": row.recipient,
                "normalised_recipient": row.phone_number.normalised,
                "billable_units": row.fragments,
                **text_messages.facts(row.phone_number),
            }
        elif row.address is None:
            found = {
                "recipient": row.recipient,
                "normalised_recipient": email_addresses.normalise(row.recipient),
            }
        else:
            found = {
                "recipient": row.address.normalised,
                "normalised_recipient": row.address.search_form,
                "international": row.address.international,
                "postage": row.address.postage or self.postage,
                "letter_reference": letter_files.new_reference(),
            }
        if self.reachable is not None and found["normalised_recipient"] not in self.reachable:
            return self._refused(row)
        return found

    def _with_files(self, found: dict[str, Any]) -> dict[str, Any]:
        copies = template_files.copies(
            self.email_files, self.template.placeholders, self.service_id, found["recipient"]
        )
        links = template_files.fill(
            found["personalisation"], copies, lambda file: file.link(self.document_base_url)
        )
        return {**found, "personalisation": links, "copies": copies}

    def _refused(self, row: Row) -> dict[str, Any]:
        recipient = row.recipient
        if self.file.is_letter:
            recipient = "\n".join(line for line in recipient if line)
        return {
            "status": "validation-failed",
            "recipient": recipient or "",
            "normalised_recipient": (recipient or "").lower(),
            **(NO_NUMBER if isinstance(self.template, SMSTemplate) else {}),
            **({"postage": self.postage} if self.file.is_letter else {}),
        }

    def _is_too_long(self, row: Row) -> bool:
        """Whether an email is too long, which the admin app does not check before it uploads."""
        return isinstance(self.template, EmailTemplate) and self.template.is_too_long(
            row.personalisation
        )
