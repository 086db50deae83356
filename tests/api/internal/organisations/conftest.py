from types import SimpleNamespace

import pytest

from postroom.content.email_addresses import normalise


@pytest.fixture
def organisation(admin, mark):
    """organisation(organisation_type="local") → .id, .path, .body"""
    made = []

    def create(**fields):
        name = f"Org {mark} {len(made)}"
        body = {"name": name, "crown": False, "organisation_type": "local", **fields}
        answer = admin("POST /organisations", body)
        assert answer.status == 201, answer.body
        id = answer.body["id"]
        made.append(SimpleNamespace(id=id, path=f"/organisations/{id}", body=answer.body))
        return made[-1]

    return create


@pytest.fixture
def emails(committed):
    """emails(address) → what the platform has sent there: template_id, values, reply_to"""

    def sent(address):
        rows = committed.execute(
            "select n.template_id::text, c.personalisation as values, c.reply_to_text as reply_to"
            " from postroom.notification_contents as c"
            " inner join postroom.notifications as n"
            " on n.id = c.id and n.service_id = c.service_id"
            " where c.normalised_recipient = %s order by n.created_at",
            [normalise(address)],
        ).fetchall()
        return [SimpleNamespace(**row) for row in rows]

    return sent
