"""Pages for recipients: one style, and headers that allow a page nothing beyond it.

They need no script, and looking at them changes nothing: mail scanners may follow every link.
"""

import base64
import hashlib
from pathlib import Path

from flask import Blueprint, Response, request
from markupsafe import Markup

# Where page.html lies, which all of them extend.
TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE = (Path(__file__).parent / "pages.css").read_text()
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def serve(blueprint: Blueprint) -> None:
    """Let a blueprint's templates use the style, and its answers have the headers."""
    blueprint.after_request(add_headers)
    blueprint.context_processor(lambda: {"style": Markup(STYLE)})


def add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def are_wanted() -> bool:
    """Whether a browser asks, which alone names this type."""
    return "text/html" in request.accept_mimetypes.values()
