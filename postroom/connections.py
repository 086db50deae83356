"""What every connection to PostgreSQL has: a name, and an end when the network has lost it."""

from psycopg import conninfo

# So that a server which has vanished is noticed in seconds. TCP's own limits are hours.
LIMITS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,  # milliseconds
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


def named(url: str, part: str) -> str:
    """The same address, with a name for pg_stat_activity and with limits.

    What the operator has said of them in the address counts.
    """
    given = conninfo.conninfo_to_dict(url)
    limits = {name: value for name, value in LIMITS.items() if name not in given}
    return conninfo.make_conninfo(url, fallback_application_name=f"postroom {part}", **limits)
