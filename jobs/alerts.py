"""Alerts: whoever should know is told once of what has begun to be wrong, and once of its end."""

import json
from typing import Any

import aiohttp
import structlog
from procrastinate import JobContext

from jobs.app import Runtime, app
from jobs.deadline import Deadline
from postroom import http_answers

log = structlog.get_logger(__name__)

# Seconds for which the webhook may take to answer.
PATIENCE = 10


@app.task(queue="upkeep", queueing_lock="check_alerts", lock="check_alerts", pass_context=True)
async def check_alerts(context: JobContext, timestamp: int) -> None:
    """Look for what operators should know (ops.refresh_alerts), and tell them."""
    runtime: Runtime = context.additional_context["runtime"]
    await runtime.database.call("ops.refresh_alerts")
    if runtime.config.alert_email:
        await runtime.database.call("jobs.email_alerts", address=runtime.config.alert_email)
    if runtime.config.alert_webhook_url:
        await post(runtime, runtime.config.alert_webhook_url)


async def post(runtime: Runtime, url: str) -> None:
    """Tell the webhook; what it does not take is offered again half a minute later."""
    alerts = await runtime.database.call("jobs.alerts_to_post")
    if not alerts:
        return
    try:
        async with (
            Deadline(PATIENCE),
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(),
                auto_decompress=False,
                headers={**http_answers.UNCOMPRESSED, "Content-Type": "application/json"},
            ) as session,
            # Nothing of the body is read.
            session.post(url, data=body(alerts), allow_redirects=False) as response,
        ):
            status = response.status
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        # Only the kind: the text quotes the address, which may hold a secret.
        log.error("webhook not told of alerts", kind=type(error).__name__)
        return
    if not 200 <= status < 300:
        log.error("webhook refuses alerts", status=status)
        return
    await runtime.database.call("jobs.mark_alerts_posted", ids=[row["id"] for row in alerts])


def body(alerts: list[dict[str, Any]]) -> str:
    """{"text": a line an alert, "alerts": [{id, name, severity, subject, value, …, ended_at}]}

    The text is what chat programs show of such a message. Of what holds, ended_at is null.
    """
    lines = [
        alert["text"] if alert["ended_at"] else f"{alert['severity']}: {alert['text']}"
        for alert in alerts
    ]
    return json.dumps({"text": "\n".join(lines), "alerts": alerts}, default=plain)


def plain(value: Any) -> Any:
    """Times in ISO 8601, numbers as JSON has them."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
