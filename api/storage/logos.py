"""Logos, which anybody may look at."""

from flask import Flask, Response, current_app, request

from api.storage.faults import Fault, answer
from api.storage.places import place
from api.storage.reading import content
from api.wire import headers, hosts
from postroom.files import objects
from postroom.files.buckets import BUCKETS, LOGOS

BUCKET = next(bucket.name for bucket in BUCKETS if bucket.prefix == LOGOS)
IMAGES = frozenset(("image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"))
FOR_AN_HOUR = "public, max-age=3600"
# An SVG can be opened as a document, which then may do nothing.
POLICY = "default-src 'none'; sandbox"


def init_app(app: Flask, domain: str) -> None:
    """Let every path of this host be the key of a logo."""

    @app.before_request
    def answer_as_logo() -> Response | None:
        if hosts.name(request.headers.get("Host", "")) != domain.lower():
            return None
        try:
            if request.method not in ("GET", "HEAD"):
                raise Fault("AccessDenied")
            return show(request.path.removeprefix("/"))
        except Fault as fault:
            return answer(fault)


def show(key: str) -> Response:
    """A logo, as an image or as nothing that a browser opens. Raises Fault."""
    try:
        found = current_app.extensions["objects"].find(place(BUCKET, key))
    except objects.NotFound:
        raise Fault("NoSuchKey") from None
    kind = found.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    response = content(found)
    response.headers["Content-Type"] = kind if kind in IMAGES else "application/octet-stream"
    response.headers["Content-Security-Policy"] = POLICY
    headers.let_cache(FOR_AN_HOUR)
    return response
