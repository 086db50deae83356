def test_an_event_is_kept(admin):
    event = {"event_type": "sucessful_login", "data": {"user_id": "x", "ip_address": "::1"}}

    answer = admin("POST /events", event)

    assert answer.status == 201
    assert {k: answer.data[k] for k in event} == event
    assert set(answer.data) == {"id", "event_type", "data", "created_at"}


def test_what_is_no_event(admin):
    missing = ["Missing data for required field."]
    assert admin("POST /events", {}).message == {"event_type": missing, "data": missing}
    null = admin("POST /events", {"event_type": "x", "data": None})
    assert null.message == {"data": ["Field may not be null."]}
