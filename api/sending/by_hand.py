"""What a person may send by hand (docs/contract/internal.md, sending by hand)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from api import database
from api.sending import letters, rules, sms
from api.sending.files import Uploads
from api.sending.rules import TRIAL_MODE
from api.sending.send import Letter, Message, Prepared
from api.sending.services import Senders, Service
from api.sending.templates import Template, check_length
from api.wire.errors import PublicError, Refused
from postroom import text_messages
from postroom.content import email_addresses, phone_numbers
from postroom.content.email import EmailTemplate
from postroom.content.guest_lists import comparable
from postroom.content.letters import LetterTemplate
from postroom.content.phone_numbers import NOT_A_UK_MOBILE, InvalidPhoneNumber, PhoneNumber
from postroom.content.sms import SMSTemplate
from postroom.content.values import as_text
from postroom.files import letter_files


def prepare(service: Service, template: Template[Any], form: dict[str, Any]) -> Prepared:
    """A message that breaks no rule. Raises Refused (400), NT404, NT400."""
    if not form["to"]:
        raise Refused(400, "Recipient can't be empty")
    values = form.get("personalisation") or {}
    prepare_as: dict[str, Callable[..., Prepared]] = {
        "sms": prepare_sms,
        "email": prepare_email,
        "letter": prepare_letter,
    }
    try:
        return prepare_as[template.template_type](service, template, form, values)
    except PublicError as error:
        # The rules that all sends have in common, in this API's envelope.
        raise Refused(error.status, error.errors[0]["message"]) from None


def prepare_sms(
    service: Service, template: Template[SMSTemplate], form: dict[str, Any], values: dict[str, Any]
) -> Prepared:
    check_trial(service, form["to"])
    number = read_number(service, form["to"])
    check_content(template, values)
    text = sms.render(template, values)
    check_no_file(values)
    check_member(service, form["created_by"])
    sender = choose_sender(service.sms_senders, form.get("sender_id"), "SMS sender")
    message = Message(
        recipient=phone_numbers.clean(form["to"]),
        normalised_recipient=number.normalised,
        reply_to_text=text_messages.display(sender),
        billable_units=template.content.fragments(values, service.name)
        if service.prefix_sms
        else text.fragments,
        **text_messages.facts(number),
    )
    return Prepared(form, values, template, message, {})


def prepare_email(
    service: Service,
    template: Template[EmailTemplate],
    form: dict[str, Any],
    values: dict[str, Any],
) -> Prepared:
    check_trial(service, form["to"])
    try:
        address = email_addresses.validate(form["to"])
    except email_addresses.InvalidEmailAddress as fault:
        raise Refused(400, str(fault)) from None
    normalised = email_addresses.normalise(address)
    files = Uploads(service, normalised, simulated=False)
    values = files.fill_template_files(template, values)
    check_content(template, values)
    values = files.fill_file_objects(values)
    check_length(template.content, values)
    check_member(service, form["created_by"])
    name = "Reply to email address"
    message = Message(
        recipient=address,
        normalised_recipient=normalised,
        reply_to_text=choose_sender(service.reply_to_addresses, form.get("sender_id"), name),
    )
    return Prepared(form, values, template, message, {}, files=files.files)


def prepare_letter(
    service: Service,
    template: Template[LetterTemplate],
    form: dict[str, Any],
    values: dict[str, Any],
) -> Prepared:
    check_letters(service)
    check_content(template, values)
    letters.check_qr_codes(template, values)
    check_no_file(values)
    address = letters.check_address(service, values)
    check_member(service, form["created_by"])
    recipient = letters.storable(form["to"])
    letter = Letter(
        recipient=recipient,
        normalised_recipient="".join(recipient.split()).lower(),
        reply_to_text=template.contact_block,
        international=address.international,
        postage=address.postage or template.postage or "second",
        letter_reference=letter_files.new_reference(),
    )
    if "reference" in values:
        form = {**form, "reference": letters.storable(as_text(values["reference"]))}
    return Prepared(form, values, template, letter, {})


def check_trial(service: Service, recipient: str) -> None:
    """A service in trial mode reaches its members, but by hand not its guests."""
    if service.restricted and comparable(recipient) not in service.members:
        raise Refused(400, TRIAL_MODE)


def check_letters(service: Service) -> None:
    if service.restricted:
        raise Refused(400, TRIAL_MODE)


def read_number(service: Service, text: str) -> PhoneNumber:
    try:
        number = phone_numbers.parse(text)
        if not number.uk and "international_sms" not in service.permissions:
            raise Refused(400, "Cannot send to international mobile numbers")
        if number.landline and "sms_to_uk_landlines" not in service.permissions:
            raise InvalidPhoneNumber(NOT_A_UK_MOBILE)
    except InvalidPhoneNumber as fault:
        raise Refused(400, fault.upload_message) from None
    return number


def check_content(template: Template[Any], values: dict[str, Any]) -> None:
    if template.archived:
        raise Refused(400, "Template has been deleted")
    rules.check_content(template, values)


def check_no_file(values: dict[str, Any]) -> None:
    if rules.has_file(values):
        raise Refused(400, "Can only send a file by email")


def check_member(service: Service, user_id: UUID) -> None:
    """Raises NT404 for nobody, NT400 for somebody else.

    Members are known; the message is only stored if they are what they were.
    """
    if user_id in service.member_ids:
        return
    database.call("api.check_member", service_id=service.id, user_id=user_id)


def choose_sender(senders: Senders, wanted: UUID | None, name: str) -> str | None:
    if wanted is None:
        return senders.default
    sender = senders.get(wanted)
    if sender is None:
        raise Refused(400, f"{name} not found")
    return sender
