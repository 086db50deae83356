"""Configuration: read once from the environment, passed to whoever needs it.

The names that the platform Postroom replaces uses keep their meaning, so that a deployment
can keep its environment. docs/settings.md is made from what is declared here.
"""

import base64
import dataclasses
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import conninfo

from postroom.files import buckets
from postroom.settings import kinds, networks, rules
from postroom.settings.fields import Variables, part, read, setting, settings_of
from postroom.settings.providers import ProviderSettings
from postroom.settings.receipts import CallbackSettings

OBJECTS = Path(__file__).parents[2] / "var" / "objects"
# Ten files of 2 MiB and 1 KiB in base64 with an email that is as long as they get; a finished
# letter, for which the contract names no limit, may have 24 MiB.
MAX_CONTENT_LENGTH = 32 * 2**20
# What a development setup of the admin app has too; no secret.
DEVELOPMENT_TOKEN_KEY = "5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFeOjiea6dq4zQ="
ENVIRONMENT = "NOTIFY_ENVIRONMENT"
NEW_KEY = "`python -m postroom generate-key` makes one."


class SettingsError(ValueError):
    """Every fault of the settings, a line each. Quotes no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """Where those buckets lie that the admin app reads and writes too (buckets.SETTINGS)."""

    csv_uploads: str | None = setting(
        buckets.SETTINGS["csv-uploads"],
        "Files of recipients",
        kinds.bucket,
        otherwise="`OBJECT_STORE_URL`",
    )
    contact_lists: str | None = setting(
        buckets.SETTINGS["contact-lists"],
        "Contact lists",
        kinds.bucket,
        otherwise="`OBJECT_STORE_URL`",
    )
    transient_uploaded_letters: str | None = setting(
        buckets.SETTINGS["transient-uploaded-letters"],
        "Letters that people have uploaded and not sent yet",
        kinds.bucket,
        otherwise="`OBJECT_STORE_URL`",
    )
    template_email_files: str | None = setting(
        buckets.SETTINGS["template-email-files"],
        "Files of email templates",
        kinds.bucket,
        otherwise="`OBJECT_STORE_URL`",
    )
    report_requests_download: str | None = setting(
        buckets.SETTINGS["report-requests-download"],
        "Reports that people asked for",
        kinds.bucket,
        otherwise="`OBJECT_STORE_URL`",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one process; secrets stay out of its repr."""

    environment: str = setting(
        ENVIRONMENT,
        "What this installation is for. Development has known secrets, an open sandbox and no "
        "https, for one machine; everything else is checked as strictly as production",
        kinds.one_of("development", "test", "preview", "staging", "production"),
        default="production",
        otherwise="`production`; `development` where `make run` has a PostgreSQL of its own",
        section="Where it runs",
    )
    host: str = setting("HOST", "Where the API listens", kinds.host, default="127.0.0.1")
    port: int = setting(
        "PORT", "Where the API listens", kinds.whole_number(1, 65535), default="6011"
    )
    open_development: bool = setting(
        "POSTROOM_OPEN_DEVELOPMENT",
        "Whether a development installation, whose secrets are known, may listen on other "
        "addresses than this machine's own",
        kinds.yes_no,
        default="no",
    )
    base_url: str = setting(
        "BASE_URL",
        "Where clients and providers reach the API; links in answers begin with it",
        kinds.base_address,
        otherwise="in development `http://HOST:PORT`",
        needed="outside development",
        https=True,
    )
    allowed_hosts: tuple[str, ...] = setting(
        "ALLOWED_HOSTS",
        "Names besides those of `BASE_URL` and `DOCUMENT_DOWNLOAD_BASE_URL` under which the API "
        "may be reached outside development",
        kinds.hosts,
        default="",
    )
    admin_base_url: str = setting(
        "ADMIN_BASE_URL",
        "Where the admin app is; the platform's own emails lead there",
        kinds.base_address,
        development="http://localhost:6012",
        otherwise="`BASE_URL`",
        https=True,
    )
    max_content_length: int = setting(
        "MAX_CONTENT_LENGTH",
        "Bytes that a request's body may have. The default holds ten files of 2 MiB in base64 in "
        "an email, or a letter's PDF of 24 MiB. Callbacks of providers have 1 MiB",
        kinds.whole_number(),
        default=str(MAX_CONTENT_LENGTH),
    )
    metrics_folder: str | None = setting(
        "PROMETHEUS_MULTIPROC_DIR",
        "Where the web processes of one machine count requests together",
        otherwise="a folder that `python -m postroom api` makes",
    )
    git_commit: str = setting("GIT_COMMIT", "Shown by `/_status`", default="unknown")
    build_time: str = setting("BUILD_TIME", "Shown by `/_status`", default="unknown")
    log_level: str = setting(
        "NOTIFY_LOG_LEVEL",
        "Logs are JSON lines without personal data",
        kinds.log_level,
        default="INFO",
    )
    access_log: float = setting(
        "ACCESS_LOG",
        "Requests that have a line in the log: all, none, or a share of those that went well",
        kinds.share,
        default="on",
    )
    worker_metrics: tuple[str, int] | None = setting(
        "WORKER_METRICS_ADDRESS",
        "Where a worker that no API of its machine counts for shows its own metrics",
        kinds.listening_address,
        otherwise="nowhere",
    )

    database_url: str = setting(
        "DATABASE_URL",
        "A login that may create roles and extensions; used to migrate",
        kinds.database,
        otherwise="a private PostgreSQL in `var/`, with the two below",
        needed="always",
        secret=True,
        section="Database",
    )
    api_database_url: str = setting(
        "API_DATABASE_URL",
        "The API's login, `postroom_api`",
        kinds.database,
        otherwise="in development `DATABASE_URL` in this role",
        needed="outside development",
        secret=True,
        remedy="Without it the API would run with the rights of the owner.",
    )
    worker_database_url: str = setting(
        "WORKER_DATABASE_URL",
        "The worker's login, `postroom_worker`",
        kinds.database,
        otherwise="in development `DATABASE_URL` in this role",
        needed="outside development",
        secret=True,
        remedy="Without it the worker would run with the rights of the owner.",
    )
    replica_database_url: str | None = setting(
        "REPLICA_DATABASE_URL",
        "A login of `postroom_api` on a streaming replica, for reads that tolerate lag",
        kinds.database,
        otherwise="all is read from the primary",
        secret=True,
    )
    worker_listen_database_url: str = setting(
        "WORKER_LISTEN_DATABASE_URL",
        "PostgreSQL itself, as `postroom_worker`, where the other goes through PgBouncer",
        kinds.database,
        otherwise="`WORKER_DATABASE_URL`",
        secret=True,
    )
    prepared_statements: bool = setting(
        "PREPARED_STATEMENTS",
        "Off where PgBouncer shares connections between transactions and does not know them",
        kinds.on_off,
        default="on",
    )

    secret_keys: tuple[str, ...] = setting(
        "SECRET_KEYS",
        "Encrypt what is secret in the database; the newest comes first. Every machine has the "
        f"same. {NEW_KEY}",
        kinds.keys,
        otherwise="with the private PostgreSQL, one is made in `var/secrets.env`",
        needed="always",
        opens=True,
        remedy="Every machine on one database has to have the same; what is in the database "
        f"already needs the old ones (var/secrets.env has those that `make run` made). {NEW_KEY}",
        section="Secrets",
    )
    token_secret_key: str = setting(
        "TOKEN_SECRET_KEY",
        "Key of the links in emails to users; the admin app has to have the same",
        kinds.key,
        development=DEVELOPMENT_TOKEN_KEY,
        otherwise="derived from the first of `SECRET_KEYS`",
        opens=True,
        remedy=NEW_KEY,
    )
    internal_client_api_keys: Mapping[str, list[str]] = setting(
        "INTERNAL_CLIENT_API_KEYS",
        "Secrets that sign the tokens of internal clients, any of a client's (two make rotation "
        "possible); the admin app is `notify-admin`, its functional tests are "
        "`notify-functional-tests`",
        kinds.clients,
        default="{}",
        development='{"notify-admin": ["dev-notify-secret-key"],'
        ' "notify-functional-tests": ["functional-tests-secret-key"]}',
        opens=True,
    )
    register_functional_tests: bool = setting(
        "REGISTER_FUNCTIONAL_TESTING_BLUEPRINT",
        "Whether the functional tests of the admin app may make people for themselves; only in the "
        "environments `development` and `test`",
        kinds.either("1", "0"),
        default="0",
        development="1",
    )
    metrics_token: str | None = setting(
        "METRICS_TOKEN",
        "The bearer token of `/metrics` and `/_status/details`",
        otherwise="they are closed; in development open",
        opens=True,
    )

    from_number: str = setting(
        "FROM_NUMBER",
        "The text message sender of a new service",
        default="POSTROOM",
        section="Messages",
    )
    email_domain: str = setting(
        "NOTIFY_EMAIL_DOMAIN",
        "The domain of senders of email",
        kinds.domain,
        default="notify.tools",
    )
    support_email_address: str = setting(
        "NOTIFY_SUPPORT_EMAIL_ADDRESS",
        "Where answers go to receipts of requests to go live",
        kinds.email_address,
        default="gov-uk-notify-support@digital.cabinet-office.gov.uk",
    )
    # Longer than any provider's time-out, or slow messages go out twice.
    delivery_lease: int = setting(
        "DELIVERY_LEASE_SECONDS",
        "After how long a message that a worker claimed and never settled is due again. A "
        "provider is asked in its first half only, so twice as long as providers' time-outs and "
        "20 s of waiting for a connection",
        kinds.whole_number(),
        default="60",
    )
    callback_networks: tuple[networks.Network, ...] = setting(
        "CALLBACK_ALLOWED_NETWORKS",
        "Networks besides the internet where services may be called back",
        kinds.callback_networks,
        default="",
        development="127.0.0.0/8,::1/128",
    )

    providers: ProviderSettings = part(ProviderSettings)
    callbacks: CallbackSettings = part(CallbackSettings)

    # Its credentials are in the variables that obstore reads.
    object_store_url: str = setting(
        "OBJECT_STORE_URL",
        "Where files lie: a folder that all machines share, or a URL, its credentials and "
        "endpoint in the variables that obstore reads (`AWS_…`)",
        kinds.place,
        otherwise="`var/objects`",
        secret=True,
        section="Files",
    )
    buckets: Buckets = part(Buckets)
    logo_domain: str | None = setting(
        "LOGO_CDN_DOMAIN",
        "The host under which logos are public, which is another than that of `BASE_URL`",
        kinds.domain,
        otherwise="`static-logos.` and the host of `ADMIN_BASE_URL` without `www.`",
    )
    door_keys: Mapping[str, str] = setting(
        "S3_DOOR_KEYS",
        "Access key ids of those who may use the door at `/s3`, which speaks S3 in front of the "
        "object store, with their secrets; the admin app needs one pair",
        kinds.key_pairs,
        default="{}",
        development='{"postroom-admin": "dev-postroom-admin-object-store-key"}',
        opens=True,
    )
    document_base_url: str = setting(
        "DOCUMENT_DOWNLOAD_BASE_URL",
        "Where recipients reach the pages of files by link",
        kinds.base_address,
        otherwise="`BASE_URL`",
        https=True,
    )
    document_api_key: str | None = setting(
        "DOCUMENT_DOWNLOAD_API_KEY",
        "What the admin app shows to have files checked",
        development="auth-token",
        otherwise="no files are checked for it",
        opens=True,
    )
    template_preview_secrets: tuple[str, ...] = setting(
        "TEMPLATE_PREVIEW_INTERNAL_SECRETS",
        "What the admin app shows to have letters drawn, any of these (two make rotation possible)",
        kinds.texts,
        default="[]",
        development='["my-secret-key"]',
        otherwise="nothing is drawn for it",
        opens=True,
    )
    clamd_url: str | None = setting(
        "CLAMD_URL", "The virus scanner, clamd", kinds.clamd, otherwise="nothing is scanned"
    )

    alert_webhook_url: str | None = setting(
        "ALERT_WEBHOOK_URL",
        "Is told of alerts by POST",
        kinds.web_address,
        otherwise="alerts are in the database and the metrics",
        secret=True,
        section="Alerts",
    )
    alert_email: str | None = setting(
        "ALERT_EMAIL", "Is told of alerts by email", kinds.email_address, otherwise="nobody is"
    )

    @property
    def development(self) -> bool:
        return self.environment == "development"

    @property
    def functional_tests(self) -> bool:
        """Whether there is a door for the functional tests of the admin app."""
        return self.register_functional_tests and self.environment in ("development", "test")

    @property
    def logo_host(self) -> str:
        """The host of the logos."""
        host = (urlsplit(self.admin_base_url).hostname or "").removeprefix("www.")
        return self.logo_domain or f"static-logos.{host}"

    @property
    def logo_base_url(self) -> str:
        """Where mail programs get the logos of emails."""
        return f"https://{self.logo_host}"

    @property
    def object_buckets(self) -> dict[str, str]:
        """Places of the buckets that have one of their own, by the first part of their keys."""
        places = dataclasses.asdict(self.buckets)
        return {
            name: place for name in buckets.SETTINGS if (place := places[name.replace("-", "_")])
        }

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which the API may be reached."""
        own = (urlsplit(url).hostname or "" for url in (self.base_url, self.document_base_url))
        logos = [self.logo_host] if self.door_keys else []
        return frozenset([*own, *self.allowed_hosts, *logos])


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in these variables. Raises SettingsError that lists every fault."""
    strict = environ.get(ENVIRONMENT) != "development"
    env = Variables(environ, strict, literal=ENVIRONMENT)
    values = read(Config, env)
    faults = env.faults()
    for variable, fault in rules.faults(Config, env.values, strict):
        faults.setdefault(variable, []).append(fault)
    if faults:
        raise SettingsError(describe(faults, environ))
    complete(values)
    return Config(
        **{
            **values,
            "providers": ProviderSettings(**values["providers"]),
            "callbacks": CallbackSettings(**values["callbacks"]),
            "buckets": Buckets(**values["buckets"]),
        }
    )


def load_or_exit(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration, or the end of this process with every fault listed."""
    try:
        return load(environ)
    except SettingsError as error:
        raise SystemExit(str(error)) from None


def complete(values: dict[str, Any]) -> None:
    """Fill in what depends on other settings."""

    def otherwise(name: str, value: object) -> None:
        if values[name] is None:
            values[name] = value

    otherwise("api_database_url", in_role(values["database_url"], "postroom_api"))
    otherwise("worker_database_url", in_role(values["database_url"], "postroom_worker"))
    otherwise("worker_listen_database_url", values["worker_database_url"])
    otherwise("base_url", f"http://{reached(values['host'])}:{values['port']}")
    otherwise("admin_base_url", values["base_url"])
    otherwise("document_base_url", values["base_url"])
    otherwise("token_secret_key", derived_key(values["secret_keys"][0]))
    otherwise("object_store_url", str(OBJECTS))
    providers = values["providers"]
    if providers["spool_url"] is None:
        providers["spool_url"] = f"{values['object_store_url'].rstrip('/')}/spool"


def in_role(database_url: str, role: str) -> str:
    """The same login, acting as a role that can only execute functions."""
    return conninfo.make_conninfo(database_url, options=f"-c role={role}")


def reached(host: str) -> str:
    """How this machine reaches what listens there."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def derived_key(key: str) -> str:
    """Another Fernet key, that tells nothing of this one."""
    digest = hmac.digest(base64.urlsafe_b64decode(key), b"TOKEN_SECRET_KEY", "sha256")
    return base64.urlsafe_b64encode(digest).decode()


def describe(faults: Mapping[str, list[str]], environ: Mapping[str, str]) -> str:
    """The faults, a line each, and what to do about them."""
    known = {found.variable: found for found in settings_of(Config)}
    lines = []
    for variable, texts in faults.items():
        found = known.get(variable)
        for text in texts:
            if found and text == "Environment variable not set.":
                text = f"is not set, and must be {found.kind.expects}"
            remedy = f" {found.remedy}" if found and found.remedy else ""
            lines.append(f"  {variable} {text}.{remedy}")
    name = environ.get(ENVIRONMENT)
    place = f"{ENVIRONMENT} is " + ("not set: production" if name is None else repr(name))
    return "\n".join(
        [
            f"Postroom does not start with these settings ({place}):",
            *lines,
            "docs/settings.md lists every setting.",
        ]
    )
