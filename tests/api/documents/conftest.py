import base64
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.tools import make
from tests.tools.pages import Page

PDF = b"%PDF-1.7 hello"


@pytest.fixture
def service(committed):
    made = make.service(committed)
    committed.execute(
        "update postroom.services set contact_link = 'https://example.gov.uk/contact'"
        " where id = %s",
        (made.id,),
    )
    return made


@pytest.fixture
def sent(ask, service):
    """sent(filename="a.pdf", …) → the path of the link in an email to ann@example.com."""

    def sent(data=PDF, **fields):
        body = {
            "email_address": "Ann@example.com",
            "template_id": str(service.templates["email"]),
            "personalisation": {"name": {"file": base64.b64encode(data).decode(), **fields}},
        }
        url = ask("POST /v2/notifications/email", body).body["content"]["body"].split()[-1]
        return f"{urlsplit(url).path}?{urlsplit(url).query}"

    return sent


@pytest.fixture
def browse(app):
    """browse("GET /d/…", form) → .status, .headers, .data, .page, as one browser gets them."""
    client = app.test_client()

    def browse(line, form=None):
        method, path = line.split(" ", 1)
        answer = client.open(path, method=method, data=form)
        is_page = answer.mimetype == "text/html" and method != "HEAD"
        return SimpleNamespace(
            status=answer.status_code,
            headers=answer.headers,
            data=answer.data,
            page=Page(answer.text) if is_page and answer.status_code != 303 else None,
        )

    return browse
