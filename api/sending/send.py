"""What every send has in common: limits, the business rules, the answer.

The rules are called in the order in which clients hear of faults (docs/contract/sending.md,
order of checks).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from flask import Response, jsonify, request

from api.sending import files as uploads
from api.sending import idempotency, limits, messages
from api.sending.file_objects import is_file_object
from api.sending.files import Upload
from api.sending.services import ApiKey, Caller, Senders, Service
from api.sending.templates import PrecompiledTemplate, Template
from api.wire import message_sizes
from api.wire.errors import PublicError, Refused, bad_request
from api.wire.validation import moment_or_none, read_message, read_uuid
from postroom import outcomes
from postroom.content import placeholders

# Bytes of values that are stored though nothing uses them.
UNUSED = 10_000
ADDRESS = {*(f"addressline{n}" for n in range(1, 8)), "postcode"}

TYPE_NAMES = {"sms": "text messages", "email": "emails", "letter": "letters"}

# Recipients for trying things out: all is checked, nothing is stored or sent.
SIMULATED = frozenset(
    {
        "447700900000",
        "447700900111",
        "447700900222",
        "simulate-delivered@notifications.service.gov.uk",
        "simulate-delivered-2@notifications.service.gov.uk",
        "simulate-delivered-3@notifications.service.gov.uk",
    }
)

TEAM_ONLY = "Can’t send to this recipient using a team-only API key"
TRIAL_MODE = (
    "Can’t send to this recipient when service is in trial mode "
    "– see https://www.notifications.service.gov.uk/trial-mode"
)


class Message(NamedTuple):
    """A validated request, as postroom.new_message has it."""

    recipient: str
    normalised_recipient: str
    reply_to_text: str | None
    unsubscribe_url: str | None = None
    billable_units: int = 0
    international: bool = False
    phone_prefix: str | None = None
    rate_multiplier: int | None = None
    expects_receipt: bool = True


class Letter(NamedTuple):
    """A validated letter, as postroom.new_message has it; its recipient is an address."""

    recipient: str
    normalised_recipient: str
    reply_to_text: str | None
    postage: str
    letter_reference: str
    international: bool = False
    status: str = "created"
    pdf_key: str | None = None
    due_in: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that broke no rule: what to store, and what to answer."""

    form: dict[str, Any]
    values: dict[str, Any]
    template: Template[Any] | PrecompiledTemplate
    message: Message | Letter
    content: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Channel:
    """A type of message: what judges a request, and the field whose texts may be files."""

    name: str
    prepare: Callable[[Caller, Any], Prepared]
    files: str | None = None


def send(caller: Caller, channel: Channel) -> tuple[Response, int]:
    """Store and queue one message of a client, and answer: the channel's checks, then 22."""
    service, key = caller.service, caller.key
    prepared = judge(
        service,
        channel.name,
        key.key_type,
        lambda: channel.prepare(caller, read_message(channel.files)),
    )
    draft = draft_answer(service, prepared)
    once = idempotency.fields(draft)
    id = store(service, channel.name, prepared, key, simulated=is_simulated(prepared), **once)
    return jsonify(with_id(draft, id)), 201


def is_simulated(prepared: Prepared) -> bool:
    return prepared.message.normalised_recipient in SIMULATED


def judge(
    service: Service, channel: str, key_type: str, prepare: Callable[[], Prepared]
) -> Prepared:
    """What to store of a request. Raises what prepare does, NT429."""
    try:
        prepared = prepare()
    except (PublicError, Refused, psycopg.Error):
        # Who is over the day's limit hears that, whatever else is wrong. It also proves that
        # the fault does not lie in what this process remembers.
        limits.check_day(service, channel, key_type)
        raise
    if prepared.files:
        # Over the day's limit nothing is stored.
        limits.check_day(service, channel, key_type)
    return prepared


def store(
    service: Service,
    channel: str,
    prepared: Prepared,
    key: ApiKey | None = None,
    *,
    simulated: bool = False,
    **more: Any,
) -> UUID:
    """The id of a message, stored and queued; without a key it is sent by hand. Raises OverLimit.

    Every message that the API takes comes through here.
    """
    fields = new_message(service, channel, prepared, key, simulated=simulated)
    id = messages.store(**fields, **more)
    if not simulated:
        outcomes.count(channel, fields["key_type"], status_of(prepared.message))
    return id


def new_message(
    service: Service,
    channel: str,
    prepared: Prepared,
    key: ApiKey | None = None,
    *,
    simulated: bool = False,
) -> dict[str, Any]:
    """A message as postroom.new_message has it; its files are written."""
    return {
        "service_id": service.id,
        "context_version": service.version,
        "notification_type": channel,
        "api_key_id": key.id if key else None,
        "key_type": key.key_type if key else "normal",
        "template_id": prepared.template.id,
        "template_version": prepared.template.version,
        "personalisation": json.dumps(stored_values(prepared)),
        "client_reference": prepared.form.get("reference"),
        "valid_until": moment_or_none(prepared.form.get("valid_until")),
        "simulated": simulated or None,
        "documents": uploads.store(prepared.files),
        **prepared.message._asdict(),
    }


def status_of(message: Message | Letter) -> str:
    """What it is once it is stored."""
    return message.status if isinstance(message, Letter) else "created"


def stored_values(prepared: Prepared) -> dict[str, Any]:
    """What is kept of the values, which the internal API shows as they were sent.

    When there is much that neither the template uses nor a letter's address, nothing of it.
    """
    values, template = prepared.values, prepared.template
    if not isinstance(template, Template):
        return values
    used = {placeholders.key(name) for name in template.content.placeholders} | ADDRESS
    unused = {n: value for n, value in values.items() if placeholders.key(n) not in used}
    if sum(map(message_sizes.size, unused.values())) + sum(map(len, unused)) <= UNUSED:
        return values
    return {name: value for name, value in values.items() if name not in unused}


def draft_answer(service: Service, prepared: Prepared) -> dict[str, Any]:
    """The answer to a send but for the id. Its template link is not the one that reading shows."""
    template, reference = prepared.template, prepared.form.get("reference")
    if not isinstance(template, Template):
        assert isinstance(prepared.message, Letter)
        return {"reference": reference, "postage": prepared.message.postage}
    return {
        "reference": reference,
        "uri": f"{request.host_url}v2/notifications/",
        "template": {
            "id": str(template.id),
            "version": template.version,
            "uri": f"{request.host_url}services/{service.id}/templates/{template.id}",
        },
        "scheduled_for": None,
        "content": prepared.content,
        **prepared.extra,
    }


def with_id(draft: dict[str, Any], id: UUID | str) -> dict[str, Any]:
    """The answer to a message that is stored."""
    answer = {**draft, "id": str(id)}
    if "uri" in draft:
        answer["uri"] += str(id)
    return answer


def finish(draft: dict[str, Any], became: Sequence[idempotency.Outcome]) -> dict[str, Any]:
    return with_id(draft, became[0]["id"])


def check_permission(service: Service, template_type: str) -> None:
    """The service has to send this type of message. Raises PublicError."""
    if template_type not in service.permissions:
        raise bad_request(f"Service is not allowed to send {TYPE_NAMES[template_type]}")


def check_content(template: Template[Any], values: dict[str, Any]) -> None:
    """Every placeholder needs a value, and something has to be left to send."""
    if missing := template.content.missing(values):
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")
    if template.content.is_empty(values):
        raise bad_request("Your message is empty.")


def has_file(values: dict[str, Any]) -> bool:
    """Whether one of the values is a file."""
    return any(map(is_file_object, values.values()))


def choose_sender(service: Service, senders: Senders, name: str, wanted: str | None) -> str | None:
    """The sender or reply-to address asked for, or the service's default."""
    if wanted is None:
        return senders.default
    sender = senders.get(read_uuid(name, wanted))
    if sender is None:
        raise no_such_sender(service, name, wanted)
    return sender


def no_such_sender(service: Service, name: str, wanted: str) -> PublicError:
    return bad_request(f"{name} {wanted} does not exist in database for service id {service.id}")


def check_recipient(caller: Caller, normalised: str) -> None:
    """Team keys, and live keys of a service in trial mode, reach the team and its guests only."""
    key_type = caller.key.key_type
    if key_type == "test" or (key_type == "normal" and not caller.service.restricted):
        return
    if normalised not in caller.service.guests:
        raise bad_request(TEAM_ONLY if key_type == "team" else TRIAL_MODE)
