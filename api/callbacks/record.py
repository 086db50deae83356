"""One receipt about one notification, named by our id, into the database."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from api import database
from api.gathering import Gatherer
from postroom import outcomes

log = structlog.get_logger(__name__)


def record(
    provider: str,
    reference: str,
    status: str | None,
    *,
    code: str | None = None,
    detail: str | None = None,
    received_at: datetime | None = None,
) -> None:
    """Store the receipt. `status` is in our words, None if the provider's is not known.

    `code` is the provider's detail if it is a known one, `detail` its meaning, for the log. A
    reference that is no id of ours is dropped: the provider can't do better by trying again.
    """
    try:
        notification_id = UUID(reference)
    except ValueError:
        log.warning("receipt dropped", provider=provider, reason="the reference is not a UUID")
        return
    about = {"provider": provider, "id": str(notification_id)}
    if status is None:
        log.error("receipt status unknown", **about)
        status = "technical-failure"
    log.info("receipt", **about, status=status, code=code, detail=detail)
    store(
        provider=provider,
        reference=str(notification_id),
        status=status,
        code=code,
        received_at=received_at,
    )


def store(*, provider: str, **receipt: Any) -> None:
    """Apply the receipt (api.record_receipts), and count what it changed."""
    count(provider, _gatherer.ask(written(provider, receipt)))


def store_all(provider: str, receipts: list[dict[str, Any]]) -> None:
    """The same for receipts that come together."""
    for settled in _gatherer.ask_all([written(provider, receipt) for receipt in receipts]):
        count(provider, settled)


def written(provider: str, receipt: dict[str, Any]) -> str:
    return json.dumps({"provider": provider, **receipt}, default=str)


def count(provider: str, settled: dict[str, Any] | None) -> None:
    if settled:
        kind = settled["type"], settled["key_type"]
        outcomes.count(*kind, settled["status"])
        if settled["status"] != "pending":
            outcomes.observe_receipt(*kind, provider, settled["seconds"])


def call(receipts: list[str]) -> list[dict[str, Any] | None]:
    """What each of these receipts changed, those of several requests in one call."""
    rows = database.call("api.record_receipts", receipts=f"[{','.join(receipts)}]")
    return [row["record_receipts"] for row in rows]


_gatherer: Gatherer[str, dict[str, Any] | None] = Gatherer(call)
