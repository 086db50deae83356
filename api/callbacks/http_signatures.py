"""What proves that a receipt comes from a provider that a description is enough for."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from api.callbacks import authentication
from postroom.http_providers import filling, signing
from postroom.http_providers.description import Description
from postroom.http_providers.places import Place, Said


def refusal(
    description: Description, rule: Mapping[str, Any], said: Said
) -> ResponseReturnValue | None:
    """The refusal to answer with, or None for what is genuine."""
    if rule["kind"] == "basic":
        accepted = description.fill(rule["user"]), description.fill(rule["password"])
        return authentication.basic((accepted,))
    if is_genuine(description, rule, said):
        return None
    return authentication.refusal(403, authentication.WRONG)


def is_genuine(description: Description, rule: Mapping[str, Any], said: Said) -> bool:
    if rule["kind"] == "header":
        shown = request.headers.get(rule["name"])
        return authentication.equal(shown, description.fill(rule["value"]))
    given = Place(rule["given"]).find(said)
    parts = list(signed_parts(rule, said))
    if not given or not all(parts):
        return False
    key, signed = description.fill(rule["key"]), b"".join(parts)
    if rule["kind"] == "ecdsa":
        return signing.is_signed_by(signing.public_key(key), signed, given)
    return signing.is_signed(rule, key, signed, given)


def signed_parts(rule: Mapping[str, Any], said: Said) -> Iterator[bytes]:
    """What the signature is about, one after the other."""
    for part in rule["signed"]:
        if part == "body":
            yield request.get_data()
        elif part == "url":
            yield address().encode()
        elif part == "fields":
            yield fields(rule, said).encode(errors="replace")
        elif part.startswith("text "):
            yield part.removeprefix("text ").encode()
        else:
            yield Place(part).find(said).encode(errors="replace")


def address() -> str:
    """The address as the provider knows it, whatever stands in between."""
    query = request.query_string.decode("latin-1")
    return request.host_url.rstrip("/") + request.path + (f"?{query}" if query else "")


def fields(rule: Mapping[str, Any], said: Said) -> str:
    """The fields of a form or an object by their names' order, without the signature's own."""
    members = said.body.items() if isinstance(said.body, dict) else ()
    underscored = str.maketrans(dict.fromkeys(rule.get("underscored", ""), "_"))
    return "".join(
        filling.text(rule["field"], {"name": name, "value": str(value).translate(underscored)})
        for name, value in sorted(members)
        if isinstance(value, str | int) and f"$.{name}" != rule["given"]
    )
