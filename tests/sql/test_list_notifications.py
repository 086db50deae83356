from tests.tools import make


def page(db, service, **query):
    query = {"key_type": "normal", **query}
    placed = ", ".join(f"{name} => %({name})s" for name in query)
    return [
        row["id"]
        for row in db.execute(
            f"select id from api.list_notifications(%(service)s, %(version)s, {placed})",
            {"service": service.id, "version": make.version(db, service), **query},
        ).fetchall()
    ]


def test_newest_first_over_days(db):
    service = make.service(db)
    ids = []
    for moment in ("2026-03-01T10:00Z", "2026-03-02T10:00Z", "2026-03-05T10:00Z"):
        make.at(db, moment)
        ids.append(make.send(db, service))

    assert page(db, service) == ids[::-1]


def test_pages_follow_one_another_without_a_gap(db):
    service = make.service(db)
    # All within one millisecond: the id decides.
    ids = sorted((make.send(db, service) for _ in range(7)), reverse=True)

    first = page(db, service, page_size=3)
    second = page(db, service, page_size=3, older_than=first[-1])
    third = page(db, service, page_size=3, older_than=second[-1])

    assert first + second + third == ids
    assert page(db, service, older_than=ids[-1]) == []


def test_only_the_same_type_of_key(db):
    service = make.service(db)
    normal, team, test = (
        make.send(db, service, key_type=kind) for kind in ("normal", "team", "test")
    )

    assert page(db, service) == [normal]
    assert page(db, service, key_type="team") == [team]
    assert page(db, service, key_type="test") == [test]


def test_filters(db):
    service = make.service(db)
    sms = make.send(db, service, client_reference="a")
    email = make.send(db, service, "email", client_reference="b")

    assert page(db, service, template_types=["email"]) == [email]
    assert page(db, service, reference="a") == [sms]
    assert page(db, service, reference="c") == []
    assert page(db, service, statuses=["delivered"]) == []
    assert set(page(db, service, statuses=["created", "sending"])) == {sms, email}


def test_an_unknown_older_than_gives_an_empty_page(db):
    service, stranger = make.service(db), make.service(db)
    make.send(db, service)

    assert page(db, service, older_than=make.send(db, stranger)) == []


def test_what_retention_no_longer_keeps_is_left_out(db):
    service = make.service(db)
    make.at(db, "2026-03-01T10:00Z")
    old = make.send(db, service)
    make.at(db, "2026-03-08T10:00Z")
    new = make.send(db, service)

    assert page(db, service) == [new, old]
    make.at(db, "2026-03-09T00:00Z")
    assert page(db, service) == [new]
