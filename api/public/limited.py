"""What every way to send has in common behind authentication: the per-minute limit, and that each
answer says how much of the limits is left.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import psycopg

from api.sending import tokens
from api.sending.services import Caller
from api.wire import headers, rate_limits


def limited(view: Callable[..., Any]) -> Callable[..., Any]:
    """Calls the view once a token is taken. Raises PublicError RateLimitError (429)."""

    @wraps(view)
    def with_limits(caller: Caller) -> Any:
        # Unless this is the same request again, as what was known of the service had changed.
        if not headers.has_said("RateLimit"):
            tokens.take_token(caller)
        try:
            return view(caller)
        except psycopg.Error as error:
            if error.sqlstate == "NT429":
                rate_limits.tell_day(error.diag.message_primary or "")
            raise

    return with_limits
