import asyncio

import pytest

from jobs import providers
from postroom.settings import config
from postroom.settings.providers import ProviderSettings
from tests.tools import make

GIVEN = {
    "MMG_API_KEY": "secret-1",
    "MMG_RECEIPT_URL": "https://u:secret-2@api.example/mmg",
    "FIRETEXT_API_KEY": "secret-3",
    "FIRETEXT_INTERNATIONAL_API_KEY": "secret-4",
    "FIRETEXT_RECEIPT_URL": "https://u:secret-5@api.example/firetext",
    "SMTP_URL": "smtp://u:secret-6@mail.example",
}


def load(**variables):
    return config.load({**make.PRODUCTION, **variables}).providers


def test_what_is_absent_or_empty_has_its_default():
    assert load(MMG_URL="", PATH="/bin").mmg_url == ProviderSettings().mmg_url
    assert load().connections == 300


def test_region_is_found_as_aws_tools_do():
    both = {"AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": "eu-central-1"}

    assert load(**both).ses_region == "eu-central-1"
    assert load(AWS_DEFAULT_REGION="eu-west-3").ses_region == "eu-west-3"
    assert load().ses_region == "eu-west-1"


def test_secrets_are_not_shown():
    assert "secret" not in repr(load(**GIVEN))


@pytest.mark.parametrize("name", ["sandbox", "mmg", "firetext", "smtp", "ses"])
def test_providers_are_made_by_name(name, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    async def make():
        provider = providers.create(name, load(**GIVEN))
        await provider.close()
        return provider

    assert asyncio.run(make()).name == name


@pytest.mark.parametrize("name", ["mmg", "firetext", "smtp"])
def test_provider_without_its_setting_says_which(name):
    with pytest.raises(ValueError, match=f"{name.upper()}_.* is not set"):
        providers.create(name, ProviderSettings())


def test_ses_without_credentials_says_so(monkeypatch):
    monkeypatch.setattr("botocore.session.Session.get_credentials", lambda self: None)

    with pytest.raises(ValueError, match="No AWS credentials"):
        providers.create("ses", ProviderSettings())


def test_unknown_provider_is_an_error():
    with pytest.raises(ValueError, match="'loadtesting'"):
        providers.create("loadtesting", ProviderSettings())
