"""What a process remembers of a service, and who calls on its behalf.

A service is read once, with all that requests depend on, and kept. Every database function
gets the version that was read and refuses when it is not current (StaleContext), so nothing
remembered can outlive a change: a revoked key stops working at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from flask import current_app

from api import database
from api.database import StaleContext
from postroom.content.guest_lists import reachable

# Services kept by one process; the oldest goes first.
KEPT = 5000
# How often a service may change under one request before that counts as a fault.
CHANGES = 5

Answer = TypeVar("Answer")

_services: dict[UUID, "Service"] = {}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One of a service's keys; the secret is the text that clients sign with."""

    id: UUID
    name: str
    key_type: str
    secret: str
    revoked: bool


class KeyRow(TypedDict):
    id: str
    name: str
    key_type: str
    secret: str
    revoked: bool


class ServiceRow(TypedDict):
    """The JSON of api.get_service."""

    id: str
    context_version: int
    name: str
    email_sender_local_part: str
    active: bool
    restricted: bool
    permissions: list[str]
    prefix_sms: bool
    contact_link: str | None
    rate_limit: int
    pace: bool
    keys: list[KeyRow]
    sms_senders: list[dict[str, Any]]
    reply_to_addresses: list[dict[str, Any]]
    guests: list[str]
    # Of each member the id, and where messages reach it.
    team: list[dict[str, str | None]]


class Service:
    """A service as api.get_service describes it."""

    def __init__(self, row: ServiceRow) -> None:
        decrypt = current_app.extensions["secret_box"].decrypt
        self.id = UUID(row["id"])
        self.version: int = row["context_version"]
        self.name: str = row["name"]
        self.email_local_part: str = row["email_sender_local_part"]
        self.active: bool = row["active"]
        self.restricted: bool = row["restricted"]
        self.permissions = frozenset(row["permissions"])
        self.prefix_sms: bool = row["prefix_sms"]
        self.contact_link: str | None = row["contact_link"]
        self.rate_limit: int = row["rate_limit"]
        self.pace: bool = row["pace"]
        self.keys = [
            ApiKey(
                UUID(key["id"]),
                key["name"],
                key["key_type"],
                decrypt(key["secret"]),
                key["revoked"],
            )
            for key in row["keys"]
        ]
        self.sms_senders = Senders(row["sms_senders"], "sender")
        self.reply_to_addresses = Senders(row["reply_to_addresses"], "email_address")
        self.templates: dict[UUID, Any] = {}
        # The hidden template that its letters as PDFs belong to, once one has come.
        self.precompiled_template: Any = None
        self._guests: list[str] = row["guests"]
        self._team: list[dict[str, str | None]] = row["team"]

    def expect(self, key: ApiKey) -> None:
        """Try this key first from now on: a wrong one costs as much as the right one."""
        if self.keys[0] is not key:
            self.keys = [key, *(other for other in self.keys if other is not key)]

    @cached_property
    def guests(self) -> frozenset[str]:
        """Normalised numbers and addresses of the team and the guest list."""
        return reachable(self._guests, self._team)

    @cached_property
    def member_ids(self) -> frozenset[UUID]:
        return frozenset(UUID(member["id"]) for member in self._team)

    @cached_property
    def members(self) -> frozenset[str]:
        """Those of the team alone."""
        return reachable([], self._team)


class Senders:
    """Senders or reply-to addresses by id, and the one used when none is asked for."""

    def __init__(self, rows: list[dict[str, Any]], field: str) -> None:
        self._by_id = {UUID(row["id"]): row[field] for row in rows}
        self.default = next((row[field] for row in rows if row["default"]), None)

    def get(self, id: UUID) -> str | None:
        return self._by_id.get(id)


@dataclass(frozen=True, slots=True)
class Caller:
    """A service and the key that it authenticated with."""

    service: Service
    key: ApiKey


def with_current(use: Callable[[bool], Answer]) -> Answer:
    """use(False), which may go by what is remembered; use(True), afresh, once that proves stale."""
    fresh = False
    for _ in range(CHANGES):
        try:
            return use(fresh)
        except StaleContext:
            fresh = True
    return use(fresh)


def remembered(service_id: UUID) -> Service | None:
    """A service as last read, if it was."""
    return _services.get(service_id)


def get(service_id: UUID, fresh: bool = False) -> Service | None:
    """A service as last read, or as it is now. None when there is no such service."""
    service = None if fresh else remembered(service_id)
    if service is None:
        row = database.call_value("api.get_service", id=service_id)
        if row is None:
            return None
        service = Service(row)
        while len(_services) >= KEPT:
            _services.pop(next(iter(_services)), None)
        _services[service_id] = service
    return service
