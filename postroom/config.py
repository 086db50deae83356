"""Configuration: read once from the environment, passed to whoever needs it.

The names that the platform Postroom replaces uses keep their meaning, so that a deployment
can keep its environment.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import conninfo

from postroom import networks
from postroom.callback_settings import CallbackSettings
from postroom.objects import BUCKETS

OBJECTS = Path(__file__).parents[1] / "var" / "objects"
# Ten files of 2 MiB and 1 KiB in base64 with an email that is as long as they get; a finished
# letter, for which the contract names no limit, may have 24 MiB.
MAX_CONTENT_LENGTH = 32 * 2**20
# What a development setup of the admin app has too; no secret.
DEVELOPMENT_TOKEN_KEY = "5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFeOjiea6dq4zQ="

# In development services are called back on the same machine.
LOOPBACK = "127.0.0.0/8,::1/128"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one process; secrets stay out of its repr."""

    database_url: str = field(repr=False)
    api_database_url: str = field(repr=False)
    worker_database_url: str = field(repr=False)
    # A streaming replica for reads of the API that tolerate lag.
    replica_database_url: str | None = field(repr=False)
    # Where the worker listens for jobs: PostgreSQL itself, where the other goes through PgBouncer.
    worker_listen_database_url: str = field(repr=False)
    # Off where PgBouncer shares server connections between transactions and does not know them.
    prepared_statements: bool
    # Fernet keys, newest first: the first encrypts, all decrypt.
    secret_keys: tuple[str, ...] = field(repr=False)
    # Secrets that sign the tokens of internal clients such as the admin app, by client id.
    internal_client_api_keys: Mapping[str, list[str]] = field(repr=False)
    # Fernet key of the links in the platform's own emails; the admin app opens some of them.
    token_secret_key: str = field(repr=False)
    # Where clients and providers reach the API, without a slash at the end.
    base_url: str
    admin_base_url: str
    email_domain: str
    development: bool
    # The text message sender of a new service.
    from_number: str
    log_level: str
    # The share of requests that have a line in the log, 0 to 1.
    access_log: float
    # Bytes of a request's body.
    max_content_length: int
    # Seconds after which a message that a worker claimed and never settled is due again.
    # Longer than any provider's time-out, or slow messages go out twice.
    delivery_lease: int
    callbacks: CallbackSettings
    # Where the pages of files by link are, and what the admin app shows to have files checked.
    document_base_url: str
    document_api_key: str | None = field(repr=False)
    # Where services may be called back besides the internet: parts of the operator's network.
    callback_networks: tuple[networks.Network, ...]
    # Files: a folder's path, or a URL that obstore knows (s3://…).
    object_store_url: str = field(repr=False)
    # Where those buckets lie that the admin app reads and writes too (objects.BUCKETS): names of
    # S3 buckets, paths or URLs. A bucket that is not here lies with everything else.
    object_buckets: Mapping[str, str] = field(repr=False)
    # The virus scanner, tcp://host:port or unix:///path; without one nothing is scanned.
    clamd_url: str | None
    # Where operators hear of alerts: JSON is posted to the one, an email sent to the other.
    alert_webhook_url: str | None = field(repr=False)
    alert_email: str | None
    # The bearer token for /metrics and /_status/details; without one they are open.
    metrics_token: str | None = field(repr=False)
    # Where a worker tells its own metrics; those of one beside an API are on that one's /metrics.
    worker_metrics: tuple[str, int] | None


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in these variables; KeyError: one is missing, ValueError: one is bad."""
    database_url = environ["DATABASE_URL"]
    secret_keys = tuple(environ["SECRET_KEYS"].split(","))
    worker_database_url = environ.get("WORKER_DATABASE_URL") or in_role(
        database_url, "postroom_worker"
    )
    development = environ.get("NOTIFY_ENVIRONMENT") == "development"
    base_url = environ.get("BASE_URL", "http://127.0.0.1:6011").rstrip("/")
    return Config(
        database_url=database_url,
        api_database_url=environ.get("API_DATABASE_URL") or in_role(database_url, "postroom_api"),
        worker_database_url=worker_database_url,
        replica_database_url=environ.get("REPLICA_DATABASE_URL") or None,
        worker_listen_database_url=environ.get("WORKER_LISTEN_DATABASE_URL") or worker_database_url,
        prepared_statements=environ.get("PREPARED_STATEMENTS", "on") != "off",
        secret_keys=secret_keys,
        internal_client_api_keys=internal_clients(environ, development),
        token_secret_key=environ.get("TOKEN_SECRET_KEY")
        or (DEVELOPMENT_TOKEN_KEY if development else secret_keys[0]),
        base_url=base_url,
        admin_base_url=environ.get("ADMIN_BASE_URL", "http://localhost:6012").rstrip("/"),
        email_domain=environ.get("NOTIFY_EMAIL_DOMAIN", "notify.tools"),
        development=development,
        from_number=environ.get("FROM_NUMBER", "POSTROOM"),
        log_level=environ.get("NOTIFY_LOG_LEVEL", "INFO"),
        access_log=access_log(environ.get("ACCESS_LOG") or "on"),
        max_content_length=int(environ.get("MAX_CONTENT_LENGTH", MAX_CONTENT_LENGTH)),
        delivery_lease=int(environ.get("DELIVERY_LEASE_SECONDS", "60")),
        callbacks=CallbackSettings.from_env(environ, development),
        document_base_url=environ.get("DOCUMENT_DOWNLOAD_BASE_URL", base_url).rstrip("/"),
        document_api_key=environ.get("DOCUMENT_DOWNLOAD_API_KEY")
        or ("auth-token" if development else None),
        callback_networks=networks.parse(
            environ.get("CALLBACK_ALLOWED_NETWORKS", LOOPBACK if development else "")
        ),
        object_store_url=environ.get("OBJECT_STORE_URL") or str(OBJECTS),
        object_buckets={
            name: environ[variable] for name, variable in BUCKETS.items() if environ.get(variable)
        },
        clamd_url=environ.get("CLAMD_URL") or None,
        alert_webhook_url=environ.get("ALERT_WEBHOOK_URL") or None,
        alert_email=environ.get("ALERT_EMAIL") or None,
        metrics_token=environ.get("METRICS_TOKEN") or None,
        worker_metrics=listening_address(environ.get("WORKER_METRICS_ADDRESS") or ""),
    )


def access_log(value: str) -> float:
    """`on`, `off`, or the share of requests that are logged, such as 0.01."""
    with suppress(ValueError):
        share = float({"on": "1", "off": "0"}.get(value, value))
        if 0 <= share <= 1:
            return share
    raise ValueError(f"ACCESS_LOG is {value!r}; it may be on, off, or a share such as 0.01")


def listening_address(value: str) -> tuple[str, int] | None:
    """`host:port` in parts; None for an empty one."""
    host, _, port = value.rpartition(":")
    if host and port.isdecimal() and int(port) < 65536:
        return host.strip("[]"), int(port)
    if not value:
        return None
    raise ValueError(f"WORKER_METRICS_ADDRESS is {value!r}; it has to be like 127.0.0.1:9464")


def internal_clients(environ: Mapping[str, str], development: bool) -> dict[str, list[str]]:
    """Client ids and their secrets. Without any, only a development setup lets clients in."""
    if "INTERNAL_CLIENT_API_KEYS" in environ:
        return json.loads(environ["INTERNAL_CLIENT_API_KEYS"])
    return {"notify-admin": ["dev-notify-secret-key"]} if development else {}


def in_role(database_url: str, role: str) -> str:
    """The same login, acting as a role that can only execute functions."""
    return conninfo.make_conninfo(database_url, options=f"-c role={role}")
