"""The commands for operators, by Click, on a database of their own."""

import uuid

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.rows import dict_row

from postroom.launch.flask_command import app
from postroom.launch.operator import command
from tests.tools import make

NAMES = (
    "archive-jobs-created-between-dates",
    "associate-services-to-organisations",
    "bulk-invite-user-to-service",
    "delete-functional-test-service",
    "get-notification-and-service-ids-for-letters-that-failed-to-print",
    "insert-inbound-numbers",
    "populate-annual-billing-with-the-previous-years-allowance",
    "populate-go-live",
    "populate-organisation-agreement-details-from-file",
    "populate-organisations-from-file",
    "populate-service-volume-intentions",
    "purge-functional-test-data",
    "rebuild-ft-billing-for-day",
    "recreate-pdf-for-precompiled-or-uploaded-letter",
    "replay-create-pdf-for-templated-letter",
    "update-emails-to-remove-gsi",
)


@pytest.fixture
def db(fresh_dsn, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", fresh_dsn)
    with psycopg.connect(fresh_dsn, autocommit=True, row_factory=dict_row) as connection:
        yield connection


def run(*arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def file(tmp_path, text):
    path = tmp_path / "file.csv"
    path.write_text(text)
    return path


def test_every_command_helps():
    assert sorted(command.commands) == sorted(NAMES)
    for name in NAMES:
        told = run(name, "--help")
        assert told.exit_code == 0 and "--help" in told.output
    by_flask = app.test_cli_runner().invoke(args=["command", "--help"])
    assert by_flask.exit_code == 0 and "insert-inbound-numbers" in by_flask.output


def test_inbound_numbers(db, tmp_path):
    path = file(tmp_path, "07700900111\n\n07700900112\n07700900111\n")

    assert run("insert-inbound-numbers", "-f", path, "--dry-run").output.endswith(
        "2 would change\n"
    )
    added = "select number, provider, active from postroom.inbound_numbers"
    before = db.execute(added).fetchall()
    assert not {"07700900111", "07700900112"} & {row["number"] for row in before}
    assert run("insert-inbound-numbers", "--file_name", path).output.endswith("2 done\n")
    assert run("insert-inbound-numbers", "-f", path).output.endswith("0 done\n")
    rows = [row for row in db.execute(added).fetchall() if row not in before]
    assert sorted(row["number"] for row in rows) == ["07700900111", "07700900112"]
    assert {(row["provider"], row["active"]) for row in rows} == {("mmg", True)}


def test_addresses_without_gsi(db):
    service = make.service(db)
    mark = uuid.uuid4().hex[:6]
    people = {}
    for name in ("ann", "bob", "cat"):
        people[name] = make.user(db, email_address=f"{name}-{mark}@x.gsi.gov.uk")
        if name != "cat":
            db.execute(
                "insert into postroom.service_users values (%s, %s)", [service.id, people[name]]
            )
    make.user(db, email_address=f"bob-{mark}@x.gov.uk")

    done = run("update-emails-to-remove-gsi", "-s", service.id)

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 done")
    addresses = {
        name: db.execute("select email_address from postroom.users where id = %s", [id]).fetchone()[
            "email_address"
        ]
        for name, id in people.items()
    }
    # Somebody has Bob's new address already; Cat belongs to no service.
    assert addresses == {
        "ann": f"ann-{mark}@x.gov.uk",
        "bob": f"bob-{mark}@x.gsi.gov.uk",
        "cat": f"cat-{mark}@x.gsi.gov.uk",
    }


def test_volumes_and_a_bad_line(db, tmp_path):
    service = make.service(db)
    good = f"service,sms,email,letters\n{service.id},1,2,\n"
    query = "select volume_sms, volume_email, volume_letter from postroom.services where id = %s"

    for bad in (f"{uuid.uuid4()},1,2,3\n", "x,1,2,3\n", f"{service.id},x,2,3\n"):
        done = run("populate-service-volume-intentions", "-f", file(tmp_path, good + bad))
        assert done.exit_code == 1 and "line 3" in done.output
    assert db.execute(query, [service.id]).fetchone()["volume_sms"] is None

    assert run("populate-service-volume-intentions", "-f", file(tmp_path, good)).exit_code == 0
    assert list(db.execute(query, [service.id]).fetchone().values()) == [1, 2, None]


def test_go_live(db, tmp_path):
    service = make.service(db)
    person = make.user(db, email_address="live@example.gov.uk")
    text = f"a,b,c,d,e,f,g,h,i\n,,{service.id},,,,LIVE@example.gov.uk,,28/02/2026\n"

    assert run("populate-go-live", "-f", file(tmp_path, text)).exit_code == 0
    row = db.execute(
        "select go_live_user_id, go_live_at::text as at from postroom.services where id = %s",
        [service.id],
    ).fetchone()
    assert row["go_live_user_id"] == person and row["at"].startswith("2026-02-28 12:00")


def test_uploads_are_archived_by_day(db):
    service = make.service(db)
    ids = [make.job(db, service) for _ in range(3)]
    for id, day in zip(ids, ("2026-03-31", "2026-04-01", "2026-04-02"), strict=True):
        db.execute(
            "update postroom.jobs set created_at = %s::timestamp at time zone 'Europe/London'"
            " where id = %s",
            [f"{day} 00:30", id],
        )
    days = ("-s", "2026-04-01", "-e", "2026-04-02")

    assert run("archive-jobs-created-between-dates", *days).output.endswith("1 done\n")
    archived = db.execute("select id from postroom.jobs where archived").fetchall()
    assert [row["id"] for row in archived] == [ids[1]]


def test_allowances_and_bills(db):
    service = make.service(db)
    db.execute("delete from postroom.allowances")
    db.execute("insert into postroom.allowances values (%s, 2025, 7), (%s, 2024, 5)",
               [service.id, service.id])  # fmt: skip
    year = ("-y", "2026")

    name = "populate-annual-billing-with-the-previous-years-allowance"
    assert run(name, *year).output.endswith("1 done\n")
    assert run(name, *year).output.endswith("0 done\n")
    (row,) = db.execute("select fragments from postroom.allowances where financial_year = 2026")
    assert row["fragments"] == 7
    assert run("rebuild-ft-billing-for-day", "-d", "2026-11-20", "-s", service.id).exit_code == 0
    assert run("rebuild-ft-billing-for-day", "-d", "20/11/2026").exit_code == 2


def test_letters_by_the_names_of_their_files(db, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    service = make.service(db)
    id = make.letter(db, service, letter_reference="ABCDEFGHIJKLMNOP")
    names = file(tmp_path, "NOTIFY.ABCDEFGHIJKLMNOP.D.2.C.20261120.PDF\nNOTIFY.0000.PDF\n")

    name = "get-notification-and-service-ids-for-letters-that-failed-to-print"
    assert run(name, "-f", names).exit_code == 0
    lines = (tmp_path / "zips_sent_details.csv").read_text().splitlines()
    assert len(lines) == 2 and lines[1].startswith(f"{id},{service.id},")


def test_services_join_the_organisation_of_their_creators_domain(db):
    service = make.service(db)
    address = db.execute(
        "select u.email_address from postroom.users as u inner join postroom.services as s"
        " on s.created_by_id = u.id where s.id = %s",
        [service.id],
    ).fetchone()["email_address"]
    (organisation,) = db.execute(
        "insert into postroom.organisations (name, organisation_type) values ('o', 'local')"
        " returning id"
    ).fetchall()
    db.execute(
        "insert into postroom.organisation_domains values (%s, %s)",
        [address.split("@")[1].lower(), organisation["id"]],
    )

    assert run("associate-services-to-organisations").output.splitlines()[-1] != "0 done"
    row = db.execute(
        "select organisation_id, organisation_type from postroom.services where id = %s",
        [service.id],
    ).fetchone()
    assert (row["organisation_id"], row["organisation_type"]) == (organisation["id"], "local")


def test_a_letters_file_is_made_again(db):
    service = make.service(db)
    id = make.letter(db, service)
    db.execute("delete from postroom.delivery_queue where notification_id = %s", [id])
    db.execute("update postroom.notifications set status = 'technical-failure' where id = %s", [id])

    wrong = run("recreate-pdf-for-precompiled-or-uploaded-letter", "-n", id)
    assert wrong.exit_code == 1 and "no such letter" in wrong.output
    assert run("replay-create-pdf-for-templated-letter", "-n", id).exit_code == 0
    assert make.facts(db, id)["status"] == "created"
    queued = db.execute("select lane from postroom.delivery_queue where notification_id = %s", [id])
    assert queued.fetchall() == [{"lane": "letter"}]


def test_organisations_and_their_agreements(db, tmp_path):
    text = (
        "name|type|crown|signed|domains|email|letter\n"
        "Tide Office|central|1|1|Tide.example, sea.example|NHS|\n"
        "Tide Office|local|||||\nShore|local|0||sea.example||\n"
    )
    assert run("populate-organisations-from-file", "-f", file(tmp_path, text)).output.endswith(
        "2 done\n"
    )
    rows = db.execute(
        "select name, organisation_type, crown, agreement_signed, email_branding_id is not null"
        " as branded, array(select domain from postroom.organisation_domains as d"
        " where d.organisation_id = o.id order by 1) as domains, id"
        " from postroom.organisations as o where name in ('Tide Office', 'Shore') order by name"
    ).fetchall()
    id, shore = rows[1].pop("id"), rows[0].pop("id")
    assert [list(row.values()) for row in rows] == [
        ["Shore", "local", False, None, False, []],
        ["Tide Office", "central", True, True, True, ["sea.example", "tide.example"]],
    ]
    bad = file(tmp_path, text + "Coast|local|||||no such\n")
    assert "line 5" in run("populate-organisations-from-file", "-f", bad).output

    name = "populate-organisation-agreement-details-from-file"
    head = "id,version,name,date\n"
    wrong = file(tmp_path, f"{head}{id},2.5,Ann,1/2/2026\n{shore},2.5,Ann,1/2/2026\n")
    assert "line 3" in run(name, "-f", wrong).output
    assert run(name, "-f", file(tmp_path, f"{head}{id},2.5,Ann,1/2/2026\n")).exit_code == 0
    signed = db.execute(
        "select agreement_signed_version::text as v, agreement_signed_on_behalf_of_name as n"
        " from postroom.organisations where id = %s",
        [id],
    ).fetchone()
    assert signed == {"v": "2.5", "n": "Ann"}


def test_invitations_go_on_after_one_that_fails(db, tmp_path, monkeypatch):
    monkeypatch.setenv("NOTIFY_ENVIRONMENT", "development")
    monkeypatch.setenv("SECRET_KEYS", make.SECRET_KEYS)
    monkeypatch.setenv("OBJECT_STORE_URL", str(tmp_path / "objects"))
    service = make.service(db)
    people = file(tmp_path, "ann@example.gov.uk\nnobody\nbob@example.gov.uk\n")

    done = run("bulk-invite-user-to-service", "-f", people, "-s", service.id, "-u", service.user,
               "-p", "manage_users,send_texts")  # fmt: skip

    assert done.exit_code == 1 and "1 of 3" in done.output and "nobody\t{" in done.output
    asked = db.execute("select email_address from postroom.invited_users order by 1").fetchall()
    assert [row["email_address"] for row in asked] == ["ann@example.gov.uk", "bob@example.gov.uk"]


def services(db):
    return {row["id"] for row in db.execute("select id from postroom.services").fetchall()}


def test_a_service_of_tests_is_deleted_with_its_people(db):
    service, other = make.service(db), make.service(db)
    make.send(db, service)
    make.letter(db, service)
    make.job(db, service)
    make.receive(db, make.inbound_number(db, service))
    at = ("delete-functional-test-service", "--service-id", service.id)

    assert run(*at).exit_code == 1  # nobody has answered
    assert run(*at, "--dry-run").exit_code == 0
    assert service.id in services(db)
    done = run(*at, "--yes")
    assert (done.exit_code, done.exception) == (0, None), done.output
    assert service.id not in services(db) and other.id in services(db)
    for table in ("notifications", "notification_contents", "jobs", "inbound_messages"):
        left = db.execute(f"select from postroom.{table} where service_id = %s", [service.id])
        assert left.rowcount == 0
    platform = "d6aa2c68-a2d9-4437-ab19-3ae8eb202553"
    assert run("delete-functional-test-service", "-s", platform, "--yes").exit_code == 1


def test_people_of_tests_are_purged(db):
    mark = uuid.uuid4()
    service, other = make.service(db), make.service(db)
    for owner, address in ((service, f"te_t+{mark}@x.gov.uk"), (other, f"test+{mark}@x.gov.uk")):
        db.execute(
            "update postroom.users set email_address = %s where id ="
            " (select created_by_id from postroom.services where id = %s)",
            [address, owner.id],
        )

    assert run("purge-functional-test-data", "-u", "", "--yes").exit_code == 1
    done = run("purge-functional-test-data", "-u", "te_t", "--yes")
    assert done.exit_code == 0, done.output
    assert service.id not in services(db) and other.id in services(db)
