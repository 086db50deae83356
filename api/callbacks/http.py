"""POST /notifications/{type}/{provider}: receipts of providers that a description is enough for."""

from typing import Any

import structlog
from flask import Blueprint, Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from api.callbacks import authentication, http_receipts, http_signatures, requests
from api.wire import bodies
from postroom.http_providers.description import Description, Receipts, read_all
from postroom.http_providers.places import Said, every
from postroom.settings.providers import ProviderSettings

log = structlog.get_logger(__name__)
blueprint = Blueprint("http_receipts", __name__)


def init_app(app: Flask, settings: ProviderSettings) -> None:
    """Read the descriptions, once; that they are well was found with the settings."""
    app.extensions["http_providers"] = read_all(
        settings.http_providers, settings.http_provider_folder
    )


@blueprint.before_request
def authenticate() -> ResponseReturnValue | None:
    """Let in only what the provider signed, or shows a password for."""
    description, receipts = described()
    body = read(receipts)
    if body is None:
        return requests.refuse(requests.UNREADABLE)
    g.said = Said(body, request.headers, request.args)
    if not authentication.settings().receipts_authenticated:
        return None
    return http_signatures.refusal(description, receipts.signature, g.said)


@blueprint.post("/notifications/<any(sms, email, letter):type>/<provider>")
def receive(type: str, provider: str) -> ResponseReturnValue:
    """One receipt or many, as the provider's description has them.

    Errors: 400 for what cannot be read; 401, 403 for what does not prove where it comes from; 404
    for providers that are not in HTTP_PROVIDERS or send no receipts.
    """
    description, receipts = described()
    members = every(receipts.each, g.said.body)
    said = (Said(member, g.said.headers, g.said.query) for member in members)
    http_receipts.record_all(description, receipts, said)
    return requests.SUCCESS


def described() -> tuple[Description, Receipts]:
    """Of the provider that the path names."""
    named = request.view_args or {}
    found = current_app.extensions["http_providers"].get(named.get("provider"))
    if found is None or found.receipts is None or found.type != named.get("type"):
        abort(404)
    return found, found.receipts


def read(receipts: Receipts) -> Any:
    """The body's JSON, or its fields; None if it is neither an object nor a list."""
    if receipts.is_form:
        return bodies.form().to_dict()
    try:
        body = bodies.parse(bodies.read())
    except ValueError:
        return None
    return body if isinstance(body, dict | list) else None
