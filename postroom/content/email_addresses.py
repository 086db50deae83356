"""Email addresses: validity and the forms stored and matched.

See docs/contract/rendering.md, email addresses.
"""

import re

from postroom.content.whitespace import strip, without_obscure

MAX_LENGTH = 320
MAX_HOST_LENGTH = 253

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[a-z0-9]+(?:--?[a-z0-9]+)*", re.IGNORECASE)
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)


class InvalidEmailAddress(ValueError):
    """Not an address that can be sent to."""

    def __init__(self) -> None:
        super().__init__("Not a valid email address")


def validate(text: str) -> str:
    """The address without obscure and outer white space, its case kept.

    Raises InvalidEmailAddress.
    """
    address = strip(without_obscure(text))
    local, _, host = address.partition("@")
    if len(address) > MAX_LENGTH or ".." in address or not _LOCAL.fullmatch(local):
        raise InvalidEmailAddress
    if not _is_host(host):
        raise InvalidEmailAddress
    return address


def normalise(text: str) -> str:
    """The form used for matching and sending: stripped and lower-cased, not punycoded."""
    return strip(without_obscure(text)).lower()


def _is_host(host: str) -> bool:
    if not host.isascii():
        try:
            # Python's own codec implements IDNA 2003, by which the contract's data was made:
            # it also takes emoji and symbol domains, which IDNA 2008 refuses.
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    labels = host.split(".")
    if len(host) > MAX_HOST_LENGTH or len(labels) < 2:
        return False
    if not all(map(_is_label, labels)):
        return False
    return bool(_TOP_LEVEL.fullmatch(labels[-1]))


def _is_label(label: str) -> bool:
    """Whether one part of a host may be so called; an encoded one must decode."""
    if len(label) > 63 or not _LABEL.fullmatch(label):
        return False
    if label.lower().startswith("xn--"):
        try:
            label.lower().encode("ascii").decode("idna")
        except UnicodeError:
            return False
    return True
