"""What a provider is given, made from a claimed row."""

import re
import uuid
from types import SimpleNamespace

from jobs.delivery import messages
from postroom.links.secret_keys import SecretBox, generate
from postroom.templates import Version

KEY = (uuid.UUID(int=1), 1)
TEMPLATE = {
    "template_id": KEY[0],
    "version": 1,
    "template_type": "email",
    "subject": "s",
    "content": "Hello",
    "has_unsubscribe_link": True,
    "letter_welsh_subject": None,
    "letter_welsh_content": None,
}
RUNTIME = SimpleNamespace(
    versions={KEY: Version(TEMPLATE)},
    secret_box=SecretBox([generate()]),
    config=SimpleNamespace(
        base_url="https://api.example",
        admin_base_url="https://admin.example",
        email_domain="x.y",
        logo_base_url="https://logos.example",
    ),
)
ROW = {
    "id": uuid.UUID(int=2),
    "service_id": uuid.UUID(int=3),
    "template_id": KEY[0],
    "template_version": 1,
    "recipient": "bo@example.com",
    "normalised_recipient": "bo@example.com",
    "personalisation": {},
    "reply_to_text": None,
    "unsubscribe_url": None,
    "from_name": "Tide",
    "from_local_part": "tide",
    "key_type": "normal",
    "branding": None,
}


def test_people_unsubscribe_in_the_admin_app_and_mail_programs_at_the_api():
    message = messages.draft_email(RUNTIME, ROW).finish()

    path = message.unsubscribe_url.removeprefix("https://api.example")
    assert re.fullmatch(rf"/unsubscribe/{ROW['id']}/\S+", path)
    assert f"Unsubscribe from these emails: https://admin.example{path}" in message.plain_text
    assert f'href="https://admin.example{path}"' in message.html
    assert "https://api.example" not in message.plain_text + message.html


def test_a_senders_own_link_is_in_both_places():
    own = "https://sender.example/stop"

    message = messages.draft_email(RUNTIME, {**ROW, "unsubscribe_url": own}).finish()

    assert message.unsubscribe_url == own
    assert own in message.plain_text and own in message.html
    assert "admin.example" not in message.html
