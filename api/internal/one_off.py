"""/service/<id>/send-notification: one message, sent by hand."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint

from api import database
from api.database import StaleContext
from api.errors import PublicError, Refused, not_found
from api.internal.bodies import Fault, Field, load, read_object, text
from api.public import email, letters, sending, services
from api.public.sending import TRIAL_MODE, Letter, Message
from api.public.services import Service
from api.public.sms import display
from api.public.templates import Template, find
from postroom import letter_files
from postroom.content import email_addresses, phone_numbers
from postroom.content.guest_lists import is_allowed
from postroom.content.phone_numbers import NOT_A_UK_MOBILE, InvalidPhoneNumber
from postroom.content.sms import MAX_LENGTH
from postroom.content.values import as_text

blueprint = Blueprint("one_off", __name__, url_prefix="/service/<uuid:service_id>")

# Changes of a service in the middle of a request that are put up with.
CHANGES = 5


def known_id(value: Any) -> UUID:
    """What is no id is one that nothing has (internal-api-a.md, 1.4)."""
    try:
        return UUID(text(value))
    except ValueError:
        raise not_found() from None


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault("Not a valid mapping type.")
    return value


MESSAGE = {
    "template_id": Field(known_id, required=True),
    "to": Field(text, required=True, nullable=True),
    "personalisation": Field(mapping, nullable=True),
    "created_by": Field(known_id, required=True),
    "sender_id": Field(known_id, nullable=True),
}


def with_service(view: Callable[..., Any]) -> Callable[..., Any]:
    """Calls the view with the Service first, again when what was known of it has changed."""

    @wraps(view)
    def with_current(service_id: UUID) -> Any:
        for change in range(CHANGES):
            service = services.get(service_id, fresh=change > 0)
            if service is None:
                raise not_found()
            try:
                return view(service)
            except StaleContext:
                continue
            except PublicError as error:
                raise Refused(error.status, error.errors[0]["message"]) from None
        return view(services.get(service_id, fresh=True))

    return with_current


@blueprint.post("/send-notification")
@with_service
def send_notification(service: Service) -> tuple[dict[str, Any], int]:
    """Accept one message, once it is stored and queued. 201 with its id.

    Errors: 400 by field, and for what could not be sent; 404 for an unknown service, template or
    person; 429 over the day's limit.
    """
    form = load(MESSAGE, read_object())
    template = find(service, form["template_id"])
    if template is None:
        raise not_found()
    check_limit(service, template.template_type)
    if not form["to"]:
        raise Refused(400, "Recipient can't be empty")
    values = form.get("personalisation") or {}
    compose = {"sms": compose_sms, "email": compose_email, "letter": compose_letter}
    message = compose[template.template_type](service, template, form, values)
    return {"id": str(store(service, template, form["created_by"], values, message))}, 201


def check_limit(service: Service, kind: str) -> None:
    """Raises NT429."""
    database.call(
        "api.check_daily_limit",
        service_id=service.id,
        context_version=service.version,
        key_type="normal",
        kind=kind,
    )


def store(
    service: Service,
    template: Any,
    created_by: UUID,
    values: dict[str, Any],
    message: Message | Letter,
    **more: Any,
) -> UUID:
    """The new notification's id. Raises NT429."""
    row = database.call_one(
        "api.send_notification",
        service_id=service.id,
        context_version=service.version,
        notification_type="letter" if isinstance(message, Letter) else template.template_type,
        api_key_id=None,
        key_type="normal",
        template_id=template.id,
        template_version=template.version,
        personalisation=json.dumps(values),
        created_by_id=created_by,
        **message._asdict(),
        **more,
    )
    return row["id"]


def check_trial(service: Service, recipient: str) -> None:
    """Of a service in trial mode only its members get messages, and not its guests."""
    if service.restricted and not is_allowed(recipient, service.contacts):
        raise Refused(400, TRIAL_MODE)


def check_content(template: Template, values: dict[str, Any]) -> None:
    if template.archived:
        raise Refused(400, "Template has been deleted")
    sending.check_content(template, values)


def check_member(service: Service, form: dict[str, Any]) -> None:
    """Raises NT404, NT400."""
    database.call("api.check_member", service_id=service.id, user_id=form["created_by"])


def choose_sender(senders: services.Senders, wanted: UUID | None, name: str) -> str | None:
    if wanted is None:
        return senders.default
    sender = senders.get(wanted)
    if sender is None:
        raise Refused(400, f"{name} not found")
    return sender


def compose_sms(
    service: Service, template: Template, form: dict[str, Any], values: dict[str, Any]
) -> Message:
    check_trial(service, form["to"])
    try:
        number = phone_numbers.parse(form["to"])
        if not number.uk and "international_sms" not in service.permissions:
            raise Refused(400, "Cannot send to international mobile numbers")
        if number.landline and "sms_to_uk_landlines" not in service.permissions:
            raise InvalidPhoneNumber(NOT_A_UK_MOBILE)
    except InvalidPhoneNumber as fault:
        raise Refused(400, fault.upload_message) from None
    check_content(template, values)
    sms = template.content.render(values)
    if sms.too_long:
        raise Refused(
            400,
            f"Your message is too long. Text messages cannot be longer than {MAX_LENGTH} "
            f"characters. Your message is {sms.length} characters long.",
        )
    check_no_file(values)
    check_member(service, form)
    sender = choose_sender(service.sms_senders, form.get("sender_id"), "SMS sender")
    return Message(
        recipient=phone_numbers.clean(form["to"]),
        normalised_recipient=number.normalised,
        reply_to_text=display(sender),
        billable_units=template.content.fragments(values, service.name)
        if service.prefix_sms
        else sms.fragments,
        international=number.international,
        phone_prefix=number.country_prefix,
        rate_multiplier=number.rate_multiplier,
        expects_receipt=phone_numbers.sends_receipts(number.country_prefix),
    )


def compose_email(
    service: Service, template: Template, form: dict[str, Any], values: dict[str, Any]
) -> Message:
    check_trial(service, form["to"])
    try:
        address = email_addresses.validate(form["to"])
    except email_addresses.InvalidEmailAddress as fault:
        raise Refused(400, str(fault)) from None
    check_content(template, values)
    email.check_length(template, values)
    email.check_files(service, values)
    check_member(service, form)
    name = "Reply to email address"
    return Message(
        recipient=address,
        normalised_recipient=email_addresses.normalise(address),
        reply_to_text=choose_sender(service.reply_to_addresses, form.get("sender_id"), name),
    )


def compose_letter(
    service: Service, template: Template, form: dict[str, Any], values: dict[str, Any]
) -> Letter:
    if service.restricted:
        raise Refused(400, TRIAL_MODE)
    letters.check_qr_codes(template, values)
    check_content(template, values)
    check_no_file(values)
    address = letters.check_address(service, values)
    check_member(service, form)
    recipient = letters.storable(form["to"])
    return Letter(
        recipient=recipient,
        normalised_recipient="".join(recipient.split()).lower(),
        reply_to_text=template.contact_block,
        international=address.international,
        postage=address.postage or template.postage or "second",
        letter_reference=letter_files.new_reference(),
    )


def check_no_file(values: dict[str, Any]) -> None:
    if sending.has_file(values):
        raise Refused(400, "Can only send a file by email")
