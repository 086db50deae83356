"""What must hold between settings."""

import ipaddress
import socket
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from psycopg import conninfo

from postroom.http_providers import description
from postroom.settings.fields import SHORTEST, settings_of

ADDRESSES = ("BASE_URL", "ADMIN_BASE_URL", "DOCUMENT_DOWNLOAD_BASE_URL")


def faults(kind: type, values: Mapping[str, Any], strict: bool) -> Iterator[tuple[str, str]]:
    """Variables with what is wrong about them; `values` are those without a fault of their own."""
    for variable in ADDRESSES:
        if values.get("LOGO_CDN_DOMAIN", "").lower() == host_of(values.get(variable)) != "":
            yield "LOGO_CDN_DOMAIN", f"is also the host of {variable}, which logos would hide"
    yield from http_providers(values, strict)
    if strict:
        yield from equal_secrets(kind, values)
        yield from owners_logins(values)
    elif not (is_loopback(values.get("HOST", "")) or values.get("POSTROOM_OPEN_DEVELOPMENT")):
        yield (
            "HOST",
            "is not an address of this machine alone, and in development everybody knows the "
            "secrets: leave it at 127.0.0.1, use another NOTIFY_ENVIRONMENT, or allow it with "
            "POSTROOM_OPEN_DEVELOPMENT=yes",
        )


def http_providers(values: Mapping[str, Any], strict: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with providers that a description is enough for, or with what they show us."""
    folder = values.get("HTTP_PROVIDER_FOLDER")
    for name, given in values.get("HTTP_PROVIDERS", {}).items():
        try:
            found = description.read(name, given, folder)
        except description.Fault as fault:
            yield "HTTP_PROVIDERS", f"{name}: {fault}"
        else:
            for key in found.passwords() if strict else ():
                if len(found.values[key].strip()) < SHORTEST:
                    yield "HTTP_PROVIDERS", f"{name}: {key} must have {SHORTEST} characters or more"


def host_of(address: str | None) -> str:
    """The host of a web address; empty, which is no domain, where there is none."""
    return urlsplit(address or "").hostname or ""


def equal_secrets(kind: type, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A secret that several know opens all its doors to each of them."""
    homes: dict[str, str] = {}
    for found in settings_of(kind):
        if found.opens and found.variable in values:
            for secret in found.kind.secrets(values[found.variable]):
                home = homes.setdefault(secret, found.variable)
                if home != found.variable:
                    yield found.variable, f"has the same secret as {home}"


def owners_logins(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    owner = user(values.get("DATABASE_URL"))
    for variable in (
        "API_DATABASE_URL",
        "WORKER_DATABASE_URL",
        "WORKER_LISTEN_DATABASE_URL",
        "REPLICA_DATABASE_URL",
    ):
        if owner and owner == user(values.get(variable)):
            yield variable, "has the login of DATABASE_URL, which may do anything"


def user(database_url: str | None) -> str | None:
    found = conninfo.conninfo_to_dict(database_url).get("user") if database_url else None
    return None if found is None else str(found)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there; true for what is no host."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)} if host else set()
    except (OSError, UnicodeError):
        return True  # nothing can listen there
    addresses = [ipaddress.ip_address(str(address).split("%")[0]) for address in found]
    return all((getattr(a, "ipv4_mapped", None) or a).is_loopback for a in addresses)
