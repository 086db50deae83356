"""Answers that show an object: whole or a part of it, or that it has not changed."""

import base64
from datetime import datetime

from flask import Response, request
from werkzeug.http import http_date

from api.storage.faults import Fault
from api.wire import bodies
from postroom.files.found import Found

SMALL = 2**16  # bytes that are sent in one piece
USUAL_TYPE = "binary/octet-stream"


def show(found: Found) -> Response:
    """The object as its owner wrote it, as far as the request's conditions and range go."""
    response = content(found)
    response.headers.update(found.headers)
    response.headers.setdefault("Content-Type", USUAL_TYPE)
    response.headers["x-amz-server-side-encryption"] = "AES256"
    for name, value in found.metadata.items():
        response.headers[f"x-amz-meta-{name}"] = headable(value)
    return response


def content(found: Found) -> Response:
    """The bytes that are asked for, without a type. Raises Fault."""
    try:
        if is_known(found):
            response = Response(status=304)
            found.close()
        else:
            response = part(found)
    except BaseException:
        found.close()
        raise
    response.headers.remove("Content-Type")
    response.headers["ETag"] = f'"{found.etag}"'
    response.headers["Last-Modified"] = http_date(found.modified)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def is_known(found: Found) -> bool:
    """Whether whoever asks has this object already. Raises Fault where they want another."""
    modified = found.modified.replace(microsecond=0)
    if "If-Match" in request.headers:
        if not request.if_match.contains(found.etag):
            raise Fault("PreconditionFailed")
    elif is_after(modified, request.if_unmodified_since):
        raise Fault("PreconditionFailed")
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains(found.etag)
    since = request.if_modified_since
    return since is not None and not is_after(modified, since)


def is_after(moment: datetime, other: datetime | None) -> bool:
    return other is not None and moment > other


def part(found: Found) -> Response:
    """All of it, or one range; several are answered with all of it. Raises Fault."""
    start, end, status = 0, found.size, 200
    wanted = request.range if "If-Range" not in request.headers else None
    if wanted and wanted.units == "bytes" and len(wanted.ranges) == 1:
        limits = wanted.range_for_length(found.size)
        if limits is None or not found.size:
            raise Fault("InvalidRange")
        (start, end), status = limits, 206
    response = Response(status=status)
    if request.method == "GET":
        response.response = found.read(start, end)
        if end - start > SMALL:
            bodies.stream()
    response.call_on_close(found.close)
    response.headers["Content-Length"] = str(end - start)
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
    return response


def headable(value: str) -> str:
    """A value of metadata as a header can have it; others than ASCII as S3 writes them."""
    if value.isascii() and value.isprintable():
        return value
    return f"=?UTF-8?B?{base64.b64encode(value.encode()).decode()}?="
