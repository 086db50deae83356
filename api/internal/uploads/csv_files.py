"""/service/<id>/job: uploads, from the file that the admin app has stored to its notifications."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from flask import Blueprint, Response, jsonify, request
from sqlalchemy import ColumnCollection, ColumnElement, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api import database, reading
from api.internal.messages import lists, pages
from api.internal.messages.queries import expand, read_query
from api.internal.uploads import csv_metadata
from api.wire.forms import known_id, read_object, told_after
from api.wire.paging import PAGE_SIZE, links, read_limit_days, read_page

blueprint = Blueprint("csv_files", __name__, url_prefix="/service/<uuid:service_id>/job")


@blueprint.post("")
def create_job(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Send, now or when it says, what is in the file of this id; its metadata say the rest. 201.

    Once more with the same id changes nothing. Errors: 400 for what is missing, a file that is
    not valid or not there, an archived template, a time that is past or more than 7 days ahead;
    403 for an inactive service and for letters in trial mode; 404.
    """
    job = csv_metadata.read_job(service_id, read_body(service_id))
    return {"data": database.call_value("api.create_job", **job)}, 201


def read_body(service_id: UUID) -> dict[str, Any]:
    with told_after("api.read_service", id=service_id):
        return read_object()


@blueprint.get("")
def list_jobs(service_id: UUID) -> dict[str, Any]:
    """A page of uploads: those not started yet, then the newest first.

    Errors: 400 for a bad page or limit_days; 404 for a page past the end.
    """
    page, limit_days = read_page(), read_limit_days()
    statuses = [name.strip() for name in request.args.get("statuses", "").split(",")]
    contact_list_id = request.args.get("contact_list_id")
    (found,) = reading.rows(
        compose_page,
        service_id=service_id,
        hidden=["Test message", "Report"],
        first_day=None if limit_days is None else reading.today() - timedelta(days=limit_days),
        statuses=[name for name in statuses if name] or None,
        contact_list_id=known_id(contact_list_id) if contact_list_id else None,
        page_size=PAGE_SIZE,
        skipped=(page - 1) * PAGE_SIZE,
    )
    return {
        "data": found["jobs"],
        "page_size": PAGE_SIZE,
        "total": found["total"],
        "links": links(page, PAGE_SIZE, found["total"]),
    }


JOB = reading.jobs.c
FILTERS = {
    "first_day": JOB.created_on >= bindparam("first_day"),
    "statuses": reading.among(JOB.status, "statuses"),
    "contact_list_id": JOB.contact_list_id == bindparam("contact_list_id"),
}


def compose_page(given: frozenset[str]) -> Select:
    """A page of uploads, those not started yet first, and how many there are in all."""
    shown = reading.page(
        select(JOB.id, JOB.processing_started_at, JOB.created_at, reading.TOTAL)
        .where(
            JOB.service_id == bindparam("service_id"),
            JOB.original_file_name != func.all(bindparam("hidden")),
            *reading.conditions(FILTERS, given),
        )
        .order_by(*latest_first(JOB))
    ).subquery("shown")
    ids = func.array_agg(aggregate_order_by(shown.c.id, *latest_first(shown.c)))
    return select(
        func.coalesce(func.max(shown.c.total), 0).label("total"),
        func.api.describe_jobs(bindparam("service_id"), ids).label("jobs"),
    )


def latest_first(job: ColumnCollection) -> tuple[ColumnElement, ...]:
    return job.processing_started_at.desc().nulls_first(), job.created_at.desc(), job.id


@blueprint.get("/scheduled-job-stats")
def summarise_scheduled_jobs(service_id: UUID) -> dict[str, Any]:
    """How many uploads wait for their time, and when the first of them starts."""
    row = database.call_row("api.summarise_scheduled_jobs", replica=True, service_id=service_id)
    soonest = row["soonest_scheduled_for"]
    return {"count": row["count"], "soonest_scheduled_for": soonest and soonest.isoformat()}


@blueprint.get("/<job_id>")
def read_job(service_id: UUID, job_id: str) -> dict[str, Any]:
    """One upload and how its notifications are doing. Errors: 404."""
    job = database.call_value("api.read_job", service_id=service_id, job_id=known_id(job_id))
    return {"data": job}


@blueprint.post("/<job_id>/cancel")
def cancel_job(service_id: UUID, job_id: str) -> dict[str, Any]:
    """Take a scheduled upload back. Errors: 404, also when it has been started."""
    job = database.call_value("api.cancel_job", service_id=service_id, job_id=known_id(job_id))
    return {"data": job}


@blueprint.post("/<job_id>/cancel-letter-job")
def cancel_letter_job(service_id: UUID, job_id: str) -> Response | tuple[dict[str, Any], int]:
    """Take back all letters of an upload; the answer is how many.

    Errors: 400 for an upload of something else, one that is still being processed, and one
    whose letters have gone to print; 404.
    """
    try:
        cancelled = database.call_value(
            "api.cancel_letter_job", service_id=service_id, job_id=known_id(job_id)
        )
    except psycopg.Error as error:
        if error.sqlstate != "NT400":
            raise
        # An envelope of its own, which the admin app shows.
        return {"message": error.diag.message_primary}, 400
    return jsonify(cancelled)


@blueprint.get("/<job_id>/notification_count")
def count_job_notifications(service_id: UUID, job_id: str) -> dict[str, Any]:
    """How many rows are notifications by now. Errors: 404."""
    count = database.call_value(
        "api.count_job_notifications", service_id=service_id, job_id=known_id(job_id)
    )
    return {"count": count}


@blueprint.get("/<job_id>/notifications")
def list_job_notifications(service_id: UUID, job_id: str) -> dict[str, Any]:
    """A page of an upload's notifications in the order of its rows; format_for_csv: for a report.

    Nothing of an unknown upload. Errors: 400 for a bad type or page; 404 for a page past the
    end.
    """
    query = read_query()
    total, found = lists.find_of_job(
        service_id,
        known_id(job_id),
        template_types=query.template_types,
        statuses=expand(query.statuses) or None,
        skipped=(query.page - 1) * query.page_size,
        page_size=query.page_size,
    )
    return pages.answer(
        service_id,
        found | {"total": total},
        query.page,
        query.page_size,
        bool(request.args.get("format_for_csv")),
    )
