"""What is stored of a text message, however it comes in."""

from typing import Any

from postroom.content import phone_numbers
from postroom.content.phone_numbers import PhoneNumber


def facts(number: PhoneNumber) -> dict[str, Any]:
    """What its price and its receipt depend on besides the fragments."""
    return {
        "international": number.international,
        "phone_prefix": number.country_prefix,
        "rate_multiplier": number.rate_multiplier,
        "expects_receipt": phone_numbers.sends_receipts(number.country_prefix),
    }


def display(sender: str | None) -> str | None:
    """A sender that is a phone number in digits with country code, any other verbatim."""
    try:
        return phone_numbers.parse(sender or "").normalised
    except phone_numbers.InvalidPhoneNumber:
        return sender
