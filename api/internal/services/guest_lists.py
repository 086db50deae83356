"""/service/<id>/guest-list: whom a service in trial mode may send to besides its members."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from psycopg.types.json import Jsonb

from api import database
from api.wire.errors import Refused
from api.wire.forms import read_json
from api.wire.validation import Schema
from postroom.content import email_addresses, phone_numbers

blueprint = Blueprint("guest_lists", __name__, url_prefix="/service/<uuid:service_id>/guest-list")

TEXTS = {"type": "array", "items": {"type": "string"}}
GUESTS = Schema(
    {"email_addresses": TEXTS, "phone_numbers": TEXTS},
    required=("email_addresses", "phone_numbers"),
    open=True,
)


@blueprint.get("")
def read_guest_list(service_id: UUID) -> dict[str, list[str]]:
    """The guests, as they were given. Errors: 404."""
    return database.call_value("api.read_guest_list", service_id=service_id)


@blueprint.put("")
def set_guest_list(service_id: UUID) -> tuple[str, int]:
    """Replace all guests. 204.

    Errors: 400 ValidationError; 400 for the first that is neither, and nothing changes; 404.
    """
    form = GUESTS.validate(read_json())
    guests = [email_guest(text) for text in form["email_addresses"]]
    guests += [phone_guest(text) for text in form["phone_numbers"]]
    database.call("api.set_guest_list", service_id=service_id, guests=Jsonb(guests))
    return "", 204


def email_guest(text: str) -> dict[str, Any]:
    try:
        normalised = email_addresses.normalise(email_addresses.validate(text))
    except email_addresses.InvalidEmailAddress:
        raise invalid(text) from None
    return {"recipient": text, "normalised_recipient": normalised, "recipient_type": "email"}


def phone_guest(text: str) -> dict[str, Any]:
    try:
        normalised = phone_numbers.parse(text).normalised
    except phone_numbers.InvalidPhoneNumber:
        raise invalid(text) from None
    return {"recipient": text, "normalised_recipient": normalised, "recipient_type": "mobile"}


def invalid(text: str) -> Refused:
    return Refused(
        400, f'Invalid guest list: "{text}" is not a valid email address or phone number'
    )
