"""The API's description of itself. That answers are as described is seen in every test that
asks (tests.api.conftest), and in requests made up from it (test_openapi_generated)."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import jsonschema_rs
import jwt
import pytest
from schemathesis.specs.openapi import definitions

from api import openapi
from api.openapi import markdown, token_example
from api.openapi.shapes import sample
from api.sending import file_objects
from tests.tools.documented import described, request_faults, validator

ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
PUBLIC = ("/v2/", "/unsubscribe/")
# Only there to refuse, and a page for people, which no client asks for.
NOT_DESCRIBED = ("notifications.refuse_unknown_type", "unsubscribe.ask_to_unsubscribe")


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def page(client):
    return client.get("/docs")


def routes(app):
    """What the application serves to the public, in the document's spelling."""
    for rule in app.url_map.iter_rules():
        is_status = rule.endpoint.startswith("status.")
        is_internal = rule.endpoint.startswith("internal")
        if is_status or (rule.rule.startswith(PUBLIC) and not is_internal):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            if rule.endpoint not in NOT_DESCRIBED:
                yield from ((method, path) for method in rule.methods - {"HEAD", "OPTIONS"})


def test_every_public_route_is_described_and_nothing_else(app):
    paths = described()["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}

    assert found == set(routes(app))


def test_it_is_served_to_anyone(client):
    answer = client.get("/docs/openapi.json")

    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["paths"].keys() == described()["paths"].keys()


def test_it_is_an_openapi_document():
    document = described()

    definitions.OPENAPI_31_VALIDATOR.validate(document)
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize("name", openapi.document.SCHEMAS)
def test_examples_are_examples_of_their_schemas(name):
    components = described()["components"]["schemas"]
    schema = {**components[name], "components": described()["components"]}

    example = sample(components[name], components)

    assert [
        e.message for e in jsonschema_rs.Draft202012Validator(schema).iter_errors(example)
    ] == []


def test_file_objects_are_described():
    assert openapi.document.SCHEMAS["File"]["properties"].keys() == set(file_objects.FIELDS)

    def faults(file):
        body = {"email_address": "a@b.co", "template_id": ID, "personalisation": {"x": file}}
        return request_faults("POST", "/v2/notifications/email", body)

    nulls = {"filename": None, "confirm_email_before_download": None, "retention_period": None}
    assert faults({"file": "", **nulls}) == []
    assert faults({"file": 5}) != []
    assert faults({"file": "", "colour": "red"}) != []
    assert faults({"file": "", "retention_period": "78 Weeks"}) == []
    assert faults({"file": "", "retention_period": "79 weeks"}) != []
    assert faults({"colour": "red"}) == []


def test_an_answer_that_is_not_as_described_is_noticed():
    check = validator("paths", "/v2/templates", "get", "responses", "200")

    assert check.is_valid({"templates": []})
    assert not check.is_valid({"templates": [], "links": {}})


def test_the_example_of_a_token_is_right(page):
    example = token_example.example()
    claims = jwt.decode(
        example.token, example.secret, algorithms=["HS256"], options={"verify_iat": False}
    )

    assert claims == {"iss": example.service, "iat": token_example.ISSUED_AT}
    assert (example.api_key[-36:], example.api_key[-73:-37]) == (example.secret, example.service)
    assert example.token in page.text


class Reader(HTMLParser):
    """What there is in a page: ids, links, what it loads, and whether its elements are closed."""

    VOID = ("meta", "br", "link", "img", "input")

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if "href" in found:
            self.links.append(found["href"])
        assert not found.keys() & {"src", "style", "onclick"}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_stands_by_itself(page):
    reader = Reader()
    reader.feed(page.text)

    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert reader.open == []
    assert not reader.tags & {"script", "link", "img", "iframe"}
    assert len(set(reader.ids)) == len(reader.ids)
    inside = [link for link in reader.links if not link.startswith("/")]
    assert {link.removeprefix("#") for link in inside} <= set(reader.ids)
    assert {link for link in reader.links if link.startswith("/")} == {"/docs/openapi.json"}


def test_the_policy_allows_the_pages_own_style_only(page):
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")


def test_the_page_shows_every_operation_schema_and_error(page):
    text = re.sub(r"<[^>]+>", "", page.text)
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in text
            assert f'id="{operation["operationId"]}"' in page.text
    for name in described()["components"]["schemas"]:
        assert name in text
    for said in ("Exceeded send limits", "PDFNotReadyError", "Invalid token: API key revoked"):
        assert said in text


def test_what_looks_like_html_is_text():
    assert markdown.blocks("a <b> `<i>`\n\n| <u> |\n|---|\n| x |") == (
        "<p>a &lt;b&gt; <code>&lt;i&gt;</code></p>\n"
        '<table><tr><th scope="col">&lt;u&gt;</th></tr><tr><td>x</td></tr></table>'
    )
