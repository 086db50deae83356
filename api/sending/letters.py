"""The rules of a letter, from a template or as a PDF.

See docs/contract/sending.md, order of checks.
"""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app

from api import database
from api.sending import limits, rules
from api.sending.send import Letter, Prepared
from api.sending.services import Caller, Service
from api.sending.templates import PrecompiledTemplate, Template, for_sending
from api.wire.errors import PublicError, bad_request
from api.wire.schemas import LETTER, PRECOMPILED
from postroom.content.letters import LetterTemplate
from postroom.content.postal_addresses import PostalAddress, lines_from_personalisation
from postroom.files import letter_files

PROVIDED = "Provided as PDF"

# A letter of a test key is "accepted" for a while before it is "received".
TEST_LETTER_TAKES = timedelta(seconds=5)


def prepare(caller: Caller, document: Any) -> Prepared:
    if isinstance(document, dict) and "content" in document:
        return prepare_precompiled(caller, document)
    return prepare_templated(caller, document)


def prepare_templated(caller: Caller, document: Any) -> Prepared:
    service, is_test = caller.service, caller.key.key_type == "test"
    form = LETTER.validate(document)
    values = form["personalisation"]
    rules.check_permission(service, "letter")
    template = for_sending(service, form["template_id"], "letter")
    check_qr_codes(template, values)
    rules.check_content(template, values)
    if rules.has_file(values):
        raise bad_request("Can only send a file by email")
    check_may_send(caller)
    address = check_address(service, values)
    letter = Letter(
        recipient=storable(address.normalised),
        normalised_recipient=storable(address.search_form),
        reply_to_text=template.contact_block,
        international=address.international,
        postage=address.postage or template.postage or "second",
        letter_reference=letter_files.new_reference(),
        status="sending" if is_test else "created",
        due_in=TEST_LETTER_TAKES if is_test else timedelta(),
    )
    content = {"body": template.content.body(values), "subject": template.content.subject(values)}
    return Prepared(form, values, template, letter, content)


def prepare_precompiled(caller: Caller, document: dict[str, Any]) -> Prepared:
    form = PRECOMPILED.validate(document)
    rules.check_permission(caller.service, "letter")
    check_may_send(caller)
    try:
        pdf = base64.b64decode(form["content"])
    except ValueError:
        raise bad_request("Cannot decode letter content (invalid base64 encoding)") from None
    postage = form.get("postage", "second")
    reference = letter_files.new_reference()
    key = letter_files.waiting(reference, postage, datetime.now(UTC).replace(tzinfo=None))
    template = precompiled_template(caller)
    # The letter's own transaction makes the file stay.
    database.call("api.announce_objects", keys=[key])
    current_app.extensions["objects"].put(key, pdf)
    letter = Letter(
        recipient=PROVIDED,
        normalised_recipient=PROVIDED.lower(),
        reply_to_text=None,
        postage=postage,
        letter_reference=reference,
        status="pending-virus-check",
        pdf_key=key,
    )
    return Prepared(form, {"address_line_1": PROVIDED}, template, letter, {})


def precompiled_template(caller: Caller) -> PrecompiledTemplate:
    """The hidden template. Raises PublicError over the day's limit, before anything is made."""
    limits.check_day(caller.service, "letter", caller.key.key_type)
    return hidden_template(caller.service)


def hidden_template(service: Service) -> PrecompiledTemplate:
    """The service's hidden template, which is made when it is first asked for."""
    if service.precompiled_template is None:
        row = database.call_value("api.get_precompiled_template", service_id=service.id)
        service.precompiled_template = PrecompiledTemplate(row)
    return service.precompiled_template


def check_may_send(caller: Caller) -> None:
    """Team keys send no letters, services in trial mode test ones only."""
    if caller.key.key_type == "team":
        raise bad_request("Cannot send letters with a team api key", 403)
    if caller.service.restricted and caller.key.key_type != "test":
        raise bad_request("Cannot send letters when service is in trial mode", 403)


def check_qr_codes(template: Template[LetterTemplate], values: dict[str, Any]) -> None:
    """A QR code has to be printable. Raises PublicError for data that is too long.

    See docs/contract/sending.md, QR codes.
    """
    if fault := template.content.qr_code_too_long(values):
        message = "Cannot create a usable QR code - the link is too long"
        error = PublicError(400, "ValidationError", message)
        error.errors[0] |= {
            "data": fault.data, "num_bytes": fault.num_bytes, "max_bytes": fault.max_bytes,
        }  # fmt: skip
        raise error


def check_address(service: Service, values: dict[str, Any]) -> PostalAddress:
    """The address, which the printer takes; it may be abroad if the service may write there.

    See docs/contract/rendering.md, postal addresses. Raises PublicError.
    """
    lines = lines_from_personalisation(values)
    address = PostalAddress(lines, "international_letters" in service.permissions)
    if address.error:
        raise PublicError(400, "ValidationError", address.error)
    return address


def storable(text: str) -> str:
    """The text without what PostgreSQL's text cannot hold: NUL, lone surrogates."""
    return text.replace("\0", "").encode(errors="replace").decode()
