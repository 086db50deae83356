"""What every connection to PostgreSQL says of itself, so that operators see who holds what."""

from psycopg import conninfo


def named(url: str, part: str) -> str:
    """The same address, with a name for pg_stat_activity unless the operator gave it one."""
    return conninfo.make_conninfo(url, fallback_application_name=f"postroom {part}")
