"""The host names under which the API answers: outside development only its own."""

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from postroom.settings.config import Config

REFUSAL = "This host is not served here. BASE_URL and ALLOWED_HOSTS name those that are."


def init_app(app: Flask, config: Config) -> None:
    if config.development:
        return
    own = config.hosts

    @app.before_request
    def check_host() -> None:
        """Refuse what was meant for another host, or for none. Errors: 400."""
        if not is_asked_anywhere(request.path) and name(request.headers.get("Host", "")) not in own:
            raise BadRequest(REFUSAL)


def is_asked_anywhere(path: str) -> bool:
    """Load balancers and monitoring ask a machine by its address; these answers have no links."""
    return path in ("/", "/metrics") or path.startswith("/_status")


def name(host: str) -> str:
    """The host's name without its port, in lower case; empty for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return ""
    written = f"{parts.hostname}" if port is None else f"{parts.hostname}:{port}"
    if host.lower().replace("[", "").replace("]", "") != written:
        return ""
    return parts.hostname or ""
