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
