"""The "csv" kind: everything that a page about an uploaded file shows."""

from dataclasses import fields
from typing import Any

from postroom.content import phone_numbers
from postroom.content.email import EmailTemplate
from postroom.content.letters import LetterTemplate
from postroom.content.recipients import Options, RecipientFile, Row
from postroom.content.sms import SMSTemplate
from tests.rendering.summaries import (
    Limits,
    Summary,
    has_errors,
    more_international_sms_than_can_send,
    more_rows_than_can_send,
    summarise,
    too_many_rows,
)


def read_csv(case: dict) -> dict:
    """Flags and rows of a file; None where the reference defines no value."""
    options, limits = _options(case["options"])
    file = RecipientFile(case["file_data"], _template(case["template"]), options)
    summary = summarise(file, limits)
    rows = [_row(row, is_letter=file.is_letter) for row in file.rows()]
    return {
        "has_errors": has_errors(file, limits, summary),
        "column_headers": list(dict.fromkeys(file.headers)),
        "missing_column_headers": file.missing_column_headers,
        "duplicate_recipient_column_headers": file.duplicate_recipient_column_headers,
        "has_recipient_columns": file.has_recipient_columns,
        "row_count": summary.row_count,
        "too_many_rows": too_many_rows(file, summary),
        "more_rows_than_can_send": more_rows_than_can_send(limits, summary),
        "allowed_to_send_to": summary.all_allowed,
        "more_international_sms_than_can_send": _more_international(file, limits, summary),
        "rows": rows,
    }


def _more_international(file: RecipientFile, limits: Limits, summary: Summary) -> bool | None:
    # The reference fails on rows that are not read, and on those whose number it cannot read.
    if not isinstance(file.template, SMSTemplate):
        return False
    if not all(row and _has_number(row) for row in file.rows()):
        return None
    return more_international_sms_than_can_send(limits, summary)


def _has_number(row: Row) -> bool:
    try:
        phone_numbers.parse(row.recipient or "")
    except phone_numbers.InvalidPhoneNumber:
        return False
    return True


def _template(template: dict) -> Any:
    kind, content = template["template_type"], template["content"]
    if kind == "sms":
        return SMSTemplate(content)
    return {"email": EmailTemplate, "letter": LetterTemplate}[kind](template["subject"], content)


def _options(options: dict) -> tuple[Options, Limits]:
    names = {
        "allow_international_sms": "international_sms",
        "allow_sms_to_uk_landline": "sms_to_uk_landlines",
        "allow_international_letters": "international_letters",
        "guestlist": "guest_list",
        "remaining_international_sms_messages": "remaining_international_sms",
    }
    named = {names.get(name, name): value for name, value in options.items()}
    limits = {field.name for field in fields(Limits)} & named.keys()
    return (
        Options(**{name: value for name, value in named.items() if name not in limits}),
        Limits(**{name: named[name] for name in limits}),
    )


def _row(row: Row | None, *, is_letter: bool) -> dict | None:
    if row is None:
        return None
    facts = {
        "index": row.index,
        "recipient": row.recipient,
        "personalisation": row.personalisation,
        "errors": row.errors,
        "has_error": row.has_error,
        "bad_recipient": row.bad_recipient,
        "message_too_long": row.message_too_long,
        "message_empty": row.message_empty,
    }
    return facts | {"qr_code_too_long": row.qr_code_too_long} if is_letter else facts
