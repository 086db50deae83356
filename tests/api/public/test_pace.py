"""Services whose messages wait for their turn (docs/contract/sending.md, limits)."""

from tests.tools import make


def set_pace(db, service, rate):
    db.execute("update postroom.services set rate_limit = %s where id = %s", (rate, service.id))
    make.call(db, "ops.set_pace", service_id=service.id)


def sms(service):
    return {
        "phone_number": "07900900123",
        "template_id": str(service.templates["sms"]),
        "personalisation": {"name": "Ann"},
    }


def waits(db, service):
    """Seconds from when they were queued until messages are due, in order."""
    rows = db.execute(
        "select extract(epoch from q.due_at - n.created_at)::float as wait"
        " from postroom.delivery_queue as q join postroom.notifications as n"
        " on n.id = q.notification_id where q.service_id = %s order by q.due_at",
        (service.id,),
    ).fetchall()
    return [row["wait"] for row in rows]


def test_what_is_above_the_bucket_waits_for_its_token(ask, service, committed):
    set_pace(committed, service, 12)
    answers = [ask("POST /v2/notifications/sms", sms(service)) for _ in range(7)]

    assert [answer.status for answer in answers] == [201] * 7
    assert [answer.headers["RateLimit"][:12] for answer in answers] == [
        *(f'"minute";r={left}' for left in (3, 2, 1, 0, 0, 0, 0))
    ]
    found = waits(committed, service)
    assert found[:4] == [0] * 4 or max(found[:4]) < 0.01
    # 5 seconds a token, less what has passed since the first.
    assert 4 < found[4] <= 5.01 and 8 < found[5] <= 10.01 and 12 < found[6] <= 15.01


def test_messages_of_batches_and_bulk_requests_take_a_token_each(ask, service, committed):
    set_pace(committed, service, 12)
    batch = {"notifications": [{"type": "sms", **sms(service)}] * 6}
    rows = [["phone number", "name"], *[["07900900123", "Ann"]] * 3]
    bulk = {"name": "n", "template_id": str(service.templates["sms"]), "rows": rows}

    answer = ask("POST /v2/notifications/batch", batch)
    assert (answer.status, answer.headers["RateLimit"]) == (200, '"minute";r=0;t=15')
    assert ask("POST /v2/notifications/bulk", bulk).status == 201

    found = waits(committed, service)
    expected = [0, 0, 0, 0, 5, 10, 15, 20, 25]
    assert all(abs(was - is_) < 2 for was, is_ in zip(found, expected, strict=True))


def test_each_type_of_key_has_a_bucket(ask, service, committed):
    set_pace(committed, service, 6)
    for _ in range(2):
        ask("POST /v2/notifications/sms", sms(service))
        ask("POST /v2/notifications/sms", sms(service), key="test")
    assert max(waits(committed, service)) < 0.01


def test_others_are_not_delayed(ask, service, committed):
    set_pace(committed, service, 6)
    other = make.service(committed)
    for _ in range(5):
        ask("POST /v2/notifications/sms", sms(service))
    ask("POST /v2/notifications/sms", sms(other), owner=other)
    assert waits(committed, other)[0] < 0.01


def test_without_a_pace_it_is_refused_again(ask, service, committed):
    set_pace(committed, service, 6)
    for _ in range(9):
        ask("POST /v2/notifications/sms", sms(service))
    told = make.call(committed, "ops.set_pace", service_id=service.id, pace=False)
    assert told["above"] == "refused with 429"
    assert ask("POST /v2/notifications/sms", sms(service)).status == 429


def test_the_days_limit_holds(ask, service, committed):
    set_pace(committed, service, 6)
    committed.execute(
        "update postroom.services set sms_message_limit = 1 where id = %s", (service.id,)
    )
    assert [ask("POST /v2/notifications/sms", sms(service)).status for _ in range(2)] == [201, 429]
