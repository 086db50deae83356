"""A bulk request from its first check to its answer.

See docs/contract/sending.md, many recipients, whose order of checks this is.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, jsonify

from api import database
from api.sending import idempotency
from api.sending.bulk import reading, rows
from api.sending.bulk.rows import Judged
from api.sending.services import Caller
from api.sending.templates import Template
from api.wire.moments import moment_or_none, read_moment
from api.wire.schemas import BULK
from api.wire.validation import read_json
from postroom import csv_upload, outcomes
from postroom.csv_upload import Upload


def send(caller: Caller) -> tuple[Response, int]:
    """Store what is asked for, or let the worker do it at its time, and answer 201."""
    form = BULK.validate(read_json())
    reading.check_form(form)
    template = reading.choose_template(caller, form)
    reply_to = reading.choose_reply_to(caller.service, template, form.get("reply_to_id"))
    upload = reading.read_file(caller.service, template, form)
    reading.check_day(caller, template, upload)
    reading.check_size(upload)
    judged = rows.judge(caller, upload)

    job = describe_job(caller, form, upload)
    draft = draft_answer(caller, form, template, job)
    alike = {
        "service_id": caller.service.id,
        "notification_type": template.template_type,
        "api_key_id": caller.key.id,
        "key_type": caller.key.key_type,
        "template_id": template.id,
        "template_version": template.version,
        "reply_to_text": reply_to,
        "valid_until": moment_or_none(form.get("valid_until")),
        "simulated": judged.all_simulated,
        **idempotency.fields(draft),
    }
    outcome = store(caller, job, alike, upload, judged)
    return jsonify(finish(draft, [outcome])), 201


def store(
    caller: Caller, job: dict[str, Any], alike: dict[str, Any], upload: Upload, judged: Judged
) -> idempotency.Outcome:
    """When it was stored. Raises StaleContext, what api.sending.idempotency.refused says."""
    # What links to files of the template gets copies of them, which takes its time.
    is_later = bool(job["scheduled_for"] or upload.email_files)
    if is_later and not judged.all_simulated:
        write_file(job["file_key"], upload)
    outcome = database.call_row(
        "api.send_bulk",
        context_version=caller.service.version,
        job=json.dumps(job, default=str),
        alike=json.dumps(alike, default=str),
        rows=None if is_later else judged.as_json(),
    )
    if outcome["refusal"] is not None:
        raise idempotency.refused(outcome["refusal"], outcome["reason"])
    if not is_later and not judged.all_simulated:
        kind, key_type = alike["notification_type"], alike["key_type"]
        outcomes.count(kind, key_type, "created", judged.count)
    return {"id": job["id"], "created_at": outcome["created_at"], "reason": None}


def write_file(file_key: str, upload: Upload) -> None:
    """The recipients as the worker reads them; the upload's own transaction makes the file stay."""
    database.call("api.announce_objects", keys=[file_key])
    current_app.extensions["objects"].put(file_key, upload.file.text.encode())


def describe_job(caller: Caller, form: dict[str, Any], upload: Upload) -> dict[str, Any]:
    """The upload that the request becomes, as columns of postroom.jobs."""
    id = uuid.uuid4()
    return {
        "id": id,
        "original_file_name": form["name"],
        "file_key": csv_upload.file_key(caller.service.id, id),
        "notification_count": upload.row_count,
        "sender_id": form.get("reply_to_id"),
        "scheduled_for": moment_or_none(form.get("scheduled_for")),
    }


def draft_answer(
    caller: Caller, form: dict[str, Any], template: Template[Any], job: dict[str, Any]
) -> dict[str, Any]:
    """The answer but for the moment at which it was stored."""
    scheduled_for = form.get("scheduled_for")
    return {
        "id": str(job["id"]),
        "api_key": {
            "id": str(caller.key.id),
            "key_type": caller.key.key_type,
            "name": caller.key.name,
        },
        "archived": False,
        "created_by": database.call_value("api.read_platform_user"),
        "job_status": "scheduled" if scheduled_for else "pending",
        "notification_count": job["notification_count"],
        "original_file_name": job["original_file_name"],
        "processing_started": None,
        "processing_finished": None,
        "updated_at": None,
        "scheduled_for": scheduled_for and as_utc(read_moment(scheduled_for)),
        "sender_id": form.get("reply_to_id"),
        "service": str(caller.service.id),
        "service_name": {"name": caller.service.name},
        "template": str(template.id),
        "template_version": template.version,
    }


def finish(draft: dict[str, Any], became: Sequence[idempotency.Outcome]) -> dict[str, Any]:
    created_at = became[0]["created_at"]
    if isinstance(created_at, str):  # as it is kept
        created_at = datetime.fromisoformat(created_at)
    created_at = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"data": {**draft, "created_at": created_at}}


def as_utc(moment: datetime) -> str:
    """With a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat()
