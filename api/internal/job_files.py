"""What a new upload is: the request, and the metadata of the file that the admin app has stored."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from api import database
from api.errors import Refused, not_found
from api.internal.bodies import MISSING, Fault, Field, identifier, load, moment, text
from postroom import objects
from postroom.uploads import file_key

# The furthest that an upload can be scheduled ahead.
AHEAD = timedelta(days=7)
MAX_COUNT = 2**31 - 1


def count(value: Any) -> int:
    """A number, which metadata have as text."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Fault("Not a valid integer.") from None
    if not 0 <= number <= MAX_COUNT:
        raise Fault("Not a valid integer.")
    return number


def coming_moment(value: Any) -> str:
    at, now = moment(value), datetime.now(UTC)
    if datetime.fromisoformat(at) < now:
        raise Fault("Date cannot be in the past")
    if datetime.fromisoformat(at) > now + AHEAD:
        raise Fault("Date cannot be more than 7 days in the future")
    return at


JOB = {
    "created_by": Field(identifier, required=True, nullable=True),
    "notification_count": Field(count, required=True),
    "original_file_name": Field(text, required=True),
    "scheduled_for": Field(coming_moment, nullable=True),
    "contact_list_id": Field(identifier, nullable=True),
    "sender_id": Field(identifier, nullable=True),
}


def read_job(service: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The arguments of api.create_job. Raises Refused (400, 403, 404), in the wire's order."""
    if not service["active"]:
        raise Refused(403, "Create job is not allowed: service is inactive ")
    if "id" not in body:
        raise Refused(400, {"id": [MISSING]})
    job_id = load({"id": Field(identifier, required=True)}, body)["id"]
    key = file_key(service["id"], job_id)
    metadata = read_metadata(key)
    template = read_template(service["id"], metadata.get("template_id"))
    if template["template_type"] == "letter" and service["restricted"]:
        raise Refused(403, "Create letter job is not allowed for service in trial mode ")
    if metadata.get("valid") != "True":
        raise Refused(400, "File is not valid, can't create job")
    if template["archived"]:
        raise Refused(400, {"template": ["Template has been deleted"]})
    fields = load(JOB, {**body, **{name: value or None for name, value in metadata.items()}})
    return {
        "job_id": job_id,
        "file_key": key,
        "template_id": template["id"],
        "created_by_id": fields.pop("created_by"),
        **fields,
    }


def read_metadata(key: str) -> dict[str, str]:
    try:
        return current_app.extensions["objects"].metadata(key)
    except objects.NotFound:
        raise Refused(400, "There is no file of this id") from None


def read_template(service_id: str, template_id: str | None) -> dict[str, Any]:
    try:
        id = UUID(template_id or "")
    except ValueError:
        raise not_found() from None
    return database.call_value("api.read_template", service_id=service_id, template_id=id)
