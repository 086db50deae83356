"""GET /v2/notifications and /v2/notifications/<id>: what became of messages."""

from datetime import UTC
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, current_app, request
from werkzeug.exceptions import NotFound

from api import database
from api.public.authentication import authenticated
from api.public.costs import cost
from api.public.letter_times import letter_times
from api.public.stages import completed_at, outward_status
from api.sending.services import Caller
from api.wire.errors import no_result_found
from api.wire.schemas import LIST
from api.wire.statuses import STATUS_GROUPS
from api.wire.times import to_wire
from api.wire.validation import read_query, read_uuid
from postroom.content.values import as_text, key
from postroom.links import unsubscribe
from postroom.templates import Version, Versions

blueprint = Blueprint("notifications", __name__, url_prefix="/v2/notifications")

PAGE_SIZE = 250
# Characters of texts after which a page ends, and bytes of values after which it is not read on.
PAGE_TEXT = 2_000_000

versions = Versions()

# What a letter's address is called here, and in its personalisation.
ADDRESS = {f"line_{n}": f"address_line_{n}" for n in range(1, 7)} | {"postcode": "postcode"}
NO_ADDRESS = dict.fromkeys(ADDRESS)


@blueprint.get("/<notification_id>")
@authenticated
def get_notification(caller: Caller, notification_id: str) -> dict[str, Any]:
    """One notification of the service, whatever key it was sent with.

    See docs/contract/reading.md, one notification.
    Errors: 400 ValidationError; 404 NoResultFound, also past its retention.
    """
    row = database.call_one(
        "api.get_notification",
        service_id=caller.service.id,
        context_version=caller.service.version,
        notification_id=read_uuid("notification_id", notification_id),
    )
    if row is None:
        raise no_result_found()
    return to_bodies(caller.service.id, [row])[0]


@blueprint.post("/<notification_type>")
@authenticated
def refuse_unknown_type(caller: Caller, notification_type: str) -> dict[str, Any]:
    """What is neither sms, email nor letter cannot be sent: 404, as for an unknown address."""
    raise NotFound


@blueprint.get("")
@authenticated
def list_notifications(caller: Caller) -> dict[str, Any]:
    """A page of those sent with the same type of key, newest first.

    See docs/contract/reading.md, lists.

    Errors: 400 ValidationError.
    """
    query = read_query(LIST, repeatable=frozenset({"status", "template_type"}))
    statuses = [s for name in query.get("status", []) for s in STATUS_GROUPS.get(name, [name])]
    rows = database.call(
        "api.list_notifications",
        service_id=caller.service.id,
        context_version=caller.service.version,
        key_type=caller.key.key_type,
        template_types=query.get("template_type"),
        statuses=statuses or None,
        reference=query.get("reference"),
        older_than=read_uuid("older_than", query["older_than"]) if "older_than" in query else None,
        include_jobs="include_jobs" in query,
        page_size=PAGE_SIZE,
        page_bytes=PAGE_TEXT,
    )
    found = [row for row in rows if row["id"]]
    shown = to_bodies(caller.service.id, found)
    return {"notifications": shown, "links": links(found[: len(shown)] or rows)}


def links(rows: list[dict[str, Any]]) -> dict[str, str]:
    """This page and, unless it is empty, the next: even the last one names a next.

    Where a list has looked at as many messages as it may, the next goes on after the last of them.
    """
    query = dict(request.args.lists())
    for name in ("reference", "older_than", "include_jobs"):
        if name in query:
            query[name] = query[name][:1]
    found = {"current": page_url(query)}
    if rows:
        found["next"] = page_url(
            {**query, "older_than": [str(rows[-1]["reached"] or rows[-1]["id"])]}
        )
    return found


def page_url(query: dict[str, list[str]]) -> str:
    url = f"{request.host_url}v2/notifications"
    return f"{url}?{urlencode(query, doseq=True)}" if query else url


def to_bodies(service_id: UUID, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Notifications on the wire, each rendered with the version it was sent with.

    The first at least, and no more once their texts are large.
    """
    keys = [(row["template_id"], row["template_version"]) for row in rows]
    used = set(keys)
    if unknown := versions.missing(used):
        versions.add(database.call("api.get_template_versions", **unknown))
    known = {key: (versions[key], template_fields(*key)) for key in used}
    shown, size = [], 0
    for row, version in zip(rows, keys, strict=True):
        shown.append(to_body(service_id, row, *known[version]))
        size += len(shown[-1]["body"]) + len(shown[-1]["subject"] or "")
        if size > PAGE_TEXT:
            break
    return shown


def template_fields(template_id: UUID, version: int) -> dict[str, Any]:
    """What says which template a notification was made from."""
    uri = f"{request.host_url}v2/template/{template_id}/version/{version}"
    return {"id": str(template_id), "version": version, "uri": uri}


def to_body(
    service_id: UUID, row: dict[str, Any], template: Version, named: dict[str, Any]
) -> dict[str, Any]:
    kind, values = row["notification_type"], row["personalisation"]
    recipient, letter = row["recipient"], kind == "letter"
    return {
        "id": row["id"],
        "reference": row["client_reference"],
        "email_address": recipient if kind == "email" else None,
        "phone_number": recipient if kind == "sms" else None,
        **(address_lines(values) if letter else NO_ADDRESS),
        "type": kind,
        "status": outward_status(row),
        "template": named,
        "body": template.body(values),
        "subject": template.subject(values),
        "created_at": to_wire(row["created_at"]),
        "created_by_name": row["created_by_name"],
        "sent_at": to_wire(row["sent_at"]),
        "completed_at": completed_at(row),
        "scheduled_for": None,
        "postage": row["postage"],
        "one_click_unsubscribe_url": row["unsubscribe_url"]
        or (unsubscribe_url(service_id, row) if template.has_unsubscribe_link else None),
        **({"estimated_delivery": estimated_delivery(row)} if letter else {}),
        **cost(row),
    }


def address_lines(values: dict[str, Any]) -> dict[str, str | None]:
    """A letter's address as it was sent; what is not text is shown as it is printed.

    Values from a file are under their keys: addressline1.
    """
    found = {shown: values.get(name, values.get(key(name))) for shown, name in ADDRESS.items()}
    return {shown: None if line is None else as_text(line) for shown, line in found.items()}


def estimated_delivery(row: dict[str, Any]) -> str:
    """The latest day on which the post should bring it; the seconds are those of its creation."""
    created = row["created_at"].astimezone(UTC).replace(tzinfo=None)
    latest = letter_times(created, row["postage"]).latest_delivery
    return to_wire(latest.replace(second=created.second, microsecond=created.microsecond))


def unsubscribe_url(service_id: UUID, row: dict[str, Any]) -> str:
    """The link for a notification as read; its token differs at each reading."""
    box = current_app.extensions["secret_box"]
    path = unsubscribe.path(box, row["id"], service_id, row["recipient"])
    return f"{current_app.config['postroom'].base_url}{path}"
