"""The day's limit."""

from api import database
from api.sending.services import Service


def check_day(service: Service, kind: str, key_type: str) -> None:
    """Raises NT429 for a service that has used up its day, StaleContext."""
    database.call(
        "api.check_daily_limit",
        service_id=service.id,
        context_version=service.version,
        key_type=key_type,
        kind=kind,
    )
