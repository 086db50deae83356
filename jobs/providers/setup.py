"""Which providers there are, told to the database, and which of them lack a setting."""

import structlog
from procrastinate import JobContext
from psycopg.types.json import Jsonb

from jobs.app import Runtime, app
from jobs.providers import http

log = structlog.get_logger(__name__)


async def register(runtime: Runtime) -> None:
    """Make known those of HTTP_PROVIDERS, so that ops.set_provider may switch them on."""
    settings = runtime.provider_settings
    found = [http.describe(name, settings) for name in settings.http_providers]
    if found:
        await runtime.database.call("jobs.register_providers", providers=Jsonb(found))


@app.task(queue="upkeep", queueing_lock="look_at_providers", pass_context=True)
async def look_at_providers(context: JobContext, timestamp: int) -> None:
    """Note which active providers lack a setting, and warn of each once."""
    await look(context.additional_context["runtime"])


async def look(runtime: Runtime) -> None:
    """The same for a worker that starts."""
    rows = await runtime.database.call("ops.active_providers")
    faults = {}
    for name in sorted({name for row in rows for name in row["identifiers"]}):
        try:
            runtime.provider(name)
        except ValueError as error:
            faults[name] = str(error)
    if faults != runtime.provider_faults:
        for name, fault in faults.items():
            log.warning("provider is active but not set up", provider=name, reason=fault)
    runtime.provider_faults = faults
    await runtime.database.call("jobs.note_provider_faults", faults=Jsonb(faults))
