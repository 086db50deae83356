"""Who may tell us about messages: credentials of providers, read from the environment once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Self

Credentials = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CallbackSettings:
    """User names with their passwords, by provider and by what it reports; SNS topics.

    Whatever holds a secret is left out of repr().
    """

    # Whether receipts have to prove where they come from. Messages and the sandbox always do.
    receipts_authenticated: bool = True
    mmg_receipts: Credentials = field(default=(), repr=False)
    firetext_receipts: Credentials = field(default=(), repr=False)
    mmg_messages: Credentials = field(default=(), repr=False)
    firetext_messages: Credentials = field(default=(), repr=False)
    ses_topics: frozenset[str] = frozenset()
    # Another endpoint that speaks for SNS, and whose certificates are taken as well.
    sns_url: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str], development: bool) -> Self:
        """Read the variables. Raises ValueError that names one with an unusable value."""
        defaults = DEVELOPMENT if development else {}
        env = {**defaults, **env}
        return cls(
            receipts_authenticated=switch(env, "RECEIPT_AUTHENTICATION"),
            mmg_receipts=pairs(env, "MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS"),
            firetext_receipts=pairs(
                env, "FIRETEXT_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS"
            ),
            mmg_messages=tuple(
                product(texts(env, "MMG_INBOUND_SMS_USERNAME"), texts(env, "MMG_INBOUND_SMS_AUTH"))
            ),
            firetext_messages=tuple(product(["notify"], texts(env, "FIRETEXT_INBOUND_SMS_AUTH"))),
            ses_topics=frozenset(env.get("SES_TOPIC_ARNS", "").replace(",", " ").split()),
            sns_url=env.get("SNS_URL", "").rstrip("/"),
        )


# Well known, so that things can be tried out.
DEVELOPMENT = {
    "RECEIPT_AUTHENTICATION": "off",
    "MMG_INBOUND_SMS_USERNAME": '["username"]',
    "MMG_INBOUND_SMS_AUTH": '["testkey"]',
}


def switch(env: Mapping[str, str], name: str) -> bool:
    """on or off; on without a value."""
    value = env.get(name) or "on"
    if value not in ("on", "off"):
        raise ValueError(f"{name} is neither on nor off")
    return value == "on"


def texts(env: Mapping[str, str], name: str) -> list[str]:
    """A JSON list of texts; none without a value."""
    values = parsed(env, name)
    if not is_list(values, str):
        raise ValueError(f"{name} is not a JSON list of texts")
    return values


def pairs(env: Mapping[str, str], name: str) -> Credentials:
    """A JSON list of user names with passwords, [["user", "password"], …]; none without."""
    values = parsed(env, name)
    if not is_list(values, list) or not all(is_list(v, str) and len(v) == 2 for v in values):
        raise ValueError(f'{name} is not a JSON list like [["user", "password"]]')
    return tuple((user, password) for user, password in values)


def parsed(env: Mapping[str, str], name: str) -> object:
    """What the JSON says; an empty list for null and without a value."""
    try:
        value = json.loads(env.get(name) or "[]")
    except ValueError:
        # Without the text, which is a secret.
        raise ValueError(f"{name} is not JSON") from None
    return [] if value is None else value


def is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(member, kind) for member in value)
