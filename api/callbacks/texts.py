"""How providers write the text messages that people send to services. Pure functions, no I/O."""

import codecs
import re
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from postroom.content import phone_numbers

ESCAPE = re.compile(
    r"""\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|[\\'"abfnrtv])"""
)
# The years that PostgreSQL and psycopg can both read again.
YEARS = range(1970, 9999)


def mmg_text(message: str) -> str:
    """A message as MMG writes it: a form's encoding, and within it backslash escapes."""
    return ESCAPE.sub(unescaped, unquote_plus(message))


def unescaped(escape: re.Match[str]) -> str:
    try:
        return codecs.decode(escape[0], "unicode_escape")
    except UnicodeDecodeError:
        # No such character.
        return escape[0]


def our_number(number: str) -> str:
    """A service's number as it is stored: in the national form."""
    return f"0{number[2:]}" if number.startswith("44") else number


def sender(number: str) -> str:
    """Digits with country code; what is no phone number (`ALPHA`, a short code) as it is."""
    try:
        return phone_numbers.parse(number).normalised
    except phone_numbers.InvalidPhoneNumber:
        return number


def time(text: str) -> datetime | None:
    """When a provider received a message, UTC unless it says otherwise; None if unreadable."""
    try:
        moment = datetime.fromisoformat(unquote_plus(text))
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def storable(text: str) -> str:
    """The text with halves of a pair joined, and a mark for what no database takes."""
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined.replace("\0", "\N{REPLACEMENT CHARACTER}")
