"""Postal addresses: reading, judging, normalising.

See docs/contract/rendering.md, postal addresses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from postroom.content import countries
from postroom.content.countries import UNITED_KINGDOM, Country
from postroom.content.data import load
from postroom.content.values import as_text
from postroom.content.whitespace import collapse, drop_before_punctuation

MIN_LINES = 3
MAX_LINES = 7

_BFPO = re.compile(r"bfpo\s*(?:c/o)?\s*([0-9]{1,9})", re.IGNORECASE)
_BAD_STARTS = tuple('@()=[]"\\/,<>~')
_NO_ADDRESS = re.compile(r"no fixed (?:abode|address)", re.IGNORECASE)
_ALPHANUMERIC = re.compile(r"[a-z0-9]", re.IGNORECASE)
_SPACE = re.compile(r"\s+")

# The texts that the public API answers with, in the order in which the rules are tried.
NOT_ENOUGH_LINES = "Address must be at least 3 lines"
TOO_MANY_LINES = "Address must be no more than 7 lines"
NOT_ALPHANUMERIC = (
    "The first 2 lines of the address must both include at least one alphanumeric character"
)
BFPO_WITH_COUNTRY = "The last line of a BFPO address must not be a country."
NO_POSTCODE = "Must be a real UK postcode"
NO_POSTCODE_OR_COUNTRY = "Last line of address must be a real UK postcode or another country"
BAD_START = (
    "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < >"
)
NO_FIXED_ABODE = "Must be a real address"


def postcode(text: str) -> str | None:
    """The postcode as printed, "SW1A 1AA"; None if it cannot be one."""
    compact = _SPACE.sub("", text).upper()
    if len(compact) > 8 or not _postcode().fullmatch(compact):
        return None
    return f"{compact[:-3]} {compact[-3:]}"


def lines_from_personalisation(values: Mapping[str, Any]) -> str:
    """The address under the exact keys address_line_1 … of an API request, as raw lines.

    With address_line_7 the seven lines count, without it six and the postcode.
    """
    last = "address_line_7" if "address_line_7" in values else "postcode"
    keys = [*(f"address_line_{number}" for number in range(1, 7)), last]
    return "\n".join(as_text(values[key]) for key in keys if values.get(key))


@dataclass(frozen=True)
class PostalAddress:
    """An address as written, one line per line. Everything about it follows from that."""

    raw: str
    allow_international: bool = False

    @cached_property
    def _parts(self) -> tuple[list[str], int | None, Country | None]:
        """Lines without BFPO number and UK names, the number, the country abroad.

        Only the last line of all is a country abroad: before a UK name it is a line like any
        other. Post to the forces goes through no country, so there all lines stay.
        """
        written = [line for line in map(_normalised, self.raw.splitlines()) if line]
        numbers = {line: match for line in written if (match := _BFPO.fullmatch(line))}
        lines = [line for line in written if line not in numbers]
        bfpo = int([*numbers.values()][-1][1]) if numbers else None
        country = countries.find(lines[-1]) if lines else None
        if country and country.zone != UNITED_KINGDOM:
            if numbers:
                return written, bfpo, country
            return [*lines[:-1], country.name], bfpo, country
        while country and country.zone == UNITED_KINGDOM:
            lines.pop()
            country = countries.find(lines[-1]) if lines else None
        return lines or [""] * (not written), bfpo, None

    @cached_property
    def lines(self) -> list[str]:
        """The lines as printed: the postcode set, a BFPO number last."""
        lines, bfpo, _ = self._parts
        lines = list(lines)
        if self.postcode:
            lines[-1] = self.postcode
        if bfpo is not None and not self.country:
            lines.append(f"BFPO {bfpo}")
        return lines

    @property
    def normalised(self) -> str:
        """The address as it is stored: its lines joined by newlines."""
        return "\n".join(self.lines)

    @property
    def search_form(self) -> str:
        """The address as it is searched: without white space, lower-cased."""
        return _SPACE.sub("", self.normalised).lower()

    @cached_property
    def postcode(self) -> str | None:
        """The postcode as printed."""
        lines = self._parts[0]
        return postcode(lines[-1]) if lines else None

    @property
    def bfpo_number(self) -> int | None:
        """The number of a British Forces post office."""
        return self._parts[1]

    @property
    def country(self) -> Country | None:
        """The country, if it is not the United Kingdom."""
        return self._parts[2]

    @property
    def international(self) -> bool:
        """Whether it goes abroad."""
        return self.country is not None

    @property
    def postage(self) -> str | None:
        """The postage that an address abroad needs, whatever the template says."""
        return self.country.zone if self.country else None

    @property
    def postage_zone(self) -> str:
        """united-kingdom, europe or rest-of-world."""
        return self.country.zone if self.country else UNITED_KINGDOM

    @property
    def has_enough_lines(self) -> bool:
        """Whether it has at least three lines: name, street, postcode or country."""
        return len(self.lines) >= MIN_LINES

    @property
    def has_too_many_lines(self) -> bool:
        """More than seven."""
        return len(self.lines) > MAX_LINES

    @property
    def has_valid_last_line(self) -> bool:
        """A postcode, a BFPO number, or a country where that is allowed."""
        if self.country:
            return self.allow_international
        return bool(self.postcode) or self.bfpo_number is not None

    @property
    def has_bad_start(self) -> bool:
        """A line that begins with a character that breaks the printer's files."""
        return any(line.startswith(_BAD_STARTS) for line in self.lines)

    @property
    def has_no_fixed_abode(self) -> bool:
        """A line says that there is nowhere to send to."""
        return any(line.upper() == "NFA" or _NO_ADDRESS.search(line) for line in self.lines)

    @property
    def has_bfpo_and_country(self) -> bool:
        """Forces' post goes through the United Kingdom."""
        return self.bfpo_number is not None and self.international

    @property
    def has_words(self) -> bool:
        """Each of the first two lines has a letter a to z or a digit."""
        first = self.lines[:2]
        return len(first) == 2 and all(_ALPHANUMERIC.search(line) for line in first)

    @property
    def error(self) -> str | None:
        """The public API's text for the first rule that fails; None if it can be sent to."""
        missing = NO_POSTCODE_OR_COUNTRY if self.allow_international else NO_POSTCODE
        rules = (
            (not self.has_enough_lines, NOT_ENOUGH_LINES),
            (self.has_too_many_lines, TOO_MANY_LINES),
            (not self.has_words, NOT_ALPHANUMERIC),
            (self.has_bfpo_and_country, BFPO_WITH_COUNTRY),
            (not self.has_valid_last_line, missing),
            (self.has_bad_start, BAD_START),
            (self.has_no_fixed_abode, NO_FIXED_ABODE),
        )
        return next((message for failed, message in rules if failed), None)

    @property
    def is_valid(self) -> bool:
        """Whether it can be sent to."""
        return self.error is None

    @property
    def as_personalisation(self) -> dict[str, str]:
        """The lines under the keys of a letter's personalisation; the last under both ends."""
        *others, last = self.lines or [""]
        if self.bfpo_number is None:
            named = {"postcode": last, "address_line_7": last}
        else:
            code = self.postcode or ""
            others = [line for line in others if line != code or not code]
            others = [*others[:5], *[""] * (5 - len(others)), code]
            named = {"postcode": code, "address_line_7": last}
        others = [*others, *[""] * (6 - len(others))]
        return {f"address_line_{n}": line for n, line in enumerate(others[:6], 1)} | named


def _normalised(line: str) -> str:
    return drop_before_punctuation(collapse(line).rstrip(" ,"))


@cache
def _postcode() -> re.Pattern[str]:
    areas = "|".join(load("postcode_areas")["areas"])
    # The letters that look like digits or like each other are not used at the end.
    return re.compile(rf"(?:{areas})[0-9][0-9A-Z]?[0-9][ABDEFGHJLNPQRSTUWXYZ]{{2}}")
