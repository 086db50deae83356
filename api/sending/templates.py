"""The template of a send: a process remembers it for as long as its service stays as it is."""

from datetime import datetime
from typing import Any, Generic, Literal, TypedDict, TypeVar, overload
from uuid import UUID

from api import database
from api.sending.services import Service
from api.wire.errors import bad_request
from api.wire.validation import read_uuid
from postroom.content.email import MAX_BODY_BYTES, EmailTemplate
from postroom.content.letters import LetterTemplate
from postroom.content.sms import SMSTemplate
from postroom.templates import Content, parse

Rendered = TypeVar("Rendered", bound=Content)


class TemplateRow(TypedDict):
    """A row of api.get_template."""

    id: UUID
    template_type: str
    name: str
    version: int
    subject: str | None
    content: str
    archived: bool
    postage: str | None
    has_unsubscribe_link: bool
    letter_contact_block: str | None
    letter_welsh_subject: str | None
    letter_welsh_content: str | None
    created_at: datetime
    updated_at: datetime | None
    created_by: str
    email_files: list[dict[str, Any]]


class Template(Generic[Rendered]):
    """The current version of a template, as sends need it."""

    def __init__(self, row: TemplateRow, content: Rendered) -> None:
        self.id: UUID = row["id"]
        self.version: int = row["version"]
        self.template_type: str = row["template_type"]
        self.archived: bool = row["archived"]
        self.has_unsubscribe_link: bool = row["has_unsubscribe_link"]
        self.postage: str | None = row["postage"]
        self.contact_block: str | None = row["letter_contact_block"]
        # The files that its emails link to, as api.list_live_email_files describes them.
        self.email_files: list[dict[str, Any]] = row["email_files"]
        self.content = content


class PrecompiledTemplate:
    """The hidden template that a service's precompiled letters belong to."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.id = UUID(row["id"])
        self.version: int = row["version"]


def find(service: Service, template_id: UUID) -> Template[Any] | None:
    """A template of the service as it is now, archived or not."""
    template = service.templates.get(template_id)
    if template is None and (row := read(service, template_id)):
        template = service.templates[template_id] = Template(row, parse_row(row))
    return template


@overload
def for_sending(
    service: Service, template_id: str, template_type: Literal["sms"]
) -> Template[SMSTemplate]: ...
@overload
def for_sending(
    service: Service, template_id: str, template_type: Literal["email"]
) -> Template[EmailTemplate]: ...
@overload
def for_sending(
    service: Service, template_id: str, template_type: Literal["letter"]
) -> Template[LetterTemplate]: ...
def for_sending(service: Service, template_id: str, template_type: str) -> Template[Any]:
    """The template that a send of this type names. Raises PublicError."""
    template = find(service, read_uuid("template_id", template_id))
    if template is None:
        raise bad_request("Template not found")
    if template.template_type != template_type:
        raise bad_request(
            f"{template.template_type} template is not suitable for {template_type} notification"
        )
    if template.archived:
        raise bad_request("Template has been deleted")
    return template


def read(service: Service, template_id: UUID, version: int | None = None) -> TemplateRow | None:
    rows: list[TemplateRow] = database.call(
        "api.get_template",
        service_id=service.id,
        context_version=service.version,
        template_id=template_id,
        template_version=version,
    )
    return rows[0] if rows else None


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


def parse_row(row: TemplateRow) -> Content:
    return parse(
        row["template_type"],
        row["subject"],
        row["content"],
        row["letter_contact_block"],
        row["letter_welsh_subject"],
        row["letter_welsh_content"],
    )
