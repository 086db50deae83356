"""What a day needs before it begins: teams with keys and templates, providers, uploads."""

import csv
import io
import time
import uuid
from types import SimpleNamespace

import httpx
import jwt
import psycopg
from psycopg.rows import scalar_row

from postroom.csv_upload import file_key
from postroom.files.objects import ObjectStore
from postroom.launch import demo
from postroom.links.secret_keys import SecretBox
from postroom.settings import config

# The admin app, to the internal API.
CLIENT, SECRET = "notify-admin", "a secret that only tests know, and long enough"

# Texts carry the number by which the world knows the message.
TEMPLATES = {
    "sms": {"content": "Message ((number)) to you"},
    "email": {"content": "Message ((number)) to you", "subject": "News"},
}
PROVIDERS = {
    ("sms", "mmg"): 51,
    ("sms", "firetext"): 49,
    ("email", "ses"): 100,
    ("sms", "sandbox"): 0,
    ("email", "sandbox"): 0,
}


def prepare(running: SimpleNamespace, count: int, world_url: str) -> list[dict]:
    """Services without limits; the first two have their callbacks told to bad places.

    {"service_id", "keys", "templates", "user_id", "place"}
    """
    box = SecretBox(config.load(running.variables).secret_keys)
    with psycopg.connect(running.variables["DATABASE_URL"], row_factory=scalar_row) as db:
        for (channel, name), share in PROVIDERS.items():
            db.execute("select ops.set_provider(%s, %s, %s, %s)", (channel, name, share > 0, share))
        services = [make_service(db, box, n, world_url) for n in range(count)]
        db.execute(
            "update postroom.services set rate_limit = 100000000,"
            " sms_message_limit = 1000000000, email_message_limit = 1000000000"
        )
    return services


def make_service(db: psycopg.Connection, box: SecretBox, number: int, world_url: str) -> dict:
    service = demo.create(db, box)
    id = service["service_id"]
    user = db.execute("select created_by_id from postroom.services where id = %s", [id]).fetchone()
    owner = {"service_id": id, "created_by_id": str(user)}
    templates = {
        kind: demo.create_template(db, owner, kind, {"name": kind, **fields})
        for kind, fields in TEMPLATES.items()
    }
    place = {0: "dead", 1: "flaky"}.get(number, "good")
    demo.call(
        db,
        "api.create_service_callback",
        service_id=id,
        callback_type="delivery_status",
        url=f"{world_url}/callbacks/{place}",
        bearer_token=box.encrypt("known to the service"),
        updated_by_id=user,
    )
    return {**service, "templates": templates, "user_id": str(user), "place": place}


def upload(running: SimpleNamespace, service: dict, numbers: range) -> None:
    """What the admin app does with a file of text messages."""
    job_id = str(uuid.uuid4())
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["phone number", "number"])
    rows.writerows(("07900900123", number) for number in numbers)
    metadata = {
        "template_id": service["templates"]["sms"],
        "valid": "True",
        "original_file_name": "people.csv",
        "notification_count": str(len(numbers)),
    }
    store = ObjectStore(running.variables["OBJECT_STORE_URL"])
    store.put(file_key(service["service_id"], job_id), text.getvalue().encode(), metadata)
    token = jwt.encode({"iss": CLIENT, "iat": int(time.time())}, SECRET, algorithm="HS256")
    answer = httpx.post(
        f"{running.base_url}/service/{service['service_id']}/job",
        json={"id": job_id, "created_by": service["user_id"]},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
