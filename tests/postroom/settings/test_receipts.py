import json

import pytest

from postroom.settings import config
from postroom.settings.receipts import CallbackSettings
from tests.tools import make

LONG = "swordfish " * 4


def load(development=False, **variables):
    environment = "development" if development else "production"
    known = {**make.PRODUCTION, "NOTIFY_ENVIRONMENT": environment}
    return config.load({**known, **variables}).callbacks


def test_without_any_setting_nobody_is_let_in():
    assert load() == CallbackSettings()
    assert load().receipts_authenticated
    assert load().mmg_messages == load().firetext_messages == ()


def test_in_development_receipts_are_open_and_messages_have_known_credentials():
    settings = load(development=True)

    assert not settings.receipts_authenticated
    assert settings.mmg_messages == (("username", "testkey"),)
    assert settings.firetext_messages == ()


def test_a_setting_counts_in_development_too():
    settings = load(development=True, RECEIPT_AUTHENTICATION="on", MMG_INBOUND_SMS_AUTH='["other"]')

    assert settings.receipts_authenticated
    assert settings.mmg_messages == (("username", "other"),)


def test_every_user_name_goes_with_every_password():
    settings = load(
        development=True,
        MMG_INBOUND_SMS_USERNAME='["a", "b"]',
        MMG_INBOUND_SMS_AUTH='["1", "2"]',
        FIRETEXT_INBOUND_SMS_AUTH='["3"]',
    )

    assert settings.mmg_messages == (("a", "1"), ("a", "2"), ("b", "1"), ("b", "2"))
    assert settings.firetext_messages == (("notify", "3"),)


def test_receipts_have_pairs():
    settings = load(
        MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS=json.dumps([["a", LONG]]),
        FIRETEXT_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS="null",
    )

    assert settings.mmg_receipts == (("a", LONG),)
    assert settings.firetext_receipts == ()


def test_topics_are_separated_by_commas():
    assert load(SES_TOPIC_ARNS="arn:a, arn:b,").ses_topics == {"arn:a", "arn:b"}


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MMG_INBOUND_SMS_AUTH", "swordfish"),
        ("MMG_INBOUND_SMS_AUTH", '"swordfish"'),
        ("MMG_INBOUND_SMS_USERNAME", '[["swordfish"]]'),
        ("MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS", '["swordfish"]'),
        ("MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS", '[["swordfish"]]'),
        ("MMG_DELIVERY_STATUS_CALLBACK_BASIC_AUTH_CREDENTIALS", '{"swordfish": 1}'),
        ("RECEIPT_AUTHENTICATION", "swordfish"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_but_not_shown(development, name, value):
    with pytest.raises(ValueError, match=name) as raised:
        load(development, **{name: value})

    assert "swordfish" not in str(raised.value)


def test_no_secret_is_shown():
    settings = load(MMG_INBOUND_SMS_USERNAME='["a"]', MMG_INBOUND_SMS_AUTH=json.dumps([LONG]))

    assert "swordfish" not in repr(settings)
