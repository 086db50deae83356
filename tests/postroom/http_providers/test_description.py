"""Descriptions are looked at as a whole, and what is wrong is told before anything is sent."""

import json
import re
from pathlib import Path

import pytest

from postroom.http_providers.checks import Fault
from postroom.http_providers.description import PRESETS, load, read
from postroom.settings import config
from tests.tools import make

GOOD = """
type = "sms"
display_name = "Acme"
needs = ["key"]
[defaults]
url = "https://acme.example"
[request]
url = "{url}/{to}"
[answer.means]
200 = "accepted"
"""
RECEIPTS = """
[receipts]
id = "$.id"
words = ["$.state"]
[receipts.means]
[receipts.signature]
kind = "basic"
user = "acme"
password = "{key}"
"""


@pytest.fixture
def told(tmp_path):
    """What is wrong with a description, or with what an installation has for it."""

    def text(description=GOOD, **values):
        (tmp_path / "acme.toml").write_text(description)
        with pytest.raises(Fault) as raised:
            read("acme", {"key": "the-secret", **values}, str(tmp_path))
        assert "the-secret" not in str(raised.value)
        return str(raised.value).replace(f"{tmp_path}/", "")

    return text


def test_a_good_one_is_read(tmp_path):
    (tmp_path / "acme.toml").write_text(GOOD + RECEIPTS)

    found = read("acme", {"key": "the-secret"}, str(tmp_path))

    assert (found.name, found.type, found.abroad) == ("acme", "sms", False)
    assert found.values == {"key": "the-secret", "url": "https://acme.example"}
    assert "the-secret" not in repr(found)


def test_two_may_share_a_description(tmp_path):
    (tmp_path / "acme.toml").write_text(GOOD)

    found = read("acme-2", {"key": "k", "preset": "acme"}, str(tmp_path))

    assert found.name == "acme-2"


def test_ones_own_counts_more_than_a_preset(tmp_path):
    (tmp_path / "twilio.toml").write_text(GOOD)

    assert read("twilio", {"key": "k"}, str(tmp_path)).display_name == "Acme"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"key": ""}, "key is missing"),
        ({"kye": "x"}, "nothing needs kye"),
        ({"url": "acme.example"}, "url is no address https://host…"),
        ({"url": "https://a b"}, "url is no address https://host…"),
        ({"url": "file:///etc/passwd"}, "url is no address https://host…"),
        ({"preset": "nobody"}, "there is no description nobody.toml"),
        ({"preset": "../acme"}, "there is no description ../acme.toml"),
    ],
)
def test_values_that_will_not_do(told, values, fault):
    assert told(**values) == fault


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("[answer.means]", "[answer.means", "acme.toml cannot be read"),
        ('"sms"', '"fax"', 'acme.toml: type: this is not one of'),
        ('"accepted"', '"yes"', 'acme.toml: answer.means.200: this is not one of'),
        ("[request]", "[request]\ncolour = 1", "acme.toml: request: Additional properties"),
        ("[request]", '[request]\nform = {}\njson = {}', "acme.toml: request"),
        ("{to}", "{too}", "request: nothing is called {too}"),
        ("{to}", "{reply_to}", "request: nothing is called {reply_to}"),
        ("[defaults]", '[defaults]\nto = "x"', "to is a value of messages"),
        ("[answer.means]", '[answer]\nwords = ["$.a["]\n[answer.means]', "'$.a[' is no JSONPath"),
        ("[answer.means]", '[answer]\nwords = ["a.b"]\n[answer.means]', "acme.toml: answer.words"),
        ("[answer.means]", '[auth]\nkind = "bearer"\ntoken = "{to}"\n[answer.means]',
         "auth: nothing is called {to}"),
    ],
)  # fmt: skip
def test_descriptions_that_make_no_sense(told, before, after, fault):
    assert told(GOOD.replace(before, after)).startswith(fault)


@pytest.mark.parametrize(
    ("signature", "fault"),
    [
        ('signed = ["fields"]\ngiven = "$.sig"', "receipts: how is each field written"),
        ('signed = ["body"]\ngiven = "$.sig["', "'$.sig[' is no JSONPath"),
        ('signed = ["$.a["]\ngiven = "$.sig"', "'$.a[' is no JSONPath"),
    ],
)
def test_signatures_that_make_no_sense(told, signature, fault):
    rule = 'kind = "hmac"\nkey = "{key}"\nalgorithm = "sha256"\nencoding = "hex"\n'

    assert told(GOOD + RECEIPTS[: RECEIPTS.index("kind")] + rule + signature).startswith(fault)


def test_letters_have_receipts_by_our_id_alone(told):
    description = (GOOD + RECEIPTS).replace('"sms"', '"letter"').replace("{to}", "x")

    assert "our id" in told(description.replace("id = ", "reference = ", 1))


@pytest.mark.parametrize("path", sorted(PRESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_presets_are_good(path):
    source = load(path.stem, None)
    values = dict.fromkeys(source["needs"], "https://x.example")
    if path.stem == "sendgrid":
        return  # whose key has to be one: tests/jobs/providers/test_presets.py

    assert read(path.stem, values, None).receipts


def test_the_example_of_the_documents_is_good(tmp_path):
    page = Path("docs/providers.md").read_text()
    (example,) = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    (tmp_path / "acme.toml").write_text(example)

    assert read("acme", {"key": "k", "receipt_key": "r"}, str(tmp_path)).receipts


def test_the_documents_have_every_preset_and_what_it_needs():
    page = Path("docs/providers.md").read_text()
    for path in PRESETS.glob("*.toml"):
        row = next(line for line in page.splitlines() if line.startswith(f"| `{path.stem}`"))
        for name in load(path.stem, None)["needs"]:
            assert f"`{name}`" in row, (path.stem, name)


def start(environment, **providers):
    return config.load({**environment, "HTTP_PROVIDERS": json.dumps(providers)})


def test_what_is_wrong_stops_the_start_with_all_of_it():
    with pytest.raises(config.SettingsError) as raised:
        start(make.DEVELOPMENT, twilio={"account_sid": "AC1"}, mmg={}, vonage={"x": "y"})

    text = str(raised.value)
    assert "HTTP_PROVIDERS twilio: auth_token is missing." in text
    assert "HTTP_PROVIDERS mmg: this name belongs to another provider." in text
    assert "HTTP_PROVIDERS vonage: api_key is missing." in text


@pytest.mark.parametrize(
    "text", ["[]", "x", '{"A": {}}', '{"a": 1}', '{"a": {"b": 1}}', '{"a": {"b": "\\n"}}']
)
def test_what_is_no_list_of_providers_is_refused(text):
    with pytest.raises(config.SettingsError, match="HTTP_PROVIDERS must be a JSON object"):
        config.load({**make.DEVELOPMENT, "HTTP_PROVIDERS": text})


def test_passwords_of_receipts_are_long_outside_development():
    values = {"server_token": "t", "receipt_user": "postmark", "receipt_password": "short"}

    assert start(make.DEVELOPMENT, postmark=values).providers.http_providers
    with pytest.raises(config.SettingsError, match="receipt_password must have 32 characters"):
        start(make.PRODUCTION, postmark=values)


def test_the_settings_keep_secrets_to_themselves():
    values = {"account_sid": "AC1", "auth_token": "the-secret"}

    assert "the-secret" not in repr(start(make.DEVELOPMENT, twilio=values))
