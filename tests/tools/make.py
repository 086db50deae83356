"""Things that tests need to exist, made through the functions that make them in life."""

import json
import uuid
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import psycopg
from psycopg.types.json import Json, Jsonb

from postroom.links.secret_keys import SecretBox, generate

SECRET_KEYS = generate()
DEVELOPMENT = {
    "NOTIFY_ENVIRONMENT": "development",
    "DATABASE_URL": "postgresql://owner@db.example/postroom",
    "SECRET_KEYS": SECRET_KEYS,
}
# What has to be set outside development. No connection is made to these addresses.
PRODUCTION = {
    "NOTIFY_ENVIRONMENT": "production",
    "BASE_URL": "https://notify.example",
    "ALLOWED_HOSTS": "localhost",
    "SECRET_KEYS": SECRET_KEYS,
    "DATABASE_URL": "postgresql://owner@db.example/postroom",
    "API_DATABASE_URL": "postgresql://postroom_api@db.example/postroom",
    "WORKER_DATABASE_URL": "postgresql://postroom_worker@db.example/postroom",
}


def call(db: psycopg.Connection, function: str, **arguments: Any) -> Any:
    """The single value, or the first row, of a function call with named arguments."""
    placed = ", ".join(f"{name} => %({name})s" for name in arguments)
    rows = db.execute(f"select * from {function}({placed})", arguments).fetchall()
    if not rows:
        return None
    return next(iter(rows[0].values())) if len(rows[0]) == 1 else rows[0]


def user(db: psycopg.Connection, **fields: Any) -> uuid.UUID:
    mark = uuid.uuid4().hex[:8]
    fields = {"name": "Ann", "email_address": f"ann-{mark}@example.gov.uk", **fields}
    return uuid.UUID(call(db, "api.create_user", **fields)["id"])


def service(db: psycopg.Connection, **fields: Any) -> SimpleNamespace:
    """A live service with a member, three keys and an SMS and an email template.

    .keys holds {"normal", "team", "test"} → (id, secret); .templates {"sms", "email"} → id.
    """
    mark = uuid.uuid4().hex[:8]
    member = user(db)
    created = call(
        db,
        "api.create_service",
        **{
            "name": f"Service {mark}",
            "normalised_name": f"service.{mark}",
            "created_by_id": member,
            "restricted": False,
            **fields,
        },
    )
    made = SimpleNamespace(id=uuid.UUID(created["id"]), user=member, keys={}, templates={})
    for key_type in ("normal", "team", "test"):
        made.keys[key_type] = api_key(db, made, key_type)
    made.templates["sms"] = template(db, made, "sms", "Hello ((name))")
    made.templates["email"] = template(db, made, "email", "Hello ((name))", subject="For ((name))")
    return made


def api_key(db: psycopg.Connection, owner: SimpleNamespace, key_type: str) -> tuple[uuid.UUID, str]:
    secret = str(uuid.uuid4())
    id = call(
        db,
        "api.create_api_key",
        service_id=owner.id,
        name=f"{key_type} {secret[:8]}",
        key_type=key_type,
        secret=SecretBox([SECRET_KEYS]).encrypt(secret),
        created_by_id=owner.user,
    )
    return id, secret


def template(
    db: psycopg.Connection,
    owner: SimpleNamespace,
    template_type: str,
    content: str,
    **fields: Any,
) -> uuid.UUID:
    if template_type == "email":
        fields = {"subject": "A subject", **fields}
    columns = {
        "name": f"{template_type} template",
        "content": content,
        "created_by_id": str(owner.user),
        **fields,
    }
    created = call(
        db,
        "api.create_template",
        service_id=owner.id,
        template_type=template_type,
        folder_id=columns.pop("folder_id", None),
        columns=Jsonb(columns),
    )
    return uuid.UUID(created["id"])


def version(db: psycopg.Connection, owner: SimpleNamespace) -> int:
    """The context version that a web process would send along."""
    return db.execute(
        "select context_version from postroom.services where id = %s", (owner.id,)
    ).fetchone()["context_version"]


class Refused(Exception):
    """A message that api.send_notifications does not accept."""

    def __init__(self, sqlstate: str, reason: str | None) -> None:
        super().__init__(reason)
        self.sqlstate = sqlstate


def send(
    db: psycopg.Connection, owner: SimpleNamespace, channel: str = "sms", **fields: Any
) -> uuid.UUID | None:
    """A message as the API stores it; the id. Raises Refused."""
    (outcome,) = send_all(db, new_message(db, owner, channel, **fields))
    if outcome["refusal"]:
        raise Refused(outcome["refusal"], outcome["reason"])
    return outcome["id"]


def send_all(db: psycopg.Connection, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What becomes of messages that are sent in one call."""
    given = json.dumps(messages, default=str)
    return db.execute("select * from api.send_notifications(%s)", [given]).fetchall()


def new_message(
    db: psycopg.Connection, owner: SimpleNamespace, channel: str = "sms", **fields: Any
) -> dict[str, Any]:
    """A message as api.send_notifications takes it."""
    key_type = fields.pop("key_type", "normal")
    recipient = "447700900001" if channel == "sms" else "bo@example.com"
    return {
        "service_id": owner.id,
        "context_version": version(db, owner),
        "notification_type": channel,
        "api_key_id": owner.keys[key_type][0],
        "key_type": key_type,
        "template_id": owner.templates[channel],
        "template_version": 1,
        "recipient": recipient,
        "normalised_recipient": recipient,
        "personalisation": '{"name": "Bo"}',
        "phone_prefix": "44",
        "rate_multiplier": 1,
        "billable_units": 1,
        **fields,
    }


def letter(db: psycopg.Connection, owner: SimpleNamespace, **fields: Any) -> uuid.UUID:
    """A letter from a template as the API stores it; the id."""
    if "letter" not in owner.templates:
        subject = fields.pop("subject", "About ((name))")
        owner.templates["letter"] = template(db, owner, "letter", "Dear ((name))", subject=subject)
    address = {"address_line_1": "Bo", "address_line_2": "1 Road", "postcode": "SW1A 1AA"}
    return send(
        db,
        owner,
        "letter",
        **{
            "recipient": "Bo\n1 Road\nSW1A 1AA",
            "normalised_recipient": "bo1roadsw1a1aa",
            "personalisation": json.dumps({"name": "Bo", **address}),
            "postage": "second",
            "letter_reference": uuid.uuid4().hex[:16].upper(),
            "phone_prefix": None,
            "rate_multiplier": None,
            "billable_units": 0,
            **fields,
        },
    )


def job(
    db: psycopg.Connection, owner: SimpleNamespace, channel: str = "sms", **fields: Any
) -> uuid.UUID:
    """An upload as the API accepts it; the id. Its file is not there."""
    id = fields.pop("job_id", uuid.uuid4())
    call(
        db,
        "api.create_job",
        **{
            "service_id": owner.id,
            "job_id": id,
            "template_id": owner.templates[channel],
            "original_file_name": "people.csv",
            "file_key": f"csv-uploads/service-{owner.id}-notify/{id}.csv",
            "notification_count": 2,
            "created_by_id": owner.user,
            **fields,
        },
    )
    return id


def row(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A row of an upload as jobs.store_rows takes it."""
    recipient = f"447700900{number:03}"
    return {
        "recipient": recipient,
        "normalised_recipient": recipient,
        "personalisation": {"phonenumber": recipient, "name": "Bo"},
        "phone_prefix": "44",
        "rate_multiplier": 1,
        "billable_units": 1,
        **fields,
    }


def store_rows(
    db: psycopg.Connection, id: uuid.UUID, rows: list[dict[str, Any]], first: int = 0
) -> int | None:
    """The next rows of an upload that was begun; how many are stored."""
    return call(
        db,
        "jobs.store_rows",
        job_id=id,
        first_row=first,
        reply_to_text="POSTROOM",
        rows=Json(rows),
    )


def upload(db: psycopg.Connection, owner: SimpleNamespace, *rows: dict, **fields: Any) -> uuid.UUID:
    """An upload all of whose rows are stored; the id."""
    rows = list(rows) or [row(1), row(2)]
    id = job(db, owner, **fields)
    call(db, "jobs.begin_upload", job_id=id, row_count=len(rows))
    store_rows(db, id, rows)
    return id


def job_facts(db: psycopg.Connection, id: uuid.UUID) -> dict[str, Any]:
    return db.execute("select * from postroom.jobs where id = %s", (id,)).fetchone()


def job_notifications(db: psycopg.Connection, id: uuid.UUID) -> list[dict[str, Any]]:
    """The facts of an upload's rows, in their order."""
    return db.execute(
        "select * from postroom.notifications where job_id = %s order by job_row_number, id",
        (id,),
    ).fetchall()


def message(
    db: psycopg.Connection,
    owner: SimpleNamespace,
    created_at: str | datetime,
    channel: str = "sms",
    **fields: Any,
) -> None:
    """A message as it is once it has been sent."""
    row = {
        "service_id": owner.id,
        "template_id": owner.id,
        "template_version": 1,
        "notification_type": channel,
        "key_type": "normal",
        "status": "delivered",
        "sent_by": {"sms": "mmg"}.get(channel),
        "billable_units": 0 if channel == "email" else 1,
        "rate_multiplier": 1 if channel == "sms" else None,
        **fields,
    }
    columns, values = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    db.execute(
        f"insert into postroom.notifications (id, created_at, day, kept_until, {columns})"
        " select id, postroom.uuid7_time(id), postroom.uuid7_day(id),"
        f" postroom.uuid7_day(id) + 7, {values} from postroom.uuid7(%(created_at)s) as id",
        {**row, "created_at": created_at},
    )


def charges(
    db: psycopg.Connection, owner: SimpleNamespace, day: str, channel: str = "sms", **fields: Any
) -> None:
    """What a service was charged for a day, as the nights count it: one fact."""
    by_type = {
        "sms": {"provider": "mmg", "multiplier": 1, "rate": "0.024", "units": 1},
        "email": {"provider": "ses", "multiplier": 0, "rate": 0, "units": 0},
        "letter": {
            "provider": "dvla",
            "multiplier": 1,
            "rate": "0.77",
            "units": 1,
            "postage": "second",
        },
    }
    fact = {"messages": 1, "international": False, "postage": "none", "template": owner.id}
    db.execute(
        "insert into postroom.billing_facts values (%(day)s, %(service)s, %(template)s,"
        " %(channel)s, %(provider)s, %(multiplier)s, %(international)s, %(rate)s, %(postage)s,"
        " %(units)s, %(messages)s)",
        {**fact, **by_type[channel], **fields, "day": day, "service": owner.id, "channel": channel},
    )


def inbound_number(db: psycopg.Connection, owner: SimpleNamespace) -> str:
    """A number of the service's own, on which it may receive."""
    number = f"077{uuid.uuid4().int % 10**8:08}"
    db.execute(
        "insert into postroom.inbound_numbers (number, provider, service_id)"
        " values (%s, 'mmg', %s)",
        (number, owner.id),
    )
    db.execute(
        "update postroom.services set permissions = permissions || array['inbound_sms']"
        " where id = %s",
        (owner.id,),
    )
    return number


def receive(db: psycopg.Connection, number: str, **fields: Any) -> bool:
    """A text message to a service's number, as a provider's callback stores it."""
    return call(
        db,
        "api.receive_message",
        **{
            "provider": "mmg",
            "notify_number": number,
            "user_number": "447700900001",
            "content": "Hello",
            **fields,
        },
    )


def received(db: psycopg.Connection, owner: SimpleNamespace) -> list[dict[str, Any]]:
    """What a service has received, oldest first."""
    return db.execute(
        "select * from postroom.inbound_messages where service_id = %s order by id", (owner.id,)
    ).fetchall()


def service_callback(
    db: psycopg.Connection,
    owner: SimpleNamespace,
    callback_type: str = "delivery_status",
    url: str = "https://service.example/callback",
    bearer_token: str = "1234567890",
) -> str:
    """An address at which a service is called back; its id."""
    return call(
        db,
        "api.create_service_callback",
        service_id=owner.id,
        callback_type=callback_type,
        url=url,
        bearer_token=SecretBox([SECRET_KEYS]).encrypt(bearer_token),
        updated_by_id=owner.user,
    )["id"]


def queued_callbacks(db: psycopg.Connection) -> list[dict[str, Any]]:
    return db.execute("select * from postroom.callback_queue order by queued_at").fetchall()


def receipt(
    db: psycopg.Connection,
    reference: uuid.UUID | str,
    status: str = "delivered",
    provider: str = "mmg",
    **fields: Any,
) -> bool:
    """A provider's receipt, as its callback stores it; whether it changed anything."""
    (row,) = receipts(
        db, {"provider": provider, "reference": reference, "status": status, **fields}
    )
    return row


def receipts(db: psycopg.Connection, *given: dict[str, Any]) -> list[dict[str, Any] | None]:
    """Providers' receipts in one call; what each changed."""
    rows = db.execute("select * from api.record_receipts(%s)", [json.dumps(given, default=str)])
    return [row["record_receipts"] for row in rows]


def settle(db: psycopg.Connection) -> None:
    """As if every message so far had been delivered."""
    db.execute("delete from postroom.delivery_queue")
    db.execute("update postroom.notifications set status = 'delivered' where status = 'created'")


def at(db: psycopg.Connection, moment: str) -> None:
    """Live at another moment until the transaction ends or the next call."""
    db.execute("select set_config('postroom.now', %s, false)", (moment,))


def facts(db: psycopg.Connection, id: uuid.UUID) -> dict[str, Any] | None:
    return db.execute("select * from postroom.notifications where id = %s", (id,)).fetchone()


def contents(db: psycopg.Connection, id: uuid.UUID) -> dict[str, Any] | None:
    return db.execute(
        "select * from postroom.notification_contents where id = %s", (id,)
    ).fetchone()


def partition(db: psycopg.Connection, tree: str, day: date) -> str:
    """Makes a daily partition in the past, where no send would need one."""
    name = f"postroom.{tree}_p{day:%Y_%m_%d}"
    db.execute("set role postroom_owner")
    db.execute(
        f"create table if not exists {name} partition of postroom.{tree}"
        f" for values from ('{day}') to ('{date.fromordinal(day.toordinal() + 1)}')"
    )
    db.execute("reset role")
    return name
