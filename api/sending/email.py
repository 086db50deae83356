"""The rules of an email (docs/contract/sending.md, order of checks)."""

from typing import Any

from flask import current_app

from api.sending import rules
from api.sending.files import Uploads
from api.sending.send import Message, Prepared
from api.sending.services import Caller
from api.sending.templates import check_length, for_sending
from api.wire.schemas import EMAIL
from postroom.content import email_addresses, placeholders
from postroom.content.email import sanitise


def prepare(caller: Caller, document: Any) -> Prepared:
    service, config = caller.service, current_app.config["postroom"]
    form = EMAIL.validate(document)
    rules.check_permission(service, "email")
    values, sanitised = sanitise_values(
        form.get("personalisation", {}), form.get("sanitise_content_for") or []
    )
    template = for_sending(service, form["template_id"], "email")
    address = email_addresses.validate(form["email_address"])
    normalised = email_addresses.normalise(address)
    uploads = Uploads(service, normalised, simulated=normalised in rules.SIMULATED)
    values = uploads.fill_template_files(template, values)
    rules.check_content(template, values)
    reply_to = rules.choose_sender(
        service, service.reply_to_addresses, "email_reply_to_id", form.get("email_reply_to_id")
    )
    rules.check_recipient(caller, normalised)
    values = uploads.fill_file_objects(values)
    body = template.content.body(values)
    check_length(template.content, values)
    unsubscribe_url = form.get("one_click_unsubscribe_url")
    message = Message(
        recipient=address,
        normalised_recipient=normalised,
        reply_to_text=reply_to,
        unsubscribe_url=unsubscribe_url,
    )
    content = {
        "body": body,
        "subject": template.content.subject(values),
        "from_email": f"{service.email_local_part}@{config.email_domain}",
        "one_click_unsubscribe_url": unsubscribe_url,
    }
    extra = {"sanitised_content": sanitised}
    return Prepared(form, values, template, message, content, extra, uploads.files)


def sanitise_values(
    values: dict[str, Any], names: list[Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values with those named made harmless, and what was changed in them."""
    wanted = {placeholders.key(name) for name in names if isinstance(name, str)}
    sanitised = {}
    for name, value in values.items():
        if placeholders.key(name) in wanted and isinstance(value, str):
            harmless = sanitise(value)
            if harmless != value:
                sanitised[name] = {"unsanitised": value, "sanitised": harmless}
    return {**values, **{n: s["sanitised"] for n, s in sanitised.items()}}, sanitised
