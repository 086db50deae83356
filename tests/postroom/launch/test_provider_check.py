import json
import subprocess
import sys

import pytest

from postroom.launch.provider_check import check
from postroom.settings import config
from tests.tools import make
from tests.tools.email_services import Postmark
from tests.tools.http_services import standing_in
from tests.tools.sms_services import Twilio


def settings(service, url, **changed):
    values = {**service.values(url), **changed}
    return {**make.DEVELOPMENT, "HTTP_PROVIDERS": json.dumps({service.name: values})}


@pytest.mark.parametrize(
    ("service", "to", "field"),
    [(Twilio(), "07700 900123", "Body"), (Postmark(), "ann@example.com", "TextBody")],
)
def test_one_message_leaves_and_its_reference_is_told(service, to, field):
    with standing_in(service) as url:
        said = check(config.load(settings(service, url)), service.name, to)

    (taken,) = service.taken
    assert said.startswith(f"Taken, as {service.name}:{taken['reference']}.")
    assert "will tell what becomes of message" in said
    assert taken[field].startswith("A test of Postroom")


@pytest.mark.parametrize(
    ("to", "changed", "statuses", "said"),
    [
        ("+447700900009", {}, [], "Refused: twilio: HTTP 400 21614."),
        ("+447700900123", {"auth_token": "no"}, [], "Not taken: twilio: HTTP 401 20003."),
        ("+447700900123", {}, [500], "Unclear: twilio: HTTP 500 20500."),
    ],
)
def test_what_came_back_is_told(to, changed, statuses, said):
    service = Twilio()
    service.statuses = statuses
    with standing_in(service) as url:
        found = check(config.load(settings(service, url, **changed)), "twilio", to)

    assert found.startswith(said)


@pytest.mark.parametrize(
    ("provider", "to", "fault"),
    [
        ("nobody", "07700900123", "No provider that can be tried is called nobody"),
        ("mmg", "07700900123", "mmg is not set up: MMG_API_KEY is not set"),
        ("mmg", "ann", "TO is no recipient of a message by mmg"),
        ("smtp", "ann", "TO is no recipient of a message by smtp"),
    ],
)
def test_what_cannot_be_tried_is_one_sentence(provider, to, fault):
    with pytest.raises(SystemExit, match=fault):
        check(config.load(make.DEVELOPMENT), provider, to)


def test_a_letter_is_made_for_it(tmp_path):
    (tmp_path / "acme.toml").write_text(
        'type = "letter"\ndisplay_name = "Acme"\nneeds = ["url"]\n[request]\nurl = "{url}"\n'
        'form = { pdf = "{pdf}", line = "{address_line_1}" }\n[answer.means]\n404 = "accepted"\n'
    )
    service = Twilio()
    service.statuses = [404]
    with standing_in(service) as url:
        variables = {
            **make.DEVELOPMENT,
            "HTTP_PROVIDERS": json.dumps({"acme": {"url": url}}),
            "HTTP_PROVIDER_FOLDER": str(tmp_path),
        }
        said = check(config.load(variables), "acme", "Ann, 1 High Street, SW1A 1AA")

    assert said.startswith("Taken.")
    form = service.asked[0].form()
    assert form["line"] == "Ann"
    assert len(form["pdf"]) > 1000


def test_the_command():
    service = Twilio()
    with standing_in(service) as url:
        done = subprocess.run(
            [sys.executable, "-m", "postroom", "provider-check",
             "--provider", "twilio", "--to", "+447700900123"],
            env=settings(service, url), capture_output=True, text=True,
        )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Taken, as twilio:SM")
