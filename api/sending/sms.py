"""The rules of a text message (docs/contract/sending.md, order of checks)."""

from typing import Any

from api.sending import rules
from api.sending.send import Message, Prepared
from api.sending.services import Caller, Service
from api.sending.templates import Template, for_sending
from api.wire.errors import PublicError, bad_request
from api.wire.schemas import SMS
from postroom import text_messages
from postroom.content import phone_numbers
from postroom.content.phone_numbers import PhoneNumber
from postroom.content.sms import MAX_LENGTH, SMSTemplate
from postroom.content.sms import SMS as Text


def prepare(caller: Caller, document: Any) -> Prepared:
    service = caller.service
    form = SMS.validate(document)
    values = form.get("personalisation", {})
    rules.check_permission(service, "sms")
    template = for_sending(service, form["template_id"], "sms")
    rules.check_content(template, values)
    if rules.has_file(values):
        raise bad_request("Can only send a file by email")
    sender = text_messages.display(
        rules.choose_sender(
            service, service.sms_senders, "sms_sender_id", form.get("sms_sender_id")
        )
    )
    number = phone_numbers.parse(form["phone_number"])
    rules.check_recipient(caller, number.normalised)
    check_destination(service, number)
    sms = render(template, values)
    message = Message(
        recipient=phone_numbers.clean(form["phone_number"]),
        normalised_recipient=number.normalised,
        reply_to_text=sender,
        billable_units=template.content.fragments(values, service.name)
        if service.prefix_sms
        else sms.fragments,
        **text_messages.facts(number),
    )
    return Prepared(form, values, template, message, {"body": sms.text, "from_number": sender})


def check_destination(service: Service, number: PhoneNumber) -> None:
    """Numbers abroad and landlines each need a permission.

    See docs/contract/sending.md, destinations.
    """
    if number.country_prefix != "44":
        if "international_sms" not in service.permissions:
            raise bad_request("Cannot send to international mobile numbers")
    elif number.landline and "sms_to_uk_landlines" not in service.permissions:
        raise PublicError(400, "InvalidPhoneError", "Not a UK mobile number")


def render(template: Template[SMSTemplate], values: dict[str, Any]) -> Text:
    """The text that is sent. Raises PublicError when it is too long."""
    sms = template.content.render(values)
    if sms.too_long:
        raise bad_request(
            f"Your message is too long. Text messages cannot be longer than {MAX_LENGTH} "
            f"characters. Your message is {sms.length} characters long."
        )
    return sms
