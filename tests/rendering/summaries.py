"""What pages about an uploaded file show of all its rows: the admin app's own reading of it."""

from dataclasses import dataclass

from postroom.content.guest_lists import comparable
from postroom.content.recipients import RecipientFile


@dataclass(frozen=True, slots=True)
class Limits:
    """What is left of the limits of a day, and whom a service in trial mode may send to."""

    guest_list: tuple[str, ...] | None = None
    remaining_messages: int | None = None
    remaining_international_sms: int | None = None


@dataclass(slots=True)
class Summary:
    """What one pass over all rows found."""

    row_count: int = 0
    rows_with_errors: int = 0
    international: int = 0
    """Valid numbers outside +44."""
    all_allowed: bool = True


def summarise(file: RecipientFile, limits: Limits | None = None) -> Summary:
    """Reads every row once. Raises UnreadableFile."""
    guests = limits.guest_list if limits else None
    allowed = None if guests is None else {comparable(guest) for guest in guests}
    found = Summary()
    for row in file.rows():
        found.row_count += 1
        if row is None:
            continue
        found.rows_with_errors += row.has_error
        found.international += row.phone_number is not None and not row.phone_number.uk
        if allowed is not None and not file.is_letter and row.recipient is not None:
            found.all_allowed = found.all_allowed and comparable(row.recipient) in allowed
    return found


def too_many_rows(file: RecipientFile, summary: Summary) -> bool:
    return summary.row_count > file.options.max_rows


def more_rows_than_can_send(limits: Limits, summary: Summary) -> bool:
    limit = limits.remaining_messages
    return limit is not None and summary.row_count > limit


def more_international_sms_than_can_send(limits: Limits, summary: Summary) -> bool:
    limit = limits.remaining_international_sms
    return limit is not None and summary.international > limit


def has_errors(file: RecipientFile, limits: Limits, summary: Summary) -> bool:
    """Whether the file cannot be sent as it is."""
    return bool(
        file.missing_column_headers
        or file.duplicate_recipient_column_headers
        or not file.has_recipient_columns
        or too_many_rows(file, summary)
        or more_rows_than_can_send(limits, summary)
        or more_international_sms_than_can_send(limits, summary)
        or not summary.all_allowed
        or summary.rows_with_errors
    )
