"""Letters to a printer that a description says all about."""

import json

import pytest
from psycopg.types.json import Jsonb

from tests.jobs.letters.test_printing import EVENING, NOON
from tests.tools import make
from tests.tools.http_services import Service, standing_in
from tests.tools.letters import pdf, ready

DESCRIPTION = """
type = "letter"
display_name = "A printer"
needs = ["url"]
[request]
url = "{url}/letters/{id}"
method = "PUT"
[request.multipart]
pdf = "{pdf}"
postage = "{postage}"
to = "{address_line_1}"
[answer.means]
201 = "accepted"
409 = "accepted"
422 = "refused"
"""


class Printer(Service):
    """Takes each letter once, by its id."""

    def answer(self, asked):
        if asked.path in {letter["path"] for letter in self.taken}:
            return 409, {}, b""
        parts = asked.parts()
        self.taken.append({"path": asked.path, "pdf": parts["pdf"].get_payload(decode=True),
                           "postage": parts["postage"].get_payload()})  # fmt: skip
        return 201, {}, b""


@pytest.fixture
def printer(live, tmp_path):
    """One that gets all letters."""
    (tmp_path / "acme.toml").write_text(DESCRIPTION)
    acme = {
        "identifier": "acme", "notification_type": "letter", "display_name": "A printer",
        "supports_international": True, "sends_receipts": False,
    }  # fmt: skip
    make.call(live, "jobs.register_providers", providers=Jsonb([acme]))
    live.execute(
        "update postroom.provider_details set active = (identifier = 'acme')"
        " where notification_type = 'letter'"
    )
    printer = Printer()
    with standing_in(printer) as url:
        printer.variables = {
            "HTTP_PROVIDERS": json.dumps({"acme": {"url": url}}),
            "HTTP_PROVIDER_FOLDER": str(tmp_path),
        }
        yield printer
    live.execute(
        "update postroom.provider_details set active = (identifier = 'spool')"
        " where notification_type = 'letter'"
    )


@pytest.fixture
def service(live):
    make.at(live, NOON)
    return make.service(live)


def test_a_letter_is_handed_over_and_despatched_by_word_of_mouth(
    live, store, service, prints, printer
):
    data = pdf(2)
    id = ready(live, store, service, data, postage="first")

    prints(EVENING, **printer.variables)

    (taken,) = printer.taken
    assert taken == {"path": f"/letters/{id}", "pdf": data, "postage": "first"}
    facts = make.facts(live, id)
    assert (facts["status"], facts["sent_by"]) == ("sending", "acme")

    live.execute("select ops.mark_despatched('2026-11-23', provider => 'acme')")

    assert make.facts(live, id)["status"] == "delivered"


@pytest.mark.parametrize(
    ("status", "becomes"), [(422, "technical-failure"), (503, "created"), (500, "created")]
)
def test_what_it_does_not_take(live, store, service, prints, printer, status, becomes):
    id = ready(live, store, service)
    printer.statuses = [status]

    prints(EVENING, **printer.variables)

    assert make.facts(live, id)["status"] == becomes
