import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.security import generate_password_hash

from api.internal.people.sign_in import new_code
from postroom.links.secret_keys import SecretBox
from postroom.settings.config import DEVELOPMENT_TOKEN_KEY


@pytest.fixture
def path(person):
    user = person()
    return f"/user/{user['id']}"


@pytest.fixture
def last_code(committed):
    """What the last code or link sent to someone was."""

    def read(recipient, name):
        (row,) = committed.execute(
            "select personalisation from postroom.notification_contents"
            " where recipient = %s order by id desc limit 1",
            [recipient],
        ).fetchall()
        return row["personalisation"][name]

    return read


def failures(admin, path):
    return admin(f"GET {path}").data["failed_login_count"]


def test_a_wrong_password_is_counted(admin, path, nowhere):
    wrong = admin(f"POST {path}/verify/password", {"password": "wrong"})
    assert (wrong.status, wrong.message) == (400, {"password": ["Incorrect password"]})
    assert failures(admin, path) == 1

    assert admin(f"POST {path}/verify/password", {"password": "correct horse 9"}).status == 204
    assert failures(admin, path) == 0

    absent = admin(f"POST {path}/verify/password", {})
    assert absent.message == {"password": ["Required field missing data"]}
    unknown = admin(f"POST /user/{nowhere}/verify/password", {"password": "x"})
    assert unknown.status == 404


def test_a_lock_is_taken_off(admin, path, nowhere):
    admin(f"POST {path}/verify/password", {"password": "wrong"})

    assert admin(f"POST {path}/reset-failed-login-count").data["failed_login_count"] == 0
    assert admin(f"POST /user/{nowhere}/reset-failed-login-count").status == 404


def test_a_password_changes(admin, path):
    before = admin(f"GET {path}").data["password_changed_at"]

    after = admin(f"POST {path}/update-password", {"_password": "another horse 8"})

    assert after.data["password_changed_at"] > before
    assert admin(f"POST {path}/verify/password", {"password": "another horse 8"}).status == 204
    extra = admin(f"POST {path}/update-password", {"_password": "x", "name": "Bo"})
    assert extra.message == {"_schema": ["Unknown field name name"]}
    null = admin(f"POST {path}/update-password", {"_password": None})
    assert null.message == {"_password": ["Field may not be null."]}
    assert admin(f"POST {path}/update-password", {}).status == 400


def test_a_texted_code_signs_in_once(admin, path, committed, last_code):
    number = "07700900711"
    admin(f"POST {path}/sms-code", {"to": number})
    code = last_code(number, "verify_code")
    stored = committed.execute("select code_hash from postroom.verify_codes").fetchall()
    assert code not in [row["code_hash"] for row in stored]

    assert admin(f"POST {path}/verify/code", {"code": code, "code_type": "sms"}).status == 204

    user = admin(f"GET {path}").data
    assert user["logged_in_at"] and user["current_session_id"]
    again = admin(f"POST {path}/verify/code", {"code": code, "code_type": "sms"})
    assert (again.status, again.message) == (400, "Code has expired")
    assert failures(admin, path) == 1


def test_an_old_code_is_refused(admin, path, committed, last_code):
    number = "07700900712"
    admin(f"POST {path}/sms-code", {"to": number})
    committed.execute("update postroom.verify_codes set expires_at = now() - interval '1 min'")

    body = {"code": last_code(number, "verify_code"), "code_type": "sms"}
    assert admin(f"POST {path}/verify/code", body).message == "Code has expired"


def test_a_wrong_code_is_counted_and_ten_lock(admin, path, committed, last_code):
    number = "07700900713"
    admin(f"POST {path}/sms-code", {"to": number})
    wrong = {"code": "00000", "code_type": "sms"}
    for _ in range(10):
        answer = admin(f"POST {path}/verify/code", wrong)
        assert (answer.status, answer.message) == (404, "Code not found")

    right = {"code": last_code(number, "verify_code"), "code_type": "sms"}
    assert admin(f"POST {path}/verify/code", right).status == 404
    assert failures(admin, path) == 10


@pytest.fixture
def guess(admin, path):
    """guess(3): so many wrong codes, with the right password before each of them."""

    def wrong(times):
        for _ in range(times):
            right = {"password": "correct horse 9"}
            assert admin(f"POST {path}/verify/password", right).status == 204
            body = {"code": "00000", "code_type": "sms"}
            assert admin(f"POST {path}/verify/code", body).status == 404

    return wrong


@pytest.fixture
def new_text(admin, path, last_code):
    """new_text("07700900715"): a code that was sent there just now, as a body."""

    def send(number):
        admin(f"POST {path}/sms-code", {"to": number})
        return {"code": last_code(number, "verify_code"), "code_type": "sms"}

    return send


def test_a_right_password_gives_no_more_guesses_at_a_code(admin, path, guess, new_text):
    code = new_text("07700900715")

    guess(10)

    answer = admin(f"POST {path}/verify/code", code)
    assert (answer.status, answer.message) == (404, "Code not found")
    assert failures(admin, path) == 2


@pytest.mark.parametrize("unlocking", ["reset-failed-login-count", "update-password"])
def test_a_code_that_was_guessed_at_stays_dead(admin, path, guess, new_text, unlocking):
    code = new_text("07700900716")
    guess(10)

    admin(f"POST {path}/{unlocking}", {"_password": "another horse 9"})

    assert admin(f"POST {path}/verify/code", code).status == 404


def test_nine_guesses_are_forgiven_and_forgotten_with_the_right_code(admin, path, guess, new_text):
    for number in ("07700900717", "07700900718"):
        code = new_text(number)
        guess(9)
        assert admin(f"POST {path}/verify/code", code).status == 204


def test_codes_sent_again_give_no_more_guesses(admin, path, guess, new_text):
    new_text("07700900719")
    guess(9)
    code = new_text("07700900720")
    guess(1)

    assert admin(f"POST {path}/verify/code", code).status == 404


def test_a_guess_at_five_codes_is_five_guesses(admin, path, guess, new_text):
    codes = [new_text(f"0770090072{n}") for n in range(5)]

    guess(2)

    assert {admin(f"POST {path}/verify/code", code).status for code in codes} == {404}


def test_guesses_are_forgotten_after_a_day(admin, path, committed, guess, new_text):
    guess(10)
    code = new_text("07700900726")
    assert admin(f"POST {path}/verify/code", code).status == 404

    committed.execute(
        "update postroom.users set failed_login_count = 0,"
        " failed_codes_since = now() - interval '25 h' where id = %s",
        [path.removeprefix("/user/")],
    )

    assert admin(f"POST {path}/verify/code", code).status == 204


def test_an_operator_lets_someone_try_again_with_a_new_code(
    admin, path, committed, guess, new_text
):
    old = new_text("07700900727")
    guess(10)
    address = admin(f"GET {path}").data["email_address"]

    committed.execute("select ops.unlock_sign_in(%s)", [address.upper()])

    assert admin(f"POST {path}/verify/code", old).status == 404
    assert admin(f"POST {path}/verify/code", new_text("07700900728")).status == 204


def test_guesses_made_at_once_are_all_counted(admin, path, committed, new_text):
    code = new_text("07700900729")
    body = {"code": "00000", "code_type": "sms"}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: admin(f"POST {path}/verify/code", body), range(16)))

    assert failures(admin, path) == 10
    (row,) = committed.execute(
        "select failed_guesses from postroom.verify_codes where user_id = %s",
        [path.removeprefix("/user/")],
    ).fetchall()
    assert row["failed_guesses"] == 10
    assert admin(f"POST {path}/verify/code", code).status == 404


def test_an_old_hash_still_fits_and_becomes_a_new_one(admin, path, committed):
    id = path.removeprefix("/user/")
    committed.execute(
        "update postroom.users set password_hash = %s where id = %s",
        [generate_password_hash("correct horse 9"), id],
    )
    before = admin(f"GET {path}").data["password_changed_at"]

    def kept():
        query = "select password_hash from postroom.users where id = %s"
        return committed.execute(query, [id]).fetchone()["password_hash"]

    assert admin(f"POST {path}/verify/password", {"password": "wrong"}).status == 400
    assert kept().startswith("scrypt:")
    for _ in range(2):
        assert admin(f"POST {path}/verify/password", {"password": "correct horse 9"}).status == 204
        assert kept().startswith("$argon2id$")
    assert admin(f"POST {path}/verify/password", {"password": "wrong"}).status == 400
    assert admin(f"GET {path}").data["password_changed_at"] == before


@pytest.mark.parametrize("hash", ["", "x", "$argon2id$", "pbkdf2:sha256:1$x$y"])
def test_what_is_no_hash_lets_nobody_in(admin, path, committed, hash):
    committed.execute(
        "update postroom.users set password_hash = %s where id = %s",
        [hash, path.removeprefix("/user/")],
    )
    assert admin(f"POST {path}/verify/password", {"password": "x"}).status == 400


def test_a_link_signs_in_and_shows_that_email_arrives(admin, path, last_code):
    user = admin(f"GET {path}").data
    body = {"next": "/z?a=1", "email_auth_link_host": "https://admin.example.gov.uk/"}
    assert admin(f"POST {path}/email-code", body).status == 204

    url = urlsplit(last_code(user["email_address"], "url"))
    assert (url.netloc, url.path[:12]) == ("admin.example.gov.uk", "/email-auth/")
    assert parse_qs(url.query) == {"next": ["/z?a=1"]}
    payload = json.loads(SecretBox([DEVELOPMENT_TOKEN_KEY]).decrypt(url.path[12:]))
    assert payload["user_id"] == user["id"]

    body = {"code": payload["secret_code"], "code_type": "email"}
    assert admin(f"POST {path}/verify/code", body).status == 204
    after = admin(f"GET {path}").data
    assert after["email_access_validated_at"] > user["email_access_validated_at"]


def test_a_sixth_code_is_not_sent(admin, path, committed):
    for _ in range(5):
        assert admin(f"POST {path}/sms-code", {"to": "07700900714"}).status == 204

    assert admin(f"POST {path}/sms-code", {"to": 5}).status == 204

    (row,) = committed.execute(
        "select count(*) from postroom.notification_contents where recipient = '07700900714'"
    ).fetchall()
    assert row["count"] == 5


@pytest.mark.parametrize(
    ("line", "body", "status", "fault"),
    [
        ("sms-code", {"to": 5}, 400, "to 5 is not of type string, null"),
        ("sms-code", {"to": "12"}, 400, "Mobile number is too short"),
        ("email-code", {"to": "x@example.gov.uk"}, 400, "to x@example.gov.uk is not of type null"),
        ("verify/code", {"code": "1"}, 400, "code_type is a required property"),
        ("verify/code", {"code": "1", "code_type": "fax"}, 404, "No result found"),
    ],
)
def test_what_is_wrong_with_a_request_for_codes(admin, path, line, body, status, fault):
    answer = admin(f"POST {path}/{line}", body)

    assert answer.status == status
    assert fault == answer.message or fault in answer.errors


def test_codes_are_for_someone(admin, nowhere):
    for line in ("sms-code", "email-code", "email-verification"):
        assert admin(f"POST /user/{nowhere}/{line}", {}).status == 404
    body = {"code": "12345", "code_type": "sms"}
    assert admin(f"POST /user/{nowhere}/verify/code", body).status == 404


def test_a_code_is_easily_typed():
    for code in (new_code() for _ in range(200)):
        assert len(code) == 5 and code.isdecimal()
        assert all(a != b for a, b in zip(code, code[1:], strict=False))


@pytest.mark.parametrize(
    ("line", "address", "page", "payload"),
    [
        ("email-verification", None, "/verify-email/", {"user_id", "email"}),
        (
            "change-email-verification",
            "new@example.gov.uk",
            "/your-account/email/confirm/",
            {"user_id", "email"},
        ),
    ],
)
def test_links_carry_what_the_admin_app_reads(admin, path, last_code, line, address, page, payload):
    user = admin(f"GET {path}").data
    assert admin(f"POST {path}/{line}", {"email": address} if address else {}).status == 204

    url = last_code(address or user["email_address"], "url")
    host, token = url.split(page)
    assert host == "http://localhost:6012"
    assert set(json.loads(SecretBox([DEVELOPMENT_TOKEN_KEY]).decrypt(token))) == payload


def test_a_forgotten_password(admin, path, last_code):
    address = admin(f"GET {path}").data["email_address"]
    body = {"email": address, "admin_base_url": "https://admin.example.gov.uk", "next": "/x"}

    assert admin("POST /user/reset-password", body).status == 204

    url = last_code(address, "url")
    assert url.startswith("https://admin.example.gov.uk/new-password/")
    assert url.endswith("?next=%2Fx")
    assert admin("POST /user/reset-password", {"email": f"x{address}"}).status == 404
    assert admin("POST /user/reset-password", {"email": "bad"}).status == 400


def test_a_second_registration_is_told(admin, path, last_code, mark):
    address = f"twice-{mark}@example.gov.uk"

    assert admin(f"POST {path}/email-already-registered", {"email": address}).status == 204
    assert last_code(address, "signin_url") == "http://localhost:6012/sign-in"
