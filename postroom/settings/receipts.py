"""Who may tell us about messages: credentials of providers."""

from dataclasses import dataclass
from itertools import product

from postroom.settings import kinds
from postroom.settings.fields import setting

Credentials = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSettings:
    """User names with their passwords, by provider and by what it reports; SNS topics.

    Whatever holds a secret is left out of repr().
    """

    receipts_authenticated: bool = setting(
        "RECEIPT_AUTHENTICATION",
        "Whether receipts have to prove where they come from. Messages always do",
        kinds.on_off,
        default="on",
        development="off",
        section="What providers send us",
    )
    mmg_receipts: Credentials = setting(
        "MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS",
        "MMG's receipts: HTTP Basic",
        kinds.pairs,
        default="[]",
        opens=True,
    )
    firetext_receipts: Credentials = setting(
        "FIRETEXT_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS",
        "Firetext's receipts: HTTP Basic",
        kinds.pairs,
        default="[]",
        opens=True,
    )
    mmg_users: tuple[str, ...] = setting(
        "MMG_INBOUND_SMS_USERNAME",
        "MMG's messages to services: HTTP Basic, user names",
        kinds.texts,
        default="[]",
        development='["username"]',
    )
    mmg_passwords: tuple[str, ...] = setting(
        "MMG_INBOUND_SMS_AUTH",
        "MMG's messages to services: HTTP Basic, passwords",
        kinds.texts,
        default="[]",
        development='["testkey"]',
        opens=True,
    )
    firetext_passwords: tuple[str, ...] = setting(
        "FIRETEXT_INBOUND_SMS_AUTH",
        "Firetext's messages to services: HTTP Basic, passwords of user `notify`",
        kinds.texts,
        default="[]",
        opens=True,
    )
    ses_topics: frozenset[str] = setting(
        "SES_TOPIC_ARNS", "The topics of SES's receipts", kinds.topics, default=""
    )
    sns_url: str | None = setting(
        "SNS_URL",
        "Another endpoint that speaks for SNS, and whose certificates are taken as well",
        kinds.base_address,
        otherwise="Amazon's alone",
    )

    @property
    def mmg_messages(self) -> Credentials:
        return tuple(product(self.mmg_users, self.mmg_passwords))

    @property
    def firetext_messages(self) -> Credentials:
        return tuple(product(["notify"], self.firetext_passwords))
