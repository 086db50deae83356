"""The form of a service's name that is unique and fits before the @ of its email address."""

import re
import unicodedata
from typing import Any

_SPACE = re.compile(r"\s+")
_DOTS = re.compile(r"\.{2,}")


def normalise(name: str) -> str:
    """GOV.UK Notify → gov.uk.notify; Ünï Sender & Co → uni.sender.co; letters of any script."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    dotted = _SPACE.sub(".", plain)
    kept = "".join(c.lower() for c in dotted if c.isalnum() or c == ".")
    return _DOTS.sub(".", kept).strip(".")


def columns(name: str, custom_sender: str | None) -> dict[str, Any]:
    """What follows from the name and the name chosen for emails, if any."""
    return {
        "name": name,
        "normalised_name": normalise(name),
        "email_sender_local_part": normalise(name if custom_sender is None else custom_sender),
    }


def changes(given: dict[str, Any]) -> dict[str, Any]:
    """What follows from those of the two names that a service is given.

    That emails go under its name while it has none of its own for them, the database sees to.
    """
    found = {}
    if "name" in given:
        found["normalised_name"] = normalise(given["name"])
    if given.get("custom_email_sender_name") is not None:
        found["email_sender_local_part"] = normalise(given["custom_email_sender_name"])
    return found
