"""Logos, which the admin app and emails show to anybody."""

import pytest

LOGO = "logos/1-crown.svg"
PATH = "/s3/public-logos-tools/1-crown.svg"


@pytest.fixture
def logo(objects):
    def put(kind, key=LOGO, **metadata):
        objects.put(key, b"<svg/>", metadata, {"Content-Type": kind})

    return put


def test_a_logo_is_for_anybody(app, logo):
    logo("image/svg+xml", secret="yes")

    answer = app.test_client().get(PATH)

    assert (answer.status_code, answer.data) == (200, b"<svg/>")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.getlist("Cache-Control") == ["public, max-age=3600"]
    assert "secret" not in str(answer.headers).lower()
    etag = answer.headers["ETag"]
    assert app.test_client().get(PATH, headers={"If-None-Match": etag}).status_code == 304
    assert app.test_client().head(PATH).headers["Content-Length"] == "6"


@pytest.mark.parametrize("kind", ["text/html", "", "application/xml", "image/x"])
def test_what_is_no_image_is_nothing_that_opens(app, logo, kind):
    logo(kind)

    assert app.test_client().get(PATH).headers["Content-Type"] == "application/octet-stream"


def test_only_reading_is_for_anybody(app, logo):
    logo("image/png")
    for method in ("PUT", "DELETE", "POST"):
        assert app.test_client().open(PATH, method=method).status_code == 403
    for path in ("/s3/public-logos-tools/", "/s3/public-logos-tools", f"{PATH}?acl"):
        assert app.test_client().get(path).status_code in (400, 403)
    missing = app.test_client().get("/s3/public-logos-tools/none")
    assert (missing.status_code, b"<Code>NoSuchKey</Code>" in missing.data) == (404, True)


def test_a_host_of_their_own(app_with):
    app = app_with(LOGO_CDN_DOMAIN="logos.example", S3_DOOR_KEYS=KEYS)
    app.extensions["objects"].put("logos/letters/static/a b.svg", b"x", {}, TYPE)
    client = app.test_client()

    def get(path, host="logos.example", method="GET"):
        return client.open(path, method=method, base_url=f"https://{host}")

    assert get("/letters/static/a b.svg").headers["Content-Type"] == "image/svg+xml"
    assert get("/letters/static/a b.svg", "LOGOS.example:443").status_code == 200
    assert get("/none").status_code == 404
    for path in ("/", "/_status", "/v2/notifications", "/../x", "/s3/public-logos-tools/none"):
        assert get(path).status_code in (400, 404)
    assert get("/a", method="POST").status_code == 403


KEYS = '{"admin": "' + "s" * 32 + '"}'
TYPE = {"Content-Type": "image/svg+xml"}
