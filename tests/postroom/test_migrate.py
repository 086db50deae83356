import psycopg

from postroom import migrate


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


def test_a_changed_set_of_functions_is_loaded_and_strays_are_dropped(fresh_dsn):
    with psycopg.connect(fresh_dsn) as db:
        db.execute("set role postroom_owner")
        db.execute("create function api.stray() returns int language sql as 'select 1'")
        db.execute("drop function api.schema_version()")
        db.execute("comment on schema api is 'Functions of another release'")

    migrate.main(fresh_dsn)

    with psycopg.connect(fresh_dsn) as db:
        names = {row[0] for row in db.execute("select proname from pg_proc").fetchall()}
    assert "schema_version" in names
    assert "stray" not in names
