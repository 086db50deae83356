"""/service/<id>/template: create, read, change and list templates."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from psycopg.types.json import Jsonb

from api import database
from api.internal.templates.fields import CHANGES, CLOSED, NEW, check_content, content_faults
from api.sending.templates import check_length
from api.wire.errors import PublicError, Refused, not_found
from api.wire.forms import LONGEST, known_id, read_json, told_after
from postroom.content.sms import SMSTemplate
from postroom.templates import parse
from postroom.text_messages import display

blueprint = Blueprint("templates", __name__, url_prefix="/service/<uuid:service_id>/template")

# Stored under another name.
COLUMNS = {"created_by": "created_by_id", "reply_to": "letter_contact_id"}
# Columns that an update may change; what else differs only makes a new version.
CHANGEABLE = (
    "name", "content", "subject", "created_by", "postage", "archived", "has_unsubscribe_link",
    "letter_languages", "letter_welsh_subject", "letter_welsh_content",
)  # fmt: skip


def to_columns(values: dict[str, Any]) -> dict[str, Any]:
    return {COLUMNS.get(name, name): value for name, value in values.items()}


def on_wire(template: dict[str, Any]) -> dict[str, Any]:
    """A text message is from the number in full, though that is not how senders are kept."""
    if template["template_type"] == "sms":
        template["reply_to_text"] = display(template["reply_to_text"])
    return template


def read(service_id: UUID, template_id: UUID) -> dict[str, Any]:
    found = database.call_value("api.read_template", service_id=service_id, template_id=template_id)
    return on_wire(found)


def check_name(form: dict[str, Any]) -> None:
    """A name that does not fit is one that is not there (docs/contract/internal.md, errors)."""
    if len(form.get("name", "")) > LONGEST:
        raise not_found()


@blueprint.get("")
def list_service_templates(service_id: UUID) -> dict[str, Any]:
    """Templates to choose from, by name; none of an unknown service."""
    return {"data": database.call_value("api.list_service_templates", service_id=service_id)}


@blueprint.post("")
def create_template(service_id: UUID) -> tuple[dict[str, Any], int]:
    """Add a template. 201.

    Errors: 400 ValidationError; 400 for an unknown folder or letter contact, and for content
    that could never be sent; 403 for a type that the service does not send; 404.
    """
    with told_after("api.check_new_template", service_id=service_id):
        form = CLOSED.validate(NEW.validate(read_json()))
        check_name(form)
    # The path says which service it is.
    form.pop("service")
    place = {
        "service_id": service_id,
        "template_type": form.pop("template_type"),
        "folder_id": form.pop("parent_folder_id", None) or None,
    }
    with told_after("api.check_new_template", **place):
        check_content(place["template_type"], form)
    template = database.call_value("api.create_template", **place, columns=Jsonb(to_columns(form)))
    return {"data": on_wire(template)}, 201


@blueprint.get("/<uuid:template_id>")
def read_template(service_id: UUID, template_id: UUID) -> dict[str, Any]:
    """One template at its latest version, archived or not. Errors: 404."""
    return {"data": read(service_id, template_id)}


@blueprint.post("/<uuid:template_id>")
def update_template(service_id: UUID, template_id: UUID) -> dict[str, Any] | Response:
    """Change, archive or redact a template, or choose who a letter is from.

    Makes a new version unless nothing differs; redaction never does, and answers null.
    Errors: 400 ValidationError; 400 for content that could never be sent, an unknown letter
    contact, a redaction by nobody; 403 for a type that the service does not send; 404.
    """
    known: dict[str, Any] = {"service_id": service_id, "template_id": template_id}
    with told_after("api.check_template", **known):
        form = CHANGES.validate(read_json())
        if form.get("redact_personalisation") and not form.get("created_by"):
            raise Refused(400, {"created_by": ["Field is required"]})
        if not form.get("redact_personalisation") and "reply_to" not in form:
            check_name(form)
    if form.get("redact_personalisation"):
        database.call("api.redact_template", **known)
        # The answer's type is not JSON's, which is how the admin app has always had it.
        return Response("null", mimetype="text/html")
    known["archived_file_ids"] = [known_id(id) for id in form.get("archive_email_file_ids", [])]
    if "reply_to" in form:
        template = database.call_value(
            "api.choose_letter_contact", **known, letter_contact_id=form["reply_to"]
        )
        return {"data": on_wire(template)}
    template = database.call_value(
        "api.update_template",
        **known,
        changes=Jsonb(changed_columns(form)),
        # Who it is from is the service's to say, and no fault of a body that repeats it.
        given=Jsonb({name: value for name, value in form.items() if name != "reply_to_text"}),
        faults=Jsonb(content_faults(form["content"]) if "content" in form else {}),
    )
    return {"data": on_wire(template)}


def changed_columns(form: dict[str, Any]) -> dict[str, Any]:
    changes = {name: form[name] for name in CHANGEABLE if name in form}
    if changes.get("has_unsubscribe_link", False) is None:
        changes["has_unsubscribe_link"] = False
    return to_columns(changes)


@blueprint.get("/<uuid:template_id>/version/<int:version>")
def read_template_version(service_id: UUID, template_id: UUID, version: int) -> dict[str, Any]:
    """One version of a template. Errors: 404."""
    # No template has more versions than a column can count.
    found = list_versions(service_id, template_id, min(version, 2**31 - 1))
    if not found:
        raise not_found()
    return {"data": found[0]}


@blueprint.get("/<uuid:template_id>/versions")
def list_template_versions(service_id: UUID, template_id: UUID) -> dict[str, Any]:
    """All versions of a template, newest first; none of an unknown template."""
    return {"data": list_versions(service_id, template_id)}


def list_versions(
    service_id: UUID, template_id: UUID, version: int | None = None
) -> list[dict[str, Any]]:
    found = database.call_value(
        "api.list_template_versions",
        service_id=service_id,
        template_id=template_id,
        version=version,
    )
    return [on_wire(template) for template in found]


@blueprint.get("/precompiled")
def get_precompiled_template(service_id: UUID) -> dict[str, Any]:
    """The hidden template behind letters sent as finished files. Errors: 404."""
    return database.call_value("api.get_precompiled_template", service_id=service_id)


@blueprint.get("/<uuid:template_id>/preview")
def preview_template(service_id: UUID, template_id: UUID) -> dict[str, Any]:
    """A template filled in from the query. Errors: 400 for missing values, or too many; 404."""
    template = read(service_id, template_id)
    kind, values = template["template_type"], request.args.to_dict()
    contact_block = template["reply_to_text"] if kind == "letter" else None
    content = parse(
        kind,
        template["subject"],
        template["content"],
        contact_block,
        template["letter_welsh_subject"],
        template["letter_welsh_content"],
    )
    if missing := content.missing(values):
        raise Refused(400, {"template": [f"Missing personalisation: {', '.join(missing)}"]})
    if isinstance(content, SMSTemplate):
        # The wire has none, and no client asks for one.
        raise Refused(400, {"template": ["Text messages have no preview"]})
    try:
        check_length(content, values)
    except PublicError as error:
        raise Refused(400, {"template": [error.errors[0]["message"]]}) from None
    return {**template, "subject": content.subject(values), "content": content.body(values)}
