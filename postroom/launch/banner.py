"""What `make run` prints when everything runs: ready to paste."""

import json
import re
import sys
import time
from typing import Any

import jwt

from postroom.launch import environment

ROOT = environment.VAR.parent

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
KEY = re.compile(rf"(?:.+-)?({UUID})-({UUID})", re.IGNORECASE)

TEXT = """
Postroom runs at {base_url} (stop it with Ctrl-C; look inside with `make psql`).

Send a text message:

  curl -X POST {base_url}/v2/notifications/sms \\
    -H "Authorization: Bearer $(cd {root} && {python} -m postroom token)" \\
    -H "Content-Type: application/json" \\
    -d '{message}'

The same from Python, whose {python} has GOV.UK Notify's client:

  from notifications_python_client import NotificationsAPIClient

  client = NotificationsAPIClient("{key}", base_url="{base_url}")
  sent = client.send_sms_notification(
      phone_number="{phone_number}",
      template_id="{template_id}",
      personalisation={personalisation},
  )
  print(client.get_notification_by_id(sent["id"])["status"])

What was sent is at {base_url}/_sandbox/messages: nothing has left this machine.

The other keys and templates of the demonstration service are in var/demo.json, and all that
the API can do is at {base_url}/docs.
"""


def text(demo: dict[str, Any]) -> str:
    """The address, and how to send a first message, for this demonstration service."""
    message = {
        "phone_number": "07700900123",
        "template_id": demo["templates"]["sms"],
        "personalisation": {"name": "Ann"},
    }
    return TEXT.format(
        **message,
        base_url=demo["base_url"],
        key=demo["keys"]["live"],
        message=json.dumps(message),
        python=sys.executable,
        root=ROOT,
    )


def token(key: str) -> str:
    """A token for this key: `live`, `team` or `test` of var/demo.json, or a whole key."""
    if key in ("live", "team", "test"):
        path = environment.VAR / "demo.json"
        if not path.exists():
            raise SystemExit(f"{path} is missing; `make run` writes it.")
        key = json.loads(path.read_text())["keys"][key]
    found = KEY.fullmatch(key)
    if not found:
        raise SystemExit(
            "--key is live, team, test, or a whole key, which ends in the service's id and a "
            "secret: name-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        )
    service, secret = found.groups()
    return jwt.encode({"iss": service, "iat": int(time.time())}, secret, algorithm="HS256")
