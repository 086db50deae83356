"""CSV files of recipients, read row by row (docs/contract/rendering.md, files of recipients).

A file is text that is kept; its rows are not: each is parsed, judged and forgotten, so
100,000 of them cost the memory of one.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from postroom.content import email_addresses, phone_numbers
from postroom.content.email import EmailTemplate
from postroom.content.email_addresses import InvalidEmailAddress
from postroom.content.letters import LetterTemplate
from postroom.content.phone_numbers import InvalidPhoneNumber, PhoneNumber
from postroom.content.postal_addresses import PostalAddress
from postroom.content.sms import SMSTemplate
from postroom.content.values import key
from postroom.content.whitespace import ALL, strip, without_obscure

MAX_ROWS = 100_000
MISSING = "Missing"

_PHONE_COLUMN = "phone number"
_EMAIL_COLUMN = "email address"
# The columns in the order in which a letter's recipient is listed; one of the last two is enough.
ADDRESS_COLUMNS = (*(f"address line {n}" for n in range(1, 7)), "postcode", "address line 7")
_ADDRESS_KEYS = tuple(map(key, ADDRESS_COLUMNS))
_REFERENCE = key("reference")
_LINES_WITH_POSTCODE, _LINES_WITH_7 = (
    frozenset(_ADDRESS_KEYS[:7]),
    frozenset((*_ADDRESS_KEYS[:6], _ADDRESS_KEYS[7])),
)

Template = SMSTemplate | EmailTemplate | LetterTemplate
Cell = str | list[str | None] | None


class UnreadableFile(ValueError):
    """The file is no CSV file in UTF-8, or a cell of it is longer than 131,072 characters."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the service that sends the file may do."""

    international_sms: bool = False
    sms_to_uk_landlines: bool = False
    international_letters: bool = False
    prefix: str | None = None
    """The service's name, if its text messages begin with it."""
    max_rows: int = MAX_ROWS
    provided: frozenset[str] = frozenset()
    """Keys of placeholders that get their values from elsewhere, so no column is theirs."""


@dataclass(slots=True)
class Row:
    """One recipient. `personalisation` and `errors` are by key ("phonenumber")."""

    index: int
    recipient: Any
    """The recipient's cell; for letters the eight cells of `ADDRESS_COLUMNS`."""
    personalisation: dict[str, Cell]
    errors: dict[str, str]
    bad_recipient: bool = False
    message_too_long: bool = False
    message_empty: bool = False
    qr_code_too_long: bool = False
    phone_number: PhoneNumber | None = None
    address: PostalAddress | None = None
    fragments: int = 0
    """What a text message is billed."""
    client_reference: str | None = None
    """The cell of a column called "reference", whether the template has that placeholder or not."""

    @property
    def has_error(self) -> bool:
        """Whether the row cannot be sent."""
        return bool(
            self.errors
            or self.bad_recipient
            or self.message_too_long
            or self.message_empty
            or self.qr_code_too_long
        )


def decode(data: bytes) -> str:
    """The text of an uploaded file. Raises UnreadableFile."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file is not text in UTF-8") from error


class RecipientFile:
    """A CSV file for one template. Raises UnreadableFile while reading."""

    def __init__(self, text: str, template: Template, options: Options | None = None) -> None:
        self.text = text.strip(ALL).rstrip(ALL + ",")
        self.template = template
        self.options = options or Options()
        self.is_letter = isinstance(template, LetterTemplate)
        if self.is_letter:
            self.recipient_columns = ADDRESS_COLUMNS
        else:
            is_sms = isinstance(template, SMSTemplate)
            self.recipient_columns = (_PHONE_COLUMN if is_sms else _EMAIL_COLUMN,)
        self.recipient_keys = tuple(map(key, self.recipient_columns))
        names = [name for name in template.placeholders if key(name) not in self.options.provided]
        self.placeholders = names
        self.wanted = dict.fromkeys([*self.recipient_keys, *map(key, names)])

    @cached_property
    def headers(self) -> list[str]:
        """The first row as it is."""
        return next(self._lines(), [])

    @cached_property
    def keys(self) -> list[str]:
        """The headers' keys."""
        return [key(header) for header in self.headers]

    @cached_property
    def _reference_column(self) -> int | None:
        found = [number for number, column in enumerate(self.keys) if column == _REFERENCE]
        return found[-1] if found else None

    @property
    def missing_column_headers(self) -> list[str]:
        """Placeholders and the recipient column that no header fits; address columns apart."""
        known = {*self.keys, *_ADDRESS_KEYS} if self.is_letter else set(self.keys)
        names = {key(name): name for name in self.placeholders}
        names.update(zip(self.recipient_keys, self.recipient_columns, strict=True))
        return sorted(name for wanted, name in names.items() if wanted not in known)

    @property
    def duplicate_recipient_column_headers(self) -> list[str]:
        """Headers that are recipient columns more than once."""
        repeated = {wanted for wanted in self.recipient_keys if self.keys.count(wanted) > 1}
        fitting = zip(self.headers, self.keys, strict=True)
        return [header for header, column in fitting if column in repeated]

    @property
    def has_recipient_columns(self) -> bool:
        """The recipient's column; for letters at least three of one set of address columns."""
        if not self.is_letter:
            return self.recipient_keys[0] in self.keys
        known = set(self.keys)
        return len(known & _LINES_WITH_POSTCODE) >= 3 or len(known & _LINES_WITH_7) >= 3

    @cached_property
    def row_count(self) -> int:
        """How many rows there are, those beyond the limit too."""
        return max(sum(1 for _ in self._lines()) - 1, 0)

    def rows(self, first: int = 0) -> Iterator[Row | None]:
        """The rows in order; None for each beyond the limit. A blank line is an empty row."""
        for index, cells in enumerate(islice(self._lines(), first + 1, None), first):
            yield self._row(index, cells) if index < self.options.max_rows else None

    def _lines(self) -> Iterator[list[str]]:
        # Universal newlines, so that the reader never meets a lone carriage return.
        source = io.StringIO(self.text, newline=None)
        reader = csv.reader(source, skipinitialspace=True)
        while True:
            try:
                line = next(reader, None)
            except csv.Error as error:
                raise UnreadableFile(str(error)) from error
            if line is None:
                return
            yield line

    def _row(self, index: int, cells: list[str]) -> Row:
        personalisation = self._personalisation(cells)
        row = Row(index, self._recipient(personalisation), personalisation, {})
        if self._reference_column is not None and self._reference_column < len(cells):
            row.client_reference = _clean(cells[self._reference_column])
        if self.is_letter:
            self._check_address(row)
        else:
            self._check_recipient(row)
        for wanted in self.wanted:
            if wanted in _ADDRESS_KEYS and self.is_letter or wanted in self.recipient_keys:
                continue
            if wanted in personalisation and personalisation[wanted] is None:
                row.errors[wanted] = MISSING
        self._check_message(row)
        return row

    def _personalisation(self, cells: list[str]) -> dict[str, Cell]:
        """What the template and the recipient need, by key; lists for repeated headers."""
        found: dict[str, Cell] = {}
        spelled: dict[str, str] = {}
        for number, column in enumerate(self.keys):
            if column not in self.wanted:
                continue
            cell = _clean(cells[number]) if number < len(cells) else None
            header = self.headers[number]
            before = found.get(column)
            if before is None or spelled[column] != header or column in self.recipient_keys:
                found[column] = cell
            elif isinstance(before, list):
                before.append(cell)
            else:
                found[column] = [before, cell]
            spelled[column] = header
        return found

    def _recipient(self, personalisation: dict[str, Cell]) -> Any:
        cells = [personalisation.get(column) for column in self.recipient_keys]
        return cells if self.is_letter else cells[0]

    def _check_recipient(self, row: Row) -> None:
        column = self.recipient_keys[0]
        if column not in self.keys:
            return
        if row.recipient is None:
            # Where a column is there twice, nobody can say which cell is missing.
            if self.keys.count(column) == 1:
                row.errors[column] = MISSING
            return
        try:
            if column == key(_PHONE_COLUMN):
                row.phone_number = self._phone_number(row.recipient)
            else:
                email_addresses.validate(row.recipient)
        except InvalidPhoneNumber as error:
            row.errors[column] = error.upload_message
        except InvalidEmailAddress as error:
            row.errors[column] = str(error)
        row.bad_recipient = column in row.errors

    def _phone_number(self, text: str) -> PhoneNumber:
        number = phone_numbers.parse(text)
        phone_numbers.check_rights(
            number,
            international=self.options.international_sms,
            landlines=self.options.sms_to_uk_landlines,
        )
        return number

    def _check_address(self, row: Row) -> None:
        has_line_7 = "addressline7" in row.personalisation
        lines = [*row.recipient[:6], row.recipient[7 if has_line_7 else 6]]
        raw = "\n".join(line for line in lines if line)
        row.address = PostalAddress(raw, self.options.international_letters)
        row.bad_recipient = not row.address.is_valid

    def _check_message(self, row: Row) -> None:
        template, values = self.template, row.personalisation
        if isinstance(template, SMSTemplate):
            message = template.render(values, self.options.prefix)
            row.message_too_long, row.message_empty = message.too_long, message.empty
            row.fragments = message.fragments
        elif isinstance(template, LetterTemplate):
            row.qr_code_too_long = template.qr_code_too_long(values) is not None
            row.message_empty = template.is_empty(values)
        else:
            row.message_empty = template.is_empty(values)


def _clean(cell: str) -> str | None:
    return strip(without_obscure(cell)) or None
