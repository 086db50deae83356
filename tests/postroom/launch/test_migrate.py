import time

import psycopg
from psycopg.rows import dict_row
from yoyo import get_backend, read_migrations

from postroom.launch import migrate
from tests.sql import schema
from tests.tools import make

FUNCTIONS_OF_OPS = """
    select case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regprocedure
    from pg_proc as p where p.pronamespace = 'ops'::regnamespace
"""


def test_a_second_time_changes_nothing(fresh_dsn):
    def functions():
        with psycopg.connect(fresh_dsn) as db:
            return db.execute(
                "select p.oid, p.xmin::text from pg_proc as p"
                " where p.pronamespace in ('api'::regnamespace, 'jobs'::regnamespace)"
            ).fetchall()

    before = functions()
    migrate.main(fresh_dsn)

    assert functions() == before


def test_functions_are_loaded_over_those_of_another_release(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute("set role postroom_owner")
        db.execute("comment on schema api is 'Functions of another release'")
        db.execute("drop function ops.today()")
        db.execute("create function ops.today() returns text language sql as 'select ''x''::text'")
        db.execute("create function ops.hold(a text) returns int language sql as 'select 1'")
        db.execute("create function ops.gone() returns int language sql as 'select 1'")

    migrate.main(fresh_dsn)

    with psycopg.connect(fresh_dsn) as db:
        found = db.execute(
            "select p.proname, count(*), min(pg_get_function_result(p.oid)) from pg_proc as p"
            " where p.pronamespace = 'ops'::regnamespace"
            " and p.proname in ('today', 'hold', 'gone') group by p.proname order by p.proname"
        ).fetchall()
    assert found == [("hold", 1, "void"), ("today", 1, "date")]


def test_partitions_that_cannot_be_made_do_not_stop_a_start(fresh_dsn, capsys):
    with psycopg.connect(fresh_dsn, autocommit=True, row_factory=dict_row) as db:
        days = db.execute("select partition from ops.partitions() where day >= ops.today() + 2")
        for row in days.fetchall():
            db.execute(f"drop table {row['partition']}")
        service = make.service(db)
        db.execute(
            "insert into postroom.notification_contents"
            " (id, kept_until, service_id, recipient, normalised_recipient)"
            " values (postroom.uuid7(), ops.today() + 5, %s, 'x', 'x')",
            (service.id,),
        )
        with psycopg.connect(fresh_dsn) as reader:
            reader.execute("select count(*) from postroom.notification_contents")
            time.sleep(1.1)
            migrate.main(fresh_dsn)
        said = capsys.readouterr().out
        assert "Partitions could not all be made: contents, rows in the default: busy" in said
        assert "Default of contents: 1 row without a partition for their day; call ops." in said

        migrate.main(fresh_dsn)
        assert capsys.readouterr().out == ""
        assert db.execute("select from ops.check() where not ok").rowcount == 0


def test_a_function_becomes_a_procedure(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute("set role postroom_owner")
        db.execute("comment on schema api is 'Functions of another release'")
        db.execute("drop procedure ops.maintain_partitions")
        db.execute(
            "create function ops.maintain_partitions(tries int, inout details jsonb,"
            " inout failure text) language sql as 'select details, failure'"
        )

    migrate.main(fresh_dsn)

    with psycopg.connect(fresh_dsn) as db:
        assert db.execute(
            "select prokind from pg_proc where proname = 'maintain_partitions'"
        ).fetchall() == [("p",)]


def test_views_follow_their_files(fresh_dsn):
    def views():
        with psycopg.connect(fresh_dsn) as db:
            return dict(
                db.execute(
                    "select relname, (select count(*) from pg_attribute where attrelid = c.oid)"
                    " from pg_class as c where relnamespace = 'reading'::regnamespace"
                ).fetchall()
            )

    files = views()
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute("set role postroom_owner")
        db.execute("comment on schema api is 'Functions of another release'")
        db.execute("drop view reading.users")
        db.execute("create view reading.gone as select 1 as id")
        db.execute("drop view reading.services")
        db.execute("create view reading.services as select 1 as id, 'x' as gone")

    migrate.main(fresh_dsn)

    assert views() == files


def test_views_that_a_migration_drops_come_back(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        db.execute("set role postroom_owner")
        db.execute("drop view reading.users")

        assert migrate.load_functions(db, anew=True) > 0

        db.execute("select from reading.users")


def test_every_migration_can_be_taken_back(fresh_dsn):
    with psycopg.connect(fresh_dsn, autocommit=True) as db:
        before = schema.page(db)
        # What is loaded from files belongs to no migration.
        db.execute("drop schema api, jobs, reading cascade")
        for name in ("api", "jobs", "reading"):
            db.execute(f"create schema {name} authorization postroom_owner")
        for (function,) in db.execute(FUNCTIONS_OF_OPS).fetchall():
            db.execute(f"drop {function} cascade")
    backend = get_backend(migrate.yoyo_uri(fresh_dsn))
    migrations = read_migrations(str(migrate.SQL / "migrations"))
    with backend.lock():
        backend.rollback_migrations(backend.to_rollback(migrations))
    backend.connection.close()

    with psycopg.connect(fresh_dsn) as db:
        left = db.execute("select to_regnamespace('postroom'), to_regnamespace('api')").fetchone()
        assert left == (None, None)

    migrate.main(fresh_dsn)

    with psycopg.connect(fresh_dsn) as db:
        assert schema.page(db) == before
