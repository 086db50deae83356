"""Idempotency-Key: a request that comes again is answered as the first one was, and sends nothing.

The key is claimed, and the answer kept, in the transaction that stores the messages
(api.claim_key), so neither is there without the other. See docs/contract/sending.md, retries.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, g, jsonify, request

from api import database
from api.sending.services import Caller
from api.wire import bodies, headers
from api.wire.errors import bad_request

LONGEST = 255
FAULT = f"Idempotency-Key must be between 1 and {LONGEST} printable ASCII characters"
# Why a request is not carried out, as api.claim_key says it.
REPLAY = "replay"
REFUSALS = {
    "NT409": (409, "A request with this Idempotency-Key is still being processed"),
    "NT422": (422, "Idempotency-Key has already been used for another request"),
}


# What became of a message: its id and when it was stored (created_at), or why it was not (reason).
Outcome = Mapping[str, Any]

# Makes an answer of what was known before the messages were stored, and what became of them.
Finish = Callable[[Any, Sequence[Outcome]], Any]


class Answered(Exception):
    """The request has been answered before; what api.claim_key says of that."""


def read_key() -> str | None:
    """The request's key, if it has one. Raises PublicError."""
    given = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if given is None:
        return None
    key = given.strip(" \t")
    if not 1 <= len(key) <= LONGEST or not (key.isascii() and key.isprintable()):
        raise bad_request(FAULT)
    g.idempotency_key = key
    return key


def fields(draft: Any) -> dict[str, Any]:
    """The key, the request and its answer so far, as fields of postroom.new_message."""
    key = g.get("idempotency_key")
    if key is None:
        return {}
    return {"idempotency_key": key, "request": fingerprint(), "answer": json.dumps(draft)}


def fingerprint() -> str:
    """The same for the same path and the same bytes of body."""
    return hashlib.sha256(request.path.encode() + b"\0" + bodies.read()).hexdigest()


def check(caller: Caller, key: str) -> None:
    """Raises Answered, or PublicError, for a key that has been used, or is in use."""
    outcome = database.call_row(
        "api.claim_key",
        service_id=caller.service.id,
        key_type=caller.key.key_type,
        key=key,
        request=fingerprint(),
    )
    if outcome["refusal"] is not None:
        raise refused(outcome["refusal"], outcome["reason"])


def refused(refusal: str, reason: str | None) -> Exception:
    """What a request hears that is not carried out."""
    if refusal == REPLAY:
        return Answered(reason)
    status, message = REFUSALS[refusal]
    return bad_request(message, status)


def replay(answered: Answered, finish: Finish) -> tuple[Response, int]:
    kept = json.loads(str(answered))
    headers.say("Idempotent-Replayed", "true")
    outcomes = [
        {"id": id, "created_at": kept["created_at"], "reason": reason}
        for id, reason in zip(kept["ids"], kept["reasons"], strict=True)
    ]
    return jsonify(finish(json.loads(kept["answer"]), outcomes)), kept["status"]
