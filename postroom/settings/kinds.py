"""Kinds of settings: what a variable's text must look like, and what it becomes.

A parser raises ValueError for a text that is none of its kind. Nothing that it says may quote
the text, which may be a secret.
"""

import base64
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from marshmallow import validate
from psycopg import ProgrammingError, conninfo

from postroom.settings import networks

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(\.{LABEL})*", re.IGNORECASE)
STORES = "file s3 s3a gs az adl azure abfs abfss http https memory"


@dataclass(frozen=True, slots=True)
class Kind:
    """`expects` follows "must be" in errors and stands in docs/settings.md."""

    expects: str
    parse: Callable[[str], Any]
    # The secrets in a value of this kind, where its setting is a secret one.
    secrets: Callable[[Any], Iterable[str]] = lambda value: texts_in(value)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a text, in a list or in a mapping's values, however deep."""
    if isinstance(value, str):
        yield value
    else:
        for member in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(member)


def refuse_unless(condition: object) -> None:
    if not condition:
        raise ValueError


def parse_text(text: str) -> str:
    refuse_unless(text == text.strip() and text.isprintable())
    return text


def one_of(*values: str) -> Kind:
    """One of these texts, exactly."""

    def parse(text: str) -> str:
        refuse_unless(text in values)
        return text

    return Kind("one of " + ", ".join(f"`{value}`" for value in values), parse)


def either(yes: str, no: str) -> Kind:
    """One of two words, as a truth value."""

    def parse(text: str) -> bool:
        refuse_unless(text in (yes, no))
        return text == yes

    return Kind(f"`{yes}` or `{no}`", parse)


def whole_number(least: int = 1, most: int | None = None) -> Kind:
    def parse(text: str) -> int:
        refuse_unless(re.fullmatch(r"[0-9]{1,15}", text))
        number = int(text)
        refuse_unless(least <= number and (most is None or number <= most))
        return number

    return Kind(f"a whole number of {least} {f'to {most}' if most else 'or more'}", parse)


def parse_seconds(text: str) -> float:
    seconds = float(text)
    refuse_unless(0 < seconds < math.inf)
    return seconds


def parse_delay(text: str) -> float:
    return 0.0 if text == "0" else parse_seconds(text)


def parse_share(text: str) -> float:
    share = float({"on": "1", "off": "0"}.get(text, text))
    refuse_unless(0 <= share <= 1)
    return share


def parse_log_level(text: str) -> str:
    refuse_unless(text.upper() in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
    return text.upper()


def parse_database(text: str) -> str:
    try:
        conninfo.conninfo_to_dict(text)
    except ProgrammingError:
        raise ValueError from None
    return text


def parse_host(text: str) -> str:
    refuse_unless(re.fullmatch(r"[\w.:-]+", text))
    return text


def parse_listening_address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return parse_host(host), whole_number(1, 65535).parse(port)


def parse_domain(text: str) -> str:
    refuse_unless(DOMAIN.fullmatch(text))
    return text


def parse_hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.lower() for part in text.replace(",", " ").split())
    for host in hosts:
        refuse_unless(DOMAIN.fullmatch(host) or re.fullmatch(r"\[[0-9a-f:.]+\]", host))
    return tuple(host.strip("[]") for host in hosts)


def parse_web_address(text: str) -> str:
    refuse_unless(not re.search(r"[\s\\]", text) and text.isprintable())
    parts = urlsplit(text)
    refuse_unless(parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
    return text


def parse_base_address(text: str) -> str:
    """One to which paths are added."""
    parts = urlsplit(parse_web_address(text))
    refuse_unless(not (parts.query or parts.fragment or "@" in parts.netloc))
    return text.rstrip("/")


def parse_smtp(text: str) -> str:
    parts = urlsplit(text)
    refuse_unless(parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0)
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    refuse_unless(options.keys() <= {"starttls"})
    refuse_unless(set(options.get("starttls", [])) <= {"required", "auto", "never"})
    return text


def parse_clamd(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme == "unix":
        refuse_unless(not parts.netloc and len(parts.path) > 1)
    else:
        refuse_unless(parts.scheme == "tcp" and parts.hostname and parts.port != 0)
    return text


def parse_place(text: str) -> str:
    refuse_unless("://" not in text or text.split("://")[0] in STORES.split())
    return parse_text(text)


def parse_email_address(text: str) -> str:
    try:
        return validate.Email()(text)
    except validate.ValidationError:
        raise ValueError from None


def parse_topics(text: str) -> frozenset[str]:
    topics = frozenset(text.replace(",", " ").split())
    refuse_unless(all(topic.startswith("arn:") for topic in topics))
    return topics


def parse_key(text: str) -> str:
    key = text.strip()
    # Exactly: b64decode passes over characters that are none of its alphabet.
    refuse_unless(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) and base64.urlsafe_b64decode(key))
    return key


def parse_keys(text: str) -> tuple[str, ...]:
    return tuple(parse_key(part) for part in text.split(","))


def parse_texts(text: str) -> tuple[str, ...]:
    values = json.loads(text)
    values = [] if values is None else values
    refuse_unless(is_list(values, str))
    return tuple(values)


def parse_pairs(text: str) -> tuple[tuple[str, str], ...]:
    values = json.loads(text)
    values = [] if values is None else values
    refuse_unless(is_list(values, list))
    refuse_unless(all(is_list(pair, str) and len(pair) == 2 for pair in values))
    return tuple((user, password) for user, password in values)


def parse_clients(text: str) -> dict[str, list[str]]:
    values = json.loads(text, object_pairs_hook=unique)
    refuse_unless(isinstance(values, dict))
    for secrets in values.values():
        refuse_unless(is_list(secrets, str) and secrets and all(secrets))
    return values


def parse_key_pairs(text: str) -> dict[str, str]:
    values = json.loads(text, object_pairs_hook=unique)
    refuse_unless(isinstance(values, dict))
    for id, secret in values.items():
        refuse_unless(re.fullmatch(r"[\w-]{1,128}", id) and isinstance(secret, str) and secret)
    return values


def parse_providers(text: str) -> dict[str, dict[str, str]]:
    values = json.loads(text, object_pairs_hook=unique)
    refuse_unless(isinstance(values, dict))
    for name, given in values.items():
        refuse_unless(re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name) and isinstance(given, dict))
        refuse_unless(is_list(list(given.values()), str))
        refuse_unless(all(value.isprintable() for value in given.values()))
    return values


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names differ: of two alike only the last would count."""
    refuse_unless(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(member, kind) for member in value)


text = Kind("a text without blanks around it", parse_text)
on_off = either("on", "off")
yes_no = either("yes", "no")
seconds = Kind("a number of seconds greater than 0", parse_seconds)
delay = Kind("a number of seconds, 0 or more", parse_delay)
share = Kind("`on`, `off`, or a share such as `0.01`", parse_share)
log_level = Kind("`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`", parse_log_level)
database = Kind("an address of PostgreSQL, `postgresql://user:password@host/name`", parse_database)
host = Kind("a host's name or address", parse_host)
listening_address = Kind("an address with a port, `127.0.0.1:9464`", parse_listening_address)
domain = Kind("a domain name", parse_domain)
hosts = Kind("names of hosts, without ports, separated by commas", parse_hosts)
web_address = Kind("an address `https://host…` or `http://host…`", parse_web_address)
base_address = Kind(
    "an address `https://host…` or `http://host…` without user, query and fragment",
    parse_base_address,
)
smtp = Kind(
    "`smtp[s]://user:password@host:port?starttls=required` (or `auto`, or `never`)", parse_smtp
)
clamd = Kind("`tcp://host:port` or `unix:///path`", parse_clamd)
place = Kind("a folder's path, or a URL such as `s3://bucket/prefix`", parse_place)
bucket = Kind("a bucket's name, a folder's path or a URL such as `s3://bucket`", parse_place)
email_address = Kind("an email address", parse_email_address)
topics = Kind("ARNs of SNS topics, separated by commas", parse_topics)
key = Kind("a Fernet key (32 bytes in URL-safe base64)", parse_key)
keys = Kind("Fernet keys (32 bytes in URL-safe base64), separated by commas", parse_keys)
texts = Kind('a JSON list of texts, `["one", "two"]`', parse_texts)
pairs = Kind(
    'a JSON list of user names with passwords, `[["user", "password"]]`',
    parse_pairs,
    lambda value: (password for _, password in value),
)
clients = Kind(
    'a JSON object of client ids, each with a list of secrets, `{"notify-admin": ["secret"]}`',
    parse_clients,
)
key_pairs = Kind(
    'a JSON object of access key ids with their secrets, `{"admin": "secret"}`', parse_key_pairs
)
providers = Kind(
    "a JSON object of providers' names (a-z, 0-9, -), each with an object of texts, "
    '`{"twilio": {"account_sid": "…", "auth_token": "…"}}`',
    parse_providers,
)
callback_networks = Kind("networks, `10.1.2.0/24,fd00:1::/64`", networks.parse)
