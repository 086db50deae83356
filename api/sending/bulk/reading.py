"""What a bulk request sends, and to whom: its template, its sender, its recipients as a file.

Each function raises PublicError with its own fault; api.sending.bulk.request has their order.
"""

import csv
import io
from typing import Any

from flask import current_app

from api import database
from api.sending import letters, rules
from api.sending.services import Caller, Service
from api.sending.templates import Template, find
from api.wire.errors import bad_request
from api.wire.validation import read_uuid
from postroom import csv_upload, text_messages
from postroom.content.recipients import UnreadableFile
from postroom.csv_upload import Upload

MOST = 50_000
# A letter needs three lines of address; so they are called where there are fewer.
ADDRESS = {"address line 1", "address line 2", "postcode"}


def check_form(form: dict[str, Any]) -> None:
    if bool(form.get("csv")) == ("rows" in form):
        raise bad_request("You should specify either rows or csv")


def choose_template(caller: Caller, form: dict[str, Any]) -> Template[Any]:
    """The template, which the key may send."""
    template = find(caller.service, read_uuid("template_id", form["template_id"]))
    if template is None:
        raise bad_request("Template not found")
    if template.archived:
        raise bad_request("Template has been deleted")
    rules.check_permission(caller.service, template.template_type)
    if template.template_type == "letter":
        letters.check_may_send(caller)
    return template


def choose_reply_to(service: Service, template: Template[Any], wanted: str | None) -> str | None:
    """What answers go to: a sender, a reply-to address, or the address on a letter."""
    kind = template.template_type
    if kind == "sms":
        senders = service.sms_senders
        return text_messages.display(rules.choose_sender(service, senders, "sms_sender_id", wanted))
    if kind == "email":
        senders = service.reply_to_addresses
        return rules.choose_sender(service, senders, "email_reply_to_id", wanted)
    if wanted is None:
        return template.contact_block
    contacts = database.call_value(
        "api.list_letter_contacts",
        service_id=service.id,
        contact_id=read_uuid("letter_contact_id", wanted),
    )
    if not contacts:
        raise rules.no_such_sender(service, "letter_contact_id", wanted)
    return contacts[0]["contact_block"]


def read_file(service: Service, template: Template[Any], form: dict[str, Any]) -> Upload:
    """The recipients, whose columns fit the template."""
    try:
        text = form["csv"] if form.get("csv") else to_csv(form.pop("rows"))
        upload = Upload(
            letters.storable(text.removeprefix("\ufeff")),
            template.content,
            csv_upload.options(service.permissions, service.name if service.prefix_sms else None),
            service_id=service.id,
            postage=template.postage,
            # Whoever may not be written to is a fault of the request.
            reachable=None,
            email_files=template.email_files,
            document_base_url=current_app.config["postroom"].document_base_url,
        )
        upload.file.row_count  # noqa: B018  # reads all of it once
    except (UnreadableFile, csv.Error) as error:
        raise bad_request(f"Error converting to CSV: {error}") from None
    check_columns(upload)
    return upload


def to_csv(rows: list[Any]) -> str:
    """The rows as a file; those at the end that are blank are none."""
    for number, row in enumerate(rows):
        if not isinstance(row, list):
            raise UnreadableFile(f"element {number} of rows is no list")
        if any(isinstance(cell, list | dict) for cell in row):
            raise UnreadableFile(f"element {number} of rows has a cell that is no plain value")
    while rows and all(cell in (None, "") for cell in rows[-1]):
        rows.pop()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def check_columns(upload: Upload) -> None:
    missing = set(upload.file.missing_column_headers)
    if upload.file.is_letter and not upload.file.has_recipient_columns:
        missing |= ADDRESS
    if missing:
        raise bad_request(f"Missing column headers: {', '.join(sorted(missing))}")
    if repeated := upload.file.duplicate_recipient_column_headers:
        raise bad_request(f"Duplicate column headers: {', '.join(sorted(set(repeated)))}")
    if upload.row_count == 0:
        raise bad_request("csv must have a header and at least one row")


def check_size(upload: Upload) -> None:
    if upload.row_count > MOST:
        raise bad_request(f"Too many rows. Maximum number of rows allowed is {MOST}")


def check_day(caller: Caller, template: Template[Any], upload: Upload) -> None:
    """The whole file has room in the day. It is judged again, exactly, where it is stored."""
    database.call(
        "api.check_room",
        service_id=caller.service.id,
        context_version=caller.service.version,
        key_type=caller.key.key_type,
        kind=template.template_type,
        messages=upload.row_count,
    )
