"""What must hold within a description, besides its shape (schema.json)."""

from collections.abc import Mapping
from typing import Any

from postroom.http_providers import filling, signing
from postroom.http_providers.places import Place
from postroom.settings import kinds

# What a message brings, by type.
COMMON = ("id", "receipt_url", "timestamp")
MESSAGE_VALUES = {
    "sms": (*COMMON, "to", "text", "sender", "sender_with_plus", "text_kind"),
    "email": (
        *(*COMMON, "to", "subject", "plain_text", "html", "from", "from_name", "from_address"),
        *("reply_to", "unsubscribe_url", "one_click"),
    ),
    "letter": (
        *(*COMMON, "reference", "postage", "sheets", "service_id", "file_name", "pdf"),
        *(f"address_line_{number}" for number in range(1, 8)),
    ),
}


class Fault(ValueError):
    """Something is wrong with a provider's description or values. Quotes no value."""


def check(source: Mapping[str, Any], known: set[str], values: Mapping[str, str]) -> None:
    """Raises ValueError, a Fault most of the time, for what fits the schema and makes no sense."""
    of_message = {*MESSAGE_VALUES[source["type"]]}
    if of_message & known:
        raise Fault(f"{min(of_message & known)} is a value of messages, and needs another name")
    check_names(source, known, of_message)
    for part in (source["request"], source.get("auth", {})):
        check_addresses(part, {**dict.fromkeys(of_message, "x"), **values})
    check_signature(source.get("receipts", {}).get("signature", {}), values)
    if source.get("auth", {}).get("kind") == "hmac" and "multipart" in source["request"]:
        raise Fault("auth: what is sent in parts cannot be signed")
    if source["type"] == "letter" and "reference" in source.get("receipts", {}):
        raise Fault("receipts: those of letters have to give our id")


def check_signature(rule: Mapping[str, Any], values: Mapping[str, str]) -> None:
    """What api/callbacks/http_signatures.py relies on."""
    for place in (*rule.get("signed", ()), rule.get("given", "body")):
        if place not in ("url", "body", "fields") and not place.startswith("text "):
            Place(place)
    if "fields" in rule.get("signed", ()) and "field" not in rule:
        raise Fault("receipts: how is each field written that is signed?")
    if rule.get("kind") == "ecdsa":
        try:
            signing.public_key(filling.text(rule["key"], values))
        except ValueError:
            raise Fault("receipts: the key is no public key in base64") from None


def check_names(source: Mapping[str, Any], known: set[str], of_message: set[str]) -> None:
    """Every {name} must be one that a message or the installation has a value for."""
    for part, template, names in (
        ("request", source["request"], of_message | known),
        ("auth", without(source.get("auth", {}), "signed"), known),
        ("auth", source.get("auth", {}).get("signed", ""), known | {"timestamp", "body"}),
        ("receipts", without(source.get("receipts", {}).get("signature", {}), "field"), known),
    ):
        for name in filling.names(template):
            if name not in names:
                raise Fault(f"{part}: nothing is called {{{name}}}")


def without(part: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: member for name, member in part.items() if name != key}


def check_addresses(part: Mapping[str, Any], values: Mapping[str, str]) -> None:
    """Addresses must be some, whatever a message has."""
    for key in ("url", "token_url"):
        if key in part:
            try:
                kinds.parse_web_address(filling.text(part[key], values))
            except ValueError:
                raise Fault(f"{key} is no address https://host…") from None
