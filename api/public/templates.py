"""GET /v2/template/<id>[/version/<n>] and /v2/templates, previews, and the template of a send."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.errors import bad_request, no_result_found
from api.public.authentication import authenticated
from api.public.schemas import PREVIEW, TEMPLATES
from api.public.services import Caller, Service
from api.public.validation import read_json, read_query, read_uuid
from api.times import to_wire
from postroom.content import placeholders
from postroom.content.email import MAX_BODY_BYTES, EmailTemplate
from postroom.templates import Content, parse

# PostgreSQL's largest int: no template has so many versions.
LAST_VERSION = 2**31 - 1

blueprint = Blueprint("templates", __name__, url_prefix="/v2")


class Template:
    """The current version of a template, as sends need it."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.id: UUID = row["id"]
        self.version: int = row["version"]
        self.template_type: str = row["template_type"]
        self.archived: bool = row["archived"]
        self.has_unsubscribe_link: bool = row["has_unsubscribe_link"]
        self.postage: str | None = row["postage"]
        self.contact_block: str | None = row["letter_contact_block"]
        # The files that its emails link to, as api.list_live_email_files describes them.
        self.email_files: list[dict[str, Any]] = row["email_files"]
        self.content = parse_row(row)


def find(service: Service, template_id: UUID) -> Template | None:
    """A template of the service as it is now, archived or not."""
    template = service.templates.get(template_id)
    if template is None and (row := read(service, template_id)):
        template = service.templates[template_id] = Template(row)
    return template


def for_sending(service: Service, template_id: UUID, template_type: str) -> Template:
    """The template that a send of this type names. Raises PublicError (public-api.md, 4)."""
    template = find(service, template_id)
    if template is None:
        raise bad_request("Template not found")
    if template.template_type != template_type:
        raise bad_request(
            f"{template.template_type} template is not suitable for {template_type} notification"
        )
    if template.archived:
        raise bad_request("Template has been deleted")
    return template


def read(service: Service, template_id: UUID, version: int | None = None) -> dict[str, Any] | None:
    return database.call_one(
        "api.get_template",
        service_id=service.id,
        context_version=service.version,
        template_id=template_id,
        template_version=version,
    )


@blueprint.get("/template/<template_id>")
@blueprint.get("/template/<template_id>/version/<int:version>")
@authenticated
def get_template(caller: Caller, template_id: str, version: int = 0) -> dict[str, Any]:
    """One template at its latest version or at the one named; version 0 is the latest.

    Archived templates are found, hidden ones are not. Errors: 400 ValidationError, 404
    NoResultFound.
    """
    id = read_uuid("id", template_id)
    row = read(caller.service, id, version or None) if version <= LAST_VERSION else None
    if row is None:
        raise no_result_found()
    return to_body(row)


@blueprint.get("/templates")
@authenticated
def list_templates(caller: Caller) -> dict[str, Any]:
    """The service's templates, by name; those of one type when the query names it.

    Errors: 400 ValidationError.
    """
    query = read_query(TEMPLATES)
    rows = database.call(
        "api.list_templates",
        service_id=caller.service.id,
        context_version=caller.service.version,
        wanted_type=query.get("type"),
    )
    return {"templates": [to_body(row) for row in rows]}


@blueprint.post("/template/<template_id>/preview")
@authenticated
def preview_template(caller: Caller, template_id: str) -> dict[str, Any]:
    """A template filled in, archived or not; nothing is sent (public-api.md, 14).

    Errors: 400 ValidationError, BadRequestError for missing values and emails that are too long;
    404 NoResultFound.
    """
    id = read_uuid("id", template_id)
    values = PREVIEW.validate(read_json(optional=True)).get("personalisation", {})
    row = read(caller.service, id)
    if row is None:
        raise no_result_found()
    content = parse_row(row)
    if missing := content.missing(values):
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")
    check_length(content, values)
    kind = row["template_type"]
    return {
        "id": str(id),
        "type": kind,
        "version": row["version"],
        "body": content.text(values) if kind == "sms" else content.body(values),
        "subject": None if kind == "sms" else content.subject(values),
        "html": content.html(values) if kind == "email" else None,
        "postage": row["postage"],
    }


def check_length(content: Content, values: dict[str, Any]) -> None:
    """The whole of an email is not too large to send; before anything of it is rendered.

    Texts and letters have limits of their own, which take some work to tell; here only that
    work is bounded.
    """
    if not isinstance(content, EmailTemplate):
        if content.is_longer_than(MAX_BODY_BYTES, values):
            raise bad_request("Your message is too long.")
    elif (size := content.size(values)) > MAX_BODY_BYTES:
        raise bad_request(
            f"Your message is too long. Emails cannot be longer than {MAX_BODY_BYTES} bytes. "
            f"Your message is {size} bytes."
        )


def parse_row(row: dict[str, Any]) -> Content:
    return parse(
        row["template_type"],
        row["subject"],
        row["content"],
        row["letter_contact_block"],
        row["letter_welsh_subject"],
        row["letter_welsh_content"],
    )


def to_body(row: dict[str, Any]) -> dict[str, Any]:
    """A template on the wire (public-api.md, 13.1)."""
    parts = (
        row["letter_contact_block"],
        row["letter_welsh_subject"],
        row["letter_welsh_content"],
        row["subject"],
        row["content"],
    )
    names = placeholders.names("\n".join(part for part in parts if part))
    return {
        "id": str(row["id"]),
        "type": row["template_type"],
        "name": row["name"],
        "created_at": to_wire(row["created_at"]),
        "updated_at": to_wire(row["updated_at"]),
        "created_by": row["created_by"],
        "version": row["version"],
        "body": row["content"],
        "subject": row["subject"],
        "personalisation": {name: {"required": True} for name in names},
        "postage": row["postage"],
        "letter_contact_block": row["letter_contact_block"],
    }
