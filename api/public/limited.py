"""What every way to send has in common behind authentication.

The order is promised (docs/contract/sending.md, order of checks): the form of an Idempotency-Key,
the per-minute limit, the answer to the same request before, and then all the rest.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import psycopg
from flask import g

from api.database import StaleContext
from api.sending import idempotency, tokens
from api.sending.services import Caller
from api.wire import rate_limits
from api.wire.errors import OverLimit, PublicError


def limited(finish: idempotency.Finish, *, costly: bool = False) -> Callable[..., Any]:
    """Calls the view once a token is taken; finish makes its answers, also those kept.

    Whether a key has been used is seen where the messages are stored, which costs nothing more; or
    first, where judging them is costly.
    """

    def with_finish(view: Callable[[Caller], Any]) -> Callable[..., Any]:
        @wraps(view)
        def with_limits(caller: Caller) -> Any:
            key = begin(caller)
            try:
                if key and costly:
                    idempotency.check(caller, key)
                try:
                    answer = view(caller)
                except (StaleContext, idempotency.Answered):
                    raise
                except Exception as error:
                    if key and not costly:
                        idempotency.check(caller, key)
                    tell_day(error)
                    raise
                if caller.service.pace:
                    # Its messages have taken their tokens only now, and are stored whatever comes.
                    with suppress(psycopg.Error):
                        tokens.tell_tokens(caller)
                return answer
            except idempotency.Answered as answered:
                return idempotency.replay(answered, finish)

        return with_limits

    return with_finish


def begin(caller: Caller) -> str | None:
    """The request's key, if it has one; a token is taken. Raises PublicError."""
    # The same request may come by again, as what was known of its service had changed; it takes a
    # token again only if that was the limit itself.
    limit = (caller.service.rate_limit, caller.service.pace)
    is_new, g.limit = g.get("limit") != limit, limit
    try:
        key = idempotency.read_key()
    except PublicError:
        if is_new:
            tokens.tell_tokens(caller)
        raise
    if is_new:
        tokens.take_token(caller)
    return key


def tell_day(error: Exception) -> None:
    """Say of a refusal by the day's limit when the next day begins."""
    if isinstance(error, OverLimit):
        rate_limits.tell_day(str(error))
    elif isinstance(error, psycopg.Error) and error.sqlstate == "NT429":
        rate_limits.tell_day(error.diag.message_primary or "")
