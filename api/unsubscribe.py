"""One-click unsubscribe links of templates that ask for them."""

from typing import Any

from flask import current_app

from postroom.unsubscribe import link


def unsubscribe_url(row: dict[str, Any]) -> str:
    """The link for a notification as read; its token differs at each reading."""
    return link(
        current_app.config["postroom"].base_url,
        current_app.extensions["secret_box"],
        row["id"],
        row["recipient"],
    )
