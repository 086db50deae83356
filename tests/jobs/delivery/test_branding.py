"""Emails show the branding of their service, as it is when they leave."""

from types import SimpleNamespace

import pytest

from jobs.delivery.messages import draft_email
from postroom.content.email import EmailTemplate
from postroom.settings import config
from tests.tools import make

BLUE_BAR, BLACK_BAR = 'bgcolor="#1d70b8"', 'bgcolor="#0b0c0c"'
LOGO = "https://logos.example.gov.uk/a%20b.png"


@pytest.fixture
def html(db):
    """html(logo="x.png") → an email's document with this branding; html() with none"""
    service = make.service(db)
    runtime = SimpleNamespace(
        config=config.load({**make.DEVELOPMENT, "LOGO_CDN_DOMAIN": "logos.example.gov.uk"}),
        versions={
            (service.templates["email"], 1): SimpleNamespace(
                content=EmailTemplate("S", "Hello"), has_unsubscribe_link=False
            )
        },
    )

    def send(**fields):
        id = None
        if fields:
            fields = {"name": "B", **fields}
            columns = ", ".join(fields)
            values = ", ".join(f"%({name})s" for name in fields)
            id = db.execute(
                f"insert into postroom.email_branding ({columns}) values ({values}) returning id",
                fields,
            ).fetchone()["id"]
        db.execute(
            "update postroom.services set email_branding_id = %s where id = %s", (id, service.id)
        )
        make.send(db, service, "email")
        (row,) = db.execute("select * from jobs.claim('email', 10)").fetchall()
        return draft_email(runtime, row).finish().html

    return send


def test_without_branding_the_bar_alone(html):
    document = html()

    assert BLUE_BAR in document and "<img" not in document


@pytest.mark.parametrize(
    ("brand_type", "bar", "border"),
    [("org", None, True), ("both", BLUE_BAR, True), ("org_banner", 'bgcolor="#112233"', False)],
)
def test_each_type_has_its_places(html, brand_type, bar, border):
    document = html(brand_type=brand_type, text="Tide & Co", logo="a b.png", colour="#112233")

    assert f'src="{LOGO}"' in document and "Tide &amp; Co" in document
    assert ("bgcolor" in document) is bool(bar)
    assert bar is None or bar in document
    assert ("border-left: 2px solid #112233" in document) is border
    assert 'alt="" aria-hidden="true" height="27"' in document


def test_a_logo_without_text_speaks(html):
    document = html(alt_text="Tide", logo="a b.png")

    assert 'alt="Tide" height="54"' in document and "border-left: 2px" not in document


def test_a_text_without_a_logo_is_for_banners(html):
    assert "Tide" not in html(brand_type="org", text="Tide")


def test_a_banner_without_a_colour_is_black(html):
    document = html(brand_type="org_banner", text="Tide")

    assert BLACK_BAR in document and "Tide" in document


def test_text_messages_have_no_branding(db):
    service = make.service(db)
    db.execute(
        "update postroom.services set email_branding_id = %s where id = %s",
        ("a7dc4e56-660b-4db7-8cff-12c37b12b5ea", service.id),
    )
    make.send(db, service)

    (row,) = db.execute("select * from jobs.claim('sms', 10)").fetchall()

    assert row["branding"] is None


@pytest.mark.parametrize(
    ("variables", "domain"),
    [
        ({"ADMIN_BASE_URL": "https://www.notify.example"}, "static-logos.notify.example"),
        ({"ADMIN_BASE_URL": "https://admin.example:8443"}, "static-logos.admin.example"),
        ({}, "static-logos.localhost"),
        ({"LOGO_CDN_DOMAIN": "logos.example"}, "logos.example"),
    ],
)
def test_logos_are_beside_the_admin_app_unless_said(variables, domain):
    assert config.load({**make.DEVELOPMENT, **variables}).logo_domain == domain
