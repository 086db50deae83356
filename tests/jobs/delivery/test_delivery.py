"""Delivery from end to end: real API, worker, provider; the worker and PostgreSQL killed."""

import io
import threading
import time

import pytest
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTPError

from postroom.launch import cluster, supervisor
from postroom.links.secret_keys import SecretBox
from tests.tools import pdf_letters
from tests.tools.receiver import receiver
from tests.tools.stack import connect, demo_service, stack

pytestmark = pytest.mark.slow

NUMBER = "07900900123"
PLATFORM = "d6aa2c68-a2d9-4437-ab19-3ae8eb202553"
SMS_CODE = "36fb0730-6259-4da1-8a80-c8de22ad4246"
QUEUE = """
select s.id from api.send_notifications((
    select json_agg(json_build_object(
        'service_id', %(service)s::text, 'notification_type', 'sms', 'key_type', 'normal',
        'limited', false, 'template_id', %(template)s::text, 'template_version', 1,
        'recipient', '07900900123', 'normalised_recipient', '447900900123',
        'personalisation', json_build_object('name', m.n, 'verify_code', m.n),
        'reply_to_text', 'POSTROOM', 'billable_units', 1, 'phone_prefix', '44',
        'rate_multiplier', 1
    ))
    from generate_series(1, %(count)s) as m (n)
)) as s
"""


@pytest.fixture(scope="module")
def running():
    with (
        receiver() as (url, received),
        stack(MMG_URL=url, MMG_API_KEY="key", DELIVERY_LEASE_SECONDS="3") as stacked,
    ):
        stacked.received = received
        stacked.demo = demo_service(stacked)
        stacked.client = client(stacked, "live")
        yield stacked


def client(running, key):
    return NotificationsAPIClient(running.demo["keys"][key], base_url=running.base_url)


def send(running, key="live", number=NUMBER):
    sent = client(running, key).send_sms_notification(
        number, running.demo["templates"]["sms"], personalisation={"name": "Ann"}
    )
    return sent["id"]


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} seconds"
        time.sleep(0.05)


def status(running, id):
    return running.client.get_notification_by_id(id)["status"]


def use(running, identifier):
    with connect(running) as db:
        for name in ("sandbox", "mmg"):
            db.execute("select ops.set_provider('sms', %s, %s, 100)", (name, name == identifier))


def test_the_official_client_sends_and_reads_until_delivered(running):
    use(running, "sandbox")
    sms = send(running)
    email = running.client.send_email_notification(
        "ann@example.com", running.demo["templates"]["email"], personalisation={"name": "Ann"}
    )["id"]

    wait_until(lambda: status(running, sms) == status(running, email) == "delivered", 10)

    listed = running.client.get_all_notifications()["notifications"]
    assert {sms, email} <= {notification["id"] for notification in listed}
    template = running.client.get_template(running.demo["templates"]["sms"])
    assert template["personalisation"] == {"name": {"required": True}}


def test_a_service_is_called_back(running):
    use(running, "sandbox")
    token = SecretBox(running.variables["SECRET_KEYS"].split(",")).encrypt("1234567890")
    with receiver() as (url, told), connect(running) as db:
        db.execute(
            "insert into postroom.service_callbacks"
            " (service_id, callback_type, url, bearer_token, updated_by_id)"
            " select id, 'delivery_status', %s, %s, created_by_id from postroom.services"
            " where id = %s",
            (url, token, running.demo["service_id"]),
        )
        ids = [send(running) for _ in range(5)]
        wait_until(lambda: all(told.arrived[id] for id in ids), 20)
        db.execute("delete from postroom.service_callbacks")

    assert [told.arrived[id] for id in ids] == [1] * 5
    assert {body["status"] for body in told.bodies} == {"delivered"}


def letter_pdf(running, id):
    try:
        return running.client.get_pdf_for_letter(id).read()
    except HTTPError as error:
        assert error.message[0]["error"] == "PDFNotReadyError"
        return None


def test_the_official_client_sends_letters_and_gets_their_pdfs(running):
    address = {"address_line_1": "Ann", "address_line_2": "1 Road", "address_line_3": "SW1A 1AA"}
    letters = {
        key: client(running, key).send_letter_notification(
            running.demo["templates"]["letter"], personalisation={"name": "Ann", **address}
        )["id"]
        for key in ("live", "test")
    }
    wait_until(lambda: letter_pdf(running, letters["live"]), 20)
    assert status(running, letters["live"]) == "accepted"
    assert status(running, letters["test"]) == "accepted"
    pdf = letter_pdf(running, letters["live"])
    assert pdf.startswith(b"%PDF")

    ours = io.BytesIO(pdf_letters.letter())
    finished = running.client.send_precompiled_letter_notification("ours", ours)["id"]
    wait_until(lambda: letter_pdf(running, finished), 20)
    shown = running.client.get_notification_by_id(finished)
    assert (shown["status"], shown["cost_details"]["billable_sheets_of_paper"]) == ("accepted", 1)
    assert shown["line_1"] == "Provided as PDF"

    wait_until(lambda: status(running, letters["test"]) == "received", 20)
    assert letter_pdf(running, letters["test"]).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("07700900001", "delivered"),
        ("07700900002", "permanent-failure"),
        ("07700900003", "temporary-failure"),
    ],
)
def test_test_keys_end_as_their_recipient_says(running, number, outcome):
    id = send(running, "test", number)

    wait_until(lambda: status(running, id) == outcome)


def test_a_simulated_number_is_accepted_and_never_seen_again(running):
    id = send(running, number="07700900000")

    with pytest.raises(HTTPError) as raised:
        status(running, id)
    assert raised.value.status_code == 404


def test_a_provider_that_fails_once_is_asked_again_at_once(running):
    use(running, "mmg")
    running.received.statuses = [503]
    id = send(running)

    wait_until(lambda: running.received.arrived[id] == 1)
    wait_until(lambda: status(running, id) == "sending")

    (body,) = [body for body in running.received.bodies if body["cid"] == id]
    assert body["MSISDN"] == "447900900123"
    assert body["msg"] == "Hello Ann, your application has arrived."


def test_sign_in_codes_and_test_messages_do_not_wait_behind_a_backlog(running):
    use(running, "mmg")
    running.received.delay = 1.0
    backlog = queue(running, 1500, running.demo["service_id"], running.demo["templates"]["sms"])
    wait_until(lambda: any(running.received.arrived[id] for id in backlog))

    (code,) = queue(running, 1, PLATFORM, SMS_CODE)
    test = send(running, "test")
    wait_until(lambda: running.received.arrived[code])
    wait_until(lambda: status(running, test) == "delivered")

    assert sum(running.received.arrived[id] for id in backlog) < len(backlog)
    running.received.delay = 0.0
    wait_until(lambda: all(running.received.arrived[id] for id in backlog), 60)


def queue(running, count, service, template):
    """So many text messages in one transaction; their ids."""
    with connect(running) as db:
        rows = db.execute(QUEUE, {"count": count, "service": service, "template": template})
        return [str(row["id"]) for row in rows.fetchall()]


def test_a_killed_worker_loses_nothing(running):
    use(running, "mmg")
    running.received.delay = 0.05
    ids = [send(running) for _ in range(200)]
    wait_until(lambda: any(running.received.arrived[id] for id in ids))

    running.parts["worker"].kill()
    running.parts["worker"].wait()
    handed_over = sum(running.received.arrived[id] > 0 for id in ids)
    supervisor.revive(running.parts, running.variables)

    wait_until(lambda: all(running.received.arrived[id] for id in ids), 30)
    # Those whose answer nobody knows wait 30 s for a receipt before they are sent again.
    wait_until(lambda: all(status(running, id) == "sending" for id in ids), 60)
    duplicates = sum(running.received.arrived[id] - 1 for id in ids)
    print(f"killed after {handed_over} of {len(ids)}; sent twice: {duplicates}")
    # At most what one job has in hand at a time.
    assert duplicates <= 300
    running.received.delay = 0.0


def test_everything_goes_on_after_a_restart_of_postgresql_under_load(running):
    use(running, "mmg")
    accepted = []
    stop = threading.Event()

    def load():
        while not stop.is_set():
            try:
                accepted.append(send(running))
            except (HTTPError, OSError):
                continue

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(accepted) > 50)
    cluster.stop(running.directory)
    cluster.ensure(running.directory)
    back = len(accepted)
    wait_until(lambda: len(accepted) > back + 50, 10)
    arrived = sum(running.received.arrived.values())
    wait_until(lambda: sum(running.received.arrived.values()) > arrived + 20, 10)
    stop.set()
    for thread in threads:
        thread.join()

    wait_until(lambda: all(running.received.arrived[id] for id in accepted), 20)
