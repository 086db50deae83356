"""What providers need to know, read from the environment once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Addresses, credentials and limits. Whatever may hold a secret is left out of repr()."""

    mmg_url: str = "https://api.mmg.co.uk/jsonv2a/api.php"
    mmg_api_key: str = field(default="", repr=False)
    mmg_receipt_url: str = field(default="", repr=False)

    firetext_url: str = "https://www.firetext.co.uk/api/sendsms/json"
    firetext_api_key: str = field(default="", repr=False)
    firetext_international_api_key: str = field(default="", repr=False)
    firetext_receipt_url: str = field(default="", repr=False)

    # smtp[s]://user:password@host:port?starttls=required|auto|never
    smtp_url: str = field(default="", repr=False)
    smtp_connections: int = 10
    # Servers look into a message before they take it: given up too early, it goes out twice.
    smtp_timeout_seconds: float = 30

    ses_url: str = ""
    ses_region: str = "eu-west-1"
    ses_configuration_set: str = ""

    # A sandbox that takes so long for each message, or takes none: to see what follows.
    sandbox_delay_seconds: float = 0
    sandbox_dead: bool = False
    sandbox_receipt_url: str = "http://localhost:6011/notifications/sandbox"

    # For the providers reached by HTTP.
    timeout_seconds: float = 10
    # At most this many requests under way to one provider.
    connections: int = 300

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the variables below; one that is absent or empty leaves its default.

        Raises ValueError for a number that is none. AWS credentials are found by botocore.
        """
        given = {
            name: kind(env[variable])
            for variable, (name, kind) in VARIABLES.items()
            if env.get(variable)
        }
        return cls(**given)


def yes_or_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError(f"neither yes nor no: {value!r}")
    return value == "yes"


# Later ones win.
VARIABLES = {
    "MMG_URL": ("mmg_url", str),
    "MMG_API_KEY": ("mmg_api_key", str),
    "MMG_RECEIPT_URL": ("mmg_receipt_url", str),
    "FIRETEXT_URL": ("firetext_url", str),
    "FIRETEXT_API_KEY": ("firetext_api_key", str),
    "FIRETEXT_INTERNATIONAL_API_KEY": ("firetext_international_api_key", str),
    "FIRETEXT_RECEIPT_URL": ("firetext_receipt_url", str),
    "SMTP_URL": ("smtp_url", str),
    "SMTP_CONNECTIONS": ("smtp_connections", int),
    "SMTP_TIMEOUT_SECONDS": ("smtp_timeout_seconds", float),
    "SES_URL": ("ses_url", str),
    "AWS_DEFAULT_REGION": ("ses_region", str),
    "AWS_REGION": ("ses_region", str),
    "SES_CONFIGURATION_SET": ("ses_configuration_set", str),
    "SANDBOX_DELAY_SECONDS": ("sandbox_delay_seconds", float),
    "SANDBOX_DEAD": ("sandbox_dead", yes_or_no),
    "SANDBOX_RECEIPT_URL": ("sandbox_receipt_url", str),
    "PROVIDER_TIMEOUT_SECONDS": ("timeout_seconds", float),
    "PROVIDER_CONNECTIONS": ("connections", int),
}
