"""/provider-details: who delivers messages."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from marshmallow import ValidationError, fields, validate
from psycopg.types.json import Jsonb
from werkzeug.http import http_date

from api import database
from api.wire.errors import Refused, not_found
from api.wire.forms import LONGEST, Boolean, Bounded, Form, Identifier, load, read_object

blueprint = Blueprint("providers", __name__, url_prefix="/provider-details")


def in_range(value: Any) -> None:
    if is_number(value) and not 0 <= value <= 100:
        raise ValidationError("Must be between 0 and 100.")


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class Share(Bounded, fields.Raw):
    """A percentage. What is no number cannot be found (docs/contract/internal.md, errors)."""

    def __init__(self) -> None:
        super().__init__(validate=in_range)

    def stored(self, value: Any) -> int:
        if not is_number(value):
            raise not_found()
        return value


class ChangesForm(Form):
    priority = Share()
    active = Boolean()
    reason = fields.String(allow_none=True, validate=validate.Length(max=LONGEST))
    created_by = Identifier(allow_none=True)


@blueprint.get("")
def list_providers() -> dict[str, Any]:
    """All providers, by type and priority, with what each was paid for this month."""
    rows = database.call("api.list_providers")
    return {"provider_details": [to_body(row) for row in rows]}


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    changed = row["updated_at"]
    return {
        **row,
        "updated_at": http_date(changed) if changed else None,
        "current_month_billable_sms": int(row["current_month_billable_sms"]),
    }


@blueprint.get("/<uuid:provider_id>")
def read_provider(provider_id: UUID) -> dict[str, Any]:
    """One provider; an empty object for an unknown one."""
    newest = database.call_value("api.list_provider_versions", id=provider_id, most=1)
    return {"provider_details": newest[0] if newest else {}}


@blueprint.get("/<uuid:provider_id>/versions")
def list_versions(provider_id: UUID) -> dict[str, Any]:
    """What a provider has been like, newest first, 100 at most."""
    return {"data": database.call_value("api.list_provider_versions", id=provider_id)}


@blueprint.post("/<uuid:provider_id>")
def update_provider(provider_id: UUID) -> dict[str, Any]:
    """Change a provider's share, switch it on or off. Every call makes a version.

    Errors: 400 for any other field, or a share that is not from 0 to 100; 404 for an
    unknown provider or user, or a share that is no number.
    """
    form, body = ChangesForm(), read_object()
    if others := [name for name in body if name not in form.fields]:
        raise Refused(400, {name: ["Not permitted to be updated"] for name in others})
    changes = load(form, body)
    return {
        "provider_details": database.call_value(
            "api.update_provider", id=provider_id, changes=Jsonb(changes)
        )
    }
