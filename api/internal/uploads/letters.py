"""/service/<id>/send-pdf-letter: a letter that a person uploaded as a PDF, sent by hand."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from flask import Blueprint, current_app

from api import database
from api.internal.messages.one_off import with_service
from api.sending import letters
from api.sending.by_hand import check_letters
from api.sending.send import Letter, Prepared, store
from api.sending.services import Service
from api.wire.errors import Refused, not_found
from api.wire.forms import known_id, read_json
from api.wire.validation import Schema, formats
from postroom.files import letter_files, objects

blueprint = Blueprint("letters", __name__, url_prefix="/service/<uuid:service_id>")

# The bucket in which the admin app leaves what people upload.
UPLOADS = "transient-uploaded-letters"
POSTAGE = ("first", "second", "economy", "europe", "rest-of-world")


@formats.checks("any-postage", raises=ValueError)
def is_any_postage(value: Any) -> bool:
    if isinstance(value, str) and value not in POSTAGE:
        raise ValueError("invalid. It must be first, second, economy, europe or rest-of-world.")
    return True


TEXT = {"type": "string", "format": "text"}
FORM = Schema(
    {
        "postage": {"type": "string", "format": "any-postage"},
        "filename": TEXT,
        "created_by": TEXT,
        "file_id": TEXT,
        "recipient_address": TEXT,
    },
    required=("postage", "filename", "created_by", "file_id", "recipient_address"),
)


@blueprint.post("/send-pdf-letter")
@with_service
def send_pdf_letter(service: Service) -> tuple[dict[str, str], int]:
    """Accept a letter that lies in the object store. 201 with the id of its file.

    Sending it again changes nothing. Errors: 400 ValidationError, for a person who is no member
    and a service that may not send letters; 404 for an unknown service, person or file; 429 over
    the day's limit.
    """
    form = FORM.validate(read_json())
    file_id, created_by = known_id(form["file_id"]), known_id(form["created_by"])
    if "letter" not in service.permissions:
        raise Refused(400, "Service is not allowed to send letters")
    sent = database.call_value(
        "api.find_sent_letter",
        service_id=service.id,
        context_version=service.version,
        user_id=created_by,
        file_id=file_id,
    )
    check_letters(service)
    if not sent:
        prepared = prepare(service, file_id, form)
        store(service, "letter", prepared, created_by_id=created_by, file_id=file_id)
    return {"id": str(file_id)}, 201


def prepare(service: Service, file_id: UUID, form: dict[str, Any]) -> Prepared:
    """The letter, its file copied to where its PDF is checked."""
    files = current_app.extensions["objects"]
    source = f"{UPLOADS}/service-{service.id}/{file_id}.pdf"
    reference = letter_files.new_reference()
    key = letter_files.waiting(reference, form["postage"], datetime.now(UTC).replace(tzinfo=None))
    try:
        pdf = files.get(source)
    except objects.NotFound:
        raise not_found() from None
    # The uploaded file goes in a day; so does the copy, unless the letter's transaction keeps it.
    database.call("api.announce_objects", keys=[source, key])
    files.put(key, pdf)
    recipient = letters.storable(unquote(form["recipient_address"]))
    letter = Letter(
        recipient=recipient,
        normalised_recipient="".join(recipient.split()).lower(),
        reply_to_text=None,
        international=form["postage"] in ("europe", "rest-of-world"),
        postage=form["postage"],
        letter_reference=reference,
        pdf_key=key,
    )
    template = letters.hidden_template(service)
    values = {"address_line_1": form["filename"]}
    return Prepared({**form, "reference": form["filename"]}, values, template, letter, {})
