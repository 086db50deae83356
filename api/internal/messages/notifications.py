"""/service/<id>/notifications: what a service sent, in pages, one by one, and for reports."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.exceptions import NotFound

from api import database
from api.internal.messages import lists
from api.internal.messages.pages import describe
from api.internal.messages.queries import Query, expand, read_query, search_form
from api.wire.errors import not_found
from api.wire.paging import PAGE_SIZE

blueprint = Blueprint(
    "notifications", __name__, url_prefix="/service/<uuid:service_id>/notifications"
)


@blueprint.route("", methods=["GET", "POST"])
def list_notifications(service_id: UUID) -> dict[str, Any]:
    """A page of notifications, newest first; with `to`, those to a recipient.

    Errors: 400 by field; 404 for a page past the end.
    """
    query = read_query()
    if query.to:
        return search(service_id, query, query.to)
    found, links = find(service_id, query, without_tests=not query.include_from_test_key)
    bodies = describe(service_id, found, replica=True)
    return {"notifications": bodies, "page_size": query.page_size, "links": links}


def find(service_id: UUID, query: Query, **filters: Any) -> tuple[dict[str, Any], dict[str, bool]]:
    """A page for api.describe_notifications, and its neighbours. Raises NotFound."""
    found = lists.find(
        service_id,
        template_types=query.template_types,
        statuses=expand(query.statuses) or None,
        limit_days=query.limit_days,
        without_jobs=not query.include_jobs,
        without_one_off=not query.include_one_off,
        skipped=(query.page - 1) * query.page_size,
        # One more, which says that there is a next page.
        size=query.page_size + 1,
        **filters,
    )
    if not found["ids"] and query.page > 1:
        raise NotFound
    links = {"prev": query.page > 1, "next": len(found["ids"]) > query.page_size}
    found["ids"] = found["ids"][: query.page_size]
    return found, {name: True for name, there in links.items() if there and query.count_pages}


def search(service_id: UUID, query: Query, wanted: str) -> dict[str, Any]:
    """The newest with this in the recipient or in the client's reference."""
    template_type = query.template_types[0] if query.template_types else None
    found = lists.find(
        service_id,
        without_tests=True,
        template_types=template_type and [template_type],
        statuses=query.statuses or None,
        recipient_part=search_form(wanted, template_type),
        reference_part=wanted.lower(),
        size=PAGE_SIZE + 1,
    )
    links = {"next": True} if len(found["ids"]) > PAGE_SIZE else {}
    found["ids"] = found["ids"][:PAGE_SIZE]
    return {"notifications": describe(service_id, found, replica=True), "links": links}


@blueprint.route("/csv", methods=["GET", "POST"])
def list_notifications_for_csv(service_id: UUID) -> dict[str, Any]:
    """A page of lines for a report; with `older_than`, those after that id.

    Errors: 400 by field; 404 for a page past the end.
    """
    query = read_query()
    found, _ = find(service_id, query, without_tests=True, older_than=query.older_than)
    lines = describe(service_id, found, for_csv=True, replica=True)
    return {"notifications": lines, "page_size": query.page_size}


@blueprint.get("/<uuid:notification_id>")
def read_notification(service_id: UUID, notification_id: UUID) -> dict[str, Any]:
    """One notification; an uploaded letter also by the id of its file. Errors: 404."""
    found = database.call_row(
        "api.find_notification", service_id=service_id, notification_id=notification_id
    )
    return describe_one(service_id, found, replica=True)


def describe_one(service_id: UUID, found: dict[str, Any], replica: bool = False) -> dict[str, Any]:
    """As the lists show it. Not from a replica when it has just been changed."""
    bodies = describe(service_id, found, replica=replica)
    if not bodies:
        # Its recipient has been erased.
        raise not_found()
    return bodies[0]


@blueprint.post("/<uuid:notification_id>/cancel")
def cancel_notification(service_id: UUID, notification_id: UUID) -> dict[str, Any]:
    """Keep a letter from being printed.

    Errors: 400 for what is no letter, too late, or cancelled already; 404.
    """
    cancelled = database.call_row(
        "api.cancel_notification", service_id=service_id, notification_id=notification_id
    )
    return describe_one(service_id, cancelled)
