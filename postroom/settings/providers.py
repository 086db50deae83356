"""What those need who carry messages to people: addresses, credentials and limits."""

from collections.abc import Mapping
from dataclasses import dataclass

from postroom.settings import kinds
from postroom.settings.fields import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """Whatever may hold a secret is left out of repr()."""

    mmg_url: str = setting(
        "MMG_URL",
        "Where MMG takes text messages",
        kinds.web_address,
        default="https://api.mmg.co.uk/jsonv2a/api.php",
        section="Providers",
    )
    mmg_api_key: str = setting("MMG_API_KEY", "MMG's key", default="", secret=True)
    mmg_receipt_url: str | None = setting(
        "MMG_RECEIPT_URL",
        "Where MMG sends receipts, with user and password",
        kinds.web_address,
        otherwise="what MMG has been told",
        secret=True,
    )
    firetext_url: str = setting(
        "FIRETEXT_URL",
        "Where Firetext takes text messages",
        kinds.web_address,
        default="https://www.firetext.co.uk/api/sendsms/json",
    )
    firetext_api_key: str = setting("FIRETEXT_API_KEY", "Firetext's key", default="", secret=True)
    firetext_international_api_key: str = setting(
        "FIRETEXT_INTERNATIONAL_API_KEY",
        "Firetext's key for numbers abroad",
        default="",
        secret=True,
    )
    firetext_receipt_url: str | None = setting(
        "FIRETEXT_RECEIPT_URL",
        "Where Firetext sends receipts, with user and password",
        kinds.web_address,
        otherwise="what Firetext has been told",
        secret=True,
    )
    smtp_url: str | None = setting(
        "SMTP_URL", "The mail server of provider `smtp`", kinds.smtp, secret=True
    )
    smtp_connections: int = setting(
        "SMTP_CONNECTIONS", "Connections to it at a time", kinds.whole_number(), default="10"
    )
    # Servers look into a message before they take it: given up too early, it goes out twice.
    smtp_timeout_seconds: float = setting(
        "SMTP_TIMEOUT_SECONDS",
        "How long it may take over one email",
        kinds.seconds,
        default="30",
    )
    ses_url: str | None = setting(
        "SES_URL",
        "Another endpoint that speaks SES's protocol",
        kinds.web_address,
        otherwise="that of the region",
    )
    ses_region: str = setting(
        "AWS_REGION",
        "The region of SES; its credentials are where botocore looks for them",
        default="eu-west-1",
        alias="AWS_DEFAULT_REGION",
    )
    ses_configuration_set: str = setting(
        "SES_CONFIGURATION_SET", "The configuration set of emails", default=""
    )
    spool_url: str = setting(
        "SPOOL_URL",
        "Where provider `spool` leaves letters for a printer: a folder, or a URL as in "
        "`OBJECT_STORE_URL`, of a store that knows conditional writes",
        kinds.place,
        otherwise="`spool` in `OBJECT_STORE_URL`",
        secret=True,
    )
    dvla_url: str = setting(
        "DVLA_API_BASE_URL",
        "Where the print API of provider `dvla` is, and the service that gives its tokens",
        kinds.base_address,
        default="https://uat.driver-vehicle-licensing.api.gov.uk",
    )
    dvla_username: str = setting(
        "DVLA_USERNAME", "Who we are to the print API", default="", secret=True
    )
    # Both are changed every month, and kept in the database from then on.
    dvla_password: str = setting(
        "DVLA_PASSWORD",
        "The password to begin with: the worker changes it every month",
        default="",
        secret=True,
    )
    dvla_api_key: str = setting(
        "DVLA_API_KEY",
        "The API key to begin with: the worker changes it every month",
        default="",
        secret=True,
    )
    dvla_timeout_seconds: float = setting(
        "DVLA_TIMEOUT_SECONDS",
        "How long the print API may take over one letter",
        kinds.seconds,
        default="30",
    )
    # With 8 its rate limit refused two requests of five.
    printer_connections: int = setting(
        "PRINTER_CONNECTIONS",
        "Letters that are handed over at a time",
        kinds.whole_number(1, 50),
        default="6",
    )
    volume_emails: tuple[str, ...] = setting(
        "DVLA_EMAIL_ADDRESSES",
        "Who is told by email, when letters go to print, how many there are: a JSON list",
        kinds.texts,
        default="[]",
    )
    http_providers: Mapping[str, Mapping[str, str]] = setting(
        "HTTP_PROVIDERS",
        "Providers that a description is enough for (docs/providers.md), by name, each with the "
        "values that its description needs. The API needs them as well, for their receipts",
        kinds.providers,
        default="{}",
        secret=True,
    )
    http_provider_folder: str | None = setting(
        "HTTP_PROVIDER_FOLDER",
        "The folder with descriptions of your own, `NAME.toml`",
        otherwise="only those that come with Postroom",
    )
    # The delay lets people see what follows one upon the other.
    sandbox_delay_seconds: float = setting(
        "SANDBOX_DELAY_SECONDS",
        "How long the sandbox takes over a message",
        kinds.delay,
        default="0",
    )
    sandbox_dead: bool = setting(
        "SANDBOX_DEAD", "Whether the sandbox takes no message at all", kinds.yes_no, default="no"
    )
    timeout_seconds: float = setting(
        "PROVIDER_TIMEOUT_SECONDS",
        "How long a provider reached by HTTP may take",
        kinds.seconds,
        default="10",
    )
    connections: int = setting(
        "PROVIDER_CONNECTIONS",
        "Requests under way to one provider at a time",
        kinds.whole_number(),
        default="300",
    )
