"""Requests to the door that are signed as botocore signs them, and spoilt where a test wants."""

import base64
import hashlib
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ID, SECRET = "postroom-admin", "dev-postroom-admin-object-store-key"
HOST = "localhost"


def crc32(data):
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def chunked(data, size=65536, trailer=None):
    """A body in chunks, with a trailer's lines."""
    parts = [data[i : i + size] for i in range(0, len(data), size)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return body + b"0\r\n" + (trailer or b"") + b"\r\n"


@pytest.fixture
def objects(app):
    return app.extensions["objects"]


@pytest.fixture
def door(app):
    """door("PUT /bucket/key", b"body", {"x-amz-…": "…"}) → .status, .code, .headers, .data"""

    def ask(
        line, body=b"", headers=None, *, unsigned=None, at=None, content=None, id=ID,
        secret=SECRET, service="s3", spoil=lambda text: text, client=None,
    ):  # fmt: skip
        method, path = line.split(" ", 1)
        path, _, query = path.partition("?")
        url = f"http://{HOST}/s3" + quote(path, safe="/~") + (f"?{query}" if query else "")
        given = {
            "host": HOST,
            "x-amz-date": (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-content-sha256": content or hashlib.sha256(body).hexdigest(),
            **(headers or {}),
        }
        given = {name: value for name, value in given.items() if value is not None}
        request = AWSRequest(method=method, url=url, headers=dict(given))
        request.context["timestamp"] = given.get("x-amz-date", "20260101T000000Z")
        signer = S3SigV4Auth(Credentials(id, secret), service, "us-east-1")
        text = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(text, request))
        sent = {**given, "Authorization": spoil(request.headers["Authorization"])}
        response = (client or app.test_client()).open(
            "/s3" + quote(path, safe="/~"),
            query_string=query,
            method=method,
            data=body,
            headers={**sent, **(unsigned or {})},
            base_url=f"http://{HOST}",
        )
        return answer(response)

    return ask


def answer(response):
    xml = response.mimetype == "application/xml" and response.data
    return SimpleNamespace(
        status=response.status_code,
        headers=response.headers,
        data=response.data,
        code=ElementTree.fromstring(response.data).findtext("Code") if xml else None,
    )
