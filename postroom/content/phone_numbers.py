"""Phone numbers: reading, judging, normalising and pricing.

See docs/contract/rendering.md, phone numbers.

The number plan is that of the phonenumbers library; what is ours is what the wire contract
adds to it. Prices are in multiples of the domestic rate.
"""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

from postroom.content.characters import fold_to_ascii
from postroom.content.data import load
from postroom.content.whitespace import NO_BREAK, ZERO_WIDTH, strip, without_obscure

HOME_COUNTRY_CODE = 44
HOME_REGION = "GB"

_ALLOWED = re.compile(rf"[0-9()+\- \t\n\r\v\f{ZERO_WIDTH}{NO_BREAK}]*")
# Numbers for drama are 07700 900000 to 900999, but the contract's test is this wide, takes
# one of any length and of any country: see "Choices" in docs/rendering.md.
_DRAMA = re.compile(r"7700[0-9]")
# One digit, perhaps a space, and so on: what the fast path reads without the library.
_PLAIN_MOBILE = re.compile(r"(?:\+44|0044|44|0)? ?(7(?: ?[0-9]){9})")

_PERMITTED = frozenset(
    (
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.UAN,
        PhoneNumberType.PERSONAL_NUMBER,
    )
)
_LANDLINES = frozenset(
    (PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UAN)
)
_EMERGENCY = frozenset(("999", "112"))

INVALID_NUMBER = "invalid_number"
TOO_LONG = "too_long"
TOO_SHORT = "too_short"
NOT_A_UK_MOBILE = "not_a_uk_mobile"
UNKNOWN_CHARACTER = "unknown_character"
UNSUPPORTED_COUNTRY_CODE = "unsupported_country_code"
UNSUPPORTED_EMERGENCY_NUMBER = "unsupported_emergency_number"

_INVALID = "Number is not valid – double check the phone number you entered"
_EMERGENCY_MESSAGE = "Phone number cannot be an emergency number"
# Code: (text of the public API, text of CSV uploads and the admin app).
_MESSAGES = {
    INVALID_NUMBER: (_INVALID, _INVALID),
    TOO_LONG: ("Too many digits", "Mobile number is too long"),
    TOO_SHORT: ("Not enough digits", "Mobile number is too short"),
    NOT_A_UK_MOBILE: (
        "Not a UK mobile number",
        "This does not look like a UK mobile number – double check the mobile number you entered",
    ),
    UNKNOWN_CHARACTER: (
        "Must not contain letters or symbols",
        "Mobile numbers can only include: 0 1 2 3 4 5 6 7 8 9 ( ) + -",
    ),
    UNSUPPORTED_COUNTRY_CODE: (
        "Not a valid country prefix",
        "Country code not found - double check the mobile number you entered",
    ),
    UNSUPPORTED_EMERGENCY_NUMBER: (_EMERGENCY_MESSAGE, _EMERGENCY_MESSAGE),
}
# None: no number at all.
_REASONS: dict[int | None, str] = {
    ValidationResult.TOO_LONG: TOO_LONG,
    ValidationResult.TOO_SHORT: TOO_SHORT,
    ValidationResult.INVALID_COUNTRY_CODE: UNSUPPORTED_COUNTRY_CODE,
}


class InvalidPhoneNumber(ValueError):
    """Nothing can be sent there. `str()` is the public API's text, `code` its kind."""

    def __init__(self, code: str) -> None:
        super().__init__(_MESSAGES[code][0])
        self.code = code

    @property
    def upload_message(self) -> str:
        """The text that CSV uploads and the admin app show."""
        return _MESSAGES[self.code][1]


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be sent to, apart from the service's rights (see `check_rights`)."""

    normalised: str
    """E.164 digits without the plus, as sent and matched."""
    country_prefix: str
    """Key of the rate table: the country code, or 1 and the area code where that is priced."""
    international: bool
    """Billed and shown as international; true for the Crown dependencies too."""
    crown_dependency: bool
    """+44, but of Jersey, Guernsey or the Isle of Man."""
    landline: bool
    """+44 and fixed line, fixed-or-mobile or UAN (03…), wherever it is."""
    rate_multiplier: int
    """Price of a fragment in domestic fragments; 1 to 12."""

    @property
    def uk(self) -> bool:
        """+44, so allowed without the right to send abroad."""
        return self.country_prefix == str(HOME_COUNTRY_CODE)

    @property
    def human(self) -> str:
        """The number as people see it: national format for +44, international for the others."""
        number = phonenumbers.parse(f"+{self.normalised}")
        style = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(
            number, style.NATIONAL if self.uk else style.INTERNATIONAL
        )


def clean(text: str) -> str:
    """The text as it is stored: without invisible and no-break characters, and stripped."""
    return strip(without_obscure(text))


def parse(text: str) -> PhoneNumber:
    """The number written in `text`, of any country and also a landline.

    Raises InvalidPhoneNumber. About 3 µs for an ordinary British mobile number, up to
    200 µs for others.
    """
    if match := _PLAIN_MOBILE.fullmatch(text):
        national = match[1].replace(" ", "")
        if _british_mobile().fullmatch(national):
            return PhoneNumber(f"44{national}", "44", False, False, False, 1)
    return parse_with_library(text)


def parse_with_library(text: str) -> PhoneNumber:
    """`parse` without its short cut, which gives the same answer."""
    try:
        number = _attempt(text)
    except InvalidPhoneNumber:
        # A 0 or + too many, or a dash that a word processor made longer, is common in
        # spreadsheets. The second failure is the one reported.
        number = _attempt(fold_to_ascii(text).replace("+", "").lstrip("0"))
    return _described(number)


def parse_contact(text: str) -> PhoneNumber:
    """A service's own contact number: as `parse`, or three digits such as 101.

    Raises InvalidPhoneNumber; emergency numbers are refused.
    """
    digits = re.sub(r"[^0-9]", "", text) if _ALLOWED.fullmatch(text) else ""
    if digits in _EMERGENCY:
        raise InvalidPhoneNumber(UNSUPPORTED_EMERGENCY_NUMBER)
    if len(digits) == 3:
        # The plan knows no region for these, so they count as the Crown dependencies do.
        multiplier = _rates()["44"]["multiplier"]
        return PhoneNumber(f"44{digits}", "44", True, True, False, multiplier)
    return parse(text)


def check_rights(number: PhoneNumber, *, international: bool, landlines: bool) -> None:
    """Raises InvalidPhoneNumber if a service with these rights may not send there."""
    if not number.uk and not international or number.landline and not landlines:
        raise InvalidPhoneNumber(NOT_A_UK_MOBILE)


def sends_receipts(country_prefix: str) -> bool:
    """Whether a delivery receipt from there is trusted; else the message stays "sent"."""
    return _rates()[country_prefix]["receipts"]


def allows_text_sender(country_prefix: str) -> bool:
    """Whether a sender made of letters arrives there."""
    return _rates()[country_prefix]["text_sender"]


def _rates() -> dict[str, dict]:
    return load("dialling_prefixes")["prefixes"]


@cache
def _british_mobile() -> re.Pattern[str]:
    """Mobiles of region GB by the plan's own pattern, and the range taken for drama."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION)
    assert metadata and metadata.mobile, "every edition of the plan has Britain's mobiles"
    return re.compile(f"{metadata.mobile.national_number_pattern}|7700[0-9]{{6}}")


def _attempt(text: str) -> phonenumbers.PhoneNumber:
    if not _ALLOWED.fullmatch(text):
        raise InvalidPhoneNumber(UNKNOWN_CHARACTER)
    if not text:
        raise InvalidPhoneNumber(TOO_SHORT)
    number = _read(text)
    if number is None:
        raise InvalidPhoneNumber(INVALID_NUMBER)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != ValidationResult.IS_POSSIBLE:
        # Spreadsheets strip the plus of numbers abroad.
        number = _read(f"+{text}")
        abroad = phonenumbers.is_possible_number_with_reason(number) if number else None
        if number is None or abroad != ValidationResult.IS_POSSIBLE:
            # A local number, without its area, has no verdict of its own.
            local = reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
            raise InvalidPhoneNumber(_REASONS.get(abroad if local else reason, INVALID_NUMBER))
    if not _is_drama(number) and phonenumbers.number_type(number) not in _PERMITTED:
        raise InvalidPhoneNumber(INVALID_NUMBER)
    return number


def _read(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, HOME_REGION)
    except NumberParseException:
        return None


def _is_drama(number: phonenumbers.PhoneNumber) -> bool:
    return bool(_DRAMA.match(str(number.national_number)))


def _described(number: phonenumbers.PhoneNumber) -> PhoneNumber:
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
    code = str(number.country_code)
    prefix = digits[:4] if code == "1" and digits[:4] in _rates() else code
    if prefix not in _rates():
        raise InvalidPhoneNumber(UNSUPPORTED_COUNTRY_CODE)
    uk = number.country_code == HOME_COUNTRY_CODE
    # A foreign number that looks like one for drama is not international either, as on the
    # wire: see "Choices" in docs/rendering.md.
    international = (
        not _is_drama(number) and phonenumbers.region_code_for_number(number) != HOME_REGION
    )
    return PhoneNumber(
        normalised=digits,
        country_prefix=prefix,
        international=international,
        crown_dependency=uk and international,
        landline=uk and phonenumbers.number_type(number) in _LANDLINES,
        rate_multiplier=_rates()[prefix]["multiplier"] if international else 1,
    )
