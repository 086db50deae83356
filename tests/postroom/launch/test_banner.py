import uuid

import jwt
import pytest

from postroom.launch import banner

DEMO = {
    "base_url": "http://127.0.0.1:6011",
    "keys": {"live": "live-key"},
    "templates": {"sms": "a-template"},
}


@pytest.mark.parametrize("name", ["", "key-", "my key - with - hyphens-"])
def test_a_token_is_signed_with_the_keys_secret(name):
    service, secret = uuid.uuid4(), uuid.uuid4()

    claims = jwt.decode(
        banner.token(f"{name}{service}-{secret}"), str(secret), algorithms=["HS256"]
    )

    assert claims["iss"] == str(service)


@pytest.mark.parametrize("key", ["nonsense", "", "x" * 73, f"live-{uuid.UUID(int=7)}"])
def test_what_is_no_key_is_an_error(key):
    with pytest.raises(SystemExit, match="live, team, test, or a whole key"):
        banner.token(key)


def test_the_banner_says_where_to_see_what_was_sent():
    assert "http://127.0.0.1:6011/_sandbox/messages" in banner.text(DEMO)
