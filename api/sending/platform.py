"""What the platform itself says to its users: messages of a service of its own."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import current_app

from api.sending import send as sending
from api.sending import services
from api.sending.send import Message, Prepared
from api.sending.services import Service
from api.sending.templates import Template, find
from api.wire.errors import Refused, not_found
from postroom import text_messages
from postroom.content import email_addresses, phone_numbers
from postroom.content.phone_numbers import PhoneNumber
from postroom.content.sms import SMSTemplate
from postroom.links.secret_keys import SecretBox

SERVICE_ID = UUID("d6aa2c68-a2d9-4437-ab19-3ae8eb202553")

SMS_CODE = UUID("36fb0730-6259-4da1-8a80-c8de22ad4246")
EMAIL_SIGN_IN = UUID("299726d2-dba6-42b8-8209-30e1d66ea164")
EMAIL_VERIFICATION = UUID("ece42649-22a8-4d06-b87f-d52d5d3f0a27")
PASSWORD_RESET = UUID("474e9242-823b-4f99-813d-ed392e7f1201")
ALREADY_REGISTERED = UUID("0880fbb1-a0c6-46f0-9a8e-36c986381ceb")
CHANGE_OF_EMAIL = UUID("eb4d9930-87ab-4aef-9bce-786762687884")
EMAIL_CHANGED = UUID("c73f1d71-4049-46d5-a647-d013bdeca3f0")
MOBILE_CHANGED = UUID("8a31520f-4751-4789-8ea1-fe54496725eb")
INVITATION = UUID("4f46df42-f795-4cc4-83bb-65ca312f49cc")
SERVICE_LIVE = UUID("618185c6-3636-49cd-b7d2-6f6f5eb3bdde")
REPLY_TO_VERIFICATION = UUID("a42f1d17-9404-46d5-a647-d013bdfca3e1")
JOIN_REQUESTED = UUID("77677459-f862-44ee-96d9-b8cb2323d407")
JOIN_RECEIPT = UUID("38bcd263-6ce8-431f-979d-8e637c1f0576")
JOIN_APPROVED = UUID("4d8ee728-100e-4f0e-8793-5638cfa4ffa4")
ORGANISATION_INVITATION = UUID("203566f0-d835-47c5-aa06-932439c86573")
AGREEMENT_SIGNED = UUID("4fd2e43c-309b-4e50-8fb8-1955852d9d71")
AGREEMENT_SIGNED_FOR_ANOTHER = UUID("c20206d5-bf03-4002-9a90-37d5032d9e84")
AGREEMENT_SIGNED_FOR_YOU = UUID("522b6657-5ca5-4368-a294-6b527703bd0b")
GO_LIVE_REQUEST = UUID("5c7cfc0f-c3f4-4bd6-9a84-5a144aad5425")
GO_LIVE_RECEIPT = UUID("c7083bfe-1b9a-4ff9-bd5c-30508727df6e")
GO_LIVE_NEXT_STEPS = UUID("62f12a62-742b-4458-9336-741521b131c7")
GO_LIVE_REJECTED = UUID("507d0796-9e23-4ad7-b83b-5efbd9496866")

# The sender towards countries that take texts from numbers only.
NUMERIC_SENDER = "07984404008"


def send_email(
    template_id: UUID, recipient: str, values: dict[str, Any], reply_to: str | None = None
) -> UUID:
    """Queue an email from the platform; the notification's id. Raises Refused (400)."""
    try:
        address = email_addresses.validate(recipient)
    except email_addresses.InvalidEmailAddress as fault:
        raise Refused(400, str(fault)) from None

    def compose(platform: Service, template: Template[Any]) -> Message:
        return Message(
            recipient=address,
            normalised_recipient=email_addresses.normalise(address),
            reply_to_text=reply_to or platform.reply_to_addresses.default,
        )

    return send(template_id, values, compose)


def send_sms(template_id: UUID, recipient: str | None, values: dict[str, Any]) -> UUID:
    """Queue a text message from the platform; the notification's id. Raises Refused (400)."""
    if not recipient:
        raise Refused(400, "Recipient can't be empty")
    number = read_number(recipient)
    named = phone_numbers.allows_text_sender(number.country_prefix)

    def compose(platform: Service, template: Template[SMSTemplate]) -> Message:
        sender = platform.sms_senders.default if named else NUMERIC_SENDER
        return Message(
            recipient=phone_numbers.clean(recipient),
            normalised_recipient=number.normalised,
            reply_to_text=text_messages.display(sender) if named else sender,
            billable_units=template.content.fragments(values),
            **text_messages.facts(number),
        )

    return send(template_id, values, compose)


def read_number(text: str) -> PhoneNumber:
    """Raises Refused (400)."""
    try:
        return phone_numbers.parse(text)
    except phone_numbers.InvalidPhoneNumber as fault:
        raise Refused(400, fault.upload_message) from None


def send(
    template_id: UUID, values: dict[str, Any], compose: Callable[[Service, Template[Any]], Message]
) -> UUID:
    def store(fresh: bool) -> UUID:
        platform = services.get(SERVICE_ID, fresh)
        template = find(platform, template_id) if platform else None
        if platform is None or template is None:
            raise not_found()
        prepared = Prepared({}, values, template, compose(platform, template), {})
        return sending.store(platform, template.template_type, prepared, limited=False)

    return services.with_current(store)


def link(path: str, payload: Any, host: str | None = None, next_page: str | None = None) -> str:
    """A page of the admin app whose address proves that its reader got our email."""
    config = current_app.config["postroom"]
    text = payload if isinstance(payload, str) else json.dumps(payload)
    token = SecretBox([config.token_secret_key]).encrypt(text)
    url = f"{(host or config.admin_base_url).rstrip('/')}/{path}/{token}"
    return f"{url}?next={quote(next_page, safe='')}" if next_page else url


def quoted(text: str) -> str:
    """What somebody has written, set apart line by line in an email."""
    return "\n".join(f"^ {line}" for line in text.splitlines())


def page(path: str) -> str:
    return f"{current_app.config['postroom'].admin_base_url}{path}"
