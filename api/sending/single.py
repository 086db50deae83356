"""One message a request, from its judging to its answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from api.sending import idempotency
from api.sending.send import Channel, Letter, Prepared, is_simulated, judge, store
from api.sending.services import Caller, Service
from api.sending.templates import Template
from api.wire.validation import read_message


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
