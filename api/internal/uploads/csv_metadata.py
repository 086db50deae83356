"""What a new upload is: the request, and the metadata of the file that the admin app has stored."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from marshmallow import ValidationError, fields, validate

from api.wire.errors import Refused
from api.wire.forms import MISSING, Form, Identifier, Moment, known_id, load, told_after
from postroom.csv_upload import file_key
from postroom.files import objects

# The furthest that an upload can be scheduled ahead.
AHEAD = timedelta(days=7)
MAX_COUNT = 2**31 - 1


def coming(at: str) -> None:
    moment, now = datetime.fromisoformat(at), datetime.now(UTC)
    if moment < now:
        raise ValidationError("Date cannot be in the past")
    if moment > now + AHEAD:
        raise ValidationError("Date cannot be more than 7 days in the future")


class IdForm(Form):
    id = Identifier(required=True)


class JobForm(Form):
    created_by = Identifier(required=True, allow_none=True)
    # Metadata have numbers as text.
    notification_count = fields.Integer(
        required=True, validate=validate.Range(0, MAX_COUNT, error="Not a valid integer.")
    )
    original_file_name = fields.String(required=True)
    scheduled_for = Moment(allow_none=True, validate=coming)
    contact_list_id = Identifier(allow_none=True)
    sender_id = Identifier(allow_none=True)


def read_job(service_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """The arguments of api.create_job. Raises Refused (400, 404), what api.check_job does."""
    with told_after("api.check_job", service_id=service_id):
        if "id" not in body:
            raise Refused(400, {"id": [MISSING]})
        job_id = load(IdForm(), body)["id"]
        key = file_key(service_id, job_id)
        metadata = read_metadata(key)
        template_id = known_id(metadata.get("template_id") or "")
    known = {
        "service_id": service_id,
        "template_id": template_id,
        "is_valid": metadata.get("valid") == "True",
    }
    given = {**body, **{name: value or None for name, value in metadata.items()}}
    with told_after("api.check_job", **known):
        fields = load(JobForm(), given)
    created_by_id = fields.pop("created_by")
    return {**known, "job_id": job_id, "file_key": key, "created_by_id": created_by_id, **fields}


def read_metadata(key: str) -> dict[str, str]:
    try:
        return current_app.extensions["objects"].metadata(key)
    except objects.NotFound:
        raise Refused(400, "There is no file of this id") from None
