"""Whom a service in trial mode may send to (docs/contract/rendering.md, guest lists)."""

from collections.abc import Iterable, Mapping

from postroom.content import email_addresses, phone_numbers
from postroom.content.email_addresses import InvalidEmailAddress
from postroom.content.phone_numbers import InvalidPhoneNumber


def comparable(recipient: str) -> str:
    """The form under which recipients are compared with a guest list: E.164 digits of a
    number, an address in lower case, anything else as given.
    """
    try:
        return phone_numbers.parse(recipient).normalised
    except InvalidPhoneNumber:
        pass
    try:
        return email_addresses.normalise(email_addresses.validate(recipient))
    except InvalidEmailAddress:
        return recipient


def reachable(guests: Iterable[str], team: Iterable[Mapping[str, str | None]]) -> frozenset[str]:
    """Guests, normalised already, with the team's addresses ("email") and numbers ("mobile")."""
    found = set(guests)
    for member in team:
        found.add(email_addresses.normalise(member["email"] or ""))
        try:
            found.add(phone_numbers.parse(member["mobile"] or "").normalised)
        except InvalidPhoneNumber:
            continue
    return frozenset(found)
