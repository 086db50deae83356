"""What every send has in common: what a request becomes, who judges it, how it is stored."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from api.sending import files as uploads
from api.sending import limits, messages, rules
from api.sending.files import Upload
from api.sending.services import ApiKey, Caller, Service
from api.sending.templates import PrecompiledTemplate, Template
from api.wire import message_sizes
from api.wire.errors import PublicError, Refused
from api.wire.moments import moment_or_none
from postroom import outcomes
from postroom.content import placeholders

# Bytes of values that are stored though nothing uses them.
UNUSED = 10_000
ADDRESS = {*(f"addressline{n}" for n in range(1, 8)), "postcode"}


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


def is_simulated(prepared: Prepared) -> bool:
    return prepared.message.normalised_recipient in rules.SIMULATED


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
