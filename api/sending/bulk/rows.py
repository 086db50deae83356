"""What the rows of a bulk request become, and what is wrong with them.

All are judged before any is stored. What a row becomes is kept as JSON, in a few hundred bytes.
"""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson
from psycopg.types.json import Json

from api.sending import rules
from api.sending.services import Caller
from api.wire.errors import bad_request
from postroom.content import email_addresses
from postroom.content.email import MAX_BODY_BYTES, EmailTemplate
from postroom.content.recipients import MISSING, Row
from postroom.content.sms import MAX_LENGTH, SMSTemplate
from postroom.csv_upload import Upload

# Rows whose faults are told, and rows that are made into JSON at once.
TOLD, CHUNK = 20, 500
# What a message has that does not say otherwise; anything else is null.
ALIKE = {"international": False, "expects_receipt": True}

TRIAL_MODE = (
    "You cannot send to these recipients because your service is in trial mode. You can only send "
    "to members of your team and your safelist."
)
TEAM_ONLY = "You cannot send to these recipients because you used a team and safelist API key."
MIXED = "Bulk sending to testing and non-testing numbers is not supported"


@dataclass(slots=True)
class Judged:
    """All rows: what they become, one after the other, and what speaks against them."""

    count: int = 0
    # Some hundred messages each, as JSON without brackets.
    chunks: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    strangers: int = 0
    simulated: int = 0

    @property
    def all_simulated(self) -> bool:
        return 0 < self.simulated == self.count

    def as_json(self) -> Json:
        """The messages as a list, after which they are forgotten."""
        text = b"[%b]" % b",".join(self.chunks)
        self.chunks.clear()
        return Json(text, dumps=bytes)


def judge(caller: Caller, upload: Upload) -> Judged:
    """What the rows become. Raises PublicError."""
    found, guests = Judged(), reachable(caller)
    rows = filter(None, upload.file.rows())
    while chunk := list(islice(rows, CHUNK)):
        found.count += len(chunk)
        messages = [message(row, upload) for row in chunk if is_good(row, upload, guests, found)]
        if messages:
            found.chunks.append(orjson.dumps(messages)[1:-1])
    check(caller, upload, found)
    return found


def is_good(row: Row, upload: Upload, guests: frozenset[str] | None, found: Judged) -> bool:
    """Whether nothing is wrong with a row; counts what it is."""
    recipient = normalised(row)
    if recipient is not None:
        found.simulated += recipient in rules.SIMULATED
        found.strangers += guests is not None and recipient not in guests
    fault = fault_of(row, upload)
    if fault is not None and len(found.faults) < TOLD:
        found.faults.append(f"Row {row.index} - {fault}")
    return fault is None


def check(caller: Caller, upload: Upload, found: Judged) -> None:
    if found.strangers:
        raise bad_request(TRIAL_MODE if caller.service.restricted else TEAM_ONLY)
    if found.faults:
        raise bad_request(f"Some rows have errors. {'. '.join(found.faults)}.")
    is_mixed = found.simulated and not found.all_simulated
    if is_mixed and isinstance(upload.template, SMSTemplate) and caller.key.key_type != "test":
        raise bad_request(MIXED)


def reachable(caller: Caller) -> frozenset[str] | None:
    """Whom the key may write to; None for everybody."""
    key_type = caller.key.key_type
    if key_type == "team" or (key_type == "normal" and caller.service.restricted):
        return caller.service.guests
    return None


def normalised(row: Row) -> str | None:
    """The number or address of a row, if it has one that can be written to."""
    if row.bad_recipient or row.address is not None or not row.recipient:
        return None
    if row.phone_number is not None:
        return row.phone_number.normalised
    return email_addresses.normalise(row.recipient)


def message(row: Row, upload: Upload) -> dict[str, Any]:
    """A row as postroom.new_message has it, without what every message has by itself."""
    found = {
        "job_row_number": row.index,
        "personalisation": row.personalisation,
        "client_reference": row.client_reference,
        **upload.described(row),
    }
    return {name: value for name, value in found.items() if value != ALIKE.get(name)}


def fault_of(row: Row, upload: Upload) -> str | None:
    """What is wrong with a row: of its columns, or else of the whole."""
    if row.errors and (columns := [*faults_of_columns(row, upload)]):
        return ",".join(columns)
    if row.address is not None and row.bad_recipient:
        return (
            row.address.error.removesuffix(".") if row.address.error else "Must be a real address"
        )
    if row.qr_code_too_long:
        return "Cannot create a usable QR code - the link is too long"
    if row.message_empty:
        return "Your message is empty"
    return too_long(row, upload)


def faults_of_columns(row: Row, upload: Upload) -> list[str]:
    """Each column once, as it is written, in the order of the file."""
    written = dict(zip(reversed(upload.file.keys), reversed(upload.file.headers), strict=True))
    return [
        f"`{written[column].strip()}`: "
        + (MISSING if row.errors[column] == MISSING else "invalid recipient")
        for column in dict.fromkeys(upload.file.keys)
        if column in row.errors
    ]


def too_long(row: Row, upload: Upload) -> str | None:
    template = upload.template
    if isinstance(template, SMSTemplate) and row.message_too_long:
        length = template.length(row.personalisation, upload.file.options.prefix)
        return (
            f"Your message is too long. Text messages cannot be longer than {MAX_LENGTH} "
            f"characters. Your message is {length} characters long"
        )
    if isinstance(template, EmailTemplate):
        size = template.size(row.personalisation)
        if size > MAX_BODY_BYTES:
            return (
                f"Your message is too long. Emails cannot be longer than {MAX_BODY_BYTES} bytes. "
                f"Your message is {size} bytes"
            )
    return None
