"""Letters through a print API: what it is sent, what its answers mean, and credentials."""

import asyncio
import base64
import json

import pytest

from jobs.app import Runtime
from jobs.providers import Unavailable
from jobs.providers.dvla import address_of
from postroom.content.postal_addresses import PostalAddress
from postroom.links.letters import letter_of
from postroom.links.secret_keys import SecretBox
from tests.jobs.letters.conftest import with_runtime
from tests.jobs.letters.test_printing import EVENING, NOON, status
from tests.tools import make
from tests.tools.letters import pdf, queued, ready
from tests.tools.print_api import print_api

LATER = "2026-11-23T17:53:01Z"


@pytest.fixture
def api(live):
    """A print API that gets all letters."""
    live.execute(
        "update postroom.provider_details set active = (identifier = 'dvla'), priority = 100"
        " where notification_type = 'letter'"
    )
    with print_api() as (url, api):
        api.variables = api.settings(url)
        yield api
    live.execute(
        "update postroom.provider_details set active = (identifier = 'spool')"
        " where notification_type = 'letter'"
    )


@pytest.fixture
def service(live):
    make.at(live, NOON)
    return make.service(live)


def test_a_print_job(live, store, service, prints, api):
    data = pdf(2)
    id = ready(
        live, store, service, data, postage="first", letter_reference="R" * 16,
        recipient="Ann Person\n1 High Street\nLeeds\nLS1 4AP",
    )  # fmt: skip

    prints(EVENING, **api.variables)

    job = api.jobs[str(id)]
    target = job["callbackParams"].pop("target")
    assert job == {
        "id": str(id),
        "standardParams": {
            "jobType": "NOTIFY",
            "templateReference": "NOTIFY",
            "businessIdentifier": "R" * 16,
            "recipientName": "Ann Person",
            "address": {
                "unstructuredAddress": {
                    "line1": "1 High Street", "line2": "Leeds", "postcode": "LS1 4AP",
                }
            },
            "despatchMethod": "FIRST",
        },
        "customParams": [
            {"key": "pdfContent", "value": base64.b64encode(data).decode()},
            {"key": "organisationIdentifier", "value": ""},
            {"key": "serviceIdentifier", "value": str(service.id)},
        ],
        "callbackParams": {"retryParams": {"enabled": True, "maxRetryWindow": 10800}},
    }  # fmt: skip
    link, _, token = target.partition("?token=")
    assert link == "https://notify.example/notifications/letter/status"
    assert letter_of(SecretBox([make.SECRET_KEYS]), token) == id
    facts = make.facts(live, id)
    assert (facts["status"], facts["sent_by"]) == ("sending", "dvla")


@pytest.mark.parametrize(
    ("postage", "method"),
    [
        ("second", None), ("economy", "ECONOMY"), ("europe", "INTERNATIONAL_EU"),
        ("rest-of-world", "INTERNATIONAL_ROW"),
    ],
)  # fmt: skip
def test_the_despatch_method(live, store, service, prints, api, postage, method):
    id = ready(live, store, service, postage=postage)

    prints(EVENING, **api.variables)

    assert api.jobs[str(id)]["standardParams"].get("despatchMethod") == method


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (
            ["A", "1", "2", "3", "4", "5", "SW1A 1AA"],
            {
                "unstructuredAddress": {
                    "line1": "1", "line2": "2", "line3": "3", "line4": "4", "line5": "5",
                    "postcode": "SW1A 1AA",
                }
            },
        ),
        (
            ["A", "x" * 50, "France"],
            {"internationalAddress": {"line1": "x" * 45, "country": "France"}},
        ),
        (
            ["Pte Ann", "Unit", "Camp", "BF1 1AA", "BFPO 12"],
            {
                "bfpoAddress": {
                    "line1": "Pte Ann", "line2": "Unit", "line3": "Camp",
                    "postcode": "BF1 1AA", "bfpoNumber": 12,
                }
            },
        ),
    ],
)  # fmt: skip
def test_shapes_of_addresses(lines, address):
    assert address_of(PostalAddress("\n".join(lines), allow_international=True)) == address


@pytest.mark.parametrize(
    ("answer", "now", "later"),
    [
        (202, "sending", "sending"),
        (409, "sending", "sending"),
        (400, "technical-failure", "technical-failure"),
        (401, "created", "sending"),
        (403, "created", "sending"),
        (429, "created", "sending"),
        (500, "created", "sending"),
        (503, "created", "sending"),
    ],
)
def test_what_answers_mean(live, store, service, prints, api, answer, now, later):
    id = ready(live, store, service)
    api.statuses = [answer]

    prints(EVENING, **api.variables)
    assert status(live, id) == now
    # Not before three minutes have passed.
    prints("2026-11-23T17:52:59Z", **api.variables)
    assert status(live, id) == now
    prints(LATER, **api.variables)
    assert status(live, id) == later


def test_after_55_retries_a_letter_has_failed(live, store, service, prints, api):
    id = ready(live, store, service)
    api.statuses = [429, 503]
    prints(EVENING, **api.variables)
    live.execute("update postroom.delivery_queue set attempts = 55")

    prints(LATER, **api.variables)

    assert status(live, id) == "technical-failure"
    assert queued(live) == []


def test_what_one_printer_may_have_nobody_else_gets(live, store, spool, service, prints, api):
    first, second = ready(live, store, service), ready(live, store, service)
    api.statuses = [500, 429]
    prints(EVENING, PRINTER_CONNECTIONS="1", **api.variables)
    live.execute(
        "update postroom.provider_details set active = (identifier = 'spool')"
        " where notification_type = 'letter'"
    )

    prints(LATER, **api.variables)

    assert make.facts(live, first)["sent_by"] == "dvla"
    assert make.facts(live, second)["sent_by"] == "spool"
    assert list(api.jobs) == [str(first)]


def test_a_token_is_for_many(live, store, service, prints, api):
    for _ in range(20):
        ready(live, store, service)

    prints(EVENING, **api.variables)

    assert len(api.jobs) == 20
    assert api.asked["authenticate"] == 1


def act(store, api, what):
    async def run(runtime: Runtime):
        dvla = runtime.provider("dvla")
        try:
            await what(dvla.access)
        finally:
            await runtime.close()

    asyncio.run(with_runtime(store, run, **api.variables))


def kept(live):
    row = live.execute("select secrets from postroom.provider_credentials").fetchone()
    return json.loads(SecretBox([make.SECRET_KEYS]).decrypt(row["secrets"]))


def test_credentials_are_changed_and_kept(live, store, service, prints, api):
    act(store, api, lambda access: access.change_api_key())
    act(store, api, lambda access: access.change_password())

    assert api.password != "First-password-1" and len(api.password) == 30
    assert (kept(live)["password"], kept(live)["api_key"]) == (api.password, api.api_key)
    id = ready(live, store, service)
    prints(EVENING, **api.variables)
    assert status(live, id) == "sending"


def test_a_lost_answer_locks_nobody_out(live, store, service, prints, api):
    api.lose_answers = True
    with pytest.raises(Unavailable):
        act(store, api, lambda access: access.change_password())
    api.lose_answers = False
    assert kept(live)["password"] != api.password

    act(store, api, lambda access: access.change_password())

    assert kept(live)["password"] == api.password
    id = ready(live, store, service)
    prints(EVENING, **api.variables)
    assert status(live, id) == "sending"


def test_new_settings_count_more_than_what_was_changed_before(live, store, api):
    act(store, api, lambda access: access.change_password())
    api.password = "Reset-by-hand-1"
    api.variables["DVLA_PASSWORD"] = "Reset-by-hand-1"

    act(store, api, lambda access: access.headers())

    assert api.asked["authenticate"] == 2


def test_another_password_and_key_in_the_database_are_encrypted(live, store, api):
    act(store, api, lambda access: access.change_password())

    row = live.execute("select secrets from postroom.provider_credentials").fetchone()
    assert api.password not in row["secrets"]
    assert live.execute("select count(*) from ops.encrypted_secrets()").fetchone()["count"] >= 1
