"""Many messages in one request, each judged as a request of its own would be, stored together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, current_app, jsonify

from api.database import StaleContext
from api.sending import idempotency, messages, send, single
from api.sending.channels import CHANNELS
from api.sending.services import Caller
from api.wire.errors import PublicError, bad_request
from api.wire.schemas import BATCH
from api.wire.validation import check_message, read_json
from postroom import outcomes

MOST = 1000


class Judged(NamedTuple):
    """The answer to one message, as far as it is known, and what is stored of it.

    What is at fault is stored as a simulated message without a recipient, which hears whether its
    day is used up by then: that comes before any fault.
    """

    answer: dict[str, Any]
    message: dict[str, Any] | None = None


def send_batch(caller: Caller) -> Response:
    form = BATCH.validate(read_json())
    if len(form["notifications"]) > MOST:
        raise bad_request(
            f"Too many notifications. Maximum number of notifications allowed is {MOST}"
        )
    judged = [judge(caller, document) for document in form["notifications"]]
    draft = [{**one.answer, "stored": one.message is not None} for one in judged]
    once = idempotency.fields(draft)
    if once:
        once |= {"service_id": caller.service.id, "key_type": caller.key.key_type}
    stored = [one.message for one in judged if one.message is not None]
    became = messages.store_together(stored, once) if stored else []
    for message, outcome in zip(stored, became, strict=True):
        if outcome["id"] and not message["simulated"]:
            status = message.get("status") or "created"
            outcomes.count(message["notification_type"], message["key_type"], status)
    return jsonify(finish(draft, became))


def judge(caller: Caller, document: Any) -> Judged:
    """What the message's own endpoint would say of it. Raises StaleContext."""
    try:
        channel = choose_channel(document)
    except PublicError as error:
        return Judged(answer_to(error))
    try:
        own = {name: value for name, value in document.items() if name != "type"}
        prepared = channel.prepare(caller, check_message(own, channel.files))
        message = send.new_message(
            caller.service,
            channel.name,
            prepared,
            caller.key,
            simulated=send.is_simulated(prepared),
        )
    except StaleContext:
        raise
    except Exception as error:
        return Judged(answer_to(error), question(caller, channel.name))
    body = single.draft_answer(caller.service, prepared)
    return Judged({"status_code": 201, "body": body}, message)


def choose_channel(document: Any) -> send.Channel:
    """The channel that a message names. Raises PublicError."""
    if not isinstance(document, dict):
        raise invalid(f"{document!r} is not of type object")
    if "type" not in document:
        raise invalid("type is a required property")
    name = document["type"]
    if not isinstance(name, str) or name not in CHANNELS:
        raise invalid(f"type {name!r} is not one of [{', '.join(CHANNELS)}]")
    return CHANNELS[name]


def invalid(message: str) -> PublicError:
    """Without quotes, as in the faults that a schema finds."""
    return PublicError(400, "ValidationError", message.replace("'", ""))


def answer_to(error: Exception) -> dict[str, Any]:
    """What a request that raised this would be answered."""
    response = current_app.make_response(current_app.handle_user_exception(error))
    return {"status_code": response.status_code, "body": response.get_json()}


def question(caller: Caller, channel: str) -> dict[str, Any]:
    """A message that only asks whether the day is used up."""
    return {
        "service_id": caller.service.id,
        "context_version": caller.service.version,
        "notification_type": channel,
        "key_type": caller.key.key_type,
        "simulated": True,
    }


def finish(draft: list[dict[str, Any]], became: Sequence[idempotency.Outcome]) -> dict[str, Any]:
    """The answers, once it is known which messages are stored, and which the day refused."""
    left = iter(became)
    return {
        "notifications": [
            finish_one(one, next(left)) if one["stored"] else shown(one) for one in draft
        ]
    }


def finish_one(one: dict[str, Any], outcome: idempotency.Outcome) -> dict[str, Any]:
    if outcome["id"] is None:
        error = {"error": "TooManyRequestsError", "message": outcome["reason"]}
        return {"status_code": 429, "body": {"errors": [error], "status_code": 429}}
    if one["status_code"] != 201:
        return shown(one)
    return {"status_code": 201, "body": single.with_id(one["body"], outcome["id"])}


def shown(one: dict[str, Any]) -> dict[str, Any]:
    return {"status_code": one["status_code"], "body": one["body"]}
