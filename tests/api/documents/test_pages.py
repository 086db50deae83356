"""From the link in an email to the file."""

import base64
import hashlib
import io
import re
import time
import uuid

import pytest

from postroom.files import documents
from tests.api.documents.conftest import PDF
from tests.tools import make

MISSING = "This file is not available"
WRONG = "This is not the email address the file was sent to"


def parts(link):
    path, key = link.split("?key=")
    _, d, service, document = path.split("/")
    return service, document, key


def at(link, page):
    """The link of another page of the same file."""
    return link.replace("?", f"/{page}?")


def confirm(browse, link, address):
    return browse(f"POST {at(link, 'confirm-email-address')}", {"email_address": address})


def id_of(link):
    return uuid.UUID(bytes=documents.from_text(parts(link)[1], 16))


def test_from_the_link_to_the_file(browse, sent, committed, service):
    link = sent(filename="Ann’s letter.pdf", retention_period="1 week")
    name = committed.execute(
        "select name, postroom.today() + 7 as day from postroom.services where id = %s",
        (service.id,),
    ).fetchone()

    landing = browse(f"GET {link}")
    assert landing.status == 200 and landing.page.faults == []
    day = f"{name['day'].day} {name['day']:%B %Y}"
    for words in (f"{name['name']} has sent you a file", "PDF", "1KB", day):
        assert words in landing.page.text
    assert "Ann’s letter" not in landing.page.text
    assert "https://example.gov.uk/contact" in landing.page.links()
    asking = next(target for target in landing.page.links() if "confirm" in target)
    assert asking == at(link, "confirm-email-address")

    form = browse(f"GET {asking}").page
    assert form.faults == [] and form.all("form")[0]["action"] == asking
    answer = browse(f"POST {asking}", {"email_address": " ann@EXAMPLE.com "})
    assert (answer.status, answer.headers["Location"]) == (303, link)

    landing = browse(f"GET {link}").page
    assert landing.faults == [] and "Ann’s letter.pdf" in landing.text
    target = next(target for target in landing.links() if "/file?" in target)
    file = browse(f"GET {target}")
    assert (file.status, file.data) == (200, PDF)
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == (
        "attachment; filename=\"Anns letter.pdf\"; filename*=UTF-8''Ann%E2%80%99s%20letter.pdf"
    )


def test_without_confirmation_the_link_is_enough(browse, sent):
    link = sent(b"a,b", is_csv=True, confirm_email_before_download=False)

    landing = browse(f"GET {link}").page
    assert landing.faults == [] and at(link, "file") in landing.links()
    file = browse(f"GET {at(link, 'file')}")
    assert (file.data, file.headers["Content-Type"]) == (b"a,b", "text/csv")
    assert file.headers["Content-Disposition"] == "attachment; filename=file.csv"


def test_a_file_that_has_to_be_confirmed_sends_there(browse, sent):
    link = sent()
    answer = browse(f"GET {at(link, 'file')}")
    assert (answer.status, answer.headers["Location"]) == (303, at(link, "confirm-email-address"))
    assert PDF not in answer.data


def test_headers(browse, sent):
    link = sent(confirm_email_before_download=False)
    answers = [browse(f"GET {at_}") for at_ in (link, at(link, "file"), f"{link}x")]
    for headers in (answer.headers for answer in answers):
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", answers[0].data.decode(), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy


def test_the_proof_of_an_address_is_the_browsers_alone(browse, app, sent):
    link = sent()
    cookie = confirm(browse, link, "ann@example.com").headers["Set-Cookie"]

    for flag in ("HttpOnly", "SameSite=Lax", f"Path={link.split('?')[0]}", "Max-Age=3600"):
        assert flag in cookie
    assert browse(f"GET {at(link, 'file')}").data == PDF
    assert app.test_client().get(at(link, "file")).status_code == 303


def test_the_proof_is_good_for_one_file_and_an_hour(app, sent, monkeypatch):
    first, second = sent(), sent()
    box = app.extensions["secret_box"]

    def download(link, proof):
        client = app.test_client()
        client.set_cookie(f"confirmed-{parts(link)[1]}", proof)
        return client.get(at(link, "file")).status_code

    proof = box.encrypt(f"document {id_of(first)}")
    assert download(first, proof) == 200
    assert download(second, proof) == 303
    assert download(first, "x") == 303
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3602)
    assert download(first, proof) == 303


def test_a_secure_cookie_where_the_pages_are_secure(app_with, browse, sent):
    link = sent()
    app = app_with(DOCUMENT_DOWNLOAD_BASE_URL="https://files.example")
    answer = app.test_client().post(
        at(link, "confirm-email-address"), data={"email_address": "ann@example.com"}
    )
    assert (answer.status_code, "Secure" in answer.headers["Set-Cookie"]) == (303, True)


@pytest.mark.parametrize("address", ["", "ann", "ann@", "ann@example.com\0", "x" * 400])
def test_what_is_no_address_counts_as_no_try(browse, sent, committed, address):
    link = sent()

    answer = confirm(browse, link, address)

    assert answer.status == 400 and answer.page.faults == []
    assert "Enter an email address in the correct format" in answer.page.text
    assert answer.page.text.count("There is a problem") == 1
    assert tries(committed, link) == 0


def tries(committed, link):
    return committed.execute(
        "select wrong_addresses from postroom.documents where id = %s", (id_of(link),)
    ).fetchone()["wrong_addresses"]


def test_a_wrong_address_is_said_to_be_wrong_and_no_more(browse, sent):
    link = sent()
    answers = [
        confirm(browse, link, address)
        for address in ("bob@example.com", "ann@example.org", "ann+1@example.com")
    ]
    assert {answer.status for answer in answers} == {400}
    for answer in answers:
        assert answer.page.faults == [] and WRONG in answer.page.text
        assert answer.page.all("input")[0]["aria-invalid"] == "true"
        assert answer.page.text.startswith("Error: ")
    assert len({answer.page.text for answer in answers}) == 1


def test_an_address_given_is_shown_again_harmlessly(browse, sent):
    answer = confirm(browse, sent(), '"><script>')
    assert answer.page.all("input")[0]["value"] == '"><script>' and answer.page.faults == []


def test_guessing_ends_for_an_hour_for_everybody(browse, sent, committed):
    link = sent()
    for n in range(10):
        assert confirm(browse, link, f"a{n}@example.com").status == 400

    for address in ("bob@example.com", "ann@example.com"):
        answer = confirm(browse, link, address)
        assert answer.status == 429 and answer.page.faults == []
        assert "Try again in an hour" in answer.page.text
    committed.execute(
        "update postroom.documents set counted_from = now() - interval '61 minutes' where id = %s",
        (id_of(link),),
    )
    assert confirm(browse, link, "bob@example.com").status == 400
    assert tries(committed, link) == 1
    assert confirm(browse, link, "ann@example.com").status == 303


def test_scanners_that_follow_links_consume_nothing(browse, sent, committed):
    link = sent(confirm_email_before_download=False)
    before = committed.execute(
        "select * from postroom.documents where id = %s", (id_of(link),)
    ).fetchone()
    for _ in range(3):
        for method in ("HEAD", "GET"):
            for page in (link, at(link, "confirm-email-address"), at(link, "file")):
                assert browse(f"{method} {page}").status == 200
    assert (
        before
        == committed.execute(
            "select * from postroom.documents where id = %s", (id_of(link),)
        ).fetchone()
    )


def other_links(link):
    service, document, key = parts(link)
    unknown = documents.to_text(uuid.uuid4().bytes)
    wrong = documents.to_text(bytes(32))
    yield f"/d/{service}/{document}"
    yield f"/d/{service}/{document}?key="
    yield f"/d/{service}/{document}?key={wrong}"
    yield f"/d/{service}/{document}?key={key[:-1]}"
    yield f"/d/{service}/{document}?key={key}="
    yield f"/d/{service}/{document}?key=%C3%A9%00"
    yield f"/d/{service}/{unknown}?key={key}"
    yield f"/d/{unknown}/{document}?key={key}"
    yield f"/d/{document}/{service}?key={key}"
    yield f"/d/{service}/x?key={key}"
    yield f"/d/{service}/{document.swapcase()}?key={key}"


def assert_missing(browse, link):
    pages = [browse(f"GET {page}") for page in
             (link, at(link, "confirm-email-address"), at(link, "file"))]  # fmt: skip
    pages.append(confirm(browse, link, "ann@example.com"))
    for answer in pages:
        assert answer.status == 404 and answer.page.faults == []
        assert MISSING in answer.page.text


def test_links_that_are_wrong(browse, sent):
    link = sent(confirm_email_before_download=False)
    for wrong in other_links(link):
        wrong = wrong if "?" in wrong else f"{wrong}?"
        assert_missing(browse, wrong)
    assert browse(f"GET {link}").status == 200


@pytest.mark.parametrize("path", ["/d/x", "/d/x/", "/d/x/y/", "/d/x/y/z", "/d/x/y/file/z"])
def test_links_that_are_cut_off(browse, path):
    answer = browse(f"GET {path}")
    assert (answer.status, answer.page.faults) == (404, []) and MISSING in answer.page.text


def test_what_goes_wrong_is_said_in_a_page(app, browse, sent, service):
    link = sent(confirm_email_before_download=False)
    store = app.extensions["objects"]
    (key,) = store.list(f"documents/{service.id}")
    store.put(key, b"changed")

    multipart = {"email_address": "x" * 600_000, "file": (io.BytesIO(), "a")}
    for line, form, status in (
        (f"GET {at(link, 'file')}", None, 500),
        (f"POST {at(link, 'confirm-email-address')}", multipart, 413),
    ):
        answer = browse(line, form)
        assert answer.status == status and answer.page.faults == []
        assert "There is a problem with this page" in answer.page.text


def test_a_file_is_gone_when_its_last_day_is_over(browse, sent, committed):
    link = sent(confirm_email_before_download=False)

    def last_day(shift):
        committed.execute(
            "update postroom.documents set available_until = postroom.today() + %s where id = %s",
            (shift, id_of(link)),
        )

    last_day(0)
    assert browse(f"GET {at(link, 'file')}").data == PDF
    last_day(-1)
    assert_missing(browse, link)


def test_what_is_erased_is_gone(browse, sent, committed, service):
    link, other = sent(), sent()
    assert make.call(committed, "ops.erase_document", link=f"https://x{link}") is True
    assert_missing(browse, link)
    assert browse(f"GET {other}").status == 200
    make.call(committed, "ops.erase_recipient", recipient="ANN@example.com", service_id=service.id)
    assert_missing(browse, other)


def test_a_file_removed_from_the_store_is_gone(app, browse, sent, service):
    link = sent(confirm_email_before_download=False)
    store = app.extensions["objects"]
    for key in store.list(f"documents/{service.id}"):
        store.delete(key)
    assert browse(f"GET {at(link, 'file')}").status == 404


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("help@example.gov.uk", "mailto:help@example.gov.uk"),
        ("http://example.gov.uk/?a=1&b=2", "http://example.gov.uk/?a=1&b=2"),
        ("020 7946 0000", None),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_whom_to_ask(browse, sent, committed, service, contact, shown):
    link = sent()
    committed.execute(
        "update postroom.services set contact_link = %s, name = %s where id = %s",
        (contact, f"<b>Tax</b> & {service.id}", service.id),
    )

    page = browse(f"GET {link}").page

    assert page.faults == [] and page.all("b") == []
    assert f"<b>Tax</b> & {service.id} has sent you a file" in page.text
    assert [target for target in page.links() if "/d/" not in target] == [shown] * bool(shown)
    assert shown or (contact or "Contact") in page.text


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ('a"b\\c.txt', "attachment; filename=a_b_c.txt"),
        ("../../a.txt", "attachment; filename=.._.._a.txt"),
        ("a\u202efdp.txt", "attachment; filename=a_fdp.txt"),
        ("a\r\nSet-Cookie: x=1.txt", 'attachment; filename="a__Set-Cookie_ x=1.txt"'),
    ],
)
def test_names_do_no_harm(browse, sent, name, saved):
    link = sent(b"hello", filename=name, confirm_email_before_download=False)
    file = browse(f"GET {at(link, 'file')}")
    assert (file.data, file.headers["Content-Disposition"]) == (b"hello", saved)


def test_sizes_in_words(browse, sent):
    for size, words in ((1, "1KB"), (1500, "1KB"), (2**20 - 1, "1.0MB"), (2**21, "2.0MB")):
        page = browse(f"GET {sent(b'x' * size)}").page
        assert f"Size: {words} " in page.text, words


@pytest.mark.parametrize("after", [".", ",", ").", "”", "!"])
def test_a_link_that_ended_a_sentence(browse, sent, after):
    link = sent(filename="a.pdf")

    page = browse(f"GET {link}{after}").page
    assert at(link, "confirm-email-address") in page.links()
    assert confirm(browse, f"{link}{after}", "ann@example.com").headers["Location"] == link
    assert browse(f"GET {at(link, 'file')}{after}").data == PDF


def test_pages_have_the_names_that_tests_of_the_reference_look_for(browse, sent):
    def named(page, tag):
        return [a for a in page.all(tag) if "govuk-button" in a.get("class", "").split()]

    link = sent(filename="a.pdf")
    (button,) = named(browse(f"GET {link}").page, "a")
    form = browse(f"GET {button['href']}").page
    assert len(named(form, "button")) == 1
    assert [field["class"] for field in form.all("input")] == ["govuk-input"]
    confirm(browse, link, "ann@example.com")
    (button,) = named(browse(f"GET {link}").page, "a")
    assert button["href"] == at(link, "file")
